/**
 * What a schema has against a YAML file, in words: what came, what was expected, the nearest name; and where the value of a key stands.
 * Knows no file's keys.
 */
import { type Document, isMap, isNode, isPair, isScalar } from "yaml";
import { z } from "zod";
import { didYouMean } from "../base/did-you-mean.js";
import { ownOf } from "../base/objects.js";

/** Keys from the top of the file down. */
export type KeyPath = readonly (string | number)[];

/** The path as `panel.unit`, `stages.table1.columns[2]`; `top` for the file itself. */
export const written = (path: KeyPath, top: string): string =>
  path.length === 0
    ? top
    : path.reduce<string>(
        (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
        "",
      );

/** Where in the text the value at `path` begins, or its key, or the nearest key above it that is written. */
export function offsetOf(document: Document, path: KeyPath, part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, key] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const next =
      pair?.value ??
      (isNode(node) && "get" in node ? (node as { get(k: unknown, keep: true): unknown }).get(key, true) : undefined);
    const last = depth === path.length - 1;
    if (last && part === "key" && pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? offset;
    if (!isNode(next) || next.range == null)
      return pair !== undefined && isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
    // a block map begins beneath its key: the key is where a reader looks
    offset =
      isMap(next) && !last && pair !== undefined && isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : next.range[0];
    node = next;
  }
  return offset;
}

/** The value at `path` as written; undefined where there is none. */
export function valueAt(document: Document, path: KeyPath): unknown {
  const node = document.getIn(path, false);
  return isNode(node) ? node.toJSON() : node;
}

/** What is wrong with the value at `path`, and what was expected; `kinds` are those that a union with a kind has. */
export function complaint(
  document: Document,
  issue: z.core.$ZodIssue,
  path: KeyPath,
  kinds: readonly string[] = [],
): string {
  const got = valueAt(document, path);
  if (got === undefined) return `is missing; ${expectation(issue, kinds)}.`;
  const shown = typeof got === "object" ? (Array.isArray(got) ? "a list" : "a map") : `'${beginning(String(got))}'`;
  if (issue.code === "invalid_value" && typeof got === "string") {
    return `is ${shown}; ${expectation(issue, kinds)}${didYouMean(got, issue.values.map(String))}`;
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined && typeof got === "string") {
    return `is ${shown}; ${expectation(issue, kinds)}${didYouMean(got, kinds)}`;
  }
  return `is ${shown}; ${expectation(issue, kinds)}.`;
}

/** The most of a value that a message repeats: a file of data taken for a study is one long text. */
const MOST_SHOWN = 80;

const beginning = (text: string): string => (text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}...`);

/** What was expected, in words. */
function expectation(issue: z.core.$ZodIssue, kinds: readonly string[]): string {
  if (issue.message.startsWith("expected")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return issue.discriminator === undefined ? issue.message : `expected ${kinds.join(", ")}`;
    case "too_small":
      return `expected ${issue.origin === "string" ? "some text" : issue.origin === "array" ? `at least ${issue.minimum}` : `a number ${issue.inclusive ? "of at least" : "above"} ${issue.minimum}`}`;
    case "too_big":
      return `expected a number ${issue.inclusive ? "of at most" : "below"} ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** A JSON Schema as far as keys go. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Keys `schema` knows at `path`; `discriminator` is the key that says which kind of map a map is. */
export function knownKeys(document: Document, path: KeyPath, schema: z.ZodType, discriminator = "stage"): string[] {
  let nodes: readonly SchemaNode[] = [z.toJSONSchema(schema, { io: "input" }) as SchemaNode];
  for (const [depth, key] of path.entries()) {
    nodes = nodes.flatMap(branches).flatMap((node) => step(node, key));
    const kind = valueAt(document, [...path.slice(0, depth + 1), discriminator]);
    const ofKind = nodes
      .flatMap(branches)
      .filter((node) => kind !== undefined && isKind(node.properties?.[discriminator], kind));
    if (ofKind.length > 0) nodes = ofKind;
  }
  return [...new Set(nodes.flatMap(branches).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Whether the kind of a map, as its schema has it, is `kind`. */
export const isKind = (stage: SchemaNode | undefined, kind: unknown): boolean =>
  stage !== undefined && (stage.const === kind || (stage.enum ?? []).includes(kind));

/** What a value may be. */
export const branches = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? node.oneOf ?? [node];

/** What stands beneath `key`. */
export function step(node: SchemaNode, key: string | number): readonly SchemaNode[] {
  if (typeof key === "number") {
    const { items } = node;
    return items === undefined ? [] : Array.isArray(items) ? [items[key]!] : [items as SchemaNode];
  }
  const next = ownOf(node.properties, key) ?? node.additionalProperties;
  return typeof next === "object" ? [next] : [];
}
