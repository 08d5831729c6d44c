/**
 * What is said of data, in English and Chinese: the words of all rules, which stand in the folders of the rules and are put together here, what
 * would let a rule run, and the words of report, table, design and page.
 */
import { catalogue, type Entry, type FactsOf, type Language, type Messages, plural } from "../base/messages.js";
import { columnFindings, columnRemedies, columnRules } from "./rules/columns/messages.js";
import { count } from "./rules/messages.js";
import { regressionFindings, regressionRemedies, regressionRules } from "./rules/regression/messages.js";
import { rowFindings, rowRemedies, rowRules } from "./rules/rows/messages.js";
import { treatmentFindings, treatmentRemedies, treatmentRules } from "./rules/treatment/messages.js";
import { valueFindings, valueRemedies, valueRules } from "./rules/values/messages.js";

/** Facts of findings, by code. */
export interface FindingFacts
  extends FactsOf<typeof rowFindings>,
    FactsOf<typeof columnFindings>,
    FactsOf<typeof valueFindings>,
    FactsOf<typeof treatmentFindings>,
    FactsOf<typeof regressionFindings> {}

declare module "../base/messages.js" {
  interface NoteFacts extends FindingFacts {}
}

/** What was found, by code. */
export const FINDINGS: Messages<FindingFacts> = {
  ...rowFindings,
  ...columnFindings,
  ...valueFindings,
  ...treatmentFindings,
  ...regressionFindings,
};

/** What to do about a finding. */
export const REMEDIES: Readonly<Record<keyof FindingFacts, Entry<string>>> = {
  ...rowRemedies,
  ...columnRemedies,
  ...valueRemedies,
  ...treatmentRemedies,
  ...regressionRemedies,
};

/** What a rule is called, and what it looks at by which limits. */
export const RULE_WORDS = { ...rowRules, ...columnRules, ...valueRules, ...treatmentRules, ...regressionRules };

/** Rules on data. */
export type RuleName = keyof typeof RULE_WORDS;

/** What lets a rule run. */
export const NEED_WORDS: Readonly<Record<string, Entry<string>>> = {
  panel: { en: "--panel unit,time", zh: "--panel 单位,时间" },
  treatment: { en: "--treat or --cohort", zh: "--treat 或 --cohort" },
  outcome: { en: "--outcome or --formula", zh: "--outcome 或 --formula" },
  formula: { en: "--formula", zh: "--formula" },
  regressors: { en: "--formula or --panel", zh: "--formula 或 --panel" },
  cluster: { en: "--cluster or --panel", zh: "--cluster 或 --panel" },
  influence: { en: "--formula", zh: "--formula" },
};

/** Words of the report. */
export const inspectWords = catalogue({
  serious: { en: "Serious", zh: "严重" },
  look: { en: "Look at this", zh: "请核实" },
  note: { en: "Note", zh: "提示" },
  none: {
    en: (n: number) => `No finding: ${n} ${plural(n, "rule", "rules")} looked.`,
    zh: (n: number) => `没有发现问题：共进行 ${n} 项检查。`,
  },
  /** What was found, then what to do. */
  both: {
    en: (found: string, remedy: string) => `${found} ${remedy}`,
    zh: (found: string, remedy: string) => found + remedy,
  },
  line: {
    en: (severity: string, text: string) => `${severity}: ${text}`,
    zh: (severity: string, text: string) => `${severity}：${text}`,
  },
  needs: {
    en: (options: readonly string[]) => `give ${options.join(" and ")}.`,
    zh: (options: readonly string[]) => `请给出 ${options.join(" 与 ")}。`,
  },
  notChecked: {
    en: (rules: readonly string[], why: string) => `Not checked: ${rules.join("; ")}: ${why}`,
    zh: (rules: readonly string[], why: string) => `未检查：${rules.join("；")}：${why}`,
  },
});

