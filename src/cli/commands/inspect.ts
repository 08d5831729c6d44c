/**
 * `wasmetrics inspect DATA`: what a file holds, before anything is estimated.
 */
import type { Command } from "commander";
import { UsageError } from "../../base/errors.js";
import { type Balance, type Panel, panel } from "../../data/panel/panel.js";
import { type ColumnSummary, describe } from "../../data/panel/sample.js";
import { type TreatmentSummary, treatmentSummary } from "../../data/panel/treatment-path.js";
import type { Table } from "../../data/table/table.js";
import { namedKeys } from "../../regression/options.js";
import { formatCount } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../../report/table-model.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-options.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface InspectFlags extends CommonOptions, DataFlags {
  readonly panel?: string;
  readonly treat?: string;
}

/** What is looked at besides columns, where it was asked for. */
interface Found {
  readonly panel?: Panel;
  readonly treatment?: { readonly name: string; readonly summary: TreatmentSummary };
}

const EXAMPLES = `
Examples:
  wasmetrics inspect cities.csv
  wasmetrics inspect cities.csv --panel city,year --json
  wasmetrics inspect cities.csv --panel city,year --treat did
`;

/** Adds the command. */
export function registerInspect(program: Command): void {
  const command = program
    .command("inspect")
    .description(
      "What a data file holds: types, missing values, distinct values; with --panel the balance of the panel, with --treat who is treated when.",
    )
    .argument("<data>", DATA_ARGUMENT)
    .option("--panel <unit,time>", "columns that identify a row; duplicates are an error")
    .option("--treat <column>", "0/1 treatment: its path, cohorts, never and always treated, where it switches off")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: InspectFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("inspect", flags);
      const keys = flags.panel === undefined ? undefined : namedKeys(flags.panel);
      if (flags.treat !== undefined && keys === undefined) throw treatWithoutPanel(flags.treat);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const table = await readData(data, flags);
      const found: Found = keys === undefined ? {} : look(panel(table, keys), flags.treat);
      const columns = describe(table);
      const text = wantsJson(flags)
        ? JSON.stringify(asJson(table, columns, found), null, 2)
        : await tablesAs([asTable(table, columns, found)], flags.format);
      await printOrWrite(text, flags, io);
    }),
  );
}

function look(data: Panel, treat: string | undefined): Found {
  if (treat === undefined) return { panel: data };
  return { panel: data, treatment: { name: treat, summary: treatmentSummary(data, data.table.numeric(treat)) } };
}

function treatWithoutPanel(treat: string): UsageError {
  return new UsageError(
    "treat_without_panel",
    `--treat ${treat} needs --panel unit,time: a treatment has a path within units over time.`,
    { got: treat, expected: "--panel unit,time" },
  );
}

function asJson(table: Table, columns: readonly ColumnSummary[], found: Found) {
  const { panel: data, treatment } = found;
  return {
    kind: "inspect",
    data: table.source.name,
    data_sha256: table.source.sha256,
    nobs: table.nRows,
    columns,
    panel: data === undefined ? null : { units: data.nUnits, periods: data.nPeriods, ...data.balance },
    treatment: treatment === undefined ? null : treatmentJson(treatment),
    notes: table.notes,
  };
}

function asTable(table: Table, columns: readonly ColumnSummary[], found: Found): TableModel {
  const { panel: data, treatment } = found;
  const heads = ["type", "n", "missing", "distinct", "min", "mean", "sd", "max"];
  return {
    title: `${table.source.name}: ${formatCount(table.nRows)} rows, ${columns.length} columns`,
    stub: "column",
    heads: heads.map((head) => [head]),
    rows: columns.map((column) => ({
      label: column.name,
      quantity: "",
      cells: [textCell(column.type), ...[column.n, column.missing, column.distinct].map(count), ...moments(column)],
      ruleAbove: false,
    })),
    notes: [
      ...(data === undefined ? [] : [balanceText(data, data.balance)]),
      ...(data === undefined || treatment === undefined
        ? []
        : treatmentText(treatment.name, data.unit.name, treatment.summary)),
      ...table.notes.map(({ message }) => `Note: ${message}`),
    ],
  };
}

function treatmentJson({ name, summary }: NonNullable<Found["treatment"]>) {
  const { path, cohorts, never, always, switchingOff, missing } = summary;
  return { column: name, path, cohorts, never, always, switching_off: switchingOff, missing };
}

const count = (n: number): Cell => numberCell(n, formatCount(n));

function moments(column: ColumnSummary): Cell[] {
  const values =
    column.type === "numeric" ? [column.min, column.mean, column.sd, column.max] : [null, null, null, null];
  return values.map((value) =>
    value === null ? emptyCell() : numberCell(value, String(Number(value.toPrecision(6)))),
  );
}

function balanceText({ nUnits, nPeriods }: Panel, balance: Balance): string {
  const shape = `Panel: ${formatCount(nUnits)} units, ${formatCount(nPeriods)} periods`;
  if (balance.balanced) return `${shape}, balanced.`;
  return `${shape}, unbalanced: ${balance.minPeriods} to ${balance.maxPeriods} periods a unit, ${formatCount(balance.gaps)} units with gaps.`;
}

const PATH_WORDS: Readonly<Record<TreatmentSummary["path"], string>> = {
  absorbing: "absorbing: once 1, it stays 1",
  "switching off": "not absorbing: it goes back to 0",
  always: "1 in every row",
  never: "0 in every row",
};

/** Path, cohorts, who never or always is treated, where it switches off (of `unit`), what is missing: a line each. */
function treatmentText(name: string, unit: string, summary: TreatmentSummary): string[] {
  const { path, cohorts, never, always, switchingOff, missing } = summary;
  const starts = cohorts.map((row) => `${row.cohort} (${formatCount(row.units)})`).join(", ");
  const places = switchingOff.first.map((place) => `'${place.unit}' in ${place.time} (row ${place.row})`).join(", ");
  const more = switchingOff.units - switchingOff.first.length;
  return [
    `Treatment ${name}: ${path === "switching off" || path === "absorbing" ? "" : "no start is seen, "}${PATH_WORDS[path]}.`,
    `Cohorts (units by first treated period, 0 before it and 1 from it on): ${starts === "" ? "none" : starts}.`,
    `Never treated: ${formatCount(never)} units. Treated in every row: ${formatCount(always)} units.`,
    ...(switchingOff.units === 0
      ? []
      : [
          `Switches off in ${formatCount(switchingOff.units)} units, which are in no cohort: ${unit} ${places}${more > 0 ? ` and ${formatCount(more)} more` : ""}. Estimators of a treatment that stays on refuse it.`,
        ]),
    ...(missing.rows === 0
      ? []
      : [
          `Missing in ${formatCount(missing.rows)} rows, which are left out here${missing.units === 0 ? "" : `, and with them ${formatCount(missing.units)} units that have no other rows`}.`,
        ]),
  ];
}
