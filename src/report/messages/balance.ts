/**
 * Words of balance: tables and figures of matched groups, how units were matched.
 */
import { catalogue, type Language } from "../../base/messages.js";

/** Heads, rows and keys in Chinese, by the English ones. */
const BALANCE_ZH: Readonly<Record<string, string>> = {
  Mean: "均值",
  treated: "处理组",
  controls: "控制组",
  "% bias,": "标准化偏差（%）",
  "treated sd": "处理组标准差",
  "pooled sd": "合并标准差",
  Less: "偏差",
  "bias, %": "降幅（%）",
  Variance: "方差",
  ratio: "比",
  after: "匹配后",
  Before: "匹配前",
  After: "匹配后",
  Treated: "处理组",
  "Treated off the common support": "处理组：共同支撑域之外",
  "Treated without a match": "处理组：无匹配对象",
  Controls: "控制组",
  "Controls off the common support": "控制组：共同支撑域之外",
  "Effective controls": "有效控制组个数",
  "Largest weight of a control": "控制组最大权重",
  Pairs: "配对数",
  Cells: "单元数",
  "Imbalance L1": "L1 不平衡度",
  "Pseudo R²": "伪 R²",
  "LR chi²": "LR χ²",
  "LR chi², degrees of freedom": "LR χ² 自由度",
  "LR chi², p": "LR χ² p 值",
  "Mean % bias": "平均标准化偏差（%）",
  "Median % bias": "标准化偏差中位数（%）",
  "Largest % bias": "最大标准化偏差（%）",
  "Largest % bias is of": "最大偏差的变量",
  "Rubin’s B, %": "Rubin 的 B（%）",
  "Rubin’s R": "Rubin 的 R",
  "Effective controls: the squared sum of their weights over the sum of squares.":
    "有效控制组个数：权重之和的平方除以权重平方和。",
  "before matching": "匹配前",
  "after matching": "匹配后",
  "Standardised bias, %": "标准化偏差（%）",
  "Propensity score": "倾向得分",
  "Linear predictor of the score (probit)": "倾向得分的线性预测值（probit）",
  "Log odds of the score": "倾向得分的对数几率",
  Score: "得分",
  "treated, upward": "处理组（向上）",
  "controls, downward": "控制组（向下）",
  "common support": "共同支撑域",
  "both groups:": "两组共有：",
  Coefficient: "系数",
  "p-value": "p 值",
  Estimate: "估计值",
  "empty, every value is rejected": "空集，所有取值均被拒绝",
  Collapsed: "压缩",
  collapsed: "压缩",
  "Std. Error": "标准误",
  Instruments: "工具变量数",
  Lags: "滞后阶",
  yes: "是",
  no: "否",
};

/** `english` in `language`; as it is where the catalogue lacks it. */
export const balanceText = (english: string, language: Language): string =>
  language === "en" ? english : (BALANCE_ZH[english] ?? english);

