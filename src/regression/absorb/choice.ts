/**
 * Which method takes several effects out, from the graph and from estimates of work and memory made
 * before anything is factored. Knows nothing of columns.
 */
import { NotSupported } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import { type CellGraph, cellGraph } from "../../engine/kernels/reduced.js";
import { SOLVER } from "../messages.js";
import type { LoadedEffect } from "./effects.js";
import { type EnvelopeEstimate, EnvelopeFactor, estimateEnvelope } from "./envelope.js";
import { DenseFactor, ExactSolver, type Factor, type LevelBlocks, levelBlocks } from "./exact.js";
import type { Components } from "./graph.js";
import { KrylovSolver } from "./krylov.js";
import { ProjectionSolver } from "./projections.js";
import { reducedSystem } from "./reduced-system.js";
import { AbsorbRows } from "./rows.js";
import type { BatchSolver, Equations } from "./solver.js";

export type SolverName = "auto" | "direct" | "map" | "krylov";
export type Method = "none" | "one-way" | "direct" | "krylov" | "map";

/** A method and what speaks for it. */
export interface Choice {
  readonly method: Method;
  readonly reason: Note;
  /** Numbers the factor holds, eight bytes each; 0 without one. */
  readonly numbers: number;
  /** Multiplications and additions that make the factor; 0 without one. */
  readonly work: number;
}

/** Multiplications of dense factors made without looking for a better order: a component of 560 levels, ten milliseconds. */
const CHEAP_DENSE = 3e7;
/** Multiplications and additions spent on an exact factor unasked: about a fifth of a second. */
const CHEAP_WORK = 4e8;
/** The same where weights are uneven: an exact factor loses nothing by them, conjugate gradients need a smaller residual. */
const CHEAP_WORK_UNEVEN = 1e10;
/** Numbers a factor may hold, 1 GB, and operations it may take, some ten seconds, whoever asks for it. */
const MOST_NUMBERS = 1.25e8;
const MOST_WORK = 5e10;
/** Largest weight over the smallest, beyond which weights are uneven. */
const UNEVEN = 100;

/** Rows ordered by the first of several effects, not yet numbered together. */
export interface OrderedRows {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly nRows: number;
  readonly effects: readonly LoadedEffect[];
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
  /** Of a dense factor: the levels by component. */
  readonly levels?: LevelBlocks;
  /** Of a factor in an envelope: its order. */
  readonly estimate?: EnvelopeEstimate;
  /**
   * The exact factor of the equations of the effects after the first: the solver's own, or one made in `scope`. Throws
   * NotSupported `solver` when it is too large.
   */
  readonly factorIn: (scope: Scope) => Factor;
  /** Absent for projections, which solve no equations. */
  readonly equations?: Equations;
}

/**
 * Chooses, numbers the levels accordingly and factors. Throws NotSupported `solver` when `direct` is asked for and the
 * factor is too large, with its size; NumericalError `schur_not_positive`.
 */
export function chooseMethod(ordered: OrderedRows, options: MethodOptions): Chosen {
  const { engine, scope, nRows, effects, offsets, weights, components } = ordered;
  const number = (blocks: LevelBlocks | null) =>
    new AbsorbRows(engine, scope, nRows, effects, offsets, weights, blocks?.relabel ?? null);
  if (options.solver === "map") {
    const rows = number(null);
    const solver = new ProjectionSolver(engine, scope, rows, options);
    const choice: Choice = { method: "map", reason: note(SOLVER, "solver_requested"), numbers: 0, work: 0 };
    const factorIn = (inner: Scope) => directFactor(ordered, cellsOf({ ...ordered, scope: inner }, rows), inner);
    return { choice, rows, solver: (X, k) => solver.solve(X, k), factorIn };
  }
  if (options.solver !== "krylov" && effects.length === 2) {
    const levels = levelBlocks(components);
    if (levels.work <= CHEAP_DENSE) return dense(ordered, number(levels), levels);
  }
  const rows = number(null);
  const cells = cellsOf(ordered, rows);
  const spread = spreadOf(weights);
  const krylov = new KrylovSolver(engine, scope, rows, () => reducedSystem(engine, scope, cells), {
    ...options,
    spread,
  });
  const refusal =
    options.solver === "krylov"
      ? note(SOLVER, "solver_requested")
      : factorOr(ordered, rows, cells, krylov, options.solver, spread > UNEVEN);
  if ("choice" in refusal) return refusal;
  const choice: Choice = { method: "krylov", reason: refusal, numbers: 0, work: 0 };
  const factorIn = (inner: Scope) => directFactor(ordered, cells, inner);
  const equations: Equations = {
    isExact: false,
    solve: (sums, coefs, k, within) => krylov.coefficients(sums, coefs, k, within),
  };
  return { choice, rows, solver: (X, k) => krylov.solve(X, k), factorIn, equations };
}

