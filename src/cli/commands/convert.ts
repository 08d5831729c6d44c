/**
 * `wasmetrics convert A B`: the table in one file, with others below and beside it, into another of any format that is written.
 */
import type { Command } from "commander";
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { requireTablePath, writeTables } from "../../data/files/write-tables.js";
import { selectRows, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import type { Expression } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import { subsetRows } from "../../regression/frame/sample.js";
import { formatShape } from "../../report/format-number.js";
import { bringHome } from "../../sql/bring-home.js";
import { Queries } from "../../sql/queries.js";
import { stoppable } from "../interrupt.js";
import { fileArgument } from "../named-files.js";
import { addEngineOptions, type EngineFlags, requireEngineFlags, withSource } from "../on-engine.js";
import { addDataOptions, type DataFlags, dataArgument, openData } from "../open-data.js";
import { addCommonOptions, type CommandIo, type CommonOptions, recordJson, runCommand } from "../shared.js";
import { requireFilePath, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

interface ConvertFlags extends CommonOptions, DataFlags, EngineFlags {
  readonly subset?: string;
}

const EXAMPLES = `
Examples:
  wasmetrics convert panel.dta panel.parquet
  wasmetrics convert yearbook.xlsx gdp.csv --sheet GDP --cells B3:F34
  wasmetrics convert survey.sav survey.dta --use id,wave,income
  wasmetrics convert firms.csv firms.dta --with cities.xlsx --on city,year --merge m:1
  wasmetrics convert "SELECT city, year, avg(price) AS price FROM trade.rows GROUP BY city, year" cities.parquet --engine postgres://me@host/db
  wasmetrics convert 2011.csv all.csv.gz --append 2012.csv --append 2013.csv

The ending of the second name says the format: .csv, .csv.gz, .parquet, .dta. Labels, value labels, codes of missing values and
dates go where the format can keep them; what it can't keep is printed.
`;

/** Adds the command. */
export function registerConvert(program: Command): void {
  const command = program
    .command("convert")
    .description("A data file in another format; files merged by keys or put below each other.")
    .addArgument(dataArgument())
    .addArgument(fileArgument("written", "<to>", "file to write: its ending says the format"))
    .option(
      "--subset <condition>",
      "rows to write, such as \"year >= 2007 & country %in% c('BE', 'FR')\" (default: all)",
    )
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addEngineOptions(addDataOptions(command))).action((data: string, to: string, flags: ConvertFlags) =>
    runCommand(flags, async (io) => {
      requireFilePath(to, "the second file");
      requireTablePath(to);
      const condition = flags.subset === undefined ? undefined : parseExpression(flags.subset);
      requireEngineFlags(flags, flags);
      const opened = flags.engine === undefined ? await openData(data, flags, io) : await broughtHome(data, flags, io);
      if (opened === undefined) return;
      const { engine, table: read, merged } = opened;
      const table = condition === undefined ? read : rowsWhere(engine, read, condition);
      const written = await stoppable(io, "nothing was written", (signal) =>
        writeOutputs(async ({ place }) => {
          return writeTables(place(to), [table], { signal });
        }),
      );
      if (written === undefined) return;
      const notes = [...table.notes, ...written];
      for (const { message } of notes) io.warn(`note: ${message}`);
      if (wantsJson(flags)) return io.print(recordJson(recordOf(table, to, merged, notes), flags));
      io.print(`${to}: ${formatShape(table.nRows, table.names.length)}`);
    }),
  );
}

/** The table or query of an engine as a table here; undefined where Ctrl-C stopped it. */
const broughtHome = (data: string, flags: ConvertFlags, io: CommandIo) =>
  withSource(data, flags, io, async (engine, source, running) => ({
    engine,
    table: await bringHome(new Queries(source.engine, running), source),
    merged: null,
  }));

/** The rows where `condition` is true. Throws as `subsetRows`, and DataError `no_rows`. */
function rowsWhere(engine: Engine, table: Table, condition: Expression): Table {
  const { rows } = subsetRows(condition, table, elementary(engine));
  if (rows.length > 0) return selectRows(table, rows);
  throw new DataError("no_rows", `No row of ${table.source.name} is one with ${printExpression(condition)}.`, {
    got: 0,
    expected: "rows",
  });
}

const recordOf = (table: Table, to: string, merged: unknown, notes: readonly Note[]) => ({
  kind: "convert",
  data: table.source.name,
  data_sha256: table.source.sha256,
  ...(table.source.facts === undefined ? {} : { file: table.source.facts }),
  nobs: table.nRows,
  columns: table.names,
  merged,
  files: [to],
  notes,
});
