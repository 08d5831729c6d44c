/**
 * `wasmetrics fepois DATA FORMULA` and `wasmetrics felogit DATA FORMULA`: one command in two families.
 */
import { type Command, Option } from "commander";
import type { Note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseExpression } from "../../formula/parser.js";
import { compilePattern } from "../../regression/tests/coefficient-tests.js";
import { requireNames } from "../../report/present-table.js";
import { felogit } from "../../verbs/glm/felogit.js";
import { fepois } from "../../verbs/glm/fepois.js";
import { glmVariance } from "../../verbs/glm/fit-glm.js";
import type { GlmOptions } from "../../verbs/glm/options.js";
import type { GlmRecord } from "../../verbs/glm/record.js";
import { glmSummary } from "../../verbs/glm/report/summary.js";
import { glmTable } from "../../verbs/glm/report/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { recordJson } from "../record-json.js";
import { addCommonOptions, type CommonOptions, parseNumber, parseWholeNumber, runCommand } from "../shared.js";
import { takingStata, withNotes } from "../stata-line.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { addTableOptions, asksTable, presentationOf, type TableFlags } from "../table-options.js";
import { reportFit, reportNeed } from "../verbose.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface GlmFlags extends CommonOptions, TableFlags, DataFlags, ModelFlags {
  readonly offset?: string;
  readonly exposure?: string;
  readonly separation: "drop" | "error";
  readonly solver: "auto" | "direct" | "map" | "krylov";
  readonly wald?: string;
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

interface Verb {
  readonly name: "fepois" | "felogit";
  readonly description: string;
  readonly examples: string;
  readonly estimate: (engine: Engine, table: Table, formula: string, options: GlmOptions) => GlmRecord;
}

const FEPOIS: Verb = {
  name: "fepois",
  description:
    'Poisson regression of an outcome of at least 0, whole numbers or not, with fixed effects: "y ~ x1 + log(x2) | fe1 + fe2^fe3".',
  examples: `
Levels of a fixed effect whose outcomes are all 0 are left out, as are rows that regressors predict to be 0 without doubt
(separation); both are counted and reported, the latter by row.

Examples:
  wasmetrics fepois trade.csv.gz "euros ~ log(dist) | origin^year + dest^year" --vcov cluster:origin+dest
  wasmetrics fepois patents.csv "patents ~ log(rd) + subsidy | firm + year" --vcov cluster:firm --wald "rd|subsidy" --json
  wasmetrics fepois deaths.csv "deaths ~ smoking | county + year" --exposure population --vcov cluster:county
  wasmetrics fepois panel.csv "y ~ x | id + period" --vcov hetero --separation error --format latex
  wasmetrics fepois trade.csv.gz "ppmlhdfe euros ldist, absorb(origin#year dest#year) vce(cluster origin)"
`,
  estimate: fepois,
};

const FELOGIT: Verb = {
  name: "felogit",
  description: 'Logit of an outcome of 0 or 1 with every fixed effect estimated: "y ~ x1 + x2 | fe1 + fe2".',
  examples: `
Every effect is a parameter: with few rows a level its slopes are too far from zero, of which a note gives the figures. Levels
whose outcomes are all 0, or all 1, are left out.

Examples:
  wasmetrics felogit exports.csv "exports ~ log(size) + subsidy | industry + year" --vcov cluster:industry
  wasmetrics felogit votes.csv "yes ~ income + age | county" --weights respondents --vcov hetero --format markdown
`,
  estimate: felogit,
};

export const registerFepois = (program: Command): void => register(program, FEPOIS);
export const registerFelogit = (program: Command): void => register(program, FELOGIT);

function register(program: Command, { name, description, examples, estimate }: Verb): void {
  const command = program
    .command(name)
    .description(description)
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ x | fixed effects"');
  addModelOptions(command, { vcov: "iid, hetero, cluster:a, cluster:a+b or cluster:a^b (required)" });
  command.option("--offset <expr>", "added to the linear predictor, such as log(population)");
  if (name === "fepois") command.option("--exposure <column>", "its logarithm is added to the linear predictor");
  command
    .addOption(
      new Option("--separation <what>", "rows that regressors predict perfectly: drop and report, or refuse")
        .choices(["drop", "error"])
        .default("drop"),
    )
    .addOption(
      new Option("--solver <method>", "how fixed effects are absorbed")
        .choices(["auto", "direct", "map", "krylov"])
        .default("auto"),
    )
    .option("--wald <regex>", "joint test of the coefficients whose names match")
    .option("--tolerance <share>", "relative change of the deviance at which to stop (default: 1e-8)", parseNumber)
    .option("--max-iterations <n>", "steps allowed (default: 100)", parseWholeNumber)
    .addHelpText("after", examples);
  const run = (data: string, formula: string, flags: GlmFlags, notes: readonly Note[]) =>
    runCommand(flags, async (io) => {
      requireTableFormat(name, flags);
      checkModel(formula, flags, (vcov) => glmVariance({ vcov }));
      glmVariance(modelOptions(flags));
      if (flags.wald !== undefined) compilePattern(flags.wald);
      if (flags.offset !== undefined) parseExpression(flags.offset);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const estimated = estimate(engine, table, formula, {
        ...modelOptions(flags),
        ...optionsOf(flags),
        onEstimate: (need) => reportNeed(need, io),
      });
      const record = withNotes(notes, estimated);
      reportFit(record, engine, io);
      await printOrWrite(await render(record, flags), flags, io);
    });
  addCommonOptions(addTableOptions(addDataOptions(command))).action(takingStata(name, command, run));
}

/** Only what was given: defaults are the model's. */
function optionsOf({ offset, exposure, separation, solver, wald, tolerance, maxIterations }: GlmFlags): GlmOptions {
  return {
    ...{ separation, solver },
    ...(offset === undefined ? {} : { offset }),
    ...(exposure === undefined ? {} : { exposure }),
    ...(wald === undefined ? {} : { wald: [wald] }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(maxIterations === undefined ? {} : { maxIterations }),
  };
}

async function render(record: GlmRecord, flags: GlmFlags): Promise<string | Uint8Array> {
  if (wantsJson(flags)) return recordJson(record, flags);
  const presentation = presentationOf(flags);
  const tables = [glmTable([{ label: "", fit: record }])];
  if (flags.format !== "text" || asksTable(flags)) return tablesAs(tables, flags.format, presentation);
  requireNames(tables, presentation);
  return glmSummary(record, presentation);
}
