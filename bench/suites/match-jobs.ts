/**
 * Matching jobs of the suite robustness: `match-nearest`, a size and perhaps `-norep`; and such a job as a user's
 * program would do it. Knows nothing of peers.
 */

import type { Engine } from "../../src/engine/kernels/engine.js";
import { nearestPairs } from "../../src/verbs/psmatch/estimator/kernel-matching.js";
import { type Candidates, matchingOfPairs, type Pairs } from "../../src/verbs/psmatch/estimator/match.js";

import { type MatchingProblem, matchingProblem, TREATED_BY_CONTROLS } from "../problems/matching.js";

const JOB = /^match-nearest-(?<size>[^-]+)(?<once>-norep)?$/;
/** Widest distance of a match, in standard deviations of the score. */
const CALIPER_SD = 0.2;

export interface MatchJob {
  readonly name: string;
  readonly problem: MatchingProblem;
  readonly candidates: Candidates;
  readonly replace: boolean;
  readonly caliper: number;
}

/** The jobs run when none is asked for. */
export const standardMatchJobs: readonly string[] = ["1e4x1e5", "1e5x1e6"].flatMap((size) => [
  `match-nearest-${size}`,
  `match-nearest-${size}-norep`,
]);

export const isMatchJob = (name: string): boolean => TREATED_BY_CONTROLS.test(JOB.exec(name)?.groups?.size ?? "");

/** Makes the data of a job called `name`, which `isMatchJob` accepts. */
export function makeMatchJob(name: string): MatchJob {
  const { size, once } = JOB.exec(name)!.groups as { size: string; once?: string };
  const problem = matchingProblem(size);
  const { n, treated, sd } = problem;
  const candidates = { treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
  return { name, problem, candidates, replace: once === undefined, caliper: CALIPER_SD * sd };
}

/** What is compared: the control of each treated unit by position, NONE where there is none; weights of all units. */
export interface Matched {
  readonly control: Uint32Array;
  readonly weights: Float64Array;
}

export const NONE = 0xffff_ffff;

/** One nearest control each, treated units in the order of the data, and what everyone counts. */
export function matchJob(engine: Engine, { candidates, problem, replace, caliper }: MatchJob) {
  const options = { ratio: 1, replace, order: "data", seed: 1, ties: "first", caliper } as const;
  return matchingOfPairs(nearestPairs(engine, candidates, problem.score, options), candidates);
}

/** Pairs and weights in the form that is compared. */
export function matchedIn({ treated, control }: Pairs, weights: Float64Array): Matched {
  const controls = new Uint32Array(weights.length).fill(NONE);
  for (let p = 0; p < treated.length; p++) controls[treated[p]!] = control[p]!;
  return { control: controls, weights };
}