export const balanceWords = catalogue({
  lines: {
    en: "First line before matching, second after. % bias: difference of means over a standard deviation before matching, of the treated, or of both groups pooled: the root of the mean of their variances (Rosenbaum & Rubin 1985, The American Statistician 39(1)). Less bias: how much smaller its size is after matching.",
    zh: "每个变量第一行为匹配前，第二行为匹配后。标准化偏差：均值之差除以匹配前的标准差（处理组的，或两组方差均值的平方根）（Rosenbaum & Rubin 1985, The American Statistician 39(1)）。偏差降幅：匹配后偏差绝对值缩小的比例。",
  },
  ratios: {
    en: "Variance ratio: treated over controls. KS: largest distance of the two distribution functions. t and its p are of the difference of means. After matching all are weighted.",
    zh: "方差比：处理组除以控制组。KS：两组分布函数的最大距离。t 及 p 为均值差异检验。匹配后各项均加权计算。",
  },
  joint: {
    en: "Pseudo R² and LR chi²: the score estimated again on the weighted sample. % bias: absolute, over the pooled standard deviation. Rubin’s B is the bias of the linear score, R the ratio of its variances; balance is good with B below 25 and R between 0.5 and 2 (Rubin 2001, Health Services and Outcomes Research Methodology 2).",
    zh: "伪 R² 与 LR χ²：在加权样本上重新估计倾向得分所得。标准化偏差取绝对值，以合并标准差为分母。Rubin 的 B 为线性得分的偏差，R 为其方差比；B 低于 25 且 R 介于 0.5 与 2 之间时平衡良好（Rubin 2001, Health Services and Outcomes Research Methodology 2）。",
  },
  treatedControls: {
    en: (treated: string, control: string, isOne: boolean) =>
      `${treated} treated, ${control} ${isOne ? "control" : "controls"}`,
    zh: (treated: string, control: string) => `处理组 ${treated}，控制组 ${control}`,
  },
  before: { en: (groups: string) => `Before: ${groups}`, zh: (groups: string) => `匹配前：${groups}` },
  afterWeighted: {
    en: (groups: string) => `After, weighted: ${groups}`,
    zh: (groups: string) => `匹配后（加权）：${groups}`,
  },
  weightSum: {
    en: (sum: string) => `Weights: 1 for treated units; those of controls sum to ${sum}.`,
    zh: (sum: string) => `权重：处理组单位为 1；控制组权重之和为${sum}。`,
  },
  sumTreated: {
    en: (n: string) => `the number of treated units used (${n}), as in psmatch2`,
    zh: (n: string) => `所用处理组单位数（${n}），与 psmatch2 一致`,
  },
  sumControls: {
    en: (n: string) => `the number of controls used (${n}), as in MatchIt`,
    zh: (n: string) => `所用控制组单位数（${n}），与 MatchIt 一致`,
  },
  loveDescription: {
    en: (n: number, limit: number, before: number, after: number, parts: readonly string[]) =>
      `Standardised bias of ${n} covariates in percent. Beyond ${limit}% in size: ${before} before matching, ${after} after. ${parts.join("; ")}.`,
    zh: (n: number, limit: number, before: number, after: number, parts: readonly string[]) =>
      `${n} 个协变量的标准化偏差（%）。绝对值超过 ${limit}% 的：匹配前 ${before} 个，匹配后 ${after} 个。${parts.join("；")}。`,
  },
  loveRow: {
    en: (label: string, before: string, after: string) => `${label}: ${before} before, ${after} after`,
    zh: (label: string, before: string, after: string) => `${label}：匹配前 ${before}，匹配后 ${after}`,
  },
  loveTitle: { en: "Balance before and after matching", zh: "匹配前后的平衡性" },
  overlapTitle: { en: "Overlap of the score before and after matching", zh: "匹配前后倾向得分的重叠" },
  overlapDescription: {
    en: (bins: number, from: string, to: string, panels: readonly (readonly [string, string])[]) =>
      `Histograms of the score in ${bins} bins from ${from} to ${to}. ${panels.map(([heading, share]) => `${heading}; the groups share ${share} of their scores, bin by bin.`).join(" ")}`,
    zh: (bins: number, from: string, to: string, panels: readonly (readonly [string, string])[]) =>
      `倾向得分直方图，${from} 至 ${to} 共 ${bins} 组。${panels.map(([heading, share]) => `${heading}；两组逐组重叠 ${share}。`).join("")}`,
  },
  overlapSupport: {
    en: (name: string, from: string, to: string) => ` ${name[0]!.toUpperCase()}${name.slice(1)} ${from} to ${to}.`,
    zh: (name: string, from: string, to: string) => `${name} ${from} 至 ${to}。`,
  },
  range: {
    en: (low: string, high: string) => `${low} to ${high}`,
    zh: (low: string, high: string) => `${low} 至 ${high}`,
  },
  emptySet: { en: "empty", zh: "空集" },
  setsDescription: {
    en: (parts: readonly string[], mark: string) =>
      `Estimates and confidence sets. ${parts.join(". ")}.${mark === "" ? "" : ` Marked: ${mark}.`}`,
    zh: (parts: readonly string[], mark: string) =>
      `估计值与置信集。${parts.join("。")}。${mark === "" ? "" : `标记：${mark}。`}`,
  },
  sensitivityTitle: {
    en: "Lags that serve as instruments, and collapsing",
    zh: "作为工具变量的滞后阶与压缩",
  },
  sensitivityNote: {
    en: "Each row is the same model with these lags in every gmm(), collapsed or not; the p of Hansen rises with the number of instruments whether or not they are valid.",
    zh: "每行为同一模型，各 gmm() 采用该滞后阶，压缩或不压缩；无论工具变量是否有效，Hansen 的 p 值都随工具变量数上升。",
  },
  notEstimated: {
    en: (row: string, why: string) => `${row}: not estimated: ${why}`,
    zh: (row: string, why: string) => `${row}：未估计：${why}`,
  },
});

