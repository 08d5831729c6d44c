/**
 * Words of `did`, in English and Chinese: what it says to its reader, and words of its figures.
 */
import { apart, catalogue, type FactsOf, listed, messages, plural } from "../../../base/messages.js";

/** Words drawn on figures, and their descriptions for screen readers. */
export const didFigureWords = {
  ...catalogue({
    effects: { en: "Effects of the treatment", zh: "处理效应" },
    estimate: {
      en: (level: string) => `Estimate and ${level} confidence interval`,
      zh: (level: string) => `估计值及 ${level} 置信区间`,
    },
    estimateBand: {
      en: (level: string) => `Estimate, ${level} confidence interval and (light) uniform ${level} band`,
      zh: (level: string) => `估计值、${level} 置信区间及（浅色）${level} 一致置信带`,
    },
    truth: { en: "True effect", zh: "真实效应" },
    reference: { en: "0, the reference period", zh: "0，基期" },
    band: {
      en: (low: string, high: string) => `, band ${low} to ${high}`,
      zh: (low: string, high: string) => `，置信带 ${low} 至 ${high}`,
    },
    description: {
      en: (level: string, parts: string) => `Estimates with ${level} confidence intervals. ${parts}.`,
      zh: (level: string, parts: string) => `估计值及 ${level} 置信区间。${parts}。`,
    },
    cells: { en: "Effects by cohort and period", zh: "分批次、分时期的处理效应" },
    cohort: { en: (cohort: string) => `Cohort ${cohort}`, zh: (cohort: string) => `${cohort} 批次` },
    treatment: { en: "Treatment by unit and time", zh: "各单位各时期的处理状态" },
    untreated: { en: "Not (yet) treated", zh: "（尚）未受处理" },
    treated: { en: "Treated", zh: "受处理" },
    missing: { en: "Not observed", zh: "未观测" },
    units: { en: (n: string) => `${n} ${plural(n, "unit")}`, zh: (n: string) => `${n} 个单位` },
    never: { en: "Never treated", zh: "从未受处理" },
    always: { en: "Treated from the start", zh: "始终受处理" },
    designDescription: {
      en: (parts: string, isThinned: boolean) =>
        `Units and periods, shaded where treated${isThinned ? "; of many histories every so many units' is drawn" : ""}. ${parts}.`,
      zh: (parts: string, isThinned: boolean) =>
        `各单位各时期，着色处为受处理${isThinned ? "；处理路径众多，等间隔抽取绘出" : ""}。${parts}。`,
    },
    unitsAxis: { en: "Units, by the start of treatment", zh: "单位（按处理开始时间排列）" },
  }),
  axis: catalogue({
    simple: { en: "All", zh: "全部" },
    dynamic: { en: "Periods since treatment", zh: "距处理的期数" },
    group: { en: "Cohort: first treated period", zh: "批次：首次受处理的时期" },
    calendar: { en: "Period", zh: "时期" },
  }),
};

interface RefusalFacts {
  readonly refused: readonly string[];
  readonly column: string;
  readonly path: string;
  readonly units: number;
  readonly first: { readonly unit: string; readonly row: number } | null;
  readonly others: readonly string[];
}

interface CommonTexts {
  readonly events: string;
  readonly cells: number;
  readonly cohorts: string;
  readonly rows: string;
  /** Estimators that average their effects by event time. */
  readonly byEvent: readonly string[];
  readonly areAllByEvent: boolean;
  readonly column: string | null;
}

interface BandTexts {
  readonly level: string;
  readonly critical: string;
  readonly draws: string;
  readonly weights: string;
  readonly seed: number;
  readonly cluster: string;
}

