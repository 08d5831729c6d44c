/**
 * Words of the headline: what it says, by which p, and how far other estimates are from it.
 */
import { after, apart, catalogue, listed } from "../../base/messages.js";

/** Controls beyond this many are counted, not named. */
export const MOST_NAMED = 3;

interface Effect {
  readonly treatment: string;
  readonly outcome: string;
  readonly b: string;
  /** Null where it says nothing. */
  readonly se: string | null;
}

interface Verdict {
  readonly isClear: boolean;
  readonly p: string;
  readonly level: number;
  readonly low: string | null;
  readonly high: string | null;
}

const effect = ({ treatment, outcome, b }: Effect): string =>
  `The estimated effect of “${treatment}” on “${outcome}” is ${b}`;
const effectZh = ({ treatment, outcome, b }: Effect): string => `“${treatment}”对“${outcome}”的影响估计为 ${b}`;
const clear = ({ isClear }: Pick<Verdict, "isClear">): string =>
  `${isClear ? "" : "not "}statistically distinguishable from zero at the 5% level`;
const clearZh = ({ isClear }: Pick<Verdict, "isClear">): string => `在 5% 水平上${isClear ? "显著" : "不显著"}`;
const inside = (...texts: readonly (string | null)[]): string => {
  const told = texts.filter((text) => text !== null);
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
};
const insideZh = (...texts: readonly (string | null)[]): string => {
  const told = texts.filter((text) => text !== null);
  return told.length === 0 ? "" : `（${told.join("，")}）`;
};
const interval = ({ level, low, high }: Verdict): string | null =>
  low === null && high === null ? null : `${level}% confidence interval ${low ?? "-∞"} to ${high ?? "∞"}`;
const intervalZh = ({ level, low, high }: Verdict): string | null =>
  low === null && high === null ? null : `${level}% 置信区间 [${low ?? "-∞"}, ${high ?? "∞"}]`;
const error = (se: string | null): string | null => (se === null ? null : `standard error ${se}`);
const errorZh = (se: string | null): string | null => (se === null ? null : `标准误 ${se}`);

/** Draws of the restricted wild bootstrap; all vectors of signs without a seed. */
interface Drawn {
  readonly draws: string;
  readonly seed: number | null;
  readonly clusters: string;
}

const drawnText = ({ draws, seed }: Drawn): string =>
  `restricted wild bootstrap, ${seed === null ? `all ${draws} vectors of signs` : `${draws} draws, seed ${seed}`}`;
const drawnTextZh = ({ draws, seed }: Drawn): string =>
  `施加原假设的 wild bootstrap，${seed === null ? `穷举 ${draws} 个符号向量` : `抽取 ${draws} 次，种子 ${seed}`}`;

/** A level of assignment; counts are null where they are not known. */
export interface LevelWords {
  readonly name: string;
  readonly groups: string | null;
  readonly treated: string | null;
}

/** Where a p at a level comes from, or why there is none. */
export type LevelBasis =
  | "t"
  | "anderson_rubin"
  | "restricted"
  | "randomisation"
  | "few_groups"
  | "few_at_level"
  | "below_level"
  | "refused";

interface LevelP extends LevelWords {
  readonly p: string | null;
  readonly by: LevelBasis;
}

const ofLevel = ({ name, groups, treated }: LevelWords): string =>
  `${name}${groups === null ? "" : ` (${groups} groups${treated === null ? "" : `, ${treated} treated`})`}`;
const ofLevelZh = ({ name, groups, treated }: LevelWords): string =>
  `${name}${groups === null ? "" : `（${groups} 组${treated === null ? "" : `，其中 ${treated} 组受处理`}）`}`;

const byBasis = (by: LevelBasis): string => {
  switch (by) {
    case "restricted":
      return "restricted wild cluster bootstrap";
    case "randomisation":
      return "randomisation inference";
    case "anderson_rubin":
      return "Anderson-Rubin test";
    default:
      return "clustered t";
  }
};
const byBasisZh = (by: LevelBasis): string => {
  switch (by) {
    case "restricted":
      return "施加原假设的 wild cluster bootstrap";
    case "randomisation":
      return "随机化推断";
    case "anderson_rubin":
      return "Anderson-Rubin 检验";
    default:
      return "聚类 t 检验";
  }
};
/** Why there is no p at a level. */
const noP = (by: LevelBasis): string => {
  switch (by) {
    case "few_groups":
      return "no inference is possible without further assumptions (Donald and Lang 2007; Conley and Taber 2011)";
    case "few_at_level":
      return "groups are too few for a t test";
    case "below_level":
      return "this estimator has no p at it";
    default:
      return "no p-value is available";
  }
};
const noPZh = (by: LevelBasis): string => {
  switch (by) {
    case "few_groups":
      return "若无进一步假定则无法推断（Donald 与 Lang 2007；Conley 与 Taber 2011）";
    case "few_at_level":
      return "组数过少，t 检验不可靠";
    case "below_level":
      return "该估计方法没有该层级的 p 值";
    default:
      return "无可用的 p 值";
  }
};

