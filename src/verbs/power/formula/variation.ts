/**
 * How much a unit's outcomes vary before and under treatment, and together: what the variance of any of the three estimators is made of.
 * From a standard deviation and a rule for correlation over time, or from covariances that were given or estimated.
 * Sources: McKenzie (2012), Journal of Development Economics 99(2), doi:10.1016/j.jdeveco.2012.01.002; Burlig, Preonas & Woerman (2020),
 * Journal of Development Economics 144, doi:10.1016/j.jdeveco.2020.102458; Frison & Pocock (1992), Statistics in Medicine 11(13).
 */
import { DataError, type UsageError } from "../../../base/errors.js";
import type { FormulaRecord, VariationRecord } from "../record.js";
import type { PowerPlan } from "../verb.js";

/** Variances of a unit's mean over its periods before treatment and under it, and their covariance. */
export interface Moments {
  /** Null without periods before treatment. */
  readonly pre: number | null;
  readonly post: number;
  readonly cross: number | null;
}

export interface Variation {
  readonly moments: Moments;
  /** Of the comparison, were periods independent but for unit effects. */
  readonly independent: number | null;
  readonly residuals: VariationRecord["residuals"];
  readonly from: VariationRecord["from"];
}

type Design = FormulaRecord["design"];

/** The moments of outcomes that vary as `plan` says, over `m` periods before treatment and `r` under it. Throws DataError `power_covariances`. */
export function givenVariation(plan: PowerPlan, m: number, r: number): Variation {
  const { sd, rho, ar1, covariances, residualsOf, unitSd = 0 } = plan;
  const own = sd! * sd!;
  if (covariances !== undefined && residualsOf !== undefined) {
    const [before, after, cross] = covariances as readonly [number, number, number];
    return ofResiduals({ variance: own, before, after, cross, units: residualsOf, windows: 1 }, m, r);
  }
  const between = unitSd * unitSd;
  let moments: Moments;
  if (covariances !== undefined) {
    const [before, after, cross] = covariances as readonly [number, number, number];
    requireWithin(own, [m > 1 ? before : 0, r > 1 ? after : 0, m > 0 ? cross : 0]);
    const mean = (periods: number, covariance: number) => (own + (periods - 1) * covariance) / periods + between;
    moments = { pre: m === 0 ? null : mean(m, before), post: mean(r, after), cross: m === 0 ? null : cross + between };
  } else if (ar1 !== undefined) {
    moments = decaying(own, ar1, between, m, r);
  } else {
    const alike = rho ?? 0;
    const mean = (periods: number) => (own * (1 + (periods - 1) * alike)) / periods;
    moments = { pre: m === 0 ? null : mean(m), post: mean(r), cross: m === 0 ? null : alike * own };
  }
  requireMoments(moments);
  const net = rho === undefined ? own : own * (1 - rho);
  const isSerial = ar1 !== undefined || covariances !== undefined;
  return { moments, independent: isSerial && m > 0 ? net * (1 / m + 1 / r) : null, residuals: null, from: "given" };
}

/** Errors whose correlation is a power of their distance, beside unit effects. */
function decaying(own: number, ar1: number, between: number, m: number, r: number): Moments {
  const power: number[] = [1];
  for (let k = 1; k < m + r; k++) power.push(power[k - 1]! * ar1);
  const mean = (from: number, to: number, since: number, until: number): number => {
    let sum = 0;
    for (let t = from; t < to; t++) for (let s = since; s < until; s++) sum += power[Math.abs(t - s)]!;
    return (own * sum) / ((to - from) * (until - since)) + between;
  };
  if (m === 0) return { pre: null, post: mean(0, r, 0, r), cross: null };
  return { pre: mean(0, m, 0, m), post: mean(m, m + r, m, m + r), cross: mean(0, m, m, m + r) };
}

/** Mean variance and covariances of residuals of a two-way regression over m + r periods, from `units` units, by products over units. */
export interface ResidualMoments {
  readonly variance: number;
  readonly before: number;
  readonly after: number;
  readonly cross: number;
  readonly units: number;
  readonly windows: number;
}

/**
 * The variance of the change that residuals imply. They lack unit and period means: those of periods before add up to minus those of periods
 * after, so that the change is (m + r) / 2mr times what the first add up to less what the others do, and period means take 1 / units
 * of every variance with them.
 */
export function ofResiduals(found: ResidualMoments, m: number, r: number): Variation {
  const { variance, before, after, cross, units, windows } = found;
  const sums = (m + r) * variance + m * (m - 1) * before + r * (r - 1) * after - 2 * m * r * cross;
  const scale = (m + r) / (2 * m * r);
  const change = (units / (units - 1)) * scale * scale * sums;
  if (!(change > 0)) throw noVariance(change);
  const net = (variance * units * (m + r)) / ((units - 1) * (m + r - 1));
  return {
    moments: { pre: null, post: change, cross: null },
    independent: net * (1 / m + 1 / r),
    residuals: {
      variance,
      covariance_pre: m > 1 ? before : null,
      covariance_post: r > 1 ? after : null,
      covariance_cross: cross,
      ...{ units, windows },
    },
    from: "given",
  };
}

/** Variance of an estimate times units times share (1 - share). */
export function unitVariance(design: Design, { pre, post, cross }: Moments): number {
  if (pre === null || cross === null || design === "post") return post;
  return design === "did" ? pre + post - 2 * cross : post - (cross * cross) / pre;
}

/** Throws DataError `power_covariances` for moments that no outcomes have. */
function requireMoments({ pre, post, cross }: Moments): void {
  const isOne = post > 0 && (pre === null || (pre > 0 && cross! * cross! < pre * post));
  if (isOne) return;
  throw new DataError(
    "power_covariances",
    `No outcomes have these variances and covariances: of the mean before treatment ${pre ?? "none"}, of that under it ${post}, together ${cross ?? "none"}. Correlations cannot be that large, or that negative over so many periods.`,
    { got: { pre, post, cross }, expected: "a covariance matrix" },
  );
}

/** Throws DataError `power_covariances` for one that is larger than the variance. */
function requireWithin(variance: number, covariances: readonly number[]): void {
  const beyond = covariances.find((covariance) => Math.abs(covariance) > variance);
  if (beyond === undefined) return;
  throw new DataError(
    "power_covariances",
    `No outcomes have a covariance of ${beyond} between periods and a variance of ${variance} (--sd squared): give --covariances of the same outcomes.`,
    { got: beyond, expected: `at most ${variance} in size` },
  );
}

const noVariance = (change: number): UsageError | DataError =>
  new DataError(
    "power_covariances",
    `Residuals with this variance and these covariances give a variance of the change of ${change}: they are not of one regression, or outcomes do not vary within units.`,
    { got: change, expected: "> 0" },
  );