/** Words of tables. */
export const didWords = {
  ...catalogue({
    title: {
      en: (outcome: string) => `Effects of the treatment on ${outcome}`,
      zh: (outcome: string) => `处理对${outcome}的效应`,
    },
    estimate: { en: "Estimate", zh: "估计值" },
    error: { en: "Std. error", zh: "标准误" },
    low: { en: (level: string) => `${level} low`, zh: (level: string) => `${level} 下限` },
    high: { en: (level: string) => `${level} high`, zh: (level: string) => `${level} 上限` },
    bandLow: { en: "Band low", zh: "置信带下限" },
    bandHigh: { en: "Band high", zh: "置信带上限" },
    units: { en: "Units", zh: "单位数" },
    cohorts: { en: "Cohorts", zh: "批次数" },
    reference: { en: "reference", zh: "基期" },
    estimator: {
      en: (short: string, name: string, rows: string, units: string, errors: string) =>
        `${short}: ${name}; ${rows} rows of ${units} units, ${errors}.`,
      zh: (short: string, name: string, rows: string, units: string, errors: string) =>
        `${short}：${name}；${units} 个单位的 ${rows} 行观测，${errors}。`,
    },
    byClusters: {
      en: (clusters: string, cluster: string) => `errors by ${clusters} clusters (${cluster})`,
      zh: (clusters: string, cluster: string) => `标准误按${apart(cluster)}聚类（${clusters} 个聚类）`,
    },
    design: { en: "errors of dates of treatment assigned at random", zh: "标准误基于处理时点的随机分配" },
    drawn: { en: "errors drawn as described below", zh: "标准误由抽样得到，见下" },
    none: { en: "without standard errors: chance is judged below", zh: "不计算标准误，不确定性另见下表" },
    leads: {
      en: (n: number, test: string) =>
        n === 1
          ? `Test that the effect before treatment is zero: ${test}.`
          : `Joint test that the ${n} effects before treatment are zero: ${test}.`,
      zh: (n: number, test: string) => `处理前 ${n} 个效应为零的检验：${test}。`,
    },
    before: {
      en: (n: number, test: string) =>
        `Joint test that the ${n} effects by cohort and period before treatment are zero: ${test}.`,
      zh: (n: number, test: string) => `处理前 ${n} 个分批次、分时期效应为零的联合检验：${test}。`,
    },
    uniform: {
      en: (u: BandTexts) =>
        `Uniform ${u.level} band, over all effects at once: estimate ± ${u.critical} std. errors, from ${u.draws} draws of the multiplier bootstrap by ${u.cluster} (${u.weights} weights, seed ${u.seed}).`,
      zh: (u: BandTexts) =>
        `${u.level} 一致置信带同时覆盖全部效应：估计值 ± ${u.critical} 倍标准误，由按 ${u.cluster} 的乘子 bootstrap 抽样 ${u.draws} 次得到（${u.weights} 权重，种子 ${u.seed}）。`,
    },
    cohortsAre: {
      en: (cohorts: string, never: string, rule: string) =>
        `Cohorts (units) by first treated period: ${cohorts}. Never treated: ${never} ${plural(never, "unit")} (${rule}).`,
      zh: (cohorts: string, never: string, rule: string) =>
        `各批次（单位数，按首次受处理时期）：${cohorts}。从未受处理：${never} 个单位（${rule}）。`,
    },
    refused: {
      en: ({ refused, column, path, units, first, others }: RefusalFacts) =>
        `Treatment '${column}' of ${units} ${plural(units, "unit")} ${path === "switching off" ? "switches off" : "changes its dose"}${first === null ? "" : ` (first: '${first.unit}' in row ${first.row})`}: ${listed.en(refused)} ${plural(refused.length, "needs", "need")} a treatment that stays as it is once it has begun; ${others.length > 0 ? `${listed.en(others)} can use it` : "to study its first start, give the first treated period of each unit with --cohort"}.`,
      zh: ({ refused, column, path, units, first, others }: RefusalFacts) =>
        `${units} 个单位的处理变量${apart(column)}${path === "switching off" ? "会退出" : "强度会改变"}${first === null ? "" : `（首个：${first.unit}，第 ${first.row} 行）`}：${listed.zh(refused)} 要求处理一旦开始便保持不变；${others.length > 0 ? `可改用 ${listed.zh(others)}` : "如研究首次处理的效应，请以 --cohort 给出各单位首次受处理的时期"}。`,
    },
    ofEvents: {
      en: (events: string, weights: string) => `Average of event ${events}, ${weights}`,
      zh: (events: string, weights: string) => `相对时期 ${events} 的平均效应（${weights}）`,
    },
    times: {
      en: (events: string, n: number) => `${plural(n, "time", "times")} ${events}`,
      zh: (events: string, _n: number) => events,
    },
    commonIs: {
      en: ({ events, cells, cohorts, rows, byEvent, areAllByEvent, column }: CommonTexts) =>
        `The averages of all columns are of ${areAllByEvent ? "the effects at event" : `the ${cells} treated ${plural(cells, "cell", "cells")} (cohort by period) that all estimators have at event`} ${events}, by their ${rows} treated rows${column === null ? "" : ` weighted by ${column}`}; cohorts (periods): ${cohorts}.${
          byEvent.length === 0
            ? ""
            : ` ${listed.en(byEvent)} ${plural(byEvent.length, "has", "have")} no effects by cell: ${plural(byEvent.length, "its", "their")} effects by event time are averaged by the same weights.`
        }`,
      zh: ({ events, cells, cohorts, rows, byEvent, areAllByEvent, column }: CommonTexts) =>
        `各列的平均效应对象相同：${areAllByEvent ? `相对时期 ${events} 的效应` : `所有估计方法在相对时期 ${events} 共有的 ${cells} 个处理单元（批次 × 时期）`}，按其 ${rows} 行受处理观测${column === null ? "" : `（以 ${column} 为权重）`}加权；批次（时期）：${cohorts}。${
          byEvent.length === 0
            ? ""
            : `${listed.zh(byEvent)} 没有分批次、分时期的效应，按相同权重平均其各相对时期的效应。`
        }`,
    },
    noCommon: {
      en: "No average stands side by side: no treated cell at the event times shown is common to all estimators. The record has the average of each.",
      zh: "不并列报告平均效应：在列示的相对时期内没有所有估计方法共有的处理单元。各方法自身的平均效应见记录。",
    },
    twoWay: { en: "Two-way coefficient", zh: "双向固定效应系数" },
    twoWayIs: {
      en: (rows: string) =>
        `Two-way coefficient: the one coefficient of the treatment beside unit and period effects (${rows} rows), over all event times, by the variation of treatment.`,
      zh: (rows: string) =>
        `双向固定效应系数：控制个体与时期效应后处理变量的单一系数（${rows} 行），涵盖全部相对时期，按处理的变异加权。`,
    },
    noControl: {
      en: (periods: string) => `No unit is untreated in ${periods}: nothing can be compared there.`,
      zh: (periods: string) => `${periods} 没有未受处理的单位，无从比较。`,
    },
    unbalanced: {
      en: (gaps: string) => `The panel is unbalanced: ${gaps} ${plural(gaps, "unit has", "units have")} gaps.`,
      zh: (gaps: string) => `面板不平衡：${gaps} 个单位存在缺口。`,
    },
  }),
  stub: catalogue({
    simple: { en: "Effect", zh: "效应" },
    dynamic: { en: "Event time", zh: "相对时期" },
    group: { en: "Cohort", zh: "批次" },
    calendar: { en: "Period", zh: "时期" },
  }),
  average: catalogue({
    simple: { en: "Average effect", zh: "平均效应" },
    dynamic: { en: "Average, from event time 0 on", zh: "平均效应（相对时期 0 及以后）" },
    group: { en: "Average over cohorts", zh: "批次平均效应" },
    calendar: { en: "Average over periods", zh: "时期平均效应" },
  }),
  eventsWeigh: {
    rows: {
      en: (column: string | null) => `by treated rows${column === null ? "" : ` weighted by ${column}`}`,
      zh: (column: string | null) => `按受处理行数${column === null ? "" : `（以 ${column} 为权重）`}加权`,
    },
    alike: { en: () => "each alike", zh: () => "各期等权" },
    doses: { en: () => "per unit of dose", zh: () => "按单位强度" },
    column: {
      en: (column: string | null) => `by sums of ${column}`,
      zh: (column: string | null) => `按 ${column} 之和加权`,
    },
  },
  noCommonError: catalogue({
    one_unit: {
      en: (names: string) => `${names}: the average rests on one treated unit, and has no standard error (n.a.).`,
      zh: (names: string) => `${names}：平均效应只来自一个受处理单位，不报告标准误（n.a.）。`,
    },
    effects: {
      en: (names: string) => `${names}: an effect in the average has no standard error, nor has the average (n.a.).`,
      zh: (names: string) => `${names}：平均所含的某个效应没有标准误，平均效应也不报告（n.a.）。`,
    },
    rows: {
      en: (names: string) =>
        `${names}: not all treated rows of the cells are estimated, so that the average has no standard error (n.a.).`,
      zh: (names: string) => `${names}：单元内并非所有受处理行都得到估计，平均效应不报告标准误（n.a.）。`,
    },
  }),
  names: catalogue({
    twfe: {
      en: "two-way fixed effects, which weigh cohorts and periods together",
      zh: "双向固定效应（对批次与时期混合加权）",
    },
    sunab: { en: "Sun and Abraham (2021), interaction-weighted", zh: "Sun 与 Abraham（2021）交互加权估计" },
    cs: { en: "Callaway and Sant'Anna (2021)", zh: "Callaway 与 Sant'Anna（2021）" },
    bjs: { en: "Borusyak, Jaravel and Spiess (2024), imputation", zh: "Borusyak、Jaravel 与 Spiess（2024）插补估计" },
    did2s: { en: "Gardner (2022), two-stage", zh: "Gardner（2022）两阶段估计" },
    etwfe: { en: "Wooldridge (2021), extended two-way fixed effects", zh: "Wooldridge（2021）扩展双向固定效应" },
    stacked: { en: "stacked regressions, a stack a cohort", zh: "堆叠回归（每批次一组）" },
    cdid: {
      en: "Callaway, Goodman-Bacon and Sant'Anna (2024), continuous doses",
      zh: "Callaway、Goodman-Bacon 与 Sant'Anna（2024）连续剂量",
    },
    ddd: {
      en: "Ortiz-Villavicencio and Sant'Anna (2025), triple differences",
      zh: "Ortiz-Villavicencio 与 Sant'Anna（2025）三重差分",
    },
    lpdid: {
      en: "Dube, Girardi, Jordà and Taylor (2025), local projections",
      zh: "Dube、Girardi、Jordà 与 Taylor（2025）局部投影",
    },
    sdid: {
      en: "Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), synthetic difference-in-differences",
      zh: "Arkhangelsky、Athey、Hirshberg、Imbens 与 Wager（2021）合成双重差分",
    },
    sc: {
      en: "Abadie, Diamond and Hainmueller (2010), synthetic control",
      zh: "Abadie、Diamond 与 Hainmueller（2010）合成控制",
    },
    rs: {
      en: "Roth and Sant'Anna (2023), efficient under random dates of treatment",
      zh: "Roth 与 Sant'Anna（2023）随机处理时点下的有效估计",
    },
    dcdh: {
      en: "de Chaisemartin and D'Haultfœuille (2024), units of one baseline dose before and after its first change",
      zh: "de Chaisemartin 与 D'Haultfœuille（2024），同一基线强度的单位在首次变化前后的比较",
    },
    fect: {
      en: "Liu, Wang and Xu (2024), counterfactuals of unit and period effects",
      zh: "Liu、Wang 与 Xu（2024）固定效应反事实估计",
    },
    ife: {
      en: "Liu, Wang and Xu (2024), counterfactuals of interactive effects",
      zh: "Liu、Wang 与 Xu（2024）交互固定效应反事实估计",
    },
    mc: {
      en: "Athey, Bayati, Doudchenko, Imbens and Khosravi (2021), matrix completion",
      zh: "Athey、Bayati、Doudchenko、Imbens 与 Khosravi（2021）矩阵补全",
    },
    gsynth: { en: "Xu (2017), generalized synthetic control", zh: "Xu（2017）广义合成控制" },
    edid: {
      en: "Chen, Sant'Anna and Xie (2025), efficient under parallel trends",
      zh: "Chen、Sant'Anna 与 Xie（2025）平行趋势下的有效估计",
    },
  }),
};

