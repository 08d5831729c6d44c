/**
 * The effect on the treated by augmented inverse-probability weighting: a regression of the controls'
 * outcomes predicts what treated units would have had, and weighted residuals of controls mend it. It is right when either
 * the score or the regression is. Its error comes from the influence of each row, both fits counted in.
 * Sources: Robins, Rotnitzky & Zhao (1994), JASA 89(427), doi:10.1080/01621459.1994.10476818; Sant'Anna & Zhao (2020), Journal
 * of Econometrics 219(1), doi:10.1016/j.jeconom.2020.06.003, section 3.1 (weights that sum to one, influence with both fits).
 */

import { DataError, UsageError } from "../../../base/errors.js";
import { hypot } from "../../../base/hypot.js";
import { copyOut, ddotBlock, linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dtrsv, qrDrop } from "../../../engine/kernels/lapack.js";
import { exp } from "../../../engine/kernels/math.js";
import { COLLINEARITY_TOLERANCE } from "../../../regression/least-squares/ols.js";
import { triangleOf } from "../../../regression/least-squares/triangle.js";
import type { PropensityFit, PropensityInput } from "./propensity.js";

/** 1 / sqrt(2 pi) */
const DENSITY_AT_0 = 0.3989422804014327;

/** A doubly robust effect. */
export interface DoublyRobust {
  readonly att: number;
  /** sqrt(sum of influence^2) / n. */
  readonly se: number;
  /** f64[n]: what each row adds; the mean of squares over n is the variance. */
  readonly influence: Float64Array;
  /** Mean of the treated, and of what the controls say they would have had. */
  readonly meanTreated: number;
  readonly meanCounterfactual: number;
  /** f64[n]: the regression's prediction of the outcome without treatment. */
  readonly predicted: Float64Array;
}

/**
 * Estimates the effect on rows with a fitted score.
 *
 * @param input the rows of the score, without weights, and their outcome f64[n]; its covariates are those of the regression
 * @throws UsageError `dr_weights`; DataError `infinite_odds`, `controls_collinear`: covariates that are collinear among
 *   the controls
 */
export function doublyRobustAtt(
  engine: Engine,
  input: PropensityInput & { readonly outcome: Float64Array },
  fit: PropensityFit,
): DoublyRobust {
  if (input.weights !== undefined) {
    throw new UsageError("dr_weights", "The doubly robust effect takes no weights: leave them out.", {
      got: "weights",
      expected: "none",
    });
  }
  const { treated, outcome } = input;
  const n = treated.length;
  const odds = attOdds(fit.fitted, treated);
  return engine.scope((scope) => {
    const { X, names } = designOf(scope, input, fit);
    const k = names.length;
    const regression = controlRegression(engine, scope, X, n, names, treated, outcome);
    const predicted = copyOut(linearCombinationsBlock(engine, scope, n, k, 1, X, scope.copyF64(regression.beta)));

    // 1. the two means, each with weights that sum to one
    const residual = outcome.map((y, i) => y - predicted[i]!);
    const isTreated = (i: number): boolean => treated[i] === 1;
    let [nTreated, ofTreated, total, ofControls, sumTreated] = [0, 0, 0, 0, 0];
    residual.forEach((e, i) => {
      if (isTreated(i)) {
        nTreated++;
        ofTreated += e;
        sumTreated += outcome[i]!;
      } else {
        total += odds[i]!;
        ofControls += odds[i]! * e;
      }
    });
    const [gap, rest] = [ofTreated / nTreated, ofControls / total];
    const att = gap - rest;

    // 2. influence: of the means, then of the regression (through M1 - M3) and of the score (through M2)
    const [pTreated, pTotal] = [nTreated / n, total / n];
    const density = densityOf(engine, fit);
    const slope = density.map((g, i) => (isTreated(i) ? 0 : g / (1 - fit.fitted[i]!) ** 2)); // of the odds, by the index
    const average = (values: Float64Array): Float64Array => {
      const column = scope.copyF64(values);
      return Float64Array.from({ length: k }, (_, j) => ddotBlock(engine, scope, X.part(j * n, n), column) / n);
    };
    const along = (direction: Float64Array): Float64Array =>
      copyOut(linearCombinationsBlock(engine, scope, n, k, 1, X, scope.copyF64(direction)));
    const M2 = average(slope.map((value, i) => (value * (residual[i]! - rest)) / pTotal));
    const M13 = average(odds.map((weight, i) => (isTreated(i) ? 1 / pTreated : -weight / pTotal)));
    const throughScore = along(product(k, fit.vcov, M2));
    const throughRegression = along(regression.solve(M13));
    const influence = residual.map((e, i) => {
      const p = fit.fitted[i]!;
      // (t - p) / (p (1 - p)), which is a number where p is 1 to rounding
      const standing = isTreated(i) ? 1 / p : -1 / (1 - p);
      const own = isTreated(i) ? (e - gap) / pTreated : -(odds[i]! * (e - rest)) / pTotal;
      const score = standing * density[i]! * throughScore[i]! * n;
      const ofRegression = isTreated(i) ? 0 : e * throughRegression[i]! * n;
      return own - score - ofRegression;
    });
    const se = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / n;
    const meanTreated = sumTreated / nTreated;
    return { att, se, influence, meanTreated, meanCounterfactual: meanTreated - att, predicted };
  });
}

