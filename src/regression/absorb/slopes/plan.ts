/**
 * How effects with slopes are taken out: the one with most coefficients is eliminated level by level, the
 * terms of the others are solved for by a dense factor where that is small, else by conjugate gradients. Says what of
 * each effect is redundant. Knows nothing of columns.
 */
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { runChecked } from "../../../engine/kernels/call.js";
import { gatherColumn } from "../../../engine/kernels/columns.js";
import { LANES, slopeLeveragesWork } from "../../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { SOLVER } from "../../messages.js";
import { type Choice, type MethodOptions, spreadOf } from "../choice.js";
import type { GivenEffect, LoadedEffects, RowGroups, TermPlace } from "../effects.js";
import { ExactSolver } from "../exact.js";
import type { Rank, Redundancy } from "../graph.js";
import { KrylovSolver } from "../krylov.js";
import { inverseOf, MOST_LEVELS, tooManyLevels } from "../leverage.js";
import type { BatchSolver } from "../solver.js";
import type { WithinSource } from "../within.js";
import { SlopeFactor, SlopeSystem, slopeFactorCost } from "./equations.js";
import { SlopeRows, slopesOf } from "./rows.js";

/** Operations spent on a factor unasked: some 2,000 coefficients, about a second. */
const CHEAP_WORK = 3e9;
/** The same whoever asks, and numbers held while it is made, 1 GB. */
const MOST_WORK = 5e10;
const MOST_NUMBERS = 1.25e8;

/** Prepares the sample's effects, of which some have slopes. Throws NotSupported `solver`. */
export function planSlopes(
  engine: Engine,
  scope: Scope,
  placed: LoadedEffects,
  groups: RowGroups,
  weights: Float64Array | null,
  options: MethodOptions,
): Plan {
  const { nRows, kept } = placed;
  const block = weights === null ? null : gatherColumn(engine, scope, weights, groups.rowOrder);
  const rows = new SlopeRows(engine, scope, nRows, kept, groups.offsets, block, groups.rowOrder);
  const spread = spreadOf(block);
  const { choice, solver, factor } = choose(engine, scope, rows, { ...options, spread });
  const { rank, redundancies } = rankOf(placed, rows, factor);
  return {
    choice,
    components: null,
    redundancies,
    rank,
    nRows,
    weightOf: () => rows.weight,
    solver,
    weighed: (inner, others, tolerance = options.tolerance) => {
      const reweighed = new SlopeRows(engine, inner, nRows, kept, groups.offsets, others, groups.rowOrder);
      const how = { ...options, tolerance, spread: spreadOf(others) };
      return { weightOf: () => reweighed.weight, solver: choose(engine, inner, reweighed, how).solver };
    },
    leverage: () =>
      slopeLeverage(engine, rows, (inner) =>
        rows.nLevels === 0 ? null : (factor ?? new SlopeFactor(engine, inner, rows)),
      ),
  };
}

interface Chosen {
  readonly choice: Choice;
  readonly solver: BatchSolver;
  readonly factor: SlopeFactor | null;
}

function choose(
  engine: Engine,
  scope: Scope,
  rows: SlopeRows,
  options: MethodOptions & { readonly spread: number },
): Chosen {
  if (options.solver === "map") {
    throw new NotSupported(
      "solver",
      "Solver 'map' takes no slopes that vary by an effect; use 'auto', 'direct' or 'krylov'.",
      { got: "map", expected: ["auto", "direct", "krylov"] },
    );
  }
  const [first, ...others] = rows.effects.map(({ name }) => name);
  if (rows.nLevels === 0) {
    const choice: Choice = {
      method: "one-way",
      reason: note(SOLVER, "slopes_alone", { effect: first! }),
      numbers: 0,
      work: 0,
    };
    const solver: BatchSolver = (X, k) => {
      const { total, ...certified } = rows.passAlone(X, k);
      return { before: total, ...certified, iterations: 0, error: new Float64Array(k) };
    };
    return { choice, solver, factor: null };
  }
  const krylov = new KrylovSolver(engine, scope, rows, () => new SlopeSystem(engine, scope, rows), options);
  const reason = options.solver === "krylov" ? note(SOLVER, "solver_requested") : tooMuch(rows, options.solver);
  if (reason !== null) {
    const choice: Choice = { method: "krylov", reason, numbers: 0, work: 0 };
    return { choice, solver: (X, k) => krylov.solve(X, k), factor: null };
  }
  const factor = new SlopeFactor(engine, scope, rows);
  const exact = new ExactSolver(scope, rows, factor, krylov);
  const { work, numbers } = slopeFactorCost(rows);
  const choice: Choice = {
    method: "direct",
    reason: note(SOLVER, "slope_factor", { effect: first!, levels: rows.nLevels, others }),
    numbers,
    work,
  };
  return { choice, solver: (X, k) => exact.solve(X, k), factor };
}

