/**
 * A method that was chosen, with other weights: rows keep their order, levels their numbers, a factor its
 * layout; only what weights enter is made again. Nothing is chosen a second time. Knows nothing of why weights change.
 */
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { type Chosen, cellsOf, inBlocksOfFour, type MethodOptions, type OrderedRows, spreadOf } from "./choice.js";
import { ReducedSystem } from "./conjugate-gradients.js";
import { DenseFactor } from "./dense.js";
import { EnvelopeFactor } from "./envelope.js";
import { ExactSolver } from "./exact.js";
import { KrylovSolver } from "./krylov.js";
import { ProjectionSolver } from "./projections.js";
import type { AbsorbRows } from "./rows.js";
import type { BatchSolver } from "./solver.js";

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
  const system = () => new ReducedSystem(engine, scope, cells);
  const krylov = new KrylovSolver(engine, scope, rows, system, { ...options, spread: spreadOf(weights) });
  if (estimate === undefined) return { rows, solver: (X, k) => krylov.solve(X, k) };
  const last = scope.copyU32(Uint32Array.from(estimate.last.view()));
  const factor = new EnvelopeFactor(engine, scope, cells, { ...estimate, last });
  const exact = new ExactSolver(scope, rows, inBlocksOfFour(factor), krylov);
  return { rows, solver: (X, k) => exact.solve(X, k) };
}
