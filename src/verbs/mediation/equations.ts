/**
 * The equations of a mediation analysis by least squares on the same rows, demeaned once: of each mediator on
 * the treatment, of the outcome on treatment and mediators, and of the outcome without them; and what each cluster adds
 * to the coefficients wanted, from which their joint covariance is made.
 */

import { crossProducts, ddotBlock } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { isAbsorbed, makeAbsorber } from "../../regression/absorb/absorber.js";
import {
  pairsCountsBlock,
  type Reweighting,
  reweightedDraws,
  reweighting,
  suppliedCounts,
} from "../../regression/cluster-bootstrap/reweighted.js";
import { clusterTerm } from "../../regression/least-squares/fit.js";
import { countParameters, demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import { type OlsResult, ols } from "../../regression/least-squares/ols.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import { smallSample } from "../../regression/variance/ssc.js";
import { clusterInfluence } from "../../regression/variance/vcov.js";
import { requireMoments } from "../bootstrap/equation-resampling.js";
import type { ResamplingModel } from "../resampling/model.js";
import type { MediationOptions } from "./verb.js";

/** Which regressors of the outcome's equation are what, by position. */
export interface Roles {
  readonly treatment: number;
  readonly mediators: readonly number[];
  /** All but the mediators, in order. */
  readonly others: readonly number[];
}

/** Coefficients wanted: a of each mediator, b of each, direct, total. */
export interface Equations {
  readonly names: readonly string[];
  readonly theta: Float64Array;
  /** Degrees of freedom of t of each. */
  readonly df: readonly number[];
  /** What each cluster adds to each, f64[G * names.length], column-major. */
  readonly influence: Float64Array;
  /** Covariance of all of them. */
  readonly matrix: Float64Array;
  /** Correlation of the residuals of the first mediator's equation and of the outcome's without mediators. */
  readonly rho: number;
}

/** One equation: columns of the outcome's, regressors and then regressand, and the positions of the coefficients wanted. */
interface Wanted {
  readonly columns: readonly number[];
  readonly at: readonly number[];
}

/** Throws as `makeAbsorber`, its `demean` and `ols`. */
export function mediationEquations(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  roles: Roles,
  { solver, signal }: Pick<MediationOptions, "solver" | "signal">,
): Equations {
  const { sample, cells, columns, names, ssc } = model;
  const [n, k] = [sample.rows.length, names.length];
  const absorber = makeAbsorber(engine, scope, sample.effects, sample.weights, {
    ...(solver === undefined ? {} : { solver }),
    ...(signal === undefined ? {} : { signal }),
  });
  const block = scope.copyF64(columns.view());
  if (absorber.rowOrder !== null) reorderColumns(engine, scope, n, k + 1, absorber.rowOrder, block);
  const solve = demeanAndWeight(engine, scope, absorber, block, k + 1, sample.weights);
  const term = clusterTerm(cells, { rowOrder: absorber.rowOrder });

  const fitted = ({ columns: own, at }: Wanted) => {
    const regressors = own.slice(0, -1);
    const part = scope.f64(n * own.length);
    own.forEach((j, i) => {
      part.view().set(block.part(j * n, n).view(), i * n);
    });
    const shrunk = regressors.map((j) => solve.normBefore[j]! / solve.normAfter[j]!);
    const absorbed = regressors.map((j) => isAbsorbed(solve, j));
    const result: OlsResult = ols(engine, scope, n, regressors.length, part, absorbed, { shrunk });
    const positions = at.map((j) => result.kept.indexOf(j));
    const count = countParameters(engine, sample, absorber, result, [cells]);
    const { K, df } = smallSample(ssc, count, n, cells.nLevels);
    const influence = clusterInfluence(engine, result.fit, term, positions, ssc, K);
    return { ...result, beta: positions.map((j) => result.fit.beta[j]!), df: at.map(() => df), influence };
  };

  const { treatment, mediators, others } = roles;
  const first = others.indexOf(treatment);
  const of = mediators.map((j) => fitted({ columns: [...others, j], at: [first] }));
  const outcome = fitted({
    columns: [...others, ...mediators, k],
    at: [...mediators.map((_, i) => others.length + i), first],
  });
  const total = fitted({ columns: [...others, k], at: [first] });
  const all = [...of, outcome, total];
  const influence = joined(all.map((each) => each.influence));
  const dot = (a: OlsResult, b: OlsResult) => ddotBlock(engine, scope, a.fit.uHat, b.fit.uHat);
  return {
    names: [...mediators.map((j) => `a: ${names[j]}`), ...mediators.map((j) => `b: ${names[j]}`), "direct", "total"],
    theta: Float64Array.from(all.flatMap(({ beta }) => beta)),
    df: all.flatMap(({ df }) => df),
    influence,
    matrix: crossProducts(engine, cells.nLevels, 2 * mediators.length + 2, influence),
    rho: dot(of[0]!, total) / Math.sqrt(dot(of[0]!, of[0]!) * dot(total, total)),
  };
}

/** Moments of each mediator's equation, and of the outcome's. Throws NotSupported `bootstrap_moments`. */
export function mediationMoments(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  { mediators, others }: Roles,
): { readonly of: readonly ClusterMoments[]; readonly outcome: ClusterMoments } {
  const outcome = requireMoments(model, "The bootstrap of a mediation analysis");
  const n = model.sample.rows.length;
  const of = mediators.map((mediator) => {
    const own = [...others, mediator];
    const block = scope.f64(n * own.length);
    own.forEach((j, i) => {
      block.view().set(model.columns.part(j * n, n).view(), i * n);
    });
    const found = clusterMoments(engine, scope, {
      nRows: n,
      nRegressors: others.length,
      columns: block,
      effects: model.sample.effects,
      clusters: model.cells,
      weights: model.sample.weights,
      periods: null,
    });
    return requireMoments(
      "refused" in found
        ? { ...model, moments: null, refused: found.refused }
        : { ...model, moments: found, refused: null },
      "The bootstrap of a mediation analysis",
    );
  });
  return { of, outcome };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Draws of a mediation analysis.

/** Draws one after the other: of each, a of every mediator, b of every mediator, direct. */
export interface PathDraws {
  readonly values: Float64Array;
  /** By draw, the levels it lacks of effects not nested in the clusters. */
  readonly lacking: Uint32Array;
}

export interface PathResampling {
  readonly drawn: (first: number, count: number, seed: number) => PathDraws;
  /** By lists of 1-based positions of clusters. */
  readonly given: (draws: readonly ArrayLike<number>[]) => PathDraws;
}

/** Valid while `scope` is open. Throws NotSupported `bootstrap_moments`. */
export function pathResampling(engine: Engine, scope: Scope, model: ResamplingModel, roles: Roles): PathResampling {
  const { treatment, mediators, others } = roles;
  const moments = mediationMoments(engine, scope, model, roles);
  const first = others.indexOf(treatment);
  const ready = {
    of: moments.of.map((own) => reweighting(scope, own, model.ssc, [first])),
    outcome: reweighting(scope, moments.outcome, model.ssc, [treatment]),
  };
  const G = model.cells.nLevels;
  const solve = (count: number, weights: F64Block): PathDraws => {
    const fits = (own: Reweighting) => reweightedDraws(engine, own, count, weights);
    const outcome = fits(ready.outcome);
    const of = ready.of.map(fits);
    const q = mediators.length;
    const k = model.names.length;
    const values = new Float64Array(count * (2 * q + 1));
    for (let d = 0; d < count; d++) {
      const at = d * (2 * q + 1);
      mediators.forEach((mediator, j) => {
        values[at + j] = of[j]!.estimates[d * others.length + first]!;
        values[at + q + j] = outcome.estimates[d * k + mediator]!;
      });
      values[at + 2 * q] = outcome.estimates[d * k + treatment]!;
    }
    return { values, lacking: outcome.nAbsent };
  };
  return {
    drawn: (from, count, seed) =>
      engine.scope((inner) => solve(count, pairsCountsBlock(engine, inner, G, { first: from, count, seed }))),
    given: (draws) => engine.scope((inner) => solve(draws.length, inner.copyF64(suppliedCounts(G, draws)))),
  };
}
