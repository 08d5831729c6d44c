/**
 * Short texts that models tell in English, in other languages: who counts as never treated, why something
 * was left out, how effects were absorbed. A text of no known form stays as it is.
 */
import type { Language } from "../../base/messages.js";
import { inForm, type MessageForm } from "./message-forms.js";

const NEVER: readonly MessageForm[] = [
  [/^no event puts it in force$/, () => "没有事件使其生效"],
  [/^(.*) is 0 in every period observed$/, (name) => `${name} 在各观测期均为 0`],
  [
    /^(.*) is empty, 0, Inf(?:, (.*))? or after the last period \((.*)\)$/,
    (name, also, last) => `${name} 为空、0、Inf${also === undefined ? "" : `、${also}`}或晚于末期（${last}）`,
  ],
  [/^(.*) never treated(?: .*)?$/, (unit) => `从未受处理的${unit}`],
];

/** The rule of never treated. */
export const neverRuleText = (rule: string, language: Language): string =>
  language === "en" ? rule : (inForm(rule, NEVER) ?? rule);

const LEFT_OUT: readonly MessageForm[] = [
  [/^singletons?$/, () => "单一观测组"],
  [/^missing(?: values?)?$/, () => "缺失值"],
  [/^subset$/, () => "子样本条件"],
  [/^zero weight$/, () => "权重为零"],
  [/^lags$/, () => "滞后项缺失"],
  [/^transformation$/, () => "变换所损失"],
  [/^separated$/, () => "完全分离"],
  [/^(?:it is )?constant within the fixed effects$/, () => "在固定效应内无变化"],
  [/^collinear with the fixed effects$/, () => "与固定效应共线"],
  [/^collinear with (.*)$/, (with_) => `与 ${with_} 共线`],
  [/^explained by (.*)$/, (by) => `可由 ${by} 线性表示`],
];

/** Why rows or terms were left out. */
export const leftOutText = (reason: string, language: Language): string => {
  const words = reason.replaceAll("_", " ");
  return language === "en" ? words : (inForm(words, LEFT_OUT) ?? words);
};

const METHODS: Readonly<Record<string, string>> = {
  "one-way": "组内去均值法",
  direct: "直接法",
  krylov: "共轭梯度法",
  map: "交替投影法",
  none: "无",
};

/** How effects were absorbed. */
export const methodText = (method: string, language: Language): string =>
  language === "en" ? method : (METHODS[method] ?? method);

const STEPS: readonly MessageForm[] = [
  [/^read$/, () => "读取"],
  [/^with missing key$/, () => "键缺失"],
  [/^(.*) missing$/, (what) => `${what === "value" ? "金额" : what === "quantity" ? "数量" : what} 缺失`],
  [/^(.*) <= 0$/, (what) => `${what === "value" ? "金额" : what === "quantity" ? "数量" : what} ≤ 0`],
  [/^unit value not finite or 0$/, () => "单位价值非有限值或为 0"],
  [/^intermediaries by name$/, () => "按名称识别的中间商"],
  [/^missing (.*)$/, (what) => `${what} 缺失`],
  [/^singletons?(.*)$/, (rest) => `单一观测组${rest}`],
  [/^rows of the same (.*), summed$/, (keys) => `${keys} 相同的行（已合并）`],
  [/^fewer than (\d+) rows of (.*)$/, (n, of) => `${of} 少于 ${n} 行`],
  [/^unit value outside percentiles of (.*)$/, (of) => `单位价值超出 ${of} 内的分位数范围`],
  [/^another (.*) than the main one of (.*)$/, (unit, of) => `非 ${of} 的主要 ${unit}`],
];

const POOL: readonly MessageForm[] = [
  [
    /^(.*) seen before (\S+) and from (\S+) on(, not treated in every row)?$/,
    (unit, from, to, some) =>
      `${from} 之前与 ${to} 起均被观测到的${unit}${some === undefined ? "" : "，且并非各行均受处理"}`,
  ],
];

/** Which units may draw the cohorts of a placebo test. */
export const poolText = (rule: string, language: Language): string =>
  language === "en" ? rule : (inForm(rule, POOL) ?? rule);

/** A coefficient's own name: that of the constant in words. */
export const termText = (term: string, language: Language): string =>
  language === "zh" && term === "(Intercept)" ? "常数项" : term;

const MODELS: readonly MessageForm[] = [
  [
    /^(One-step|Two-step|Iterated)(?: (system|difference))? GMM$/,
    (step, model) =>
      `${{ "One-step": "一步", "Two-step": "两步" }[step!] ?? "迭代"}${model === undefined ? "" : model === "system" ? "系统" : "差分"} GMM`,
  ],
];

/** The kind of a model by its name. */
export const modelText = (model: string, language: Language): string =>
  language === "en" ? model : (inForm(model, MODELS) ?? model);

const GROUPS: readonly MessageForm[] = [
  [/^time dummies$/, () => "时间虚拟变量"],
  [/^constant$/, () => "常数项"],
  [/^GMM instruments for levels$/, () => "水平方程的 GMM 工具变量"],
  [/^(.*) and (\d+) more\)$/, (names, n) => `${names} 等另外 ${n} 个)`],
];

/** A group of instruments of a dynamic panel. */
export const groupText = (group: string, language: Language): string =>
  language === "en" ? group : (inForm(group, GROUPS) ?? group);

/** A step that left rows out of a quality run. */
export const waterfallStep = (step: string, language: Language): string =>
  language === "en" ? step : (inForm(step, STEPS) ?? step);
