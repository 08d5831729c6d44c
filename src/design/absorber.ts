/**
 * Layer design. Absorbs fixed effects: built once for a sample, then demeans any columns of it. Chooses the method by
 * the graph of the effects and says which: one effect by group means; two by an exact dense solve where it is small or
 * the graph mixes slowly; else by alternating projections. Every solve is certified, and one that does not converge is an error. Must not know of models.
 */
import type { Category } from "../base/columns.js";
import { DataError, KernelError, NotSupported, NumericalError } from "../base/errors.js";
import { LANES } from "../kernels/demean.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { gatherColumn } from "../kernels/groups.js";
import { DirectSolver, type LevelBlocks, levelBlocks, tooLarge } from "./absorb-direct.js";
import { graphOf, orderRows, type PlacedEffects, placeEffects, type Rank } from "./absorb-effects.js";
import { nothingToAbsorb, oneWaySolver } from "./absorb-one-way.js";
import { contractionOf, ProjectionSolver } from "./absorb-projections.js";
import { AbsorbRows } from "./absorb-rows.js";
import { type BlockSolve, type BlockSolver, referenceNorm } from "./absorb-solver.js";

/** Error allowed in a demeaned column, relative to its 2-norm, by an iterative method. */
const DEFAULT_TOLERANCE = 1e-10;
/** Sweeps allowed for a block of columns by an iterative method. */
const DEFAULT_MAX_ITERATIONS = 10_000;
/** Levels in a component up to which the dense factor costs less than finding out whether it pays. */
const CHEAP_COMPONENT = 1_000;
/** Contraction of a sweep up to which projections need few sweeps: some seventy even without extrapolation. */
const FAST_CONTRACTION = 0.7;
/** Largest group mean, in standard deviations of the column, a result may have: beyond, the arithmetic failed. */
const WORST_CERTIFICATE = 1e-8;

export interface AbsorbOptions {
  /** `auto` (default) takes the exact solve where it fits and pays; `krylov` is refused in this version. */
  readonly solver?: "auto" | "direct" | "map" | "krylov";
  /** Error allowed relative to the 2-norm of the demeaned column; default 1e-10; iterative methods only. */
  readonly tolerance?: number;
  /** Sweeps allowed; default 10,000; iterative methods only. */
  readonly maxIterations?: number;
  /** Stops a demeaning between blocks of columns and between sweeps. */
  readonly signal?: AbortSignal;
}

/** How columns were demeaned, and how well. */
export interface Solve {
  readonly method: "none" | "one-way" | "direct" | "map";
  /** Most sweeps any column took; for `direct`, corrections of rounding. */
  readonly iterations: number;
  /** Largest absolute (weighted) group mean of the results, in standard deviations of the column before. */
  readonly certificate: number;
  /** Largest estimated error of a result relative to its 2-norm; 0 for exact methods. */
  readonly errorEstimate: number;
  readonly converged: true;
  /** (Weighted) 2-norm of each column about its mean, before. */
  readonly normBefore: Float64Array;
  /** (Weighted) 2-norm of each column, after. */
  readonly normAfter: Float64Array;
}

/** Fixed effects of a sample, ready to be taken out of columns. Lives as long as the scope it was made in. */
export interface Absorber {
  /** Rows of the sample; 0 when there are neither effects nor weights to tell. */
  readonly nRows: number;
  readonly method: Solve["method"];
  /** Levels of each effect as given, those contained in others too. */
  readonly levels: readonly number[];
  /** Memory row i holds sample row rowOrder[i]; null when rows stay as they are. */
  readonly rowOrder: Uint32Array | null;
  /** Connected components of the two largest effects; null for fewer than two. */
  readonly components: number | null;
  /** Rank of all dummies together: exact for one and two effects, an upper bound by the pairwise rule for more. */
  readonly rank: Rank;
  /**
   * Takes the effects out of k columns in linear memory (column-major, rows in memory order), in place. With no
   * effects columns stay as they are and `normAfter` is their 2-norm.
   * Throws NumericalError `not_converged` or `certificate`, DataError `not_finite`.
   */
  demean(columns: F64Block, k: number): Solve;
}