const atLevelP = (level: LevelP): string =>
  `by ${ofLevel(level)} ${level.p === null ? noP(level.by) : `${level.p} (${byBasis(level.by)})`}`;
const atLevelPZh = (level: LevelP): string =>
  `按${after(ofLevelZh(level))}${level.p === null ? noPZh(level.by) : `为 ${level.p}（${byBasisZh(level.by)}）`}`;

export const headlineWords = catalogue({
  formula: {
    en: (e: Effect, v: Verdict) => `${effect(e)}${inside(error(e.se), v.p)}: ${clear(v)}${inside(interval(v))}.`,
    zh: (e: Effect, v: Verdict) =>
      `${effectZh(e)}${insideZh(errorZh(e.se), v.p)}，${clearZh(v)}${insideZh(intervalZh(v))}。`,
  },
  andersonRubin: {
    en: (e: Effect, v: Verdict, drawn: Drawn | null) =>
      `${effect(e)}${inside(error(e.se))}: ${clear(v)} by the Anderson-Rubin test, which holds however weak the instruments are${inside(v.p, drawn === null ? null : drawnText(drawn))}.${drawn === null ? "" : ` Its ${drawn.clusters} clusters are too few for the F distribution.`}`,
    zh: (e: Effect, v: Verdict, drawn: Drawn | null) =>
      `${effectZh(e)}${insideZh(errorZh(e.se))}；按 Anderson-Rubin 检验（无论工具变量强弱均有效）${clearZh(v)}${insideZh(v.p, drawn === null ? null : drawnTextZh(drawn))}。${drawn === null ? "" : `聚类仅 ${drawn.clusters} 个，F 分布不可靠。`}`,
  },
  restricted: {
    en: (e: Effect, v: Verdict, draws: string, seed: number | null, clusters: string, effective: string) =>
      `${effect(e)}${inside(error(e.se))}: ${clear(v)} by the restricted wild cluster bootstrap${inside(v.p, interval(v), seed === null ? `all ${draws} vectors of signs` : `${draws} draws, seed ${seed}`)}. Its ${clusters} clusters weigh as ${effective}: too few for the p of a t test.`,
    zh: (e: Effect, v: Verdict, draws: string, seed: number | null, clusters: string, effective: string) =>
      `${effectZh(e)}${insideZh(errorZh(e.se))}；按施加原假设的 wild cluster bootstrap，${clearZh(v)}${insideZh(v.p, intervalZh(v), seed === null ? `穷举 ${draws} 个符号向量` : `抽取 ${draws} 次，种子 ${seed}`)}。${clusters} 个聚类仅相当于 ${effective} 个，t 检验的 p 值不可靠。`,
  },
  randomisation: {
    en: (e: Effect, v: Verdict, r: Randomisation) =>
      `${effect(e)}. With so few treated, or untreated, clusters neither the t test nor the bootstrap is reliable. By randomisation inference on t it is ${clear(v)}: ${v.p}, ${r.enumerated ? `over all ${r.draws} assignments` : `over ${r.draws} of ${r.assignments ?? "more than 1e15"} assignments, seed ${r.seed}`}, where the smallest p possible is ${r.least}. The condition is that treatment fell as if at random on ${r.treated} of ${r.units} (pool: ${r.pool}).`,
    zh: (e: Effect, v: Verdict, r: Randomisation) =>
      `${effectZh(e)}。受处理（或未受处理）的聚类过少，t 检验与 bootstrap 均不可靠。按 t 的随机化推断，${clearZh(v)}：${v.p}，${r.enumerated ? `穷举全部 ${r.draws} 种分配` : `在 ${r.assignments ?? "超过 1e15"} 种分配中抽取 ${r.draws} 次，种子 ${r.seed}`}，可能的最小 p 值为 ${r.least}。前提是处理近似随机地落在 ${r.units}中的 ${r.treated} 个（候选：${r.pool}）。`,
  },
  none: {
    en: (e: Effect, why: string) =>
      `${effect(e)}${inside(error(e.se))}. No statement on its significance is made: ${why}`,
    zh: (e: Effect, why: string) => `${effectZh(e)}${insideZh(errorZh(e.se))}。不对其显著性作出判断：${why}`,
  },
  fewClusters: {
    en: (clusters: string) => `its error rests on ${clusters} clusters.`,
    zh: (clusters: string) => `其标准误仅基于 ${clusters} 个聚类。`,
  },
  fewTreated: {
    en: (units: string) => `its error rests on ${units}.`,
    zh: (units: string) => `其标准误仅基于 ${units}。`,
  },
  noError: { en: "it has no standard error of use.", zh: "没有可用的标准误。" },
  refused: {
    en: (why: string) =>
      `neither its t test nor the wild bootstrap is reliable, and the inference that is could not be made: ${why}`,
    zh: (why: string) => `其 t 检验不可靠，可靠的推断又无法得到：${why}`,
  },
  fewGroups: {
    en: (level: LevelWords) =>
      `treatment was assigned by ${ofLevel(level)}, and with so few groups no inference is possible at the level of assignment without further assumptions (Donald and Lang 2007; Conley and Taber 2011). Standard errors below that level ignore shocks common to a group.`,
    zh: (level: LevelWords) =>
      `处理按${apart(ofLevelZh(level))}分配，组数过少，若无进一步假定，在分配层级上无法推断（Donald 与 Lang 2007；Conley 与 Taber 2011）。低于该层级的标准误忽略了组内的共同冲击。`,
  },
  fewAtLevel: {
    en: (level: LevelWords) =>
      `treatment was assigned by ${ofLevel(level)}: too few groups, or too few of one kind, for a t test at that level, and this estimator has no other test at it.`,
    zh: (level: LevelWords) =>
      `处理按${apart(ofLevelZh(level))}分配：组数或其中一类过少，该层级的 t 检验不可靠，而该估计方法在该层级没有其他检验。`,
  },
  belowLevel: {
    en: (level: LevelWords, why: string) =>
      `treatment was assigned by ${ofLevel(level)}, and the estimate has no standard error at that level: ${why}`,
    zh: (level: LevelWords, why: string) => `处理按${apart(ofLevelZh(level))}分配，而该估计没有该层级的标准误：${why}`,
  },
  units_alone: {
    en: "those of this estimator are of units alone.",
    zh: "该估计方法的标准误仅以个体为单位。",
  },
  rows_elsewhere: {
    en: "rows stay in a database, where treated groups are not counted.",
    zh: "数据留在数据库中，未统计受处理的组数。",
  },
  levelOpen: {
    en: (
      clusters: readonly { readonly name: string; readonly groups: string }[],
      p: string,
      levels: readonly (LevelP & { readonly column: string })[],
    ) =>
      `was treatment assigned by ${levels.map(({ name }) => name).join(" or ")}? With errors ${clusters.length === 0 ? "that are not clustered" : `clustered by ${listed.en(clusters.map(({ name, groups }) => `${name} (${groups} clusters)`))}`} ${p}; ${listed.en(levels.map(atLevelP))}. State the level with assigned_by: ${levels[0]!.column}, or with assigned_by: unit.`,
    zh: (
      clusters: readonly { readonly name: string; readonly groups: string }[],
      p: string,
      levels: readonly (LevelP & { readonly column: string })[],
    ) =>
      `处理是否按 ${levels.map(({ name }) => name).join(" 或 ")} 分配？标准误${clusters.length === 0 ? "未聚类" : `按 ${listed.zh(clusters.map(({ name, groups }) => `${name}（${groups} 个）`))} 聚类`}时 ${p}；${levels.map(atLevelPZh).join("；")}。请用 assigned_by: ${levels[0]!.column} 或 assigned_by: unit 说明。`,
  },
  atLevel: {
    en: (level: LevelWords) => `Inference is at the level at which treatment was assigned, ${ofLevel(level)}.`,
    zh: (level: LevelWords) => `推断在处理的分配层级上进行：${ofLevelZh(level)}。`,
  },
  sameAtLevels: {
    en: (levels: readonly LevelP[]) =>
      `The conclusion is the same if treatment was assigned at a coarser level: ${listed.en(levels.map(atLevelP))}.`,
    zh: (levels: readonly LevelP[]) => `若处理在更粗的层级分配，结论不变：${levels.map(atLevelPZh).join("；")}。`,
  },
  restsOn: {
    en: (column: number, table: string, units: string) =>
      `The estimate, column (${column}) of ${table}, is based on ${units}.`,
    zh: (column: number, table: string, units: string) => `该估计为${table}第（${column}）列，基于 ${units}。`,
  },
  restsOnEvents: {
    en: (events: readonly string[], weight: string, table: string, units: string) =>
      `The estimate is the average of the effects at event times ${listed.en(events)} of ${table}, each with weight ${weight}, and its standard error is of their joint covariance; it is based on ${units}.`,
    zh: (events: readonly string[], weight: string, table: string, units: string) =>
      `该估计为${table}中相对时期 ${listed.zh(events)} 各期效应的平均，权重均为 ${weight}，标准误由其联合协方差得出，基于 ${units}。`,
  },
  noPath: {
    en: (why: string) => `The headline is an event study whose effects have no average: ${why}`,
    zh: (why: string) => `主要结果为事件研究，但其各期效应没有平均：${why}`,
  },
  restsOnFew: {
    en: (column: number, table: string, units: string) =>
      `The estimate, column (${column}) of ${table}, is based on ${units}: with so few treated clusters, the t statistic is unreliable.`,
    zh: (column: number, table: string, units: string) =>
      `该估计为${table}第（${column}）列，基于 ${units}：处理组聚类过少，t 统计量不可靠。`,
  },
  late: {
    en: (controls: readonly string[]) =>
      `${controls.length > MOST_NAMED ? `${controls.length} controls vary over time and` : `Controls that vary over time (${listed.en(controls)})`} are dated after treatment as well, which may have changed them.`,
    zh: (controls: readonly string[]) =>
      `随时间变动的控制变量（${controls.length > MOST_NAMED ? `${controls.length} 个` : listed.zh(controls)}）部分取值晚于处理，可能已受其影响。`,
  },
  // other estimates of the outcome
  otherEstimate: {
    en: (table: string, column: number, label: string, b: string, p: string) =>
      `column (${column}) of ${table} (${label}) ${b}, ${p}`,
    zh: (table: string, column: number, label: string, b: string, p: string) =>
      `${table}第（${column}）列（${label}）${b}，${p}`,
  },
  otherSignificance: {
    en: (others: readonly string[]) =>
      `Significant at the 5% level by their own p-values, which the headline is not: ${others.join("; ")}. They differ from it in treatment, estimator, rows or controls, as the line beneath each says.`,
    zh: (others: readonly string[]) =>
      `以下估计按自身 p 值在 5% 水平上显著，而主要结果并非如此：${others.join("；")}。它们在处理变量、估计方法、样本或控制变量上与主要结果不同，见各表下方说明。`,
  },
  otherSign: {
    en: (others: readonly string[]) =>
      `Significant at the 5% level with the sign opposite to the headline's: ${others.join("; ")}.`,
    zh: (others: readonly string[]) => `以下估计在 5% 水平上显著，但符号与主要结果相反：${others.join("；")}。`,
  },
  // several, none of them named
  noHeadline: {
    en: (count: number, table: string) =>
      `${table} has ${count} estimates of the effect, and none is named as the headline (key headline of the study file).`,
    zh: (count: number, table: string) =>
      `${table}有 ${count} 个效应估计，均未指定为主要结果（研究文件的键 headline）。`,
  },
  range: {
    en: (treatment: string, outcome: string, range: string, columns: string) =>
      `“${treatment}” on “${outcome}”: ${range}, ${columns}.`,
    zh: (treatment: string, outcome: string, range: string, columns: string) =>
      `“${treatment}”对“${outcome}”：${range}，${columns}。`,
  },
  fromTo: {
    en: (low: string, high: string) => `${low} to ${high}`,
    zh: (low: string, high: string) => `${low} 至 ${high}`,
  },
  columns: {
    en: (names: readonly string[]) => `${names.length === 1 ? "column" : "columns"} ${listed.en(names)}`,
    zh: (names: readonly string[]) => `第 ${listed.zh(names)} 列`,
  },
  column: {
    en: (column: number, label: string, isLate: boolean) => `(${column}) ${label}${isLate ? "†" : ""}`,
    zh: (column: number, label: string, isLate: boolean) => `（${column}）${label}${isLate ? "†" : ""}`,
  },
  lateMark: {
    en: (controls: readonly string[]) =>
      `† Controls dated after treatment, which it may have changed: ${listed.en(controls)}.`,
    zh: (controls: readonly string[]) => `† 控制变量部分取值晚于处理，可能已受其影响：${listed.zh(controls)}。`,
  },
});