/** Words of the table of designs. */
export const didDesignWords = {
  ...catalogue({
    title: { en: "The design of the treatment, by coding", zh: "各处理编码的设计" },
    figure: {
      en: (coding: string) => `Who is treated when: ${coding}`,
      zh: (coding: string) => `各单位受处理的时期：${coding}`,
    },
    truth: { en: "True effect", zh: "真实效应" },
    stub: { en: "Design", zh: "设计" },
    path: { en: "Path", zh: "处理路径" },
    cohorts: { en: "Cohorts (units)", zh: "批次（单位数）" },
    events: { en: "Event times observed", zh: "可观测的相对时期" },
    noControl: { en: "Periods without an untreated unit", zh: "无未受处理单位的时期" },
    refuses: { en: "Estimators refused", zh: "不适用的估计方法" },
    refusedBut: {
      en: (estimator: string, option: string) => `${estimator} (not with ${option})`,
      zh: (estimator: string, option: string) => `${estimator}（${option} 时除外）`,
    },
    none: { en: "none", zh: "无" },
    range: {
      en: (low: string, high: string) => `${low} to ${high}`,
      zh: (low: string, high: string) => `${low} 至 ${high}`,
    },
  }),
  paths: catalogue({
    never: { en: "nobody treated", zh: "无人受处理" },
    always: { en: "treated throughout", zh: "始终受处理" },
    absorbing: { en: "stays on", zh: "持续处理" },
    "changing dose": { en: "changes its dose", zh: "强度变化" },
    "switching off": { en: "switches off", zh: "会退出" },
  }),
  unitsOn: catalogue({
    never: { en: "Units never treated", zh: "从未受处理的单位" },
    always: { en: "Units treated throughout", zh: "始终受处理的单位" },
    "changing dose": { en: "Units that change their dose", zh: "强度变化的单位" },
    "switching off": { en: "Units that switch off", zh: "退出处理的单位" },
  }),
};