/** Words of the table of columns and what stands beneath it. */
export const columnWords = catalogue({
  column: { en: "column", zh: "列" },
  heads: { en: "type n missing distinct min mean sd max values", zh: "类型 n 缺失 取值数 最小 均值 标准差 最大 分布" },
  label: { en: "label", zh: "标签" },
  numeric: { en: "numeric", zh: "数值" },
  text: { en: "text", zh: "文本" },
  shape: {
    en: (rows: string, columns: number) => `${rows} rows, ${columns} columns`,
    zh: (rows: string, columns: number) => `${rows} 行，${columns} 列`,
  },
  written: { en: (when: string) => `written ${when}`, zh: (when: string) => `写入于 ${when}` },
  encoded: { en: (encoding: string) => `text in ${encoding}`, zh: (encoding: string) => `文本编码 ${encoding}` },
  sorted: {
    en: (by: readonly string[]) => `sorted by ${by.join(", ")}`,
    zh: (by: readonly string[]) => `按 ${by.join("、")} 排序`,
  },
  sheet: {
    en: (sheet: string, of: number | undefined) => `table '${sheet}'${of === undefined ? "" : ` of ${of}`}`,
    zh: (sheet: string, of: number | undefined) => `表“${sheet}”${of === undefined ? "" : `（共 ${of} 张）`}`,
  },
  file: {
    en: (parts: readonly string[]) => `File: ${parts.join("; ")}.`,
    zh: (parts: readonly string[]) => `文件：${parts.join("；")}。`,
  },
  fileNote: { en: (text: string) => `File's note: ${text}`, zh: (text: string) => `文件附注：${text}` },
  noted: { en: (text: string) => `Note: ${text}`, zh: (text: string) => `注：${text}` },
  labelsOf: {
    en: (name: string, labels: readonly string[], more: number) =>
      `Labels of ${name}: ${labels.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
    zh: (name: string, labels: readonly string[], more: number) =>
      `${name} 的值标签：${labels.join("、")}${more > 0 ? `，另有 ${more} 个` : ""}。`,
  },
  codesOf: {
    en: (name: string, counted: readonly string[]) => `Missing by code in ${name}: ${counted.join(", ")}.`,
    zh: (name: string, counted: readonly string[]) => `${name} 中按代码区分的缺失值：${counted.join("、")}。`,
  },
  panel: {
    en: (units: string, periods: string) => `Panel: ${units} units, ${periods} periods`,
    zh: (units: string, periods: string) => `面板：${units} 个单位，${periods} 期`,
  },
  balanced: { en: (shape: string) => `${shape}, balanced.`, zh: (shape: string) => `${shape}，平衡。` },
  unbalanced: {
    en: (shape: string, least: number, most: number, gaps: string) =>
      `${shape}, unbalanced: ${least} to ${most} periods a unit, ${gaps} units with gaps.`,
    zh: (shape: string, least: number, most: number, gaps: string) =>
      `${shape}，不平衡：每个单位 ${least} 至 ${most} 期，${gaps} 个单位有缺口。`,
  },
});

interface Breaks {
  readonly off: number;
  readonly changed: number;
  readonly unit: string;
  readonly places: readonly string[];
  readonly more: number;
}

/** Words of the design of a treatment. */
export const designWords = catalogue({
  absorbing: { en: "absorbing: once it has begun, it stays as it is", zh: "吸收型：一旦开始便不再改变" },
  "switching off": { en: "not absorbing: it goes back to 0", zh: "非吸收型：会回到 0" },
  "changing dose": { en: "its dose changes, and never back to 0", zh: "强度会改变，但不回到 0" },
  always: { en: "no start is seen, treated in every row", zh: "各行均受处理，看不到开始" },
  never: {
    en: (units: string, rule: string, always: string) =>
      `Never treated: ${units} ${plural(units, "unit")} (${rule}). Treated in every row: ${always} ${plural(always, "unit")}.`,
    zh: (units: string, rule: string, always: string) =>
      `从未受处理：${units} 个单位（${rule}）。各行均受处理：${always} 个单位。`,
  },
  none: { en: "no start is seen, 0 in every row", zh: "各行均为 0，没有处理" },
  path: {
    en: (column: string, binary: boolean, path: string) => `Treatment ${column}${binary ? "" : " (doses)"}: ${path}.`,
    zh: (column: string, binary: boolean, path: string) => `处理变量 ${column}${binary ? "" : "（多强度）"}：${path}。`,
  },
  counted: {
    en: (at: string, n: string) => `${at} (${n})`,
    zh: (at: string, n: string) => `${at}（${n}）`,
  },
  listed: {
    en: (items: readonly string[], more: number) =>
      items.length === 0 ? "none" : `${items.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
    zh: (items: readonly string[], more: number) =>
      items.length === 0 ? "无" : `${items.join("、")}${more > 0 ? `，另有 ${more} 个` : ""}`,
  },
  cohorts: {
    en: (list: string) => `Cohorts (units by first treated period): ${list}.`,
    zh: (list: string) => `批次（首次受处理的时期及单位数）：${list}。`,
  },
  events: {
    en: (list: string) => `Event times (treated units seen at each): ${list}.`,
    zh: (list: string) => `事件期（各期可见的受处理单位数）：${list}。`,
  },
  alone: {
    en: (list: string) => `Periods with treated units and nobody untreated: ${list}.`,
    zh: (list: string) => `有受处理单位而无未受处理单位的时期：${list}。`,
  },
  place: {
    en: (unit: string, period: string, row: number) => `'${unit}' in ${period} (row ${row})`,
    zh: (unit: string, period: string, row: number) => `“${unit}”于 ${period}（第 ${row} 行）`,
  },
  breaks: {
    en: ({ off, changed, unit, places, more }: Breaks) =>
      `${[
        ...(off > 0 ? [`Switches off in ${count(off)} units`] : []),
        ...(changed > 0 ? [`${off > 0 ? "changes" : "Changes"} its dose in ${count(changed)} units`] : []),
      ].join(
        ", ",
      )}: ${unit} ${places.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}. They are in the cohort of their first start; estimators of a treatment that stays refuse them.`,
    zh: ({ off, changed, unit, places, more }: Breaks) =>
      `${[
        ...(off > 0 ? [`${count(off)} 个单位退出处理`] : []),
        ...(changed > 0 ? [`${count(changed)} 个单位改变强度`] : []),
      ].join(
        "，",
      )}：${unit} ${places.join("、")}${more > 0 ? `，另有 ${count(more)} 个` : ""}。它们归入首次开始的批次；要求处理持续的估计方法会拒绝它们。`,
  },
  missing: {
    en: (rows: string, units: number) =>
      `Missing in ${rows} rows, which are left out here${units === 0 ? "" : `, and with them ${count(units)} units that have no other rows`}.`,
    zh: (rows: string, units: number) =>
      `有 ${rows} 行缺失，此处未计入${units === 0 ? "" : `，其中 ${count(units)} 个单位没有其他行`}。`,
  },
});

const SEVERITY_COUNTS: Readonly<Record<string, Readonly<Record<Language, (n: number) => string>>>> = {
  serious: { en: (n) => `${n} serious`, zh: (n) => `严重 ${n} 项` },
  look: { en: (n) => `${n} to look at`, zh: (n) => `请核实 ${n} 项` },
  note: { en: (n) => `${n} ${plural(n, "note", "notes")}`, zh: (n) => `提示 ${n} 项` },
};

/** Words of the page. */
export const pageWords = catalogue({
  title: { en: (data: string) => `What the data hold: ${data}`, zh: (data: string) => `数据检查：${data}` },
  counts: {
    en: (n: number, severity: string) => SEVERITY_COUNTS[severity]!.en(n),
    zh: (n: number, severity: string) => SEVERITY_COUNTS[severity]!.zh(n),
  },
  lead: {
    en: (rows: string, columns: number, rules: number, counts: readonly string[]) =>
      `${rows} rows, ${columns} columns, ${rules} rules: ${counts.join(", ")}.`,
    zh: (rows: string, columns: number, rules: number, counts: readonly string[]) =>
      `${rows} 行，${columns} 列，${rules} 项检查：${counts.join("，")}。`,
  },
  contents: { en: "Contents", zh: "目录" },
  findings: { en: "What was found", zh: "检查发现" },
  pictures: { en: "Pictures", zh: "图示" },
  columns: { en: "Columns", zh: "各列" },
  looked: { en: "What was looked at", zh: "检查内容" },
  rulesTitle: { en: "Rules and their limits", zh: "检查项目及其界限" },
  rule: { en: "Rule", zh: "项目" },
  found: { en: "Findings", zh: "发现" },
  looksAt: { en: "Looks at", zh: "检查内容" },
  again: { en: "To make this again", zh: "如何重现" },
  software: { en: "Software", zh: "软件" },
  hash: { en: "SHA-256 of the data", zh: "数据的 SHA-256" },
  notHashed: { en: "not hashed", zh: "未计算" },
  footer: {
    en: (version: string) =>
      `Made by wasmetrics ${version}. Findings are facts about the data, not verdicts on a study.`,
    zh: (version: string) => `由 wasmetrics ${version} 生成。检查发现是关于数据的事实，而非对研究的评判。`,
  },
});
