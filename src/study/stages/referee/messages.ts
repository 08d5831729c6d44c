/**
 * Words of the stage `referee`: its questions, the numbers they are answered by, and the answers.
 */
import {
  apart,
  catalogue,
  type FactsOf,
  type Language,
  listed,
  messages,
  type Note,
  type NoteDetail,
  note,
  noteText,
  plural,
} from "../../../base/messages.js";
import { type Refusal, refusalText } from "../../../report/messages.js";
import { calledIn, type Named } from "../../../verbs/assignment/messages.js";

/** Decimals of estimates in a sentence: enough for two digits of `scale`. */
const number = (value: number): string => String(Number(value.toPrecision(3)));
const pText = (p: number): string => (p < 0.001 ? "below 0.001" : p.toFixed(3));
const zhP = (p: number): string => (p < 0.001 ? "小于 0.001" : p.toFixed(3));
const pEquals = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`);
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** What p is at levels above, and what remains to be said. */
const levelsText = {
  en: ({ levels = [], assigned: by = null, ...named }: AtLevels): string => {
    const called = calledIn(named);
    const assigned = by === null ? null : called(by);
    const each = levels.map(
      ({ column, groups, p, by }) =>
        `by ${called(column)} (${groups} groups) ${p === null ? "undefined" : pText(p)} (${by === "bootstrap" ? "wild cluster bootstrap" : "permutation of groups"})`,
    );
    if (each.length === 0) return "";
    if (levels[0]!.by === "few_groups") {
      return ` Treatment was assigned by ${assigned} (${levels[0]!.groups} groups): at that level no inference is possible without further assumptions (Donald and Lang 2007; Conley and Taber 2011).`;
    }
    return assigned === null
      ? ` Was treatment assigned by ${levels.map(({ column }) => called(column)).join(" or ")}? At that level p is ${each.join(", ")}: state it with assigned_by.`
      : ` Treatment was assigned by ${assigned}: p ${each[0]!} is the one that counts.`;
  },
  zh: ({ levels = [], assigned: by = null, ...named }: AtLevels): string => {
    const called = calledIn(named);
    const assigned = by === null ? null : called(by);
    const each = levels.map(
      ({ column, groups, p, by }) =>
        `按${apart(called(column))}（${groups} 组）为 ${p === null ? "无定义" : zhP(p)}（${by === "bootstrap" ? "wild cluster bootstrap" : "组间置换"}）`,
    );
    if (each.length === 0) return "";
    if (levels[0]!.by === "few_groups") {
      return `处理按${apart(assigned ?? "")}（${levels[0]!.groups} 组）分配：若无进一步假定，在该层级上无法推断（Donald 与 Lang 2007；Conley 与 Taber 2011）。`;
    }
    return assigned === null
      ? `处理是否按${apart(levels.map(({ column }) => called(column)).join(" 或 "))}分配？若是，p 值${each.join("，")}：请用 assigned_by 说明。`
      : `处理按${apart(assigned)}分配：应以${each[0]!}的 p 值为准。`;
  },
};

export const questionWords = catalogue({
  leads: { en: "Were trends parallel before treatment?", zh: "处理前的趋势是否平行？" },
  power: { en: "Would a test of the leads have noticed a trend?", zh: "事前趋势检验能否发现趋势差异？" },
  violation: {
    en: "How large a violation of parallel trends does the result survive?",
    zh: "结论能承受多大程度的平行趋势偏离？",
  },
  equivalence: { en: "Are effects before treatment shown to be small?", zh: "事前效应是否可证明足够小？" },
  staggering: {
    en: "Do estimators made for staggered adoption agree?",
    zh: "适用于交错处理的估计方法是否给出一致结论？",
  },
  dates: { en: "Is there an effect where treatment starts too early?", zh: "将处理时间提前是否仍有“效应”？" },
  outcomes: { en: "Does it move outcomes that it should not?", zh: "是否影响了本不应受影响的变量？" },
  assignment: { en: "Could assignment by chance give such an estimate?", zh: "随机分配处理能否得到这样的估计值？" },
  clusters: { en: "Are there enough clusters, treated ones among them?", zh: "聚类数（尤其是处理组聚类数）是否充足？" },
  specifications: { en: "Does it depend on the specification?", zh: "结论是否取决于模型设定？" },
  omitted: {
    en: "How strong must an omitted variable be to explain it?",
    zh: "遗漏变量需多强才能解释该结果？",
  },
  influence: { en: "Do a few observations carry it?", zh: "结论是否由少数观测驱动？" },
  hypotheses: { en: "Does it survive the other outcomes tested?", zh: "考虑多重假设检验后是否仍然成立？" },
});
export type QuestionName = keyof typeof questionWords;

/** Captions of figures. */
export const figureWords = catalogue({
  specifications: { en: "Estimates by specification", zh: "各种设定下的估计值" },
  omitted: {
    en: "The estimate beside an omitted variable, by its partial R2 with treatment and outcome",
    zh: "存在遗漏变量时的估计值（按其与处理变量、被解释变量的偏 R2）",
  },
  influence: { en: "The change of the estimate where each cluster is left out", zh: "逐一剔除各聚类时估计值的变化" },
  power: {
    en: "Effects by event time, a trend that is found half of the time, and what it does where it is not",
    zh: "各期效应、有一半概率被发现的趋势，及其未被发现时的影响",
  },
  violation: {
    en: "The average effect where trends part from period to period by at most M times the most they did before treatment",
    zh: "处理后相邻时期趋势之差的变化不超过处理前最大变化的 M 倍时的平均效应",
  },
});

export type FiguredQuestion = keyof typeof figureWords;

export const measureWords = catalogue({
  p_leads: { en: "p, leads jointly 0", zh: "事前系数联合检验 p 值" },
  bias_share: { en: "bias of an unnoticed trend, share of effect", zh: "未被发现的趋势所致偏误占效应之比" },
  breakdown: { en: "breakdown M, times the most before", zh: "临界值 M（处理前最大变化的倍数）" },
  robustness_value: { en: "robustness value, partial R2", zh: "稳健值（偏 R2）" },
  fewest_removed: { en: "smallest share removed that turns it", zh: "改变结论所需剔除的最小比例" },
  equivalence_bound: { en: "smallest bound on all leads", zh: "事前效应的最小等价界" },
  share_significant: { en: "share significant, same sign", zh: "同号且显著的设定占比" },
  negative_weights: { en: "sum of negative weights", zh: "负权重之和" },
  p_dates: { en: "smallest p at earlier dates (Holm)", zh: "提前各期的最小 p 值（Holm）" },
  p_outcomes: { en: "smallest p (Romano-Wolf)", zh: "最小 p 值（Romano-Wolf）" },
  p_family: { en: "p, Romano-Wolf", zh: "Romano-Wolf p 值" },
  p_assignment: { en: "p, assignment at random", zh: "随机化推断 p 值" },
  p_wild: { en: "p, wild cluster bootstrap", zh: "Wild cluster bootstrap p 值" },
});
export type MeasureCode = keyof typeof measureWords;

export const refereeWords = catalogue({
  title: { en: "What a referee would ask", zh: "审稿人会问什么" },
  question: { en: "Question", zh: "问题" },
  measure: { en: "Measured by", zh: "衡量指标" },
  value: { en: "Value", zh: "数值" },
  verdict: { en: "Verdict", zh: "判断" },
  see: { en: "See", zh: "详见" },
  supports: { en: "supports", zh: "支持" },
  weakens: { en: "weakens", zh: "削弱" },
  open: { en: "open", zh: "未定" },
  "not asked": { en: "not asked", zh: "未检验" },
  about: {
    en: (treatment: string, outcome: string, estimate: string, error: string, p: string) =>
      `Questions about the effect of “${treatment}” on “${outcome}”, ${estimate} (standard error ${error}, ${p}).`,
    zh: (treatment: string, outcome: string, estimate: string, error: string, p: string) =>
      `以下问题针对“${treatment}”对“${outcome}”的效应：${estimate}（标准误 ${error}，${p}）。`,
  },
  truth: {
    en: (effect: string) => `The data are simulated: the effect that it estimates is ${effect}.`,
    zh: (effect: string) => `数据为模拟数据：该回归所估计的真实效应为 ${effect}。`,
  },
  few: {
    en: (treated: number, { unit, units }: { readonly unit: string; readonly units: string }) =>
      `Only ${treated} ${plural(treated, `${unit} is`, `${units} are`)} treated: errors that rest on ${plural(treated, "it", "them")}, of effects by event time above all, are too small.`,
    zh: (treated: number, { units }: { readonly unit: string; readonly units: string }) =>
      `仅有 ${treated} 个${units}受处理：依赖于它们的标准误（尤其是各期效应的标准误）偏小。`,
  },
  insignificant: {
    en: "It is not distinguishable from 0 at the 5% level: what its significance would survive is left open.",
    zh: "该估计在 5% 水平上不显著：凡涉及其显著性能否维持的问题均记为未定。",
  },
  leftOut: {
    en: (events: readonly number[], fewest: number) =>
      `Event times ${listed.en(events)} are left out of the questions on trends: fewer than ${fewest} treated units are seen there.`,
    zh: (events: readonly number[], fewest: number) =>
      `关于趋势的问题不含相对时期 ${listed.zh(events)}：其受处理单位少于 ${fewest} 个。`,
  },
  tally: {
    en: (supports: number, weakens: number, open: number, none: number) =>
      `Of the answers ${supports} ${supports === 1 ? "supports" : "support"} it, ${weakens} ${weakens === 1 ? "weakens" : "weaken"} it and ${open} ${open === 1 ? "leaves" : "leave"} it open${none === 0 ? "" : `; ${none} ${none === 1 ? "question does" : "questions do"} not apply or could not be answered`}.`,
    zh: (supports: number, weakens: number, open: number, none: number) =>
      `其中 ${supports} 项支持、${weakens} 项削弱、${open} 项未定${none === 0 ? "" : `；${none} 项不适用或无法回答`}。`,
  },
  verdictNote: {
    en: "A verdict is read from its number by a rule that is the same in every study; it weighs nothing that the number does not say.",
    zh: "判断依据统一规则由相应数值得出，不含数值以外的考虑。",
  },
});

interface Interval {
  readonly estimator: string;
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

const intervals = (others: readonly Interval[], language: Language): string =>
  listed[language](
    others.map(
      ({ estimator, estimate, low, high }) =>
        `${estimator} ${number(estimate)} ${low === null || high === null ? "(n.a.)" : `[${number(low)}, ${number(high)}]`}`,
    ),
  );

/** Alternatives. */
const either = {
  en: (texts: readonly string[]): string => texts.join(", or at most "),
  zh: (texts: readonly string[]): string => texts.join("，或 "),
};

export const REFEREE_NOTES = messages({
  referee_no_placebo_outcomes: {
    en: "The study names no outcome that the treatment should not move (placebo_outcomes).",
    zh: "研究未列出不应受处理影响的变量（placebo_outcomes）。",
  },
  referee_placebo_outcomes: {
    en: ({ p, least, count, outcome, estimate }: PlaceboOutcomes) =>
      `${count === 1 ? `On ${outcome}, which it should not move, the estimate is` : `Of ${count} outcomes that it should not move, the one that speaks most against it is ${outcome}:`} ${number(estimate)} (${pEquals(p)}, Romano-Wolf).${leastText.en(least)}`,
    zh: ({ p, least, count, outcome, estimate }) =>
      `${count === 1 ? "" : `${count} 个`}不应受影响的变量${count === 1 ? ` ${outcome} 的估计值为` : `中，最为可疑的是 ${outcome}：`}${number(estimate)}（Romano-Wolf ${pEquals(p)}）。${leastText.zh(least)}`,
  },
  referee_no_outcomes: {
    en: "The study names no other outcomes that it tests (outcomes), so that its hypothesis is taken to be the only one.",
    zh: "研究未列出所检验的其他被解释变量（outcomes），视为只有一个假设。",
  },
  referee_family: {
    en: ({ p, least, alone, q, count, kept, before }: Family) =>
      `Among ${count} outcomes tested, p of this one is ${pText(p)} by Romano and Wolf's step-down (alone ${pText(alone)}; sharpened q ${pText(q)}). ${before === 0 ? "None is significant at the 5% level even one by one." : `Of the ${before} that are significant at the 5% level one by one, ${kept} ${kept === 1 ? "remains" : "remain"}.`}${leastText.en(least)}`,
    zh: ({ p, least, alone, q, count, kept, before }) =>
      `在 ${count} 个被解释变量构成的假设族中，其 Romano-Wolf 逐步下降 p 值为 ${zhP(p)}（单独检验 ${zhP(alone)}；sharpened q ${zhP(q)}）。${before === 0 ? "单独检验时也没有在 5% 水平上显著者。" : `单独检验在 5% 水平上显著的 ${before} 个中，调整后仍有 ${kept} 个显著。`}${leastText.zh(least)}`,
  },
  referee_refused: {
    en: ({ message }: Refusal) => `Could not be answered: ${message}`,
    zh: (refusal) => `无法回答：${refusalText.zh(refusal)}`,
  },
  referee_no_path: {
    en: ({ reason }: { readonly reason: Note }) => `Not answered by this estimator. ${reason.message}`,
    zh: ({ reason }) => `该估计量无法回答此问题。${noteText(reason, "zh")}`,
  },
  referee_no_leads: {
    en: "No effect before treatment can be estimated beside the reference, so parallel trends have no test.",
    zh: "除基期外没有可估计的事前效应，平行趋势无从检验。",
  },
  referee_leads_untested: {
    en: ({
      leads,
      estimator,
      having,
    }: {
      readonly leads: number;
      readonly estimator: string;
      readonly having: number;
    }) =>
      `The ${leads} effects before treatment (${estimator}) have no joint test: ${having === 0 ? "none has a standard error, as where the outcome is fitted exactly, or where they are residuals of the fit that predicts" : "their joint covariance bears none"}.`,
    zh: ({ leads, estimator, having }) =>
      `处理前的 ${leads} 个效应（${estimator}）没有联合检验：${having === 0 ? "均无标准误，例如被解释变量被完全拟合，或其为预测模型的残差" : "其联合协方差矩阵不足以检验"}。`,
  },
  referee_few_treated: {
    en: ({ fewest }: { readonly fewest: number }) =>
      `Fewer than ${fewest} units are treated at every event time from the start of treatment on: standard errors are not reliable.`,
    zh: ({ fewest }) => `处理开始后的各相对时期，受处理单位均少于 ${fewest} 个，标准误不可靠。`,
  },
  referee_leads_pass: {
    en: ({ p, leads, estimator }: { readonly p: number; readonly leads: number; readonly estimator: string }) =>
      `Effects at ${leads} event times before treatment (${estimator}) are not jointly distinguishable from 0 (${pEquals(p)}). That they are 0 is not shown by it: see the next questions.`,
    zh: ({ p, leads, estimator }) =>
      `处理前 ${leads} 期的效应（${estimator}）联合不显著（${pEquals(p)}）；这并不证明其为零，见以下问题。`,
  },
  referee_leads_reject: {
    en: ({ p, leads, estimator }: { readonly p: number; readonly leads: number; readonly estimator: string }) =>
      `Effects at ${leads} event times before treatment (${estimator}) are jointly distinguishable from 0 (${pEquals(p)}): trends differed before the treatment.`,
    zh: ({ p, leads, estimator }) =>
      `处理前 ${leads} 期的效应（${estimator}）联合显著（${pEquals(p)}）：处理前趋势已有差异。`,
  },
  referee_holds_zero: {
    en: ({ estimate, low, high }: Averaged) =>
      `None: under exactly parallel trends the interval of the average effect already holds 0 (${number(estimate)}, ${number(low)} to ${number(high)}).`,
    zh: ({ estimate, low, high }) =>
      `不能承受任何偏离：即使趋势严格平行，平均效应（${number(estimate)}）的置信区间（${number(low)} 至 ${number(high)}）也已包含 0。`,
  },
  referee_violation: {
    en: (facts: Violation) =>
      `The average effect, ${number(facts.estimate)} (${number(facts.low)} to ${number(facts.high)}), stays distinguishable from 0 ${facts.M === null ? `even where trends part from one period to the next by ${number(facts.searchedTo)} times` : `until trends part from one period to the next by ${number(facts.M)} times`} the most they did before treatment${facts.slope === null ? `, and where the slope of their difference changes by up to ${number(facts.slopeTo)} a period` : `, and until the slope of their difference changes by ${number(facts.slope)} a period`}.`,
    zh: (facts) =>
      `平均效应 ${number(facts.estimate)}（${number(facts.low)} 至 ${number(facts.high)}）${facts.M === null ? `即使处理后相邻时期趋势之差的变化达到处理前最大变化的 ${number(facts.searchedTo)} 倍仍显著` : `在处理后相邻时期趋势之差的变化达到处理前最大变化的 ${number(facts.M)} 倍之前保持显著`}；${facts.slope === null ? `趋势之差的斜率每期变动达 ${number(facts.slopeTo)} 时仍显著` : `趋势之差的斜率每期变动达 ${number(facts.slope)} 时不再显著`}。`,
  },
  referee_power_none: {
    en: ({ size }: { readonly size: number }) =>
      `No linear trend is found with a chance of one half: the test rejects with a chance of ${percent(size)} without any.`,
    zh: ({ size }) => `没有线性趋势的发现概率为二分之一：在无趋势时检验的拒绝概率已为 ${percent(size)}。`,
  },
  referee_power: {
    en: ({ slope, jointly, bias, effect, isSafe }: Power) =>
      `A difference in trends of ${number(slope)} a period would go unnoticed half of the time by a test of each lead on its own${jointly === null ? "" : `, one of ${number(jointly)} by the joint test`}. Where the former did, the average effect after treatment would be off by ${number(bias)}; it is estimated at ${number(effect)}, ${isSafe ? "and less that bias it is still" : "which less that bias is not"} distinguishable from 0.`,
    zh: ({ slope, jointly, bias, effect, isSafe }) =>
      `逐期检验有一半概率不能发现每期 ${number(slope)} 的趋势差异${jointly === null ? "" : `（联合检验为 ${number(jointly)}）`}；前者若未被发现，处理后平均效应将有 ${number(bias)} 的偏误，而其估计值为 ${number(effect)}，减去该偏误后${isSafe ? "仍显著" : "不显著"}。`,
  },
  referee_equivalent: {
    en: (facts: Equivalence) =>
      `All effects before treatment are shown to lie within ±${number(facts.bound)} (two one-sided tests at ${percent(facts.alpha)}), which the average effect, ${number(facts.effect)}, surely exceeds.${trendText(facts, "en")}`,
    zh: (facts) =>
      `所有事前效应均可证明位于 ±${number(facts.bound)} 之内（双单侧检验，水平 ${percent(facts.alpha)}），平均效应 ${number(facts.effect)} 的置信区间在此之外。${trendText(facts, "zh")}`,
  },
  referee_not_equivalent: {
    en: (facts: Equivalence) =>
      `Effects before treatment are only shown to lie within ±${number(facts.bound)} (two one-sided tests at ${percent(facts.alpha)}); the interval of the average effect, ${number(facts.effect)}, does not lie outside of that.${trendText(facts, "en")}`,
    zh: (facts) =>
      `事前效应仅可证明位于 ±${number(facts.bound)} 之内（双单侧检验，水平 ${percent(facts.alpha)}），而平均效应 ${number(facts.effect)} 的置信区间与之重叠。${trendText(facts, "zh")}`,
  },
  referee_one_specification: {
    en: "There is one specification: the regression has no controls, and the study names no samples, effects or variances that others might have chosen.",
    zh: "只有一种设定：回归没有控制变量，研究也未列出其他可选的样本、固定效应或方差。",
  },
  referee_specifications: {
    en: (facts: Specifications) =>
      `Of ${facts.count} specifications${facts.drawn === null ? "" : ", drawn at random from more,"} estimates range from ${number(facts.min)} to ${number(facts.max)}, median ${number(facts.median)}; ${percent(facts.share)} have the sign of the estimate and are significant at the 5% level.${facts.joint === null ? "" : ` With treatment paths permuted, the share of draws whose median is as far from 0 is ${pText(facts.joint)}.`}${facts.percentile === null ? "" : ` ${percent(facts.percentile)} of the specifications are no larger than the estimate itself.`}`,
    zh: (facts) =>
      `${facts.drawn === null ? "" : "随机抽取的 "}${facts.count} 种设定的估计值介于 ${number(facts.min)} 与 ${number(facts.max)} 之间，中位数 ${number(facts.median)}；${percent(facts.share)} 与该估计同号且在 5% 水平上显著。${facts.joint === null ? "" : `随机置换处理路径时，中位数偏离零的程度不低于实际值的比例为 ${zhP(facts.joint)}。`}${facts.percentile === null ? "" : `有 ${percent(facts.percentile)} 的设定不大于该估计值。`}`,
  },
  referee_omitted: {
    en: (facts: Omitted) =>
      `An omitted variable that explains ${percent(facts.rv)} of what is left of both treatment and outcome takes the estimate to 0; ${facts.rvAlpha === 0 ? "it is not distinguishable from 0 even without one." : `${percent(facts.rvAlpha)} takes its significance. ${benchmarkText(facts, "en")}`}${osterText(facts, "en")}`,
    zh: (facts) =>
      `遗漏变量若能解释处理变量与被解释变量剩余变异的 ${percent(facts.rv)}，估计值降为 0；${facts.rvAlpha === 0 ? "即便没有遗漏变量也不显著。" : `若为 ${percent(facts.rvAlpha)}，则不再显著。${benchmarkText(facts, "zh")}`}${osterText(facts, "zh")}`,
  },
  referee_no_removal: {
    en: ({ goal }: { readonly goal: RemovalGoal }) =>
      `No removal of rows or clusters was found that ${goal === "sign" ? "turns the sign of the estimate" : "takes its significance"}.`,
    zh: ({ goal }) => `未发现剔除部分观测或聚类能${goal === "sign" ? "改变估计值的符号" : "使其不再显著"}。`,
  },
  referee_influence: {
    en: ({ goal, found, ...named }: Influence) =>
      `${goal === "sign" ? "The sign of the estimate turns" : "The estimate loses its significance"} once at most ${either.en(found.map(({ by, count, at_most, first }) => `${at_most} of ${count} ${by === "row" ? "rows" : `clusters of ${calledIn(named)(by)}`} (${by === "row" ? `row ${first}` : first} first)`))}, chosen for it, are removed.`,
    zh: ({ goal, found, ...named }) =>
      `至多剔除 ${either.zh(found.map(({ by, count, at_most, first }) => `${by === "row" ? `${count} 行中的 ${at_most} 行` : `${count} 个${apart(calledIn(named)(by))}聚类中的 ${at_most} 个`}（首个为${by === "row" ? `第 ${first} 行` : ` ${first}`}）`))}，估计值即${goal === "sign" ? "变号" : "不再显著"}；所剔除者均为刻意挑选。`,
  },
  referee_one_cohort: {
    en: "All treated units start in the same period: the two-way estimate compares them with untreated units alone.",
    zh: "处理组均在同一时期开始处理，双向固定效应估计只与未处理单位比较。",
  },
  referee_staggering: {
    en: (facts: Staggering) =>
      `The two-way estimate, ${number(facts.estimate)}, weighs ${facts.negative === 0 ? `none of ${facts.rows} treated rows negatively` : `${facts.negative} of ${facts.rows} treated rows negatively (their weights sum to ${number(facts.sum)})`}. Estimators that compare with untreated units alone, without controls, find on average ${intervals(facts.others, "en")}.`,
    zh: (facts: Staggering) =>
      `双向固定效应估计值为 ${number(facts.estimate)}，${facts.rows} 个处理组观测中${facts.negative === 0 ? "没有负权重" : `有 ${facts.negative} 个权重为负（合计 ${number(facts.sum)}）`}。仅与未处理单位比较的估计方法（不加控制变量）的平均效应为：${intervals(facts.others, "zh")}。`,
  },
  referee_no_dates: {
    en: ({ fewest }: { readonly fewest: number }) =>
      `At every earlier date fewer than ${fewest} units are treated, so that the errors mean nothing.`,
    zh: ({ fewest }) => `在任一提前的时期，受处理单位均少于 ${fewest} 个，标准误没有意义。`,
  },
  referee_dates: {
    en: ({ p, dates, shift, estimate, isSmall }: Dates) =>
      `With the start moved to ${dates === 1 ? "an earlier date" : `${dates} earlier dates`}, on rows before the treatment alone, the estimate furthest from 0 by its t is ${number(estimate)}, ${shift} ${shift === 1 ? "period" : "periods"} early (${pEquals(p)}, Holm).${isSmall ? " The intervals of all of them rule out one as large as the estimate itself." : p < 0.05 ? "" : " The intervals do not rule out one as large as the estimate itself."}`,
    zh: ({ p, dates, shift, estimate, isSmall }) =>
      `仅用处理前的样本，将处理时间提前至 ${dates} 个不同时期，按 t 值最偏离零的估计值为 ${number(estimate)}（提前 ${shift} 期，Holm 调整后 ${pEquals(p)}）。${isSmall ? "各置信区间均排除与该估计值同样大的效应。" : p < 0.05 ? "" : "置信区间不能排除与该估计值同样大的效应。"}`,
  },
  referee_assignment: {
    en: ({ p, byEstimate, draws, least, strata, ...at }: Assignment) =>
      `Of ${draws} assignments of the starting dates to units at random${strata === null ? "" : ` within ${calledIn(at)(strata)}`}, the share with a t as large is ${pText(p)}; by the size of the estimate ${pText(byEstimate)}.${leastText.en(least)}${outsideText.en(at)}${levelsText.en(at)}`,
    zh: ({ p, byEstimate, draws, least, strata, ...at }) =>
      `将处理时间随机分配给各单位${strata === null ? "" : `（在${apart(calledIn(at)(strata))}内）`} ${draws} 次，t 值不小于实际值的比例为 ${zhP(p)}；按估计值大小为 ${zhP(byEstimate)}。${leastText.zh(least)}${outsideText.zh(at)}${levelsText.zh(at)}`,
  },
  referee_no_clusters: {
    en: "Errors are not clustered, so the number of clusters does not matter; whether they should be is a question of the design.",
    zh: "标准误未聚类，聚类数不构成问题；是否应当聚类取决于研究设计。",
  },
  referee_clusters: {
    en: ({ cluster, G, effective, treated, t, wild, least, believe, ...at }: Clusters) =>
      `${G} clusters of ${calledIn(at)(cluster)}${effective === null ? "" : `, which weigh as ${number(effective)}`}; ${treated} treated units. By the clustered t p is ${pText(t)}, by the wild cluster bootstrap ${wild === null ? "undefined" : pText(wild)}.${leastText.en(least)}${believe === "neither" ? " With so few treated clusters, or untreated ones, neither is to be believed: see the question before, or Ferman and Pinto's test." : believe === "restricted" ? " Of the two, the bootstrap is the one to be believed." : ""}${levelsText.en(at)}`,
    zh: ({ cluster, G, effective, treated, t, wild, least, believe, ...at }) =>
      `按${apart(calledIn(at)(cluster))}聚类共 ${G} 个${effective === null ? "" : `（有效聚类数 ${number(effective)}）`}，处理单位 ${treated} 个。聚类稳健 t 检验 p 值为 ${zhP(t)}，wild cluster bootstrap 为 ${wild === null ? "无定义" : zhP(wild)}。${leastText.zh(least)}${believe === "neither" ? "处理（或未处理）聚类过少，两者均不可信：见上一问题，或使用 Ferman–Pinto 检验。" : believe === "restricted" ? "两者中应以 bootstrap 为准。" : ""}${levelsText.zh(at)}`,
  },
});

