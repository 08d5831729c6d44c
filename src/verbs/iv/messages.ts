/**
 * Words of equations with instruments: tables, figures, findings, cautions.
 */
import { catalogue } from "../../base/messages.js";

export const ivWords = catalogue({
  effectsHeading: { en: (fe: string) => `Effects: ${fe}`, zh: (fe: string) => `固定效应：${fe}` },
  instrumentedCaption: { en: (name: string) => `${name}, instrumented`, zh: (name: string) => `${name}：工具变量估计` },
  instrumented: { en: (name: string) => `${name} (instrumented)`, zh: (name: string) => `${name}（工具变量估计）` },
  instrumentedBy: {
    en: (name: string, by: string) => `${name}, instrumented by ${by}`,
    zh: (name: string, by: string) => `${name}（以${by}为工具变量）`,
  },
  first: { en: "First stage", zh: "第一阶段" },
  second: { en: "Second stage", zh: "第二阶段" },
  reduced: { en: "Reduced form", zh: "简约式" },
  timesTrend: { en: (name: string) => `${name} × trend`, zh: (name: string) => `${name} × 时间趋势` },
  trend: {
    en: (time: string, origin: number) => `Trend: ${time} less ${origin}, so 1 in the first ${time}.`,
    zh: (time: string, origin: number) => `时间趋势：${time} 减 ${origin}，首期为 1。`,
  },
  says: {
    en: (caption: string) => `${caption}: what each method says`,
    zh: (caption: string) => `${caption}：各方法结果比较`,
  },
  saysNote: {
    en: (level: string, table: string) =>
      `Points are estimates, bars ${level} intervals; OLS in the second colour. The numbers are those of ${table}.`,
    zh: (level: string, table: string) =>
      `圆点为估计值，线段为 ${level} 置信区间；OLS 以第二种颜色表示。数值见${table}。`,
  },
  setNote: {
    en: "The Anderson-Rubin set holds the effects the instruments do not reject, however weak they are; the t interval is right only where they are strong.",
    zh: "Anderson-Rubin 置信集由工具变量未拒绝的效应构成，无论工具变量强弱均有效；t 区间仅在工具变量较强时成立。",
  },
  openNote: {
    en: "An arrow: the set has no end there, since the instruments can’t rule out any larger effect.",
    zh: "箭头：置信集在该方向无界，工具变量无法排除任何更大的效应。",
  },
  emptyNote: {
    en: "An empty set: no effect fits, which says that some instrument is not valid.",
    zh: "空集：没有效应与工具变量相容，说明某个工具变量无效。",
  },
  noSet: {
    en: (why: string) => `No Anderson-Rubin set: ${why}.`,
    zh: (why: string) => `无 Anderson-Rubin 置信集：${why}。`,
  },
  effectOn: { en: (outcome: string) => `Effect on ${outcome}`, zh: (outcome: string) => `对${outcome}的效应` },
  trueMark: { en: (value: string) => `true effect ${value}`, zh: (value: string) => `真实效应 ${value}` },
  notRejected: {
    en: (label: string) => `Effects the instruments do not reject: ${label}`,
    zh: (label: string) => `工具变量未拒绝的效应：${label}`,
  },
  curveNote: {
    en: (name: string, of: string, table: string) =>
      `p of the Anderson-Rubin test of each effect of ${name}, ${of}. Those above the line make the set of ${table}.`,
    zh: (name: string, of: string, table: string) =>
      `${name}的各个效应取值的 Anderson-Rubin 检验 p 值，${of}。高于水平线者构成${table}中的置信集。`,
  },
  trueNote: {
    en: (value: string) => `The true effect is ${value} (simulated).`,
    zh: (value: string) => `真实效应为 ${value}（模拟数据）。`,
  },
  where: {
    en: (table: string, label: string) => `${table}, “${label}”`,
    zh: (table: string, label: string) => `${table}“${label}”`,
  },
  trendNoEffects: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} × trend stands without ${t.unit} effects, so the estimate compares ${t.units} with each other, more so in later ${t.time}s: whatever difference in ${t.outcome} goes with ${t.names} is taken for an effect of treatment. Add ${t.unitColumn} to fe, so that it compares how they change.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names} × 时间趋势未同时控制${t.unit}固定效应，估计比较的是不同${t.units}，且越往后越明显：凡与${t.names}相关的${t.outcome}差异都会被当作处理效应。应在 fe 中加入 ${t.unitColumn}，以比较其变化。`,
  },
  trendNote: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} × trend compares how ${t.units} change with how they differ in ${t.names}. It needs that, but for treatment, ${t.outcome} would have had the same trend whatever ${t.names}; ${t.unit} effects do not make that so.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names} × 时间趋势将${t.units}的变化与其${t.names}的差异相比较。其前提是：若无处理，${t.outcome}的趋势不随${t.names}而异；${t.unit}固定效应并不能保证这一点。`,
  },
  constantNote: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} ${t.isOne ? "is" : "are"} the same in every ${t.time} of each ${t.unit}, so the estimate compares ${t.units} with each other: whatever lasting difference in ${t.outcome} goes with ${t.names} is taken for an effect of treatment. ${t.isOne ? "It would" : "They would"} be absorbed by ${t.unit} effects; trend: true gives the alternative that is not.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names}在每个${t.unit}内不随时间变化，估计比较的是不同${t.units}：凡与${t.names}相关的${t.outcome}持久差异都会被当作处理效应。${t.unit}固定效应会将其吸收；可设 trend: true 改用不被吸收的交互项。`,
  },
  exactly: { en: "exactly identified", zh: "恰好识别" },
  tests: { en: (tests: string) => `Tests: ${tests}.`, zh: (tests: string) => `检验方法：${tests}。` },
  testBy: {
    en: (question: string, name: string) => `${question} by ${name}`,
    zh: (question: string, name: string) => `${question}用 ${name}`,
  },
  under: { en: "underidentification", zh: "识别不足检验" },
  over: { en: "overidentification", zh: "过度识别检验" },
  orthogonal: { en: "instruments named", zh: "指定工具变量外生性" },
  exogenous: { en: "endogeneity", zh: "内生性检验" },
  levels: {
    en: (levels: string) => `Sets and intervals at ${levels}.`,
    zh: (levels: string) => `置信集与置信区间的水平为 ${levels}。`,
  },
  setIs: {
    en: (level: string, set: string) => `${level} set: ${set}`,
    zh: (level: string, set: string) => `${level} 置信集：${set}`,
  },
  curveDescription: {
    en: (c: CurveTexts) =>
      `p-values of the Anderson-Rubin test by value of the coefficient, from ${c.from} to ${c.to}; the largest is ${c.p} at ${c.at}. The ${c.words}, where p is at least ${c.level}. The estimate is ${c.estimate}.`,
    zh: (c: CurveTexts) =>
      `Anderson-Rubin 检验 p 值随系数取值（${c.from} 至 ${c.to}）的变化；最大值 ${c.p} 位于 ${c.at}。${c.words}，即 p 不低于 ${c.level} 处。估计值为 ${c.estimate}。`,
  },
  ols: { en: "OLS", zh: "OLS" },
  tInterval: { en: (name: string) => `${name}, t interval`, zh: (name: string) => `${name}，t 区间` },
  tfInterval: { en: (name: string) => `${name}, tF interval`, zh: (name: string) => `${name}，tF 区间` },
  arSet: { en: "Anderson-Rubin set", zh: "Anderson-Rubin 置信集" },
  twoStepGmm: { en: "Two-step GMM", zh: "两步 GMM" },
  emptySet: { en: "empty", zh: "空集" },
});

interface CurveTexts {
  readonly from: string;
  readonly to: string;
  readonly p: string;
  readonly at: string;
  readonly words: string;
  readonly level: string;
  readonly estimate: string;
}

interface CautionTexts {
  readonly where: string;
  readonly names: string;
  readonly isOne: boolean;
  readonly unit: string;
  readonly units: string;
  readonly time: string;
  readonly outcome: string;
  readonly unitColumn: string;
}

/** Labels of rows on instruments in Chinese, by the English ones. */
export const IV_ROWS_ZH: Readonly<Record<string, string>> = {
  "F of the excluded instruments": "第一阶段 F 统计量",
  "Partial R²": "偏 R²",
  "Sanderson-Windmeijer F": "Sanderson-Windmeijer F",
  "Effective F": "有效 F 统计量",
  "to exceed for a bias of 10%": "偏误不超过 10% 的临界值",
  "Cragg-Donald F": "Cragg-Donald F",
  "to exceed for a size of 10%": "检验水平不超过 10% 的临界值",
  "Kleibergen-Paap rk Wald F": "Kleibergen-Paap rk Wald F",
  "Underidentification, p": "识别不足检验 p 值",
  "Anderson-Rubin, p": "Anderson-Rubin 检验 p 值",
  "Anderson-Rubin set": "Anderson-Rubin 置信集",
  "tF interval": "tF 置信区间",
  "Overidentification, p": "过度识别检验 p 值",
  "Instruments named are exogenous, p": "指定工具变量外生性检验 p 值",
  "Endogeneity, p": "内生性检验 p 值",
  "OLS estimate": "OLS 估计值",
};

/** Notes of those rows in Chinese, by the label in English. */
export const IV_NOTES_ZH: Readonly<Record<string, string>> = {
  "F of the excluded instruments": "第一阶段 F 统计量：排除性工具变量的 Wald 检验，采用该列的标准误。",
  "Sanderson-Windmeijer F":
    "Sanderson-Windmeijer F（2016, Journal of Econometrics 190(2)）：考虑其他内生变量后，工具变量对该变量的强度。",
  "Effective F":
    "有效 F 统计量（Montiel Olea & Pflueger 2013, JBES 31(3)）：在该列标准误下的工具变量强度。高于其下临界值时，在 5% 水平上拒绝最坏偏误超过基准 10%。",
  "Cragg-Donald F":
    "Cragg-Donald F（1993, Econometric Theory 9(2)）：经典误差下的工具变量强度，临界值见 Stock & Yogo (2005)。",
  "Kleibergen-Paap rk Wald F":
    "Kleibergen-Paap rk Wald F（2006, Journal of Econometrics 133(1)）：稳健误差下的工具变量强度，无专门的临界值。",
  "Anderson-Rubin, p":
    "Anderson-Rubin（1949, Annals of Mathematical Statistics 20(1)）：零效应检验及其未拒绝的效应集合，无论工具变量强弱均有效。该集合可能无界、由数段构成或为空。",
  "tF interval":
    "tF（Lee, McCrary, Moreira & Porter 2022, American Economic Review 112(10)）：按单个工具变量的强度加宽的 t 区间。",
};
