/**
 * Treated units and controls with a score, to be matched: the controls' is N(0, 1), the treated's N(0.8, 1), in random
 * order. Knows nothing of how they are matched.
 */
import { normals, shuffledOrder } from "./random.js";

const SEED = 20_261_126;
const Stream = { order: 1, score: 2 } as const;
/** By how much the treated's scores are higher. */
const SHIFT = 0.8;

export interface MatchingProblem {
  readonly n: number;
  /** u8[n]: 1 treated. */
  readonly treated: Uint8Array;
  /** f64[n] */
  readonly score: Float64Array;
  /** Standard deviation of the score, by n - 1. */
  readonly sd: number;
}

/** Numbers of treated units and of controls, each a digit and a power of ten: `1e5x1e6`. */
export const TREATED_BY_CONTROLS = /^(?<treated>[1-9]e[2-6])x(?<controls>[1-9]e[2-7])$/;

/** A problem of a size that TREATED_BY_CONTROLS matches. */
export function matchingProblem(size: string): MatchingProblem {
  const { treated: nTreated, controls } = TREATED_BY_CONTROLS.exec(size)!.groups!;
  const n = Number(nTreated) + Number(controls);
  const treated = new Uint8Array(n);
  for (const i of shuffledOrder(n, SEED, Stream.order).subarray(0, Number(nTreated))) treated[i] = 1;
  const score = normals(n, SEED, Stream.score);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    score[i]! += SHIFT * treated[i]!;
    sum += score[i]!;
  }
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (score[i]! - sum / n) ** 2;
  return { n, treated, score, sd: Math.sqrt(squares / (n - 1)) };
}
