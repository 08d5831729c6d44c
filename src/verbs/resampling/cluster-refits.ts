/**
 * A regression on other weights of its clusters by solving it again on the rows, where moments can't be had:
 * rows are ordered and placed once, a fit reweighs the absorber and demeans all columns. A weight w stands for w clusters of
 * their own, 0 for none, as in the fits from moments, which these equal. Knows nothing of where weights come from.
 */

import type { Category } from "../../base/columns.js";
import { gatherCodes } from "../../base/row-runs.js";
import { centredSumOfSquaresBlock, copyOut } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, Scope, U32Block } from "../../engine/kernels/engine.js";
import { type Absorber, isAbsorbed, makeAbsorber, type Solve } from "../../regression/absorb/absorber.js";
import { type ReweightedDraws, recountedFactor } from "../../regression/cluster-bootstrap/reweighted.js";
import { demeanAndWeight, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../regression/least-squares/ols.js";
import { effectRoles } from "../../regression/moments/effect-roles.js";
import { levelsByCluster, rowsByCluster } from "../../regression/moments/moments.js";
import type { FitOptions } from "../../regression/options.js";
import type { ResamplingModel } from "./model.js";

/** What is left of a column counts for nothing below this share of its norm in the whole sample: rounding of demeaning. */
const ROUNDING_SHARE = 1e-9;

/** Fits with standard errors of the wanted regressors; valid while the scope they were prepared in is open. */
export interface ClusterRefits {
  /** Effects that are not nested in the clusters: a draw may have none of the rows of a level. */
  readonly shared: readonly string[];
  /** A fit for each row of `weights`, f64[count * nClusters], by draw. Throws as the absorber's `demean`. */
  fits(count: number, weights: Float64Array): ReweightedDraws;
}

/** Errors below this share of what the outcome allows, the root of (X'X)^-1_jj y'y, are rounding. */
const CANCELLED = 1e-11;

/** What every fit starts from. */
interface Rows {
  readonly model: ResamplingModel;
  readonly wanted: readonly number[];
  readonly absorber: Absorber;
  /** Regressors and outcome, rows in memory order. */
  readonly columns: Float64Array;
  /** Norms of the regressors about their means, in the whole sample. */
  readonly norms: readonly number[];
  /** Clusters, in memory order. */
  readonly codes: U32Block;
  readonly recount: (weights: Float64Array) => Recount;
}

/** Prepares fits by weights of the model's cells. Throws as `makeAbsorber`. */
export function clusterRefits(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  wanted: readonly number[],
  options: Pick<FitOptions, "solver" | "signal"> = {},
): ClusterRefits {
  const { sample, cells, names, columns } = model;
  const { solver, signal } = options;
  const [n, k] = [sample.rows.length, names.length];
  const absorber = makeAbsorber(engine, scope, sample.effects, sample.weights, {
    ...(solver === undefined ? {} : { solver }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { norms, placed } = scope.scope((inner) => {
    const weights = sample.weights === null ? undefined : inner.copyF64(sample.weights);
    const norms = names.map((_, j) =>
      Math.sqrt(centredSumOfSquaresBlock(engine, inner, columns.part(j * n, n), weights)),
    );
    const block = inner.copyF64(columns.view());
    if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, k + 1, absorber.rowOrder, block);
    return { norms, placed: copyOut(block) };
  });
  const codes = scope.copyU32(gatherCodes(cells.codes, absorber.rowOrder ?? undefined));
  const { shared, recount } = clusterRecount(engine, sample.effects, cells);
  const rows: Rows = { model, wanted, absorber, columns: placed, norms, codes, recount };
  return {
    shared,
    fits: (count, weights) => {
      const [G, q] = [cells.nLevels, wanted.length];
      const estimates = new Float64Array(count * k);
      const stdErrors = new Float64Array(count * q);
      const nAbsent = new Uint32Array(count);
      for (let d = 0; d < count; d++) {
        const own = weights.subarray(d * G, (d + 1) * G);
        const fit = scope.scope((inner) => refit(engine, inner, rows, own));
        estimates.set(fit.estimates, d * k);
        stdErrors.set(fit.stdErrors, d * q);
        nAbsent[d] = fit.nAbsent;
      }
      return { count, estimates, stdErrors, nAbsent };
    },
  };
}

function refit(engine: Engine, scope: Scope, rows: Rows, ofCluster: Float64Array) {
  const { model, wanted, columns, norms, codes, recount } = rows;
  const { cells, names, sample, ssc } = model;
  const [n, k, G] = [sample.rows.length, names.length, cells.nLevels];
  const estimates = new Float64Array(k).fill(Number.NaN);
  const stdErrors = new Float64Array(wanted.length).fill(Number.NaN);
  const counted = recount(ofCluster);
  const nothing = { estimates, stdErrors, nAbsent: counted.nAbsent };

  const weights = Float64Array.from(cells.codes, (c, i) => ofCluster[c]! * (sample.weights?.[i] ?? 1));
  const absorber = rows.absorber.reweigh(scope, weights);
  const block = scope.copyF64(columns);
  const solve = demeanAndWeight(engine, scope, absorber, block, k + 1, weights);
  const absorbed = names.map((_, j) => isAbsorbed(solve, j) || isRounding(solve, j, norms[j]!));
  if (absorbed.every(Boolean)) return nothing;
  const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
  const { fit, kept } = ols(engine, scope, n, k, block, absorbed, { shrunk });
  kept.forEach((j, i) => {
    estimates[j] = fit.beta[i]!;
  });

  const scores = copyOut(clusterScoresBlock(engine, scope, n, fit.k, G, fit.X, fit.uHat, codes));
  const root = Math.sqrt(recountedFactor(ssc, counted.of(fit.k, absorber.rank)));
  wanted.forEach((j, i) => {
    const at = kept.indexOf(j);
    if (at < 0) return;
    const a = rowOfInverse(fit.Rinv, fit.k, at);
    const variance = varianceOf(a, scores, ofCluster);
    // scores that cancel in every cluster, as with one treated cluster, leave rounding: no error, hence no t
    const most = a[at]! * solve.normAfter[k]! ** 2;
    stdErrors[i] = variance <= CANCELLED ** 2 * most ? 0 : root * Math.sqrt(variance);
  });
  return nothing;
}

const isRounding = ({ normAfter }: Solve, j: number, norm: number): boolean => normAfter[j]! <= ROUNDING_SHARE * norm;

/** Row `at` of (X'X)^-1 = R^-1 R^-T, from R^-1, upper, column-major. */
function rowOfInverse(inverse: Float64Array, k: number, at: number): Float64Array {
  return Float64Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let l = Math.max(i, at); l < k; l++) sum += inverse[l * k + i]! * inverse[l * k + at]!;
    return sum;
  });
}

