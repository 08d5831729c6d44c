/**
 * The command line: one file a command in `commands/`, registered here.
 */
import { Command, CommanderError } from "commander";
import { UsageError } from "../base/errors.js";
import { version } from "../base/version.js";
import { verbs } from "../verbs/catalogue.js";
import { registerBootstrap } from "./commands/bootstrap.js";
import { registerCoefplot } from "./commands/coefplot.js";
import { registerDecompose } from "./commands/decompose.js";
import { registerDifference } from "./commands/difference.js";
import { registerEventStudy } from "./commands/event-study.js";
import { registerExample } from "./commands/example.js";
import { registerExtrapolate } from "./commands/extrapolate.js";
import { registerFeols } from "./commands/feols.js";
import { registerFelogit, registerFepois } from "./commands/glm.js";
import { registerInit } from "./commands/init.js";
import { registerInspect } from "./commands/inspect.js";
import { registerPgmm } from "./commands/pgmm.js";
import { registerPlacebo } from "./commands/placebo.js";
import { registerPlausexog } from "./commands/plausexog.js";
import { registerPlm } from "./commands/plm.js";
import { registerPsmatch } from "./commands/psmatch.js";
import { registerQuality } from "./commands/quality.js";
import { registerQualityPolicy } from "./commands/quality-policy.js";
import { registerQualitySensitivity } from "./commands/quality-sensitivity.js";
import { registerSimulate } from "./commands/simulate.js";
import { registerStudy } from "./commands/study.js";
import { registerTable } from "./commands/table.js";
import { reportError } from "./shared.js";
import { watchStandardStreams } from "./standard-streams.js";
import { registerVerb } from "./verb-command.js";

/** Runs the command line `args` (without node and script) and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  watchStandardStreams();
  process.on("uncaughtException", (error) => {
    process.exit(reportError(error, args.includes("--json")));
  });
  const program = new Command("wasmetrics")
    .description(
      "Panel econometrics with a WebAssembly core. DATA is a .parquet, .csv, .tsv or .txt file (also .gz) with a header row.",
    )
    .version(version)
    .showHelpAfterError("(add --help for the options and examples)")
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const register of [
    registerFeols,
    registerFepois,
    registerFelogit,
    registerEventStudy,
    registerPlacebo,
    registerBootstrap,
    registerDifference,
    (program: Command) => registerVerb(program, verbs.mediation),
    registerPlausexog,
    registerPlm,
    registerPgmm,
    registerPsmatch,
    registerQuality,
    registerDecompose,
    registerQualitySensitivity,
    registerQualityPolicy,
    registerExtrapolate,
    registerInit,
    registerInspect,
    registerSimulate,
    registerTable,
    registerCoefplot,
    registerStudy,
    registerExample,
  ])
    register(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    if (args.includes("--json")) {
      reportError(new UsageError("command_line", error.message.replace(/^error: /, ""), { got: args }), true);
    }
  }
}
