/**
 * Layer report. Notes of matching, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

export const MATCHING_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
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
