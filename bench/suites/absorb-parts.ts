/**
 * What suite `absorb` times on an engine: the whole, its parts, and the floors no way of demeaning can be
 * below, reading all columns once and copying them once. Knows nothing of peers, references and rows.
 */

import { ddotWork } from "../../src/engine/kernels/blas.js";
import { gatherColumns } from "../../src/engine/kernels/columns.js";
import type { Engine, F64Block, Scope, Task } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { Problem } from "../problems/problem.js";
import type { Contender } from "../race.js";
import { demeanAll } from "./absorb-reference.js";

/** What the backends of parts and floors add to their names; the whole adds nothing. */
export const Part = { plan: "-plan", passes: "-passes", read: "-floor-read", copy: "-floor-copy" } as const;

/** Rows of a task that reads: a multiple of the chunk of sums. */
const ROWS_OF_A_TASK = 131_072;
const BYTES = 8;

/** Makes a contender of a problem on an engine, whose scope is open as long as the race. */
export type MakePart = (name: string, problem: Problem, engine: Engine, scope: Scope) => Contender;

/** Everything: copying in, ordering, factorising, passes. */
export const whole = (backend: string, problem: Problem, engine: Engine): Contender => ({
  backend,
  run: () => engine.scope((scope) => void demeanAll(engine, scope, problem)),
});

/** Ordering and factorising alone. */
export const plan: MakePart = (name, problem, engine) => ({
  backend: `${name}${Part.plan}`,
  run: () => engine.scope((scope) => void makeAbsorber(engine, scope, problem.effects, null)),
});

/** The columns alone, on a plan already made. */
export const passes: MakePart = (name, problem, engine, scope) => {
  const absorber = makeAbsorber(engine, scope, problem.effects, null);
  const original = gatherColumns(engine, scope, problem.columns, absorber.rowOrder);
  const columns = scope.f64(original.length);
  return {
    backend: `${name}${Part.passes}`,
    prepare: () => columns.view().set(original.view()),
    run: () => void absorber.demean(columns, problem.columns.length),
  };
};

/** Reads every element of every column once, on the engine's threads. */
export const floorRead: MakePart = (name, problem, engine, scope) => {
  const columns = gatherColumns(engine, scope, problem.columns, null);
  const tasks = readingTasks(columns, scope);
  return { backend: `${name}${Part.read}`, run: () => void engine.run("ddot", tasks) };
};

/** Copies every column once within linear memory, on one thread. */
export const floorCopy: MakePart = (name, problem, engine, scope) => {
  const columns = gatherColumns(engine, scope, problem.columns, null);
  const copy = scope.f64(columns.length);
  return { backend: `${name}${Part.copy}`, run: () => copy.view().set(columns.view()) };
};

/** Sums of squares of runs of rows: nothing is written but scratch. */
function readingTasks(columns: F64Block, scope: Scope): Task[] {
  const tasks: Task[] = [];
  for (let start = 0; start < columns.length; start += ROWS_OF_A_TASK) {
    const rows = Math.min(ROWS_OF_A_TASK, columns.length - start);
    const address = columns.address + start * BYTES;
    tasks.push([rows, address, address, scope.f64(ddotWork()).address]);
  }
  return tasks;
}