/** Units without a row before treatment, their rows, and those of them that a regression could keep. */
interface UnseenFacts {
  readonly units: number;
  readonly rows: number;
  readonly late: number;
}

/** Effects on one treated unit: where averages stand, how many cells, and whether the average of all is one. */
interface OneUnitFacts {
  readonly estimator: string;
  readonly by: "simple" | "group" | "dynamic" | "calendar";
  readonly effects: readonly number[];
  readonly cells: number;
  readonly isAverage: boolean;
  readonly unit: string;
}

/** A joint test of leads: how many there are, have an error, and are restrictions of their own. */
export interface RestrictionFacts {
  readonly leads: number;
  readonly terms: number;
  readonly restrictions: number;
}

/** Why a joint test has fewer restrictions than there are leads. */
export const fewerBecause = {
  en: ({ leads, terms, restrictions }: RestrictionFacts): readonly string[] => [
    ...(terms < leads ? [`${leads - terms} ${plural(leads - terms, "has", "have")} no standard error`] : []),
    ...(restrictions < terms ? [`the covariance of ${terms} has rank ${restrictions}`] : []),
  ],
  zh: ({ leads, terms, restrictions }: RestrictionFacts): readonly string[] => [
    ...(terms < leads ? [`${leads - terms} 个没有标准误`] : []),
    ...(restrictions < terms ? [`${terms} 个的协方差矩阵秩为 ${restrictions}`] : []),
  ],
} as const;

