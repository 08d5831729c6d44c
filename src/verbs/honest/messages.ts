/**
 * What `honest` says to its reader, in English and Chinese: notes, and words of its tables and figure.
 */
import { after, catalogue, type FactsOf, listed, messages, significant } from "../../base/messages.js";

export const HONEST_NOTES = messages({
  honest_degenerate: {
    en: ({ method }: { readonly method: string }) =>
      `At M = 0 every restriction is an equality, which the tests of ${method} are not made for: read the interval of method FLCI there.`,
    zh: ({ method }) => `M = 0 时所有约束都是等式，${method} 的检验不适用：请看方法 FLCI 的区间。`,
  },
  honest_pieces: {
    en: ({ M, pieces }: { readonly M: readonly number[]; readonly pieces: number }) =>
      `At M = ${listed.en(M)} the set is no interval: it has up to ${pieces} pieces, which the record lists; low and high are the outermost ends.`,
    zh: ({ M, pieces }) =>
      `M = ${listed.zh(M)} 时集合不是区间，最多由 ${pieces} 段组成（见结果记录）；上下限为最外侧端点。`,
  },
  honest_unbounded: {
    en: ({ M }: { readonly M: readonly number[] }) =>
      `At M = ${listed.en(M)} the set has no end on one side: the test does not reject however far one goes.`,
    zh: ({ M }) => `M = ${listed.zh(M)} 时集合在一侧无界：检验始终不拒绝。`,
  },
  honest_empty: {
    en: ({ M }: { readonly M: readonly number[] }) =>
      `At M = ${listed.en(M)} the set is empty: the estimates reject the restriction itself.`,
    zh: ({ M }) => `M = ${listed.zh(M)} 时集合为空：估计值拒绝该约束本身。`,
  },
  honest_not_nested: {
    en: ({ M, again }: { readonly M: number; readonly again: number }) =>
      `Sets are not nested: that of M = ${significant(M)} holds 0, and that of M = ${significant(again)} does not.`,
    zh: ({ M, again }) =>
      `各集合并非嵌套：M = ${significant(M)} 的集合包含 0，而 M = ${significant(again)} 的集合不包含。`,
  },
  honest_binned: {
    en: ({ labels }: { readonly labels: readonly string[] }) =>
      `Event times ${listed.en(labels)} stand for all beyond them: an average of several periods is treated as one.`,
    zh: ({ labels }) => `相对时期 ${listed.zh(labels)} 代表其外全部时期：多期平均被当作一期处理。`,
  },
  honest_left_out: {
    en: ({ events }: { readonly events: readonly number[] }) => `Event times outside the window: ${listed.en(events)}.`,
    zh: ({ events }) => `窗口之外的相对时期：${listed.zh(events)}。`,
  },
  honest_anticipated: {
    en: ({ reference, events }: { readonly reference: number; readonly events: readonly number[] }) =>
      `The reference is event time ${reference}: event times ${listed.en(events)} count as after it.`,
    zh: ({ reference, events }) => `基期为相对时期 ${reference}：相对时期 ${listed.zh(events)} 视为其后。`,
  },
  honest_normal: {
    en: ({ df }: { readonly df: number }) =>
      `Sets are those of normal estimates; intervals of the estimate itself are by t with ${significant(df)} degrees of freedom.`,
    zh: ({ df }) => `各集合按正态分布计算；估计本身的区间用自由度为 ${significant(df)} 的 t 分布。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof HONEST_NOTES> {}
}

/** Words of tables and the figure. */
export const honestWords = {
  ...catalogue({
    title: {
      en: (effect: string, outcome: string) => `Sensitivity to violations of parallel trends: ${effect}${outcome}`,
      zh: (effect: string, outcome: string) => `对平行趋势偏离的敏感性：${outcome}${effect}`,
    },
    onOutcome: { en: (outcome: string) => ` on ${outcome}`, zh: (outcome: string) => `对 ${outcome} 的` },
    low: { en: (level: string) => `${level} low`, zh: (level: string) => `${level} 下限` },
    high: { en: (level: string) => `${level} high`, zh: (level: string) => `${level} 上限` },
    identified: { en: "Identified set", zh: "识别集" },
    holdsZero: { en: "Holds 0", zh: "包含 0" },
    yes: { en: "yes", zh: "是" },
    no: { en: "no", zh: "否" },
    empty: { en: "empty", zh: "空集" },
    original: { en: "Parallel trends", zh: "平行趋势" },
    axis: { en: "M", zh: "M" },
    value: { en: "Effect", zh: "效应" },
    set: { en: (level: string) => `${level} robust set`, zh: (level: string) => `${level} 稳健集` },
    interval: {
      en: (level: string) => `${level} interval under parallel trends`,
      zh: (level: string) => `平行趋势下的 ${level} 区间`,
    },
    breaks: { en: "Holds 0 from", zh: "包含 0 起于" },
    breakdown: {
      en: (M: string) => `The smallest M whose set holds 0 is ${M}.`,
      zh: (M: string) => `集合包含 0 的最小 M 为 ${M}。`,
    },
    never: {
      en: (M: string) => `No set holds 0, up to M = ${M}.`,
      zh: (M: string) => `直到 M = ${M}，集合均不包含 0。`,
    },
    restriction: {
      en: (name: string, words: string, method: string) => `${name}: ${words}. Method ${method}.`,
      zh: (name: string, words: string, method: string) => `${name}：${words}。方法：${method}。`,
    },
    drawn: {
      en: (draws: string, seed: number) => `Least favourable critical values from ${draws} draws, seed ${seed}.`,
      zh: (draws: string, seed: number) => `最不利临界值由 ${draws} 次抽样得到，种子 ${seed}。`,
    },
    path: {
      en: (estimator: string, pre: number, post: number, reference: number) =>
        `Estimates of ${estimator}: ${pre} event times before the reference ${reference}, ${post} after it.`,
      zh: (estimator: string, pre: number, post: number, reference: number) =>
        `${estimator} 的估计：基期（${reference}）之前 ${pre} 期，之后 ${post} 期。`,
    },
    event: {
      en: (event: number) => `effect at event time ${event}`,
      zh: (event: number) => `相对时期${after(String(event))} 的效应`,
    },
    average: { en: "average effect", zh: "平均效应" },
    weighed: { en: "weighted effect", zh: "加权效应" },
    positive: { en: "the difference of trends is not below 0 after treatment", zh: "处理后趋势之差不为负" },
    negative: { en: "the difference of trends is not above 0 after treatment", zh: "处理后趋势之差不为正" },
    increasing: { en: "it does not fall", zh: "趋势之差不下降" },
    decreasing: { en: "it does not rise", zh: "趋势之差不上升" },
  }),
  base: catalogue({
    rm: {
      en: "after treatment trends part from period to period by at most M times the most they did before",
      zh: "处理后相邻时期趋势之差的变化至多为处理前最大变化的 M 倍",
    },
    sd: {
      en: "the slope of the difference of trends changes by at most M from period to period",
      zh: "趋势之差的斜率在相邻时期之间至多改变 M",
    },
    sdrm: {
      en: "the slope of the difference of trends changes from period to period by at most M times the most it did before treatment",
      zh: "处理后趋势之差的斜率在相邻时期之间的变化至多为处理前最大变化的 M 倍",
    },
  }),
};
