/** What is said beside code: conventions in which programs differ, and what has no line of its own. English and Chinese side by side. */
import { catalogue } from "../../base/messages.js";

export const codeWords = catalogue({
  column: { en: (c: number) => `column ${c}`, zh: (c: number) => `第 ${c} 列` },
  row: { en: (r: number) => `row ${r}`, zh: (r: number) => `第 ${r} 行` },
  sample: {
    en: "the study, which writes its sample to panel.csv",
    zh: "运行研究，其样本写入 panel.csv",
  },
  data: { en: "the sample the study writes", zh: "研究所写出的样本" },
  noCalls: {
    en: (stage: string) =>
      `Stage ${stage} is made of the study as a whole: no single line does the same. The command makes it.`,
    zh: (stage: string) => `阶段 ${stage} 由整个研究生成，没有单独一行代码与之等价；可用命令行生成。`,
  },
  someCalls: {
    en: "Variants that change rows or values first (winsorised, left out, shifted) have no line here; the command makes them.",
    zh: "先改动观测或取值的变体（缩尾、剔除、提前）此处没有对应代码；可用命令行生成。",
  },
  notSupported: {
    en: (what: string, program: string) => `${what} has no line of ${program} here; the command makes it.`,
    zh: (what: string, program: string) => `此处没有与 ${what} 对应的 ${program} 代码；可用命令行生成。`,
  },
  noName: {
    en: (name: string, program: string) =>
      `${program} can have no column called ${name}: rename it in the data for a line of ${program}; the command makes it as it is.`,
    zh: (name: string, program: string) =>
      `${program} 不允许名为 ${name} 的列：如需 ${program} 代码，请在数据中改名；命令行可直接生成。`,
  },
  fixestSingletons: {
    en: "Rows alone in a level of an effect are left out, here until none is left, by fixest 0.12 in one pass: N may differ by a few.",
    zh: "在某一固定效应水平中仅有一行的观测被剔除：此处迭代至不再出现，fixest 0.12 只剔除一轮，样本量可能略有差别。",
  },
  fixestRule: {
    en: (rule: string) => `Small-sample rule ${rule}, spelt out in ssc().`,
    zh: (rule: string) => `小样本修正规则为 ${rule}，已在 ssc() 中写明。`,
  },
  stataRule: {
    en: (rule: string) =>
      `The study's small-sample rule is ${rule}; reghdfe has its own, so errors may differ by a factor. ssc: reghdfe in the study gives Stata's.`,
    zh: (rule: string) =>
      `研究的小样本修正规则为 ${rule}，而 reghdfe 另有规则，标准误可能相差一个系数。在研究中设 ssc: reghdfe 即与 Stata 一致。`,
  },
  ppmlRule: {
    en: "ppmlhdfe has a small-sample rule of its own, so errors may differ by a factor.",
    zh: "ppmlhdfe 另有小样本修正规则，标准误可能相差一个系数。",
  },
  stataSingletons: {
    en: "reghdfe leaves out rows alone in a level, until none is left, as here.",
    zh: "reghdfe 迭代剔除在某一固定效应水平中仅有一行的观测，与此处相同。",
  },
  stataMissing: {
    en: "Stata takes a missing value for a large one: the condition says which rows go.",
    zh: "Stata 将缺失值视为极大值，故条件中写明剔除的行。",
  },
  level: {
    en: (level: number) => `Intervals at ${level}: confint(model, level = ${level}).`,
    zh: (level: number) => `置信水平 ${level}：confint(model, level = ${level})。`,
  },
  draws: {
    en: "Random draws differ between programs: p agrees up to simulation error.",
    zh: "各程序的随机抽样不同：p 值在模拟误差内一致。",
  },
  boottestEffects: {
    en: "boottest takes one absorbed effect: the others are dummies.",
    zh: "boottest 只允许一个吸收的固定效应，其余以虚拟变量表示。",
  },
  attErrors: {
    en: "att_gt and csdid estimate the same effects; their errors are analytic here (bstrap = FALSE).",
    zh: "att_gt 与 csdid 估计相同的效应；此处使用解析标准误（bstrap = FALSE）。",
  },
  designErrors: {
    en: "se of staggered are refined errors, se_neyman conservative ones; it leaves out cohorts of one unit, as is done here.",
    zh: "staggered 的 se 为修正标准误，se_neyman 为保守标准误；与此处相同，它剔除仅有一个单位的批次。",
  },
  tripleShares: {
    en: "triplediff averages cohorts by all their units; here by the eligible ones, unless shares: all.",
    zh: "triplediff 以各批次的全部个体数对批次加权；此处以合格个体数加权，除非 shares: all。",
  },
  unbalanced: {
    en: "Where units lack periods, did and triplediff keep those observed in all; here each effect is by those observed in both of its periods.",
    zh: "若个体缺少某些时期，did 与 triplediff 只保留各期均有观测的个体；此处每一效应使用在其两个时期均有观测的个体。",
  },
  windmeijer: {
    en: "Errors are robust, of two steps corrected as Windmeijer (2005), in both programs.",
    zh: "两个程序均使用稳健标准误，两步估计按 Windmeijer (2005) 修正。",
  },
  neverTreated: {
    en: "Units without a cohort are never treated.",
    zh: "没有批次的个体从未受处理。",
  },
  windowShown: {
    en: "Event times outside the window have effects of their own; the study shows those within.",
    zh: "窗口之外的时点各有其效应，研究只展示窗口之内的结果。",
  },
  uniformBand: { en: "The uniform band is the study's alone.", zh: "一致置信带仅由研究给出。" },
});