/** Those that a factor solves. */
const exactly = (factor: Factor): Equations => ({
  isExact: true,
  solve: (sums, coefs, k) => {
    coefs.forEach((block, b) => {
      block.view().set(sums[b]!.view().subarray(0, block.length));
    });
    factor.solve(coefs);
    return { iterations: 0, error: new Float64Array(k) };
  },
});

/** The exact factor in an envelope, or why there is none. */
function factorOr(
  ordered: OrderedRows,
  rows: AbsorbRows,
  cells: CellGraph,
  finisher: KrylovSolver,
  solver: "auto" | "direct",
  uneven: boolean,
): Chosen | Note {
  const { engine, scope } = ordered;
  const allowed = solver === "direct" ? MOST_WORK : uneven ? CHEAP_WORK_UNEVEN : CHEAP_WORK;
  const estimate = estimateOr(ordered, cells, solver, allowed);
  if ("message" in estimate) return estimate;
  const factor = inBlocksOfFour(new EnvelopeFactor(engine, scope, cells, estimate));
  const exact = new ExactSolver(scope, rows, factor, finisher);
  const reason = note(SOLVER, "factor_cost", { work: estimate.work, numbers: estimate.cells });
  const choice: Choice = { method: "direct", reason, numbers: estimate.cells, work: estimate.work };
  return {
    choice,
    rows,
    solver: (X, k) => exact.solve(X, k),
    factorIn: () => factor,
    estimate,
    equations: exactly(factor),
  };
}

/** What the factor takes, or why it is too much; `direct` throws NotSupported `solver` instead. */
function estimateOr(
  { engine, scope, effects }: OrderedRows,
  cells: CellGraph,
  solver: "auto" | "direct",
  allowed: number,
): EnvelopeEstimate | Note {
  const nA = effects[1]!.nLevels;
  const least = leastFactorWork(cells, nA, allowed);
  if (least > allowed) {
    if (solver === "direct") throw tooLarge("take at least", least, "operations", MOST_WORK);
    return note(SOLVER, "factor_large", { work: least, least: true, most: allowed });
  }
  const estimate = estimateEnvelope(engine, scope, cells, nA);
  const work = estimate.work + estimate.pairs;
  if (estimate.cells <= MOST_NUMBERS && work <= allowed) return estimate;
  if (solver === "auto") return note(SOLVER, "factor_large", { work, least: false, most: allowed });
  if (work > allowed) throw tooLarge("take", work, "operations", MOST_WORK);
  throw tooLarge("hold", estimate.cells, "numbers", MOST_NUMBERS);
}

/** The factor made in `scope`, whatever it costs within what `direct` may. */
function directFactor(ordered: OrderedRows, cells: CellGraph, scope: Scope): Factor {
  const estimate = estimateOr({ ...ordered, scope }, cells, "direct", MOST_WORK) as EnvelopeEstimate;
  return inBlocksOfFour(new EnvelopeFactor(ordered.engine, scope, cells, estimate));
}

