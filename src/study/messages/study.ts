/**
 * Words of a study as a whole: the finding, cautions, how treatment is coded, the sample, quality.
 */
import { after, apart, catalogue } from "../../base/messages.js";

export const studyWords = catalogue({
  none: { en: "none", zh: "无" },
  comma: { en: ", ", zh: "、" },
  and: { en: " and ", zh: "和" },
  count: { en: (n: string, noun: string) => `${n} ${noun}`, zh: (n: string, noun: string) => `${n} 个${noun}` },
  treatedCount: {
    en: (n: string, noun: string) => `${n} treated ${noun}`,
    zh: (n: string, noun: string) => `${n} 个处理组${noun}`,
  },
  fewClusters: {
    en: "Few treated clusters: clustered standard errors are valid when many clusters are treated; with only a handful, the t test over-rejects (MacKinnon & Webb 2018, Econometrics Journal 21(2)).",
    zh: "处理组聚类过少：聚类标准误要求受处理的聚类足够多；仅有少数几个时，t 检验过度拒绝（MacKinnon & Webb 2018, Econometrics Journal 21(2)）。",
  },
  staggered: {
    en: (units: string) =>
      `Treatment starts at different times, so the two-way fixed-effects estimator also compares treated ${units} with one another (Goodman-Bacon 2021, Journal of Econometrics 225(2)).`,
    zh: (units: string) =>
      `各批次处理时间不同，双向固定效应估计量也会以已受处理的${units}互为对照（Goodman-Bacon 2021, Journal of Econometrics 225(2)）。`,
  },
  coding: {
    en: (label: string, rule: string, paths: string) => `${label}: ${rule} ${paths}`,
    zh: (label: string, rule: string, paths: string) => `${label}：${rule}${paths}`,
  },
  absorbing: {
    en: (unit: string) => `absorbing; equals 1 from the first treated period of the ${unit} onwards.`,
    zh: (unit: string) => `吸收型，自该${unit}首个处理期起恒为 1。`,
  },
  absorbingEvents: {
    en: (e: SpellTexts) =>
      `absorbing; equals 1 from the first full year after the first ${e.spell} onwards. This is an assumption: of ${e.all} ${e.spells} (${e.units}), ${e.ended} were later ${e.word}, including those of ${e.among} within the sample.`,
    zh: (e: SpellTexts) =>
      `吸收型，自首次${e.spell}后的第一个完整年份起恒为 1。这是一项假定：涉及 ${e.units}的 ${e.all} 次${e.spells}中有 ${e.ended} 次后来${e.word}，其中样本期内的有：${e.among}。`,
  },
  common: {
    en: (first: number, unit: string) =>
      `common; equals 1 from ${first}, the first cohort, for every treated ${unit}, whatever its own cohort.`,
    zh: (first: number, unit: string) => `统一时点，所有处理组${unit}均自首批 ${first} 年起取 1，不论其自身批次。`,
  },
  asWritten: {
    en: (first: number, last: number, unit: string) =>
      `as written; equals 1 from ${first} to ${last} for every treated ${unit}, 0 before and after.`,
    zh: (first: number, last: number, unit: string) =>
      `按原文，所有处理组${unit}在 ${first}–${last} 年取 1，此前此后均为 0。`,
  },
  inForceEvents: {
    en: (spell: string, days: number) =>
      `in force; equals 1 in years with a ${spell} in force for at least ${days} days.`,
    zh: (spell: string, days: number) => `生效型，当年${spell}生效不少于 ${days} 天取 1。`,
  },
  inForce: { en: "in force, as in the data.", zh: "生效型，以数据为准。" },
  paths: { en: (counts: string) => `Paths: ${counts}.`, zh: (counts: string) => `处理路径：${counts}。` },
  pathCount: { en: (kind: string, n: string) => `${kind} ${n}`, zh: (kind: string, n: string) => `${kind} ${n}` },
  switchesOff: {
    en: (units: string) => ` Treatment switches off for ${units}.`,
    zh: (units: string) => `退出处理的有：${units}。`,
  },
  identified: { en: "Identified, with cohort", zh: "可识别单位及其批次" },
  neverBefore: {
    en: (handled: "exclude" | "keep" | "refuse") =>
      `${{ exclude: "Excluded", keep: "Retained", refuse: "Refused" }[handled]}: never observed before their cohort`,
    zh: (handled: "exclude" | "keep" | "refuse") =>
      `处理前从未被观测（${{ exclude: "剔除", keep: "保留", refuse: "拒绝" }[handled]}）`,
  },
  neverAfter: { en: "Treated in no row: not observed after treatment", zh: "任何记录均未受处理：处理后未被观测" },
  afterSample: {
    en: (last: string) => `Not treated in the sample: cohort after ${last}`,
    zh: (last: string) => `样本期内未受处理：批次晚于${after(last)}`,
  },
  never: { en: "Never treated", zh: "从未受处理" },
  ruled: {
    en: (units: string, rule: string) => `${units} (${rule})`,
    zh: (units: string, rule: string) => `${units}（${rule}）`,
  },
  withoutRows: {
    en: (spell: string) => `With a ${spell} but without rows`,
    zh: (spell: string) => `有${spell}但无数据记录`,
  },
  eventDates: { en: "Dates of events", zh: "事件日期" },
  confirmedDates: {
    en: (day: number, month: number, no: number) =>
      `${day} confirmed to the day, ${month} to the month, ${no} not confirmed`,
    zh: (day: number, month: number, no: number) => `${day} 个确认到日，${month} 个确认到月，${no} 个未确认`,
  },
  monthDays: { en: "Day of events known to the month only", zh: "仅知月份的事件的具体日期" },
  daysDoNotMatter: {
    en: "irrelevant, as every row is coded the same whichever day of its month an event fell on",
    zh: "无影响：无论事件落在当月哪一天，各行编码均相同",
  },
  daysMatter: {
    en: (cells: string) => `relevant, as ${cells} rows would be coded differently for some day of the month`,
    zh: (cells: string) => `有影响：对当月某些日期，${cells} 行的编码会不同`,
  },
  unconfirmed: { en: "Unconfirmed dates in the sample", zh: "样本中未确认的日期" },
  rows: { en: (n: string) => `${n} rows`, zh: (n: string) => `${n} 行` },
  leftOut: {
    en: (rows: string, n: string) => `${rows} (${n} omitted)`,
    zh: (rows: string, n: string) => `${rows}（剔除 ${n} 行）`,
  },
  periods: { en: (time: string) => `Periods (${time})`, zh: (time: string) => `时期（${time}）` },
  fromTo: { en: (a: string, b: string) => `${a} to ${b}`, zh: (a: string, b: string) => `${a}–${b}` },
  balance: { en: "Balance", zh: "面板平衡性" },
  balanced: {
    en: (unit: string) => `balanced, every ${unit} in every period`,
    zh: (unit: string) => `平衡面板：每个${unit}每期均有观测`,
  },
  unbalanced: {
    en: (least: number, most: number, unit: string, gaps: string) =>
      `unbalanced, ${least} to ${most} periods per ${unit}; ${gaps} with gaps`,
    zh: (least: number, most: number, unit: string, gaps: string) =>
      `非平衡面板：每个${unit} ${least}–${most} 期；${gaps}存在间断`,
  },
  qualityIs: {
    en: (sigma: string, effects: string, divisor: string, source: string) =>
      `Quality is the residual of a regression of ln(quantity) + ${sigma} ln(unit value) on fixed effects ${effects}, divided by ${divisor}${source} (Khandelwal, Schott & Wei 2013, American Economic Review 103(6)).`,
    zh: (sigma: string, effects: string, divisor: string, source: string) =>
      `质量为 ln(数量) + ${sigma} ln(单位价值) 对固定效应${effects}回归的残差除以 ${divisor}${source}（Khandelwal, Schott & Wei 2013, American Economic Review 103(6)）。`,
  },
  sigmaIs: { en: (words: string) => `, sigma ${words}`, zh: (words: string) => `，替代弹性 sigma ${words}` },
  levels: {
    en: (name: string, n: string) => `${name} (${n} levels)`,
    zh: (name: string, n: string) => `${after(name)}（${n} 个水平）`,
  },
  qualityScale: {
    en: (within: string, mean: string, sd: string) =>
      `It is normalised to the range 0 to 1 within ${within}. Across rows its mean is ${mean} and its standard deviation ${sd}.`,
    zh: (within: string, mean: string, sd: string) =>
      `在${apart(within)}内标准化到 0–1；各行的均值为 ${mean}，标准差为 ${sd}。`,
  },
  million: {
    en: (amount: string, value: string) => `${amount} million${value === "" ? " of value" : ` ${value}`}`,
    zh: (amount: string, value: string) => `${value === "" ? "金额" : value} ${amount} 百万`,
  },
  lostRows: {
    en: (n: string, step: string, amount: string) => `${n} ${step} (${amount})`,
    zh: (n: string, step: string, amount: string) => `${step} ${n} 行（${amount}）`,
  },
  withQuality: { en: "Rows with an estimate", zh: "得到质量的行" },
  withoutQuality: { en: "Rows without an estimate", zh: "未得到质量的行" },
  notNormalised: { en: "Rows without normalised quality (max = min)", zh: "无标准化质量（最大值 = 最小值）" },
  absorbed: { en: "Fixed effects absorbed by", zh: "固定效应的吸收" },
  iterations: { en: (n: string) => `, ${n} iterations`, zh: (n: string) => `，迭代 ${n} 次` },
  trueQuality: { en: "Correlation with the true quality (simulated)", zh: "与真实质量的相关系数（模拟数据）" },
  trueQualityIs: {
    en: (all: string, rows: string, within: string) =>
      `${all} over ${rows} rows; ${within} net of the demand equation’s effects`,
    zh: (all: string, rows: string, within: string) => `${rows} 行上为 ${all}；剔除需求方程固定效应后为 ${within}`,
  },
  cohorts: { en: "Cohorts", zh: "处理批次" },
  firstPeriod: { en: "First treated period", zh: "首个处理期" },
  isIdentified: { en: "Identified", zh: "可识别" },
  identifiedUnits: { en: (units: string) => `Identified ${units}`, zh: (units: string) => `可识别的${units}` },
  identifiedNote: {
    en: "Identified: observed both before the first treated period and from then on.",
    zh: "可识别：在首个处理期之前及之后均被观测到。",
  },
  eventsOf: {
    en: (units: string) => `Events of the identified ${units}`,
    zh: (units: string) => `可识别${units}的事件`,
  },
  event: { en: "Event", zh: "事件" },
  date: { en: "Date", zh: "日期" },
  confirmed: { en: "Confirmed", zh: "确认程度" },
  source: { en: "Source", zh: "来源" },
  confirmedNote: {
    en: "Confirmed: to the day (date), to the month (month: the day is a placeholder), or not at all (no).",
    zh: "确认程度：确认到日（date）、确认到月（month，日期为占位）、未确认（no）。",
  },
  results: { en: "Results", zh: "实证结果" },
  readWithCare: { en: "Caveats", zh: "解读须知" },
  treatment: { en: "Treatment", zh: "处理变量" },
  sample: { en: "Sample", zh: "样本" },
  imputed: { en: "Imputed outcomes", zh: "推算的被解释变量" },
  quality: { en: "Quality", zh: "出口质量测算" },
  readingNotes: { en: "Notes on the data files", zh: "数据读取说明" },
  again: { en: "Replication", zh: "复现" },
  software: { en: "Software", zh: "软件" },
  seed: { en: "Seed", zh: "随机种子" },
  kernels: { en: "Kernels, SHA-256", zh: "计算内核，SHA-256" },
  hash: { en: (name: string) => `${name}, SHA-256`, zh: (name: string) => `${name}，SHA-256` },
  heldBy: {
    en: (e: HeldFacts) =>
      `not hashed: held by ${e.address} (${e.version}), ${{ stay: "where the rows stayed", cells: "which added the rows up", home: "from where its columns were brought" }[e.rows]}`,
    zh: (e: HeldFacts) =>
      `未计算散列值：数据在 ${e.address}（${e.version}），${{ stay: "数据行留在该处", cells: "由其汇总", home: "所用列取回本机" }[e.rows]}`,
  },
  notHashed: { en: "not hashed", zh: "未计算散列值" },
  footer: {
    en: (version: string) => `Produced by wasmetrics ${version}. All numbers are computed from the files named above.`,
    zh: (version: string) => `由 wasmetrics ${version} 生成。全部数字均由上列文件计算得出。`,
  },
  figures: { en: "Figures", zh: "图" },
  factLine: {
    en: (name: string, value: string) => `${name}: ${value}`,
    zh: (name: string, value: string) => `${name}：${value}`,
  },
  captioned: {
    en: (caption: string, notes: string) => `${caption}. ${notes}`,
    zh: (caption: string, notes: string) => `${caption}。${notes}`,
  },
});