/** Why there is no factor, or null. Throws NotSupported `solver` where `direct` can't be. */
function tooMuch(rows: SlopeRows, solver: "auto" | "direct"): Note | null {
  const { work, numbers } = slopeFactorCost(rows);
  const most = solver === "direct" ? MOST_WORK : CHEAP_WORK;
  if (work <= most && numbers <= MOST_NUMBERS) return null;
  const what = `${rows.nLevels} coefficients take ${work.toExponential(1)} operations and ${numbers.toExponential(1)} numbers`;
  if (solver === "auto") return note(SOLVER, "slope_factor_large", { levels: rows.nLevels, work, numbers, most });
  throw new NotSupported(
    "solver",
    `Solver 'direct' can't take these fixed effects: ${what}, expected at most ${MOST_WORK.toExponential(1)} and ` +
      `${MOST_NUMBERS.toExponential(1)}; use 'auto' or 'krylov'.`,
    { got: work, expected: MOST_WORK },
  );
}

// Leverages of effects with slopes, exactly.

/**
 * f64[n], rows in memory order. Throws NotSupported `leverage` where the terms of the other effects have too many
 * coefficients.
 */
export function slopeLeverage(
  engine: Engine,
  rows: SlopeRows,
  factorIn: (scope: Scope) => SlopeFactor | null,
): Float64Array {
  const { n, nLevels, nSlopes, nSlabs, slabs } = rows;
  if (nLevels > MOST_LEVELS) throw tooManyLevels(rows);
  return engine.scope((scope) => {
    const stride = LANES * Math.ceil(nLevels / LANES);
    const factor = factorIn(scope);
    const inverse = factor && inverseOf(engine, scope, factor, nLevels, stride);
    const h = scope.f64(n);
    const size = slopeLeveragesWork(nLevels, nSlopes);
    const tasks = Array.from({ length: nSlabs }, (_, s) => {
      const own = { low: slabs[s]!, high: slabs[s + 1]!, work: scope.f64(size.f64), index: scope.u32(size.u32) };
      return { n, stride, M: inverse, h, ...own, ...rows.given };
    });
    runChecked(engine, "slopeLeverages", tasks);
    return h.view().slice();
  });
}

// The rank of effects with slopes, and what of each effect as given is redundant.

/** Rank, exact with a factor (or where there is nothing to factor), else an upper bound. */
export function rankOf(
  { given, kept, contained }: LoadedEffects,
  rows: SlopeRows,
  factor: SlopeFactor | null,
): { readonly rank: Rank; readonly redundancies: readonly Redundancy[] } {
  const exact = factor !== null || rows.nLevels === 0;
  const levels = new Map([...kept, ...contained].map(({ position, nLevels }) => [position, nLevels]));
  let value = 0;
  const redundantOf = (place: TermPlace | null, nLevels: number): number => {
    const used = place === null ? 0 : usedBy(rows, factor, place);
    value += used;
    return nLevels - used;
  };
  const redundancies = given!.map((effect: GivenEffect): Redundancy => {
    const { name, like, intercept, slopes, slopePlaces } = effect;
    const nLevels = levels.get(like)!;
    const redundant = intercept === undefined ? 0 : redundantOf(intercept, nLevels);
    const plain = { name, levels: nLevels, redundant, exact };
    if (slopes.length === 0) return plain;
    const bySlope = slopePlaces.map((place) => redundantOf(place, nLevels));
    return { ...plain, slopes: { names: slopes, intercept: intercept !== undefined, redundant: bySlope } };
  });
  return { rank: { value, exact }, redundancies };
}

/** Coefficients of a term that are not redundant, as far as is known. */
function usedBy(rows: SlopeRows, factor: SlopeFactor | null, { effect, column }: TermPlace): number {
  if (effect === 0) return rows.firstKept[column + (rows.intercept ? 1 : 0)]!;
  const term = rows.terms.find((one) => one.effect === effect && one.column === column)!;
  const totals = rows.totals.view();
  let count = 0;
  for (let l = term.low; l < term.high; l++) count += totals[l]! > 0 && factor?.pinned[l] !== 1 ? 1 : 0;
  // a term that others determine in every level of its own has nothing more to share
  return factor === null && count > 0 && isShared(rows, term) ? count - 1 : count;
}

/** Whether the first effect has the variable of a term, so that both add up to it. */
function isShared(rows: SlopeRows, { effect, column }: TermPlace): boolean {
  const first = slopesOf(rows.effects[0]!);
  if (column < 0) return first.intercept;
  const values = slopesOf(rows.effects[effect]!).columns[column]!;
  return first.columns.some((other) => other === values || other.every((value, i) => value === values[i]));
}

// What the absorber needs of a method, whatever it is.

/** A method bound to the rows it works on. */
export interface Plan {
  readonly choice: Choice;
  readonly components: number | null;
  readonly redundancies: readonly Redundancy[];
  readonly rank: Rank;
  /** Rows, or null where only the columns show their number. */
  readonly nRows: number | null;
  /** Total weight of n rows. */
  readonly weightOf: (n: number) => number;
  readonly solver: BatchSolver;
  /** The two above under other weights, in memory order and all above 0; `tolerance` as in AbsorbOptions. */
  readonly weighed: (
    scope: Scope,
    weights: F64Block,
    tolerance: number | undefined,
  ) => Pick<Plan, "weightOf" | "solver">;
  readonly leverage: () => Float64Array | null;
  /** Present where rows are ordered and the other effects have an exact factor. */
  readonly within?: WithinSource;
}
