/**
 * Words of event studies: captions, notes, tables and figures, and what one says to its reader.
 */

import { catalogue, type FactsOf, listed, messages, plural } from "../../base/messages.js";
import { flagText } from "../../base/text.js";
import { fewerBecause, type RestrictionFacts } from "../did/design/messages.js";

export const eventWords = catalogue({
  caption: {
    en: (outcome: string) => `Effects on ${outcome} by periods since treatment`,
    zh: (outcome: string) => `处理前后各期对${outcome}的动态效应`,
  },
  reference: {
    en: (periods: string, never: string, rule: string) =>
      `Reference period: ${periods}. Never treated: ${never} (${rule}).`,
    zh: (periods: string, never: string, rule: string) => `基期为 ${periods}。从未受处理：${never}（${rule}）。`,
  },
  few: {
    en: (treated: number, { unit, units }: { readonly unit: string; readonly units: string }) =>
      `Only ${treated} treated ${plural(treated, `${unit} identifies`, `${units} identify`)} the effects: neither the intervals nor the test is reliable.`,
    zh: (treated: number, { units }: { readonly unit: string; readonly units: string }) =>
      `仅有 ${treated} 个处理组${units}识别效应：置信区间与检验均不可靠。`,
  },
  numbersOf: {
    en: (caption: string, figure: string) => `${caption}: the numbers of ${figure}`,
    zh: (caption: string, figure: string) => `${caption}：${figure}的数值`,
  },
  stub: { en: "Event time", zh: "相对时期" },
  estimate: { en: "Estimate", zh: "估计值" },
  error: { en: "Std. error", zh: "标准误" },
  interval: { en: (level: string) => `${level}% interval`, zh: (level: string) => `${level}% 置信区间` },
  band: { en: "Uniform band", zh: "一致置信带" },
  truthMarks: {
    en: "Lines across the intervals of the figure mark the true effects (simulated).",
    zh: "图中横贯置信区间的短线为真实效应（模拟数据）。",
  },
  truth: { en: "True effect", zh: "真实效应" },
  referenceMark: { en: " (ref.)", zh: "（基期）" },
  leads: {
    en: (n: number, test: string) => `Joint test of the ${n} leads: ${test}.`,
    zh: (n: number, test: string) => `处理前 ${n} 期的联合检验：${test}。`,
  },
  uniform: {
    en: (u: BandTexts) =>
      `Uniform ${u.level} band: covers all ${u.effects} effects shown at once; estimate \u00b1 ${u.critical} std. errors, from ${u.draws} draws of the multiplier bootstrap by ${u.cluster} (${u.weights} weights, ${u.generator}, seed ${u.seed}).`,
    zh: (u: BandTexts) =>
      `${u.level} 一致置信带：同时覆盖图示全部 ${u.effects} 个效应；估计值 ± ${u.critical} 倍标准误，由按 ${u.cluster} 的乘子 bootstrap 抽样 ${u.draws} 次得到（${u.weights} 权重，${u.generator}，种子 ${u.seed}）。`,
  },
});

interface BandTexts {
  readonly level: string;
  readonly effects: string;
  readonly critical: string;
  readonly draws: string;
  readonly cluster: string;
  readonly weights: string;
  readonly generator: string;
  readonly seed: number;
}

