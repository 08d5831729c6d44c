/**
 * `wasmetrics study STUDY.yaml`: a study file to every table and figure, a report and a manifest; and `wasmetrics example`, the same of
 * a study that is shipped.
 */

import { join } from "node:path";
import { Argument, type Command } from "commander";
import { UsageError } from "../../base/errors.js";
import { shellWord } from "../../base/text.js";
import { studyJsonSchema } from "../../study/file/schema.js";
import { fileArgument } from "../named-files.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { addReplicationOptions, type ReplicationOptions, writeReplication } from "../replication/write-folder.js";
import { addStudyOptions, runStudyJob } from "../run-study.js";
import { addCommonOptions, runCommand } from "../shared.js";
import { initCommand } from "../start-with-init.js";
import { addStudyEngineOptions } from "../study-sources.js";

interface StudyFlags extends ReplicationOptions {
  readonly schema?: boolean;
}

/** Adds the command. */
export function registerStudy(program: Command): void {
  const command = program
    .command("study")
    .description(
      "Runs a study: one YAML file that names data, treatment, models and stages. Writes report.html, tables (md, tex, csv), figures (svg, png, vl.json), results.json and manifest.json, all or none.",
    )
    .addArgument(fileArgument("read", "[study]", ".yaml file"))
    .option("--schema", "print the JSON Schema of study files, for editors, and nothing else")
    .addHelpText(
      "after",
      "\nExamples:\n  wasmetrics study study.yaml --out out\n  wasmetrics study study.yaml --only figure1 --out draft\n  wasmetrics study study.yaml --dry-run\n  wasmetrics study study.yaml --from table3\n  wasmetrics study study.yaml --json --quiet > results.json\n  wasmetrics study study.yaml --engine postgres://me@host/db\n  wasmetrics study study.yaml --replication deposit\n  wasmetrics study --schema > study.schema.json\n",
    );
  addCommonOptions(addStudyEngineOptions(addReplicationOptions(addStudyOptions(command)))).action(
    (path: string | undefined, { schema, ...flags }: StudyFlags) =>
      runCommand(flags, async (io) => {
        if (schema === true) return io.print(studyJsonSchema());
        if (path === undefined) {
          throw new UsageError(
            "study_missing",
            `Which study? Give the path of its YAML file: wasmetrics study study.yaml. With none yet, start with ${initCommand()}, which writes one.`,
            {
              got: undefined,
              expected: "a .yaml file",
            },
          );
        }
        const job = { path, name: path, command: `wasmetrics study ${shellWord(path)}` };
        await (flags.replication === undefined ? runStudyJob(job, flags, io) : writeReplication(job, flags, io));
      }),
  );
}

/** The studies that are shipped, each a folder of `examples/`, by what they teach. */
export const EXAMPLES = {
  castle: "castle doctrine: laws of 21 states, adopted in different years",
  "minimum-wage": "two states, two interviews: difference-in-differences",
  employment: "a dynamic panel of firms, by GMM",
  training: "an experiment, and matching in its place",
  schooling: "a college nearby as an instrument",
  tobacco: "one treated state, and randomisation inference",
  fish: "UN Comtrade fish exports and the European Commission's cards against illegal fishing",
  "smart-city": "simulated cities and customs rows, with the truth beside the estimates",
} as const;
type Example = keyof typeof EXAMPLES;

/** Adds the command. */
export function registerExample(program: Command): void {
  const list = Object.entries(EXAMPLES).map(([name, about]) => `  ${name.padEnd(13)} ${about}`);
  const command = program
    .command("example")
    .description("Runs the study file of a shipped example.")
    .addArgument(new Argument("<name>", "which example").choices(Object.keys(EXAMPLES)))
    .addHelpText("after", `\n${list.join("\n")}`)
    .addHelpText(
      "after",
      "\nExamples:\n  wasmetrics example fish\n  wasmetrics example smart-city --out report\n  wasmetrics example fish --only table1 --format latex\n",
    );
  addCommonOptions(addReplicationOptions(addStudyOptions(command))).action((name: Example, flags: ReplicationOptions) =>
    runCommand(flags, (io) => {
      const study = `examples/${name}/study.yaml`;
      const path = join(PACKAGE_ROOT, study);
      const job = { path, name: study, command: `wasmetrics example ${name}`, out: `out/${name}` };
      return flags.replication === undefined ? runStudyJob(job, flags, io) : writeReplication(job, flags, io);
    }),
  );
}
