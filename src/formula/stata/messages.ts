/**
 * What the translation of a Stata command says to its reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../base/messages.js";

export const STATA_NOTES = messages({
  stata_line: {
    en: ({ command, translation, kept }: Translation) =>
      `the ${command} command was translated to: ${translation}${kept.length === 0 ? "" : ` (except for the flags given: ${listed.en(kept)})`}`,
    zh: ({ command, translation, kept }) =>
      `${command} 命令已翻译为：${translation}${kept.length === 0 ? "" : `（另行给定的选项除外：${listed.zh(kept)}）`}`,
  },
  stata_missing: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `Stata treats missing values as larger than any number: rows where ${listed.en(columns.map((name) => `'${name}'`))} is missing are retained where its condition retains them.`,
    zh: ({ columns }) =>
      `Stata 将缺失值视为大于任何数：${listed.zh(columns.map((name) => `'${name}'`))} 缺失的行按其条件保留。`,
  },
  stata_ignored: {
    en: ({ options }: { readonly options: readonly string[] }) =>
      `Options that change no estimate are ignored: ${listed.en(options)}.`,
    zh: ({ options }) => `不影响估计的选项已忽略：${listed.zh(options)}。`,
  },
  stata_least_squares: {
    en: ({ command }: { readonly command: string }) => `${command} without instruments is least squares.`,
    zh: ({ command }) => `没有工具变量的 ${command} 即最小二乘。`,
  },
  stata_normal: {
    en: ({ command }: { readonly command: string }) =>
      `${command} without 'small' uses no small-sample factor, and p-values from the normal distribution.`,
    zh: ({ command }) => `没有 small 的 ${command} 不作小样本修正，p 值取自正态分布。`,
  },
  stata_scaled_weights: {
    en: ({ command, weights }: { readonly command: string; readonly weights: string }) =>
      `${command} scales analytic weights to a mean of 1; here they are used as they are. Coefficients and robust errors do not depend on the scale. Stata's classical standard errors are these times the square root of the mean of ${weights} over the sample, its log likelihood is this over that mean: divide ${weights} by its mean for both.`,
    zh: ({ command, weights }) =>
      `${command} 将分析权重缩放为均值 1，此处按原值使用。系数与稳健标准误不受权重尺度影响；Stata 的经典标准误为此处的标准误乘以样本内 ${weights} 均值的平方根，其对数似然为此处的值除以该均值。将 ${weights} 除以其均值，两者即一致。`,
  },
  stata_default: {
    en: ({ command }: { readonly command: string }) => `${command} without fe, be or re is the random-effects model.`,
    zh: ({ command }) => `没有 fe、be 或 re 的 ${command} 即随机效应模型。`,
  },
  stata_robust: {
    en: ({ command, cluster }: { readonly command: string; readonly cluster: string }) =>
      `The robust variance of ${command} is clustered by the unit, '${cluster}'.`,
    zh: ({ command, cluster }) => `${command} 的稳健方差按单位 '${cluster}' 聚类。`,
  },
  stata_singletons: {
    en: ({ command }: { readonly command: string }) =>
      `${command} drops singleton observations of each fixed effect, iteratively.`,
    zh: ({ command }) => `${command} 迭代剔除各固定效应中的单一观测（singletons）。`,
  },
});

interface Translation {
  readonly stata: string;
  readonly translation: string;
  readonly command: string;
  /** Flags that were given beside the line. */
  readonly kept: readonly string[];
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof STATA_NOTES> {}
}
