/**
 * What the absorber needs of a method, whatever it is: a solver for batches of columns, and what it says of
 * the effects. Knows no method.
 */
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Choice } from "./choice.js";
import type { Rank, Redundancy } from "./graph.js";
import type { BatchSolver } from "./solver.js";

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
}
