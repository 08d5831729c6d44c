/**
 * Layer design. Which method takes several effects out, from the graph and from estimates of work and memory made
 * before anything is factored. Knows nothing of columns.
 */
import { NotSupported } from "../../base/errors.js";
import type { Engine, F64Block, Scope, U32Block } from "../../kernels/engine.js";
import { type CellGraph, cellGraph } from "../../kernels/reduced.js";
import { DenseFactor, type LevelBlocks, levelBlocks } from "./dense.js";
import type { PlacedEffect } from "./effects.js";
import { ExactSolver } from "./exact.js";
import type { Components } from "./graph.js";
import { KrylovSolver } from "./krylov.js";
import { ProjectionSolver } from "./projections.js";
import { AbsorbRows } from "./rows.js";
import type { BatchSolver } from "./solver.js";

export type SolverName = "auto" | "direct" | "map" | "krylov";
export type Method = "none" | "one-way" | "direct" | "krylov" | "map";

/** A method and what speaks for it. */
export interface Choice {
  readonly method: Method;
  readonly because: string;
  /** Numbers the factor holds, eight bytes each; 0 without one. */
  readonly numbers: number;
  /** Multiplications making the factor takes; 0 without one. */
  readonly work: number;
}

/** Levels in a component up to which the dense factor is made without looking further: it takes some milliseconds. */
const CHEAP_COMPONENT = 1_200;
/** Numbers a factor may hold, 1 GB, whoever asks for it. */
const MOST_NUMBERS = 2.5e7;

/** Rows ordered by the first of several effects, not yet numbered together. */
export interface OrderedRows {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly nRows: number;
  readonly effects: readonly PlacedEffect[];
  readonly offsets: U32Block;
  /** In memory order. */
  readonly weights: F64Block | null;
  /** Of the first two effects. */
  readonly components: Components;
}

export interface MethodOptions {
  readonly solver: SolverName;
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
}

export interface Chosen {
  readonly choice: Choice;
  readonly rows: AbsorbRows;
  readonly solver: BatchSolver;
}

/**
 * Chooses, numbers the levels accordingly and factors. Throws NotSupported `solver` when `direct` is asked for and the
 * factor is too large, with its size; NumericalError `schur_not_positive`.
 */
export function chooseMethod(ordered: OrderedRows, options: MethodOptions): Chosen {
  const { engine, scope, nRows, effects, offsets, weights, components } = ordered;
  const number = (blocks: LevelBlocks | null) =>
    new AbsorbRows(engine, scope, nRows, effects, offsets, weights, blocks?.relabel ?? null);
  if ((options.solver === "auto" || options.solver === "direct") && effects.length === 2) {
    const levels = levelBlocks(components);
    const fits = levels.cells <= MOST_NUMBERS;
    if (levels.largest <= CHEAP_COMPONENT || (options.solver === "direct" && fits)) {
      return dense(ordered, number(levels), levels);
    }
    if (options.solver === "direct") throw tooLarge(levels.cells);
  }
  if (options.solver === "direct") throw tooLarge(Number.POSITIVE_INFINITY);
  const rows = number(null);
  if (options.solver === "krylov") {
    const krylov = new KrylovSolver(engine, scope, rows, cellsOf(ordered, rows), options);
    const choice: Choice = { method: "krylov", because: "asked for", numbers: 0, work: 0 };
    return { choice, rows, solver: (X, k) => krylov.solve(X, k) };
  }
  const solver = new ProjectionSolver(engine, scope, rows, options);
  const choice: Choice = { method: "map", because: "asked for", numbers: 0, work: 0 };
  return { choice, rows, solver: (X, k) => solver.solve(X, k) };
}

function dense({ engine, scope, effects }: OrderedRows, rows: AbsorbRows, levels: LevelBlocks): Chosen {
  const factor = new DenseFactor(engine, scope, rows, levels);
  const solver = new ExactSolver(scope, rows, factor, null);
  const because = `the largest component of ${effects[1]!.name} has ${levels.largest} levels`;
  const choice: Choice = { method: "direct", because, numbers: levels.cells, work: levels.work };
  return { choice, rows, solver: (X, k) => solver.solve(X, k) };
}

function cellsOf({ engine, scope, nRows: n, effects, offsets, weights }: OrderedRows, rows: AbsorbRows): CellGraph {
  return cellGraph(engine, scope, {
    n,
    nGroups: rows.nGroups,
    nLevels: rows.nLevels,
    p: effects.length - 1,
    offsets: offsets.address,
    codes: rows.codes,
    weights: weights?.address ?? null,
  });
}

const figure = (value: number): string => value.toExponential(1);

function tooLarge(numbers: number): NotSupported {
  return new NotSupported(
    "solver",
    `Solver 'direct' can't take these fixed effects: the factor would hold ${figure(numbers)} numbers, expected at most ${figure(MOST_NUMBERS)}; use 'auto' or 'krylov'.`,
    { got: numbers, expected: MOST_NUMBERS },
  );
}
