/**
 * Notes of matching, in Chinese by their form.
 */
import { inForm, type MessageForm } from "./message-forms.js";

const CHOICES: readonly MessageForm[] = [
  [/^nearest neighbours$/, () => "最近邻匹配"],
  [/^with replacement$/, () => "有放回"],
  [/^without replacement$/, () => "无放回"],
  [/^one control a treated unit$/, () => "每个处理组单位匹配一个控制组单位"],
  [/^ties to the first row$/, () => "并列取首行"],
  [/^in order of rows$/, () => "按行序"],
  [/^largest score first$/, () => "按得分从大到小"],
  [/^distances of linear predictors$/, () => "距离按线性预测值"],
  [/^distances of probabilities$/, () => "距离按概率"],
  [/^no caliper$/, () => "不设卡尺"],
  [/^caliper in standard deviations of the score$/, () => "卡尺以得分标准差为单位"],
  [/^caliper in units of the score$/, () => "卡尺以得分为单位"],
  [/^normal kernel$/, () => "正态核"],
  [/^Epanechnikov kernel$/, () => "Epanechnikov 核"],
  [/^means balanced$/, () => "平衡均值"],
  [/^no rule of common support$/, () => "不施加共同支撑条件"],
];

const choices = (list: string): string =>
  list
    .split(", ")
    .map((choice) => inForm(choice, CHOICES) ?? choice)
    .join("、");

export const MATCHING_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  defaults: [[/^Not told, so chosen: (.*)\.$/, (list) => `未指定而采用默认：${choices(list)}。`]],
  preset: [
    [
      /^Preset (.*), where the call says nothing else: (.*)\.$/,
      (preset, list) => `预设 ${preset}，未另行指定：${choices(list)}。`,
    ],
  ],
  averages: [
    [
      /^(\d+) units of '(.*)' are matched on their averages over (\d+) rows(?: where (.*?))?\.(?: The outcome .*)?$/,
      (n, unit, rows, where) =>
        `'${unit}' 的 ${n} 个单位按其${where === undefined ? "" : `在 ${where} 的`} ${rows} 行均值匹配。`,
    ],
  ],
  post_treatment_rows: [
    [
      /^(\d+) of the (\d+) rows that enter the score are from after treatment began/,
      (n, of) => `进入倾向得分的 ${of} 行中有 ${n} 行来自处理开始之后：受处理影响的变量不能作为匹配依据。`,
    ],
  ],
  off_support: [
    [
      /^Off the common support \(rule (.*)\): (\d+) of (\d+) treated units and (\d+) of (\d+) controls\.$/,
      (rule, t, T, c, C) =>
        `共同支撑域之外（规则 ${rule}）：${T} 个处理组单位中的 ${t} 个，${C} 个控制组单位中的 ${c} 个。`,
    ],
  ],
  unmatched: [
    [
      /^Treated units on the support without a counterfactual: (\d+) of (\d+)\. What follows is about the (\d+)/,
      (n, of, used) => `共同支撑域内没有匹配对象的处理组单位：${of} 个中的 ${n} 个。以下结果针对其余 ${used} 个。`,
    ],
  ],
  outside_support: [
    [
      /^Treated units with a score outside the controls' range, (\S+) to (\S+): (\d+)\./,
      (low, high, n) => `倾向得分超出控制组范围（${low}–${high}）的处理组单位：${n} 个。未要求共同支撑，故予以保留。`,
    ],
  ],
  ties: [
    [
      /^Treated units with another control exactly as near as their farthest match: (\d+)\./,
      (n) =>
        `有 ${n} 个处理组单位存在与最远匹配对象同样接近的其他控制组单位。取排在最前的一行；行序不同则配对不同，设 ties average 可全部采用。`,
    ],
  ],
  ties_averaged: [[/^Controls tie where/, () => "距离相同的控制组单位全部作为匹配对象，权重均分。"]],
  pair_differences: [
    [
      /^Without replacement no control/,
      () => "无放回匹配：每个控制组单位只使用一次，Abadie-Imbens 标准误为配对差均值的标准误。",
    ],
  ],
  negative_weights: [
    [/^Some weights are negative/, () => "部分权重为负（局部线性匹配可能如此）：匹配样本上的回归仅报告未加权结果。"],
  ],
  score_estimated: [[/./, () => "标准误未考虑倾向得分是估计得到的。"]],
  joint_test: [
    [
      /^No joint test of the covariates (before|after) matching/,
      (side) => `匹配${side === "before" ? "前" : "后"}协变量的联合检验不可得。`,
    ],
  ],
  stratum_left_out: [
    [/^(.*) (\S+) is left out, with its (\d+) units/, (name, level, n) => `剔除 ${name} ${level} 及其 ${n} 个单位。`],
  ],
};