interface HeldFacts {
  readonly address: string;
  readonly version: string;
  readonly rows: "stay" | "cells" | "home";
}

interface SpellTexts {
  readonly spell: string;
  readonly spells: string;
  readonly ended: string;
  readonly all: string;
  readonly units: string;
  readonly word: string;
  readonly among: string;
}

/** Paths a treatment takes over the sample. */
export const pathWords = catalogue({
  absorbing: { en: "absorbing", zh: "持续处理" },
  "switching off": { en: "switching off", zh: "退出处理" },
  always: { en: "always", zh: "始终处理" },
  never: { en: "untreated in all rows", zh: "各行观测均未处理" },
});

/** Steps from the rows of a file to the sample. */
export const sampleWords = catalogue({
  rows: { en: (of: string) => `rows of ${of}`, zh: (of: string) => `${of} 的原始记录` },
  aggregated: {
    en: (unit: string, time: string) => `aggregated by ${unit} and ${time}`,
    zh: (unit: string, time: string) => `按 ${unit} 和 ${time} 汇总`,
  },
  with: { en: (column: string) => `with ${column}`, zh: (column: string) => `有 ${column} 的记录` },
  withOrImputed: {
    en: (column: string) => `with ${column}, measured or imputed`,
    zh: (column: string) => `有 ${column}（实测或推算）的记录`,
  },
  seenBefore: {
    en: (units: string) => `without ${units} never observed before their cohort`,
    zh: (units: string) => `剔除处理前从未被观测到的${units}`,
  },
});