/**
 * Prepares the effects of a sample. Codes are over sample rows, dense, every level used.
 *
 * @param scope holds the codes, the weights and the factor as long as it lives; the absorber dies with it
 * @param weights one positive weight a sample row, or null
 * Throws DataError (`weights`, `unused_level`, `effect_length`), NotSupported (`solver`), NumericalError
 * (`schur_not_positive`).
 */
export function makeAbsorber(
  engine: Engine,
  scope: Scope,
  effects: readonly Category[],
  weights: Float64Array | null,
  options: AbsorbOptions = {},
): Absorber {
  if (options.solver === "krylov") {
    throw new NotSupported("solver", "Solver 'krylov' is not part of this version; use 'auto', 'direct' or 'map'.", {
      got: "krylov",
      expected: ["auto", "direct", "map"],
    });
  }
  const placed = placeEffects(engine, scope, effects);
  const nRows = effects.length > 0 ? placed.nRows : (weights?.length ?? 0);
  if (weights !== null) checkWeights(weights, nRows);
  const sample: Sample = { engine, scope, nRows, placed, weights };
  const plan = placed.kept.length > 1 ? planSeveral(sample, options) : planOne(sample);
  return Object.freeze({
    nRows,
    method: plan.method,
    levels: Object.freeze(effects.map(({ nLevels }) => nLevels)),
    rowOrder: plan.rowOrder,
    components: plan.components,
    rank: Object.freeze(plan.rank),
    demean: (columns: F64Block, k: number) => demeanBlocks(plan, columns, k, options.signal),
  });
}

interface Sample {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly nRows: number;
  readonly placed: PlacedEffects;
  readonly weights: Float64Array | null;
}

/** A method bound to the rows it works on. */
interface Plan {
  readonly method: Solve["method"];
  readonly rowOrder: Uint32Array | null;
  readonly components: number | null;
  readonly rank: Rank;
  /** Rows, or null when only the columns can tell. */
  readonly nRows: number | null;
  /** Total weight of n rows. */
  readonly weightOf: (n: number) => number;
  readonly solver: BlockSolver;
}

/** No effect, or one: rows stay as they are. */
function planOne({ engine, scope, nRows, placed, weights }: Sample): Plan {
  const block = weights === null ? null : scope.copyF64(weights);
  const effect = placed.kept[0];
  const total = weights === null ? null : totalOf(weights);
  const weightOf = (n: number): number => total ?? n;
  const common = {
    rowOrder: null,
    components: placed.largestContained,
    rank: { value: effect?.nLevels ?? 0, exact: true },
    weightOf,
  };
  if (effect === undefined) {
    const solver = nothingToAbsorb(engine, scope, block, weightOf);
    return { ...common, method: "none", nRows: weights === null ? null : nRows, solver };
  }
  return { ...common, method: "one-way", nRows, solver: oneWaySolver(engine, scope, nRows, effect, block) };
}

/** Two effects or more: rows go in the order of the first. */
function planSeveral({ engine, scope, nRows, placed, weights }: Sample, options: AbsorbOptions): Plan {
  const { offsets, rowOrder } = orderRows(engine, scope, placed);
  const graph = graphOf(engine, scope, placed);
  const levels = placed.kept.length === 2 ? levelBlocks(graph.first) : null;
  const obstacle = levels === null ? `there are ${placed.kept.length} effects, expected 2` : tooLarge(levels);
  if (options.solver === "direct" && obstacle !== null) {
    throw new NotSupported(
      "solver",
      `Solver 'direct' can't take these fixed effects: ${obstacle}; use 'auto' or 'map'.`,
      { got: "direct", expected: ["auto", "map"] },
    );
  }
  const fits = options.solver !== "map" && obstacle === null ? levels : null;
  const block = weights === null ? null : gatherColumn(scope, weights, rowOrder);
  const rows = new AbsorbRows(engine, scope, nRows, placed.kept, offsets, block, fits?.relabel ?? null);
  const direct = fits !== null && (options.solver === "direct" || isWorthFactoring(scope, rows, fits)) ? fits : null;
  const common = {
    rowOrder,
    components: graph.first.nComponents,
    rank: graph.rank,
    nRows,
    weightOf: () => rows.weight,
  };
  if (direct !== null) {
    const solver = new DirectSolver(engine, scope, rows, direct);
    return { ...common, method: "direct", solver: (X, k) => solver.solve(X, k) };
  }
  const solver = new ProjectionSolver(engine, scope, rows, {
    tolerance: options.tolerance ?? DEFAULT_TOLERANCE,
    maxIterations: options.maxIterations ?? DEFAULT_MAX_ITERATIONS,
    signal: options.signal,
  });
  return { ...common, method: "map", solver: (X, k) => solver.solve(X, k) };
}

