/**
 * `wasmetrics verify DIR`: a replication folder, or a bundle of the page, run again in a clean place; what is the same and what is not, down
 * to the line of the study, the row of data and the cell of a table.
 */
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { WasmetricsError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { version } from "../../base/version.js";
import { scratchFolder } from "../../data/disk/scratch.js";
import { unverifiedText, verdictText } from "../../study/replication/verdict-text.js";
import { type Held, unverified, verification } from "../../study/replication/verify.js";
import { addMaxMemory, type MaxMemoryFlag } from "../max-memory.js";
import { fileArgument, fileOption } from "../named-files.js";
import { processIo } from "../process-io.js";
import { type CleanRun, runClean, sha256 } from "../replication/clean-run.js";
import { readSavedBundle } from "../replication/read-bundle.js";
import { type ReadFolder, readReplication } from "../replication/read-folder.js";
import { requireNew } from "../replication/write-folder.js";
import { reportFailures } from "../run-study.js";
import { type CommandIo, type CommonOptions, parsePositiveInteger, reportError, runCommand } from "../shared.js";
import { writeFolder } from "../write-outputs.js";

interface VerifyFlags extends CommonOptions, MaxMemoryFlag {
  readonly keep?: string;
  readonly language?: Language;
}

const DIFFERS = 1;
const UNVERIFIED = 2;

/** Adds the command. */
export function registerVerify(program: Command): void {
  addMaxMemory(program.command("verify"))
    .description(
      "Runs the study of a replication folder again, in memory and without anything kept, and compares every number, row and file with what the folder holds. Exit status 0: all the same; 1: differences, each named; 2: it can't be verified. Writes nothing unless --keep names a folder.",
    )
    .addArgument(
      fileArgument(
        "read-whole",
        "<folder>",
        "folder that study --replication wrote, or a bundle (.zip) that the page saved",
      ),
    )
    .option("--json", "print one JSON document on stdout and nothing else")
    .option("--quiet", "no progress or warnings on stderr")
    .option("--verbose", "on stderr: threads, memory needed and used, times")
    .option("--threads <n>", "threads (default: all cores); results do not depend on it", parsePositiveInteger)
    .addOption(
      fileOption(
        "written",
        "--keep <dir>",
        "write the files of this run here, new or empty, to compare by other means",
      ),
    )
    .addOption(
      new Option("--language <language>", "language of the verdict; default that of the study").choices(LANGUAGES),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  wasmetrics verify deposit\n  wasmetrics verify . --json > verdict.json\n  wasmetrics verify study.zip\n  wasmetrics verify deposit --keep rerun\n",
    )
    .action((path: string, flags: Omit<VerifyFlags, "format">) =>
      runCommand({ ...flags, format: "text" }, (io) => verify(path, { ...flags, format: "text" }, io)),
    );
}

async function verify(path: string, flags: VerifyFlags, io: CommandIo): Promise<void> {
  try {
    if (flags.keep !== undefined) requireNew(flags.keep, "--keep");
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) await verifyBundle(path, flags, io);
    else await compared(await readReplication(path, flags), flags, io);
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    reportError(error, flags.json === true);
    processIo().exitCode = UNVERIFIED;
  }
}

/** Data of a bundle are read from a private folder. */
async function verifyBundle(path: string, flags: VerifyFlags, io: CommandIo): Promise<void> {
  const scratch = scratchFolder();
  try {
    const put = (name: string, bytes: Uint8Array): string => {
      const place = join(scratch.path, name);
      writeFileSync(place, bytes);
      return place;
    };
    await compared(await readSavedBundle(path, put), flags, io);
  } finally {
    scratch.remove();
  }
}

async function compared({ held, job, refusal }: ReadFolder, flags: VerifyFlags, io: CommandIo): Promise<void> {
  const language = flags.language ?? held.bundle.language ?? "en";
  if (job === null) {
    tellUnverified(held, refusal, language, flags, io);
    return;
  }
  let run: CleanRun | undefined;
  try {
    run = await runClean(job, flags, io);
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    tellUnverified(held, error, language, flags, io);
    return;
  }
  if (run === undefined) return;
  if (run.study.causes.length > 0) reportFailures(run.study);
  const { files, engine, font, seconds } = run;
  const made = { files, version, kernels_sha256: engine.sha256, node: process.versions.node, font, seconds };
  const found = verification(held, made, sha256);
  if (flags.keep !== undefined) await writeFolder(flags.keep, files);
  if (flags.json === true) io.printJson(found);
  else io.print(`${verdictText(found, language).join("\n")}\n`);
  if (!found.is_same) processIo().exitCode = DIFFERS;
}

/** Says what the folder shows without a run, then why there was none. */
function tellUnverified(
  held: Held,
  why: WasmetricsError | undefined,
  language: Language,
  flags: VerifyFlags,
  io: CommandIo,
): void {
  const found = unverified(held, sha256);
  if (flags.json === true) {
    const error = why === undefined ? {} : { error: { code: why.code, message: why.message, detail: why.detail } };
    io.printJson({ ...found, ...error });
  } else {
    const lines = unverifiedText(found, language);
    if (lines.length > 0) io.print(`${lines.join("\n")}\n`);
    if (why !== undefined) reportError(why, false);
  }
  processIo().exitCode = UNVERIFIED;
}