/** Words drawn on figures, and their descriptions for screen readers. */
export const figureWords = catalogue({
  eventX: { en: "Periods since treatment", zh: "距处理的期数" },
  eventY: {
    en: (level: string) => `Estimate and ${level} confidence interval`,
    zh: (level: string) => `估计值及 ${level} 置信区间`,
  },
  eventYBand: {
    en: (level: string) => `Estimate, ${level} confidence interval and (light) uniform ${level} band`,
    zh: (level: string) => `估计值、${level} 置信区间及（浅色）${level} 一致置信带`,
  },
  units: { en: "Units", zh: "单位数" },
  nUnits: { en: (n: string) => `, ${n} ${plural(n, "unit")}`, zh: (n: string) => `，${n} 个单位` },
  eventStudy: { en: "Event study", zh: "事件研究" },
  zeroReference: { en: "0, the reference period", zh: "0，基期" },
  band: {
    en: (low: string, high: string) => `, band ${low} to ${high}`,
    zh: (low: string, high: string) => `，置信带 ${low} 至 ${high}`,
  },
  eventDescription: {
    en: (level: string, hasBand: boolean, parts: readonly string[]) =>
      `Estimates with ${level} confidence intervals${hasBand ? ` and a uniform ${level} band` : ""} by periods since treatment. ${parts.join("; ")}.`,
    zh: (level: string, hasBand: boolean, parts: readonly string[]) =>
      `处理前后各期的估计值及 ${level} 置信区间${hasBand ? `和 ${level} 一致置信带` : ""}。${parts.join("；")}。`,
  },
});

interface Events {
  readonly events: readonly number[];
}

/** Units of a cohort that are not observed before their treatment. */
interface Unobserved {
  readonly cohort: number | string;
  readonly units: number;
}

interface WithoutNever {
  readonly one_reference: boolean;
  readonly isTrendUnknown: boolean;
  readonly bin: boolean;
}