// Words round every table and figure of a study.

export const exhibitWords = catalogue({
  tableName: { en: (n: string) => `Table ${n}`, zh: (n: string) => `表${n}` },
  figureName: { en: (n: string) => `Figure ${n}`, zh: (n: string) => `图${n}` },
  table: {
    en: (n: string, caption: string) => `Table ${n}. ${caption}`,
    zh: (n: string, caption: string) => `表${n}　${caption}`,
  },
  figure: {
    en: (n: string, caption: string) => `Figure ${n}. ${caption}`,
    zh: (n: string, caption: string) => `图${n}　${caption}`,
  },
  sample: {
    en: (rows: string, units: string, time: string, first: string, last: string) =>
      `${rows} rows, ${units}, ${time} ${first} to ${last}`,
    zh: (rows: string, units: string, time: string, first: string, last: string) =>
      `${rows} 行，${units}，${time} ${first}–${last}`,
  },
});

/** Beneath a figure of coefficients of several stages. */
export const coefplotWords = catalogue({
  caption: {
    en: (terms: string) => `Coefficients of ${terms}`,
    zh: (terms: string) => `${terms} 的系数`,
  },
  column: { en: (number: number) => `(${number})`, zh: (number: number) => `(${number})` },
  truthNote: {
    en: "True effect: its mean over the treated rows that each estimate uses.",
    zh: "真实效应：各估计所用处理组样本上的均值。",
  },
  leftOut: {
    en: (columns: string) => `Without a coefficient of the treatment, and not drawn: ${columns}.`,
    zh: (columns: string) => `不含处理变量系数、未绘出：${columns}。`,
  },
});
