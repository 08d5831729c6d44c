/**
 * What synthetic controls have to say, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Units {
  readonly units: number;
  /** A few of them. */
  readonly named: readonly string[];
}

const etc = {
  en: ({ units, named }: Units) => `${listed.en(named)}${units > named.length ? " and others" : ""}`,
  zh: ({ units, named }: Units) => `${listed.zh(named)}${units > named.length ? " 等" : ""}`,
};

export const SC_NOTES = messages({
  sc_donors_incomplete: {
    en: (facts: Units) =>
      `${facts.units} never treated ${plural(facts.units, "unit lacks", "units lack")} an outcome in some period and ${plural(facts.units, "is no donor", "are no donors")}: ${etc.en(facts)}.`,
    zh: (facts) => `${facts.units} 个从未受处理的单位在部分时期缺少结果，不作为供体：${etc.zh(facts)}。`,
  },
  sc_donors_without_predictor: {
    en: (facts: Units) =>
      `${facts.units} never treated ${plural(facts.units, "unit has", "units have")} no value of a predictor in its periods and ${plural(facts.units, "is no donor", "are no donors")}: ${etc.en(facts)}.`,
    zh: (facts) => `${facts.units} 个从未受处理的单位在相应时期没有某个预测变量的取值，不作为供体：${etc.zh(facts)}。`,
  },
  sc_donors_chosen: {
    en: ({ column, donors, of }: { readonly column: string; readonly donors: number; readonly of: number }) =>
      `${donors} of ${of} never treated units may be donors (${column}).`,
    zh: ({ column, donors, of }) => `${of} 个从未受处理的单位中，${donors} 个可作为供体（${column}）。`,
  },
  sc_periods_unobserved: {
    en: (facts: Units) =>
      `${facts.units} treated ${plural(facts.units, "unit is", "units are")} not observed in some periods, which are neither fitted nor given an effect: ${etc.en(facts)}.`,
    zh: (facts) =>
      `${facts.units} 个受处理单位在部分时期没有观测，这些时期既不参与拟合，也没有效应：${etc.zh(facts)}。`,
  },
  sc_exact_fit: {
    en: (facts: Units) =>
      `Before treatment, the outcomes of ${etc.en(facts)} are matched exactly, as by more donors than periods: other weights may do the same, and no p value can be had of how bad the fit was.`,
    zh: (facts) =>
      `${etc.zh(facts)} 处理前的结果被完全拟合（例如供体多于处理前时期）：其他权重也可能同样拟合，也无法依据拟合误差计算 p 值。`,
  },
  sc_placebos_exact: {
    en: ({ placebos, of }: { readonly placebos: number; readonly of: number }) =>
      `${placebos} of ${of} placebos are matched exactly before treatment, as by more donors than periods: their ratios of RMSPE after to before are infinite and count as larger than any other, so that p values cannot fall below the share of such placebos.`,
    zh: ({ placebos, of }) =>
      `${of} 个安慰剂中有 ${placebos} 个在处理前被完全拟合（例如供体多于处理前时期）：其处理后与处理前 RMSPE 之比为无穷大，视为大于其他任何比值，因此 p 值不会低于此类安慰剂所占的比例。`,
  },
  sc_placebos_short: {
    en: ({ donors, most }: { readonly donors: number; readonly most: number }) =>
      `The record has RMSPE before and after treatment of each of ${donors} donors' placebos, and not their gaps, which are kept of at most ${most} donors.`,
    zh: ({ donors, most }) =>
      `供体多达 ${donors} 个，结果记录只保留各安慰剂处理前后的 RMSPE，不保留逐期差距（供体不超过 ${most} 个时才保留）。`,
  },
  sc_search: {
    en: ({ unit, starts, reached }: { readonly unit: string; readonly starts: number; readonly reached: number }) =>
      `${unit}: weights of predictors are the best of ${starts} searches, ${reached} of which ended at that loss; a better optimum elsewhere cannot be excluded.`,
    zh: ({ unit, starts, reached }) =>
      `${unit}：预测变量权重取自 ${starts} 次搜索中的最优者，其中 ${reached} 次达到同一损失值；不能排除别处存在更优解。`,
  },
  sc_vcov_idle: {
    en: "Synthetic controls have no standard errors: the variance asked for changes nothing of sc, whose p values and intervals stand in tables of their own.",
    zh: "合成控制没有标准误：所选方差对 sc 不起作用，其 p 值与区间另表列出。",
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SC_NOTES> {}
}
