/**
 * What the resampling suite is asked by a name: VERB-DRAWS-SIZE, such as `placebo-500-1e6`. Knows nothing of
 * how a job is done.
 */

import {
  citiesWithInstruments,
  citiesWithPolicy,
  manyClustersWithPolicy,
  type PolicyProblem,
} from "../problems/policy.js";
import { ROWS } from "../problems/problem.js";

const JOB = /^(?<verb>placebo|pairs|wild|wre)-(?<draws>[1-9]\d{0,5})-(?<size>[1-9]e\d(?<clusters>clusters)?)$/;

export type ResamplingVerb = "placebo" | "pairs" | "wild" | "wre";

export interface ResamplingJob {
  readonly name: string;
  readonly verb: ResamplingVerb;
  readonly draws: number;
  readonly problem: PolicyProblem;
}

/** The jobs run when none is asked for. */
export const standardJobs: readonly string[] = [
  "placebo-500-1e6",
  "pairs-500-1e6",
  "wild-9999-1e6",
  "wre-9999-1e6",
  "placebo-500-1e5clusters",
];

/** Whether `name` is a job, in any number of draws and size. */
export const isJob = (name: string): boolean => parts(name) !== null;

/** Makes the data of a job called `name`, which `isJob` accepts. */
export function makeJob(name: string): ResamplingJob {
  const { verb, draws, size } = parts(name)!;
  const [, count] = /^(.*)clusters$/.exec(size) ?? [];
  return { name, verb, draws, problem: problemOf(verb, size, count) };
}

function problemOf(verb: ResamplingVerb, size: string, nClusters: string | undefined): PolicyProblem {
  if (verb === "wre") return citiesWithInstruments(size);
  return nClusters === undefined ? citiesWithPolicy(size) : manyClustersWithPolicy(Number(nClusters));
}

interface NameParts {
  readonly verb: ResamplingVerb;
  readonly draws: number;
  readonly size: string;
}

/** Rows from 1e3 to 9e7, clusters from 1e2 to 9e5. */
function parts(name: string): NameParts | null {
  const { verb, draws, size, clusters } = JOB.exec(name)?.groups ?? {};
  if (verb === undefined || size === undefined) return null;
  if (verb === "wre" && clusters !== undefined) return null;
  const isSize = clusters === undefined ? ROWS.test(size) : /^[1-9]e[2-5]clusters$/.test(size);
  return isSize ? { verb: verb as ResamplingVerb, draws: Number(draws), size } : null;
}
