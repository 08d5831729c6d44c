/** An audit in every format, made in memory: one document printed, or the files of a folder. The same audit gives the same bytes. */
import { clauses, type Language } from "../../base/messages.js";
import { renderPageDocx } from "../../report/page/page-docx.js";
import { renderPageMarkdown } from "../../report/page/page-markdown.js";
import { renderPage } from "../../report/page/render-page.js";
import { renderCsv } from "../../report/render/csv.js";
import { renderDocx } from "../../report/render/docx.js";
import { renderLatex } from "../../report/render/latex.js";
import { type TableModel, textCell } from "../../report/table-model.js";
import type { Audit } from "../audit.js";
import { findingText } from "../finding-text.js";
import { auditRecord } from "../record.js";
import { placeText } from "./cell-text.js";
import { severityWords, auditWords as words } from "./messages.js";
import { auditPage } from "./page.js";
import { plainTexts } from "./plain.js";
import { findingsOf, markedTable, shownTables } from "./shown-tables.js";
import { auditText } from "./text.js";

/** Formats an audit can have. */
export const AUDIT_FORMATS = ["text", "markdown", "html", "docx", "latex", "csv", "json"] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export interface AuditFileOptions {
  readonly language: Language;
  /** The command that makes the report again. */
  readonly command?: string;
}

/** Names of the files of a folder. */
export const AUDIT_FILES = ["report.html", "report.docx", "report.md", "audit.json"] as const;

/** The files of a folder, by name. */
export async function auditFiles(audit: Audit, options: AuditFileOptions): Promise<Map<string, string | Uint8Array>> {
  const formats = {
    "report.html": "html",
    "report.docx": "docx",
    "report.md": "markdown",
    "audit.json": "json",
  } as const;
  const files = new Map<string, string | Uint8Array>();
  for (const name of AUDIT_FILES) files.set(name, await auditAs(audit, formats[name], options));
  return files;
}

/** The audit in `format`. */
export async function auditAs(
  audit: Audit,
  format: AuditFormat,
  { language, command }: AuditFileOptions,
): Promise<string | Uint8Array> {
  const page = (wordFile?: (table: TableModel) => Uint8Array | undefined) =>
    auditPage(audit, {
      language,
      ...(command === undefined ? {} : { command }),
      ...(wordFile === undefined ? {} : { wordFile }),
    });
  switch (format) {
    case "text":
      return auditText(audit, language);
    case "markdown":
      return renderPageMarkdown(page());
    case "html": {
      const files = await wordFiles(audit, language);
      return renderPage(page((table) => files.get(table.title)));
    }
    case "docx":
      return renderPageDocx(page());
    case "latex":
      return latexTables(audit, language).map(renderLatex).join("\n");
    case "csv":
      return renderCsv(findingsTable(audit, language));
    case "json":
      return `${JSON.stringify(auditRecord(audit, language), null, 2)}\n`;
  }
}

/** A Word file of each table, as the page offers it, by its caption. */
async function wordFiles(audit: Audit, language: Language): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const shown of shownTables(audit)) {
    const table = markedTable(audit, shown);
    files.set(table.title, await renderDocx([plainTexts(table)], { language }));
  }
  return files;
}

/** Each table as printed, its findings as notes beneath it. */
function latexTables(audit: Audit, language: Language): TableModel[] {
  return shownTables(audit).map((shown) => {
    const table = markedTable(audit, shown);
    const notes = findingsOf(audit.findings, shown).map(({ mark, finding }) => {
      const { title, expected, found, arithmetic } = findingText(finding, language);
      const parts = [
        `[${mark}] ${title} (${severityWords[finding.severity][language]})`,
        words.about[language](words.expected[language], expected),
        words.about[language](words.found[language], found),
        words.about[language](words.arithmetic[language], arithmetic),
      ];
      return parts.join(" ");
    });
    return plainTexts({ ...table, notes: [...table.notes, ...notes] });
  });
}

/** A finding a row: for spreadsheets. */
export function findingsTable({ findings }: Audit, language: Language): TableModel {
  return {
    title: words.findings[language],
    stub: words.mark[language],
    heads: ["severity", "rule", "code", "where", "title", "expected", "found", "arithmetic", "otherwise"].map(
      (head) => [head],
    ),
    rows: findings.map(({ mark, rule, finding }) => {
      const { title, expected, found, arithmetic, otherwise } = findingText(finding, language);
      const where = clauses[language](finding.where.map((ref) => placeText(ref, language)));
      return {
        label: mark,
        quantity: "finding",
        ruleAbove: false,
        cells: [
          finding.severity,
          rule,
          finding.code,
          where,
          title,
          expected,
          found,
          arithmetic,
          otherwise.join(" "),
        ].map(textCell),
      };
    }),
    notes: [],
  };
}
