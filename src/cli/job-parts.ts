/**
 * What tasks of a job do, and what is made of it in the end: a command run for its share of the draws, or for its file, and once more
 * with all draws that were made.
 */
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { DataError, UsageError } from "../base/errors.js";
import type { DrawnShare, Replications } from "../base/replications.js";
import { ensureFolder } from "../data/disk/disk.js";
import { claims, requireNamed } from "../data/disk/identity.js";
import { kernelsName } from "../engine/kernels/engine.js";
import { ranges, readParts, tasksDone, wholeOf, writePart, writeWhole } from "../jobs/parts.js";
import { type JobPlan, makePlan, planPath, readPlan, refuseOther, requireSame, wordsFor } from "../jobs/plan.js";
import type { JobSpec } from "../jobs/specification.js";
import { claimInput } from "./named-files.js";
import { type ProcessIo, processIo, type RunCommand } from "./process-io.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { writeFiles } from "./write-outputs.js";

/** The plan of a job and what is done of it. */
export interface Job {
  readonly spec: JobSpec;
  readonly plan: JobPlan;
  readonly missing: readonly number[];
}

/** Throws UsageError `output_is_input`, and DataError `jobs_changed` where the folder has parts of another plan. */
export async function readJob(spec: JobSpec, run: RunCommand): Promise<Job> {
  for (const pattern of spec.files ?? []) claimInput(pattern);
  requireNamed(spec.folder, `folder: ${spec.folder}`);
  if (spec.files !== null) claims.output(resultsPath(spec), `out: ${resultsPath(spec)}`);
  const now = await makePlan(spec, await kernelsName(), await writtenBy(spec.command, run));
  const before = readPlan(spec.folder);
  if (before !== null) refuseOther(before.facts, now.facts);
  return { spec, plan: { ...(before ?? now), threads: spec.threads }, missing: missingOf(spec.folder, now) };
}

/** Where results of many files go. */
const resultsPath = ({ out, folder }: JobSpec): string => out ?? join(folder, "results.json");

export function missingOf(folder: string, { facts }: JobPlan): number[] {
  const done = new Set(tasksDone(folder));
  return Array.from({ length: facts.tasks }, (_, i) => i + 1).filter((task) => !done.has(task));
}

/** Puts the plan into the job's folder, where tasks find it. */
export function writePlan({ spec, plan }: Job): void {
  ensureFolder(spec.folder);
  writeWhole(planPath(spec.folder), `${JSON.stringify(plan, null, 2)}\n`);
}

/** Gives what the one run gives. Throws DataError `jobs_missing` where a task has left no part, and as `readParts` and `wholeOf`. */
export async function mergeJob(
  spec: JobSpec,
  flags: Pick<CommonOptions, "json" | "quiet">,
  io: CommandIo,
  run: RunCommand,
): Promise<void> {
  const { plan, missing } = await readJob(spec, run);
  if (missing.length > 0) {
    const message = `${missing.length} of ${plan.facts.tasks} tasks have left no part (${ranges(missing)}): run the job again.`;
    throw new DataError("jobs_missing", message, { got: missing, expected: [] });
  }
  const parts = readParts(spec.folder, plan);
  const { command, files } = plan.facts;
  if (files !== null) {
    const { version, kernels_sha256 } = plan.facts;
    const made = files.map(({ path, sha256 }, i) => ({ file: path, sha256, record: parts[i]!.record }));
    const results = { kind: "files", command, version, kernels_sha256, files: made };
    const out = resultsPath(spec);
    await writeFiles(new Map([[out, `${JSON.stringify(results, null, 2)}\n`]]));
    return flags.json === true ? io.printJson(results) : io.print(`wrote ${out}: ${files.length} files`);
  }
  const asked = [...(flags.json === true ? ["--json"] : []), ...(flags.quiet === true ? ["--quiet"] : [])];
  const inner = innerIo({ replications: wholeOf(parts) }, spec.threads);
  await run([...command, ...asked.filter((flag) => !command.includes(flag))], inner);
  processIo().exitCode = inner.exitCode;
}

/** The process, but for its input and for which draws are made. */
const innerIo = (io: Partial<ProcessIo>, threads: number): ProcessIo => ({
  stdin: Readable.from([]),
  stdout: processIo().stdout,
  stderr: processIo().stderr,
  exitCode: 0,
  threads,
  ...io,
});

/** Paths that `command` would write, by the declarations of its options; none of one whose words are refused, as its tasks will say. */
async function writtenBy(command: readonly string[], run: RunCommand): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  const nowhere = { write: () => {} };
  const onWritten = (paths: readonly string[]) => {
    for (const path of paths) written.add(path);
  };
  await run(command, innerIo({ stdout: nowhere, stderr: nowhere, onWritten }, 1));
  return written;
}

/** Makes the part of `task`, unless it is there. Throws DataError `jobs_changed` and `jobs_no_draws`, UsageError `jobs_task`. */
export async function makePart(folder: string, task: number, io: CommandIo, run: RunCommand): Promise<void> {
  const plan = readPlan(folder);
  if (plan === null || task > plan.facts.tasks) {
    const because =
      plan === null ? "has no plan: give the folder of a job that was run" : `has ${plan.facts.tasks} tasks`;
    throw new UsageError("jobs_task", `${folder} ${because}; got task ${task}.`, { got: task });
  }
  if (tasksDone(folder).includes(task)) return io.warn(`task ${task} is done`);
  const home = resolve(folder);
  if (process.cwd() !== plan.cwd) process.chdir(plan.cwd);
  const { command, files, tasks } = plan.facts;
  const file = files?.[task - 1];
  for (const { path } of files ?? []) claimInput(path); // a task may not write over the file of another
  await requireSame(plan, await kernelsName(), await writtenBy(command, run), file);
  const shares: DrawnShare[] = [];
  const printed: string[] = [];
  const stdout = { write: (chunk: string | Uint8Array) => printed.push(String(chunk)) };
  const share: Replications = { kind: "share", task: task - 1, tasks, hand: (made) => shares.push(made) };
  const inner = innerIo(file === undefined ? { stdout, replications: share } : { stdout }, plan.threads);
  const words = file === undefined ? command : wordsFor(command, file.path);
  await run(file === undefined || words.includes("--json") ? words : [...words, "--json"], inner);
  if (inner.exitCode !== 0) {
    processIo().exitCode = inner.exitCode;
    return io.warn(errorIn(printed.join("")));
  }
  if (file === undefined && shares.length === 0) {
    throw new DataError(
      "jobs_no_draws",
      `The command makes no draws: does it lack an option, such as --draws? ${command.join(" ")}`,
      {
        got: 0,
        expected: "draws",
      },
    );
  }
  writePart(home, { job: plan.id, task, shares, record: file === undefined ? null : JSON.parse(printed.join("")) });
  io.warn(`task ${task} is done`);
}

/** The error of a command that printed it as JSON. */
function errorIn(printed: string): string {
  try {
    return `error: ${(JSON.parse(printed) as { readonly error: { readonly message: string } }).error.message}`;
  } catch {
    return printed;
  }
}
