/**
 * `wasmetrics inspect DATA`: what a file holds, before anything is estimated.
 */
import type { Command } from "commander";
import { UsageError } from "../../base/errors.js";
import { listSheets } from "../../data/files/read-table.js";
import type { FileFacts } from "../../data/formats/format.js";
import { type Balance, type Panel, panel } from "../../data/panel/panel.js";
import { periodWords } from "../../data/panel/period-text.js";
import { type ColumnSummary, describe } from "../../data/panel/sample.js";
import { type TreatmentSource, treatmentDesign } from "../../data/panel/treatment-design.js";
import type { Table } from "../../data/table/table.js";
import { namedKeys } from "../../regression/options.js";
import { formatCount, formatShape } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../../report/table-model.js";
import { describeDesign } from "../../verbs/did/design-record.js";
import type { DesignRecord } from "../../verbs/did/record.js";
import { checkMerge } from "../merge-data.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readMerged } from "../open-data.js";
import { requireFile } from "../piped-data.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-options.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";
import { designText } from "./design-text.js";

interface InspectFlags extends CommonOptions, DataFlags {
  readonly listSheets?: boolean;
  readonly panel?: string;
  readonly treat?: string;
  readonly cohort?: string;
  readonly never?: string;
}

/** What is looked at besides columns, where it was asked for. */
interface Found {
  readonly panel?: Panel;
  readonly treatment?: DesignRecord;
}

const EXAMPLES = `
Examples:
  wasmetrics inspect cities.csv
  wasmetrics inspect cities.csv --panel city,year --json
  wasmetrics inspect cities.csv --panel city,year --treat did
  wasmetrics inspect counties.csv --panel county,year --cohort first_treated
  wasmetrics inspect survey.dta                      labels, value labels, codes of missing values
  wasmetrics inspect yearbook.xlsx --list-sheets
  wasmetrics inspect yearbook.xlsx --sheet GDP --cells B3:F34
`;

/** Adds the command. */
export function registerInspect(program: Command): void {
  const command = program
    .command("inspect")
    .description(
      "What a data file holds: types, missing values, distinct values; with --panel the balance of the panel, with --treat who is treated when.",
    )
    .argument("<data>", DATA_ARGUMENT)
    .option("--list-sheets", "the sheets of a workbook, objects of .RData, members of .zip, and nothing else")
    .option("--panel <unit,time>", "columns that identify a row; duplicates are an error")
    .option(
      "--treat <column>",
      "treatment of each row, 0, 1 or a dose: its design, which is paths of units, cohorts, event times, controls",
    )
    .option("--cohort <column>", "first treated period of each unit, in place of --treat")
    .option("--never <value>", "value of --cohort that means never treated")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: InspectFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("inspect", flags);
      const keys = flags.panel === undefined ? undefined : namedKeys(flags.panel);
      const source = sourceOf(flags);
      if (source !== undefined && keys === undefined) throw treatWithoutPanel(source);
      if (flags.out !== undefined) requireFilePath(flags.out);
      if (flags.listSheets === true) return printOrWrite(await sheetsText(data, flags), flags, io);
      checkMerge(flags);
      const { table } = await readMerged(data, flags);
      const found: Found = keys === undefined ? {} : look(panel(table, keys), source);
      const columns = describe(table);
      const text = wantsJson(flags)
        ? JSON.stringify(asJson(table, columns, found), null, 2)
        : await tablesAs([asTable(table, columns, found)], flags.format);
      await printOrWrite(text, flags, io);
    }),
  );
}

/** The names, a line each, or as JSON. */
async function sheetsText(data: string, flags: InspectFlags): Promise<string> {
  requireFile(data, "--list-sheets");
  const sheets = (await listSheets(data)) ?? [];
  if (wantsJson(flags)) return JSON.stringify({ kind: "sheets", data, sheets }, null, 2);
  return sheets.length === 0 ? `${data} has one table.` : sheets.join("\n");
}

/** Throws UsageError `treat_and_cohort` for both, or --never without a cohort. */
function sourceOf({ treat, cohort, never }: InspectFlags): TreatmentSource | undefined {
  if (cohort !== undefined ? treat === undefined : never === undefined) {
    return cohort !== undefined ? { cohort, never } : treat === undefined ? undefined : { treat };
  }
  throw new UsageError(
    "treat_and_cohort",
    "A treatment is read from --treat (the treatment of each row) or from --cohort (first treated period of each unit, with --never VALUE): give one of them.",
    { got: { treat, cohort, never }, expected: "treat or cohort" },
  );
}

