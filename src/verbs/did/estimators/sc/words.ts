/**
 * Words of the tables and figures of synthetic controls, in English and Chinese.
 */
import { after, capital, catalogue } from "../../../../base/messages.js";

export const scWords = {
  ...catalogue({
    unitsTitle: { en: "Synthetic control: fit and placebos", zh: "合成控制：拟合与安慰剂" },
    unit: { en: "Treated unit", zh: "受处理单位" },
    before: { en: "RMSPE before", zh: "处理前 RMSPE" },
    afterwards: { en: "RMSPE after", zh: "处理后 RMSPE" },
    ratio: { en: "Ratio", zh: "比值" },
    effect: { en: "Average effect", zh: "平均效应" },
    p: { en: "p", zh: "p" },
    pGreater: { en: "p, effect > 0", zh: "p（效应 > 0）" },
    pLess: { en: "p, effect < 0", zh: "p（效应 < 0）" },
    ranked: {
      en: (units: string) =>
        `RMSPE: root mean squared difference from the synthetic control. p: share of the treated unit and its donors, each as if it were treated (${units} units), whose ratio of after to before is at least as large.`,
      zh: (units: string) =>
        `RMSPE：与合成控制之差的均方根。p：将受处理单位及各供体依次视为受处理（共 ${units} 个单位），其处理后与处理前之比不小于该值的单位所占比例。`,
    },
    unranked: {
      en: "RMSPE: root mean squared difference from the synthetic control. No placebos were asked for (--no-permute).",
      zh: "RMSPE：与合成控制之差的均方根。未做安慰剂置换（--no-permute）。",
    },
    backdated: {
      en: (unit: string, period: string, effect: string, ratio: string) =>
        `${unit} dated back to ${period}: average effect until treatment ${effect}, ratio ${ratio}.`,
      zh: (unit: string, period: string, effect: string, ratio: string) =>
        `${unit} 的处理提前至 ${period}：至实际处理前的平均效应为 ${effect}，比值 ${ratio}。`,
    },
    weightsTitle: { en: (unit: string) => `Weights of donors: ${unit}`, zh: (unit: string) => `供体权重：${unit}` },
    donor: { en: "Donor", zh: "供体" },
    weight: { en: "Weight", zh: "权重" },
    effectWithout: { en: "Effect without it", zh: "剔除后的效应" },
    beforeWithout: { en: "RMSPE before without it", zh: "剔除后的处理前 RMSPE" },
    allDonors: { en: "With all donors", zh: "全部供体" },
    others: {
      en: (n: string) => `The other ${n} donors have no weight.`,
      zh: (n: string) => `其余 ${n} 个供体的权重为零。`,
    },
    ridge: {
      en: (lambda: string, below: string) =>
        `Weights of a synthetic control, corrected by a ridge regression with penalty ${lambda}: ${below} are below zero.`,
      zh: (lambda: string, below: string) => `合成控制权重经岭回归修正（惩罚参数 ${lambda}）：其中 ${below} 个为负。`,
    },
    balanceTitle: { en: (unit: string) => `Predictors: ${unit}`, zh: (unit: string) => `预测变量：${unit}` },
    predictor: { en: "Predictor", zh: "预测变量" },
    treated: { en: "Treated", zh: "受处理单位" },
    treatedNamed: { en: (unit: string) => `Treated: ${unit}`, zh: (unit: string) => `受处理单位：${unit}` },
    synthetic: { en: "Synthetic", zh: "合成控制" },
    donors: { en: "Mean of donors", zh: "供体均值" },
    searched: {
      en: (loss: string, bound: string, starts: string, reached: string) =>
        `Weights of predictors: mean squared distance of outcomes ${loss}, best of ${starts} searches (${reached} ended there); no weights of donors whatever come below ${bound}.`,
      zh: (loss: string, bound: string, starts: string, reached: string) =>
        `预测变量权重：结果的均方距离为 ${loss}，取 ${starts} 次搜索中的最优者（${reached} 次收敛于此）；任何供体权重都不低于 ${bound}。`,
    },
    intervalsTitle: {
      en: (kind: string, unit: string) => `Effects with ${kind}: ${unit}`,
      zh: (kind: string, unit: string) => `效应及${kind}：${unit}`,
    },
    period: { en: "Period", zh: "时期" },
    estimate: { en: "Effect", zh: "效应" },
    low: { en: (level: string) => `${level} low`, zh: (level: string) => `${level} 下限` },
    high: { en: (level: string) => `${level} high`, zh: (level: string) => `${level} 上限` },
    noEffect: {
      en: (p: string) => `Test that treatment has no effect in any period: ${p}.`,
      zh: (p: string) => `检验各期均无处理效应：${p}。`,
    },
    open: {
      en: "An end that is left empty is infinite: there are too few periods before treatment for this level.",
      zh: "空缺的端点为无穷：处理前时期太少，达不到该置信水平。",
    },
    drawn: {
      en: (draws: string, seed: string) => `${draws} draws, seed ${seed}.`,
      zh: (draws: string, seed: string) => `抽样 ${draws} 次，种子 ${seed}。`,
    },
    rowsMore: {
      en: (n: string) => `${n} more treated units are in the record.`,
      zh: (n: string) => `另有 ${n} 个受处理单位见结果记录。`,
    },
    more: {
      en: (shown: string, all: string) =>
        `Tables and figures of single units are shown for ${shown} of ${all}; the record has all.`,
      zh: (shown: string, all: string) => `${all} 个受处理单位中仅列出 ${shown} 个的图表，其余见结果记录。`,
    },
    pathsTitle: {
      en: (unit: string) => `${unit} and its synthetic control`,
      zh: (unit: string) => `${unit}与其合成控制`,
    },
    gapsTitle: { en: (unit: string) => `Gaps: ${unit} and placebos`, zh: (unit: string) => `差距：${unit}与安慰剂` },
    ratiosTitle: { en: (unit: string) => `Ranks of ratios: ${unit}`, zh: (unit: string) => `比值排序：${unit}` },
    leftOutTitle: {
      en: (unit: string) => `${unit}: donors left out one at a time`,
      zh: (unit: string) => `${unit}：逐一剔除供体`,
    },
    placebos: {
      en: (shown: string, all: string) => `Placebos (${shown} of ${all})`,
      zh: (shown: string, all: string) => `安慰剂（${all} 个中的 ${shown} 个）`,
    },
    interval: { en: (kind: string) => capital(kind), zh: (kind: string) => kind },
    without: { en: (n: string) => `Without one donor (${n})`, zh: (n: string) => `剔除一个供体（${n} 条）` },
    gap: { en: "Gap to the synthetic control", zh: "与合成控制之差" },
    rank: { en: "Rank among all units", zh: "在全部单位中的名次" },
    ratioAxis: { en: "RMSPE after / before treatment", zh: "处理后与处理前 RMSPE 之比" },
    pathsDescription: {
      en: (unit: string, before: string, effect: string) =>
        `Outcomes of ${unit} and of its synthetic control by period; RMSPE before treatment ${before}, average gap after it ${effect}`,
      zh: (unit: string, before: string, effect: string) =>
        `${unit}与其合成控制各期的结果；处理前 RMSPE ${before}，处理后平均差距 ${effect}`,
    },
    gapsDescription: {
      en: (unit: string, shown: string, all: string) =>
        `Gaps of ${unit} to its synthetic control, with those of ${shown} of ${all} donors as if they were treated, left out where their mean squared gap before treatment is more than 20 times that of ${unit}`,
      zh: (unit: string, shown: string, all: string) =>
        `${unit}与其合成控制的差距，以及 ${all} 个供体中 ${shown} 个的安慰剂差距；处理前均方差距超过${after(unit)}的 20 倍者未绘出`,
    },
    gapsAlone: {
      en: (unit: string) => `Gaps of ${unit} to its synthetic control by period`,
      zh: (unit: string) => `${unit}各期与其合成控制的差距`,
    },
    logScale: { en: (title: string) => `${title}, log scale`, zh: (title: string) => `${title}（对数刻度）` },
    ratiosDescription: {
      en: (unit: string, rank: string, all: string) => `Ratios of RMSPE in order: ${unit} is number ${rank} of ${all}`,
      zh: (unit: string, rank: string, all: string) => `RMSPE 之比的排序：${unit}在 ${all} 个单位中位列第 ${rank}`,
    },
    leftOutDescription: {
      en: (unit: string, parts: string) =>
        `Gaps of ${unit} with all donors, and without one. Average effects: ${parts}`,
      zh: (unit: string, parts: string) => `${unit}在全部供体下及逐一剔除供体后的差距。平均效应：${parts}`,
    },
  }),
  kinds: catalogue({
    prediction: { en: "prediction intervals", zh: "预测区间" },
    conformal: { en: "conformal intervals", zh: "共形区间" },
    jackknife: { en: "jackknife+ intervals", zh: "jackknife+ 区间" },
  }),
};
