/**
 * Layer cli. `wasmetrics feols DATA FORMULA`.
 */
import { type Command, Option } from "commander";
import { NotSupported } from "../../base/errors.js";
import { compilePattern } from "../../models/coefficient-tests.js";
import { feols, requireVcov } from "../../models/feols.js";
import type { FitRecord } from "../../models/fit-record.js";
import { fitSummary } from "../../report/fit-summary.js";
import { regressionTable } from "../../report/regression-table.js";
import { renderTable } from "../../report/render.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, type Format, runCommand } from "../shared.js";
import { tellFit, tellNeed } from "../verbose.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface FeolsFlags extends CommonOptions, DataFlags, ModelFlags {
  readonly solver: "auto" | "direct" | "map" | "krylov";
  readonly wald?: string;
  readonly split?: string;
  readonly panel?: string;
}

const EXAMPLES = `
Examples:
  wasmetrics feols cities.csv "quality ~ did + eco + fin | city + year" --vcov cluster:city
  wasmetrics feols trade.csv.gz "log(euros) ~ log(dist) | origin^year + dest^year" --vcov cluster:origin+dest --json
  wasmetrics feols panel.csv "y ~ x + i(period, treat, ref=5) | id + period" --vcov cluster:id --wald "period::[1-4]:"
  wasmetrics feols panel.csv "y ~ x | id" --vcov hetero --subset "year >= 2007 & region == 'north'" --ssc none
`;

/** Adds the command. */
export function registerFeols(program: Command): void {
  const command = program
    .command("feols")
    .summary("least squares with fixed effects")
    .description('Least squares with fixed effects: "y ~ x1 + log(x2) + i(year, treat, ref=2011) | fe1 + fe2^fe3".')
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ x | fixed effects"');
  addModelOptions(command, { vcov: "iid, hetero, cluster:a, cluster:a+b or cluster:a^b (required)" })
    .addOption(
      new Option("--solver <method>", "how fixed effects are absorbed")
        .choices(["auto", "direct", "map", "krylov"])
        .default("auto"),
    )
    .option("--wald <regex>", "joint test of the coefficients whose names match")
    .addOption(new Option("--split <column>").hideHelp())
    .addOption(new Option("--panel <unit,time>").hideHelp())
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, formula: string, flags: FeolsFlags) =>
    runCommand(flags, async (io) => {
      refuseLater(flags);
      checkModel(formula, flags);
      requireVcov(flags.vcov);
      if (flags.wald !== undefined) compilePattern(flags.wald);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const record = feols(engine, table, formula, {
        ...modelOptions(flags),
        ...(flags.wald === undefined ? {} : { wald: [flags.wald] }),
        solver: flags.solver,
        onEstimate: (need) => tellNeed(need, io),
      });
      tellFit(record, engine, io);
      printOrWrite(render(record, wantsJson(flags) ? "json" : flags.format), flags, io);
    }),
  );
}

function refuseLater({ split, panel, format }: FeolsFlags): void {
  const later =
    split !== undefined ? "--split" : panel !== undefined ? "--panel" : format === "docx" ? "--format docx" : undefined;
  if (later === undefined) return;
  throw new NotSupported("cli_option", `feols does not support ${later} yet.`, { got: later });
}

function render(record: FitRecord, format: Format): string {
  if (format === "json") return JSON.stringify(record, null, 2);
  if (format === "text") return fitSummary(record);
  return renderTable(regressionTable([{ label: "", fit: record }]), format);
}
