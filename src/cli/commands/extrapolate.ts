/**
 * `wasmetrics extrapolate DATA`: an outcome continued after its last measured period by a formula, with the
 * provenance of every value, as a file and as a summary.
 */
import { type Command, Option } from "commander";
import type { Note } from "../../base/messages.js";
import type { JoinRecord } from "../../data/table/join.js";
import { formatCsv } from "../../data/table/write-csv.js";
import { extrapolate } from "../../trade/extrapolate/extrapolate.js";
import {
  type ExtrapolateOptions,
  extrapolateChoices,
  GAPS,
  PREFERENCES,
  SCALES,
} from "../../trade/extrapolate/extrapolate-options.js";
import type { ExtrapolationRecord } from "../../trade/extrapolate/extrapolate-record.js";
import { extrapolationFacts, provenanceTable } from "../../trade/extrapolate/extrapolation-table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addJoinOptions, checkJoin, type JoinFlags, joinAsAsked, joinNotes } from "../join-options.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, parseNumber, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { requireFilePath, writeFiles } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

interface ExtrapolateFlags extends CommonOptions, DataFlags, JoinFlags, ExtrapolateOptions {}

/** The record as printed: with the join before it and the file written. */
interface Printed extends ExtrapolationRecord {
  readonly merged: JoinRecord | null;
  readonly files: readonly string[];
}

const EXAMPLES = `
Writes DATA with the outcome continued, OUTCOME_measured, provenance (measured, imputed, missing) and missing_because as
CSV into --out. Values measured stay as they are, up to the last measured period and after it.

Examples:
  wasmetrics extrapolate panel.csv --outcome quality --unit city --time year --last 2016 \\
    --formula "tertiary * province_quality" --with quality/city_year.csv --on city,year --take quality,value_sum \\
    --province province --weight value_sum --out extrapolated.csv
  wasmetrics extrapolate panel.csv --outcome quality --unit city --time year --formula tertiary --scale fit --json
`;

/** Adds the command. */
export function registerExtrapolate(program: Command): void {
  const command = program
    .command("extrapolate")
    .description(
      "Continues an outcome after the last period it was measured in, by a formula of other columns; every value carries its provenance.",
    )
    .argument("<data>", DATA_ARGUMENT)
    .requiredOption("--outcome <column>", "outcome, missing where it was not measured")
    .requiredOption("--unit <column>", "column of the unit")
    .requiredOption("--time <column>", "column of the period, whole numbers")
    .requiredOption("--formula <expr>", 'value after the last measured period, such as "tertiary * province_quality"')
    .option("--last <period>", "last measured period (default: the last one with any measured outcome)", parseNumber)
    .addOption(
      new Option("--scale <how>", "factor: none, or so that means meet where measurement ends, for all or by unit")
        .choices(SCALES)
        .default("none"),
    )
    .addOption(
      new Option("--prefer <which>", "where the outcome is measured after --last")
        .choices(PREFERENCES)
        .default("measured"),
    )
    .addOption(new Option("--gaps <what>", "outcomes missing up to --last").choices(GAPS).default("missing"))
    .option("--province <column>", "makes province_quality: mean measured outcome by province, carried after --last")
    .option("--weight <column>", "weights of that mean, above 0 (default: none)");
  addJoinOptions(command).addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: ExtrapolateFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("extrapolate", flags, "data");
      if (flags.out !== undefined) requireFilePath(flags.out);
      checkJoin(flags);
      extrapolateChoices(flags);
      const { engine, table: own } = await openData(data, flags, io);
      const { table, record: merged } = await joinAsAsked(own, flags);
      const result = extrapolate(engine, table, flags);
      const record: Printed = {
        ...result.record,
        notes: [...joinNotes(own.source.name, merged), ...result.record.notes],
        merged,
        files: flags.out === undefined ? [] : [flags.out],
      };
      const text = wantsJson(flags) ? null : await tablesAs([provenanceTable(record, closing(record))], flags.format);
      if (flags.out !== undefined) await writeFiles(new Map([[flags.out, formatCsv(result.table.columns)]]));
      if (text === null) io.printJson(record);
      else io.print(text);
    }),
  );
}

function closing(record: Printed): string[] {
  const { files, notes } = record;
  return [
    ...extrapolationFacts(record).map(([name, value]) => `${name}: ${value}.`),
    files.length === 0 ? "File: none; --out FILE.csv writes the rows." : `File: ${files.join(", ")}`,
    ...notes.map(({ message }: Note) => `Note: ${message}`),
  ];
}
