/**
 * What `pretrends` says to its reader, and words of its tables and figure, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../base/messages.js";

export const PRETRENDS_NOTES = messages({
  pretrends_normal: {
    en: ({ df }: { readonly df: number }) =>
      `Powers take estimates as normal with a known covariance; the record reads them by t with ${df} degrees of freedom, so with few clusters power is less.`,
    zh: ({ df }) => `功效以估计量服从已知协方差的正态分布计算；原结果按自由度 ${df} 的 t 分布推断，聚类较少时实际功效更低。`,
  },
  pretrends_significant: {
    en: ({ events }: { readonly events: readonly number[] }) =>
      `The pre-test does not pass: leads ${listed.en(events)} are significant. Biases on passing then describe other samples than this one.`,
    zh: ({ events }) =>
      `预检验未通过：提前期 ${listed.zh(events)} 显著。通过条件下的偏误描述的是其他样本，而非本样本。`,
  },
  pretrends_size: {
    en: ({ powers, size }: { readonly powers: readonly number[]; readonly size: number }) =>
      `No slope has power ${listed.en(powers)}: the test of any lead rejects as often without a violation (${size}).`,
    zh: ({ powers, size }) => `不存在功效为 ${listed.zh(powers)} 的斜率：无违背时任一系数检验的拒绝率已达 ${size}。`,
  },
  pretrends_probability: {
    en: ({ error, leads }: { readonly error: number; readonly leads: number }) =>
      `Probabilities of ${leads} leads at once are known to about ${error} only.`,
    zh: ({ error, leads }) => `${leads} 个提前期的联合概率仅精确到约 ${error}。`,
  },
  pretrends_binned: {
    en: ({ labels }: { readonly labels: readonly string[] }) =>
      `Event times ${listed.en(labels)} stand for all beyond them; a linear trend takes them at their own time.`,
    zh: ({ labels }) => `相对时期 ${listed.zh(labels)} 合并了更远的各期；线性趋势按其自身时期取值。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PRETRENDS_NOTES> {}
}
