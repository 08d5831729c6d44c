/** What a comparison of levels of clustering says, in English and Chinese. */
import { catalogue, type FactsOf, messages } from "../../base/messages.js";

export const levelsWords = catalogue({
  title: { en: "Score-variance tests of the level of clustering", zh: "聚类层级的 score-variance 检验" },
  test: { en: "Coefficient", zh: "系数" },
  fineError: { en: "Std. error, fine", zh: "标准误（细）" },
  coarseError: { en: "Std. error, coarse", zh: "标准误（粗）" },
  statistic: { en: "Statistic", zh: "统计量" },
  p: { en: "p, asymptotic", zh: "渐近 p 值" },
  pBootstrap: { en: "p, wild bootstrap", zh: "Wild bootstrap p 值" },
  joint: { en: (terms: readonly string[]) => terms.join(" and "), zh: (terms: readonly string[]) => terms.join("、") },
  about: {
    en: (fine: string, nFine: string, coarse: string, nCoarse: string) =>
      `Null hypothesis: scores of ${fine} (${nFine}) are uncorrelated within ${coarse} (${nCoarse} clusters). Not rejecting it does not support ${fine}: the level at which treatment was assigned comes first.`,
    zh: (fine: string, nFine: string, coarse: string, nCoarse: string) =>
      `原假设：${fine}（${nFine} 个）的 score 在 ${coarse}（${nCoarse} 个聚类）内不相关。不拒绝原假设并不支持按 ${fine} 聚类：应首先考虑处理的分配层级。`,
  },
  rows: { en: "rows", zh: "各观测" },
  draws: {
    en: (done: string, weights: string, seed: number) =>
      `One coefficient: one-sided, towards larger variance by coarse clusters; several: Wald test of chi-squared. Bootstrap: ${done} draws of ${weights} weights by fine cluster (seed ${seed}).`,
    zh: (done: string, weights: string, seed: number) =>
      `单个系数：单侧检验，备择为粗聚类方差更大；多个系数：卡方 Wald 检验。Bootstrap：按细聚类抽取 ${weights} 权重 ${done} 次（种子 ${seed}）。`,
  },
  further: { en: "Inference from coarse clusters", zh: "基于粗聚类的推断" },
  method: { en: "Method", zh: "方法" },
  estimate: { en: "Estimate", zh: "估计值" },
  error: { en: "Std. error", zh: "标准误" },
  pValue: { en: "p", zh: "p 值" },
  basis: { en: "Rests on", zh: "依据" },
  spread: {
    en: (term: string) => `${term}: spread of estimates by cluster (Ibragimov-Müller)`,
    zh: (term: string) => `${term}：各聚类估计值的离散程度（Ibragimov–Müller）`,
  },
  changes: {
    en: (term: string) => `${term}: changes of clusters (Ibragimov-Müller t)`,
    zh: (term: string) => `${term}：各聚类的变化（Ibragimov–Müller t）`,
  },
  causal: {
    en: (term: string) => `${term}: causal cluster variance`,
    zh: (term: string) => `${term}：因果聚类方差`,
  },
  clusters: { en: (n: number) => `${n} clusters`, zh: (n: number) => `${n} 个聚类` },
  sides: {
    en: (a: number, b: number) => `${a} treated, ${b} untreated`,
    zh: (a: number, b: number) => `处理 ${a}，未处理 ${b}`,
  },
});

interface Clusters {
  readonly term: string;
  readonly coarse: string;
}

export const LEVELS_NOTES = messages({
  levels_not_identified: {
    en: ({ term, coarse, cluster }: Clusters & { readonly cluster: string }) =>
      `No test from estimates by ${coarse}: ${term} has no estimate with an error within ${coarse} ${cluster}.`,
    zh: ({ term, coarse, cluster }) =>
      `无法按 ${coarse} 分别估计：${term} 在 ${coarse} ${cluster} 内没有带标准误的估计值。`,
  },
  levels_no_time: {
    en: ({ term }: { readonly term: string }) =>
      `No changes of clusters for ${term}: give the column of the periods (--time).`,
    zh: ({ term }) => `未比较 ${term} 的聚类变化：请给出时期列（--time）。`,
  },
  levels_not_binary: {
    en: ({ term }: { readonly term: string }) =>
      `No changes of clusters and no causal cluster variance for ${term}: it is not a column of 0 and 1.`,
    zh: ({ term }) => `未比较 ${term} 的聚类变化，也未计算其因果聚类方差：它不是 0/1 列。`,
  },
  levels_no_date: {
    en: ({ term, coarse }: Clusters) =>
      `No changes of clusters for ${term}: its clusters of ${coarse} do not all start at one date, or it varies within them.`,
    zh: ({ term, coarse }) =>
      `未比较 ${term} 的聚类变化：各 ${coarse} 聚类并非同一时间开始处理，或处理在聚类内部不同。`,
  },
  levels_few_sides: {
    en: ({
      term,
      treated,
      untreated,
    }: {
      readonly term: string;
      readonly treated: number;
      readonly untreated: number;
    }) =>
      `No changes of clusters for ${term}: ${treated} treated and ${untreated} untreated clusters have rows before and after; two of each are needed.`,
    zh: ({ term, treated, untreated }) =>
      `未比较 ${term} 的聚类变化：前后均有观测的处理聚类 ${treated} 个、未处理聚类 ${untreated} 个，各需至少两个。`,
  },
  levels_causal_constant: {
    en: ({ term, coarse }: Clusters) =>
      `No causal cluster variance of ${term}: it varies within no cluster of ${coarse}; assignment was by cluster, and errors should be clustered.`,
    zh: ({ term, coarse }) =>
      `未计算 ${term} 的因果聚类方差：它在任何 ${coarse} 聚类内部均不变；处理按聚类分配，应聚类标准误。`,
  },
  levels_causal_model: {
    en: ({ term }: { readonly term: string }) =>
      `No causal cluster variance of ${term}: it is that of a difference of means, of a formula with ${term} alone, without controls or fixed effects.`,
    zh: ({ term }) =>
      `未计算 ${term} 的因果聚类方差：它只适用于均值之差，即公式中仅有 ${term}、没有控制变量和固定效应。`,
  },
  levels_few_coarse: {
    en: ({ coarse, G }: { readonly coarse: string; readonly G: number }) =>
      `Only ${G} clusters of ${coarse}: the asymptotic p-value is unreliable, and errors clustered by ${coarse} are too small; use the wild cluster bootstrap.`,
    zh: ({ coarse, G }) =>
      `${coarse} 仅有 ${G} 个聚类：渐近 p 值不可靠，按其聚类的标准误也偏小；请使用 wild cluster bootstrap。`,
  },
  levels_undefined: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws the statistic has no variance: these are omitted.`,
    zh: ({ draws, of }) => `${of} 次抽样中有 ${draws} 次统计量没有方差，已剔除。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof LEVELS_NOTES> {}
}