/** The intercept and the covariates the score kept. */
function designOf(
  scope: Scope,
  { treated, X, names }: PropensityInput,
  fit: PropensityFit,
): { X: F64Block; names: readonly string[] } {
  const n = treated.length;
  const block = scope.f64(n * fit.names.length);
  block.view().fill(1, 0, n);
  fit.names.slice(1).forEach((name, j) => {
    block.view().set(X[names.indexOf(name)]!, (j + 1) * n);
  });
  return { X: block, names: fit.names };
}

/** dP / d index of each row. */
function densityOf(engine: Engine, { link, fitted, linear }: PropensityFit): Float64Array {
  if (link === "logit") return fitted.map((p) => p * (1 - p));
  const heights = exp(
    engine,
    linear.map((index) => -0.5 * index * index),
  );
  return heights.map((height) => DENSITY_AT_0 * height);
}

/** Least squares of the controls' outcomes, and the solution of X'X v = m over controls. */
function controlRegression(
  engine: Engine,
  scope: Scope,
  X: F64Block,
  n: number,
  names: readonly string[],
  treated: Uint8Array,
  outcome: Float64Array,
): { beta: Float64Array; solve: (m: Float64Array) => Float64Array } {
  const k = names.length;
  return scope.scope((inner) => {
    const all = X.view();
    const controls = Uint32Array.from([...treated.keys()].filter((i) => treated[i] !== 1));
    const m = controls.length;
    const columns = inner.f64(m * (k + 1));
    const view = columns.view();
    for (let j = 0; j < k; j++) for (let i = 0; i < m; i++) view[i + j * m] = all[controls[i]! + j * n]!;
    for (let i = 0; i < m; i++) view[i + k * m] = outcome[controls[i]!]!;
    const full = triangleOf(engine, inner, m, k + 1, columns, "qr").R;
    const order = k + 1;
    const norms = Float64Array.from({ length: k }, (_, j) => hypot(...full.subarray(j * order, j * order + j + 1)));
    const { kept } = qrDrop(engine, k, 1, COLLINEARITY_TOLERANCE, norms, full);
    const lost = names.filter((_, j) => kept[j] === 0);
    if (lost.length > 0) {
      throw new DataError(
        "controls_collinear",
        `In the outcome regression ${lost.map((name) => `'${name}'`).join(", ")} ${lost.length === 1 ? "is" : "are"} collinear with the other covariates among the ${m} controls. Leave ${lost.length === 1 ? "it" : "them"} out.`,
        { got: lost, expected: "independent covariates among controls" },
      );
    }
    const R = new Float64Array(k * k);
    for (let j = 0; j < k; j++) R.set(full.subarray(j * order, j * order + j + 1), j * k);
    const Qty = full.slice(k * order, k * order + k);
    return {
      beta: dtrsv(engine, k, R, Qty),
      solve: (v) => dtrsv(engine, k, R, dtrsv(engine, k, R, v, { transposed: true })),
    };
  });
}

