/**
 * `wasmetrics coefplot`: coefficients of records written with --json as a figure. Estimates nothing.
 */
import { type Command, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { type CoefplotOptions, type CoefplotRows, coefplot, coefplotNumbers } from "../../verbs/table/coefplot.js";
import { modelTable } from "../../verbs/table/model-table.js";
import { ABOUT_RESULTS, addResultOptions, namedResults, namingOf, type ResultFlags } from "../result-options.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { writeResult } from "../write-record.js";

interface CoefplotFlags extends CommonOptions, ResultFlags {
  readonly rows?: CoefplotRows;
  readonly mark: string;
  readonly axis?: string;
  readonly numbers: boolean;
}

const EXAMPLES = `
${ABOUT_RESULTS} --heading can be given several times. Intervals are those of the records.
--out FOLDER writes coefplot.svg, coefplot.png, coefplot.vl.json and the numbers, coefplot.json; without it, and beside it,
the numbers are printed as a table.

Examples:
  wasmetrics coefplot ols.json iv.json --rename fit_did=did --keep did --rename did=Pilot --columns "OLS;2SLS" --out out/figure
  wasmetrics coefplot ols.json iv.json --drop "(Intercept)" --heading "Controls=eco,fin" --out out/figure
`;

/** Adds the command. */
export function registerCoefplot(program: Command): void {
  const command = program
    .command("coefplot")
    .description("A figure of coefficients of results that were written with --json, with their intervals.");
  addResultOptions(command)
    .addOption(
      new Option("--rows <what>", "what has the rows (default: results where one coefficient is shown)").choices([
        "coefficients",
        "results",
      ]),
    )
    .option("--mark <value>", "what estimates are read against", "0")
    .option("--axis <text>", "title of the axis")
    .option("--no-numbers", "no numbers at the right")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(command).action((files: readonly string[], flags: CoefplotFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("coefplot", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["coefplot.json"]);
      const naming = namingOf(flags);
      const results = namedResults(files, flags.columns);
      const options: CoefplotOptions = {
        ...naming,
        mark: finite(flags.mark),
        numbers: flags.numbers,
        ...(flags.rows === undefined ? {} : { rows: flags.rows }),
        ...(flags.axis === undefined ? {} : { axis: flags.axis }),
      };
      const figure = coefplot(results, options);
      const record = { kind: "coefplot", coefficients: coefplotNumbers(results, options) };
      const tables = [modelTable(results, { ...naming, beneath: "interval" })];
      await writeResult("coefplot", { record, tables, figures: () => ({ "": figure }) }, flags, io);
    }),
  );
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UsageError("mark_form", `--mark takes a number, and got '${text}'.`, { got: text, expected: "a number" });
}
