/**
 * Words of the study's stage on mechanisms.
 */
import { after, apart, catalogue } from "../../../base/messages.js";

export const mechanismsWords = catalogue({
  caption: {
    en: (treatment: string) => `${treatment} and the mechanisms`,
    zh: (treatment: string) => `${treatment}的作用机制`,
  },
  mediationCaption: {
    en: (outcome: string) => `Direct, indirect and total effect on ${outcome}`,
    zh: (outcome: string) => `对${outcome}的直接效应、间接效应与总效应`,
  },
  stub: { en: "Mediator", zh: "中介变量" },
  treated: {
    en: (units: string) => `Treated ${units}: those whose treatment varies in the sample of the column.`,
    zh: (units: string) => `处理组${units}：处理变量在该列样本内有变化的${units}。`,
  },
  few: {
    en: (few: number) => ` With fewer than ${few} of them, the t test is unreliable.`,
    zh: (few: number) => `少于 ${few} 个时，t 检验不可靠。`,
  },
  noChain: {
    en: "An effect of the treatment on a mediator does not establish that its effect on the outcome operates through that mediator.",
    zh: "处理对中介变量有影响，并不能证明其对被解释变量的影响经由该变量。",
  },
  rows: {
    en: (rows: string, names: string) =>
      `All equations are estimated on the ${rows} rows in which ${names} are not missing.`,
    zh: (rows: string, names: string) => `各方程均以${apart(names)}均不缺失的 ${rows} 行估计。`,
  },
  formula: { en: (call: string) => `Outcome equation: ${call}.`, zh: (call: string) => `被解释变量方程：${call}。` },
  percentileAxis: {
    en: (level: string) => `Effect and ${level} percentile interval of the bootstrap`,
    zh: (level: string) => `效应与自助抽样的 ${level} 百分位区间`,
  },
  deltaAxis: {
    en: (level: string) => `Effect and ${level} interval by the delta method`,
    zh: (level: string) => `效应与 delta 法的 ${level} 区间`,
  },
  through: {
    en: (mediator: string) => `Indirect, through ${mediator}`,
    zh: (mediator: string) => `间接效应（经${after(mediator)}）`,
  },
  caution: {
    en: (table: string) =>
      `The indirect effects in ${table} are causal only if, given the treatment, the mediators too are as good as randomly assigned; a design that assigns the treatment alone does not ensure that.`,
    zh: (table: string) =>
      `${table}的间接效应只有在给定处理后中介变量也近似随机时才有因果含义；仅分配处理的设计不能保证这一点。`,
  },
});
