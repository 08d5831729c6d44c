/**
 * Wrapper of the kernel that fits outcomes without treatment by additive effects, covariates and common factors: problems that share
 * cells, a task a few of them. What problems are for (estimates, draws, folds) is the callers' business.
 */
import { checkLength, runChecked } from "./call.js";
import type { Engine } from "./engine.js";

/** Bits of `additive`. */
export const ADDITIVE = { unit: 1, time: 2, both: 3 } as const;

/** How a fit ended. */
export const FIT_STATUS = { found: 0, unfinished: 1, unidentified: 2 } as const;

/** Matrices are f64[T * N], a column a unit; what problems share is as long as one of them needs, else `count` times as long. */
export interface CounterfactualProblems {
  readonly count: number;
  readonly T: number;
  readonly N: number;
  readonly additive: number;
  /** Units of weight 0 are fitted to the factors of the others in the cells of theirs that are used. */
  readonly projected: boolean;
  readonly tolerance: number;
  readonly limit: number;
  readonly y: Float64Array;
  /** 1 for cells that are fitted to. */
  readonly used: Uint8Array;
  /** Covariates one after the other, 0 where there is no outcome. */
  readonly x: Float64Array;
  readonly k: number;
  /** Weights of units in the fit, and of their effects in sums; as many of both. */
  readonly weights: Float64Array;
  readonly averaging: Float64Array;
  /** Numbers of factors, by problem; thresholds of singular values in their place where they are at least 0. */
  readonly ranks: Uint32Array;
  readonly thresholds: Float64Array;
  /** Groups of cells, by labelling; `nGroups` or more for none. */
  readonly labels: Uint32Array;
  readonly nGroups: number;
  readonly start?: { readonly common: Float64Array; readonly beta: Float64Array };
  /** Called between slices of problems with how many are done. */
  readonly between?: (done: number) => void;
}

