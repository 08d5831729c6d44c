/**
 * Layer cli. `wasmetrics feols DATA FORMULA`.
 */
import { type Command, Option } from "commander";
import { NotSupported } from "../../base/errors.js";
import { loadEngine } from "../../kernels/engine.js";
import { feols } from "../../models/feols.js";
import type { FitRecord } from "../../models/fit-record.js";
import { fitSummary } from "../../report/fit-summary.js";
import { regressionTable } from "../../report/regression-table.js";
import { renderTable } from "../../report/render.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../data-options.js";
import { addCommonOptions, type CommonOptions, type Format, parseNumber, runCommand } from "../shared.js";
import { writeFileWhole } from "../write-outputs.js";

interface FeolsFlags extends CommonOptions, DataFlags {
  readonly vcov?: string;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: "singletons" | "once" | "none";
  readonly solver: "auto" | "direct" | "map" | "krylov";
  readonly level: number;
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
    .argument("<formula>", 'formula in quotes, "y ~ x | fixed effects"')
    .option("--vcov <variance>", "iid, hetero, cluster:a, cluster:a+b or cluster:a^b (required)")
    .option("--weights <column>", "weights; rows with weight 0 are dropped and counted")
    .option("--ssc <rule>", "small-sample rule: fixest, none, or parts such as K.fixef=full,G.adj=false", "fixest")
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .addOption(
      new Option(
        "--fixef-rm <what>",
        "observations alone in a fixed effect: drop recursively, drop in one pass as fixest 0.12 does, or keep",
      )
        .choices(["singletons", "once", "none"])
        .default("singletons"),
    )
    .addOption(
      new Option("--solver <method>", "how fixed effects are absorbed")
        .choices(["auto", "direct", "map", "krylov"])
        .default("auto"),
    )
    .option("--level <level>", "confidence level", parseNumber, 0.95)
    .option("--wald <regex>", "joint test of the coefficients whose names match")
    .addOption(new Option("--split <column>").hideHelp())
    .addOption(new Option("--panel <unit,time>").hideHelp())
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, formula: string, flags: FeolsFlags) =>
    runCommand(flags, async (io) => {
      refuseLater(flags);
      io.progress({ stage: `reading ${data}`, fraction: 0, msLeft: null });
      const [table, engine] = await Promise.all([
        readData(data, flags),
        loadEngine(flags.threads ? { threads: flags.threads } : {}),
      ]);
      for (const note of engine.notes) io.warn(note);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const record = feols(engine, table, formula, {
        ...(flags.vcov === undefined ? {} : { vcov: flags.vcov }),
        ...(flags.weights === undefined ? {} : { weights: flags.weights }),
        ...(flags.subset === undefined ? {} : { subset: flags.subset }),
        ...(flags.wald === undefined ? {} : { wald: [flags.wald] }),
        ssc: flags.ssc,
        fixefRm: flags.fixefRm,
        solver: flags.solver,
        level: flags.level,
      });
      const text = render(record, flags.json === true ? "json" : flags.format);
      if (flags.out === undefined) io.print(text);
      else {
        writeFileWhole(flags.out, text.endsWith("\n") ? text : `${text}\n`);
        io.warn(`wrote ${flags.out}`);
      }
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
