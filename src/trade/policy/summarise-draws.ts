/**
 * Draws as the record tells them: errors, intervals and bias of sigma and of the coefficients, with quality
 * made anew and with quality held.
 */

import { GENERATOR } from "../../engine/kernels/resample.js";
import { bootstrapSummary } from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import type { PolicyDraws } from "./bootstrap.js";
import type { DrawnBase } from "./drawn-base.js";
import type { PolicyPlan } from "./options.js";
import { type PolicyPanel, termOf } from "./panel.js";
import type { DrawnRecord, PolicyBootstrapRecord, PolicyCoefficient } from "./record.js";

/** Throws DataError `bootstrap_no_draw` when fewer than two draws have a number. */
export function bootstrapRecord(
  base: DrawnBase,
  panel: PolicyPanel,
  plan: PolicyPlan,
  draws: PolicyDraws,
): PolicyBootstrapRecord {
  const { done, failed, stopped } = draws;
  const withQuality = done - Object.values(failed).reduce((sum, count) => sum + count, 0);
  const observed = (kind: "normalised" | "raw") => {
    const fit = panel[kind];
    return fit.coefficients[termOf(fit, plan.term)]!;
  };
  const drawn = (estimate: number, stdError: number | null, values: Float64Array, possible: number): DrawnRecord => {
    const none = new Float64Array(values.length).fill(Number.NaN);
    const {
      used,
      mean,
      stdError: spread,
      percentile,
    } = bootstrapSummary({ estimate, stdError: stdError ?? Number.NaN }, values, none, { level: plan.level });
    return {
      estimate,
      std_error: stdError,
      bootstrap_std_error: spread,
      ...percentile,
      bias: mean - estimate,
      used,
      not_identified: possible - used,
    };
  };
  const coefficient = (kind: "normalised" | "raw", anew: Float64Array, held: Float64Array): PolicyCoefficient => {
    const { estimate, std_error } = observed(kind);
    const [reEstimated, asIs] = [drawn(estimate, std_error, anew, withQuality), drawn(estimate, std_error, held, done)];
    const ratio = reEstimated.bootstrap_std_error / asIs.bootstrap_std_error;
    return { re_estimated: reEstimated, held: asIs, ratio: Number.isFinite(ratio) ? ratio : null };
  };
  const { sigma } = plan.quality;
  const isEstimated = sigma.source === "iv" || sigma.source === "ols";
  return {
    clusters: { name: base.clusters.name, G: base.clusters.nLevels },
    panel_resampled: base.clusterOfCell !== null,
    draws: { requested: plan.draws, done },
    failed,
    partial: stopped,
    generator: GENERATOR,
    seed: plan.seed,
    level: plan.level,
    sigma: isEstimated ? drawn(draws.ownSigma, null, draws.sigma, withQuality) : null,
    coefficients: {
      normalised: coefficient("normalised", draws.normalised, draws.normalisedHeld),
      raw: coefficient("raw", draws.raw, draws.rawHeld),
    },
    values: {
      sigma: Array.from(draws.sigma, orNull),
      normalised: Array.from(draws.normalised, orNull),
      raw: Array.from(draws.raw, orNull),
      normalised_held: Array.from(draws.normalisedHeld, orNull),
      raw_held: Array.from(draws.rawHeld, orNull),
    },
  };
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