/** A v, for a symmetric matrix of order k. */
const product = (k: number, A: Float64Array, v: Float64Array): Float64Array =>
  Float64Array.from({ length: k }, (_, i) => v.reduce((sum, value, j) => sum + A[i + j * k]! * value, 0));

// Weighting by the propensity score for the effect on the treated: a control counts p / (1 - p), the odds of
// a treated unit with its covariates. Knows nothing of how the score was fitted.
// Sources: Horvitz & Thompson (1952), JASA 47(260), doi:10.1080/01621459.1952.10483446; Hirano, Imbens & Ridder (2003),
// Econometrica 71(4), doi:10.1111/1468-0262.00442; Busso, DiNardo & McCrary (2014), Review of Economics and Statistics 96(5),
// doi:10.1162/REST_a_00431 (weights that sum to one do better).

/** Effect on the treated by weights. */
export interface WeightedEffect {
  /** Hajek: the weights of controls sum to one. */
  readonly att: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Horvitz-Thompson: the controls' weighted sum over the number of treated. */
  readonly horvitzThompson: number;
  /** (sum of w)^2 / sum of w^2 over controls: how many controls of equal weight would be as good (Kish 1965). */
  readonly effectiveControls: number;
}

/**
 * Odds p / (1 - p) of controls, 1 for treated units, f64[n].
 *
 * @param fitted f64[n], P(treated)
 * @throws DataError `infinite_odds`: a control whose score is 1
 */
export function attOdds(fitted: Float64Array, treated: Uint8Array): Float64Array {
  return fitted.map((p, i) => {
    if (treated[i] === 1) return 1;
    if (p >= 0 && p < 1) return p / (1 - p);
    throw new DataError(
      "infinite_odds",
      `The control in row ${i + 1} of the sample has the score ${p}: its odds of treatment are infinite. Restrict the sample to the common support, or use fewer covariates.`,
      { got: p, expected: "0 <= score < 1", row: i + 1 },
    );
  });
}

/**
 * The same with the controls scaled to sum to the number of treated units: the weights of Hajek's estimate. Throws as
 * `attOdds`, and DataError `no_overlap` where every control has the score 0.
 */
export function attWeights(fitted: Float64Array, treated: Uint8Array): Float64Array {
  const odds = attOdds(fitted, treated);
  let [nTreated, total] = [0, 0];
  odds.forEach((value, i) => {
    if (treated[i] === 1) nTreated++;
    else total += value;
  });
  if (total === 0) {
    throw new DataError(
      "no_overlap",
      "Every control has the score 0: none is like a treated unit, and there are no weights. Look at the score, or at who is off the common support.",
      { got: 0, expected: "a control with a score above 0" },
    );
  }
  return odds.map((value, i) => (treated[i] === 1 ? 1 : (value * nTreated) / total));
}

/** The effect on the treated, both ways. Throws as `attOdds`. */
export function inverseProbabilityAtt(
  fitted: Float64Array,
  treated: Uint8Array,
  outcome: Float64Array,
): WeightedEffect {
  const odds = attOdds(fitted, treated);
  let [nTreated, ofTreated, total, squares, ofControls] = [0, 0, 0, 0, 0];
  odds.forEach((weight, i) => {
    if (treated[i] === 1) {
      nTreated++;
      ofTreated += outcome[i]!;
    } else {
      total += weight;
      squares += weight * weight;
      ofControls += weight * outcome[i]!;
    }
  });
  const [meanTreated, meanControl] = [ofTreated / nTreated, ofControls / total];
  return {
    ...{ att: meanTreated - meanControl, meanTreated, meanControl },
    ...{ horvitzThompson: meanTreated - ofControls / nTreated, effectiveControls: total ** 2 / squares },
  };
}
