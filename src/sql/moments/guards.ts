/**
 * Counts asked before and after the sums of a result: they must agree with each other and with the sums, or the rows were not the same.
 */
import { DataError } from "../../base/errors.js";
import { printExpression } from "../../formula/print.js";
import type { SqlFrame } from "../frame.js";
import type { Queries } from "../queries.js";
import { type GuardedFacts, guardStatement } from "../statements/counts.js";
import type { SumsSpec } from "../statements/rows.js";
import { type Checksum, squaresOf, type Totals } from "./checksum.js";

export interface Guards {
  readonly units: number;
  readonly split: number;
  readonly rows: number;
  readonly most: number;
  readonly squares: number;
  /** The sum of squares that overwritten values show in; 0 where it was not asked for. */
  readonly check: number;
  readonly singletons: number;
  readonly patterns: number;
  /** Blocks, where one key makes them and each holds whole units; else 0. */
  readonly blocks: number;
}

export async function guardsOf(queries: Queries, spec: SumsSpec, facts: GuardedFacts): Promise<Guards> {
  const { columns } = await queries.ask(guardStatement(spec, facts));
  const [units, split, rows, most, squares, check, singletons, patterns, blocks] = columns.map((column) =>
    Number(column[0]),
  );
  return {
    units: units!,
    split: split!,
    rows: rows!,
    most: most!,
    squares: squares!,
    check: check!,
    singletons: singletons!,
    patterns: patterns!,
    blocks: blocks!,
  };
}

function requireFinite({ check, rows }: Guards): void {
  if (Number.isFinite(check)) return;
  throw new DataError(
    "engine_not_finite",
    `Some of ${rows} rows hold a number that is not finite where the engine was asked for finite ones: its rules for missing values differ. Filter them out in a view.`,
    { got: check, expected: "finite numbers" },
  );
}

const GUARDED = ["units", "split", "rows", "most", "squares", "singletons"] as const;

export type Counts = Pick<Guards, (typeof GUARDED)[number]>;

/**
 * Throws DataError `engine_changed` where counts differ, or values from those that were summed, and `engine_not_finite`, which the last
 * of them say.
 */
export function requireSame(before: Counts, after: Guards, { expected }: Checksum): void {
  const changed = GUARDED.filter((name) => before[name] !== after[name]);
  if (changed.length > 0) {
    const words = changed.map((name) => `${name} ${before[name]}, then ${after[name]}`).join("; ");
    throw changedRows(words, Object.fromEntries(changed.map((name) => [name, [before[name], after[name]]])));
  }
  requireFinite(after);
  requireSameSquares(expected, after.check);
}

/**
 * Two sums of the same numbers differ by rounding: of h additions in a row by at most h 2^-53 of what the numbers' sizes add up to, and by
 * about the root of h of it (Higham 2002, Accuracy and stability of numerical algorithms, section 4.2). Engines add in parts, by block, so
 * that no sum is of more than some million in a row. What a query within the table adds up itself may come out otherwise in its last digit.
 */
const ROUNDING = 1e-9;
/** Squares add up without cancelling, so that of a whole table's the root of h is what there is. */
const ROUNDING_OF_SQUARES = 1e-10;

/**
 * Throws DataError `engine_changed` where a sum that two statements had differs by more than rounding; `most` is what its numbers' sizes
 * add up to at most.
 */
export const requireSameSum = (name: () => string, values: readonly [number, number], most: number): void =>
  requireWithin(name, values, ROUNDING * most);

/** Throws as `requireSameSum` where two sums of squares of one combination of columns differ, as `checksum` has them. */
export const requireSameSquares = (first: number, second: number): void =>
  requireWithin(() => "a sum of squares of the columns", [first, second], ROUNDING_OF_SQUARES * second);

function requireWithin(name: () => string, [first, second]: readonly [number, number], tolerance: number): void {
  if (Math.abs(first - second) > tolerance) throw changedRows(`${name()} ${first}, then ${second}`, [first, second]);
}

/** Throws as `requireSameSum` where the columns, less `centres`, do not add up to what the means of `frame` were made of. */
export function requireMeans(frame: SqlFrame, centres: readonly number[], totals: Totals): void {
  const { nobs, means, isWeighted } = frame;
  if (isWeighted) return; // means are not
  const [{ sums }, squares] = [totals, squaresOf(totals)];
  means.forEach((mean, j) => {
    const first = nobs * mean;
    const most = Math.sqrt(nobs * (squares[j]! + nobs * mean ** 2));
    requireSameSum(() => `sum of '${columnName(frame, j)}'`, [first, sums[j]! + nobs * centres[j]!], most);
  });
}

/** A column of a frame as errors name it. */
export const columnName = ({ names, spec }: Pick<SqlFrame, "names" | "spec">, j: number): string =>
  names[j] ?? printExpression(spec.lhs);

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