const AVERAGED = {
  simple: { en: "the effect", zh: "效应" },
  dynamic: { en: "event time", zh: "相对时期" },
  group: { en: "cohort", zh: "批次" },
  calendar: { en: "period", zh: "时期" },
} as const;

export const DID_NOTES = messages({
  did_ssc_unused: {
    en: ({ estimators }: { readonly estimators: readonly string[] }) =>
      `The small-sample rule (--ssc) is of regressions: errors of ${listed.en(estimators)} have none.`,
    zh: ({ estimators }) => `小样本校正（--ssc）只用于回归：${listed.zh(estimators)} 的标准误不作此校正。`,
  },
  did_start_unseen: {
    en: ({ units, rows, late }: UnseenFacts) =>
      `${units} ${plural(units, "unit")} (${rows} ${plural(rows, "row")}) ${plural(units, "is", "are")} treated from ${plural(units, "its", "their")} first observed row on and dropped: without a row before treatment ${plural(units, "its", "their")} effects are not identified.${late === 0 ? "" : ` ${late} of them ${plural(late, "belongs", "belong")} to cohorts that other units show before treatment: --late-entrants keep uses ${plural(late, "it", "them")}.`}`,
    zh: ({ units, rows, late }) =>
      `${units} 个单位（${rows} 行）自首个观测起即受处理，没有处理前的观测，其效应不可识别，已剔除。${late === 0 ? "" : `其中 ${late} 个所属批次有其他单位在处理前的观测，可用 --late-entrants keep 保留。`}`,
  },
  did_late_kept: {
    en: ({ units, rows }: Omit<UnseenFacts, "late">) =>
      `${units} ${plural(units, "unit")} (${rows} ${plural(rows, "row")}) first observed after ${plural(units, "its", "their")} treatment began ${plural(units, "is", "are")} kept: ${plural(units, "its", "their")} changes between treated periods are taken for those of the cohort, which is right where effects are the same for all units of a cohort.`,
    zh: ({ units, rows }) =>
      `保留 ${units} 个在处理开始后才首次观测到的单位（${rows} 行）：以其各处理期之间的变化代表所属批次，仅当批次内各单位的效应相同时成立。`,
  },
  did_no_error: {
    en: ({ effects }: { readonly effects: number }) =>
      `${effects} ${plural(effects, "effect has", "effects have")} no error: nothing that differs between clusters moves ${plural(effects, "it", "them")} but rounding, as where one unit is compared with one, or the outcome is fitted exactly.`,
    zh: ({ effects }) =>
      `${effects} 个效应没有标准误：除舍入误差外，各聚类之间没有使其变动的差异，例如一个单位只与一个单位比较，或被解释变量被完全拟合。`,
  },
  did_one_unit: {
    en: ({ estimator, by, effects, cells, isAverage, unit }: OneUnitFacts) =>
      `${estimator}: no standard error, interval or test (n.a.) for ${listed.en([
        ...(effects.length === 0 ? [] : [`${AVERAGED[by].en} ${effects.join(", ")}`]),
        ...(cells === 0 ? [] : [`${cells} ${plural(cells, "effect", "effects")} by cohort and period`]),
        ...(isAverage ? [by === "simple" ? "the effect" : "the average"] : []),
      ])}: each rests on one treated ${unit}, which is fitted exactly, so that the variance holds the noise of the comparison group alone. sc, sdid or placebo assess an effect on one unit.`,
    zh: ({ estimator, by, effects, cells, isAverage, unit }) =>
      `${estimator}：${[
        ...(effects.length === 0 ? [] : [`${AVERAGED[by].zh} ${listed.zh(effects)}`]),
        ...(cells === 0 ? [] : [`${cells} 个批次-时期效应`]),
        ...(isAverage ? [by === "simple" ? "该效应" : "平均效应"] : []),
      ].join(
        "、",
      )}不报告标准误、置信区间与检验（n.a.）：只有一个受处理单位（${unit}）且被完全拟合，方差只含对照组的噪声。单个单位的效应可用 sc、sdid 或 placebo 评估。`,
  },
  did_fitted_leads: {
    en: ({ estimator, events }: { readonly estimator: string; readonly events: readonly number[] }) =>
      `${estimator}: averages at ${listed.en(events)} are in-sample residuals of the rows from which untreated outcomes are estimated, which shrink towards zero whatever trends were: no standard error, interval or joint test (n.a.). Use bjs, whose leads are a regression, or fect with --placebo-periods, which holds periods out.`,
    zh: ({ estimator, events }) =>
      `${estimator}：相对时期 ${listed.zh(events)} 的均值是用于估计未处理结果的观测的样本内残差，无论趋势如何都会被压向零：不报告标准误、置信区间与联合检验（n.a.）。可用 bjs（先期来自回归）或 fect 的 --placebo-periods（留出时期）。`,
  },
  did_trend_unidentified: {
    en: ({ estimator }: { readonly estimator: string }) =>
      `${estimator}: no unit is never treated and one event time is the reference, so that effects are identified up to a linear trend in event time: no joint test, average or figure. event-study with two references (--ref) identifies them; cs and bjs compare with units not yet treated.`,
    zh: ({ estimator }) =>
      `${estimator}：没有从未受处理的单位且只有一个基期，效应仅在相差一个线性趋势的意义上可识别：不报告联合检验、平均效应与图。event-study 以 --ref 指定两个基期即可识别；cs 与 bjs 以尚未受处理的单位为对照。`,
  },
  did_average_beyond_window: {
    en: ({ estimator, hidden }: { readonly estimator: string; readonly hidden: readonly number[] }) =>
      `${estimator}: the average is of all event times from 0 on, those outside the window (${hidden.join(", ")}) among them, which are not shown.`,
    zh: ({ estimator, hidden }) =>
      `${estimator}：平均效应涵盖 0 及以后的全部相对时期，包括窗口之外未列示的 ${hidden.join("、")}。`,
  },
  did_fewer_restrictions: {
    en: ({ estimator, ...of }: RestrictionFacts & { readonly estimator: string }) =>
      `${estimator}: the joint test of effects before treatment has ${of.restrictions} ${plural(of.restrictions, "restriction", "restrictions")} for ${of.leads} leads: ${fewerBecause.en(of).join("; ")}.`,
    zh: ({ estimator, ...of }) =>
      `${estimator}：处理前效应的联合检验只有 ${of.restrictions} 个约束，少于 ${of.leads} 个先期：${fewerBecause.zh(of).join("；")}。`,
  },
  did_events_collinear: {
    en: ({ events }: { readonly events: readonly number[] }) =>
      `Event ${plural(events.length, "time", "times")} ${listed.en(events)} cannot be distinguished from the other event times and the effects of units and periods: ${plural(events.length, "it is", "they are")} left out, and other effects may be relative to ${plural(events.length, "it", "them")} too. Where nobody is never treated, a trend in event time is not identified: event-study --ref -1,${events.join(",")} names further references.`,
    zh: ({ events }) =>
      `相对时期 ${listed.zh(events)} 无法与其他相对时期及个体、时期效应区分，已略去，其他效应可能也以其为基准。没有从未受处理的单位时，相对时期的线性趋势不可识别：event-study --ref -1,${events.join(",")} 可指定更多基期。`,
  },
  did_stack_trimmed: {
    en: ({
      cohorts,
      low,
      high,
    }: {
      readonly cohorts: readonly number[];
      readonly low: number;
      readonly high: number;
    }) => `Cohorts not observed at all event times of ${low} to ${high} make no stack: ${cohorts.join(", ")}.`,
    zh: ({ cohorts, low, high }) => `下列批次未覆盖相对时期 ${low} 至 ${high}，不构成堆叠组：${cohorts.join("、")}。`,
  },
  did_stack_no_control: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `No unit is untreated around the start of these cohorts, which make no stack: ${cohorts.join(", ")}.`,
    zh: ({ cohorts }) => `下列批次在处理前后没有未受处理的对照，不构成堆叠组：${cohorts.join("、")}。`,
  },
  did_stack_short: {
    en: ({ units, low, high }: { readonly units: number; readonly low: number; readonly high: number }) =>
      `${units} ${plural(units, "unit", "units")} of stacks (one is counted in each) ${plural(units, "lacks", "lack")} an event time of ${low} to ${high} and ${plural(units, "is", "are")} left out of ${plural(units, "it", "them")}, so that only changes are compared (--stack-weights none compares within units, with gaps).`,
    zh: ({ units, low, high }) =>
      `堆叠组中有 ${units} 个单位（在每个堆叠组中各计一次）未覆盖相对时期 ${low} 至 ${high}，已从该组剔除，以便只比较变化（--stack-weights none 在单位内比较，允许缺口）。`,
  },
  did_horizons_empty: {
    en: ({ horizons }: { readonly horizons: readonly number[] }) =>
      `At these horizons no period has both units that start treatment and units still untreated: ${horizons.join(", ")}.`,
    zh: ({ horizons }) => `下列期距内没有同时存在开始受处理与仍未受处理单位的时期：${horizons.join("、")}。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DID_NOTES> {}
}
