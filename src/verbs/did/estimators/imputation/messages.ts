/**
 * What estimators by imputation say to their reader.
 */
import { type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

/** Treated rows whose outcome without treatment cannot be imputed, by reason. */
export interface ImputationLosses {
  readonly rows: number;
  /** Units without a row not yet treated, a few of them by name. */
  readonly units: number;
  readonly named: readonly string[];
  /** Periods without such a row. */
  readonly periods: readonly number[];
  /** Rows whose unit and period no chain of such rows joins. */
  readonly apart: number;
}

export const IMPUTATION_NOTES = messages({
  imputed_from: {
    en: ({ untreated, treated }: { readonly untreated: number; readonly treated: number }) =>
      `Outcomes without treatment of ${treated} treated rows are imputed from ${untreated} rows never or not yet treated.`,
    zh: ({ untreated, treated }) =>
      `${treated} 个受处理观测的反事实结果由 ${untreated} 个从未或尚未受处理的观测插补得到。`,
  },
  not_imputed: {
    en: (lost: ImputationLosses) =>
      `${lost.rows} treated rows cannot be imputed and are left out: ${reasons(lost).en}.`,
    zh: (lost) => `${lost.rows} 个受处理观测无法插补，已剔除：${reasons(lost).zh}。`,
  },
  cells_of_one_unit: {
    en: ({ cells, of }: { readonly cells: number; readonly of: number }) =>
      `In ${cells} of ${of} cohorts' periods one unit is treated: measured from itself, its own noise is not in the errors of bjs. --error-groups (error_groups in a study) event or all measures it from others.`,
    zh: ({ cells, of }) =>
      `${of} 个批次-时期单元中有 ${cells} 个只有一个受处理单位：以自身为基准，其自身噪声不计入 bjs 的标准误；可用 --error-groups（研究文件中为 error_groups）event 或 all 以其他单位为基准。`,
  },
  cells_not_listed: {
    en: ({ cells, clusters }: { readonly cells: number; readonly clusters: number }) =>
      `Effects of ${cells} cells of a cohort in a period are not listed: their covariance over ${clusters} clusters takes too long. Averages over them are made directly.`,
    zh: ({ cells, clusters }) =>
      `未列出 ${cells} 个批次-时期单元的效应：基于 ${clusters} 个聚类的协方差计算量过大；各平均效应直接计算。`,
  },
  imputation_omitted: {
    en: ({ omitted }: { readonly omitted: readonly string[] }) =>
      `${listed.en(omitted)} ${plural(omitted.length, "does", "do")} not vary among rows not yet treated beyond unit and period effects and the other covariates: left out.`,
    zh: ({ omitted }) => `在尚未受处理的观测中，${listed.zh(omitted)} 除个体与时期效应及其他协变量外没有变动，已剔除。`,
  },
  leads_of_untreated: {
    en: ({ leads }: { readonly leads: readonly number[] }) =>
      `${plural(leads.length, "The effect", "Effects")} at ${listed.en(leads)} ${plural(leads.length, "is a lead", "are leads")} in a regression of rows not yet treated (Borusyak, Jaravel & Spiess 2024): relative to all earlier periods, not to one period, and so not in line with those of other estimators.`,
    zh: ({ leads }) =>
      `相对时期 ${listed.zh(leads)} 的效应来自仅用尚未受处理观测的先期回归（Borusyak、Jaravel、Spiess 2024）：以更早的全部时期为基准，而非某一期，故与其他估计量的先期系数不可直接对照。`,
  },
  leads_collinear: {
    en: ({ leads }: { readonly leads: readonly number[] }) =>
      `${plural(leads.length, "Lead", "Leads")} ${listed.en(leads)} ${plural(leads.length, "is", "are")} collinear with later ones and the effects of units and periods: left out. Ask for fewer with --leads.`,
    zh: ({ leads }) => `先期 ${listed.zh(leads)} 与其他先期及个体、时期效应共线，已剔除；可用 --leads 减少先期数。`,
  },
});

function reasons({ units, named, periods, apart }: ImputationLosses) {
  const more = units > named.length ? ", ..." : "";
  return {
    en: [
      ...(units === 0
        ? []
        : [`${units} ${plural(units, "unit has", "units have")} no row before treatment (${named.join(", ")}${more})`]),
      ...(periods.length === 0 ? [] : [`no unit is untreated in ${listed.en(periods)}`]),
      ...(apart === 0 ? [] : [`no chain of untreated rows joins unit and period of ${apart}`]),
    ].join("; "),
    zh: [
      ...(units === 0 ? [] : [`${units} 个个体没有处理前的观测（${named.join("、")}${more}）`]),
      ...(periods.length === 0 ? [] : [`${listed.zh(periods)} 期没有未受处理的个体`]),
      ...(apart === 0 ? [] : [`${apart} 个观测的个体与时期之间没有未受处理观测相连`]),
    ].join("；"),
  };
}

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof IMPUTATION_NOTES> {}
}