export interface CounterfactualFits {
  readonly status: Uint32Array;
  /** By problem. */
  readonly beta: Float64Array;
  readonly sums: Float64Array;
  readonly totals: Float64Array;
  readonly squares: Float64Array;
  /** Of the last problem: what is fitted less covariates, effects of periods, squared singular values, left vectors, the largest number of each positive. */
  readonly common: Float64Array;
  readonly period: Float64Array;
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Steps that the kernel remembers. */
const DEPTH = 8;
/** Scratch of `counterfactualFits`, in f64; `nMissing` cells are not used. */
export const counterfactualFitsWork = (T: number, N: number, k: number, nMissing: number): number => {
  const [n, q] = [nMissing + k, Math.min(T, N)];
  return T * N + 5 * n + 2 * DEPTH * n + DEPTH * DEPTH + DEPTH + k * k + k + (T * N + N + T + 2 * q * q + 6 * q);
};

/** Problems that a task takes, and tasks of a slice. */
const A_TASK = 4;
const MOST_TASKS = 16;
/** Numbers of scratch of a slice at most. */
const MOST_NUMBERS = 2 ** 24;

/** Fits all problems; throws KernelError for arrays of other lengths. */
export function counterfactualFits(engine: Engine, given: CounterfactualProblems): CounterfactualFits {
  const { count, T, N, k, nGroups, y, used, x, weights, averaging, labels, ranks, thresholds } = given;
  const [cells, q] = [T * N, Math.min(T, N)];
  const strides = {
    yStride: strideOf("y", y.length, cells, count),
    usedStride: strideOf("used", used.length, cells, count),
    xStride: strideOf("x", x.length, k * cells, count),
    wStride: strideOf("weights", weights.length, N, count),
  };
  checkLength("counterfactualFits", "averaging", averaging.length, weights.length);
  checkLength("counterfactualFits", "ranks", ranks.length, count);
  checkLength("counterfactualFits", "thresholds", thresholds.length, count);
  const nMissing = mostMissing(used, cells);
  const scratch = counterfactualFitsWork(T, N, k, nMissing) + 2 * cells + T + q + T * q;
  const nTasks = Math.max(1, Math.min(MOST_TASKS, Math.floor(MOST_NUMBERS / scratch)));
  const out = {
    ...{ status: new Uint32Array(count), beta: new Float64Array(count * k) },
    sums: new Float64Array(count * nGroups),
    totals: new Float64Array(count * nGroups),
    squares: new Float64Array(count * nGroups),
  };
  return engine.scope((scope) => {
    const shared = {
      ...{ T, N, k, additive: given.additive, projected: given.projected ? 1 : 0 },
      ...{ tolerance: given.tolerance, limit: given.limit, nMissing, nGroups, ...strides },
      nLabels: cells === 0 ? 0 : labels.length / cells,
      labels: scope.copyU32(labels),
      start: scope.copyF64(given.start?.common ?? new Float64Array(cells)),
      startBeta: scope.copyF64(given.start?.beta ?? new Float64Array(k)),
    };
    const whole = {
      ...{ Y: scope.copyF64(y), used: scope.copyU8(used), X: scope.copyF64(x) },
      ...{ w: scope.copyF64(weights), v: scope.copyF64(averaging) },
      ...{ ranks: scope.copyU32(ranks), thresholds: scope.copyF64(thresholds) },
      ...{ status: scope.u32(count), beta: scope.f64(count * k) },
      ...{ sums: scope.f64(count * nGroups), totals: scope.f64(count * nGroups), squares: scope.f64(count * nGroups) },
    };
    const own = Array.from({ length: Math.min(nTasks, Math.ceil(count / A_TASK)) }, () => ({
      ...{ common: scope.f64(cells), period: scope.f64(T), values: scope.f64(q), vectors: scope.f64(T * q) },
      work: scope.f64(scratch - 2 * cells - T - q - T * q),
    }));
    let last = 0;
    for (let first = 0; first < count; first += own.length * A_TASK) {
      const tasks = own.flatMap((blocks, i) => {
        const from = first + i * A_TASK;
        if (from >= count) return [];
        last = i;
        return [
          {
            ...{ ...shared, ...blocks, count: Math.min(A_TASK, count - from) },
            ...{ Y: whole.Y.at(from * strides.yStride), used: whole.used.at(from * strides.usedStride) },
            ...{ X: whole.X.at(from * strides.xStride), w: whole.w.at(from * strides.wStride) },
            ...{ v: whole.v.at(from * strides.wStride), ranks: whole.ranks.at(from) },
            ...{ thresholds: whole.thresholds.at(from), status: whole.status.at(from) },
            ...{ beta: whole.beta.at(from * k), sums: whole.sums.at(from * nGroups) },
            ...{ totals: whole.totals.at(from * nGroups), squares: whole.squares.at(from * nGroups) },
          },
        ];
      });
      runChecked(engine, "counterfactualFits", tasks);
      given.between?.(Math.min(count, first + own.length * A_TASK));
    }
    for (const name of ["status", "beta", "sums", "totals", "squares"] as const) {
      (out[name] as Float64Array).set(whole[name].view() as unknown as Float64Array);
    }
    const { common, period, values, vectors } = own[last]!;
    return {
      ...out,
      ...{ common: common.view().slice(), period: period.view().slice() },
      ...{ values: values.view().slice(), vectors: vectors.view().slice() },
    };
  });
}

/** 0 where all problems share `length` numbers. */
function strideOf(name: string, length: number, one: number, count: number): number {
  if (length === one) return 0;
  checkLength("counterfactualFits", name, length, one * count);
  return one;
}

function mostMissing(used: Uint8Array, cells: number): number {
  let most = 0;
  for (let from = 0; from < used.length; from += cells) {
    let missing = 0;
    for (let at = from; at < from + cells; at++) missing += 1 - used[at]!;
    most = Math.max(most, missing);
  }
  return most;
}
