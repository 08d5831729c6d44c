/**
 * Words of placebo tests: captions, notes and figures, and what one says to its reader.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../base/messages.js";

/** The units over which cohorts are permuted. */
export interface PoolFacts {
  readonly unit: string;
  /** Seen before this period and from that one on. */
  readonly before: number;
  readonly from: number;
  /** Whether units treated in every row are excluded. */
  readonly always: boolean;
}

export const poolWords = catalogue({
  pool: {
    en: ({ unit, before, from, always }: PoolFacts) =>
      `${unit} observed before ${before} and from ${from} on${always ? ", not treated in every row" : ""}`,
    zh: ({ unit, before, from, always }: PoolFacts) =>
      `${before} 之前与 ${from} 起均被观测到的${unit}${always ? "，且并非各行均受处理" : ""}`,
  },
});

export const placeboWords = catalogue({
  outcomes: {
    en: (term: string) => `Placebo outcomes: ${term} where it should move nothing`,
    zh: (term: string) => `安慰剂结果变量：${term} 不应影响的变量`,
  },
  outcome: { en: "Outcome", zh: "结果变量" },
  coefficient: { en: "Coefficient", zh: "系数" },
  error: { en: "Std. error", zh: "标准误" },
  statistic: { en: "t", zh: "t 值" },
  pAlone: { en: "p alone", zh: "单独 p 值" },
  pRomanoWolf: { en: "p, Romano-Wolf", zh: "Romano-Wolf p 值" },
  pHolm: { en: "p, Holm", zh: "Holm p 值" },
  outcomesJoint: {
    en: (p: string, rejects: boolean, alpha: string) =>
      `All at once: p = ${p}, so that at ${alpha} ${rejects ? "it moves at least one of them" : "none of them is found to move"}.`,
    zh: (p: string, rejects: boolean, alpha: string) =>
      `联合检验：p = ${p}，在 ${alpha} 水平上${rejects ? "至少影响其中之一" : "未发现影响任何一个"}。`,
  },
  outcomesAbout: {
    en: (cluster: string, draws: string, enumerated: boolean) =>
      `The right-hand side is that of the outcome studied; errors clustered by ${cluster}; Romano and Wolf's step-down by ${draws} draws of signs${enumerated ? ", every vector once" : ""}, shared by all outcomes.`,
    zh: (cluster: string, draws: string, enumerated: boolean) =>
      `右侧变量与所研究结果变量相同；标准误按 ${cluster} 聚类；Romano-Wolf 逐步法，共 ${draws} 次符号抽取${enumerated ? "（穷举）" : ""}，各结果变量共用。`,
  },
  caption: {
    en: (n: string) => `Estimates under ${n} fictitious treatments`,
    zh: (n: string) => `${n} 次虚拟处理下的估计值（安慰剂检验）`,
  },
  key: {
    en: "Curve: kernel density of the estimates. Points: p-values of the t test of each draw (right axis; line at 0.1). Dashed line: actual estimate.",
    zh: "曲线：估计值的核密度。散点：各次抽取自身 t 检验的 p 值（右轴），水平线为 0.1。虚线：实际估计值。",
  },
  p: {
    en: (rule: string, b: string, t: string, atLeastB: string, atLeastT: string, B: string) =>
      `Two-sided p = ${rule}: ${b} by the coefficient, ${t} by t; b = ${atLeastB} and ${atLeastT} of B = ${B} draws are at least as far from zero as the actual estimate.`,
    zh: (rule: string, b: string, t: string, atLeastB: string, atLeastT: string, B: string) =>
      `双侧 p = ${rule}：按系数为 ${b}，按 t 值为 ${t}；B = ${B} 次抽取中分别有 b = ${atLeastB} 次和 ${atLeastT} 次与零的距离不小于实际估计值。`,
  },
  assigned: {
    en: (assigned: string, without: string, made: string) =>
      `${assigned} Draws without variation in the treatment count in neither b nor B: ${without}. ${made}.`,
    zh: (assigned: string, without: string, made: string) =>
      `${assigned}处理变量无变异的抽取不计入 b 与 B：${without} 次。${made}。`,
  },
  given: { en: (from: string) => `assignments of ${from}`, zh: (from: string) => `分配方案取自 ${from}` },
  once: { en: "each assignment once", zh: "每种分配各一次" },
  few: {
    en: (units: string) =>
      `With so few treated ${units} there are few distinct assignments: the p-value is coarse and the test has little power.`,
    zh: (units: string) => `处理组${units}过少，互不相同的分配很少：p 值粗略，检验功效低。`,
  },
  trueCohorts: { en: "the actual cohorts", zh: "实际批次" },
  cohorts: { en: "the cohorts", zh: "各批次" },
  within: { en: (strata: string) => `, within ${strata}`, zh: (strata: string) => `（在 ${strata} 内）` },
  draw: {
    en: (n: string, noun: string, pool: string, cohorts: string, within: string, rule: string, outside: string) =>
      `In each draw ${n} ${noun} of ${pool} ${plural(n, "is", "are")} assigned ${cohorts} at random${within} (pool: ${rule}; ${outside}).`,
    zh: (n: string, noun: string, pool: string, cohorts: string, within: string, rule: string, outside: string) =>
      `每次从 ${pool} 个${noun}中随机抽取 ${n} 个，分配${cohorts}${within}（抽取池：${rule}；${outside}）。`,
  },
  outside: {
    en: (n: string, treated: string, untreated: string) =>
      n === "0"
        ? "0 outside"
        : `${n} outside, which keep their actual treatment in every draw: ${treated} treated, ${untreated} not`,
    zh: (n: string, treated: string, untreated: string) =>
      n === "0"
        ? "池外 0 个"
        : `池外 ${n} 个，每次抽取中均保留其实际处理状态：${treated} 个受处理，${untreated} 个未受处理`,
  },
  datedEarlier: {
    en: (dates: string) =>
      `Dated earlier, on rows before the policy: ${dates}; compared with the actual estimate on all rows.`,
    zh: (dates: string) => `在政策实施前的数据上将处理时点提前：${dates}；与全部数据上的实际估计比较。`,
  },
  datedUnits: {
    en: (units: string, cohort: string, dates: string) => `${units} units from ${cohort} on (${dates} earlier dates)`,
    zh: (units: string, cohort: string, dates: string) => `${cohort} 年起的 ${units} 个单位（${dates} 个更早时点）`,
  },
  movedUnits: {
    en: (units: string, cohort: string) => `${units} units from ${cohort} on`,
    zh: (units: string, cohort: string) => `${cohort} 年起的 ${units} 个单位`,
  },
  permuted: {
    en: (moved: string, pool: string, rule: string, within: string, dates: string) =>
      `Permuted: ${moved}, over a pool of ${pool} units (${rule})${within}.${dates}`,
    zh: (moved: string, pool: string, rule: string, within: string, dates: string) =>
      `置换：${moved}，抽取池 ${pool} 个单位（${rule}）${within}。${dates}`,
  },
  dates: {
    en: (n: string, from: string, to: string) =>
      ` Dates of cohorts are drawn too, without replacement, among the ${n} periods from ${from} to ${to} (all but the first).`,
    zh: (n: string, from: string, to: string) =>
      `批次的时点也在 ${from}–${to} 的 ${n} 个时期（除首期外）中无放回抽取。`,
  },
  shift: {
    en: (n: number, units: string, estimate: string, p: string) =>
      `All cohorts ${n} ${n === 1 ? "period" : "periods"} earlier (${units} units): ${estimate}, p ${p}.`,
    zh: (n: number, units: string, estimate: string, p: string) =>
      `全部批次提前 ${n} 期（${units} 个单位）：${estimate}，p ${p}。`,
  },
  leftOut: {
    en: (units: string, cohort: string, estimate: string, b: string, t: string) =>
      `Without the ${units} units of ${cohort}: ${estimate}, p by coefficient ${b}, by t ${t}.`,
    zh: (units: string, cohort: string, estimate: string, b: string, t: string) =>
      `剔除 ${cohort} 年的 ${units} 个单位：${estimate}，按系数 p 为 ${b}，按 t 值 p 为 ${t}。`,
  },
});

