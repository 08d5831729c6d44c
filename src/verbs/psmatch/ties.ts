/**
 * How many matches the order of rows decided: treated units whose farthest match is as near as another
 * control of its cell. Scores are compared as they stand, bit by bit.
 */
import type { Pairs } from "./estimator/match.js";
import type { MatchedPart } from "./part.js";

type Part = Pick<MatchedPart, "treated" | "eligible" | "cells" | "nCells"> & {
  readonly pairs: Pairs;
  readonly compared: Float64Array;
};

/** Treated units with a match that another control could have taken the place of. */
export function tiedTreated({ treated, eligible, cells, nCells, pairs, compared }: Part): number {
  const sorted = scoresByCell({ treated, eligible, cells, nCells, compared });
  let tied = 0;
  for (let p = 0; p < pairs.treated.length; ) {
    const unit = pairs.treated[p]!;
    const score = compared[unit]!;
    let [last, end] = [0, p];
    for (; end < pairs.treated.length && pairs.treated[end] === unit; end++) {
      last = Math.max(last, Math.abs(compared[pairs.control[end]!]! - score));
    }
    let nChosen = 0;
    for (let q = p; q < end; q++) if (Math.abs(compared[pairs.control[q]!]! - score) === last) nChosen++;
    if (countAt(sorted[cells[unit]!]!, score, last) > nChosen) tied++;
    p = end;
  }
  return tied;
}

/** Scores of the controls of each cell, ascending. */
function scoresByCell({ treated, eligible, cells, nCells, compared }: Omit<Part, "pairs">): Float64Array[] {
  const sizes = new Uint32Array(nCells);
  const isControl = (i: number) => treated[i] === 0 && eligible[i] === 1;
  for (let i = 0; i < cells.length; i++) if (isControl(i)) sizes[cells[i]!]!++;
  const scores = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(nCells);
  for (let i = 0; i < cells.length; i++) if (isControl(i)) scores[cells[i]!]![filled[cells[i]!]!++] = compared[i]!;
  for (const own of scores) own.sort();
  return scores;
}

/** How many of `sorted` lie at exactly `distance` from `score`, as the difference is computed. */
function countAt(sorted: Float64Array, score: number, distance: number): number {
  // |s - score| falls and then rises along the order: each side is searched by itself
  const atLeft = place(sorted, (s) => s < score && Math.abs(s - score) > distance);
  const beyondLeft = place(sorted, (s) => s < score && Math.abs(s - score) >= distance);
  const beforeRight = place(sorted, (s) => s < score || Math.abs(s - score) < distance);
  const afterRight = place(sorted, (s) => s < score || Math.abs(s - score) <= distance);
  return beyondLeft - atLeft + (afterRight - beforeRight);
}

/** The first place at which `holds`, true and then false along the order, is false. */
function place(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