export const EVENT_NOTES = messages({
  events_unobserved: {
    en: ({ events }: Events) => `No cohort is observed at event time ${listed.en(events)}.`,
    zh: ({ events }) => `没有批次在相对时期 ${listed.zh(events)} 被观测到。`,
  },
  events_one_cohort: {
    en: ({ events, cohorts }: Events & { readonly cohorts: readonly (number | string)[] }) =>
      `A single cohort identifies event time ${listed.en(events.map((event, i) => `${event} (${cohorts[i]})`))}: differences along the path are also differences between cohorts.`,
    zh: ({ events, cohorts }) =>
      `以下相对时期仅由一个批次识别：${listed.zh(events.map((event, i) => `${event}（${cohorts[i]}）`))}。沿路径的差异同时也是批次之间的差异。`,
  },
  events_collinear: {
    en: ({ events, reference }: Events & { readonly reference: readonly number[] }) =>
      `Event time ${listed.en(events)} is not identified given reference ${listed.en(reference)} and the fixed effects (see collinear), and the other effects are relative to it too. Choose which is normalised to zero by naming a further reference, as in ${flagText("ref", [reference[0], events[0]].join(","))}.`,
    zh: ({ events, reference }) =>
      `给定基期 ${listed.zh(reference)} 与固定效应，相对时期 ${listed.zh(events)} 不可识别，其余效应也是相对于它的。可另设一个基期来选定归零的时期，如 ${flagText("ref", [reference[0], events[0]].join(","))}。`,
  },
  events_not_shown: {
    en: ({ events }: Events) =>
      `Event time ${listed.en(events)} lies outside the window: its effect is estimated (see coefficients), but neither reported among the effects nor included in the test of leads. --bin pools the endpoints instead.`,
    zh: ({ events }) =>
      `相对时期 ${listed.zh(events)} 在窗口之外：各自估计效应，但不列示，也不参与先期检验。bin 可将两端合并。`,
  },
  no_never_treated: {
    en: ({ one_reference, isTrendUnknown, bin }: WithoutNever) =>
      `Every unit of the sample is treated at some time.${isTrendUnknown ? ` ${one_reference ? "With one reference the" : "With these references the"} path is identified only up to a linear trend in event time: no joint test of leads and no figure. Name ${one_reference ? "a second one, such as the earliest lead" : "references further apart"}.` : one_reference && bin ? " The path is identified by effects being constant in the binned ends." : ""}`,
    zh: ({ one_reference, isTrendUnknown, bin }) =>
      `样本中每个单位都在某一时期受处理，没有从未受处理的单位。${isTrendUnknown ? `${one_reference ? "只有一个基期时" : "以这些基期"}，路径仅在相差一个相对时期线性趋势的意义上可识别：不报告先期联合检验与图。请${one_reference ? "再设一个基期，如最早的先期" : "选相距更远的基期"}。` : one_reference && bin ? "路径的识别依赖合并端点内效应不变。" : ""}`,
  },
  events_one_unit: {
    en: ({ events, unit }: Events & { readonly unit: string }) =>
      `Event time ${listed.en(events)}: one ${unit} is observed and fitted exactly, so that the variance holds the noise of the others alone: no standard error, interval or test (n.a.).`,
    zh: ({ events, unit }) =>
      `相对时期 ${listed.zh(events)}：只有一个单位（${unit}）有观测且被完全拟合，方差只含其他单位的噪声：不报告标准误、置信区间与检验（n.a.）。`,
  },
  leads_fewer_restrictions: {
    en: (of: RestrictionFacts) =>
      `The joint test of leads has ${of.restrictions} ${plural(of.restrictions, "restriction", "restrictions")} for ${of.leads} leads: ${fewerBecause.en(of).join("; ")}.`,
    zh: (of) =>
      `先期联合检验只有 ${of.restrictions} 个约束，少于 ${of.leads} 个先期：${fewerBecause.zh(of).join("；")}。`,
  },
  no_period_before: {
    en: ({ late }: Events & { readonly late: readonly Unobserved[] }) =>
      `Units not observed before treatment: ${listed.en(late.map(({ cohort, units }) => `${units} of cohort ${cohort}`))}.`,
    zh: ({ late }) =>
      `处理前未被观测的单位：${listed.zh(late.map(({ cohort, units }) => `${cohort} 年批次 ${units} 个`))}。`,
  },
  few_treated: {
    en: ({ treated, permuted }: FewTreated) =>
      `Only ${treated} ${plural(treated, "unit is", "units are")} treated: ${
        permuted === undefined
          ? "clustered standard errors are too small with so few (Conley & Taber 2011, Review of Economics and Statistics 93(1)); complement them with a permutation of the treatment over units (placebo)."
          : `t tests and clustered standard errors are unreliable with so few; ${permuted === "coefficient" ? "since t is rounding error here, use the permutation p-value of the coefficient" : "use the permutation p-value of t (MacKinnon & Webb 2020, Journal of Econometrics 218(2))"}.`
      }`,
    zh: ({ treated, permuted }) =>
      permuted === undefined
        ? `仅 ${treated} 个单位受处理：聚类标准误偏小（Conley & Taber 2011, Review of Economics and Statistics 93(1)）；请同时在单位间做置换（安慰剂）检验。`
        : `仅 ${treated} 个单位受处理：处理单位过少，t 检验与聚类标准误不可靠；${permuted === "coefficient" ? "此处 t 只是舍入误差，应以系数置换检验的 p 值为准" : "应以置换检验的 p 值为准（MacKinnon & Webb 2020, Journal of Econometrics 218(2)）"}。`,
  },
  effects_not_absorbed: {
    en: ({ missing, unit, time }: NotAbsorbed) =>
      `The formula absorbs no fixed effects of ${missing.join(" or ")}; two-way fixed effects are ${unit} + ${time}.`,
    zh: ({ missing, unit, time }) => `公式未吸收 ${listed.zh(missing)} 的固定效应；双向固定效应为 ${unit} + ${time}。`,
  },
  band_at_t: {
    en: ({ drawn, df }: { readonly drawn: number; readonly t: number; readonly df: number }) =>
      `The bootstrap critical value, ${drawn.toFixed(3)}, is below the t quantile with ${df} degrees of freedom: the band equals the pointwise intervals. With so few clusters, neither can be relied on to cover all effects simultaneously.`,
    zh: ({ drawn, df }) =>
      `自助临界值 ${drawn.toFixed(3)} 低于自由度 ${df} 的 t 分位数：置信带即逐点区间。聚类如此之少，两者都不能保证同时覆盖全部效应。`,
  },
});

interface FewTreated {
  readonly treated: number;
  /** Of a permutation test, the statistic whose p-value is to be used. */
  readonly permuted?: "t" | "coefficient";
}

interface NotAbsorbed {
  readonly missing: readonly string[];
  readonly unit: string;
  readonly time: string;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof EVENT_NOTES> {}
}
