/**
 * `wasmetrics table`: records written with --json side by side in one table. Estimates nothing.
 */
import { type Command, Option } from "commander";
import { presentTable } from "../../report/present-table.js";
import type { Beneath } from "../../report/regression/regression-table.js";
import { type ModelTableOptions, modelTable } from "../../verbs/table/model-table.js";
import { STATISTICS } from "../../verbs/table/statistic-rows.js";
import {
  ABOUT_RESULTS,
  addResultOptions,
  groupOf,
  namedResults,
  namingOf,
  type ResultFlags,
} from "../result-options.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import {
  addPresentationOptions,
  append,
  presentationOf,
  requireTableFormat,
  type TableFlags,
  tablesAs,
} from "../table-options.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface SideBySideFlags extends CommonOptions, ResultFlags, Pick<TableFlags, "digits" | "stars" | "notes"> {
  readonly group: readonly string[];
  readonly statistics?: string;
  readonly beneath: Beneath;
  readonly note: readonly string[];
}

const EXAMPLES = `
${ABOUT_RESULTS} --group can be given several times.

Examples:
  wasmetrics table ols.json iv.json --rename fit_did=did --keep did --columns "OLS;2SLS" --stars
  wasmetrics table a.json b.json --group "Controls=eco,fin,/^d_/" --statistics nobs,r2 --format docx --out table2.docx
`;

/** Adds the command. */
export function registerTable(program: Command): void {
  const table = program
    .command("table")
    .description("A table of results that were written with --json, a column each.");
  const command = addResultOptions(table)
    .option("--group <label=terms>", "coefficients as one row of yes and no, such as Controls=eco,fin", append, [])
    .option("--statistics <names>", `numbers beneath: ${STATISTICS.join(", ")}`)
    .addOption(
      new Option("--beneath <what>", "beneath each estimate")
        .choices(["std_error", "statistic", "p_value", "interval"])
        .default("std_error"),
    )
    .option("--note <text>", "a note beneath", append, [])
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addPresentationOptions(command)).action((files: readonly string[], flags: SideBySideFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("table", flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { language } = flags;
      const made = modelTable(namedResults(files, flags.columns), optionsOf(flags));
      const table = presentTable(made, { ...presentationOf(presentationFlags(flags)), language });
      const result = wantsJson(flags) ? JSON.stringify(table, null, 2) : await tablesAs([table], flags.format);
      await printOrWrite(result, flags, io);
    }),
  );
}

function optionsOf(flags: SideBySideFlags): ModelTableOptions {
  const { beneath, note } = flags;
  const statistics = flags.statistics?.split(",").map((name) => name.trim());
  return {
    ...namingOf(flags),
    ...{ beneath, notes: note },
    groups: flags.group.map((text) => groupOf("--group", text)),
    ...(statistics === undefined ? {} : { statistics }),
  };
}

/** Names and headings are the table's own here, as coefficients may share a row. */
const presentationFlags = ({
  columns: _columns,
  rename: _rename,
  title: _title,
  ...flags
}: SideBySideFlags): TableFlags => flags;
