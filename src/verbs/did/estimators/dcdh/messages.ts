/**
 * What DID_l says to its reader, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Units {
  readonly units: number;
}

export const DCDH_NOTES = messages({
  dcdh_average: {
    en: ({ effects }: { readonly effects: number }) =>
      `The average of dcdh is per unit of dose: the ${effects === 1 ? "effect" : `${effects} effects`} of all switchers added up, over the distances of their doses from the baseline added up.`,
    zh: ({ effects }) =>
      `dcdh 的平均效应以单位强度计：所有变化单位的 ${effects} 个效应之和除以其强度与基线之差的总和。`,
  },
  dcdh_crossing: {
    en: ({ units }: Units) =>
      `${units} ${plural(units, "unit has", "units have")} doses above ${plural(units, "its", "their")} baseline in some periods and below it in others: ${plural(units, "it is", "they are")} left out from the first period that shows it.`,
    zh: ({ units }) =>
      `${units} 个单位的处理强度在某些时期高于、在另一些时期低于其基线值：自首次出现该情形的时期起予以剔除。`,
  },
  dcdh_start_unknown: {
    en: ({ units }: Units) =>
      `${units} ${plural(units, "unit has", "units have")} no dose in the period before ${plural(units, "its", "their")} first change is seen, so that its date is not known: compared with up to the last dose before, and no switcher.`,
    zh: ({ units }) =>
      `${units} 个单位在首次观测到变化的前一期没有处理强度，变化时点未知：仅以此前的观测作对照，不计为变化单位。`,
  },
  dcdh_unmatched: {
    en: ({ units, sets, rows }: Units & { readonly sets: number; readonly rows: number }) =>
      `${units} ${plural(units, "unit")} (${rows} ${plural(rows, "row")}) in ${sets} comparison ${plural(sets, "set")} (one baseline dose each) ${plural(units, "has", "have")} nobody to be compared with, who first changes the dose at another time: left out.`,
    zh: ({ units, sets, rows }) =>
      `${units} 个单位（${rows} 行，${sets} 个基线强度组）没有在其他时点首次变化的同组单位可比，已略去。`,
  },
  dcdh_rows_unused: {
    en: ({ rows }: { readonly rows: number }) =>
      `${rows} ${plural(rows, "row")} ${plural(rows, "stands", "stand")} before the first dose of a unit or after the last one that can be used: left out.`,
    zh: ({ rows }) => `${rows} 行观测位于单位首个处理强度之前或最后一个可用强度之后，已略去。`,
  },
  dcdh_doses_filled: {
    en: ({ rows }: { readonly rows: number }) =>
      `${rows} ${plural(rows, "row")} without a dose ${plural(rows, "is", "are")} taken to have the baseline dose before the first change of ${plural(rows, "its", "their")} unit, and that of the change after it.`,
    zh: ({ rows }) => `${rows} 行观测缺少处理强度：首次变化之前取基线强度，之后取变化时的强度。`,
  },
  dcdh_periods_counted: {
    en: ({ before, after }: { readonly before: number; readonly after: number }) =>
      `Event times count periods of the panel, which are not all one apart (${before} is followed by ${after}).`,
    zh: ({ before, after }) => `相对时期按面板中的时期计数，而各时期并非间隔一个单位（${before} 之后为 ${after}）。`,
  },
  dcdh_horizons_fewer: {
    en: ({ asked, events }: { readonly asked: readonly [number, number]; readonly events: readonly number[] }) =>
      `Of event times ${asked[0]} to ${asked[1]}, ${listed.en(events)} ${plural(events.length, "has", "have")} no unit that changed its dose and could be compared: left out.`,
    zh: ({ asked, events }) =>
      `相对时期 ${asked[0]} 至 ${asked[1]} 中，${listed.zh(events)} 没有可比的变化单位，已略去。`,
  },
  dcdh_early_left: {
    en: ({ units }: Units) =>
      `${units} ${plural(units, "unit changes its", "units change their")} dose in the second period, so that no trend of ${plural(units, "its", "their")} own is seen before: no ${plural(units, "switcher", "switchers")} with linear trends.`,
    zh: ({ units }) => `${units} 个单位在第二期即改变强度，此前看不到其自身趋势：在线性趋势下不计为变化单位。`,
  },
  dcdh_controls_collinear: {
    en: ({ names, dose }: { readonly names: readonly string[]; readonly dose: number | null }) =>
      `Changes of ${listed.en(names)} follow from the others or do not vary${dose === null ? "" : ` among units of baseline dose ${dose}`}: left out there.`,
    zh: ({ names, dose }) =>
      `${dose === null ? "" : `在基线强度为 ${dose} 的单位中，`}${listed.zh(names)} 的变化可由其他变量得出或没有变化，已略去。`,
  },
  dcdh_continuous: {
    en: ({ degree }: { readonly degree: number }) =>
      `Units of different baseline doses are compared: their trends without a change are taken to differ by a polynomial of degree ${degree} in the baseline dose, each period.`,
    zh: ({ degree }) => `不同基线强度的单位相互比较：假定若不发生变化，各期趋势之差为基线强度的 ${degree} 次多项式。`,
  },
  dcdh_draws_lost: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws some effect had no switcher or nobody to compare with: errors are from the others.`,
    zh: ({ draws, of }) => `${of} 次抽样中有 ${draws} 次某些效应没有变化单位或对照，标准误由其余抽样得出。`,
  },
});

/** Words of tables and figures. */
export const dcdhWords = catalogue({
  table: {
    en: (estimator: string) => `Switchers by horizon: ${estimator}`,
    zh: (estimator: string) => `各期的变化单位：${estimator}`,
  },
  switchers: { en: "Switchers", zh: "变化单位" },
  up: { en: "Dose rose", zh: "强度上升" },
  down: { en: "Dose fell", zh: "强度下降" },
  rows: { en: "Rows", zh: "观测数" },
  meanDose: { en: "Mean change of dose", zh: "平均强度变化" },
  totalDose: { en: "Added up since the change", zh: "变化以来累计" },
  overall: {
    en: (lags: string) =>
      `The average per unit of dose adds up effects over ${lags} periods, on average, of the dose received.`,
    zh: (lags: string) => `单位强度平均效应平均累计了所受强度 ${lags} 期的效应。`,
  },
  normalized: {
    en: "Effects are divided by the dose added up since the change: each averages the effects of one unit of the doses of its lags.",
    zh: "各效应除以变化以来累计的强度，即各滞后期单位强度效应的加权平均。",
  },
  allZero: {
    en: (test: string) => `Test that all effects are zero: ${test}.`,
    zh: (test: string) => `全部效应为零的检验：${test}。`,
  },
  allEqual: {
    en: (test: string) => `Test that all effects are equal: ${test}.`,
    zh: (test: string) => `全部效应相等的检验：${test}。`,
  },
  drawn: {
    en: (used: string, draws: string, seed: number) =>
      `Errors are of ${used} of ${draws} draws of the clusters with replacement (seed ${seed}).`,
    zh: (used: string, draws: string, seed: number) =>
      `标准误来自有放回聚类抽样 ${draws} 次中的 ${used} 次（种子 ${seed}）。`,
  },
  pathsCut: {
    en: (paths: string, units: string) =>
      `The figure of doses has the ${paths} most frequent paths; ${units} units have others.`,
    zh: (paths: string, units: string) => `强度路径图只绘出最常见的 ${paths} 条路径，另有 ${units} 个单位为其他路径。`,
  },
  paths: { en: "Doses of units over time", zh: "各单位的处理强度路径" },
  pathsDescription: {
    en: (paths: string, isCut: boolean) =>
      `Units and periods, the darker the higher the dose${isCut ? "; the most frequent paths alone" : ""}. ${paths}.`,
    zh: (paths: string, isCut: boolean) =>
      `各单位各时期，颜色越深强度越高${isCut ? "；仅绘出最常见的路径" : ""}。${paths}。`,
  },
  path: {
    en: (doses: string, units: string) => `${doses}: ${units} units`,
    zh: (doses: string, units: string) => `${doses}：${units} 个单位`,
  },
  dose: { en: (dose: string) => `Dose ${dose}`, zh: (dose: string) => `强度 ${dose}` },
  missing: { en: "Not observed", zh: "未观测" },
  unitsAxis: { en: "Units drawn, by their path", zh: "所绘单位（按路径）" },
  time: { en: "Period", zh: "时期" },
  lags: { en: "Shares of lags in the dose", zh: "各滞后期强度的占比" },
  lagsDescription: {
    en: (shares: string) => `Shares that doses of each lag have in what an effect is divided by. ${shares}.`,
    zh: (shares: string) => `各滞后期强度在效应分母中的占比。${shares}。`,
  },
  lag: { en: (lag: string) => `Lag ${lag}`, zh: (lag: string) => `滞后 ${lag} 期` },
  share: { en: "Share of the dose", zh: "强度占比" },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DCDH_NOTES> {}
}
