/**
 * Notes of dynamic panels by GMM, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

export const DYNAMIC_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  subset_lags: [
    [
      /^Equations are estimated where '(.*)'; the other rows still serve as lags\.$/,
      (subset) => `方程在满足 '${subset}' 的行上估计；其余行仍用于构造滞后项。`,
    ],
  ],
  observations_reported: [
    [
      /^Observations are the (\d+) rows of the equation in levels, .* adds the (\d+) transformed rows\.$/,
      (levels, transformed) =>
        `观测值为水平方程的 ${levels} 行，与 xtabond2、gretl 的计数一致；plm 另计变换后的 ${transformed} 行。`,
    ],
  ],
  instruments_exceed_groups: [
    [
      /^There are (\d+) instruments for (\d+) groups/,
      (n, groups) =>
        `${groups} 个个体对应 ${n} 个工具变量：两步估计偏向最小二乘，Hansen 检验失去功效（Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1)）。应减少滞后阶或压缩。`,
    ],
  ],
  ar1_not_negative: [
    [
      /^AR\(1\) in first differences is (\S+); it should be negative/,
      (z) => `差分残差的 AR(1) 为 ${z}，应为负：为正说明水平误差强相关，或残差并非差分。`,
    ],
  ],
  ar2_rejected: [
    [
      /^AR\(2\) in first differences is rejected \(p = (\S+)\)/,
      (p) =>
        `差分残差的 AR(2) 检验被拒绝（p = ${p}）：误差跨期相关，滞后两期不是有效工具变量。应从三期起，或加入被解释变量的更多滞后项。`,
    ],
  ],
  hansen_near_one: [
    [
      /^Hansen's p is (\S+): that near to one/,
      (p) =>
        `Hansen 的 p 值为 ${p}：如此接近 1 意味着工具变量过多，而非有效（Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1)）。`,
    ],
  ],
  hansen_none: [
    [
      /^Hansen's J is not given: /,
      () => "不报告 Hansen J：用于加权的矩条件协方差矩阵不可逆或秩不足。应减少滞后阶、压缩，或减少解释变量。",
    ],
  ],
  outside_bounds: [
    [
      /^The coefficient of (.*) \((\S+)\) lies (below the within estimate|above the pooled one): within (\S+) is too low and pooled OLS (\S+) too high/,
      (term, b, where, within, pooled) =>
        `${term} 的系数（${b}）${where.startsWith("below") ? "低于组内估计" : "高于混合估计"}：组内估计 ${within} 偏低，混合 OLS 估计 ${pooled} 偏高，可靠的估计应介于两者之间（Bond 2002, Portuguese Economic Journal 1(2)）。`,
    ],
  ],
  weight_singular: [
    [
      /^The weight has rank (\d+) for (\d+) instruments/,
      (rank, n) =>
        `${n} 个工具变量的权重矩阵秩为 ${rank}；取其 Moore-Penrose 逆（与 xtabond2、plm 一致），估计因而依赖变量的量纲。应减少滞后阶或压缩。`,
    ],
  ],
  two_step_uncorrected: [
    [
      /^Two-step errors are not corrected/,
      () => "两步标准误未对估计的权重作修正，通常严重偏小（Windmeijer 2005, Journal of Econometrics 126(1)）。",
    ],
  ],
  gaps: [
    [
      /^(\d+) units have gaps; a period missing/,
      (n) => `${n} 个个体存在间断；每缺一期损失两个一阶差分。前向正交离差只损失一个。`,
    ],
  ],
  unit_root: [
    [
      /^The coefficients of the lagged outcome sum to (\S+), not below one/,
      (sum) => `滞后被解释变量的系数之和为 ${sum}，不小于 1：模型没有长期均衡，长期效应没有意义。`,
    ],
  ],
};