function look(data: Panel, source: TreatmentSource | undefined): Found {
  if (source === undefined) return { panel: data };
  return { panel: data, treatment: describeDesign(treatmentDesign(data, source), data) };
}

function treatWithoutPanel({ cohort, ...source }: TreatmentSource): UsageError {
  const flag = "treat" in source ? `--treat ${source.treat}` : `--cohort ${cohort}`;
  return new UsageError(
    "treat_without_panel",
    `${flag} needs --panel unit,time: a treatment has a path within units over time.`,
    { got: flag, expected: "--panel unit,time" },
  );
}

function asJson(table: Table, columns: readonly ColumnSummary[], found: Found) {
  const { panel: data, treatment } = found;
  return {
    kind: "inspect",
    data: table.source.name,
    data_sha256: table.source.sha256,
    ...(table.source.facts === undefined ? {} : { file: table.source.facts }),
    nobs: table.nRows,
    columns,
    panel: data === undefined ? null : { units: data.nUnits, periods: data.nPeriods, ...data.balance },
    treatment: treatment ?? null,
    notes: table.notes,
  };
}

function asTable(table: Table, columns: readonly ColumnSummary[], found: Found): TableModel {
  const { panel: data, treatment } = found;
  const labelled = columns.some(({ label }) => label !== undefined);
  const heads = ["type", "n", "missing", "distinct", "min", "mean", "sd", "max", "values"];
  return {
    title: `${table.source.name}: ${formatShape(table.nRows, columns.length)}`,
    stub: "column",
    heads: [...heads, ...(labelled ? ["label"] : [])].map((head) => [head]),
    rows: columns.map((column) => ({
      label: column.name,
      quantity: "",
      cells: [
        textCell(column.type),
        ...[column.n, column.missing, column.distinct].map(count),
        ...moments(column),
        textCell(picture(column)),
        ...(labelled ? [textCell(column.label ?? "")] : []),
      ],
      ruleAbove: false,
    })),
    notes: [
      ...fileText(table.source.facts),
      ...columns.flatMap(codesText),
      ...(data === undefined ? [] : [balanceText(data, data.balance)]),
      ...(treatment === undefined ? [] : designText(treatment)),
      ...table.notes.map(({ message }) => `Note: ${message}`),
    ],
  };
}

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
function fileText(facts: FileFacts | undefined): string[] {
  if (facts === undefined) return [];
  const { format, label, encoding, written, sortedBy, sheet, sheets, notes = [] } = facts;
  const parts = [
    format,
    label === undefined ? "" : `“${label}”`,
    written === undefined ? "" : `written ${written}`,
    encoding === undefined ? "" : `text in ${encoding}`,
    sortedBy === undefined || sortedBy.length === 0 ? "" : `sorted by ${sortedBy.join(", ")}`,
    sheet === undefined ? "" : `table '${sheet}'${sheets === undefined ? "" : ` of ${sheets.length}`}`,
  ];
  return [`File: ${parts.filter((part) => part !== "").join("; ")}.`, ...notes.map((text) => `File's note: ${text}`)];
}

/** Value labels that are shown of a column. */
const LABELS = 12;

/** Value labels and codes of missing cells of a column, a line each. */
function codesText({ name, value_labels: labels = [], missing_codes: codes = [] }: ColumnSummary): string[] {
  const shown = labels.slice(0, LABELS).map(({ value, label }) => `${value} ${label}`);
  const more = labels.length > LABELS ? ` and ${labels.length - LABELS} more` : "";
  const counted = codes.map(
    ({ code, label, n }) => `${formatCount(n)} ${code}${label === undefined ? "" : ` (${label})`}`,
  );
  return [
    ...(labels.length === 0 ? [] : [`Labels of ${name}: ${shown.join(", ")}${more}.`]),
    ...(codes.length === 0 ? [] : [`Missing by code in ${name}: ${counted.join(", ")}.`]),
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

const rounded = (value: number): string => String(Number(value.toPrecision(6)));

function balanceText({ nUnits, nPeriods }: Panel, balance: Balance): string {
  const shape = `Panel: ${formatCount(nUnits)} units, ${formatCount(nPeriods)} periods`;
  if (balance.balanced) return `${shape}, balanced.`;
  return `${shape}, unbalanced: ${balance.minPeriods} to ${balance.maxPeriods} periods a unit, ${formatCount(balance.gaps)} units with gaps.`;
}
