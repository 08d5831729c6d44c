/**
 * `wasmetrics pgmm DATA FORMULA`: dynamic panels by GMM; FORMULA may be a line of xtabond2.
 */

import { type Command, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { type PanelKeys, panel } from "../../data/panel/panel.js";
import { panelAbove } from "../../formula/stata/script.js";
import type { StataPanel } from "../../formula/stata/stata-model.js";
import { isXtabond2Line } from "../../formula/xtabond2.js";
import { namedKeys } from "../../regression/options.js";
import { requireNames } from "../../report/present-table.js";
import { renderText } from "../../report/render/text.js";
import { pgmm } from "../../verbs/pgmm/fit.js";
import { type PgmmOptions, pgmmPlan } from "../../verbs/pgmm/plan.js";
import type { PgmmRecord } from "../../verbs/pgmm/record.js";
import { pgmmSensitivityTable } from "../../verbs/pgmm/report/sensitivity-table.js";
import { pgmmSummary } from "../../verbs/pgmm/report/summary.js";
import { pgmmTable } from "../../verbs/pgmm/report/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { recordJson } from "../record-json.js";
import { addCommonOptions, type CommonOptions, parseNumber, parseWholeNumber, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { addTableOptions, asksTable, presentationOf, type TableFlags } from "../table-options.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface PgmmFlags extends CommonOptions, TableFlags, DataFlags {
  readonly panel?: string;
  readonly model?: PgmmOptions["model"];
  readonly transform?: PgmmOptions["transform"];
  readonly steps?: "1" | "2" | "iterated";
  readonly collapse?: boolean;
  readonly robust?: boolean;
  readonly small?: boolean;
  readonly h?: "1" | "2" | "3";
  readonly timeDummies?: boolean;
  readonly subset?: string;
  readonly level?: number;
  readonly arTests?: number;
  readonly singular?: PgmmOptions["singular"];
  readonly sensitivity?: true | readonly (number | null)[];
}

const EXAMPLES = `
Instruments. gmm(x, 2:4): levels of x two to four periods back for the transformed equation, a column a period and lag, or a
column a lag with collapse; in a system also the difference of x one period back for the equation in levels. eq = diff or
level asks for one of the two; with eq = level the lags are those of the difference. iv(x): x instruments itself; in a system
one column serves both equations, unless eq = diff or level says which; write both, as plm does, for a column each.

An xtabond2 line in place of the formula is translated, and the translation printed. Its lists may hold L.x, L2.x, L(0/2).x,
x*, x1-x9 and i.x. Its options take the place of the flags.

Examples:
  wasmetrics pgmm empl.csv "log(emp) ~ lag(log(emp), 1:2) + lag(log(wage), 0:1) | gmm(log(emp), 2:99) + iv(lag(log(wage), 0:1))" --panel firm,year --time-dummies --steps 2
  wasmetrics pgmm cities.csv "quality ~ lag(quality, 1) + did + eco | gmm(quality, 2:4) + iv(did, eco)" --panel city,year --model system --steps 2 --collapse --time-dummies
  wasmetrics pgmm abdata.csv "xtabond2 n L.n L(0/1).(w k) yr*, gmm(L.(n w k)) iv(yr*, eq(level)) robust small" --panel id,year
  wasmetrics pgmm abdata.csv "xtset id year; xtabond2 n L.n w, gmm(L.n) iv(w) nolevel robust"
  wasmetrics pgmm cities.csv "quality ~ lag(quality, 1) + did | gmm(quality, 2:99) + iv(did)" --panel city,year --sensitivity 1,2,3,all
`;

/** Adds the command. */
export function registerPgmm(program: Command): void {
  const command = program
    .command("pgmm")
    .description('GMM on a dynamic panel: "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)".')
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)", or a line "xtabond2 ..."')
    .option("--panel <unit,time>", "columns of unit and time (required)")
    .addOption(
      new Option("--model <name>", "difference (default), or system: with the equation in levels").choices([
        "difference",
        "system",
      ]),
    )
    .addOption(
      new Option("--transform <name>", "d: first differences (default), fod: forward orthogonal deviations").choices([
        "d",
        "fod",
      ]),
    )
    .addOption(new Option("--steps <n>", "steps of the weight (default: 1)").choices(["1", "2", "iterated"]))
    .option("--collapse", "a column a lag in place of one a period and lag, in every gmm() that does not say otherwise")
    .option("--robust", "errors clustered by unit, two-step ones corrected as Windmeijer (default)")
    .option("--no-robust", "classical one-step errors, uncorrected two-step ones")
    .option("--small", "t and F with a small-sample factor")
    .addOption(new Option("--h <n>", "H of the one-step weight, as xtabond2 (default: 3)").choices(["1", "2", "3"]))
    .option("--time-dummies", "dummies of the periods, as regressors and their own instruments")
    .option("--subset <expr>", 'rows to estimate on, such as "year >= 1979"; the others still serve as lags')
    .option("--level <level>", "confidence level (default: 0.95)", parseNumber)
    .option("--ar-tests <n>", "highest order of the test of serial correlation (default: 2)", parseWholeNumber)
    .addOption(
      new Option("--singular <how>", "a weight without inverse: refuse (default) or pseudoinverse").choices([
        "refuse",
        "pseudoinverse",
      ]),
    )
    .option(
      "--sensitivity [depths]",
      "the estimate by number of lags and collapse, such as 1,2,3,all (the default)",
      parseDepths,
    )
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addTableOptions(addDataOptions(command))).action((data: string, text: string, flags: PgmmFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("pgmm", flags);
      const { panel: declared, rest: formula } = panelAbove(text);
      const keys = panelKeys(flags, declared);
      const options = optionsOf(flags);
      // a line of xtabond2 may name columns by pattern: it waits for the data
      if (!isXtabond2Line(formula)) pgmmPlan(formula, [], options);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      const record = pgmm(engine, panel(table, keys), formula, { ...options, onProgress: io.progress });
      const times = Object.entries(record.timing_ms).map(
        ([step, ms]) => `${step.replaceAll("_", " ")} ${ms.toFixed(1)}`,
      );
      io.detail(`milliseconds: ${times.join(", ")}`);
      await printOrWrite(await render(record, flags), flags, io);
    }),
  );
}

