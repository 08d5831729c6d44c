/**
 * Layer report. Notes of dynamic panels by GMM, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

export const DYNAMIC_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  subset_lags: [
    [
      /^Equations are estimated where '(.*)'; the other rows still serve as lags\.$/,
      (subset) => `方程在满足 '${subset}' 的行上估计；其余行仍用于构造滞后项。`,
    ],
  ],
  unit_root: [
    [
      /^The coefficients of the lagged outcome sum to (\S+), not below one/,
      (sum) => `滞后被解释变量的系数之和为 ${sum}，不小于 1：模型没有长期均衡，长期效应没有意义。`,
    ],
  ],
};
