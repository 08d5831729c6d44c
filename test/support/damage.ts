/**
 * Damages files and holds readers to what they promise of them: an error of the library's own, or columns that fit together; soon, and
 * without memory that the file's size does not call for. What is damaged, and how, follows from a seed.
 */
import { expect } from "vitest";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import { WasmetricsError } from "../../src/base/errors.js";
import type { FileContent } from "../../src/data/formats/format.js";
import { type ByteSource, bytesSource } from "../../src/data/formats/source.js";
import { makeTable } from "../../src/data/table/table.js";
import { seeded } from "./random.js";

/** A damaged file, and what was done to it. */
export interface Damaged {
  readonly how: string;
  readonly bytes: Uint8Array;
}

/** `bytes` cut short at every length, or at `most` lengths spread over the file. */
export function* cuts(bytes: Uint8Array, most = bytes.length): Generator<Damaged> {
  const step = Math.max(1, bytes.length / most);
  for (let at = 0; at < bytes.length; at += step) {
    const end = Math.floor(at);
    yield { how: `cut at byte ${end}`, bytes: bytes.slice(0, end) };
  }
}

/** `times` copies of `bytes`, one to three bits of each flipped. */
export function* flips(bytes: Uint8Array, times: number, seed: number): Generator<Damaged> {
  const random = seeded(seed);
  for (let time = 0; time < times; time++) {
    const copy = bytes.slice();
    const places = Array.from({ length: 1 + Math.floor(3 * random()) }, () => Math.floor(8 * bytes.length * random()));
    for (const place of places) copy[place >>> 3]! ^= 1 << (place & 7);
    yield { how: `bits ${places.join(", ")} flipped (seed ${seed}, time ${time})`, bytes: copy };
  }
}

/** What a reader may take for one damaged file. */
export interface Limits {
  readonly milliseconds?: number;
  /** That the reader asks of its budget, at most: what it asks for depends on nothing else that runs. */
  readonly megabytes?: number;
}

/** How often a damaged file was refused, and how often it was read. */
export interface Outcomes {
  readonly refused: number;
  readonly read: number;
  /** How often each code of an error came. */
  readonly codes: Readonly<Record<string, number>>;
}

/**
 * Reads every one of `files` under the name `name`. Fails on any error but a WasmetricsError, on columns that don't fit together, and on
 * files that take longer or more memory than `limits`.
 */
export async function readsDamaged(
  name: string,
  files: Iterable<Damaged>,
  read: (source: ByteSource) => Promise<Pick<FileContent, "columns">>,
  { milliseconds = 2000, megabytes = 64 }: Limits = {},
): Promise<Outcomes> {
  let readable = 0;
  const codes: Record<string, number> = {};
  for (const { how, bytes } of files) {
    const source = bytesSource(name, bytes);
    const start = process.cpuUsage();
    try {
      const { columns } = await read(source);
      requireColumns(name, columns, how);
      readable++;
    } catch (error) {
      if (!(error instanceof WasmetricsError)) throw new Error(`${name}, ${how}`, { cause: error });
      codes[error.code] = (codes[error.code] ?? 0) + 1;
    }
    const taken = process.cpuUsage(start).user / 1000; // of the processor: a machine that is busy takes none
    const asked = source.memory.peak / 2 ** 20;
    if (taken > milliseconds) expect.fail(`${name}, ${how}: took ${Math.round(taken)} ms, at most ${milliseconds}`);
    if (asked > megabytes) expect.fail(`${name}, ${how}: took ${Math.round(asked)} MB, at most ${megabytes}`);
  }
  return { refused: Object.values(codes).reduce((sum, count) => sum + count, 0), read: readable, codes };
}

/** Columns of one length under distinct names, codes among the levels, levels in their order. */
function requireColumns(name: string, columns: readonly Column[], how: string): void {
  makeTable(columns, { name, bytes: 0, sha256: null });
  for (const column of columns) {
    if (column.kind === "numeric") continue;
    const { codes, levels } = column;
    for (const code of codes) {
      if (code !== MISSING_CODE && code >= levels.length) expect.fail(`${name}, ${how}: code ${code} of no level`);
    }
  }
}
