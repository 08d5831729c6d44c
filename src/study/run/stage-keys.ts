/**
 * The key of what a stage makes: a hash of all it depends on and of nothing else, so that what has the same
 * key is the same. Names, words, captions, threads and folders are no part of it. Maps go in as the file orders them, since
 * order can decide (the first absorbing coding is the usual one); keys of blocks are in the order of their schema, however
 * they are written. The hash is given by the caller: SHA-256 of Node or of a page; this file runs in either.
 */
import type { StudySpec } from "../file/schema.js";
import { kindOf, type StageNode } from "./stage-node.js";

/** What keys depend on beside the stages. */
export interface KeyContext {
  /** Hash of the program, and of its kernels. */
  readonly code: string;
  readonly kernels: string;
  readonly spec: StudySpec;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
}

/** Keys of `nodes`, needs before who needs them; null for what reads data that were not hashed, or needs such a node. */
export function stageKeys(
  nodes: Iterable<StageNode<unknown>>,
  { code, kernels, spec, hash }: KeyContext,
): ReadonlyMap<StageNode<unknown>, string | null> {
  const blocks = blocksOf(spec);
  const keys = new Map<StageNode<unknown>, string | null>();
  for (const node of nodes) {
    const needs = node.needs.map((need) => keys.get(need) ?? null);
    const data = (node.data ?? []).map(({ name, sha256 }) => ({ name, sha256 }));
    const known = !needs.includes(null) && data.every(({ sha256 }) => sha256 !== null);
    const { reads } = node;
    const all = { code, kernels, kind: kindOf(node), reads, blocks: node.alone ? null : blocks, needs, data };
    keys.set(node, known ? hash(JSON.stringify(all, refuseUnwritable)) : null);
  }
  return keys;
}

/** What every stage may read of the study: without the words of codings. */
function blocksOf({ panel, treatment, variance, ssc, level, seed }: StudySpec): object {
  const codings = Object.entries(treatment.codings).map(([name, { label: _, ...coding }]) => [name, coding]);
  return { panel, treatment: { ...treatment, codings }, variance, ssc, level, seed };
}

/** JSON would make null of what is no number, and nothing of a function: two inputs would have one key. */
function refuseUnwritable(key: string, value: unknown): unknown {
  if (typeof value === "function" || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`what a stage reads can't be part of a key: ${key} is ${String(value)}`);
  }
  return value;
}
