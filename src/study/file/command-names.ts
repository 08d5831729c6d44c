/**
 * Keys of a study file by the names that the command line has for them: `draws` where a stage says `permutations`, `leave-out` for
 * `leave_out`. A key says which names it has besides its own; the document is read as if its own were written. Knows no key.
 */
import { type Document, isMap, isPair, isScalar, isSeq, type YAMLMap } from "yaml";
import { z } from "zod";
import { UsageError } from "../../base/errors.js";
import { branches, isKind, type SchemaNode, step } from "../../declare/schema-complaint.js";

/** The JSON Schema of a key says here by which names the command line has it. */
const NAMES = "commandNames";

type Named = SchemaNode & { readonly [NAMES]?: readonly string[] };

/** `key`, which may also be written by `names`, those of the command line with underscores. */
export const alsoNamed = <T extends z.ZodType>(key: T, ...names: readonly string[]): T =>
  key.meta({ ...key.meta(), [NAMES]: names });

/** Names of the keys of a map, by all they can be written as. */
function namesOf(nodes: readonly SchemaNode[]): ReadonlyMap<string, string> {
  const properties = nodes.flatMap(({ properties = {} }) => Object.entries<Named>(properties));
  return new Map([
    ...properties.flatMap(([key, node]) => (node[NAMES] ?? []).map((name) => [name, key] as const)),
    ...properties.map(([key]) => [key, key] as const),
  ]);
}

const made = new WeakMap<z.ZodType, Named>();

/** The JSON Schema of `schema`, as texts are written; made once, as a page reads a study at every key that is typed. */
function schemaOf(schema: z.ZodType): Named {
  const known = made.get(schema) ?? (z.toJSONSchema(schema, { target: "draft-7", io: "input" }) as Named);
  made.set(schema, known);
  return known;
}

/**
 * Writes in `document` the own name of every key that has another name of `schema`; what is written stays where it stands. Throws
 * UsageError `study_key`, reported by `place`, where both are written.
 */
export function readCommandNames(document: Document, schema: z.ZodType, place: (offset: number) => string): void {
  rename(document.contents, [schemaOf(schema)], place);
}

function rename(value: unknown, schemas: readonly SchemaNode[], place: (offset: number) => string): void {
  const nodes = schemas.flatMap(branches);
  if (isSeq(value)) {
    for (const [i, item] of value.items.entries())
      rename(
        item,
        nodes.flatMap((node) => step(node, i)),
        place,
      );
  }
  if (!isMap(value)) return;
  const kind = value.get("stage");
  const ofKind = nodes.filter(({ properties }) => kind !== undefined && isKind(properties?.stage, kind));
  const own = ofKind.length > 0 ? ofKind : nodes;
  renameKeys(value, namesOf(own), place);
  for (const { key, value: inner } of value.items.filter(isPair)) {
    if (isScalar(key))
      rename(
        inner,
        own.flatMap((node) => step(node, String(key.value))),
        place,
      );
  }
}

function renameKeys(map: YAMLMap, names: ReadonlyMap<string, string>, place: (offset: number) => string): void {
  for (const { key } of map.items) {
    if (!isScalar(key) || typeof key.value !== "string") continue;
    const got = key.value;
    const meant = names.get(got) ?? names.get(got.replaceAll("-", "_"));
    if (meant === undefined || meant === got) continue;
    if (map.has(meant)) {
      const message = `${place(key.range?.[0] ?? 0)}: '${got}' and '${meant}' are one key; leave one of them out.`;
      throw new UsageError("study_key", message, { got, expected: meant });
    }
    key.value = meant;
  }
}

/** The JSON Schema that editors read: every key by each of its names, with underscores. */
export function editorSchema(schema: z.ZodType): unknown {
  return withNames(schemaOf(schema));
}

function withNames(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNames);
  if (typeof node !== "object" || node === null) return node;
  const { properties = {}, required } = node as Named & { readonly required?: readonly string[] };
  const entries = Object.entries(node).flatMap(([key, value]) => {
    if (key === NAMES) return [];
    if (key === "properties") return [[key, namedProperties(properties)]];
    return key === "required" ? Object.entries(requiredOf(properties, required)) : [[key, withNames(value)]];
  });
  return Object.fromEntries(entries);
}

function namedProperties(properties: Readonly<Record<string, Named>>): object {
  const all = Object.entries(properties).flatMap(([key, property]) => {
    const shown = withNames(property) as object;
    return [
      [key, shown],
      ...(property[NAMES] ?? []).map((name) => [name, { ...shown, description: `same as ${key}` }]),
    ];
  });
  return Object.fromEntries(all);
}

/** What must be given, by either name where a key has two. */
function requiredOf(properties: Readonly<Record<string, Named>>, required: readonly string[] = []): object {
  const [plain, named] = [false, true].map((has) =>
    required.filter((key) => has === Boolean(properties[key]?.[NAMES])),
  );
  const allOf = named!.map((key) => ({
    anyOf: [key, ...(properties[key]?.[NAMES] ?? [])].map((name) => ({ required: [name] })),
  }));
  return { ...(plain!.length > 0 && { required: plain }), ...(allOf.length > 0 && { allOf }) };
}
