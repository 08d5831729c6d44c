/**
 * Heteroskedasticity-consistent covariances HC0 to HC5 from a Fit and the leverages of what was absorbed.
 * Knows nothing of models, names or data.
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

import { hcMeatBlock, type LeverageRule, leverageMeatBlock, leveragesBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import type { HcType } from "./regression-vcov.js";
import { type Ssc, smallSample } from "./ssc.js";
import { robustCovariance, type Vcov } from "./vcov.js";

/** A row with 1 - h at most this has leverage 1. */
export const LEVERAGE_ONE = 1e-10;

/** Those that look at leverage. */
export type LeverageType = Exclude<HcType, "HC0" | "HC1">;

/** Leverages of absorbed effects, in the fit's order of rows (null for none), and the rank of all columns. */
export interface EffectLeverage {
  readonly effects: F64Block | null;
  readonly rank: number;
}

/** A covariance by leverage, and how many rows have leverage 1. */
export interface LeverageVcov extends Vcov {
  readonly ones: number;
}

/** HC0 or HC1. Throws NumericalError `no_residual_df`. */
export function plainHcVcov(
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
  return robustCovariance(scope, fit, ssc, small, [{ factor, make }], false);
}

/** HC2 to HC5. Throws NumericalError `no_residual_df`. */
export function leverageVcov(
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
  return { ...robustCovariance(scope, fit, ssc, small, [{ factor: 1, make }], false), ones };
}

/** Rows with leverage 1, by their place in the fit; a second look, for when there are some. */
export function rowsOfLeverageOne(
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
