/**
 * `wasmetrics jobs`: draws of a command, or the same command over many files, as tasks that workers of this machine or a Slurm array run;
 * lost tasks run again, and what all made is merged into the bits of the one run.
 */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import { didYouMean } from "../../base/did-you-mean.js";
import { type DataError, NotSupported, UsageError } from "../../base/errors.js";
import { readInput } from "../../data/disk/held-file.js";
import { failed, runLocally } from "../../jobs/local.js";
import { ranges } from "../../jobs/parts.js";
import { batchScript, cancel, queued, type SlurmJob, slurmLog, submissions, submit } from "../../jobs/slurm.js";
import { type JobSpec, jobKeys, parseSpecification, type Runner } from "../../jobs/specification.js";
import { tradeVerbs } from "../../trade/catalogue.js";
import { verbs } from "../../verbs/catalogue.js";
import type { AnyVerb } from "../../verbs/verb.js";
import { stoppable } from "../interrupt.js";
import { type Job, makePart, mergeJob, missingOf, readJob, writePlan } from "../job-parts.js";
import { fileArgument } from "../named-files.js";
import { PACKAGE_ROOT } from "../package-root.js";
import type { RunCommand } from "../process-io.js";
import { type CommandIo, parsePositiveInteger, runCommand } from "../shared.js";

interface JobFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly runner?: Runner;
  readonly workers?: number;
  readonly wait?: boolean;
}

const HELP = `
job.yaml:
  command: placebo cities.csv "quality ~ did | city + year" --term did --draws 100000 --out out/placebo
  tasks: 50
  runner: slurm
  slurm: { partition: short, time: "01:00:00", memory: 4G }

Or the same command over many files, a task each:
  command: feols {file} "y ~ x | id + year" --vcov cluster:id
  files: data/*.parquet

Keys:
${jobKeys()
  .map(
    ({ name, description, otherwise }) =>
      `  ${name.padEnd(16)} ${description}${otherwise === undefined ? "" : ` (default: ${otherwise})`}\n`,
  )
  .join("")}
Each draw has a stream of its own: however they are shared, the merged result has the bits of the command run at once. A part
is written whole or not at all; run again, a job makes the parts that are missing. Other schedulers run
'wasmetrics jobs task FOLDER N' for N from 1 to the number of tasks.

Examples:
  wasmetrics jobs plan job.yaml
  wasmetrics jobs run job.yaml --workers 4
  wasmetrics jobs run job.yaml --runner slurm --wait
  wasmetrics jobs status job.yaml
  wasmetrics jobs merge job.yaml --json > placebo.json
`;

/** Adds the commands; `run` runs that of a task. */
export function registerJobs(program: Command, run: RunCommand): void {
  const jobs = program
    .command("jobs")
    .description(
      "Draws of a command, or the same command over many files, as tasks: workers of this machine, or a Slurm array.",
    )
    .addHelpText("after", HELP);
  const add = (
    name: string,
    description: string,
    act: (spec: JobSpec, flags: JobFlags, io: CommandIo, run: RunCommand) => Promise<void>,
  ) => {
    const command = jobs
      .command(name)
      .description(description)
      .addArgument(fileArgument("read", "<job>", "specification, YAML or JSON"));
    command.option("--json", "print one JSON document on stdout and nothing else");
    command.option("--quiet", "no progress or warnings on stderr");
    command.addHelpText("after", `\nExample:\n  wasmetrics jobs ${name} job.yaml`);
    return command.action((path: string, flags: JobFlags) =>
      acting(flags, async (io) => act(readSpecification(path, flags), flags, io, run)),
    );
  };
  const runnerOption = (command: Command) =>
    command.addOption(
      new Option("--runner <runner>", "who runs the tasks, whatever the specification says").choices([
        "local",
        "slurm",
      ]),
    );
  runnerOption(
    add(
      "plan",
      "Plans a job: writes its plan, and says the tasks, the files they read, the script of a Slurm array.",
      planJob,
    ),
  );
  runnerOption(add("run", "Runs the tasks that have left no part; with none left to run, merges.", runJob))
    .option("--workers <n>", "tasks at a time", parsePositiveInteger)
    .option("--wait", "slurm: wait for the array, submit lost tasks again, merge");
  add("status", "Says which tasks are done, in the queue, and missing.", statusOf);
  add("merge", "Merges the parts, each draw or file exactly once, and gives the result of the command.", mergeJob);
  add("cancel", "Takes the tasks of a Slurm array out of the queue; parts stay.", cancelJob);
  jobs
    .command("task")
    .description("Makes the part of one task: what workers and arrays run.")
    .argument("<folder>", "folder of the job")
    .argument("<task>", "its number, from 1", parsePositiveInteger)
    .action((folder: string, task: number) => acting({}, (io) => makePart(folder, task, io, run)));
}

