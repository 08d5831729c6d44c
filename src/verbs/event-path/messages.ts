/**
 * Why effects by event time are no path around one reference, in English and Chinese: the statistical reason, and for a command what to
 * ask for instead.
 */
import { after, type FactsOf, type Language, listed, type Messages, messages, type Note } from "../../base/messages.js";

interface Estimator {
  readonly estimator: string;
}

interface NoLeads extends Estimator {
  readonly remedy: "control" | "window";
}

interface References extends Estimator {
  readonly references: readonly number[];
}

export const EVENT_PATH_NOTES = messages({
  path_varying_base: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} before treatment are changes from the period before each, those after it changes from the last period before treatment: they share no base period, so that a trend looks like a kink.`,
    zh: ({ estimator }) =>
      `${estimator} 处理前的效应是相对各自前一期的变化，处理后的效应则相对处理前最后一期：两者没有共同基期，趋势会表现为折点。`,
  },
  path_imputed: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} after treatment are relative to all periods before it, those before treatment come from another comparison: they share no base period.`,
    zh: ({ estimator }) =>
      `${estimator} 处理后的效应相对于处理前全部时期，处理前的效应则来自另一种比较：两者没有共同基期。`,
  },
  path_beta: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} subtract the share of the pre-treatment difference that minimises each standard error: they are not changes from one base period.`,
    zh: ({ estimator }) => `${estimator} 的各效应按各自标准误最小的程度扣除处理前差异，并非相对同一基期的变化。`,
  },
  path_residuals: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} before treatment are mean residuals of the rows it is fitted to, those after it prediction errors: they share no base period.`,
    zh: ({ estimator }) =>
      `${estimator} 处理前的效应是拟合所用观测的平均残差，处理后的效应则是预测误差：两者没有共同基期。`,
  },
  path_all_bases: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} weight all periods before treatment, under trends that are parallel in all of them, and have no single base period.`,
    zh: ({ estimator }) => `${estimator} 在全部时期平行趋势下对处理前各期加权，没有单一基期。`,
  },
  path_time_weights: {
    en: ({ estimator }: Estimator) =>
      `Effects of ${estimator} are relative to a weighted mean of periods before treatment, in which donors are chosen to resemble the treated: they have no base period, and those before treatment do not test trends.`,
    zh: ({ estimator }) =>
      `${estimator} 的效应相对于处理前各期的加权平均，且供体权重正是为拟合处理前路径而选：没有单一基期，处理前的效应也不能检验趋势。`,
  },
  path_gaps: {
    en: ({ estimator }: Estimator) =>
      `${estimator} reports gaps to a synthetic control, which is fitted to those before treatment: they have no standard errors and do not test trends.`,
    zh: ({ estimator }) =>
      `${estimator} 给出与合成控制的差距，而合成控制本就按处理前结果拟合：这些差距没有标准误，也不反映趋势。`,
  },
  path_premean: {
    en: "Outcomes of lpdid less their mean over several periods before treatment (--premean) have no base period.",
    zh: "lpdid 以处理前多期均值作差（--premean），没有基期。",
  },
  path_no_leads: {
    en: ({ estimator }: NoLeads) =>
      `${estimator} estimates no effect before its base period, against which those after it could be judged.`,
    zh: ({ estimator }) => `${estimator} 没有基期之前的效应可作参照。`,
  },
  path_no_lags: {
    en: ({ estimator }: Estimator) => `${estimator} estimates no effect from the start of treatment on.`,
    zh: ({ estimator }) => `${estimator} 没有处理开始后的效应。`,
  },
  path_references: {
    en: ({ estimator, references }: References) =>
      references.length === 0
        ? `No event time is the reference of all effects of ${estimator}: cohorts are compared with different ones, as where periods are missing, or the window excludes the reference.`
        : `Effects of ${estimator} have several references (${listed.en(references)}), which set a trend to zero; one is needed.`,
    zh: ({ estimator, references }) =>
      references.length === 0
        ? `${estimator} 的效应没有共同的基期：各批次的基期不同（例如缺少某些时期），或窗口不含基期。`
        : `${estimator} 的效应有多个基期（${listed.zh(references)}），趋势因而被设为零；应只有一个。`,
  },
  path_late_reference: {
    en: ({ reference }: { readonly reference: number }) =>
      `The reference ${reference} is not before treatment, so that effects are not relative to the untreated.`,
    zh: ({ reference }) => `基期${after(String(reference))} 不在处理之前，效应并非相对未处理状态。`,
  },
  path_collinear: {
    en: ({ events }: { readonly events: readonly (number | string)[] }) =>
      `Event times ${listed.en(events)} were dropped as collinear, so that the other effects are relative to them too.`,
    zh: ({ events }) => `相对时期 ${listed.zh(events)} 因共线被略去，其他效应也以其为基准。`,
  },
  path_no_error: {
    en: ({ events }: { readonly events: readonly number[] }) =>
      `Effects at event times ${listed.en(events)} have no standard error, for example because they rest on one unit or are fitted exactly: their distance from the truth is unknown.`,
    zh: ({ events }) =>
      `相对时期 ${listed.zh(events)} 的效应没有标准误（例如只有一个单位，或被完全拟合）：无从判断其与真值相差多远。`,
  },
  path_not_dynamic: {
    en: ({ aggregation }: { readonly aggregation: string }) =>
      `Effects are averaged by '${aggregation}', not by event time.`,
    zh: ({ aggregation }) => `效应按 '${aggregation}' 而非相对时期平均。`,
  },
  path_no_covariance: {
    en: ({ estimator }: Estimator) =>
      `The record of ${estimator} has no covariance of its effects, as those of earlier versions.`,
    zh: ({ estimator }) => `${estimator} 的结果没有效应的协方差（旧版本的结果）。`,
  },
});

const REMEDIES: Messages<FactsOf<typeof EVENT_PATH_NOTES>> = {
  path_varying_base: {
    en: "Estimate with --base universal.",
    zh: "请以 --base universal 重新估计。",
  },
  path_imputed: {
    en: "Use --estimator cs --base universal, sunab, or lpdid.",
    zh: "请用 --estimator cs --base universal、sunab 或 lpdid。",
  },
  path_beta: {
    en: "Estimate with --beta 1, or use --estimator cs --base universal.",
    zh: "请以 --beta 1 重新估计，或用 --estimator cs --base universal。",
  },
  path_residuals: {
    en: "Its record has tests of its own (equivalence, placebo); for these verbs use --estimator cs --base universal, sunab, or lpdid.",
    zh: "其记录中有自身的检验（等价性检验、安慰剂检验）；此处请用 --estimator cs --base universal、sunab 或 lpdid。",
  },
  path_all_bases: {
    en: "Estimate with --trends post.",
    zh: "请以 --trends post 重新估计。",
  },
  path_time_weights: {
    en: "Use --estimator cs --base universal, sunab, or lpdid.",
    zh: "请用 --estimator cs --base universal、sunab 或 lpdid。",
  },
  path_gaps: {
    en: "Judge them by its placebos, earlier dates (--backdate) and intervals; sensitivity to trends is of cs or etwfe.",
    zh: "请以其安慰剂、提前处理时间（--backdate）及区间判断；对趋势的敏感性分析可用 cs 或 etwfe。",
  },
  path_premean: {
    en: "Leave --premean out.",
    zh: "请去掉 --premean。",
  },
  path_no_leads: {
    en: ({ remedy }: NoLeads) =>
      remedy === "control" ? "Estimate with --control never." : "Add periods before treatment, or widen --window.",
    zh: ({ remedy }) =>
      remedy === "control" ? "请以 --control never 重新估计。" : "请增加处理前的时期或放宽 --window。",
  },
  path_no_lags: {
    en: "Widen --window.",
    zh: "请放宽 --window。",
  },
  path_references: {
    en: ({ references }: References) => (references.length === 0 ? "" : "Use --ref -1 and a never treated group."),
    zh: ({ references }) => (references.length === 0 ? "" : "请用 --ref -1，并有从未受处理组。"),
  },
  path_late_reference: {
    en: "Choose --ref -1.",
    zh: "请用 --ref -1。",
  },
  path_collinear: {
    en: "Leave them out with --window of the estimate, or add never treated units.",
    zh: "请在估计时用 --window 排除，或加入从未受处理的单位。",
  },
  path_no_error: {
    en: "Leave them out with --window.",
    zh: "请用 --window 排除。",
  },
  path_not_dynamic: {
    en: "Estimate with --aggregate dynamic.",
    zh: "请以 --aggregate dynamic 估计。",
  },
  path_no_covariance: {
    en: "Estimate again.",
    zh: "请重新估计。",
  },
};

type PathCode = keyof FactsOf<typeof EVENT_PATH_NOTES>;
type Wording = string | ((facts: never) => string);

const isPathCode = (code: string): code is PathCode => Object.hasOwn(EVENT_PATH_NOTES, code);
const worded = (wording: Wording, detail: object | undefined): string =>
  typeof wording === "string" ? wording : wording(detail as never);

/** The reason of an error as a note without its remedy; null for an error that is about something else. */
export const pathReason = ({ code, detail }: { readonly code: string; readonly detail?: object }): Note | null =>
  isPathCode(code) ? { code, message: worded(EVENT_PATH_NOTES[code].en, detail), detail: { ...detail } } : null;

/** What to ask for instead, where the reader has a command. */
export const pathRemedy = ({ code, detail }: Note, language: Language): string =>
  isPathCode(code) ? worded(REMEDIES[code][language], detail) : "";

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof EVENT_PATH_NOTES> {}
}
