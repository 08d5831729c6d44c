/**
 * What tests and combinations of coefficients say to their reader, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural, significant } from "../../base/messages.js";

export const COMBINATION_NOTES = messages({
  combination_df: {
    en: "Coefficients have their own degrees of freedom: a combination takes the smallest among those in it, which is conservative.",
    zh: "各系数有各自的自由度：组合取其中最小者，偏于保守。",
  },
  combination_constant: {
    en: ({ combinations }: { readonly combinations: readonly string[] }) =>
      `${listed.en(combinations)}: depends on no coefficient, so that the standard error is 0 and there is no t or p-value (NA).`,
    zh: ({ combinations }) => `${listed.zh(combinations)} 不依赖任何系数：标准误为 0，没有 t 与 p 值（NA）。`,
  },
  combination_without_error: {
    en: ({ combinations }: { readonly combinations: readonly string[] }) =>
      `The standard error of ${listed.en(combinations)} is zero by construction under this covariance (NA): no t, p-value or confidence interval is reported.`,
    zh: ({ combinations }) =>
      `${listed.zh(combinations)} 的标准误在该协方差下按构造为零（NA）：不报告 t、p 值与置信区间。`,
  },
  denominator_near_zero: {
    en: ({ combination, denominator, std_error, within }: Denominator) =>
      `${combination}: a denominator, ${denominator.toPrecision(4)} with a standard error of ${std_error.toPrecision(4)}, is ${within ? "within one standard error of 0" : "not statistically distinguishable from 0 at this level"}; standard errors by the delta method are unreliable there.`,
    zh: ({ combination, denominator, std_error, within }) =>
      `${combination}：某个分母为 ${significant(denominator)}（标准误 ${significant(std_error)}），${within ? "与 0 相差不到一个标准误" : "在该水平上与 0 无显著差异"}；delta 法标准误在此不可靠。`,
  },
  redundant_restrictions: {
    en: ({ redundant, rank }: { readonly redundant: readonly string[]; readonly rank: number }) =>
      `${redundant.join("; ")} ${plural(redundant.length, "follows", "follow")} from the other restrictions and ${plural(redundant.length, "is", "are")} omitted: the rank is ${rank}.`,
    zh: ({ redundant, rank }) => `${redundant.join("；")} 可由其余约束推出，予以剔除：秩为 ${rank}。`,
  },
  wald_without_htz: {
    en: ({ df2 }: { readonly df2: number }) =>
      `F with G - 1 = ${df2}, which rejects too often where clusters are few or unlike: HTZ, which CR2 and CR3 have, needs the regression (feols --wald).`,
    zh: ({ df2 }) =>
      `F 的分母自由度为 G - 1 = ${df2}，聚类少或差异大时过多拒绝：CR2 与 CR3 的 HTZ 检验需要回归本身（feols --wald）。`,
  },
  singular_covariance: {
    en: ({ rank, df1 }: { readonly rank: number; readonly df1: number }) =>
      `The covariance matrix of the ${rank} restrictions has rank ${df1}, as happens with few clusters: its pseudo-inverse is used, and ${df1} are tested.`,
    zh: ({ rank, df1 }) => `${rank} 个约束的协方差矩阵秩为 ${df1}（聚类过少所致）：使用广义逆，检验其中 ${df1} 个。`,
  },
});

interface Denominator {
  readonly combination: string;
  readonly denominator: number;
  readonly std_error: number;
  readonly within: boolean;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof COMBINATION_NOTES> {}
}