/** Sum over clusters of weight times (a's)^2, s the scores of one such cluster: those given are of all w together. */
function varianceOf(a: Float64Array, scores: Float64Array, ofCluster: Float64Array): number {
  const k = a.length;
  let variance = 0;
  ofCluster.forEach((weight, c) => {
    if (weight === 0) return;
    let score = 0;
    for (let i = 0; i < k; i++) score += a[i]! * scores[c * k + i]!;
    variance += (score * score) / weight;
  });
  return variance;
}

// What the small-sample rule counts, counted anew for weights of the clusters.

/** Counts of one set of weights. */
export interface Recount {
  /** Levels of effects not nested in the clusters that have no row. */
  readonly nAbsent: number;
  /** With `slopes` coefficients, and the rank of the effects on the rows, copies not counted. */
  of(
    slopes: number,
    rank: ParameterCount["rank"],
  ): { readonly n: number; readonly G: number; readonly count: ParameterCount };
}

/** Names of the effects that are not nested in the clusters, and the counts for weights f64[nClusters]. */
export function clusterRecount(
  engine: Engine,
  all: readonly Category[],
  clusters: Category,
): { readonly shared: readonly string[]; readonly recount: (weights: Float64Array) => Recount } {
  const { nested, owners, others } = effectRoles(engine, all, clusters, null);
  const rows = rowsByCluster(clusters);
  const levels = owners.map((own) => levelsByCluster(own, clusters.nLevels));
  const recount = (weights: Float64Array): Recount => {
    const sum = (own: Float64Array): number => weights.reduce((total, w, c) => total + w * own[c]!, 0);
    const once = (own: Float64Array): number => own.reduce((total, each, c) => total + (weights[c]! > 0 ? each : 0), 0);
    const present = others.map((effect) => levelsPresent(effect, clusters, weights));
    const effects = [
      ...nested.map(({ name }, e) => ({ name, levels: sum(levels[e]!), nested: true })),
      ...others.map(({ name }, e) => ({ name, levels: present[e]!, nested: false })),
    ];
    return {
      nAbsent: others.reduce((absent, { nLevels }, e) => absent + nLevels - present[e]!, 0),
      of: (slopes, { value, exact }) => {
        const rank = {
          value: levels.reduce((total, own) => total + sum(own) - once(own), value),
          exact: exact && nested.length < 2,
        };
        return { n: sum(rows), G: weights.reduce((total, w) => total + w, 0), count: { slopes, effects, rank } };
      },
    };
  };
  return { shared: others.map(({ name }) => name), recount };
}

function levelsPresent({ codes, nLevels }: Category, clusters: Category, weights: Float64Array): number {
  const seen = new Uint8Array(nLevels);
  for (let i = 0; i < codes.length; i++) if (weights[clusters.codes[i]!]! > 0) seen[codes[i]!] = 1;
  return seen.reduce((total, flag) => total + flag, 0);
}
