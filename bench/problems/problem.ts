/**
 * What a problem is: a regression's data, made from a seed, with a name that says its design and size.
 * Knows nothing of how a suite solves it.
 */
import type { Category } from "../../src/base/columns.js";
import type { AbsorbedEffect } from "../../src/regression/absorb/solver.js";

/** Data of a regression with fixed effects: columns of n rows, codes dense and all used. */
export interface Problem {
  /** Name as given on the command line, such as `firm-year-1e6-shuffled`. */
  readonly name: string;
  readonly n: number;
  /** Column names by role, in the order of `columns`: the outcome first, then the regressors. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Effects to absorb, the largest first. */
  readonly effects: readonly AbsorbedEffect[];
  /** The solver is timed on an engine that has never run, so that fresh memory is part of the time. */
  readonly cold: boolean;
}

/** What a design makes: everything but what the suffixes of a name say. */
export type ProblemData = Pick<Problem, "n" | "names" | "columns" | "effects">;

/** A family of problems: the part of the name before the size, and how to make one of them. */
export interface Design {
  /** Such as `firm-year`. */
  readonly name: string;
  /** The sizes run when none is asked for, as written in the name; "" of a design that has but one. */
  readonly sizes: readonly string[];
  /** Matches the sizes this design can be made in, as written in the name. */
  readonly size: RegExp;
  /** Columns of a problem, the outcome included: unless asked for, and at most. */
  readonly columns: { readonly usual: number; readonly most: number };
  /** One sentence: how rows, effects and columns are drawn. */
  readonly about: string;
  /** Why this machine can't make it, or null; a design without it can always be made. */
  missing?(): string | null;
  /** The first `nColumns` columns are those of a problem of fewer columns, but for the outcome, which is made of the rest. */
  make(size: string, nColumns: number): ProblemData;
}

/** The effects as a formula has them. */
export const effectsText = ({ effects }: Pick<Problem, "effects">): string =>
  effects.map(({ name, slopes }) => (slopes === undefined ? name : `${name}[${slopes.names.join(", ")}]`)).join(" + ");

/** Sizes of designs made of a number of rows: a digit and a power of ten. */
export const ROWS = /^[1-9]e[3-7]$/;

/** A category whose codes may leave levels unused; the result is dense, in the order of the codes given. */
export function dense(name: string, codes: Uint32Array, nCodes: number): Category {
  const used = new Uint8Array(nCodes);
  for (let i = 0; i < codes.length; i++) used[codes[i]!] = 1;
  const renumbered = new Uint32Array(nCodes);
  const original: number[] = [];
  for (let code = 0; code < nCodes; code++) {
    if (used[code] === 0) continue;
    renumbered[code] = original.length;
    original.push(code);
  }
  const all = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) all[i] = renumbered[codes[i]!]!;
  return { name, codes: all, nLevels: original.length, label: (g) => String(original[g]) };
}
