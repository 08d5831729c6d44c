/**
 * What effects by dose say to their reader, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

export const CDID_NOTES = messages({
  cdid_pairs: {
    en: ({ count }: { readonly count: number }) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period: each effect is of the units that are observed in both of its periods (--unbalanced balanced drops such units).`,
    zh: ({ count }) =>
      `${count} 个单位缺少某些时期：每个效应由其两个时期均有观测的单位估计（--unbalanced balanced 剔除这些单位）。`,
  },
  cdid_parallel: {
    en: "These effects rest on parallel trends: each is of the doses that units took, on those who took them. Differences between doses, and the derivative ACRT, are effects of the dose only under strong parallel trends: whoever took another dose would have had the same effect of this one on average.",
    zh: "上述效应依赖平行趋势假设：所估计的是各单位实际接受的剂量对其自身的效应。不同剂量之差及导数 ACRT 只有在强平行趋势下才是剂量的因果效应，即接受其他剂量的单位若接受该剂量，平均效应相同。",
  },
  cdid_strong: {
    en: "These effects are derivatives by the dose and rest on strong parallel trends: whoever took another dose would have had the same effect of this one on average. Where units choose doses by what they gain, they mix effects of the dose with differences between those who took it.",
    zh: "上述效应为对剂量的导数，依赖强平行趋势假设，即接受其他剂量的单位若接受该剂量，平均效应相同。若单位按收益选择剂量，则导数会把剂量的效应与不同剂量接受者之间的差异混在一起。",
  },
  cdid_chosen: {
    en: ({ chosen, of }: { readonly chosen: number; readonly of: readonly number[] }) =>
      `The data chose a spline of ${chosen} functions out of ${listed.en(of)} (Chen, Christensen and Kankanala); bands are widened for the choice.`,
    zh: ({ chosen, of }) =>
      `数据驱动的规则（Chen、Christensen 与 Kankanala）在维数 ${listed.zh(of)} 中选定 ${chosen} 维样条；置信带已就此选择加宽。`,
  },
  cdid_cut: {
    en: ({ largest }: { readonly largest: number }) =>
      `Splines of more than ${largest} functions were not considered: some cohort has too few doses for them.`,
    zh: ({ largest }) => `未考虑超过 ${largest} 维的样条：部分批次的剂量取值过少。`,
  },
  cdid_levels: {
    en: "ACRT of a dose is the difference from the next lower one (no treatment below all) a unit of dose.",
    zh: "某剂量的 ACRT 为其与次低剂量（最低剂量则与未受处理）的效应之差除以剂量之差。",
  },
});

/** Words of tables and figures. */
export const doseWords = catalogue({
  overall: { en: "Effects over all doses", zh: "全部剂量的平均效应" },
  att: { en: "Average effect (ATT)", zh: "平均处理效应（ATT）" },
  acrt: { en: "Average derivative (ACRT)", zh: "平均导数（ACRT）" },
  restsOn: { en: "Rests on", zh: "识别依赖" },
  parallel: { en: "parallel trends", zh: "平行趋势" },
  strong: { en: "strong parallel trends", zh: "强平行趋势" },
  estimate: { en: "Estimate", zh: "估计值" },
  error: { en: "Std. error", zh: "标准误" },
  low: { en: (level: string) => `${level} low`, zh: (level: string) => `${level} 下限` },
  high: { en: (level: string) => `${level} high`, zh: (level: string) => `${level} 上限` },
  quantity: { en: "Over the treated", zh: "受处理单位" },
  byDose: { en: "Effects by dose", zh: "各剂量的效应" },
  stub: { en: "Dose", zh: "剂量" },
  share: {
    en: (share: string, dose: string) => `${dose} (quantile ${share})`,
    zh: (share: string, dose: string) => `${dose}（${share} 分位数）`,
  },
  attAt: { en: "ATT(d)", zh: "ATT(d)" },
  acrtAt: { en: "ACRT(d)", zh: "ACRT(d)" },
  bandAtt: { en: (level: string) => `${level} band of ATT`, zh: (level: string) => `ATT 的 ${level} 置信带` },
  bandAcrt: { en: (level: string) => `${level} band of ACRT`, zh: (level: string) => `ACRT 的 ${level} 置信带` },
  curveAtt: { en: "Effect by dose, ATT(d)", zh: "各剂量的效应 ATT(d)" },
  curveAcrt: { en: "Derivative of the effect by dose, ACRT(d)", zh: "效应对剂量的导数 ACRT(d)" },
  axisAtt: {
    en: (level: string) => `ATT(d), with ${level} intervals and (light) uniform band; parallel trends`,
    zh: (level: string) => `ATT(d)、${level} 置信区间及（浅色）一致置信带；平行趋势`,
  },
  axisAcrt: {
    en: (level: string) => `ACRT(d), with ${level} intervals and (light) uniform band; strong parallel trends`,
    zh: (level: string) => `ACRT(d)、${level} 置信区间及（浅色）一致置信带；强平行趋势`,
  },
  described: {
    en: (from: string, to: string, parts: string) => `A curve with bands over doses from ${from} to ${to}. ${parts}.`,
    zh: (from: string, to: string, parts: string) => `剂量 ${from} 至 ${to} 的曲线及置信带。${parts}。`,
  },
  about: {
    en: (column: string, units: string, least: string, most: string, how: string) =>
      `Dose: '${column}', of ${units} treated units from ${least} to ${most}; ${how}.`,
    zh: (column: string, units: string, least: string, most: string, how: string) =>
      `剂量：“${column}”，${units} 个受处理单位，取值 ${least} 至 ${most}；${how}。`,
  },
  spline: {
    en: (size: string, degree: string, knots: string) =>
      `spline of degree ${degree} with ${knots} inner knots (${size} functions)`,
    zh: (size: string, degree: string, knots: string) => `${degree} 次样条，${knots} 个内部节点（${size} 维）`,
  },
  levels: {
    en: (size: string) => `a number for each of ${size} doses`,
    zh: (size: string) => `${size} 个剂量各估计一个效应`,
  },
  band: {
    en: (att: string, acrt: string, draws: string, weights: string, seed: string) =>
      `Bands cover the curve at all doses shown at once: ± ${att} std. errors of ATT(d), ${acrt} of ACRT(d), from ${draws} draws (${weights} weights, seed ${seed}).`,
    zh: (att: string, acrt: string, draws: string, weights: string, seed: string) =>
      `置信带同时覆盖所示全部剂量：ATT(d) ± ${att} 倍、ACRT(d) ± ${acrt} 倍标准误，由 ${draws} 次抽样得到（${weights} 权重，种子 ${seed}）。`,
  },
  meaning: {
    en: "ATT(d) is the effect of dose d on those who took it under parallel trends, on all treated under strong parallel trends; comparisons between doses and ACRT(d) need the strong ones.",
    zh: "在平行趋势下，ATT(d) 是剂量 d 对其接受者的效应；在强平行趋势下，是对全部受处理单位的效应。剂量之间的比较与 ACRT(d) 需要强平行趋势。",
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof CDID_NOTES> {}
}