/** An answer that calls columns as the study does; the record keeps their names. */
export function inWordsOf(names: Readonly<Record<string, string>>, answer: Note): Note {
  const { code, detail } = answer;
  if (code !== "referee_assignment" && code !== "referee_clusters" && code !== "referee_influence") return answer;
  return note(REFEREE_NOTES, code, { ...detail, names } as NoteDetail & Assignment & Clusters & Influence);
}

/** That draws are too few; nothing where they are not. */
const leastText = {
  en: (least: number | null): string => (least === null ? "" : ` With so few draws no p can be below ${pText(least)}.`),
  zh: (least: number | null): string => (least === null ? "" : `次数过少，p 值不可能低于 ${zhP(least)}。`),
};

interface Power {
  readonly slope: number;
  /** The slope that the joint test finds half of the time; null where there is none. */
  readonly jointly: number | null;
  /** Whether the effect less the bias is distinguishable from 0. */
  readonly isSafe: boolean;
  readonly bias: number;
  readonly effect: number;
}

interface Equivalence {
  readonly bound: number;
  readonly alpha: number;
  readonly effect: number;
  readonly trend: { readonly with: number; readonly bound: number } | null;
}

function trendText({ trend, alpha }: Equivalence, language: Language): string {
  if (trend === null) return "";
  return language === "en"
    ? ` With a linear difference in trends allowed the average effect is ${number(trend.with)}; that it changes it by more than ${number(trend.bound)} is ruled out at ${percent(alpha)}.`
    : `允许线性趋势差异时平均效应为 ${number(trend.with)}；在 ${percent(alpha)} 水平上可排除其变动超过 ${number(trend.bound)}。`;
}

