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
};

export const keyWords = (key: string, language: Language): string => {
  const words = Object.hasOwn(KEYS, key) ? KEYS[key]! : null;
  return words === null ? key.replaceAll("_", " ") : words[language === "en" ? 0 : 1];
};

const KINDS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  regressions: ["Table of regressions", "回归表"],
  iv: ["Instrumental variables", "工具变量"],
  psmatch: ["Matching (PSM-DID)", "倾向得分匹配（PSM-DID）"],
  pgmm: ["Dynamic panel (GMM)", "动态面板（GMM）"],
  "event-study": ["Event study", "事件研究"],
  did: ["Staggered adoption", "交错处理的双重差分"],
  placebo: ["Placebo", "安慰剂检验"],
  "group-difference": ["Groups compared", "异质性分析"],
  robustness: ["Robustness", "稳健性检验"],
  quality: ["Export quality", "出口质量测算"],
  decomposition: ["Decomposition", "变动分解"],
  descriptives: ["Summary statistics", "描述性统计"],
  table: ["Columns side by side", "并列各列"],
  coefplot: ["Estimates as a figure", "系数图"],
  mediation: ["Mediation", "中介效应"],
  fepois: ["Poisson", "泊松回归"],
  felogit: ["Logit", "Logit 回归"],
  xtsum: ["Within and between", "组内与组间变异"],
};

export const kindWords = (kind: string, language: Language): string =>
  Object.hasOwn(KINDS, kind) ? KINDS[kind]![language === "en" ? 0 : 1] : kind;
