/**
 * Pooling and within: the least squares of feols, without effects or with those of the panel.
 */

import { note } from "../../base/messages.js";
import { sampleColumn } from "../../engine/kernels/columns.js";
import { requireResiduals } from "../../regression/frame/enough-variation.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import { covarianceOf } from "../../regression/variance/variances.js";
import { PLM_NOTES } from "./messages.js";
import type { PanelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import type { PlmEffect } from "./verb.js";

/** Pooled least squares. Throws NumericalError `no_residual_df`. */
export function pooling(data: PanelData, effect: PlmEffect): PanelFit {
  const { pooled, spec } = data;
  const { tss, fit } = pooled.result;
  const about = spec.intercept ? pooled.solve.normBefore.at(-1)! ** 2 : tss;
  return { ...absorbed(data, pooled, about), model: "pooling", effect, df: fit.n - fit.k, notes: [] };
}

/**
 * The within estimator: dummies of units, of periods, or of both. Throws as `feols` where effects leave no variation or no
 * degrees of freedom.
 */
export function within(data: PanelData, effect: PlmEffect): PanelFit {
  const { engine, scope, panel, spec, variance, options } = data;
  const columns = { individual: [panel.unit], time: [panel.time], twoways: [panel.unit, panel.time] }[effect];
  const { subset, signal } = options;
  const regression = leastSquares(
    engine,
    scope,
    panel,
    { ...spec, fixedEffects: columns.map(({ name }) => ({ columns: [name] })) },
    variance,
    {
      ...(subset === undefined ? {} : { subset }),
      ...(signal === undefined ? {} : { signal }),
      fixefRm: "none",
    },
  );
  const { fit, tss } = regression.result;
  const { rank, levels } = regression.absorber;
  const byLevels = levels.reduce((sum, count) => sum + count, 0) - (levels.length - 1);
  const facts = { parts: byLevels - rank.value + 1, rank: rank.value, levels: byLevels };
  const notes = rank.value === byLevels ? [] : [note(PLM_NOTES, "effects_in_parts", facts)];
  return { ...absorbed(data, regression, tss), model: "within", effect, df: fit.n - fit.k - rank.value, notes };
}

function absorbed(
  { engine, n }: PanelData,
  regression: LeastSquares,
  tss: number,
): Omit<PanelFit, "model" | "effect" | "df" | "notes"> {
  const { terms, sample, absorber, result } = regression;
  requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
  return {
    fit: result.fit,
    names: result.kept.map((j) => terms.names[j]!),
    collinear: collinearTerms(terms, result.dropped, sample),
    tss,
    r2: 1 - result.fit.ssr / tss,
    components: null,
    squaredCorrelations: null,
    covariance: (inner, asked, ssc) => ({
      ...covarianceOf(engine, inner, regression, asked, ssc),
      clusterings: regression.clusters(asked).clusterings,
    }),
    residuals: () => sampleColumn(result.fit.uHat, n, 0, absorber.rowOrder),
  };
}
