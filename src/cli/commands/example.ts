/**
 * `wasmetrics example NAME`: runs the study file of a shipped example. What is in it is data, in `examples/`.
 */
import { join } from "node:path";
import { Argument, type Command } from "commander";
import { PACKAGE_ROOT } from "../package-root.js";
import { runStudyJob } from "../run-study.js";
import { addCommonOptions, runCommand } from "../shared.js";
import { addStudyOptions, type StudyOptions } from "../study-options.js";

const EXAMPLES = ["fish", "smart-city"] as const;

/** Adds the command. */
export function registerExample(program: Command): void {
  const command = program
    .command("example")
    .description(
      "Runs the study file of a shipped example. fish: UN Comtrade fish exports and the European Commission's cards against illegal fishing. smart-city: simulated cities and customs rows, with the truth beside the estimates.",
    )
    .addArgument(new Argument("<name>", "which example").choices(EXAMPLES))
    .addHelpText(
      "after",
      "\nExamples:\n  wasmetrics example fish\n  wasmetrics example smart-city --out report\n  wasmetrics example fish --only table1 --format latex\n",
    );
  addCommonOptions(addStudyOptions(command)).action((name: (typeof EXAMPLES)[number], flags: StudyOptions) =>
    runCommand(flags, (io) => {
      const study = `examples/${name}/study.yaml`;
      const path = join(PACKAGE_ROOT, study);
      const job = { path, name: study, command: `wasmetrics example ${name}`, out: `out/${name}` };
      return runStudyJob(job, flags, io);
    }),
  );
}
