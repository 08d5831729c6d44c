/**
 * Models of panels and their tests in words. Computes nothing.
 */

import type { Entry, Language } from "../../../base/messages.js";
import { formatCount, numberText, pEquals } from "../../../report/format-number.js";
import { naming } from "../../../report/naming.js";
import { varianceWords } from "../../../report/regression/variance-words.js";
import type { ComponentsRecord, PanelRecord, PanelTestsRecord, PlmRecord, ThetaSummary } from "../record.js";

/** One test, as records have it. */
export type PanelTest = PanelTestsRecord["tests"][string];

const MODELS: Readonly<Record<PlmRecord["model"], Entry<string>>> = {
  pooling: { en: "Pooled least squares", zh: "混合最小二乘" },
  within: { en: "Within", zh: "组内估计" },
  between: { en: "Between", zh: "组间估计" },
  fd: { en: "First differences", zh: "一阶差分" },
  random: { en: "Random effects", zh: "随机效应" },
};
const EFFECTS: Readonly<Record<PlmRecord["effect"], string>> = {
  individual: "individual effects",
  time: "time effects",
  twoways: "individual and time effects",
};

const COMPONENTS: Readonly<Record<ComponentsRecord["method"], string>> = {
  swar: "Swamy-Arora",
  xtreg: "components of xtreg",
};

/** `Random effects (Swamy-Arora), individual effects`. */
export function modelText({ model, effect, components, panel }: PlmRecord): string {
  if (model === "pooling" || model === "fd") return MODELS[model].en;
  if (model === "between") return `${MODELS.between.en}, means of ${effect === "time" ? panel.time : panel.unit}`;
  return `${MODELS[model].en}${components === null ? "" : ` (${COMPONENTS[components.method]})`}, ${EFFECTS[effect]}`;
}

/** What heads a column. */
export const modelName = ({ model }: Pick<PlmRecord, "model">, language: Language = "en"): string =>
  MODELS[model][language];

/** `individual`, or nothing where the model has none. */
export const effectName = ({ model, effect }: Pick<PlmRecord, "model" | "effect">): string =>
  model === "pooling" || model === "fd" ? "none" : effect;

/** `Panel: 140 units (firm), 7 to 9 of 9 periods (year), unbalanced`. */
export function panelText({ unit, time, units, periods, balanced, min_periods, max_periods }: PanelRecord): string {
  const each = balanced
    ? `${formatCount(periods)} periods (${time}) each, balanced`
    : `${formatCount(min_periods)} to ${formatCount(max_periods)} of ${formatCount(periods)} periods (${time}), unbalanced`;
  return `Panel: ${formatCount(units)} units (${unit}), ${each}`;
}

/** How errors are made, with the small-sample rule; of iid errors it is the residual degrees of freedom. */
export const varianceText = (record: PlmRecord): string =>
  [errorsText(record), ...smallSampleText(record).map((rule) => `small sample: ${rule}`)].join("; ");

/** The variance and the distribution of the statistics. */
export function errorsText(record: PlmRecord): string {
  const { vcov, fit } = record;
  const by = vcov.df === null ? "z" : `t with ${formatCount(vcov.df)} df`;
  const rows = hasResidualDf(record) ? `, residual variance by ${formatCount(fit.df_residual)} df` : "";
  return `${varianceWords(vcov, "en", naming([record]))}${rows}; ${by}`;
}

/** The small-sample rule with its parts; none where it is the residual degrees of freedom. */
export function smallSampleText(record: PlmRecord): string[] {
  if (hasResidualDf(record)) return [];
  const { preset, ...parts } = record.vcov.ssc;
  const each = Object.entries(parts).map(([part, value]) => `${part}=${value}`);
  return [`${preset} (${each.join(", ")})`];
}

const hasResidualDf = ({ vcov, fit, nobs }: PlmRecord): boolean =>
  vcov.type === "iid" && vcov.K === nobs - fit.df_residual;

/** Variance components and thetas, a line each. */
export function componentLines({ idiosyncratic, individual, time, theta }: ComponentsRecord): string[] {
  const total = idiosyncratic + (individual ?? 0) + (time ?? 0);
  const line = (name: string, variance: number | null): string[] =>
    variance === null
      ? []
      : [
          `  ${name}: ${numberText(variance)} (share ${(variance / total).toFixed(3)}, s.d. ${numberText(Math.sqrt(variance))})`,
        ];
  return [
    "Variance components",
    ...line("idiosyncratic", idiosyncratic),
    ...line("individual", individual),
    ...line("time", time),
    ...Object.entries(theta).map(([name, summary]) => `  theta ${name}: ${thetaText(summary)}`),
  ];
}

/** One number, or the least, mean over rows and greatest, and percentiles over groups. */
export const thetaText = ({ min, mean, max, p5, median, p95 }: ThetaSummary): string =>
  min === max
    ? numberText(min)
    : `${numberText(min)} to ${numberText(max)}, mean ${numberText(mean)}; by group 5% ${numberText(p5)}, median ${numberText(median)}, 95% ${numberText(p95)}`;

/** `R2 within 0.171485, between 0.478403, overall 0.370769 (squared correlations with x'b)`; none of models without. */
export function threeR2({ fit }: PlmRecord): string[] {
  const { within_r2: within, between_r2: between, overall_r2: overall } = fit;
  if (within === null || between === null || overall === null) return [];
  const [a, b, c] = [within, between, overall].map((value) => value.toFixed(6));
  return [`R2 within ${a}, between ${b}, overall ${c} (squared correlations with x'b)`];
}

/** `chi2(3) = 60.986904, p = 3.62e-13`; the reason where there is no statistic. */
export function testText({ statistic, distribution, df, p_value, because }: PanelTest): string {
  if (statistic === null) return `not made: ${because}`;
  const value = numberText(statistic);
  const p = p_value === null ? "" : `, ${pEquals(p_value)}`;
  return `${distributionText(distribution, df)}${value}${p}`;
}

function distributionText(distribution: PanelTest["distribution"], df: readonly number[]): string {
  switch (distribution) {
    case "F":
      return `F(${df.map(formatCount).join(", ")}) = `;
    case "chi2":
      return `chi2(${formatCount(df[0]!)}) = `;
    case "chi2 mixture":
      return "chi2 mixture (0, 1, 2 df) = ";
    case "normal":
      return "z = ";
    default:
      return "";
  }
}

/** `F(139, 888)`, as a cell has it. */
export const distributionName = ({ distribution, df }: PanelTest): string =>
  distribution === "none" ? "" : distributionText(distribution, df).replace(/ = $/, "");
