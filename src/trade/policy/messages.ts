/**
 * What the effect of a policy on quality says to its reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../base/messages.js";
import { refusalText } from "../../report/messages.js";

interface Joined {
  readonly rows: number;
  readonly unmatched: number;
  readonly unit: string;
  readonly time: string;
}

interface Draws {
  readonly draws: number;
  readonly of: number;
}

interface FewUnits {
  readonly unit: string;
  readonly n: number;
  readonly effective: number;
  readonly largest: number;
  readonly largest_row: number;
  readonly threshold: number;
}

interface FewRows {
  readonly median: number;
  readonly largest: number;
  readonly threshold: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const inDraws = ({ draws, of }: Draws, what: string): string =>
  `In ${draws} of ${of} draws ${what}: these have no quality and enter no standard error.`;
const inDrawsZh = ({ draws, of }: Draws, what: string): string =>
  `${of} 次抽样中有 ${draws} 次${what}：没有质量，不计入标准误。`;

export const POLICY_NOTES = messages({
  outcome_renamed: {
    en: ({ old, now }: { readonly old: string; readonly now: string }) =>
      `The outcome '${old}' of the formula is read as ${now}, mean normalised quality, its name up to version 0.1.0; ${old} is now quality as estimated, and both are reported.`,
    zh: ({ old, now }) =>
      `公式中的被解释变量 '${old}' 按 ${now}（标准化质量均值）读取，0.1.0 及以前版本以此命名；现在 ${old} 指标准化前的质量，两者均予报告。`,
  },
  policy_panel_unmatched: {
    en: ({ unmatched, rows, unit, time }: Joined) =>
      `${unmatched} of ${rows} rows of the panel have no rows from which to measure quality (${unit}, ${time}); they are not in the second step.`,
    zh: ({ unmatched, rows, unit, time }) =>
      `面板 ${rows} 行中有 ${unmatched} 行没有可用于测算质量的数据（${unit}、${time}）：不进入第二步。`,
  },
  policy_cells_unmatched: {
    en: ({ unmatched, rows, unit, time }: Joined) =>
      `${unmatched} of ${rows} cells (${unit}, ${time}) of the rows are not in the panel: their quality is estimated, but their policy status is unknown.`,
    zh: ({ unmatched, rows, unit, time }) =>
      `${rows} 个单元（${unit}、${time}）中有 ${unmatched} 个不在面板中：其质量得到估计，但政策状态未知。`,
  },
  draws_sigma_not_above_one: {
    en: (facts: Draws) => inDraws(facts, "sigma is estimated at 1 or below"),
    zh: (facts) => inDrawsZh(facts, "估计的替代弹性不大于 1"),
  },
  draws_sigma_not_estimable: {
    en: (facts: Draws) => inDraws(facts, "sigma cannot be estimated"),
    zh: (facts) => inDrawsZh(facts, "替代弹性不可估计"),
  },
  draws_quality_absorbed: {
    en: (facts: Draws) => inDraws(facts, "the fixed effects leave no residual"),
    zh: (facts) => inDrawsZh(facts, "固定效应未留下残差"),
  },
  draws_failed: {
    en: ({ error, ...facts }: Draws & { readonly error: string }) => inDraws(facts, `the estimation fails (${error})`),
    zh: ({ error, ...facts }) => inDrawsZh(facts, `估计失败（${error}）`),
  },
  policy_panel_fixed: {
    en: ({ clusters, panel }: { readonly clusters: string; readonly panel: string }) =>
      `Units of the panel lie in several clusters of '${clusters}': draws change quality and hold the panel fixed, so that their standard errors reflect the estimation of quality alone; standard errors of the second step are clustered by ${panel}.`,
    zh: ({ clusters, panel }) =>
      `面板单位分属 '${clusters}' 的多个聚类：抽样只改变质量而面板保持不变，其标准误仅反映质量的估计误差；第二步的标准误按 ${panel} 聚类。`,
  },
  policy_cleaning_held: {
    en: ({ steps }: { readonly steps: readonly string[] }) =>
      `Cleaning steps that depend on other rows (${listed.en(steps)}) are those of the original data in every draw.`,
    zh: ({ steps }) => `依赖其他行的清洗步骤（${listed.zh(steps)}）在每次抽样中均沿用原始数据的结果。`,
  },
  weights_few_units: {
    en: ({ n, unit, effective, largest, largest_row, threshold }: FewUnits) =>
      `Weighted by value, ${n} levels of '${unit}' amount to ${effective.toFixed(1)} equally weighted ones (the largest has ${percent(largest)} of the value, the largest row ${percent(largest_row)}), below ${threshold}: value-weighted estimates on the rows rest on few clusters, whose clustered standard errors tend to be too small; compare the unweighted ones.`,
    zh: ({ n, unit, effective, largest, largest_row, threshold }) =>
      `按金额加权，${n} 个 ${unit} 仅相当于 ${effective.toFixed(1)} 个等权单位（最大者占金额的 ${percent(largest)}，最大一行占 ${percent(largest_row)}），低于 ${threshold}：加权估计近于少数聚类，标准误偏小；请与未加权估计对照。`,
  },
  weights_few_rows: {
    en: ({ median, largest, threshold }: FewRows) =>
      `In the median unit and period the rows amount to ${median.toFixed(1)} equally weighted ones, below ${threshold}, and the largest has ${percent(largest)} of the value: its value-weighted mean is the quality of few rows.`,
    zh: ({ median, largest, threshold }) =>
      `在中位的单位—年份中，各行仅相当于 ${median.toFixed(1)} 个等权行，低于 ${threshold}，最大一行占金额的 ${percent(largest)}：按金额加权的均值取决于少数行。`,
  },
  one_step_dropped: {
    en: ({ term, missing }: { readonly term: string; readonly missing: readonly string[] }) =>
      `On the rows '${term}' has no coefficient in ${listed.en(missing)}: it is absorbed by the fixed effects.`,
    zh: ({ term, missing }) => `在逐行回归 ${listed.zh(missing)} 中 '${term}' 没有系数：被固定效应吸收。`,
  },
  one_step_failed: {
    en: ({ refused }: { readonly code: string; readonly refused: string }) =>
      `The regressions on the rows could not be estimated: ${refused}`,
    zh: ({ code, refused }) => `逐行数据上的回归无法估计：${refusalText.zh({ code, message: refused })}`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof POLICY_NOTES> {}
}
