/**
 * How effects with slopes are taken out: the one with most coefficients is eliminated level by level, the
 * terms of the others are solved for by a dense factor where that is small, else by conjugate gradients. Says what of
 * each effect is redundant. Knows nothing of columns.
 */

import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { gatherColumn } from "../../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { SOLVER } from "../../messages.js";
import { type Choice, type MethodOptions, spreadOf } from "../choice.js";
import type { LoadedEffects, RowGroups } from "../effects.js";
import { ExactSolver } from "../exact.js";
import { KrylovSolver } from "../krylov.js";
import type { Plan } from "../plan.js";
import type { BatchSolver } from "../solver.js";
import { SlopeFactor, slopeFactorCost } from "./factor.js";
import { slopeLeverage } from "./leverage.js";
import { rankOf } from "./rank.js";
import { SlopeRows } from "./rows.js";
import { SlopeSystem } from "./system.js";

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
