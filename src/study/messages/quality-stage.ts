/**
 * Words of the tables and figures on estimated export quality.
 */
import { apart, catalogue } from "../../base/messages.js";

export const qualityWords = catalogue({
  caption: { en: "Export quality", zh: "出口产品质量" },
  waterfall: { en: (c: string) => `${c}: rows from the data to the estimate`, zh: (c: string) => `${c}：样本筛选过程` },
  byLevel: { en: (c: string, by: string) => `${c} by ${by}`, zh: (c: string, by: string) => `${c}：按${by}分组` },
  densityRaw: { en: (c: string) => `${c}, before normalisation`, zh: (c: string) => `${c}的分布（标准化前）` },
  densityUnit: { en: (c: string) => `${c}, normalised`, zh: (c: string) => `${c}的分布（标准化后）` },
  choices: { en: (c: string) => `${c} under other elasticities`, zh: (c: string) => `${c}：替代弹性的敏感性` },
  ranks: {
    en: (c: string, base: string) => `${c}: ranks compared with ${base}`,
    zh: (c: string, base: string) => `${c}：与 ${base} 的排序比较`,
  },
  pairs: {
    en: (c: string) =>
      `${c}: every pair of choices, Spearman below the diagonal, % of pairs of cells that change order above`,
    zh: (c: string) => `${c}：两两比较（下三角为斯皮尔曼系数，上三角为换序的单元对占比，%）`,
  },
  changed: {
    en: (c: string) => `${c}: cells that change order under other elasticities`,
    zh: (c: string) => `${c}：不同替代弹性下的换序比例`,
  },
  all: { en: "All", zh: "全部" },
  quality: { en: "Log quality", zh: "质量（对数）" },
  normalised: { en: "Normalised", zh: "标准化质量" },
  mean: { en: "Mean", zh: "均值" },
  sd: { en: "SD", zh: "标准差" },
  decile1: { en: "P10", zh: "P10" },
  median: { en: "Median", zh: "中位数" },
  decile9: { en: "P90", zh: "P90" },
  density: { en: "Density", zh: "密度" },
  sigma: {
    en: (sigma: string) => `Elasticity of substitution: ${sigma}.`,
    zh: (sigma: string) => `替代弹性：${sigma}。`,
  },
  effects: {
    en: (effects: string, within: string) =>
      `Quality is the residual of the demand equation with fixed effects ${effects}, divided by sigma - 1; normalised within ${within}.`,
    zh: (effects: string, within: string) =>
      `质量为需求方程（固定效应：${effects}）的残差除以（替代弹性 − 1），并在${apart(within)}内标准化。`,
  },
  degenerate: {
    en: (rows: string, cells: string) =>
      `${rows} rows in ${cells} cells have no normalised quality: the largest and smallest values of the cell are equal.`,
    zh: (rows: string, cells: string) => `${cells} 个单元的最大值等于最小值，其中 ${rows} 行没有标准化质量。`,
  },
  truth: {
    en: (column: string, rows: string, plain: string, within: string) =>
      `Simulated rows: estimated and true log quality (${column}) have a correlation of ${plain} over ${rows} rows, and of ${within} net of the fixed effects of the demand equation, which cannot be distinguished from demand.`,
    zh: (column: string, rows: string, plain: string, within: string) =>
      `模拟数据：估计质量与真实质量（${column}）的相关系数为 ${plain}（${rows} 行），剔除需求方程固定效应后为 ${within}。`,
  },
  shownLevels: {
    en: (shown: string, all: string, by: string) =>
      `Shown are the ${shown} of ${all} levels of ${by} with the most rows; the file of numbers has all.`,
    zh: (shown: string, all: string, by: string) =>
      `仅列示 ${by} 中观测值最多的 ${shown} 组（共 ${all} 组），全部结果见数据文件。`,
  },
  bars: {
    en: (rows: string, outside: string) =>
      `Bars: density of ${rows} rows in bins of equal width; ${outside} extreme rows lie outside the axis.`,
    zh: (rows: string, outside: string) =>
      `柱形为 ${rows} 行观测值的等宽分组密度；另有 ${outside} 行极端值位于坐标轴之外。`,
  },
  describe: {
    en: (name: string, rows: string, mean: string, q10: string, q50: string, q90: string) =>
      `Histogram of ${name} over ${rows} rows: mean ${mean}, first decile ${q10}, median ${q50}, ninth decile ${q90}.`,
    zh: (name: string, rows: string, mean: string, q10: string, q50: string, q90: string) =>
      `${name}的直方图，共 ${rows} 行：均值 ${mean}，第一十分位数 ${q10}，中位数 ${q50}，第九十分位数 ${q90}。`,
  },
  sample: {
    en: (rows: string, data: string) => `${rows} rows of ${data}`,
    zh: (rows: string, data: string) => `${data}，${rows} 行`,
  },
});
