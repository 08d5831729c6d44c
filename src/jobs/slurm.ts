/**
 * Tasks as a Slurm array: the batch script, its submission, what the queue says of it, its end. Needs sbatch, squeue and scancel on the
 * path, and a folder that the nodes share. Knows nothing of what tasks do.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { DataError } from "../base/errors.js";
import { requirePrintable } from "../base/printable.js";
import { ensureFolder } from "../data/disk/disk.js";
import { ranges, writeWhole } from "./parts.js";
import type { JobSpec } from "./specification.js";

/** An array that was submitted. */
interface Submission {
  /** The number Slurm gave it. */
  readonly id: string;
  readonly tasks: readonly number[];
}

export interface SlurmJob {
  readonly folder: string;
  /** Where tasks start. */
  readonly cwd: string;
  readonly spec: Pick<JobSpec, "slurm" | "workers" | "threads">;
  /** Program and arguments of a task, but for its number, which comes last. */
  readonly command: readonly string[];
}

const submissionsPath = (folder: string): string => join(folder, "slurm.json");

/** Arrays that were submitted for the job in `folder`, in their order. */
export function submissions(folder: string): readonly Submission[] {
  const path = submissionsPath(folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Submission[]) : [];
}

/** The log of a task of the array `id`. */
export const slurmLog = (folder: string, id: string, task: number): string =>
  join(folder, "logs", `slurm-${id}_${task}.txt`);

/**
 * The batch script of an array of `tasks`. Jobs take nothing of the environment of whoever submits them (`--export=NONE`): paths are
 * absolute, and what a node needs stands in `slurm.before`. After the loss of a node Slurm starts a task again (`--requeue`).
 */
export function batchScript({ folder, cwd, spec, command }: SlurmJob, tasks: readonly number[]): string {
  const { partition, account, time, memory, options, before } = spec.slurm;
  requirePrintable(SCRIPT, "the folder where tasks start", cwd);
  requirePrintable(SCRIPT, "the folder of the job", resolve(folder));
  for (const word of command) requirePrintable(SCRIPT, "a word of the command", word);
  for (const line of [...options, partition, account, time, memory])
    if (typeof line === "string") requirePrintable(SCRIPT, "a value of slurm", line);
  for (const line of before) requirePrintable(SCRIPT, "a line of slurm.before", line.replaceAll("\t", " "));
  const limit = spec.workers === undefined ? "" : `%${spec.workers}`;
  const asked = [
    "--job-name=wasmetrics",
    `--array=${ranges(tasks)}${limit}`,
    `--chdir=${cwd}`,
    `--output=${join(resolve(folder), "logs").replaceAll("%", "%%")}/slurm-%A_%a.txt`,
    "--export=NONE",
    "--requeue",
    `--cpus-per-task=${spec.threads}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}`]),
  ];
  return [
    "#!/bin/bash",
    ...asked.map((option) => `#SBATCH ${option.replace(/=(.*)$/, (_, value: string) => `=${inDirective(value)}`)}`),
    ...options.map((option) => `#SBATCH ${option}`),
    ...before,
    `exec ${command.map(inShell).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    "",
  ].join("\n");
}

/** What the script refuses: a line break would end a line of #SBATCH, and what follows it run. */
const SCRIPT = {
  code: "jobs_script",
  name: "The Slurm script",
  remedy: "Rename it, or run the tasks here (--runner local).",
};

/** A word of a shell, whatever it holds. */
const inShell = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A value in a line of #SBATCH, which sbatch splits at blanks and ends at # outside quotes. */
const inDirective = (value: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`;

/** Submits `tasks` and remembers them; gives the number of the array. Throws as `slurm`. */
export async function submit(job: SlurmJob, tasks: readonly number[]): Promise<string> {
  const { folder } = job;
  ensureFolder(join(folder, "logs"));
  const path = join(folder, "submit.sh");
  writeWhole(path, batchScript(job, tasks));
  const said = await slurm("sbatch", "--parsable", "--export=NONE", path);
  const id = said.trim().split(";")[0]!;
  if (!/^\d+$/.test(id)) throw refused("sbatch", `it gave no number of a job, but '${said.trim()}'`);
  writeWhole(submissionsPath(folder), `${JSON.stringify([...submissions(folder), { id, tasks }])}\n`);
  return id;
}

/** Tasks of the job in `folder` that are in the queue, with their states, such as PENDING and RUNNING. Throws as `slurm`. */
export async function queued(folder: string): Promise<ReadonlyMap<number, string>> {
  const ids = submissions(folder).map(({ id }) => id);
  const states = new Map<number, string>();
  if (ids.length === 0) return states;
  // asked for by numbers, squeue fails once one of them is forgotten
  const lines = await slurm("squeue", "--noheader", "--array", `--user=${userInfo().username}`, "--format=%F %K %T");
  for (const line of lines.split("\n")) {
    const [id, task, state] = line.trim().split(/\s+/);
    if (ids.includes(id!) && /^\d+$/.test(task!)) states.set(Number(task), state!);
  }
  return states;
}

/** Ends what is in the queue of the job in `folder`; gives the numbers of its arrays. Throws as `slurm`. */
export async function cancel(folder: string): Promise<readonly string[]> {
  const waiting = await queued(folder);
  const ids = submissions(folder).flatMap(({ id, tasks }) => (tasks.some((task) => waiting.has(task)) ? [id] : []));
  if (ids.length > 0) await slurm("scancel", "--quiet", ...ids);
  return ids;
}

const run = promisify(execFile);

/** What a program of Slurm prints. Throws DataError `jobs_slurm` with its words, where it fails or is not there. */
async function slurm(program: string, ...args: string[]): Promise<string> {
  try {
    return (await run(program, args, { maxBuffer: 1 << 28 })).stdout;
  } catch (cause) {
    const { code, stderr = "" } = cause as { readonly code?: unknown; readonly stderr?: string };
    throw refused(
      program,
      code === "ENOENT" ? "there is no such program on the path: is this a machine of a cluster?" : stderr,
      cause,
    );
  }
}

const refused = (program: string, because: string, cause?: unknown): DataError =>
  new DataError(
    "jobs_slurm",
    `Slurm's ${program} failed: ${because.trim().replace(/\n+/g, "; ")}`,
    { got: because, program },
    { cause },
  );