/** Runs the body of a command that prints text, or JSON with --json. */
const acting = (flags: JobFlags, body: (io: CommandIo) => Promise<void>): Promise<void> =>
  runCommand({ ...flags, format: "text" }, body);

/** Throws UsageError as `parseSpecification`, and for a command whose draws tasks can't share. */
function readSpecification(path: string, { runner, workers }: JobFlags): JobSpec {
  const spec = parseSpecification(Buffer.from(readInput(path, path)).toString("utf8"), path);
  if (spec.command.includes("-")) {
    throw new UsageError("jobs_stdin", "Tasks have no standard input to read ('-'): name the file of the data.", {
      got: "-",
    });
  }
  if (spec.files === null) {
    requireReplications(spec.command[0] ?? "");
    refuseEngines(spec.command);
  }
  return { ...spec, ...(runner === undefined ? {} : { runner }), ...(workers === undefined ? {} : { workers }) };
}

/** Throws NotSupported `jobs_command` for a command whose draws have no stream each, or are added up on the way. */
function requireReplications(name: string): void {
  const all: readonly AnyVerb[] = [...Object.values(verbs), ...Object.values(tradeVerbs)] as never;
  const verb = all.find((each) => [each.name, ...(each.formerly ?? [])].includes(name));
  if (verb?.hosts.includes("replications")) return;
  const able = all.filter(({ hosts }) => hosts.includes("replications")).map((each) => each.name);
  throw new NotSupported(
    "jobs_command",
    `'${name}' has no draws that tasks could share; ${able.join(", ")} have${didYouMean(name, able)} With files, any command runs once for each.`,
    { got: name, expected: able },
  );
}

