/**
 * What tasks leave: a file each, whole or not there, with the id of the plan, and draws to the bit. And their merging, which wants every
 * draw exactly once. Knows no commands.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DataError } from "../base/errors.js";
import type { DrawnShare, Replications } from "../base/replications.js";
import { ensureFolder } from "../data/disk/disk.js";
import { claims } from "../data/disk/identity.js";
import type { JobPlan } from "./plan.js";

/** What a task made: shares of draws in the order of their loops, or what the command printed for its file. */
export interface Part {
  /** The plan it belongs to. */
  readonly job: string;
  /** From 1. */
  readonly task: number;
  readonly shares: readonly DrawnShare[];
  /** JSON; null for draws. */
  readonly record: unknown;
}

const partsFolder = (folder: string): string => join(folder, "parts");
const partName = (task: number): string => `part-${String(task).padStart(5, "0")}.json`;
const NAMED = /^part-(\d{5,})\.json$/;

/** Puts `content` at `path` whole: written beside it, forced to disk, then renamed. Throws UsageError `output_is_input`. */
export function writeWhole(path: string, content: string): void {
  claims.output(path, path);
  const made = `${path}.${hostname()}-${process.pid}.tmp`;
  try {
    const file = openSync(made, "w");
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(made, path);
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** f64 as base64 of little-endian bytes: every bit of every number, also of those that are none. */
const packed = (values: Float64Array): string => {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => {
    bytes.writeDoubleLE(value, 8 * i);
  });
  return bytes.toString("base64");
};

function unpacked(text: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
}

/** Writes the part of a task into the job's `folder`. */
export function writePart(folder: string, { shares, ...part }: Part): void {
  const written = shares.map(({ columns, ...share }) => ({
    ...share,
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, packed(values)])),
  }));
  const content = { ...part, shares: written };
  ensureFolder(partsFolder(folder));
  const whole = { kind: "part", sha256: hashOf(JSON.stringify(content)), ...content };
  writeWhole(join(partsFolder(folder), partName(part.task)), `${JSON.stringify(whole)}\n`);
}

/**
 * The parts of `plan` in `folder`, by task. Throws DataError `jobs_part` for one that is damaged or in the place of another, and
 * `jobs_other` for one made from other facts.
 */
export function readParts(folder: string, plan: JobPlan): Part[] {
  return tasksDone(folder).map((task) => readPart(join(partsFolder(folder), partName(task)), task, plan));
}

/** Tasks that have left a part in `folder`, ascending. */
export function tasksDone(folder: string): number[] {
  if (!existsSync(partsFolder(folder))) return [];
  return readdirSync(partsFolder(folder))
    .flatMap((name) => NAMED.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function readPart(path: string, task: number, plan: JobPlan): Part {
  const { sha256, kind: _, ...content } = parsedPart(path);
  if (sha256 !== hashOf(JSON.stringify(content))) throw damaged(path, "its contents do not have its hash");
  if (content.task !== task) throw damaged(path, `it is the part of task ${content.task}`);
  if (task < 1 || task > plan.facts.tasks) throw damaged(path, `the job has ${plan.facts.tasks} tasks`);
  if (content.job !== plan.id) {
    throw new DataError(
      "jobs_other",
      `${path} was made from other data, another command or another version than the plan: remove it, and run the job again.`,
      { got: content.job, expected: plan.id, path },
    );
  }
  const shares = content.shares.map(({ columns, ...share }) => ({
    ...share,
    columns: Object.fromEntries(Object.entries(columns).map(([name, text]) => [name, unpacked(text)])),
  }));
  return { ...content, shares };
}

/** A part as it is written. */
interface WrittenPart extends Omit<Part, "shares"> {
  readonly kind: "part";
  readonly sha256: string;
  readonly shares: readonly (Omit<DrawnShare, "columns"> & { readonly columns: Readonly<Record<string, string>> })[];
}

function parsedPart(path: string): WrittenPart {
  try {
    const part = JSON.parse(readFileSync(path, "utf8")) as WrittenPart;
    if (part.kind === "part" && Array.isArray(part.shares)) return part;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(path, "it is no part of a job");
}

const damaged = (path: string, because: string): DataError =>
  new DataError("jobs_part", `${path} can't be used: ${because}. Remove it, and run the job again.`, {
    got: path,
    expected: "the part of a task",
  });

/**
 * The draws of all parts, in any order, as a command takes them. Throws DataError `jobs_missing` unless each draw of each loop is there
 * exactly once, and `jobs_unlike` where parts are of unlike runs.
 */
export function wholeOf(parts: readonly Pick<Part, "task" | "shares">[]): Replications {
  const loops = Math.max(0, ...parts.map(({ shares }) => shares.length));
  const wholes = Array.from({ length: loops }, (_, loop) => {
    const shares = parts.map(({ task, shares }) => {
      const share = shares[loop];
      if (share === undefined) throw unlike(task, `it has ${shares.length} loops of draws, others ${loops}`);
      return { task, ...share };
    });
    return joined(shares);
  });
  let given = 0;
  return {
    kind: "whole",
    next() {
      const next = wholes[given++];
      if (next !== undefined) return next;
      throw new DataError(
        "jobs_missing",
        `The command makes more than the ${loops} loops of draws that its tasks made.`,
        {
          got: loops,
          expected: given,
        },
      );
    },
  };
}

function joined(given: readonly (DrawnShare & { readonly task: number })[]): DrawnShare {
  const shares = given.toSorted((a, b) => a.first - b.first || a.count - b.count);
  const { stage, of } = shares[0]!;
  const names = Object.keys(shares[0]!.columns);
  let next = 0;
  for (const { task, ...share } of shares) {
    if (share.stage !== stage || share.of !== of || Object.keys(share.columns).join() !== names.join()) {
      throw unlike(task, `its draws are '${share.stage}', those of others '${stage}'`);
    }
    if (share.first !== next) throw notOnce(share.first, next, { stage, of });
    next += share.count;
  }
  if (next !== of) throw notOnce(of, next, { stage, of });
  const columns = Object.fromEntries(
    names.map((name) => {
      const parts = shares.map(({ columns, count }) => ({ values: columns[name]!, count }));
      const length = parts.reduce((sum, { values }) => sum + values.length, 0);
      const width = length / Math.max(1, of);
      const whole = new Float64Array(length);
      let at = 0;
      for (const { values, count } of parts) {
        if (values.length !== count * width) throw unlike(0, `column '${name}' has parts of unlike widths`);
        whole.set(values, at);
        at += values.length;
      }
      return [name, whole];
    }),
  );
  return { stage, of, first: 0, count: of, columns };
}

/** Draws between where a part begins and where the one before ends. */
function notOnce(first: number, next: number, { stage, of }: Pick<DrawnShare, "stage" | "of">): DataError {
  const [from, to] = [Math.min(first, next) + 1, Math.max(first, next)];
  return new DataError(
    "jobs_missing",
    `Draws ${from} to ${to} of ${of} (${stage}) are in ${first > next ? "no part" : "two parts"}: run the job again.`,
    { got: first, expected: next },
  );
}

const unlike = (task: number, because: string): DataError =>
  new DataError(
    "jobs_unlike",
    `The part of task ${task} is of another run: ${because}. Remove it, and run the job again.`,
    {
      got: task,
      expected: "parts of one run",
    },
  );

/** Numbers, in any order, as people and Slurm write them: 1-3,7. */
export function ranges(tasks: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const task of tasks.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === task - 1) last[1] = task;
    else runs.push([task, task]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}