export const inBlocksOfFour = (factor: EnvelopeFactor): Factor => ({
  solve: (blocks) => {
    for (const block of blocks) factor.solve(block, LANES);
  },
});

/** Largest weight over the smallest, those of 0 left out; 1 without weights. */
export function spreadOf(weights: F64Block | null): number {
  if (weights === null) return 1;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const weight of weights.view()) {
    if (weight > 0 && weight < low) low = weight;
    if (weight > high) high = weight;
  }
  return high / low;
}

function dense({ engine, scope, effects }: OrderedRows, rows: AbsorbRows, levels: LevelBlocks): Chosen {
  const factor = new DenseFactor(engine, scope, rows, levels);
  const solver = new ExactSolver(scope, rows, factor, null);
  const reason = note(SOLVER, "small_component", { effect: effects[1]!.name, levels: levels.largest });
  const choice: Choice = { method: "direct", reason, numbers: levels.cells, work: levels.work };
  return {
    choice,
    rows,
    solver: (X, k) => solver.solve(X, k),
    factorIn: () => factor,
    levels,
    equations: exactly(factor),
  };
}

export function cellsOf(
  { engine, scope, nRows: n, effects, offsets, weights }: OrderedRows,
  rows: AbsorbRows,
): CellGraph {
  return cellGraph(engine, scope, {
    n,
    nGroups: rows.nGroups,
    nLevels: rows.nLevels,
    p: effects.length - 1,
    offsets,
    codes: rows.given.codes,
    weights,
  });
}

const figure = (value: number): string => value.toExponential(1);

function tooLarge(what: string, got: number, unit: string, most: number): NotSupported {
  return new NotSupported(
    "solver",
    `Solver 'direct' can't take these fixed effects: the factor would ${what} ${figure(got)} ${unit}, expected at most ${figure(most)}; use 'auto' or 'krylov'.`,
    { got, expected: most },
  );
}

// What an exact factor takes at least, in any order of the levels.

/** Levels whose neighbours are counted. */
const SAMPLED_LEVELS = 16;
/** Cells looked at: fewer neighbours found only lower the bound. */
const MOST_CELLS = 1_000_000;

/**
 * Multiplications and additions a factor of the equations takes at least: a row of the envelope reaches as far as half
 * its level's neighbours, on average over levels; rows of the effects after the first are full.
 *
 * @param nA levels of the first of the other effects
 * @param allowed no more is counted than it takes to be above this
 */
export function leastFactorWork(graph: CellGraph, nA: number, allowed: number): number {
  const border = graph.nLevels - nA;
  const full = (border * border * nA) / 2;
  if (full > allowed) return full;
  const width = meanNeighbours(graph, nA, 2 * Math.sqrt((allowed - full) / nA)) / 2;
  return full + nA * width * width;
}

/**
 * Mean number of distinct neighbours of some levels, evenly spread, as far as the cells looked at show, or until it is
 * above `most`.
 */
function meanNeighbours({ nGroups, nCells, offsets, codes }: CellGraph, nA: number, most: number): number {
  const nSampled = Math.min(SAMPLED_LEVELS, nA);
  if (nSampled === 0) return 0;
  const sampled = new Int8Array(nA).fill(-1);
  for (let s = 0; s < nSampled; s++) sampled[Math.floor((s * nA) / nSampled)] = s;
  const met = Array.from({ length: nSampled }, () => new Uint8Array(nA));
  const own = codes.view().subarray(0, nCells);
  const starts = offsets.view();
  let found = 0;
  for (let g = 0; g < nGroups && starts[g]! < MOST_CELLS && found <= most * nSampled; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      const s = sampled[own[i]!]!;
      if (s < 0) continue;
      const neighbours = met[s]!;
      for (let k = starts[g]!; k < starts[g + 1]!; k++) {
        found += 1 - neighbours[own[k]!]!;
        neighbours[own[k]!] = 1;
      }
    }
  }
  return found / nSampled;
}
