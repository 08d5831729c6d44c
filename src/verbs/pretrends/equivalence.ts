/**
 * Tests that turn the burden round: that leads are small is what must be shown. No bound need be chosen: the smallest at which a test
 * would find them so is given.
 * Sources: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, doi:10.1007/BF01068419, of two one-sided tests;
 * Hartman & Hidalgo (2018), American Journal of Political Science 62(4), doi:10.1111/ajps.12387, of equivalence in place of balance
 * and of 0.36 standard deviations; Dette & Schumann (2024), Journal of Business & Economic Statistics 42(4),
 * doi:10.1080/07350015.2024.2308121, of leads, by intersection and union with the folded normal; Bilinski & Hatfield (2018),
 * arXiv:1805.03273, of non-inferiority.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import type { EventPath } from "../event-path/event-path.js";
import { falsePosition } from "./false-position.js";
import type { Contrast, EquivalenceRecord, LeadEquivalence, NonInferiorityRecord } from "./record.js";

/** Hartman and Hidalgo's bound, in standard deviations of the outcome. */
export const HARTMAN_HIDALGO = 0.36;

export interface EquivalenceAsked {
  readonly alpha: number;
  readonly bound?: number;
  /** Standard deviation of the outcome. */
  readonly sd?: number;
}

export function equivalence(
  engine: Engine,
  { events, estimates, covariance, n_pre, df }: EventPath,
  { alpha, bound: given, sd }: EquivalenceAsked,
): EquivalenceRecord {
  const bound = given ?? (sd === undefined ? undefined : HARTMAN_HIDALGO * sd);
  const leads = events.slice(0, n_pre).map((event, i): LeadEquivalence => {
    const size = Math.abs(estimates[i]!);
    const error = Math.sqrt(covariance[i]![i]!);
    return {
      event,
      tost_bound: size + qt(engine, alpha, df ?? Number.POSITIVE_INFINITY, true) * error,
      folded_bound: error * foldedBound(engine, size / error, alpha),
      ...(bound === undefined
        ? {}
        : { p_value: pt(engine, (bound - size) / error, df ?? Number.POSITIVE_INFINITY, true) }),
    };
  });
  const worst = leads.reduce((a, b) => (b.tost_bound > a.tost_bound ? b : a));
  const p_value = Math.max(...leads.map((lead) => lead.p_value ?? 0));
  return {
    ...{ alpha, df, leads },
    joint: {
      event: worst.event,
      tost_bound: worst.tost_bound,
      folded_bound: Math.max(...leads.map(({ folded_bound }) => folded_bound)),
    },
    ...(bound === undefined
      ? {}
      : { at: { bound, from: given === undefined ? "sd" : "bound", p_value, accepted: p_value <= alpha } }),
  };
}

/** The bound e at which P(|N(e, 1)| < t) = alpha: the most powerful test of |mean| >= e rejects for a statistic t; 0 where for any. */
export function foldedBound(engine: Engine, t: number, alpha: number): number {
  const { pnorm, qnorm } = engine.kernels;
  const excess = (e: number): number => alpha - (pnorm(t - e, 0) - pnorm(-t - e, 0));
  if (excess(0) >= 0) return 0;
  const tost = t + qnorm(alpha, 1); // where one tail alone has alpha
  return falsePosition(excess, 0, tost, 1e-14);
}

/**
 * The average effect with and without a linear difference in trends, each a contrast of the path, and how far they may differ.
 * In a balanced panel with one cohort these are the two regressions: treatment by two-way effects, and the same with a trend of the
 * treated and an effect in each period of treatment. Null with fewer than three periods before treatment, where a line has no error to show.
 */
export function nonInferiority(engine: Engine, path: EventPath, alpha: number): NonInferiorityRecord | null {
  const { events, reference, n_pre, df } = path;
  const isLag = events.map((event) => event >= 0);
  const lags = events.filter((_, i) => isLag[i]);
  const before = [...events.slice(0, n_pre), reference];
  if (before.length < 3) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, after] = [mean(before), mean(lags)];
  const spread = before.reduce((sum, event) => sum + (event - middle) ** 2, 0);
  const plain = events.map((_, i) => (isLag[i] ? 1 / lags.length : i < n_pre ? -1 / before.length : 0));
  const trend = events.map((event, i) => (i < n_pre ? ((event - middle) / spread) * (after - middle) : 0));
  const without_trend = contrast(path, plain);
  const difference = contrast(path, trend);
  const with_trend = contrast(
    path,
    plain.map((weight, i) => weight - trend[i]!),
  );
  const bound =
    Math.abs(difference.estimate) + qt(engine, alpha, df ?? Number.POSITIVE_INFINITY, true) * difference.std_error;
  return {
    ...{ alpha, without_trend, with_trend, difference, bound },
    relative_bound: bound / Math.abs(without_trend.estimate),
  };
}

function contrast({ estimates, covariance }: EventPath, weights: readonly number[]): Contrast {
  let [estimate, variance] = [0, 0];
  weights.forEach((w, i) => {
    estimate += w * estimates[i]!;
    weights.forEach((v, j) => {
      variance += w * v * covariance[i]![j]!;
    });
  });
  return { estimate, std_error: Math.sqrt(variance) };
}
