/**
 * Heteroskedasticity-consistent variances HC0 to HC5, from a fit and the leverages of what was absorbed.
 *
 * Squared residuals are divided by (1 - h)^d, h the leverage of the row in all columns, absorbed effects' dummies too:
 *   HC0, HC1  d = 0, HC1 times n / (n - K)
 *   HC2, HC3  d = 1, 2
 *   HC4       d = min(4, h n / rank)
 *   HC4m      d = min(1, h n / rank) + min(1.5, h n / rank)
 *   HC5       d = min(h n / rank, max(4, 0.7 h_max n / rank)) / 2
 * with no other factor, and t with n - K degrees of freedom, as in R's sandwich. A row with leverage 1 has the residual 0
 * whatever its outcome: it adds nothing, as in R's estimatr (sandwich gives NaN).
 * Sources: MacKinnon & White (1985), Journal of Econometrics 29(3), doi:10.1016/0304-4076(85)90158-7; Cribari-Neto (2004),
 * CSDA 45(2), doi:10.1016/S0167-9473(02)00366-3; Cribari-Neto, Souza & Vasconcellos (2007), Communications in Statistics
 * 36(10), doi:10.1080/03610920601126589; Cribari-Neto & da Silva (2011), AStA 95(2), doi:10.1007/s10182-010-0141-2.
 */

