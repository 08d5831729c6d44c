/**
 * Rows that regressors and effects separate: a direction of the linear predictor that is zero for positive
 * counts and never above zero for counts of zero (of the logit: never against the outcome), and not zero everywhere. Along it
 * the likelihood of those rows rises for ever, and of the others stays. Knows no names and no likelihood.
 *
 * The direction is sought where a line of regressors and effects meets a cone, by projecting on one and the other in turn, from
 * the last step of Newton's method, which nearly is one already. What it finds is shown row by row to within a tolerance.
 * Source: Correia, Guimaraes & Zylkin (2019), Verifying the existence of maximum likelihood estimates for generalized linear
 * models, arXiv:1903.01633, section 3 (the iterative rectifier).
 */

import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { Family } from "../../../engine/kernels/irls.js";
import type { Absorber } from "../../../regression/absorb/absorber.js";
import type { GlmState, Separated } from "./irls.js";
import { newtonStep } from "./irls-steps.js";

/** Weight of rows that must not move, beside 1 of those that may: a larger one takes fewer rounds, and more digits. */
const HELD = 1e6;
const MOST_ROUNDS = 200;
/** What rows may move the wrong way, as a share of the largest move. */
const VIOLATION = 1e-7;
/** A row is separated when it moves by more than this share. */
const SEPARATED = 1e-4;
/** A column belongs to the combination when its part of the direction is more than this share of the largest part. */
const BELONGS = 1e-6;

/** Null where no direction is found. */
export function separatedRows(
  engine: Engine,
  scope: Scope,
  absorber: Absorber,
  family: Family,
  y: F64Block,
  { X, k, kept, direction }: GlmState,
): Separated | null {
  const n = y.length;
  return scope.scope((inner) => {
    const outcome = y.view();
    // which way each row may move; 0 for those that must not
    const way = Float64Array.from(outcome, (value) => (family === "logit" ? 2 * value - 1 : value > 0 ? 0 : -1));
    const weight = inner.copyF64(way.map((sign) => (sign === 0 ? HELD : 1)));
    const root = inner.copyF64(way.map((sign) => (sign === 0 ? Math.sqrt(HELD) : 1)));
    // regressors, then what is projected net of the effects, then as it is
    const columns = inner.f64(n * (k + 2));
    columns.view().set(X.view());
    const demeaner = absorber.weighed(inner, weight);
    demeaner.demean(columns.part(0, n * k), k);
    const [net, target] = [columns.part(k * n, n), columns.part((k + 1) * n, n)];
    const [line, fit] = [inner.f64(k + 2), inner.f64(n)];
    rectify(way, direction.view(), target.view());
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      net.view().set(target.view());
      demeaner.demean(net, 1);
      const step = newtonStep(engine, inner, n, k, columns, root, "gram");
      line.view().set([...step, -1, 1]);
      linearCombinationsBlock(engine, inner, n, k + 2, 1, columns, line, fit);
      const { most, wrong } = rectify(way, fit.view(), target.view());
      if (!(most > 0)) return null;
      if (wrong > VIOLATION) continue;
      const rows = Uint32Array.from(movedRows(way, fit.view(), SEPARATED * most));
      return { rows, combination: combinationOf(step, kept, X, n) };
    }
    return null;
  });
}

/** The nearest direction that moves no row the wrong way, scaled to a largest move of 1; how far the wrong ones went. */
function rectify(way: Float64Array, along: Float64Array<ArrayBufferLike>, out: Float64Array<ArrayBufferLike>) {
  let [most, wrong] = [0, 0];
  for (let i = 0; i < way.length; i++) {
    const sign = way[i]!;
    const move = along[i]!;
    if (sign * move > 0) most = Math.max(most, Math.abs(move));
    else wrong = Math.max(wrong, Math.abs(move));
  }
  for (let i = 0; i < way.length; i++) out[i] = way[i]! * along[i]! > 0 ? along[i]! / most : 0;
  return { most, wrong: wrong / most };
}

function* movedRows(way: Float64Array, along: Float64Array<ArrayBufferLike>, least: number) {
  for (let i = 0; i < way.length; i++) if (way[i]! * along[i]! > least) yield i;
}

/** The regressors' part of the direction, the largest coefficient 1; empty where effects alone separate. */
function combinationOf(step: Float64Array, kept: readonly number[], X: F64Block, n: number): Separated["combination"] {
  const values = X.view();
  const size = (j: number): number => {
    let largest = 0;
    for (let i = j * n; i < (j + 1) * n; i++) largest = Math.max(largest, Math.abs(values[i]!));
    return largest;
  };
  const parts = Array.from(step, (coefficient, j) => ({
    index: kept[j]!,
    coefficient,
    part: Math.abs(coefficient) * size(j),
  }));
  const belonging = parts.filter(({ part }) => part > BELONGS);
  const largest = belonging.reduce(
    (most, { coefficient }) => (Math.abs(coefficient) > Math.abs(most) ? coefficient : most),
    0,
  );
  return belonging.map(({ index, coefficient }) => ({ index, coefficient: coefficient / largest }));
}
