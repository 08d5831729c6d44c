/** Keys of stages in words; a key without words here is shown as the file has it. */
import type { Language } from "../../../src/base/messages.js";

const KEYS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  treatment: ["treatment", "处理"],
  outcome: ["outcome", "被解释变量"],
  controls: ["controls", "控制变量"],
  fe: ["effects", "固定效应"],
  subset: ["sample", "样本"],
  rows: ["rows", "观测范围"],
  caption: ["caption", "标题"],
  appendix: ["in the appendix", "置于附录"],
  stars: ["stars", "显著性星号"],
  beneath: ["beneath each estimate", "估计值下方"],
  truth: ["true effect", "真实效应"],
  label: ["heading", "列标题"],
  notes: ["notes", "注释"],
  window: ["window", "窗口"],
  bin: ["bin the ends", "合并端点"],
  draws: ["draws", "抽样次数"],
  estimators: ["estimators", "估计方法"],
  control: ["comparison", "对照组"],
  variables: ["variables", "变量"],
  by: ["by", "分组"],
  formula: ["formula", "公式"],
  instruments: ["instruments", "工具变量"],
  mediators: ["mediators", "中介变量"],
  aggregate: ["aggregate", "汇总方式"],
  bootstrap: ["bootstrap", "自助法"],
  weights: ["weights", "权重"],
  model: ["model", "模型"],
  match: ["matching", "匹配"],
  replace: ["with replacement", "有放回"],
  reference: ["reference period", "基期"],
  level: ["level", "置信水平"],
  trend: ["trend", "趋势"],
  outcomes: ["other outcomes tested", "其他被解释变量"],
  placebo_outcomes: ["outcomes it should not move", "不应受影响的变量"],
  benchmarks: ["benchmarks", "比较基准"],
  samples: ["other samples", "其他样本"],
  effects: ["other effects", "其他固定效应"],
  variances: ["other variances", "其他方差"],
  strata: ["strata", "分层"],
};

export const keyWords = (key: string, language: Language): string => {
  const words = Object.hasOwn(KEYS, key) ? KEYS[key]! : null;
  return words === null ? key.replaceAll("_", " ") : words[language === "en" ? 0 : 1];
};

/** What a kind of stage is called, and what it shows. */
interface KindWords {
  readonly name: string;
  readonly shows: string;
}

const KINDS: Readonly<Record<string, { readonly en: KindWords; readonly zh: KindWords }>> = {
  regressions: {
    en: {
      name: "Table of regressions",
      shows: "a column each, by choices of treatment, controls, effects, sample and errors",
    },
    zh: { name: "回归表", shows: "每列一个回归，可分别选择处理变量、控制变量、固定效应、样本与标准误" },
  },
  iv: {
    en: {
      name: "Instrumental variables",
      shows: "first and second stages; a figure of the sets each test does not reject",
    },
    zh: { name: "工具变量", shows: "第一、第二阶段结果，以及各检验未拒绝的集合图" },
  },
  psmatch: {
    en: {
      name: "Matching (PSM-DID)",
      shows: "difference-in-differences on a matched sample; balance and the overlap of scores",
    },
    zh: { name: "倾向得分匹配（PSM-DID）", shows: "匹配样本上的双重差分、平衡性与得分重叠" },
  },
  pgmm: {
    en: {
      name: "Dynamic panel (GMM)",
      shows: "the outcome on its own lags; AR and over-identification tests, instruments, groups",
    },
    zh: { name: "动态面板（GMM）", shows: "被解释变量的滞后项、AR 与过度识别检验、工具变量数与组数" },
  },
  "event-study": {
    en: { name: "Event study", shows: "effects by periods since treatment: a figure and a table" },
    zh: { name: "事件研究", shows: "处理前后各期的效应：图与表" },
  },
  did: {
    en: { name: "Staggered adoption", shows: "several estimators side by side, and the design of the treatment" },
    zh: { name: "交错处理的双重差分", shows: "多种估计量并列，以及处理的设计" },
  },
  placebo: {
    en: { name: "Placebo", shows: "the estimate among those under treatments assigned at random: a figure" },
    zh: { name: "安慰剂检验", shows: "随机分配处理所得估计的分布图" },
  },
  "group-difference": {
    en: { name: "Groups compared", shows: "a regression by groups, and tests of the difference of its coefficient" },
    zh: { name: "异质性分析", shows: "分组回归与组间系数差异检验" },
  },
  robustness: {
    en: { name: "Robustness", shows: "a base estimate, variants of it, and what each changes" },
    zh: { name: "稳健性检验", shows: "基准估计、各种变体及其改变" },
  },
  referee: {
    en: {
      name: "What a referee would ask",
      shows: "thirteen questions on trends, inference, specifications and influence, each with its number and verdict",
    },
    zh: { name: "审稿人会问什么", shows: "关于趋势、推断、设定与影响的十三个问题，各附数值与判断" },
  },
  quality: {
    en: { name: "Export quality", shows: "customs rows at each step, distributions, other elasticities" },
    zh: { name: "出口质量测算", shows: "各步骤的海关记录数、分布与其他弹性取值" },
  },
  decomposition: {
    en: { name: "Decomposition", shows: "the change of mean quality into within, between, entry and exit" },
    zh: { name: "变动分解", shows: "平均质量变动的企业内、企业间、进入与退出分解" },
  },
  descriptives: {
    en: { name: "Summary statistics", shows: "of the sample, and by treatment" },
    zh: { name: "描述性统计", shows: "全样本及按处理分组" },
  },
  table: {
    en: { name: "Columns side by side", shows: "of tables above, pinned ones too" },
    zh: { name: "并列各列", shows: "上方各表的列，含固定列" },
  },
  coefplot: {
    en: { name: "Estimates as a figure", shows: "coefficients with their intervals" },
    zh: { name: "系数图", shows: "系数及其置信区间" },
  },
  mediation: {
    en: { name: "Mediation", shows: "direct and indirect effects" },
    zh: { name: "中介效应", shows: "直接效应与间接效应" },
  },
  fepois: {
    en: { name: "Poisson", shows: "counts and shares with fixed effects" },
    zh: { name: "泊松回归", shows: "带固定效应的计数与份额模型" },
  },
  felogit: {
    en: { name: "Logit", shows: "a 0/1 outcome with fixed effects" },
    zh: { name: "Logit 回归", shows: "带固定效应的 0/1 结果" },
  },
  power: {
    en: { name: "Power", shows: "the effect the design can find, by draws on untreated rows and by formula" },
    zh: { name: "检验功效", shows: "设计所能检测的最小效应：在未处理观测上抽取，并与公式对照" },
  },
  xtsum: {
    en: { name: "Within and between", shows: "variation within and between units" },
    zh: { name: "组内与组间变异", shows: "个体内与个体间的变异" },
  },
};

export const kindWords = (kind: string, language: Language): string =>
  Object.hasOwn(KINDS, kind) ? KINDS[kind]![language].name : kind;

/** What a stage of the kind shows; undefined of a kind that is new here. */
export const kindShows = (kind: string, language: Language): string | undefined =>
  Object.hasOwn(KINDS, kind) ? KINDS[kind]![language].shows : undefined;
