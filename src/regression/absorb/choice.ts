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

/** Multiplications of dense factors made without looking for a better order: a component of 560 levels, five milliseconds. */
const CHEAP_DENSE = 3e7;
/** Multiplications and additions spent on an exact factor unasked: some twenty milliseconds. */
const CHEAP_WORK = 4e8;
/**
 * No factor unasked takes longer than so many iterations on a dozen columns: a graph whose factor is wide for its cells is well
 * joined, and takes a few dozen.
 */
const WORTH_ITERATIONS = 60;
/** Multiplications of a factor in the time that an iteration spends on a cell, for each effect, and on a level. */
const CELL_WORK = 80;
const LEVEL_WORK = 100;
/** Those of a dense factor take longer. */
const DENSE_SLOWNESS = 2;
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
  const spread = spreadOf(weights);
  if (options.solver !== "krylov" && effects.length === 2) {
    const levels = levelBlocks(components);
    const worth =
      options.solver === "auto" && spread <= UNEVEN ? worthOf(nRows, effects) / DENSE_SLOWNESS : CHEAP_DENSE;
    if (levels.work <= Math.min(worth, CHEAP_DENSE)) return dense(ordered, number(levels), levels);
  }
  const rows = number(null);
  const cells = cellsOf(ordered, rows);
  const krylov = new KrylovSolver(engine, scope, rows, () => reducedSystem(engine, scope, cells, components.ofLevel), {
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

/** What a factor may take unasked where conjugate gradients go over so many cells. */
const worthOf = (nCells: number, [, ...others]: readonly LoadedEffect[]): number =>
  WORTH_ITERATIONS * others.reduce((sum, { nLevels }) => sum + CELL_WORK * nCells + LEVEL_WORK * nLevels, 0);

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
  const { engine, scope, effects } = ordered;
  const cheap = uneven ? CHEAP_WORK_UNEVEN : Math.min(CHEAP_WORK, worthOf(cells.nCells, effects));
  const allowed = solver === "direct" ? MOST_WORK : cheap;
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
  const [nA, isDirect] = [effects[1]!.nLevels, solver === "direct"];
  // rows of the effects after it are full
  const full = ((cells.nLevels - nA) ** 2 * nA) / 2;
  if (full > allowed) {
    if (isDirect) throw tooLarge("take at least", full, "operations", MOST_WORK);
    return note(SOLVER, "factor_large", { work: full, least: true, most: allowed });
  }
  const most = isDirect ? Number.POSITIVE_INFINITY : allowed - full;
  const some = isDirect ? null : someGroups(cells);
  const isWide = some && scope.scope((inner) => estimateEnvelope(engine, inner, some, nA, most) === null);
  const estimate = isWide ? null : estimateEnvelope(engine, scope, cells, nA, most);
  if (estimate === null) return note(SOLVER, "factor_large", { work: allowed, least: true, most: allowed });
  const work = estimate.work + estimate.pairs;
  if (estimate.cells <= MOST_NUMBERS && work <= allowed) return estimate;
  if (solver === "auto") return note(SOLVER, "factor_large", { work, least: false, most: allowed });
  if (work > allowed) throw tooLarge("take", work, "operations", MOST_WORK);
  throw tooLarge("hold", estimate.cells, "numbers", MOST_NUMBERS);
}

/** Groups of so many cells show where a graph is wide: with the others it is no narrower. */
const SAMPLED_CELLS = 32_768;

/** The first groups of a graph that has many; null where it has not. */
function someGroups(cells: CellGraph): CellGraph | null {
  if (cells.nCells < 2 * SAMPLED_CELLS) return null;
  const starts = cells.offsets.view();
  let nGroups = 0;
  while (starts[nGroups]! < SAMPLED_CELLS) nGroups++;
  return { ...cells, nGroups, nCells: starts[nGroups]! };
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
