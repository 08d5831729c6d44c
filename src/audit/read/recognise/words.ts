/**
 * Words of tables: names of statistics, effects, controls and of what stands in parentheses, as Stata, R and journals print them in English
 * and Chinese. Knows no table.
 */
import type { Beneath, PrintedEstimator, StatedErrors, StatisticName } from "../../paper.js";

/** A label for comparison: small letters, one kind of space, R² and R^2 as r2, without a colon at its end. */
export function plainLabel(label: string): string {
  return label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[_\s]+/gu, " ")
    .replace(/[’‘]/gu, "'")
    .replace(/[−–—]/gu, "-")
    .replace(/r\s*\^?\s*\{?2\}?/gu, "r2")
    .replace(/\br[ -]?sq(?:uared|uare|r)?\b\.?/gu, "r2")
    .replace(/r方/gu, "r2")
    .replace(/[\s:：]+$/u, "")
    .trim();
}

/** A label as a statistic: null where it is not known as one. Name null: known not to be an estimate, and no statistic a rule reads. */
export interface StatisticLabel {
  readonly name: StatisticName | null;
  readonly isP: boolean;
}

const P_WORDS = /\bp[ -]?val(?:ue)?s?\b\.?|\bprob(?:ability)?\b\.?|\bp\b(?=\s*$|\s*[)\]])|^p\b(?=\s*\()|p ?值/u;
/** Words that say nothing of which statistic it is. */
const IDLE = /\b(?:tests?|statistics?|stats?|values?|of|for|the|in|the|arellano|bond)\b\.?|检验|统计量|值/gu;

const STATISTICS: readonly (readonly [StatisticName | null, RegExp])[] = [
  ["within_r2", /^(?:within r2|r2 w|r2 ?\(?within\)?|组内 ?r2|r2 ?\(?组内\)?)$/u],
  [
    null,
    /^(?:between|overall) r2$|^r2 ?\(?(?:between|overall|uncentred|uncentered|未中心化)\)?$|^r2,? unc|^within adj(?:usted|\.)? r2$|^r2 (?:within )?adj\.? within$/u,
  ],
  [
    "adj_r2",
    /^(?:adj(?:usted|\.)?[ -]?r2|a(?:d|dj)?\.?[ -]r2|r2 a|r2[ ,]*\(?adj(?:usted|\.)?\)?|调整后?的? ?r2|修正后?的? ?r2|r2 ?\(?调整后?\)?)$/u,
  ],
  ["pseudo_r2", /^(?:r2 p|pseudo[ -]?r2|mcfadden'?s? r2|伪 ?r2|(?:squared )?cor(?:relation)?\.? r2)$/u],
  [null, /^squared cor/u],
  ["r2", /^(?:overall )?r2$|^拟合优度(?:\(?r2\)?)?$|^可决系数$/u],
  [
    "rmse",
    /^(?:rmse|root mse|residual std\.? error|residual standard error|s\.?e\.? of (?:the )?regression|s\.?e\.?r\.?)$/u,
  ],
  [
    "first_stage_f",
    /^(?=.*(?:first|1st|一阶段|kleibergen|cragg|\bkp?\b|\bkp\b|effective|excluded|olea|weak|弱工具))(?!.*\blm\b).*\bf\b/u,
  ],
  [
    "first_stage_f",
    /^(?:第?一阶段 ?f|weak (?:identification|instruments?)(?: ?\(.*\))?|f[ -]?\(?(?:first|1st)[ -]stage\)?|ivf|cragg-?donald|cragg-?donald wald|kleibergen-?paap rk wald)$/u,
  ],
  [null, /kleibergen|cragg|anderson|\blm\b/u],
  ["f", /^(?:f|f[ -]?stat(?:istic)?|model f|f ?\([^)]*\))$/u],
  [
    "ar1",
    /^(?:ar ?\(?1\)?|m ?\(?1\)?|(?:a-?b|abond)?(?: )*ar ?\(?1\)?|first[ -]order (?:serial |auto)?correlation|一阶(?:自|序列)?相关)$/u,
  ],
  [
    "ar2",
    /^(?:ar ?\(?2\)?|m ?\(?2\)?|(?:a-?b|abond)?(?: )*ar ?\(?2\)?|second[ -]order (?:serial |auto)?correlation|二阶(?:自|序列)?相关)$/u,
  ],
  [
    "hansen",
    /^(?:hansen(?:[ -]?j)?|hansen overid(?:entification|\.)?(?: restrictions)?|j|j[ -]?stat|over-?identification ?\(?hansen\)?)$/u,
  ],
  ["sargan", /^(?:sargan|sargan overid(?:entification|\.)?(?: restrictions)?)$/u],
  [
    "instruments",
    /^(?:(?:number|no\.?|num\.?|#|nb\.?) ?(?:of )?(?:instruments?|ivs?)|instruments?|工具变量(?:数|个数|数量)?)$/u,
  ],
  ["clusters", /^(?:(?:number|no\.?|num\.?|#|n\.?) ?(?:of )?clusters?|clusters?|聚类(?:数|个数|数量))$/u],
  [
    "groups",
    /^(?:(?:number|no\.?|num\.?|#|n\.?) ?(?:of )?(?:groups?|ids?|firms?|compan(?:y|ies)|cit(?:y|ies)|count(?:y|ies)|countr(?:y|ies)|provinces?|states?|regions?|units?|individuals?|persons?|households?|panels?|banks?|plants?|schools?|districts?)|groups|组数|(?:个体|城市|企业|公司|地区|省份|国家|县域?|银行|截面)(?:数|个数|数量))$/u,
  ],
  [
    "nobs",
    /^(?:n|nobs|obs\.?|observations?|(?:number|no\.?|num\.?|#|n\.?) ?(?:of )?(?:obs\.?|observations?)|num\.obs\.?|sample size|sample|观测[值数]?数?量?|观察[值数]?数?|样本(?:数|量|容量|观测[值数]?数?|规模)?|样本个数)$/u,
  ],
  ["loglik", /^(?:log[ -]?lik(?:elihood)?\.?|log pseudo-?likelihood|对数似然)$/u],
  [
    "mean_outcome",
    /^(?:(?:mean (?:of )?(?:the )?|average )(?:dep(?:endent|\.)? ?var(?:iable|\.)?|outcome|y)|(?:dep(?:endent|\.)? ?var(?:iable|\.)?|outcome|y) ?mean|(?:被解释变量|因变量)均值)$/u,
  ],
  [
    "sd_outcome",
    /^(?:(?:s\.?d\.?|std\.? ?dev\.?|standard deviation) (?:of )?(?:the )?(?:dep(?:endent|\.)? ?var(?:iable|\.)?|outcome|y)|(?:dep(?:endent|\.)? ?var(?:iable|\.)?|outcome|y) ?(?:s\.?d\.?|std\.? ?dev\.?)|(?:被解释变量|因变量)标准差)$/u,
  ],
  [
    null,
    /^(?:aic|bic|aicc|hqic|ll|lr|wald|dw|durbin[ -]watson|deviance|df|vif|lm|dof|rss|sse)\b|chi-?(?:2|squared|sq)|χ2?|卡方|^hausman|^difference-in-hansen|^diff|^ar ?\(?[3-9]\)?$|^rows used$|^dropped|^剔除|^iterations$|^theta|^rho$|^sigma|^icc$/u,
  ],
];

/** Longest label looked at: no statistic has a longer one. */
const LONGEST_LABEL = 80;

/** What statistic a row so labelled holds; null where it is not known as one. */
export function statisticOf(label: string): StatisticLabel | null {
  const plain = plainLabel(label);
  if (plain === "" || plain.length > LONGEST_LABEL) return null;
  const isP = P_WORDS.test(plain);
  const rest = isP ? plain.replace(P_WORDS, " ").replace(/[>(<]\s*(?=\))|[()>]\s*$/gu, " ") : plain;
  const bare = rest
    .replace(IDLE, " ")
    .replace(/\(\s*\)|^[\s,:;=>-]+|[\s,:;=>-]+$/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  const ofRows = bare.replace(/ ?\((?:n|obs\.?|observations?|total|[^()]*years?|[^()]*rows?)\)$/u, "");
  for (const text of [rest.trim(), bare, ofRows]) {
    for (const [name, pattern] of STATISTICS) if (text !== "" && pattern.test(text)) return { name, isP };
  }
  // "p-value" alone belongs to the row above it
  return isP && bare === "" ? { name: null, isP } : null;
}

/** A row or heading of dependent variables. */
export const saysOutcome = (label: string): boolean =>
  /dep(?:endent|\.)?[ -]*var|\boutcomes?\b|explained variable|被解释变量|因变量/iu.test(label);

const EFFECTS = /\bf\.?e\.?s?\b|fixed[ -]?effects?|\bdumm(?:y|ies)\b|\beffects?$|固定效应|虚拟变量|哑变量|效应$/iu;
const CONTROLS =
  /\bcontrols?\b|\bcovariates?\b|\bcontrol variables?\b|other (?:regressors|variables)|控制变量|协变量|其他变量/iu;
const WEIGHTS = /\bweight(?:s|ed|ing)?\b|加权|权重/iu;
const CLUSTERED = /cluster|聚类/iu;
const ERRORS = /\bs\.?e\.?s?\b|standard[ -]errors?|std\.? ?err|vcov|标准误|\berrors?\b/iu;
/** What effects are commonly of, where a row says no more than that. */
const EFFECT_NOUNS =
  /^(?:(?:year|time|period|month|quarter|week|day|date|firm|company|city|county|country|province|state|region|industry|sector|unit|individual|person|household|school|district|bank|plant|product|store|village|cohort|id|年份|时间|年度|月份|季度|城市|企业|公司|个体|地区|省份|行业|国家|县)s?)(?:[ -]*(?:[x×*#^:&-]|by|and|-)[ -]*(?:year|time|period|month|quarter|week|firm|city|county|country|province|state|region|industry|sector|unit|product|cohort|年份|时间|城市|行业|省份|地区)s?)*$/iu;

export const saysEffects = (label: string): boolean => EFFECTS.test(label) || EFFECT_NOUNS.test(label.trim());
export const saysControls = (label: string): boolean => CONTROLS.test(label);
export const saysWeights = (label: string): boolean => WEIGHTS.test(label);
export const saysClustered = (label: string): boolean => CLUSTERED.test(label);
export const saysErrors = (label: string): boolean => ERRORS.test(label);
/** A row whose words are of all fixed effects, "Fixed effects", so that its cells name them. */
export const saysAllEffects = (label: string): boolean =>
  /^(?:fixed[ -]?effects?|f\.?e\.?s?|固定效应)[:：]?$/iu.test(label.trim());

const YES = new Set([
  "yes",
  "y",
  "true",
  "✓",
  "✔",
  "√",
  "☑",
  "included",
  "incl.",
  "是",
  "有",
  "控制",
  "已控制",
  "包含",
  "固定",
  "●",
  "•",
]);
const NO = new Set(["no", "false", "✗", "✘", "✕", "否", "无", "未控制", "不控制", "不包含", "not included", "○"]);
/** Marks that stand for yes in some tables, for no in others. */
const CROSSES = new Set(["x", "×"]);

export type YesNo = "yes" | "no" | "cross";

/** Whether a cell says yes or no; a lone cross is read by the other marks of its table. */
export function yesNo(text: string): YesNo | null {
  const plain = text.normalize("NFKC").trim().toLowerCase();
  if (YES.has(plain)) return "yes";
  if (NO.has(plain) || plain === "n") return "no";
  return CROSSES.has(plain) ? "cross" : null;
}

const EMPTY = new Set([
  "",
  "-",
  "--",
  "---",
  "—",
  "–",
  "−",
  "－",
  "——",
  "…",
  "...",
  ".",
  "/",
  "\\",
  "n.a.",
  "n.a",
  "n/a",
  "na",
  "nan",
  "·",
]);

/** Whether a cell prints that it has nothing. */
export const isEmptyCell = (text: string): boolean => EMPTY.has(text.trim().toLowerCase());

// What stands beneath an estimate.

export type BeneathKind = Beneath | "interval";

export const BENEATH_WORDS: readonly (readonly [BeneathKind, RegExp])[] = [
  [
    "interval",
    /(?:\d{1,3}(?:\.\d{1,3})?[\s-]*(?:%|percent)[\s-]*)?conf(?:idence|\.) (?:intervals?|int\.|sets?)|(?:\d{1,3}(?:\.\d{1,3})?\s*%\s*)?\bc\.?i\.?s?\b|(?:\d{1,3}(?:\.\d{1,3})?\s*%\s*的?\s*)?置信区间/giu,
  ],
  [
    "std_error",
    /(?:standard|std\.?)[ -]?err(?:or)?s?\.?|(?:standard|std\.?)[ -]?dev(?:iation)?s?\.?|\bs\.?e\.?s?\b\.?|标准误差?|标准差/giu,
  ],
  [
    "statistic",
    /\b[tz][\s-]*(?:stat(?:istic)?s?|values?|ratios?|scores?)\b|\b[tz]\b ?(?:值|统计量)|[tz] ?(?:值|统计量)|\babsolute t\b/giu,
  ],
  ["p_value", /\bp[\s-]*val(?:ue)?s?\b|p ?值/giu],
];

/** What a label says stands in its row or column: "(t)", "Std. Error", "P>|t|". */
export function kindOfLabel(label: string): { readonly says: string; readonly means: BeneathKind } | null {
  const plain = label.replace(/^[([{\s]+|[)\]}\s:]+$/gu, "");
  const bare = /^(?:([tz])|(p)|(s\.?e\.?))$/iu.exec(plain);
  if (bare !== null)
    return {
      says: plain,
      means: bare[1] !== undefined ? "statistic" : bare[2] !== undefined ? "p_value" : "std_error",
    };
  if (/^p(?:r\()?\s*>\s*\|?\s*[tz]/iu.test(plain)) return { says: plain, means: "p_value" };
  if (plain.length > 40) return null;
  for (const [means, pattern] of BENEATH_WORDS) {
    const found = plain.match(pattern)?.[0];
    if (found !== undefined && plain.length <= found.length + 10) return { says: plain, means };
  }
  return null;
}

// Estimators and errors.

const ESTIMATORS: readonly (readonly [PrintedEstimator, RegExp])[] = [
  ["first-stage", /first[ -]stage|1st[ -]stage|第?一阶段/iu],
  ["reduced-form", /reduced[ -]form|简约式|简化式/iu],
  ["2sls", /\b2sls\b|\btsls\b|\biv\b|second[ -]stage|2nd[ -]stage|第?二阶段|工具变量/iu],
  ["gmm", /\bgmm\b|arellano|blundell/iu],
  [
    "nonlinear",
    /\b(?:c|x|mn?|o)?(?:logit|probit|tobit)\b|\bp(?:oisson|pml)\b|\bppml\b|negative binomial|\bcox\b|\bmle\b/iu,
  ],
  ["ols", /\bols\b|\blpm\b|least squares|最小二乘/iu],
];

/** The estimator a heading names, if it names one. */
export const estimatorOf = (text: string): PrintedEstimator | null =>
  ESTIMATORS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

const ERROR_KINDS: readonly (readonly [StatedErrors, RegExp])[] = [
  ["bootstrap", /bootstrap|自助|自抽样/iu],
  [
    "other",
    /newey|driscoll|kraay|conley|\bhac\b|spatial|jackknife|permutation|randomi[sz]ation|windmeijer|空间|置换/iu,
  ],
  ["cluster", /cluster|聚类/iu],
  ["robust", /robust|heterosk?c?edastic(?:ity)?|\bwhite\b|\bhc[0-4]\b|huber|eicker|sandwich|稳健|异方差/iu],
  ["classical", /classical|homosk?c?edastic|conventional|\biid\b|non-?robust|unadjusted|同方差|普通标准误/iu],
];

/** The errors that words name, if they name any; null where they name classical ones and others. */
export function errorsOf(text: string): StatedErrors | null {
  const kinds = ERROR_KINDS.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind);
  return kinds.length > 1 && kinds.includes("classical") ? null : (kinds[0] ?? null);
}

/** "Table 1", as captions begin with it: the name, in its own words. */
export function tableName(caption: string): string | null {
  const match =
    /^\W{0,3}((?:appendix |online appendix )?(?:table|tab\.)\s*[A-Z]{0,3}\.?-?\d+(?:[.-]\d+)*[a-z]?|(?:附?表)\s*[A-Z]?\d+(?:[.-]\d+)*)/iu.exec(
      caption.slice(0, 100),
    );
  return match === null ? null : match[1]!.replace(/\s+/gu, " ").replace(/^tab\./iu, "Table");
}