/** Drawn on the figure, and its description for screen readers. */
export const placeboFigureWords = catalogue({
  estimate: { en: "Estimate", zh: "估计值" },
  density: { en: "Density of the estimates", zh: "估计值的核密度" },
  p: { en: "p-value", zh: "p 值" },
  observed: { en: "Actual estimate", zh: "实际估计值" },
  placebo: { en: "Placebo test", zh: "安慰剂检验" },
  placeboDescription: {
    en: (d: PlaceboTexts) =>
      `Estimates of ${d.n} draws with fictitious treatment, from ${d.least} to ${d.most}, mean ${d.mean}; the actual estimate is ${d.observed}, and ${d.beyond} draws are at least as far from zero. Density: Gaussian kernel, ${d.isRule ? "Silverman's bandwidth" : "bandwidth"} ${d.bandwidth}. Points: p-values.`,
    zh: (d: PlaceboTexts) =>
      `${d.n} 次虚拟处理的估计值，介于 ${d.least} 与 ${d.most} 之间，均值 ${d.mean}；实际估计值为 ${d.observed}，有 ${d.beyond} 次抽取与零的距离不小于它。核密度：高斯核，${d.isRule ? "Silverman 带宽" : "带宽"} ${d.bandwidth}。散点：p 值。`,
  },
});