/** Only what was given: defaults are the model's, and an xtabond2 line has its own. */
function optionsOf(flags: PgmmFlags): PgmmOptions {
  const { model, transform, collapse, robust, small, timeDummies, subset, level, arTests, singular, sensitivity } =
    flags;
  const given = {
    ...{ model, transform, collapse, robust, small, timeDummies, subset, level, arTests, singular, sensitivity },
    steps: flags.steps === undefined || flags.steps === "iterated" ? flags.steps : Number(flags.steps),
    h: flags.h === undefined ? undefined : Number(flags.h),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as PgmmOptions;
}

/** Of `--panel`, or of xtset above a line of xtabond2. Throws UsageError `panel_keys`, `stata_conflict`. */
function panelKeys({ panel: keys }: PgmmFlags, declared: StataPanel | undefined): PanelKeys {
  const given = keys === undefined ? undefined : namedKeys(keys);
  if (given !== undefined && declared !== undefined && (given.unit !== declared.unit || given.time !== declared.time)) {
    const message = `--panel ${keys} contradicts xtset ${declared.unit} ${declared.time ?? ""}: leave one of them out.`;
    throw new UsageError("stata_conflict", message, { got: keys, expected: declared });
  }
  if (given !== undefined) return given;
  if (declared?.time !== undefined) return { unit: declared.unit, time: declared.time };
  throw new UsageError("panel_keys", "pgmm needs the columns of unit and time, such as --panel firm,year.", {
    got: undefined,
    expected: "unit,time",
  });
}

async function render(record: PgmmRecord, flags: PgmmFlags): Promise<string | Uint8Array> {
  if (wantsJson(flags)) return recordJson(record, flags);
  const sensitivity = record.sensitivity === null ? [] : [pgmmSensitivityTable(record)];
  const presentation = presentationOf(flags);
  const main = pgmmTable([{ label: "", fit: record }], { title: record.call, timeDummies: true });
  if (flags.format === "text" && !asksTable(flags)) {
    requireNames([main], presentation);
    return [`${pgmmSummary(record, presentation)}\n`, ...sensitivity.map((table) => renderText(table))].join("\n");
  }
  return tablesAs([main, ...sensitivity], flags.format, presentation);
}

/** `1,2,all` to numbers, null for all. */
function parseDepths(text: string): (number | null)[] {
  return text.split(",").map((piece) => {
    const depth = piece.trim();
    if (depth === "all") return null;
    if (!/^[1-9]\d{0,3}$/.test(depth)) throw new InvalidArgumentError("expected numbers of lags, such as 1,2,3,all");
    return Number(depth);
  });
}