/** Whether the dense factor pays: it is small, or projections would be slow on this graph. */
function isWorthFactoring(scope: Scope, rows: AbsorbRows, { largest }: LevelBlocks): boolean {
  return largest <= CHEAP_COMPONENT || contractionOf(scope, rows) > FAST_CONTRACTION;
}

/** Demeans all columns, four at a time, and certifies each. */
function demeanBlocks(plan: Plan, columns: F64Block, k: number, signal: AbortSignal | undefined): Solve {
  const n = plan.nRows ?? Math.floor(columns.length / Math.max(1, k));
  if (columns.length < n * k) {
    throw new KernelError("kernel_length", `demean: 'columns' has length ${columns.length}, expected ${n * k}.`, {
      got: columns.length,
      expected: n * k,
    });
  }
  const [normBefore, normAfter] = [new Float64Array(k), new Float64Array(k)];
  const weight = plan.weightOf(n);
  let iterations = 0;
  let certificate = 0;
  let errorEstimate = 0;
  for (let start = 0; start < k; start += LANES) {
    signal?.throwIfAborted();
    const width = Math.min(LANES, k - start);
    const block = plan.solver(columns.at(start * n), width, n);
    iterations = Math.max(iterations, block.iterations);
    for (let j = 0; j < width; j++) {
      const column = readColumn(block, j, start + j, weight);
      normBefore[start + j] = column.normBefore;
      normAfter[start + j] = column.normAfter;
      certificate = Math.max(certificate, column.certificate);
      errorEstimate = Math.max(errorEstimate, column.errorEstimate);
    }
  }
  checkCertificate(plan.method, certificate);
  return Object.freeze({
    method: plan.method,
    iterations,
    certificate,
    errorEstimate,
    converged: true as const,
    normBefore,
    normAfter,
  });
}

/** Figures of column j of a block; throws DataError `not_finite` when they are no numbers. */
function readColumn({ before, after, largestMean, error }: BlockSolve, j: number, column: number, weight: number) {
  if (!Number.isFinite(before[j]!)) {
    throw new DataError(
      "not_finite",
      `Column ${column + 1} to demean holds a missing or infinite number, or one whose square overflows; ` +
        "drop those rows or rescale the column.",
      { column, got: before[j]!, expected: "finite numbers" },
    );
  }
  const sd = Math.sqrt(before[j]! / weight);
  const reference = referenceNorm(before[j]!, after[j]!);
  return {
    normBefore: Math.sqrt(before[j]!),
    normAfter: Math.sqrt(after[j]!),
    certificate: sd > 0 ? largestMean[j]! / sd : 0,
    errorEstimate: reference > 0 ? error[j]! / reference : 0,
  };
}

function checkCertificate(method: Solve["method"], certificate: number): void {
  if (certificate <= WORST_CERTIFICATE) return;
  throw new NumericalError(
    "certificate",
    `Demeaning (${method}) left a group mean of ${certificate.toExponential(1)} standard deviations, expected at most ` +
      `${WORST_CERTIFICATE}: the weights or the scale of a column are beyond the arithmetic; rescale them.`,
    { got: certificate, expected: WORST_CERTIFICATE },
  );
}

function checkWeights(weights: Float64Array, nRows: number): void {
  if (weights.length !== nRows) {
    throw new DataError("weights", `There are ${weights.length} weights, expected one a row: ${nRows}.`, {
      got: weights.length,
      expected: nRows,
    });
  }
  let row = 0;
  while (row < nRows && weights[row]! > 0 && weights[row]! < Number.POSITIVE_INFINITY) row++;
  if (row === nRows) return;
  throw new DataError(
    "weights",
    `Row ${row} has weight ${weights[row]}, expected a positive number; drop rows of no weight from the sample first.`,
    { row, got: weights[row], expected: "> 0" },
  );
}

function totalOf(weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return total;
}
