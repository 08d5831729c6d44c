/**
 * Covariances of instrument scores under the errors a fit assumes, for every statistic of an equation with
 * instruments: classical, heteroskedastic, clustered in several ways, along time. With clusters, or periods across all
 * units, score sums of [E Q] are made once; the scores of any residual E a + Q c are then a combination of them, and no row is seen again. Several statistics ask for
 * the same residual in other units: one is made for all.
 */
import { copyOut, ddotBlock, linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import { clusterScoresManyBlock } from "../../../engine/kernels/cluster-scores.js";
import {
  clusterMeatBlock,
  clusterScoresBlock,
  hcMeatBlock,
  windowMeatBlock,
} from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { periodWindowsMeat } from "../../../regression/variance/along-time.js";
import { fewestGroups, type ScoreDependence } from "../../../regression/variance/score-dependence.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import type { ScoreForm } from "./score-forms.js";

/**
 * The error structure of a fit; valid while `scope` is.
 *
 * @param net n by kx + 1 + kz: E, then Q; asked for only where `form` does not serve
 */
export function errorStructure(
  engine: Engine,
  scope: Scope,
  system: InstrumentSystem,
  net: () => F64Block,
  dependence: ScoreDependence,
  form: ScoreForm | null = null,
): ErrorStructure {
  const { nEndogenous: kx, nInstruments: kz } = system;
  let rows: ReturnType<typeof rowCovariance> | undefined;
  const make = (direction: Float64Array): Float64Array => {
    const wider = form?.(direction.subarray(0, kx + 1), direction.subarray(kx + 1)) ?? null;
    if (wider !== null) {
      return Float64Array.from({ length: kz * kz }, (_, at) => wider[Math.floor(at / kz) * (kz + kx) + (at % kz)]!);
    }
    rows ??= rowCovariance(engine, scope, system, net(), dependence);
    return rows(direction);
  };
  const made = new Map<string, Float64Array>();
  return {
    type: dependence.type,
    nClusters: fewestGroups(dependence),
    covariance: (a, c) => {
      const weights = Float64Array.from([...a, ...c]);
      const scale = weights.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0);
      if (scale === 0) return new Float64Array(kz * kz);
      const direction = weights.map((value) => value / scale);
      const key = direction.join();
      const covariance = made.get(key) ?? make(direction);
      made.set(key, covariance);
      return covariance.map((value) => value * scale * scale);
    },
  };
}

/** That of the residual with these weights of [E Q], from its rows, or from score sums of these columns made now. */
function rowCovariance(
  engine: Engine,
  scope: Scope,
  { n, nEndogenous: kx, nInstruments: kz }: InstrumentSystem,
  net: F64Block,
  dependence: ScoreDependence,
): (weights: Float64Array) => Float64Array {
  const m = kx + 1 + kz;
  const Q = net.part(n * (kx + 1), n * kz);
  const terms = dependence.type === "DK" ? [dependence.period] : dependence.type === "cluster" ? dependence.terms : [];
  const sums = terms.map(({ codes, nLevels, sign }) => {
    // m blocks, each row-major with kz columns, a row a cluster
    const scores = scope.f64(m * nLevels * kz);
    scope.scope((inner) => {
      const clusters = { codes: inner.copyU32(codes), nLevels };
      clusterScoresManyBlock(engine, inner, n, kz, m, Q, net, clusters, scores);
    });
    return { nLevels, sign, scores };
  });
  return (weights) =>
    scope.scope((inner) => {
      const combination = inner.copyF64(weights);
      if (sums.length === 0) {
        const e = linearCombinationsBlock(engine, inner, n, m, 1, net, combination);
        return scoreProducts(engine, n, kz, Q, e, dependence);
      }
      const total = new Float64Array(kz * kz);
      for (const { nLevels, sign, scores } of sums) {
        const own = linearCombinationsBlock(engine, inner, nLevels * kz, m, 1, scores, combination);
        if (dependence.type === "DK") return lagged(engine, inner, kz, own, dependence.lag);
        const meat = clusterMeatBlock(engine, inner, nLevels, kz, own).view();
        meat.forEach((value, i) => {
          total[i]! += sign * value;
        });
      }
      return total;
    });
}

// The sum of s s' over rows or clusters, s the scores of columns and a residual, under the errors a fit
// assumes.

/**
 * k by k, of `X`, n by k, and the residual `e`. The columns are orthonormal, or become so by R^-1, R upper and k by k, which
 * rows are multiplied by.
 */
export function scoreProducts(
  engine: Engine,
  n: number,
  k: number,
  X: F64Block,
  e: F64Block,
  dependence: ScoreDependence,
  R?: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const triangle = R && scope.copyF64(R);
    switch (dependence.type) {
      case "hetero":
        return copyOut(hcMeatBlock(engine, scope, n, k, X, e, triangle));
      case "iid":
        return scaledIdentity(k, ddotBlock(engine, scope, e, e) / n);
      case "NW": {
        const { lag, places } = dependence;
        const windows = windowMeatBlock(engine, scope, n, k, lag, X, e, scope.copyU32(places), triangle);
        return copyOut(windows).map((value) => value / (lag + 1));
      }
      case "DK": {
        const { codes, nLevels } = dependence.period;
        const sums = clusterScoresBlock(engine, scope, n, k, nLevels, X, e, scope.copyU32(codes));
        return lagged(engine, scope, k, sums, dependence.lag, triangle);
      }
      case "cluster": {
        const total = new Float64Array(k * k);
        for (const { codes, nLevels, sign } of dependence.terms) {
          const scores = clusterScoresBlock(engine, scope, n, k, nLevels, X, e, scope.copyU32(codes));
          clusterMeatBlock(engine, scope, nLevels, k, scores, triangle)
            .view()
            .forEach((value, i) => {
              total[i]! += sign * value;
            });
        }
        return total;
      }
    }
  });
}

/** k by k: `value` on the diagonal. */
export const scaledIdentity = (k: number, value: number): Float64Array =>
  Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? value : 0));

/** k by k, of score sums by period, row-major and in the order of time, with Bartlett's weights up to `lag`. */
export function lagged(
  engine: Engine,
  scope: Scope,
  k: number,
  sums: F64Block,
  lag: number,
  triangle?: F64Block,
): Float64Array {
  return copyOut(periodWindowsMeat(engine, scope, k, lag, sums, triangle)).map((value) => value / (lag + 1));
}