/** How units were matched, in Chinese; clauses by the English ones. */
const PLAN_ZH: readonly (readonly [RegExp, string])[] = [
  [/^nearest neighbour by Mahalanobis distance/, "马氏距离最近邻匹配"],
  [/^nearest neighbour/, "最近邻匹配"],
  [/^radius/, "半径匹配"],
  [/^kernel$/, "核匹配"],
  [/^local linear regression/, "局部线性回归匹配"],
  [/^inverse probability weighting/, "逆概率加权"],
  [/^doubly robust weighting/, "双重稳健加权"],
  [/^entropy balancing/, "熵平衡"],
  [/^coarsened exact matching/, "粗化精确匹配"],
  [/, with replacement/, "，有放回"],
  [/, without replacement/, "，无放回"],
  [/, in the order of the rows/, "，按行序"],
  [/, from the largest score down/, "，按得分从大到小"],
  [/, from the smallest score up/, "，按得分从小到大"],
  [/, in random order/, "，随机顺序"],
  [/, ties averaged/, "，并列取平均"],
  [/, of ties the first row/, "，并列取首行"],
  [/^score (.*) as given$/, "倾向得分取自 $1"],
  [/^score by (\w+)/, "倾向得分由 $1 估计"],
  [/, compared as its linear predictor/, "，按线性预测值比较"],
  [/^units are averages of (.*) over all rows$/, "匹配单位为 $1 全部行的均值"],
  [/^units are averages of (.*) over rows with (.*)$/, "匹配单位为 $1 在 $2 各行的均值"],
  [/^within each (.*)$/, "在每个 $1 内匹配"],
  [/^exact on (.*)$/, "$1 精确匹配"],
  [/^caliper (.*) standard deviations of the score(?: \((.*)\))?$/, "卡尺为得分标准差的 $1 倍（$2）"],
  [/^caliper (.*)$/, "卡尺 $1"],
  [/^(\w+) kernel, bandwidth (.*)$/, "$1 核，带宽 $2"],
  [/^moments up to (.*)$/, "矩平衡至 $1 阶"],
  [/^no rule of common support$/, "未施加共同支撑条件"],
  [/^treated units off the controls\u2019 range left out$/, "剔除超出控制组得分范围的处理组单位"],
  [/^units off the range of either group left out$/, "剔除超出任一组得分范围的单位"],
  [/^treated units where controls are thinnest left out(?: \((.*)\))?$/, "剔除控制组最稀疏处的处理组单位（$1）"],
];

/** Clauses of a matching in `language`. */
export const planClauses = (clauses: readonly string[], language: Language): string =>
  language === "en"
    ? clauses.join("; ")
    : clauses
        .map((clause) => PLAN_ZH.reduce((text, [form, zh]) => text.replace(form, zh), clause).replace("（）", ""))
        .join("；");
