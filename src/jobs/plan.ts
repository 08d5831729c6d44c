/**
 * A plan: the tasks of a specification and the facts their parts are made from (words, contents of files, version, kernels). Its id is a
 * hash of these facts, and stands in every part, so that parts of other data or another version are never merged.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, isAbsolute, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { DataError, UsageError } from "../base/errors.js";
import { version } from "../base/version.js";
import { claims } from "../data/disk/identity.js";
import type { JobSpec } from "./specification.js";

/** A file and what is in it. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What parts are made from: all that their numbers depend on. */
export interface JobFacts {
  readonly version: string;
  readonly kernels_sha256: string;
  /** Of the command line. */
  readonly command: readonly string[];
  /** Files that the command names. */
  readonly inputs: readonly InputFile[];
  /** Of a command run once for each: these; null for draws that tasks share. */
  readonly files: readonly InputFile[] | null;
  readonly tasks: number;
}

export interface JobPlan {
  /** SHA-256 of the facts, hex. */
  readonly id: string;
  readonly facts: JobFacts;
  /** Where tasks start: paths are relative to it. */
  readonly cwd: string;
  readonly threads: number;
}

/** Where a plan stands in the folder of a job. */
export const planPath = (folder: string): string => join(folder, "plan.json");

/**
 * The plan of `spec` on the files as they are; `written` are the paths that its command would write. Throws UsageError `jobs_files` where
 * there are none, `jobs_names` where two would have one name or write one file, `output_is_input` where one is to be written, and the
 * system's errors.
 */
export async function makePlan(spec: JobSpec, kernels_sha256: string, written: ReadonlySet<string>): Promise<JobPlan> {
  const files = spec.files === null ? null : await Promise.all(filesOf(spec.files, spec.command).map(inputFile));
  if (files !== null && files.length > 1) requireOwnOutputs(written);
  const facts = await factsNow(spec.command, written, files, files?.length ?? spec.tasks, kernels_sha256);
  return { id: idOf(facts), facts, cwd: process.cwd(), threads: spec.threads };
}

async function factsNow(
  command: readonly string[],
  written: ReadonlySet<string>,
  files: readonly InputFile[] | null,
  tasks: number,
  kernels_sha256: string,
): Promise<JobFacts> {
  const inputs = await Promise.all(namedFiles(command, written).map(inputFile));
  return { version, kernels_sha256, command, inputs, files, tasks };
}

const idOf = (facts: JobFacts): string => createHash("sha256").update(JSON.stringify(facts)).digest("hex");

/**
 * Files among the words of a command, each once: words, those behind `--flag=`, patterns, and what a folder of data holds. What it
 * writes, `written`, is none of them.
 */
function namedFiles([, data = "", ...rest]: readonly string[], written: ReadonlySet<string>): string[] {
  const read = rest.map((word) => word.replace(/^--[a-z-]+=/, "")).filter((word) => !written.has(word));
  const isFolder = data !== "" && existsSync(data) && statSync(data).isDirectory();
  const held = isFolder ? readdirSync(data, { recursive: true }).map((name) => join(data, String(name))) : [data];
  const paths = [...held, ...read].flatMap((path) =>
    /[*?]/.test(path) && !existsSync(path) ? matching(path) : [path],
  );
  return [...new Set(paths)].filter((path) => path !== "" && existsSync(path) && statSync(path).isFile()).sort();
}

async function inputFile(path: string): Promise<InputFile> {
  claims.input(path, path, statSync(path, { bigint: true }));
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { path, bytes: statSync(path).size, sha256: hash.digest("hex") };
}

/** The files that `patterns` name, sorted, each once. */
function filesOf(patterns: readonly string[], command: readonly string[]): string[] {
  if (!command.some((word) => word.includes("{file}"))) {
    throw new UsageError("jobs_files", "With files, the command says where each goes: write {file} among its words.", {
      got: command,
      expected: "{file}",
    });
  }
  const found = patterns.flatMap((pattern) => {
    const paths = existsSync(pattern) ? [pattern] : matching(pattern);
    if (paths.length > 0) return paths;
    throw new UsageError("jobs_files", `No file is called '${pattern}'.`, { got: pattern, expected: "files" });
  });
  const paths = [...new Set(found)].sort();
  const names = new Map<string, string>();
  for (const path of paths) {
    const other = names.get(nameOf(path));
    if (other !== undefined && command.some((word) => word.includes("{name}"))) {
      const message = `${other} and ${path} would both be {name} '${nameOf(path)}', and one result replace the other: rename one.`;
      throw new UsageError("jobs_names", message, { got: [other, path], expected: "names that differ" });
    }
    names.set(nameOf(path), path);
  }
  return paths;
}

