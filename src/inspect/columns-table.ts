/** The columns of a table as a table: types, counts, moments, a picture of each distribution; beneath it what the file says of itself. */
import type { FileFacts } from "../base/columns.js";
import { type Language, noteText, significant } from "../base/messages.js";

import type { Balance, Panel } from "../data/panel/panel.js";
import { periodWords } from "../data/panel/period-text.js";
import type { ColumnSummary } from "../data/panel/sample.js";
import type { Table } from "../data/table/table.js";
import { formatCount, formatShape } from "../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../report/table-model.js";
import type { DesignRecord } from "../verbs/did/design/record.js";
import { designText } from "./design-text.js";
import type { Finding } from "./finding.js";
import { columnWords as words } from "./messages.js";

/** What is known of the data beside its columns. */
export interface Known {
  readonly table: Table;
  readonly columns: readonly ColumnSummary[];
  readonly panel?: Panel;
  readonly design?: DesignRecord;
  readonly findings: readonly Finding[];
}

export function columnsTable({ table, columns }: Known, language: Language, notes: readonly string[] = []): TableModel {
  const labelled = columns.some(({ label }) => label !== undefined);
  const heads = [...words.heads[language].split(" "), ...(labelled ? [words.label[language]] : [])];
  return {
    title: `${table.source.name}: ${language === "en" ? formatShape(table.nRows, columns.length) : words.shape.zh(formatCount(table.nRows), columns.length)}`,
    stub: words.column[language],
    heads: heads.map((head) => [head]),
    rows: columns.map((column) => ({
      label: column.name,
      quantity: "",
      cells: [
        textCell(words[column.type][language]),
        ...[column.n, column.missing, column.distinct].map(count),
        ...moments(column),
        textCell(picture(column)),
        ...(labelled ? [textCell(column.label ?? "")] : []),
      ],
      ruleAbove: false,
    })),
    notes,
  };
}

/** What the file says of itself, balance and design, and notes on how the file was read that no finding repeats. */
export function knownLines({ table, columns, panel, design, findings }: Known, language: Language): string[] {
  const said = new Set(
    findings.filter(({ code }) => code === "numbers_in_text").flatMap(({ where }) => where.columns ?? []),
  );
  const isSaid = (code: string, column: unknown) => AS_TEXT.includes(code) && said.has(String(column));
  return [
    ...fileText(table.source.facts, language),
    ...columns.flatMap((column) => codesText(column, language)),
    ...(panel === undefined ? [] : [balanceText(panel, panel.balance, language)]),
    ...(design === undefined ? [] : designText(design, language)),
    ...table.notes
      .filter(({ code, detail }) => !isSaid(code, detail?.column))
      .map((note) => words.noted[language](noteText(note, language))),
  ];
}

/** Notes of a reader that say of a text column that it looks like numbers. */
const AS_TEXT = ["numbers_as_text", "mostly_numeric", "decimal_comma", "quoted_digits"];

/** Eighths of a line's height, by how full an interval is. */
const BARS = "▁▂▃▄▅▆▇█";
/** Characters of a frequent value that are shown. */
const SHOWN = 14;

/** The distribution of numbers as bars, from min to max; the most frequent texts with their shares. */
function picture(column: ColumnSummary): string {
  if (column.type === "numeric") {
    const most = Math.max(...column.bins);
    return column.bins.map((n) => (n === 0 ? " " : BARS[Math.ceil((n / most) * BARS.length) - 1])).join("");
  }
  if (column.most.length === 0 || column.most[0]!.n === 1) return "";
  return column.most
    .map(({ value, n }) => `${value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value} ${percent(n / column.n)}`)
    .join(", ");
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

/** What the file says of itself, a line. */
function fileText(facts: FileFacts | undefined, language: Language): string[] {
  if (facts === undefined) return [];
  const { format, label, encoding, written, sortedBy, sheet, sheets, notes = [] } = facts;
  const parts = [
    format,
    label === undefined ? "" : `“${label}”`,
    written === undefined ? "" : words.written[language](written),
    encoding === undefined ? "" : words.encoded[language](encoding),
    sortedBy === undefined || sortedBy.length === 0 ? "" : words.sorted[language](sortedBy),
    sheet === undefined ? "" : words.sheet[language](String(sheet), sheets?.length),
  ];
  return [
    words.file[language](parts.filter((part) => part !== "")),
    ...notes.map((text) => words.fileNote[language](text)),
  ];
}

/** Value labels that are shown of a column. */
const LABELS = 12;

/** Value labels and codes of missing cells of a column, a line each. */
function codesText(
  { name, value_labels: labels = [], missing_codes: codes = [] }: ColumnSummary,
  language: Language,
): string[] {
  const shown = labels.slice(0, LABELS).map(({ value, label }) => `${value} ${label}`);
  const counted = codes.map(
    ({ code, label, n }) => `${formatCount(n)} ${code}${label === undefined ? "" : ` (${label})`}`,
  );
  return [
    ...(labels.length === 0 ? [] : [words.labelsOf[language](name, shown, Math.max(0, labels.length - LABELS))]),
    ...(codes.length === 0 ? [] : [words.codesOf[language](name, counted)]),
  ];
}

const count = (n: number): Cell => numberCell(n, formatCount(n));

/** Smallest, mean, standard deviation and largest; of periods the first and the last. */
function moments(column: ColumnSummary): Cell[] {
  if (column.type !== "numeric") return new Array<Cell>(4).fill(emptyCell());
  const { min, mean, sd, max, period } = column;
  const ends = period === undefined ? rounded : (value: number) => periodWords(period, value);
  const cell = (value: number | null, text: (value: number) => string): Cell =>
    value === null ? emptyCell() : numberCell(value, text(value));
  return [
    cell(min, ends),
    ...(period === undefined ? [mean, sd] : [null, null]).map((value) => cell(value, rounded)),
    cell(max, ends),
  ];
}

const rounded = (value: number): string => significant(value, 6);

function balanceText({ nUnits, nPeriods }: Panel, balance: Balance, language: Language): string {
  const shape = words.panel[language](formatCount(nUnits), formatCount(nPeriods));
  if (balance.balanced) return words.balanced[language](shape);
  return words.unbalanced[language](shape, balance.minPeriods, balance.maxPeriods, formatCount(balance.gaps));
}
