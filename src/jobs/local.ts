/**
 * Tasks as processes of this machine, so many at a time. A task that was lost (its process killed) is started again; one that fails of
 * itself would fail again and is not. Knows nothing of what tasks do.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { DataError } from "../base/errors.js";
import type { LongOptions } from "../base/progress.js";
import { ensureFolder } from "../data/disk/disk.js";
import { claims } from "../data/disk/identity.js";

export interface LocalRun extends Pick<LongOptions, "onProgress" | "signal"> {
  readonly folder: string;
  readonly tasks: readonly number[];
  /** Processes at a time. */
  readonly workers: number;
  /** Starts of a task that is lost each time. */
  readonly attempts: number;
  /** The program and arguments of a task. */
  readonly command: (task: number) => readonly [string, ...string[]];
  /** Whether a task that failed ends the run: so where all do the same. */
  readonly endsAtFailure: boolean;
}

/** The log of a task. Throws UsageError `output_is_input`. */
export function logOf(folder: string, task: number): string {
  ensureFolder(join(folder, "logs"));
  const path = join(folder, "logs", `task-${String(task).padStart(5, "0")}.txt`);
  claims.output(path, path);
  return path;
}

/**
 * Runs the tasks. Throws DataError `jobs_failed` with the words of the first that failed, `jobs_lost` for one lost at every start, and the
 * signal's reason, once no process is left.
 */
export async function runLocally(run: LocalRun): Promise<void> {
  const { tasks, workers, onProgress, signal } = run;
  const [waiting, running, failures] = [[...tasks], new Set<ChildProcess>(), [] as DataError[]];
  const started = performance.now();
  let done = 0;
  const stop = (): void => {
    for (const process of running) process.kill("SIGTERM");
  };
  const report = (): void => {
    const msLeft = done === 0 ? null : ((performance.now() - started) * (tasks.length - done)) / done;
    onProgress?.({ stage: `tasks: ${tasks.length}`, fraction: done / tasks.length, msLeft });
  };
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      signal?.throwIfAborted();
      const failure = await attempted(run, task, running);
      if (failure !== null) failures.push(failure);
      if (failure !== null && run.endsAtFailure) waiting.length = 0;
      done++;
      report();
    }
  };
  signal?.addEventListener("abort", stop, { once: true });
  report();
  try {
    const ended = await Promise.allSettled(Array.from({ length: Math.min(workers, tasks.length) }, work));
    signal?.throwIfAborted();
    for (const each of ended) if (each.status === "rejected") throw each.reason;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  if (failures.length > 0) throw failures[0];
}

/** Null where the task ended well. */
async function attempted(run: LocalRun, task: number, running: Set<ChildProcess>): Promise<DataError | null> {
  const { folder, attempts, signal } = run;
  for (let attempt = 1; ; attempt++) {
    const status = await ended(run.command(task), logOf(folder, task), running);
    if (status === 0) return null;
    signal?.throwIfAborted();
    if (!isLost(status)) return failed(folder, task);
    if (attempt === attempts) {
      const message = `Task ${task} was lost ${attempts} times (${status}): is there enough memory for the workers? Parts that are there stay.`;
      return new DataError("jobs_lost", message, { got: status, task });
    }
  }
}

/** By a signal, or by the status that shells give in its place. */
const isLost = (status: number | string): boolean => typeof status === "string" || status > 128;

/** Its status, or the name of the signal that ended it. */
function ended([program, ...args]: readonly [string, ...string[]], log: string, running: Set<ChildProcess>) {
  const output = openSync(log, "w");
  const child = spawn(program, args, { stdio: ["ignore", output, output] });
  closeSync(output);
  running.add(child);
  return new Promise<number | string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      running.delete(child);
      resolve(status ?? signal ?? constants.signals.SIGKILL + 128);
    });
  });
}

/** What a task that failed said at last. */
export function failed(folder: string, task: number, log = logOf(folder, task)): DataError {
  const said = lastWords(log);
  return new DataError(
    "jobs_failed",
    `Task ${task} failed: ${said} Its words are in ${log}; parts that are there stay.`,
    {
      got: said,
      task,
      path: log,
    },
  );
}

function lastWords(log: string): string {
  try {
    const lines = readFileSync(log, "utf8").trim().split("\n");
    const error = lines.findLast((line) => line.startsWith("error: ")) ?? lines.at(-1)!;
    if (error === "") return "its log is empty.";
    return error.replace(/^error: /, "").replace(/[^.]$/, "$&.");
  } catch {
    return "it left no log.";
  }
}
