/**
 * Absorbs fixed effects: built once for a sample, then demeans any columns of it, and makes absorbers of
 * its subsamples and of other weights without ordering rows again. Every solve is certified, and one that does not
 * converge is an error. Which method is used is for `absorb/choice`. Must not know of models.
 */
import { DataError, KernelError, NumericalError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { slabStarts } from "../../engine/kernels/call.js";
import { gatherColumn } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { SOLVER } from "../messages.js";
import {
  type Choice,
  type Chosen,
  cellsOf,
  chooseMethod,
  inBlocksOfFour,
  type Method,
  type MethodOptions,
  type OrderedRows,
  spreadOf,
} from "./choice.js";
import { orderRows, placeEffects, type RowGroups, weightsByLevel } from "./effects.js";
import { EnvelopeFactor } from "./envelope.js";
import { DenseFactor, ExactSolver } from "./exact.js";
import { graphOf, type Rank, type Redundancy } from "./graph.js";
import { KrylovSolver } from "./krylov.js";
import { oneWayLeverage, severalLeverage } from "./leverage.js";
import { nothingToAbsorb, oneWaySolver } from "./one-way.js";
import { ownersOf } from "./ordered-groups.js";
import { ProjectionSolver } from "./projections.js";
import { reducedSystem } from "./reduced-system.js";
import { type AbsorbOptions, keptRows, type OrderedSample, otherWeights } from "./reuse.js";
import { type ReadColumns, rowGrid } from "./row-batches.js";
import type { AbsorbRows } from "./rows.js";
import { placeWithSlopes } from "./slopes/place.js";
import type { Plan } from "./slopes/plan.js";
import { planSlopes } from "./slopes/plan.js";
import { type AbsorbedEffect, BATCH, type BatchSolve, type BatchSolver, haveSlopes, referenceNorm } from "./solver.js";
import { type Within, type WithinSource, withinColumns } from "./within.js";

/** What demeaning leaves of a column, as a share of its norm before, for the column to count as absorbed. */
const ABSORBED_TOLERANCE = 1e-9;

/** Whether demeaning left nothing of column j but rounding. */
export const isAbsorbed = ({ method, normBefore, normAfter }: Solve, j: number): boolean =>
  method !== "none" && normAfter[j]! <= ABSORBED_TOLERANCE * normBefore[j]!;

/** Error allowed in a demeaned column, relative to its 2-norm, by an iterative method. */
const DEFAULT_TOLERANCE = 1e-10;
/** Sweeps or iterations allowed for a batch of columns by an iterative method. */
const DEFAULT_MAX_ITERATIONS = 10_000;
/** Largest group mean, in standard deviations of the column, a result may have: beyond, the arithmetic failed. */
const WORST_CERTIFICATE = 1e-8;

/** How columns were demeaned, and how well. */
export interface Solve {
  readonly method: Method;
  /** Most sweeps or iterations any column took; for `direct`, corrections of rounding. */
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
  /** Rows of the sample; 0 when neither effects nor weights give their number. */
  readonly nRows: number;
  readonly method: Method;
  /** The method, why it was chosen, and what its factor holds and costs. */
  readonly choice: Choice;
  /** Levels of each effect as given, those contained in others too. */
  readonly levels: readonly number[];
  /** Memory row i holds sample row rowOrder[i]; null when rows stay as they are. */
  readonly rowOrder: Uint32Array | null;
  /** The effect by whose levels rows are ordered in memory, by its place among those given; null where columns must be demeaned. */
  readonly ordering: number | null;
  /** Connected components of the two largest effects; null for fewer than two. */
  readonly components: number | null;
  /** Dummies of each effect that the others make redundant, in the order given. */
  readonly redundancies: readonly Redundancy[];
  /** Rank of all dummies together: exact for one and two effects, an upper bound by the pairwise rule for more. */
  readonly rank: Rank;
  /**
   * Takes the effects out of k columns in linear memory (column-major, rows in memory order), in place. With no
   * effects columns stay as they are and `normAfter` is their 2-norm.
   * Throws NumericalError `not_converged` or `certificate`, DataError `not_finite`.
   */
  demean(columns: F64Block, k: number): Solve;
  /**
   * What the effects leave of the cross-products of columns, the columns left as they are; null where that takes demeaned
   * columns: `mostRows` is null, or little is left of one, or a number is not finite. Throws the reason of an aborted signal.
   *
   * @param scope holds what residuals need
   */
  within(scope: Scope, columns: ReadColumns): Within | null;
  /**
   * Rows that `within` reads at a time; null where it can't: no effect, effects with slopes, projections, a single effect that
   * does not order the rows.
   */
  readonly mostRows: number | null;
  /**
   * The cluster (codes in memory order) of each level of the effect that orders the rows; null without one, or where a level
   * lies across clusters.
   */
  owners(codes: Uint32Array): Uint32Array | null;
  /**
   * The part of each row's leverage that the effects make up, f64[nRows] in memory order: the diagonal of
   * W^(1/2) D (D'WD)^- D' W^(1/2), D all dummies, W the weights; null with no effects. Exact: made on each call.
   * Throws NotSupported `leverage` or `solver`, with figures, where the effects after the largest have too many levels.
   */
  leverage(): Float64Array | null;
  /**
   * An absorber of the same rows with other weights, at least 0, in sample order; null for none. Rows are not ordered
   * again. It lives as long as `scope`, and this absorber must outlive it.
   */
  reweigh(scope: Scope, weights: Float64Array | null): Absorber;
  /**
   * Demeans with other weights, in memory order and all above 0, by the same method: nothing is ordered, numbered or chosen
   * again. The result lives as long as `scope`, the weights and this absorber.
   *
   * @param tolerance as in AbsorbOptions, for this result
   */
  weighed(scope: Scope, weights: F64Block, tolerance?: number): Pick<Absorber, "demean">;
  /**
   * An absorber of some rows of the sample (ascending). Rows are not ordered again: levels without rows are left out.
   * It lives as long as `scope`.
   */
  subset(scope: Scope, rows: Uint32Array): Absorber;
}

/**
 * Prepares the effects of a sample. Codes are over sample rows, dense, every level used.
 *
 * @param scope holds the codes, the weights and the factor as long as it lives; the absorber dies with it
 * @param weights one weight a sample row, at least 0 and not all 0, or null. Rows of no weight count for nothing; their
 *   results are deviations from what the others fit, and where a level has no weight its coefficient counts as 0
 * Throws DataError (`weights`, `unused_level`, `effect_length`), NotSupported (`solver`), NumericalError
 * (`schur_not_positive`).
 */
export function makeAbsorber(
  engine: Engine,
  scope: Scope,
  effects: readonly AbsorbedEffect[],
  weights: Float64Array | null,
  options: AbsorbOptions = {},
): Absorber {
  const sloped = haveSlopes(effects);
  const placed = sloped ? placeWithSlopes(engine, scope, effects) : placeEffects(engine, scope, effects);
  const nRows = effects.length > 0 ? placed.nRows : (weights?.length ?? 0);
  const groups = sloped || placed.kept.length > 1 ? orderRows(engine, scope, placed) : null;
  return bind({
    engine,
    scope,
    nRows,
    placed,
    groups,
    weights,
    levels: effects.map(({ nLevels }) => nLevels),
    options,
  });
}

/** Weighs the sample, chooses the method and factors. */
function bind(sample: OrderedSample): Absorber {
  const { weights, nRows, levels, groups, placed, options } = sample;
  if (weights !== null) checkWeights(weights, nRows);
  const plan = planOf(sample);
  return Object.freeze({
    nRows,
    method: plan.choice.method,
    choice: Object.freeze(plan.choice),
    levels: Object.freeze(levels),
    rowOrder: groups?.rowOrder ?? null,
    ordering: plan.within === undefined ? null : placed.kept[0]!.position,
    components: plan.components,
    redundancies: Object.freeze(plan.redundancies),
    rank: Object.freeze(plan.rank),
    demean: (columns: F64Block, k: number) => demeanBatches(plan, columns, k, options.signal, options.tolerance),
    weighed: (scope: Scope, other: F64Block, tolerance?: number) => {
      const again = { ...plan, ...plan.weighed(scope, other, tolerance) };
      return { demean: (columns: F64Block, k: number) => demeanBatches(again, columns, k, options.signal, tolerance) };
    },
    within: (scope: Scope, columns: ReadColumns) => {
      options.signal?.throwIfAborted();
      if (plan.within === undefined) return null;
      return withinColumns(scope, plan.within, columns, options.tolerance ?? DEFAULT_TOLERANCE);
    },
    mostRows: plan.within?.grid.mostRows ?? null,
    owners: (codes: Uint32Array) => (plan.within === undefined ? null : ownersOf(plan.within, codes)),
    leverage: plan.leverage,
    reweigh: (scope: Scope, other: Float64Array | null) => bind(otherWeights(sample, scope, other)),
    subset: (scope: Scope, rows: Uint32Array) => bind(keptRows(sample, scope, rows)),
  });
}

function planOf(sample: OrderedSample): Plan {
  const { engine, scope, placed, groups, weights } = sample;
  if (groups === null) return planOne(sample);
  if (placed.given === undefined) return planSeveral(sample, groups);
  return planSlopes(engine, scope, placed, groups, weights, methodOptions(sample.options));
}

/** No effect, or one: rows stay as they are. */
function planOne({ engine, scope, nRows, placed, weights }: OrderedSample): Plan {
  const block = weights === null ? null : scope.copyF64(weights);
  const effect = placed.kept[0];
  const total = weights === null ? null : totalOf(weights);
  const weightOf = (n: number): number => total ?? n;
  if (effect === undefined) {
    const choice: Choice = { method: "none", reason: note(SOLVER, "no_effects"), numbers: 0, work: 0 };
    const solver = nothingToAbsorb(engine, scope, block);
    const nothing = { components: null, redundancies: [], rank: { value: 0, exact: true } };
    const weighed = (inner: Scope, other: F64Block) => ({
      weightOf: () => totalOf(other.view()),
      solver: nothingToAbsorb(engine, inner, other),
    });
    return {
      ...nothing,
      choice,
      nRows: weights === null ? null : nRows,
      weightOf,
      solver,
      weighed,
      leverage: () => null,
    };
  }
  const { name: only } = effect;
  const isAlone = placed.contained.length === 0;
  const reason = isAlone ? note(SOLVER, "one_effect") : note(SOLVER, "nested_effects", { effect: only });
  const empty = scope.scope((inner) => {
    const range = { name: effect.name, codes: effect.codes, low: 0, high: effect.nLevels };
    const totals = weightsByLevel(engine, inner, nRows, range, block).view();
    return totals.reduce((sum, total) => sum + (total > 0 ? 0 : 1), 0);
  });
  const redundancies = [
    { ...effect, redundant: empty },
    ...placed.contained.map((one) => ({ ...one, redundant: one.nLevels })),
  ]
    .sort((a, b) => a.position - b.position)
    .map(({ name, nLevels: levels, redundant }) => ({ name, levels, redundant, exact: true }));
  const { solver, offsets } = oneWaySolver(engine, scope, nRows, effect, block);
  const given = { n: nRows, nLevels: 0, p: 0, weighted: block === null ? 0 : 1, codes: null, w: block };
  return {
    ...(offsets !== null && {
      within: {
        ...{ engine, given: { ...given, offsets }, totals: null },
        slabs: slabStarts(effect.nLevels, offsets.view(), 0),
        grid: rowGrid(effect.nLevels, offsets.view(), 0),
        equations: null,
        takeOut: (X, k) => void solver(X, k, nRows),
      },
    }),
    choice: { method: "one-way", reason, numbers: 0, work: 0 },
    components: placed.contained[0]?.nLevels ?? null,
    redundancies,
    rank: { value: effect.nLevels - empty, exact: true },
    nRows,
    weightOf,
    solver,
    weighed: (inner, other) => ({
      weightOf: () => totalOf(other.view()),
      solver: oneWaySolver(engine, inner, nRows, effect, other).solver,
    }),
    leverage: () => oneWayLeverage(engine, nRows, effect, block),
  };
}

/** Two effects or more: rows in the order of the first. */
function planSeveral(sample: OrderedSample, groups: RowGroups): Plan {
  const { engine, scope, nRows, placed, weights, options } = sample;
  const block = weights === null ? null : gatherColumn(engine, scope, weights, groups.rowOrder);
  const graph = graphOf(engine, scope, placed, block);
  const [effects, offsets] = [placed.kept, groups.offsets];
  const ordered = { engine, scope, nRows, effects, offsets, weights: block, components: graph.first };
  const chosen = chooseMethod(ordered, methodOptions(options));
  const { choice, rows, solver, factorIn, equations } = chosen;
  const { given, slabs, totals, nGroups, nLevels } = rows;
  const takeOut: WithinSource["takeOut"] = (X, k, coefs) => rows.takeOut(X, k, coefs);
  const grid = rowGrid(nGroups, offsets.view(), nLevels);
  const within = equations && { engine, given, slabs, grid, totals, equations, takeOut };
  return {
    choice,
    components: graph.first.nComponents,
    redundancies: graph.redundancies,
    rank: graph.rank,
    nRows,
    weightOf: () => rows.weight,
    solver,
    weighed: (inner, other, tolerance = options.tolerance ?? DEFAULT_TOLERANCE) => {
      const again = weighedSolver(ordered, chosen, inner, other, { ...methodOptions(options), tolerance });
      return { weightOf: () => again.rows.weight, solver: again.solver };
    },
    leverage: () => severalLeverage(engine, rows, factorIn),
    ...(within && { within }),
  };
}

const methodOptions = (options: AbsorbOptions): MethodOptions => ({
  solver: options.solver ?? "auto",
  tolerance: options.tolerance ?? DEFAULT_TOLERANCE,
  maxIterations: options.maxIterations ?? DEFAULT_MAX_ITERATIONS,
  signal: options.signal,
});

/** Demeans all columns, a batch at a time, and certifies each. */
function demeanBatches(
  plan: Plan,
  columns: F64Block,
  k: number,
  signal: AbortSignal | undefined,
  tolerance = DEFAULT_TOLERANCE,
): Solve {
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
  for (let start = 0; start < k; start += BATCH) {
    signal?.throwIfAborted();
    const width = Math.min(BATCH, k - start);
    const batch = plan.solver(columns.part(start * n, width * n), width, n);
    iterations = Math.max(iterations, batch.iterations);
    for (let j = 0; j < width; j++) {
      const column = readColumn(batch, j, start + j, weight);
      normBefore[start + j] = column.normBefore;
      normAfter[start + j] = column.normAfter;
      certificate = Math.max(certificate, column.certificate);
      errorEstimate = Math.max(errorEstimate, column.errorEstimate);
    }
  }
  checkCertificate(plan.choice.method, certificate, WORST_CERTIFICATE * Math.max(1, tolerance / DEFAULT_TOLERANCE));
  return Object.freeze({
    method: plan.choice.method,
    iterations,
    certificate,
    errorEstimate,
    converged: true as const,
    normBefore,
    normAfter,
  });
}

/** Figures of column j of a batch; throws DataError `not_finite` when they are no numbers. */
function readColumn({ before, after, largestMean, error }: BatchSolve, j: number, column: number, weight: number) {
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

function checkCertificate(method: Solve["method"], certificate: number, worst: number): void {
  if (certificate <= worst) return;
  throw new NumericalError(
    "certificate",
    `Demeaning (${method}) left a group mean of ${certificate.toExponential(1)} standard deviations, expected at most ` +
      `${worst}: the weights or the scale of a column are beyond the arithmetic; rescale them.`,
    { got: certificate, expected: worst },
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
  let some = false;
  for (; row < nRows && weights[row]! >= 0 && weights[row]! < Number.POSITIVE_INFINITY; row++)
    some ||= weights[row]! > 0;
  if (row < nRows) {
    throw new DataError("weights", `Row ${row} has weight ${weights[row]}, expected a number of at least 0.`, {
      row,
      got: weights[row],
      expected: ">= 0",
    });
  }
  if (some || nRows === 0) return;
  throw new DataError("weights", "All weights are 0: no row counts.", { got: 0, expected: "a positive weight" });
}

function totalOf(weights: Float64Array<ArrayBufferLike>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return total;
}

// A method that was chosen, with other weights.

/**
 * The solver of `chosen` under `weights`, in memory order and all above 0; it lives as long as `scope`. Throws
 * NumericalError `schur_not_positive`.
 */
export function weighedSolver(
  ordered: OrderedRows,
  { choice, rows: before, levels, estimate }: Chosen,
  scope: Scope,
  weights: F64Block,
  options: MethodOptions,
): { readonly rows: AbsorbRows; readonly solver: BatchSolver } {
  const { engine } = ordered;
  const rows = before.weighed(scope, weights);
  if (choice.method === "map") {
    const solver = new ProjectionSolver(engine, scope, rows, options);
    return { rows, solver: (X, k) => solver.solve(X, k) };
  }
  if (levels !== undefined) {
    const exact = new ExactSolver(scope, rows, new DenseFactor(engine, scope, rows, levels), null);
    return { rows, solver: (X, k) => exact.solve(X, k) };
  }
  const cells = cellsOf({ ...ordered, scope, weights }, rows);
  const system = () => reducedSystem(engine, scope, cells);
  const krylov = new KrylovSolver(engine, scope, rows, system, { ...options, spread: spreadOf(weights) });
  if (estimate === undefined) return { rows, solver: (X, k) => krylov.solve(X, k) };
  const last = scope.copyU32(Uint32Array.from(estimate.last.view()));
  const factor = new EnvelopeFactor(engine, scope, cells, { ...estimate, last });
  const exact = new ExactSolver(scope, rows, inBlocksOfFour(factor), krylov);
  return { rows, solver: (X, k) => exact.solve(X, k) };
}
