/**
 * Layer cli. `wasmetrics inspect DATA`: what a file holds, before anything is estimated.
 */
import type { Command } from "commander";
import { UsageError } from "../../base/errors.js";
import { type Balance, type Panel, panel } from "../../panel/panel.js";
import { type ColumnSummary, describe } from "../../panel/sample.js";
import type { Table } from "../../table/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../data-options.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";

interface InspectFlags extends CommonOptions, DataFlags {
  readonly panel?: string;
}

const EXAMPLES = `
Examples:
  wasmetrics inspect cities.csv
  wasmetrics inspect cities.csv --panel city,year --json
`;

/** Adds the command. */
export function registerInspect(program: Command): void {
  const command = program
    .command("inspect")
    .summary("types, missing values, panel balance")
    .description(
      "What a data file holds: types, missing values, distinct values; with --panel the balance of the panel.",
    )
    .argument("<data>", DATA_ARGUMENT)
    .option("--panel <unit,time>", "columns that identify a row; duplicates are an error")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: InspectFlags) =>
    runCommand(flags, async (io) => {
      const table = await readData(data, flags);
      const found = flags.panel === undefined ? undefined : panel(table, panelKeys(flags.panel));
      const columns = describe(table);
      if (flags.json === true || flags.format === "json") io.printJson(asJson(table, columns, found));
      else io.print(asText(table, columns, found));
    }),
  );
}

function panelKeys(text: string): { unit: string; time: string } {
  const [unit, time, ...rest] = text.split(",").map((name) => name.trim());
  if (!unit || !time || rest.length > 0) {
    throw new UsageError("panel_keys", `--panel takes two columns, such as --panel city,year; got '${text}'.`, {
      got: text,
    });
  }
  return { unit, time };
}

function asJson(table: Table, columns: readonly ColumnSummary[], found: Panel | undefined) {
  return {
    kind: "inspect",
    data: table.source.name,
    data_sha256: table.source.sha256,
    nobs: table.nRows,
    columns,
    panel: found === undefined ? null : { units: found.nUnits, periods: found.nPeriods, ...found.balance },
    notes: table.notes,
  };
}

function asText(table: Table, columns: readonly ColumnSummary[], found: Panel | undefined): string {
  const header = ["column", "type", "n", "missing", "distinct", "min", "mean", "sd", "max"];
  const rows = columns.map((column) => [
    column.name,
    column.type,
    String(column.n),
    String(column.missing),
    String(column.distinct),
    ...(column.type === "numeric" ? [column.min, column.mean, column.sd, column.max].map(short) : ["", "", "", ""]),
  ]);
  const widths = header.map((_, j) => Math.max(...[header, ...rows].map((row) => row[j]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, j) => (j < 2 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!)))
      .join("  ")
      .trimEnd();
  return [
    `${table.source.name}: ${table.nRows.toLocaleString("en-US")} rows, ${columns.length} columns`,
    "",
    line(header),
    ...rows.map(line),
    ...(found === undefined ? [] : ["", balanceText(found, found.balance)]),
    ...table.notes.map(({ message }) => `Note: ${message}`),
  ].join("\n");
}

function balanceText({ nUnits, nPeriods }: Panel, balance: Balance): string {
  const shape = `Panel: ${nUnits} units, ${nPeriods} periods`;
  if (balance.balanced) return `${shape}, balanced.`;
  return `${shape}, unbalanced: ${balance.minPeriods} to ${balance.maxPeriods} periods a unit, ${balance.gaps} units with gaps.`;
}

const short = (value: number | null): string => (value === null ? "" : String(Number(value.toPrecision(6))));
