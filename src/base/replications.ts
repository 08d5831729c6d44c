/**
 * Which draws of a resampling run are made here: all of them, the share of one task of several, or none, because tasks have made them
 * before. A draw is keyed by its number, so that it has the same bits in a share as in the whole. Knows nothing of what a draw is.
 */
import { DataError } from "./errors.js";

/** What draws have in columns, f64[count * width] each, by draw. */
export type DrawnColumns = Readonly<Record<string, Float64Array>>;

/** Draws first .. first + count - 1 of `of`. */
export interface DrawnShare {
  /** What progress calls these draws. */
  readonly stage: string;
  readonly of: number;
  readonly first: number;
  readonly count: number;
  readonly columns: DrawnColumns;
}

/** Draws of loops, in the order in which a command makes them. */
export type Replications =
  /** Task `task` (from 0) of `tasks` makes its share, hands it over, and ends with `ShareMade`. */
  | { readonly kind: "share"; readonly task: number; readonly tasks: number; hand(share: DrawnShare): void }
  /** All were made before: `next` gives those of the next loop. */
  | { readonly kind: "whole"; next(): DrawnShare };

/** An option of what draws many times. */
export interface Replicated {
  /** Which draws are made here; all unless given. */
  readonly replications?: Replications;
}

/** Ends a run of which no more was wanted than its share of the draws. */
export class ShareMade extends Error {
  override readonly name = "ShareMade";
}

/** The draws of task `task` of `tasks`: equal shares, but for one draw more or less. */
export function shareOf(
  draws: number,
  task: number,
  tasks: number,
): { readonly first: number; readonly count: number } {
  const from = (t: number): number => Math.floor((draws * t) / tasks);
  return { first: from(task), count: from(task + 1) - from(task) };
}

/** Hands over the share of `columns`, f64[of * width] each, and ends the run. */
export function handShare(
  replications: Extract<Replications, { kind: "share" }>,
  { stage, of, first, count, columns }: DrawnShare,
): never {
  const own = Object.entries(columns).map(([name, values]) => {
    const width = values.length / of;
    return [name, values.slice(first * width, (first + count) * width)] as const;
  });
  replications.hand({ stage, of, first, count, columns: Object.fromEntries(own) });
  throw new ShareMade();
}

/** Puts the draws made before into `columns`. Throws DataError `replications_other` where they are of another loop. */
export function takeWhole(
  { next }: Extract<Replications, { kind: "whole" }>,
  stage: string,
  columns: DrawnColumns,
): void {
  const given = next();
  const shape = (of: DrawnColumns): string =>
    Object.entries(of)
      .map(([name, { length }]) => `${name} ${length}`)
      .join(", ");
  const [got, expected] = [`${given.stage}: ${shape(given.columns)}`, `${stage}: ${shape(columns)}`];
  if (got !== expected) {
    throw new DataError(
      "replications_other",
      `The draws that were made before are not those of this run (${got}; expected ${expected}): make them again.`,
      { got, expected },
    );
  }
  for (const [name, values] of Object.entries(columns)) values.set(given.columns[name]!);
}

/** For a run with several loops: passes over the end of one whose share was made, as the next has its own; other errors go on. */
export function nextLoop(error: unknown): undefined {
  if (error instanceof ShareMade) return undefined;
  throw error;
}

/** What all loops of a run gave. Throws `ShareMade` where only their shares were made. */
export function ofAllLoops<T>(found: readonly (T | undefined)[]): readonly T[] {
  const made = found.filter((each) => each !== undefined);
  if (made.length < found.length) throw new ShareMade();
  return made;
}