interface PlaceboTexts {
  readonly n: string;
  readonly least: string;
  readonly most: string;
  readonly mean: string;
  readonly observed: string;
  readonly beyond: string;
  readonly isRule: boolean;
  readonly bandwidth: string;
}

export const PLACEBO_NOTES = messages({
  placebo_outside: {
    en: ({ units, treated, pool }: Outside) =>
      `${units} ${plural(units, "unit lies", "units lie")} outside the pool (${poolWords.pool.en(pool)}): not treated in any draw, except for ${treated} that ${plural(treated, "keeps its", "keep their")} actual treatment.`,
    zh: ({ units, treated, pool }) =>
      `${units} 个单位不在抽取池（${poolWords.pool.zh(pool)}）内，除 ${treated} 个保留原有处理外，在任何抽取中均不受处理。`,
  },
  placebo_cohort_without_date: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `${plural(cohorts.length, "Cohort", "Cohorts")} ${listed.en(cohorts)} ${plural(cohorts.length, "has", "have")} fewer than two periods before the policy: no earlier date can be assigned, and the units are untreated in every draw.`,
    zh: ({ cohorts }) =>
      `${listed.zh(cohorts)} 批次在政策之前不足两个时期：无法设定更早时点，其单位在每次抽取中均视为未受处理。`,
  },
  placebo_without_variation: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws the treatment does not vary within fixed effects and controls: these count in neither b nor B.`,
    zh: ({ draws, of }) =>
      `${of} 次抽取中有 ${draws} 次的处理变量在固定效应和控制变量之内没有变异：既不计入 b，也不计入 B。`,
  },
  placebo_few_assignments: {
    en: ({ assignments, least_p, draws }: FewAssignments) =>
      `There are only ${assignments} distinct assignments: ${
        least_p === undefined
          ? `the ${draws} draws repeat them, and p is no finer than 1/${assignments}.`
          : `each was drawn once, and p cannot be below 1/${Math.round(1 / least_p)}.`
      }`,
    zh: ({ assignments, least_p, draws }) =>
      least_p === undefined
        ? `仅有 ${assignments} 种不同的分配：${draws} 次抽取会重复，p 值的精度不超过 1/${assignments}。`
        : `仅有 ${assignments} 种不同的分配：每种各取一次，p 值不可能低于 1/${Math.round(1 / least_p)}。`,
  },
});

interface Outside {
  readonly units: number;
  readonly treated: number;
  readonly pool: PoolFacts;
}

interface FewAssignments {
  readonly assignments: number;
  /** Where each was drawn once; else they are repeated. */
  readonly least_p?: number;
  readonly draws?: number;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PLACEBO_NOTES> {}
}
