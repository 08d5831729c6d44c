/**
 * `wasmetrics plm DATA FORMULA`: the classical models of a panel, side by side where several are asked for, and tests.
 */

import { type Command, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { panel } from "../../data/panel/panel.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { namedKeys } from "../../regression/options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import { requireNames } from "../../report/present-table.js";
import { renderText } from "../../report/render/text.js";
import {
  PLM_COMPONENTS,
  PLM_EFFECTS,
  PLM_MODELS,
  type PlmModel,
  type PlmOptions,
  plmPlan,
  requirePlainFormula,
} from "../../verbs/plm/options.js";
import { panelTestNames, panelTests } from "../../verbs/plm/panel-tests.js";
import { plm } from "../../verbs/plm/plm.js";
import type { PlmRecord } from "../../verbs/plm/record.js";
import { plmSummary } from "../../verbs/plm/report/summary.js";
import { plmTable } from "../../verbs/plm/report/table.js";
import { panelTestsTable } from "../../verbs/plm/report/tests-table.js";
import type { PanelTestsRecord } from "../../verbs/plm/tests/record.js";
import { PANEL_TESTS } from "../../verbs/plm/tests/tests.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { recordJson } from "../record-json.js";
import { addCommonOptions, type CommonOptions, parseNumber, runCommand } from "../shared.js";
import { takingStata, withNotes } from "../stata-line.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { addTableOptions, asksTable, presentationOf, type TableFlags } from "../table-options.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface PlmFlags extends CommonOptions, TableFlags, DataFlags {
  readonly panel?: string;
  readonly model: string;
  readonly effect: NonNullable<PlmOptions["effect"]>;
  readonly components: NonNullable<PlmOptions["components"]>;
  readonly vcov: string;
  readonly ssc?: string;
  readonly subset?: string;
  readonly level: number;
  readonly tests?: string;
}

const EXAMPLES = `
Models: pooling, within, between (means of units, or of periods with --effect time), fd (first differences), random (Swamy-Arora, or --components xtreg).
Several, separated by commas, are columns of one table; with within and random Hausman's test stands beneath.

Tests: ${PANEL_TESTS.join(", ")}.

Examples:
  wasmetrics plm empl.csv "log(emp) ~ log(wage) + log(capital)" --panel firm,year --model random
  wasmetrics plm empl.csv "log(emp) ~ log(wage) + log(capital)" --panel firm,year --model pooling,within,random --vcov cluster:firm
  wasmetrics plm empl.csv "xtset firm year; xtreg lemp lwage lcap, re"
  wasmetrics plm cities.csv "quality ~ did + eco + fin" --panel city,year --effect twoways --tests hausman-robust,pesaran-cd,xtserial
  wasmetrics plm cities.csv "quality ~ did + eco + fin" --panel city,year --tests all --format markdown
`;

/** Adds the command. */
export function registerPlm(program: Command): void {
  const command = program
    .command("plm")
    .description('The classical models of a panel: "y ~ x1 + log(x2)", effects by --model and --effect.')
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ x1 + log(x2)", or a line of xtreg')
    .option("--panel <unit,time>", "columns of unit and time (required)")
    .option("--model <names>", `${PLM_MODELS.join(", ")}; several separated by commas`, "within")
    .addOption(new Option("--effect <name>", "whose effects").choices(PLM_EFFECTS).default("individual"))
    .addOption(
      new Option(
        "--components <estimator>",
        "variance components of random effects: swar as plm and xtreg's sa, or xtreg's own (the same in balanced panels)",
      )
        .choices(PLM_COMPONENTS)
        .default("swar"),
    )
    .option(
      "--vcov <variance>",
      "iid (the model's own), hetero, cluster:a or cluster:a+b; of pooling and within also those of feols, such as DK:2",
      "iid",
    )
    .option("--ssc <rule>", "small-sample rule (default: plm, residual df for iid errors and no factor on robust ones)")
    .option("--subset <expr>", 'rows to use, such as "year >= 1979"')
    .option("--level <level>", "confidence level", parseNumber, 0.95)
    .option("--tests <names>", "tests separated by commas, or all")
    .addHelpText("after", EXAMPLES);
  const run = (data: string, formula: string, flags: PlmFlags, notes: readonly Note[]) =>
    runCommand(flags, async (io) => {
      requireTableFormat("plm", flags);
      const keys = namedKeys(requirePanel(flags));
      const asked = requireAsked(formula, flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      const rows = panel(table, keys);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const fits = asked.models.map((options) => withNotes(notes, plm(engine, rows, formula, options)));
      const { subset } = flags;
      const tests =
        asked.tests === null
          ? null
          : panelTests(engine, rows, formula, { tests: asked.tests, ...(subset === undefined ? {} : { subset }) });
      for (const { model, timing_ms } of fits) io.detail(`${model}: ${timing_ms.total!.toFixed(1)} ms`);
      await printOrWrite(await render(fits, tests, flags), flags, io);
    });
  addCommonOptions(addTableOptions(addDataOptions(command))).action(takingStata("plm", command, run));
}

interface Asked {
  readonly models: readonly PlmOptions[];
  /** Null for none. */
  readonly tests: readonly string[] | null;
}

/** Models and tests meant; throws what they would throw whatever the data. */
function requireAsked(formula: string, flags: PlmFlags): Asked {
  const { effect, components, vcov, ssc, subset, level } = flags;
  requirePlainFormula(parseFormula(formula));
  if (subset !== undefined) parseExpression(subset);
  requireLevel(level);
  const names = flags.model.split(",").map((name) => name.trim() as PlmModel);
  const models = names.map((model): PlmOptions => {
    // in a row of models an effect is that of those that have it
    const own = names.length > 1 && (model === "fd" || (model === "between" && effect === "twoways"));
    const options = {
      ...{ model, effect: own ? ("individual" as const) : effect, components, vcov, level },
      ...(ssc === undefined ? {} : { ssc }),
      ...(subset === undefined ? {} : { subset }),
    };
    plmPlan(options);
    return options;
  });
  const named = flags.tests?.split(",").map((name) => name.trim());
  if (named !== undefined) panelTestNames(named);
  const compared = ["within", "random"].every((name) => (names as string[]).includes(name)) && effect === "individual";
  const tests = named ?? (compared ? ["hausman"] : null);
  return { models, tests };
}

function requirePanel({ panel: keys }: PlmFlags): string {
  if (keys !== undefined) return keys;
  throw new UsageError("panel_keys", "plm needs the columns of unit and time, such as --panel firm,year.", {
    got: undefined,
    expected: "unit,time",
  });
}

async function render(
  fits: readonly PlmRecord[],
  tests: PanelTestsRecord | null,
  flags: PlmFlags,
): Promise<string | Uint8Array> {
  const single = fits.length === 1 ? fits[0] : undefined;
  if (wantsJson(flags)) {
    return recordJson(single !== undefined && tests === null ? single : { kind: "plm-models", fits, tests }, flags);
  }
  const beneath = tests === null ? [] : [panelTestsTable(tests)];
  const presentation = presentationOf(flags);
  const main = plmTable(
    fits.map((fit) => ({ label: "", fit })),
    { title: fits[0]!.call },
  );
  if (flags.format === "text" && single !== undefined && !asksTable(flags)) {
    requireNames([main], presentation);
    return [`${plmSummary(single, presentation)}\n`, ...beneath.map((table) => renderText(table))].join("\n");
  }
  return tablesAs([main, ...beneath], flags.format, presentation);
}