interface Randomisation {
  readonly draws: string;
  readonly assignments: string | null;
  readonly enumerated: boolean;
  readonly seed: number | null;
  readonly least: string;
  readonly treated: string;
  readonly units: string;
  readonly pool: string;
}

/** What an estimate is, in a line beneath an exhibit. */
export const estimateWords = catalogue({
  estimate: { en: "Estimate", zh: "估计量" },
  distance: { en: "Distance from the headline", zh: "与主要结果之差" },
  least_squares: { en: "least squares", zh: "最小二乘" },
  event_path: { en: "least squares by period since treatment", zh: "按处理相对时期的最小二乘" },
  instruments: { en: "instrumental variables", zh: "工具变量" },
  difference: { en: "difference GMM", zh: "差分 GMM" },
  system: { en: "system GMM", zh: "系统 GMM" },
  noControls: { en: "no controls", zh: "无控制变量" },
  controls: {
    en: (names: readonly string[]) => `controls ${listed.en(names)}`,
    zh: (names: readonly string[]) => `控制变量 ${listed.zh(names)}`,
  },
  noEffects: { en: "no fixed effects", zh: "无固定效应" },
  effects: { en: (fe: string) => `fixed effects ${fe}`, zh: (fe: string) => `固定效应 ${fe}` },
  rows: { en: (n: string) => `${n} rows`, zh: (n: string) => `${n} 行` },
  fromTo: {
    en: (low: string, high: string) => `${low} to ${high}`,
    zh: (low: string, high: string) => `${low}–${high}`,
  },
  comma: { en: ", ", zh: "，" },
  where: { en: (subset: string) => `where ${subset}`, zh: (subset: string) => `满足 ${subset}` },
  manyControls: { en: (n: string) => `${n} controls`, zh: (n: string) => `${n} 个控制变量` },
  matched: { en: "of matched units", zh: "匹配样本" },
  on_support: { en: "on the common support", zh: "共同支撑样本" },
  measured: { en: "outcome measured", zh: "被解释变量为实测" },
  all: { en: "imputed outcomes included", zh: "含推算的被解释变量" },
  unweighted: { en: "rows unweighted", zh: "观测未加权" },
  weighted: { en: (weights: string) => `weighted by ${weights}`, zh: (weights: string) => `以 ${weights} 加权` },
  matchingWeights: { en: "weighted by the matching", zh: "以匹配权重加权" },
  of: {
    en: (treatment: string, outcome: string) => `“${treatment}” on “${outcome}”`,
    zh: (treatment: string, outcome: string) => `“${treatment}”对“${outcome}”`,
  },
  variation: { en: "average weighted by the variation of treatment", zh: "按处理变异加权平均" },
  compliers: { en: "average over compliers", zh: "依从者的平均" },
  impact: { en: "effect in the same period", zh: "当期效应" },
  lags: {
    en: "average of the periods from the start of treatment on, equally weighted",
    zh: "处理起各期效应的等权平均",
  },
  events: { en: "an effect by period, no average", zh: "分期效应，无平均" },
  simple: { en: "average of all treated cells", zh: "全部处理单元的平均" },
  dynamic: { en: "average of the periods since treatment", zh: "处理后各期的平均" },
  group: { en: "average of cohorts", zh: "各批次的平均" },
  calendar: { en: "average of calendar periods", zh: "各日历时期的平均" },
  list: { en: "; ", zh: "；" },
  named: {
    en: (name: string, text: string) => `${name} ${text}`,
    zh: (name: string, text: string) => `${name} ${text}`,
  },
  same: { en: "none, the same estimate", zh: "无，为同一估计" },
  sameChoices: {
    en: "effects by period, with the headline's controls, rows and weights",
    zh: "分期效应，控制变量、样本与权重与主要结果相同",
  },
  others: {
    en: (choices: readonly string[]) => `effects by period, with ${listed.en(choices)} other than the headline's`,
    zh: (choices: readonly string[]) => `分期效应，${listed.zh(choices)}不同`,
  },
  apart: {
    en: (by: string, errors: string | null) => (errors === null ? by : `${by} (${errors} of its standard errors)`),
    zh: (by: string, errors: string | null) => (errors === null ? by : `${by}（其标准误的 ${errors} 倍）`),
  },
  another: { en: "another outcome", zh: "被解释变量不同" },
});

/** The choices in which estimates of one effect differ. */
export const choiceWords = catalogue({
  treatment: { en: "treatment", zh: "处理变量" },
  outcome: { en: "outcome", zh: "被解释变量" },
  controls: { en: "controls", zh: "控制变量" },
  fe: { en: "fixed effects", zh: "固定效应" },
  subset: { en: "rows", zh: "样本" },
  rows: { en: "rows", zh: "样本" },
  matched: { en: "rows", zh: "样本" },
  weights: { en: "weights", zh: "权重" },
});
