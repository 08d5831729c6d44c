/**
 * Counts asked before and after the sums of a result: they must agree with each other and with the sums, or the rows were not the same.
 */
import { DataError } from "../../base/errors.js";
import type { Queries } from "../queries.js";
import { type GuardedFacts, guardStatement } from "../statements/counts.js";
import type { SumsSpec } from "../statements/rows.js";

export interface Guards {
  readonly units: number;
  readonly split: number;
  readonly rows: number;
  readonly most: number;
  readonly squares: number;
  readonly odd: number;
  readonly singletons: number;
  readonly patterns: number;
  /** Blocks, where one key makes them and each holds whole units; else 0. */
  readonly blocks: number;
}

export async function guardsOf(queries: Queries, spec: SumsSpec, facts: GuardedFacts): Promise<Guards> {
  const { columns } = await queries.ask(guardStatement(spec, facts));
  const [units, split, rows, most, squares, odd, singletons, patterns, blocks] = columns.map((column) =>
    Number(column[0]),
  );
  return {
    units: units!,
    split: split!,
    rows: rows!,
    most: most!,
    squares: squares!,
    odd: odd!,
    singletons: singletons!,
    patterns: patterns!,
    blocks: blocks!,
  };
}

function requireFinite({ odd, rows }: Guards): void {
  if (odd === 0) return;
  throw new DataError(
    "engine_not_finite",
    `${odd} of ${rows} rows hold a number that is not finite where the engine was asked for finite ones: its rules for missing values differ. Filter them out in a view.`,
    { got: odd, expected: 0 },
  );
}

const GUARDED = ["units", "split", "rows", "most", "squares", "singletons"] as const;

/** Throws DataError `engine_changed` where counts differ, and `engine_not_finite`, which the last of them say. */
export function requireSame(before: Guards, after: Guards): void {
  requireFinite(after);
  const changed = GUARDED.filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return;
  const words = changed.map((name) => `${name} ${before[name]}, then ${after[name]}`).join("; ");
  throw changedRows(words, Object.fromEntries(changed.map((name) => [name, [before[name], after[name]]])));
}

/** Throws DataError `engine_changed` where `source` had other rows in one statement than in another. */
export function requireSameRows({ name }: { readonly name: string }, before: number, after: number): void {
  if (before !== after) throw changedRows(`${name} had ${before} rows, then ${after}`, [before, after]);
}

/** DataError `engine_changed`. */
export const changedRows = (words: string, got: unknown): DataError =>
  new DataError(
    "engine_changed",
    `The rows changed while they were summed, or a part of them did not answer: ${words}. Ask again when the table rests, or name a snapshot of it.`,
    { got, expected: "one state of the table in all statements" },
  );
