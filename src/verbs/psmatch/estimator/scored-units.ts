/**
 * Units of one group in order of cell and score, as kernel matching reads them, and where they stand in the
 * sample. Equal scores keep the order of the sample.
 */
import { DataError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { csrOffsets, csrOrder } from "../../../engine/kernels/groups.js";
import type { ScoredUnits } from "../../../engine/kernels/kernel-weights.js";
import { midranks } from "../../../engine/kernels/ranks.js";
import type { Candidates } from "./match.js";

/** Units by cell and score. */
export interface LoadedUnits extends ScoredUnits {
  /** u32: positions in the sample, in the order of `score`. */
  readonly positions: Uint32Array;
}

/**
 * The eligible treated (`group` 1) or controls (0).
 *
 * @throws DataError `no_treated`, `no_controls`: there are none; `not_finite`: the score of one is missing
 */
export function scoredUnits(engine: Engine, candidates: Candidates, score: Float64Array, group: 0 | 1): LoadedUnits {
  const { cells, nCells } = candidates;
  const members = membersOf(candidates, score, group);
  const codes = Uint32Array.from(members, (i) => cells[i]!);
  const { offsets } = csrOffsets(engine, codes, nCells);
  const byCell = csrOrder(engine, codes, offsets);
  const ranks = midranks(
    engine,
    Float64Array.from(byCell, (at) => score[members[at]!]!),
    offsets,
  );
  const positions = new Uint32Array(members.length);
  placesOf(ranks, offsets).forEach((place, at) => {
    positions[place] = members[byCell[at]!]!;
  });
  return { offsets, positions, score: Float64Array.from(positions, (i) => score[i]!) };
}

/** Positions of the eligible units of a group, each with a score. Throws as `scoredUnits`. */
export function membersOf({ treated, eligible }: Candidates, score: Float64Array, group: 0 | 1): Uint32Array {
  const members = positionsOf(treated.length, (i) => eligible[i] === 1 && treated[i] === group);
  if (members.length === 0) throw nobody(group);
  const missing = members.find((i) => !Number.isFinite(score[i]!));
  if (missing === undefined) return members;
  throw new DataError(
    "not_finite",
    `The score of row ${missing + 1} of the sample is ${score[missing]}: leave the row out, or mend its covariates.`,
    { got: score[missing], expected: "a finite number", column: "score", row: missing + 1 },
  );
}

/** Positions of a sample of n rows for which `is` holds. */
export function positionsOf(n: number, is: (i: number) => boolean): Uint32Array {
  let count = 0;
  for (let i = 0; i < n; i++) if (is(i)) count++;
  const positions = new Uint32Array(count);
  for (let i = n - 1; i >= 0; i--) if (is(i)) positions[--count] = i;
  return positions;
}

/** Places from 0 of rows with these ranks from 1 in each group; rows that share a rank stand in the order they came. */
function placesOf(ranks: Float64Array, offsets: Uint32Array): Uint32Array {
  const sharing = new Uint32Array(ranks.length);
  const next = new Uint32Array(ranks.length);
  const places = new Uint32Array(ranks.length);
  const eachRow = (work: (row: number, slot: number, first: number) => void): void => {
    for (let group = 0; group + 1 < offsets.length; group++) {
      const first = offsets[group]!;
      for (let row = first; row < offsets[group + 1]!; row++) work(row, first + Math.floor(ranks[row]!) - 1, first);
    }
  };
  eachRow((_, slot) => {
    sharing[slot]!++;
  });
  eachRow((row, slot, first) => {
    places[row] = first + ranks[row]! - (sharing[slot]! - 1) / 2 - 1 + next[slot]!;
    next[slot]!++;
  });
  return places;
}

function nobody(group: 0 | 1): DataError {
  const what = group === 1 ? "treated unit" : "control";
  return new DataError(
    group === 1 ? "no_treated" : "no_controls",
    `No ${what} takes part in the matching. Look at the treatment variable, and at who is off the common support.`,
    { got: 0, expected: ">= 1" },
  );
}