/** Throws UsageError `jobs_names` where every file's task would write the same path; a device may be written to by all. */
function requireOwnOutputs(written: ReadonlySet<string>): void {
  const shared = [...written].find((path) => !/\{(file|name)\}|^\/dev\//.test(path));
  if (shared === undefined) return;
  throw new UsageError(
    "jobs_names",
    `Every task would write ${shared}, and one result replace the other: put {name} into the path.`,
    { got: shared, expected: "a path with {name}" },
  );
}

/** Paths that `pattern` means, in which * and ? stand for what a name can hold there. */
function matching(pattern: string): string[] {
  const steps = pattern.split("/").filter((step) => step !== "");
  const root = isAbsolute(pattern) ? "/" : "";
  return steps.reduce<string[]>(
    (folders, step) => {
      const name = new RegExp(
        `^${step
          .replace(/[.+^$(){}|[\]\\]/g, "\\$&")
          .replaceAll("*", ".*")
          .replaceAll("?", ".")}$`,
        "u",
      );
      const isPlain = !/[*?]/.test(step);
      return folders.flatMap((folder) => {
        if (isPlain) return existsSync(join(folder, step)) ? [join(folder, step)] : [];
        const isFolder = existsSync(folder || ".") && statSync(folder || ".").isDirectory();
        const names = isFolder
          ? readdirSync(folder || ".").filter((own) => !own.startsWith(".") && name.test(own))
          : [];
        return names.map((own) => join(folder, own));
      });
    },
    [root],
  );
}

/** A file's name without folder and ending. */
const nameOf = (path: string): string => basename(path).replace(/\.[^.]+(\.gz)?$/, "");

/** The words of the command for `file`. */
export const wordsFor = (command: readonly string[], file: string): string[] =>
  command.map((word) => word.replaceAll("{file}", file).replaceAll("{name}", nameOf(file)));

/** The plan in `folder`; null where there is none. Throws DataError `jobs_plan` for one that is damaged. */
export function readPlan(folder: string): JobPlan | null {
  const path = planPath(folder);
  if (!existsSync(path)) return null;
  try {
    const plan = JSON.parse(readFileSync(path, "utf8")) as JobPlan;
    if (idOf(plan.facts) === plan.id) return plan;
  } catch {
    // said below
  }
  throw new DataError(
    "jobs_plan",
    `${path} is not the plan of a job, or it is damaged: remove that file, or give the specification another folder.`,
    {
      got: path,
      expected: "the plan of a job",
    },
  );
}

/**
 * Throws DataError `jobs_changed`, which says what has changed, unless a task started now would make parts of `plan`; the command's files
 * are read again for this, and `file`, where the task is one file's.
 */
export async function requireSame(
  { facts }: JobPlan,
  kernels_sha256: string,
  written: ReadonlySet<string>,
  file?: InputFile,
): Promise<void> {
  const now = await factsNow(facts.command, written, null, facts.tasks, kernels_sha256);
  refuseOther({ ...facts, files: null }, now);
  if (file === undefined) return;
  const { sha256 } = await inputFile(file.path);
  if (sha256 !== file.sha256) throw changed(file.path);
}

/** Throws DataError `jobs_changed` where `now` has other facts than the plan. */
export function refuseOther(plan: JobFacts, now: JobFacts): void {
  const words: Readonly<Record<Exclude<keyof JobFacts, "inputs" | "files">, string>> = {
    version: "the version of wasmetrics",
    kernels_sha256: "the kernels",
    command: "the command",
    tasks: "the number of tasks",
  };
  for (const [key, said] of Object.entries(words)) {
    if (JSON.stringify(plan[key as keyof JobFacts]) !== JSON.stringify(now[key as keyof JobFacts])) throw changed(said);
  }
  const before = new Map([...plan.inputs, ...(plan.files ?? [])].map((file) => [resolve(file.path), file.sha256]));
  const after = new Map([...now.inputs, ...(now.files ?? [])].map((file) => [resolve(file.path), file.sha256]));
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path) !== after.get(path)) throw changed(path);
  }
}

const changed = (what: string): DataError =>
  new DataError(
    "jobs_changed",
    `${what} changed since the job was planned: its parts would not be of one run. Put it back, or remove the folder of the job and run it anew.`,
    { got: what, expected: "what the plan has" },
  );