/** A table of an engine may change between two tasks, and has no hash that would say so. */
function refuseEngines(command: readonly string[]): void {
  const asked = command.find((word) => /^--engine(=|$)|^[a-z][a-z0-9+.-]*:\/\//i.test(word));
  if (asked === undefined) return;
  throw new NotSupported(
    "jobs_engine",
    "Tasks share the draws of data in files: an engine's table may change between them. Its draws are made from sums, in seconds: run the command by itself.",
    { got: asked.replace(/\/\/.*@/, "//...@"), expected: "files" },
  );
}

/** Program and arguments of a task, but for its number. */
const taskCommand = (folder: string): readonly [string, ...string[]] => [
  ...([process.execPath, join(PACKAGE_ROOT, "bin", "wasmetrics"), "jobs", "task"] as const),
  resolve(folder),
];

const slurmJob = ({ spec, plan }: Job): SlurmJob => ({
  ...{ folder: spec.folder, cwd: plan.cwd, spec, command: taskCommand(spec.folder) },
});

async function planJob(spec: JobSpec, flags: JobFlags, io: CommandIo, run: RunCommand): Promise<void> {
  const job = await readJob(spec, run);
  writePlan(job);
  const { plan, missing } = job;
  const { command, files, inputs, tasks } = plan.facts;
  const script = spec.runner === "slurm" && missing.length > 0 ? batchScript(slurmJob(job), missing) : null;
  if (flags.json === true) return io.printJson({ ...plan, folder: spec.folder, missing, script });
  io.print(
    [
      `${command.join(" ")}`,
      `${tasks} tasks${files === null ? " share its draws" : ", a file each"}; ${missing.length} to run, by ${spec.runner}; parts in ${spec.folder}`,
      ...[...inputs, ...(files ?? [])].map(
        ({ path, bytes, sha256 }) => `  ${path}  ${bytes} bytes, sha256 ${sha256.slice(0, 16)}`,
      ),
      ...(script === null ? [] : ["", script]),
    ].join("\n"),
  );
}

async function runJob(spec: JobSpec, flags: JobFlags, io: CommandIo, run: RunCommand): Promise<void> {
  if (flags.wait === true && spec.runner !== "slurm") {
    throw new UsageError(
      "jobs_wait",
      "--wait is for an array of Slurm (--runner slurm): local workers are waited for.",
      {
        got: spec.runner,
        expected: "slurm",
      },
    );
  }
  const job = await readJob(spec, run);
  writePlan(job);
  if (job.missing.length > 0) {
    const complete = spec.runner === "slurm" ? await runBySlurm(job, flags, io) : await runHere(job, io);
    if (!complete) return;
  }
  await mergeJob(spec, flags, io, run);
}

/** Whether all parts are there: not so where Ctrl-C ended it. */
async function runHere({ spec, plan, missing }: Job, io: CommandIo): Promise<boolean> {
  const { folder, attempts, threads } = spec;
  const workers = spec.workers ?? Math.max(1, Math.floor(availableParallelism() / threads));
  const made = await stoppable(io, "parts that are done stay; the same command makes the others", async (signal) => {
    await runLocally({
      ...{ folder, tasks: missing, workers, attempts, signal, onProgress: io.progress },
      command: (task) => [...taskCommand(folder), String(task)],
      endsAtFailure: plan.facts.files === null,
    });
    return true;
  });
  return made === true;
}

/** Milliseconds between two looks at the queue, at first and at most: looking is work for the controller, which all share. */
const LOOK_MS = { first: 1000, growth: 1.5, most: 30_000 };

/** Submits what is neither done nor in the queue; whether all parts are there, which without --wait nobody waits for. */
async function runBySlurm(job: Job, flags: JobFlags, io: CommandIo): Promise<boolean> {
  const { spec, missing } = job;
  const waiting = await queued(spec.folder);
  const lost = missing.filter((task) => !waiting.has(task));
  const start = (tasks: readonly number[]): Promise<string> => submit(slurmJob(job), tasks);
  const started = async (tasks: readonly number[]): Promise<void> =>
    io.warn(`submitted array ${await start(tasks)}: tasks ${ranges(tasks)}`);
  if (flags.wait !== true) {
    const id = lost.length === 0 ? null : await start(lost);
    const queue = [...waiting.keys()];
    if (flags.json === true) io.printJson({ submitted: id === null ? null : { id, tasks: lost }, queue });
    else
      io.print(id === null ? `in the queue: tasks ${ranges(queue)}` : `submitted array ${id}: tasks ${ranges(lost)}`);
    return false;
  }
  if (lost.length > 0) await started(lost);
  const remains = "the array goes on; the same command waits for it, jobs cancel ends it";
  return (await stoppable(io, remains, (signal) => untilDone(job, started, io, signal))) === true;
}

/** Looks until all parts are there, and has lost tasks started again. Throws as `lostTask`. */
async function untilDone(
  { spec, plan, missing }: Job,
  start: (tasks: readonly number[]) => Promise<void>,
  io: CommandIo,
  signal: AbortSignal,
): Promise<true> {
  const { folder, attempts } = spec;
  const { tasks } = plan.facts;
  const starts = new Map(missing.map((task) => [task, 1]));
  const began = performance.now();
  let gone: readonly number[] = [];
  for (let pause = LOOK_MS.first; ; pause = Math.min(LOOK_MS.growth * pause, LOOK_MS.most)) {
    await sleep(pause, undefined, { signal });
    const waiting = await queued(folder); // before the parts: a task may end between
    const left = missingOf(folder, plan);
    if (left.length === 0) return true;
    const done = missing.length - left.length;
    const msLeft = done === 0 ? null : ((performance.now() - began) * left.length) / done;
    io.progress({ stage: `tasks: ${tasks}`, fraction: 1 - left.length / tasks, msLeft });
    // a shared folder shows new files late: lost is what was gone at the look before, too
    const before = gone;
    gone = left.filter((task) => !waiting.has(task));
    const lost = gone.filter((task) => before.includes(task));
    const given = lost.find((task) => starts.get(task)! >= attempts);
    if (given !== undefined) throw lostTask(folder, given);
    for (const task of lost) starts.set(task, starts.get(task)! + 1);
    if (lost.length > 0) await start(lost);
  }
}

/** A task that left no part, however often it was submitted. */
function lostTask(folder: string, task: number): DataError {
  const { id } = submissions(folder).findLast(({ tasks }) => tasks.includes(task))!;
  return failed(folder, task, slurmLog(folder, id, task));
}

async function statusOf(spec: JobSpec, flags: JobFlags, io: CommandIo, run: RunCommand): Promise<void> {
  const { plan, missing } = await readJob(spec, run);
  const { tasks } = plan.facts;
  const states = submissions(spec.folder).length === 0 ? new Map<number, string>() : await queued(spec.folder);
  const queue = missing.filter((task) => states.has(task));
  const lost = missing.filter((task) => !states.has(task));
  if (flags.json === true) {
    const inQueue = Object.fromEntries(queue.map((task) => [task, states.get(task)]));
    return io.printJson({ folder: spec.folder, tasks, done: tasks - missing.length, queue: inQueue, missing: lost });
  }
  const lines = [`${tasks - missing.length} of ${tasks} tasks done`];
  for (const state of new Set(states.values())) {
    const of = queue.filter((task) => states.get(task) === state);
    if (of.length > 0) lines.push(`${state.toLowerCase()}: ${ranges(of)}`);
  }
  if (lost.length > 0) lines.push(`missing: ${ranges(lost)} (wasmetrics jobs run makes them)`);
  io.print(lines.join("\n"));
}

async function cancelJob({ folder }: JobSpec, flags: JobFlags, io: CommandIo): Promise<void> {
  const ids = await cancel(folder);
  if (flags.json === true) return io.printJson({ cancelled: ids });
  io.print(ids.length === 0 ? "nothing is in the queue" : `cancelled ${ids.join(", ")}`);
}
