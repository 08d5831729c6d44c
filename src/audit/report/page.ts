/**
 * An audit as a page: what was found in short, how the tables were read, then table by table with each finding beneath the table whose cells
 * are marked with it; what was judged and what could not be; how to run it again. Knows no format.
 */
import { clauses, type Language } from "../../base/messages.js";
import { nameOf } from "../../base/text.js";
import { formatCount } from "../../report/format-number.js";
import type { Block, Page, RemarkBlock, Section } from "../../report/page/page.js";
import { emptyCell, numberCell, type TableModel, textCell } from "../../report/table-model.js";
import type { Audit } from "../audit.js";
import { SEVERITIES } from "../finding.js";
import { findingText } from "../finding-text.js";
import { countOf, letterOf, type NumberedFinding, tableNames } from "../numbered.js";
import { placeText } from "./cell-text.js";
import { lackingLines } from "./lacking.js";
import {
  countWords,
  formatWords,
  leadWords,
  severityMeanings,
  severityWords,
  auditWords as words,
} from "./messages.js";
import { markId } from "./places.js";
import { plainTexts } from "./plain.js";
import { readingFacts, toldFacts } from "./reading.js";
import { ruleText } from "./rule-words.js";
import { findingsOf, markedTable, type ShownTable, shownTables } from "./shown-tables.js";

export interface AuditPageOptions {
  readonly language: Language;
  /** The command that makes the page again; none where there was none. */
  readonly command?: string;
  /** The Word file of a table. */
  readonly wordFile?: (table: TableModel) => Uint8Array | undefined;
}

/** The page. */
export function auditPage(audit: Audit, options: AuditPageOptions): Page {
  const { language } = options;
  const tables = shownTables(audit);
  const names = tableNames(audit.paper);
  const elsewhere = audit.findings.filter(({ finding }) => !names.includes(finding.where[0]?.table ?? ""));
  return plainTexts({
    title: words.title[language](titleOf(audit, language)),
    language,
    lead: auditLead(audit, language),
    contents: words.contents[language],
    sections: [
      { heading: words.summary[language], blocks: summaryBlocks(audit, language) },
      { heading: words.reading[language], blocks: readingBlocks(audit, language) },
      ...tables.map((table, t) => tableSection(audit, table, t, options)),
      ...section(
        words.paper[language],
        elsewhere.map((found) => remark(audit, found, language)),
      ),
      { heading: words.judged[language], blocks: judgedBlocks(audit, language) },
      { heading: words.again[language], blocks: againBlocks(audit, options) },
    ],
    footer: words.footer[language](audit.version),
  });
}

const section = (heading: string, blocks: readonly Block[]): Section[] =>
  blocks.length === 0 ? [] : [{ heading, blocks }];

const titleOf = ({ paper, readings }: Audit, language: Language): string =>
  paper.title ?? (readings.length === 1 ? nameOf(readings[0]!.file) : words.untitled[language]);

/** How many findings of each severity, in a sentence. */
export function auditLead(audit: Audit, language: Language): string {
  const tables = shownTables(audit).length;
  const { findings } = audit;
  if (findings.length === 0) return leadWords.clean[language](tables);
  const counts = SEVERITIES.flatMap((severity) => {
    const n = countOf(findings, severity);
    return n === 0 ? [] : [countWords[language](n, severity)];
  });
  return leadWords.found[language](findings.length, tables, counts);
}

function summaryBlocks(audit: Audit, language: Language): Block[] {
  const paragraph = (text: string): Block => ({ kind: "paragraph", text });
  return [
    { kind: "table", id: "severities", table: severityTable(audit, language) },
    ...(audit.findings.length === 0 ? [paragraph(words.clean[language])] : [paragraph(words.marks[language])]),
    paragraph(words.noVerdict[language]),
  ];
}

/** Tables that get a column of their own in the summary. */
const MOST_TABLES = 6;