import { type Note, note } from "../../base/messages.js";
import { hcMeatBlock, type LeverageRule, leverageMeatBlock, leveragesBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { VARIANCE_NOTES } from "../messages.js";
import { alone, type VarianceKind } from "./kind.js";
import { type Ssc, smallSample } from "./ssc.js";
import { type Covariance, robustCovariance, type Vcov } from "./vcov.js";

/** Heteroskedasticity-consistent variances beside `hetero` (HC1): what squared residuals are divided by. */
export const HC_TYPES = ["HC0", "HC1", "HC2", "HC3", "HC4", "HC4m", "HC5"] as const;
type HcType = (typeof HC_TYPES)[number];

export const HC: VarianceKind<{ readonly type: HcType }> = {
  types: HC_TYPES,
  parse: (type, rest) => ({ type: alone(type, rest) }),
  meat: () => "rows",
  covariance(engine, scope, regression, { type }, ssc) {
    if (type !== "HC0" && type !== "HC1") return byLeverage(engine, scope, regression, type, ssc);
    const count = regression.parameters([]);
    return { covariance: plainHcVcov(engine, scope, regression.result.fit, type, ssc, count), count };
  },
  // corrections of their own, and no other factor
  factors: (type, ssc) => ({ ...ssc, kAdj: type === "HC1", gAdj: type === "HC1" }),
};

/** A row with 1 - h at most this has leverage 1. */
const LEVERAGE_ONE = 1e-10;

/** Those that look at leverage. */
type LeverageType = Exclude<HcType, "HC0" | "HC1">;

/** Leverages of absorbed effects, in the fit's order of rows (null for none), and the rank of all columns. */
interface EffectLeverage {
  readonly effects: F64Block | null;
  readonly rank: number;
}

/** A covariance by leverage, and how many rows have leverage 1. */
interface LeverageVcov extends Vcov {
  readonly ones: number;
}

/** HC0 or HC1. Throws NumericalError `no_residual_df`. */
function plainHcVcov(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  type: "HC0" | "HC1",
  ssc: Ssc,
  count: ParameterCount,
): Vcov {
  const { n, k } = fit;
  const small = smallSample(ssc, count, n, null);
  const factor = type === "HC1" ? n / (n - small.K) : 1;
  const make = (inner: Scope, R: F64Block) => hcMeatBlock(engine, inner, n, k, fit.X, fit.uHat, R);
  return robustCovariance(scope, fit, small, [{ factor, make }], false);
}

/** HC2 to HC5. Throws NumericalError `no_residual_df`. */
function leverageVcov(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  type: LeverageType,
  { effects, rank }: EffectLeverage,
  ssc: Ssc,
  count: ParameterCount,
): LeverageVcov {
  const { n, k, X } = fit;
  let ones = 0;
  const make = (inner: Scope, R: F64Block) => {
    const largest = () => inner.scope((own) => leveragesBlock(engine, own, n, k, X, R, effects).largest);
    const made = leverageMeatBlock(engine, inner, n, k, X, fit.uHat, R, effects, ruleOf(type, n / rank, largest));
    ones = made.view()[k * k]!;
    return made.part(0, k * k);
  };
  const small = smallSample(ssc, count, n, null);
  return { ...robustCovariance(scope, fit, small, [{ factor: 1, make }], false), ones };
}

/** Rows with leverage 1, by their place in the fit; a second look, for when there are some. */
function rowsOfLeverageOne(
  engine: Engine,
  scope: Scope,
  { n, k, X, R }: Fit,
  effects: F64Block | null,
  most: number,
): number[] {
  return scope.scope((inner) => {
    const h = leveragesBlock(engine, inner, n, k, X, inner.copyF64(R), effects).h.view();
    const found: number[] = [];
    for (let i = 0; i < n && found.length < most; i++) if (1 - h[i]! <= LEVERAGE_ONE) found.push(i);
    return found;
  });
}

/** `perMean`: n / rank, what turns a leverage into a multiple of the mean one. */
function ruleOf(type: LeverageType, perMean: number, largest: () => number): LeverageRule {
  const least = LEVERAGE_ONE;
  switch (type) {
    case "HC2":
      return { power: 1, slope: 0, cap: 0, cap2: 0, least };
    case "HC3":
      return { power: 2, slope: 0, cap: 0, cap2: 0, least };
    case "HC4":
      return { power: 0, slope: perMean, cap: 4, cap2: 0, least };
    case "HC4m":
      return { power: 0, slope: perMean, cap: 1, cap2: 1.5, least };
    case "HC5":
      return { power: 0, slope: perMean / 2, cap: Math.max(4, 0.7 * perMean * largest()) / 2, cap2: 0, least };
  }
}

/** Rows a note names. */
const NAMED = 5;

/** Throws NotSupported where the effects' leverages can't be had exactly, NumericalError `no_residual_df`. */
function byLeverage(engine: Engine, scope: Scope, regression: LeastSquares, type: LeverageType, ssc: Ssc): Covariance {
  const { fit } = regression.result;
  const count = regression.parameters([]);
  return scope.scope((inner) => {
    const leverage = effectLeverage(inner, regression);
    const made = leverageVcov(engine, inner, fit, type, leverage, ssc, count);
    if (made.ones === 0) return { covariance: made, count };
    const places = rowsOfLeverageOne(engine, inner, fit, leverage.effects, NAMED);
    const notes = [leverageOneNote(regression, type, made.ones, places)];
    return { covariance: { ...made, notes }, count };
  });
}

/** Leverages of the absorbed effects in memory order, and the rank of effects and regressors together. */
function effectLeverage(scope: Scope, { absorber, result }: LeastSquares): EffectLeverage {
  const values = absorber.leverage();
  const effects: F64Block | null = values === null ? null : scope.copyF64(values);
  const { rank } = absorber;
  // leverages add up to the rank, which for three effects and more is known no other way
  const ofEffects = rank.exact || values === null ? rank.value : Math.round(values.reduce((sum, h) => sum + h, 0));
  return { effects, rank: result.fit.k + ofEffects };
}

function leverageOneNote(
  { sample, absorber }: LeastSquares,
  type: LeverageType,
  ones: number,
  places: readonly number[],
): Note {
  const rows = places.map((at) => sample.rows[absorber.rowOrder?.[at] ?? at]! + 1).sort((a, b) => a - b);
  return note(VARIANCE_NOTES, "leverage_one", { rows: ones, first: rows, type });
}