interface Averaged {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

interface Violation extends Averaged {
  readonly M: number | null;
  readonly searchedTo: number;
  readonly slope: number | null;
  readonly slopeTo: number;
}

interface Omitted {
  readonly rv: number;
  readonly rvAlpha: number;
  /** The weakest of those compared with that undoes it. */
  readonly benchmark: { readonly name: string; readonly times: number } | null;
  /** How many times as strong as each control; null without controls. */
  readonly compared: number | null;
  /** Null where there is nothing to compare with. */
  readonly oster: {
    readonly r2: "within" | "overall";
    /** R2 of the regression. */
    readonly fit: number;
    /** The least R2max first; null: no selection leads to 0. */
    readonly at: readonly { readonly r2Max: number; readonly delta: number | null }[];
    /** Whether selection of the kind of the controls' moves the estimate away from 0. */
    readonly isAway: boolean;
    /** What the least R2max adds to R2, uncapped, where that is little. */
    readonly added: number | null;
  } | null;
}

function benchmarkText({ benchmark, compared }: Omitted, language: Language): string {
  if (compared === null) {
    return language === "en" ? "There are no controls to compare it with." : "没有控制变量可作比较。";
  }
  if (benchmark !== null) {
    const { name, times } = benchmark;
    return language === "en"
      ? `One ${times === 1 ? "as strong as" : `${number(times)} times as strong as`} ${name} does the latter.`
      : `强度为 ${name} 的 ${number(times)} 倍的变量即可使其不再显著。`;
  }
  return language === "en"
    ? `One ${number(compared)} times as strong as any of the controls does neither.`
    : `强度为任一控制变量 ${number(compared)} 倍的变量均不足以使其不再显著。`;
}

const R2_WORDS = {
  within: { en: "R2 within the fixed effects", zh: "固定效应内的 R2" },
  overall: { en: "overall R2", zh: "总体 R2" },
} as const;

function osterText({ oster }: Omitted, language: Language): string {
  if (oster === null || oster.at.length === 0) return "";
  const { at, fit, added, isAway } = oster;
  const r2 = `${R2_WORDS[oster.r2][language]}${language === "en" ? ` (${number(fit)} here)` : `（此处为 ${number(fit)}）`}`;
  const deltas = at.map(({ r2Max, delta }) => [delta === null ? "∞" : number(delta), number(r2Max)] as const);
  if (language === "en") {
    const values = deltas.map(([delta, r2Max]) => `${delta} at an R2max of ${r2Max}`).join(" and ");
    const thin =
      added === null
        ? ""
        : ` Controls that explain so little bound little: 1.3 times that R2 is ${number(added)} more.`;
    return isAway
      ? ` Selection on it in the direction of that on the controls would only move the estimate away from 0 (Oster's delta ${values}, by the ${r2}).${thin}`
      : ` Oster's delta, the selection on it over that on the controls at which the effect is 0, is ${values}, by the ${r2}; the usual threshold is 1.${thin}`;
  }
  const values = deltas.map(([delta, r2Max]) => `R2max 为 ${r2Max} 时 ${delta}`).join("，");
  const thin = added === null ? "" : `控制变量解释力如此之小，约束力有限：该 R2 的 1.3 倍仅增加 ${number(added)}。`;
  return isAway
    ? `若其选择方向与控制变量一致，只会使估计值更远离 0（Oster 的 delta：${values}；按${r2}）。${thin}`
    : `按 Oster 的 delta，使效应为 0 的不可观测因素选择强度与控制变量之比：${values}；按${r2}，通常以 1 为界。${thin}`;
}

type RemovalGoal = "sign" | "significance";

interface Influence extends Named {
  readonly goal: RemovalGoal;
  readonly found: readonly {
    readonly by: string;
    readonly count: number;
    readonly at_most: number | null;
    readonly first: number | string | null;
  }[];
}

interface Specifications {
  /** As printed. */
  readonly count: string;
  readonly drawn: number | null;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly share: number;
  readonly percentile: number | null;
  /** p of the joint test by the median; null without one. */
  readonly joint: number | null;
}

interface PlaceboOutcomes {
  readonly p: number;
  readonly least: number | null;
  readonly count: number;
  readonly outcome: string;
  readonly estimate: number;
}

interface Family {
  readonly p: number;
  /** The smallest p that the draws allow; null where it is below the level. */
  readonly least: number | null;
  readonly alone: number;
  readonly q: number;
  readonly count: number;
  readonly kept: number;
  readonly before: number;
}

interface Staggering {
  readonly negative: number;
  readonly rows: number;
  readonly sum: number;
  readonly estimate: number;
  readonly others: readonly Interval[];
}

interface Dates {
  readonly p: number;
  readonly dates: number;
  readonly shift: number;
  readonly estimate: number;
  /** Whether every interval lies within plus and minus the estimate in question. */
  readonly isSmall: boolean;
}

/** p where treatment was assigned, or may have been; none in records of before. */
interface AtLevels extends Named {
  readonly levels?: readonly {
    readonly column: string;
    readonly groups: number;
    readonly p: number | null;
    readonly by: "bootstrap" | "permutation" | "few_groups";
  }[];
  readonly assigned?: string | null;
}

interface Assignment extends AtLevels {
  readonly p: number;
  readonly byEstimate: number;
  readonly draws: number;
  /** The smallest p that so many could give, where it is not significant; else null. */
  readonly least: number | null;
  readonly strata: string | null;
  readonly estimate: number;
  /** Units that no draw moves, and how many of them are treated in each. */
  readonly outside?: number;
  readonly outsideTreated?: number;
}

const outsideText = {
  en: ({ outside = 0, outsideTreated = 0 }: Pick<Assignment, "outside" | "outsideTreated">): string =>
    outside === 0
      ? ""
      : ` ${outside} ${plural(outside, "unit is", "units are")} not observed on both sides of the dates and ${plural(outside, "keeps its", "keep their")} actual treatment in every draw (${outsideTreated} treated).`,
  zh: ({ outside = 0, outsideTreated = 0 }: Pick<Assignment, "outside" | "outsideTreated">): string =>
    outside === 0
      ? ""
      : `${outside} 个单位未在处理时间前后均被观测，每次抽取中保留其实际处理状态（${outsideTreated} 个受处理）。`,
};

interface Clusters extends AtLevels {
  readonly cluster: string;
  readonly G: number;
  /** Null where errors are clustered twice. */
  readonly effective: number | null;
  readonly treated: number;
  readonly t: number;
  readonly wild: number | null;
  /** The smallest p that the bootstrap allows; null where it is below the level. */
  readonly least: number | null;
  readonly believe: "neither" | "restricted" | "either" | null;
}

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof REFEREE_NOTES> {}
}

export { number as shortNumber };