/** Findings by severity and table, and what the severity means. */
export function severityTable(audit: Audit, language: Language): TableModel {
  const { findings } = audit;
  const tables = shownTables(audit);
  const shown = tables.length > 1 && tables.length <= MOST_TABLES ? tables : [];
  const count = (n: number) => (n === 0 ? emptyCell() : numberCell(n, formatCount(n)));
  return {
    title: words.severities[language],
    stub: words.severity[language],
    heads: [...shown.map(({ name }) => name), words.all[language], words.meaning[language]].map((head) => [head]),
    rows: SEVERITIES.map((severity) => {
      const own = findings.filter(({ finding }) => finding.severity === severity);
      return {
        label: `${letterOf(severity)}  ${severityWords[severity][language]}`,
        name: severity,
        quantity: "findings",
        ruleAbove: false,
        cells: [
          ...shown.map((table) => count(findingsOf(own, table).length)),
          numberCell(own.length, formatCount(own.length)),
          textCell(severityMeanings[severity][language]),
        ],
      };
    }),
    notes: [],
  };
}

function readingBlocks(audit: Audit, language: Language): Block[] {
  const told = toldFacts(audit.paper, language);
  const files = audit.readings.map(({ file, format }) => words.readFrom[language](file, formatText(format, language)));
  return [
    { kind: "paragraph", text: [...files, words.checkReading[language]].join(language === "zh" ? "" : " ") },
    ...readingFacts(audit, language).flatMap(({ name, facts }): Block[] => [
      { kind: "heading", text: name },
      { kind: "facts", rows: facts },
    ]),
    { kind: "heading", text: words.told[language] },
    told.length === 0 ? { kind: "paragraph", text: words.toldNothing[language] } : { kind: "facts", rows: told },
  ];
}

export const formatText = (format: string, language: Language): string =>
  Object.hasOwn(formatWords, format) ? formatWords[format as keyof typeof formatWords][language] : format;

/** The table as printed, marked, and its findings. */
function tableSection(audit: Audit, shown: ShownTable, t: number, { language, wordFile }: AuditPageOptions): Section {
  const table = markedTable(audit, shown);
  const found = findingsOf(audit.findings, shown);
  const word = wordFile?.(table);
  return {
    heading: found.length === 0 ? shown.name : words.tableFound[language](shown.name, found.length),
    blocks: [
      { kind: "table", id: `table${t + 1}`, table, ...(word === undefined ? {} : { word }) },
      ...(found.length === 0
        ? [{ kind: "paragraph" as const, text: words.none[language] }]
        : found.map((own) => remark(audit, own, language))),
    ],
  };
}

function remark({ paper }: Audit, { mark, grade, finding }: NumberedFinding, language: Language): RemarkBlock {
  const { title, expected, found, arithmetic, otherwise } = findingText(finding, language);
  const names = tableNames(paper);
  return {
    kind: "remark",
    id: mark,
    mark,
    grade,
    graded: severityWords[finding.severity][language],
    title,
    at: finding.where.map((ref, n) => ({
      text: placeText(ref, language),
      id: names.includes(ref.table) ? markId(mark, n) : null,
    })),
    rows: [
      [words.expected[language], [expected]],
      [words.found[language], [found]],
      [words.arithmetic[language], [arithmetic]],
      ...(otherwise.length === 0 ? [] : [[words.otherwise[language], otherwise] as const]),
    ],
  };
}

function judgedBlocks(audit: Audit, language: Language): Block[] {
  return [{ kind: "table", id: "rules", table: ruleTable(audit, language) }];
}

/** What every rule judged, found and lacked. */
export function ruleTable({ verdicts }: Audit, language: Language): TableModel {
  return {
    title: words.rules[language],
    stub: words.rule[language],
    heads: [[words.judgedCount[language]], [words.findings[language]], [words.lacking[language]]],
    rows: verdicts.map(({ rule, judged, findings, notApplied }) => ({
      label: ruleText(rule, language),
      name: rule,
      quantity: "cells",
      ruleAbove: false,
      cells: [
        numberCell(judged, formatCount(judged)),
        numberCell(findings.length, formatCount(findings.length)),
        textCell(clauses[language](lackingLines(notApplied, language))),
      ],
    })),
    notes: [words.judgedNote[language]],
  };
}

function againBlocks({ version, kernels, hashes }: Audit, { language, command }: AuditPageOptions): Block[] {
  return [
    ...(command === undefined ? [] : [{ kind: "code" as const, text: command }]),
    {
      kind: "facts",
      rows: [
        [words.software[language], `wasmetrics ${version}`],
        [words.kernels[language], kernels],
        ...Object.entries(hashes).flatMap(([name, sha256]) =>
          sha256 === null ? [] : [[words.hash[language](name), sha256] as const],
        ),
      ],
    },
  ];
}
