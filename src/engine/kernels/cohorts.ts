/**
 * Wrappers of the kernels that know outcomes by cohort alone: their means and covariances, and effects of treatments whose dates are
 * assigned anew. Knows nothing of what effects are of.
 */
import { KernelError } from "../../base/errors.js";
import { copyOut } from "./blas.js";
import { callKernel, checkInfo, checkLength } from "./call.js";
import { PHILOX_WORK, streamKey } from "./cluster-draws.js";
import type { Engine } from "./engine.js";

/** Draws of a task. */
const A_TASK = 8;

/** Scratch of `timingDraws`, in f64 and in u32. */
export const timingDrawsWork = (t: number, nCohorts: number, nEffects: number, nPre: number): number =>
  nCohorts * (t + t * t) + nEffects * nPre + 3 * nPre * nPre + 6 * nPre + t;
export const timingDrawsWords = (n: number): number => n + PHILOX_WORK;

/** Outcomes of units, a row a unit in the order of cohorts. */
export interface CohortRows {
  /** f64[units * periods]. */
  readonly outcomes: Float64Array;
  readonly nPeriods: number;
  /** Units of each cohort. */
  readonly sizes: Uint32Array;
}

export interface CohortMoments {
  /** f64[cohorts * periods]. */
  readonly means: Float64Array;
  /** f64[cohorts * periods * periods], over the size less one. */
  readonly covariances: Float64Array;
}

export function cohortMoments(engine: Engine, { outcomes, nPeriods: t, sizes }: CohortRows): CohortMoments {
  const nCohorts = sizes.length;
  const order = new Uint32Array(unitsOf(sizes)).map((_, i) => i);
  checkLength("cohortMoments", "Y", outcomes.length, order.length * t);
  const means = new Float64Array(nCohorts * t);
  const covariances = new Float64Array(nCohorts * t * t);
  const args = { nCohorts, t, sizes, order, Y: outcomes, means, S: covariances, work: new Float64Array(t) };
  checkInfo("cohortMoments", callKernel(engine, "cohortMoments", args));
  return { means, covariances };
}

/** Effects whose statistics draws give. */
export interface TimingEffects {
  /** f64[nEffects * cohorts * 2 * periods], as in the kernel. */
  readonly loads: Float64Array;
  readonly nEffects: number;
  /** Periods before any treatment. */
  readonly nPre: number;
  /** Null: the efficient one of each draw. */
  readonly beta: number | null;
  readonly isRefined: boolean;
}

/** Statistics of draws first .. first + count - 1, f64[count * nEffects], by draw. Throws KernelError `eigen_steps`. */
export function timingDraws(
  engine: Engine,
  { outcomes, nPeriods: t, sizes }: CohortRows,
  { loads, nEffects, nPre, beta, isRefined }: TimingEffects,
  { first, count, seed, purpose }: { first: number; count: number; seed: number; purpose: number },
): Float64Array {
  const nCohorts = sizes.length;
  const n = unitsOf(sizes);
  checkLength("timingDraws", "Y", outcomes.length, n * t);
  checkLength("timingDraws", "loads", loads.length, nEffects * nCohorts * 2 * t);
  return engine.scope((scope) => {
    const [own, Y, weights] = [scope.copyU32(sizes), scope.copyF64(outcomes), scope.copyF64(loads)];
    const statistics = scope.f64(count * nEffects);
    const nTasks = Math.ceil(count / A_TASK);
    const [size, places] = [timingDrawsWork(t, nCohorts, nEffects, nPre), timingDrawsWords(n)];
    const [work, words] = [scope.f64(nTasks * size), scope.u32(nTasks * places)];
    const stream = { c2: purpose, c3: 0, ...streamKey({ seed, replication: first, purpose }) };
    const infos = engine.run(
      "timingDraws",
      Array.from({ length: nTasks }, (_, i) => ({
        ...{ nDraws: Math.min(A_TASK, count - i * A_TASK), n, t, nCohorts, nEffects, nPre },
        ...{ beta: beta ?? Number.NaN, isRefined: Number(isRefined), sizes: own, Y, loads: weights },
        ...{ first: first + i * A_TASK, ...stream, statistics: statistics.at(i * A_TASK * nEffects) },
        ...{ words: words.at(i * places), work: work.at(i * size) },
      })),
    );
    if (infos.some((info) => info !== 0)) {
      throw new KernelError("eigen_steps", "timingDraws: eigenvalues of a covariance did not converge.", {
        got: "no convergence",
        expected: "eigenvalues",
      });
    }
    return copyOut(statistics);
  });
}

const unitsOf = (sizes: Uint32Array): number => sizes.reduce((sum, size) => sum + size, 0);
