/**
 * Least squares on the dummies of several effects for their coefficients: the equations that absorbing solves,
 * of which it keeps the residual and this file the solution, the one of smallest norm. Knows no normalisation.
 */
import type { Category } from "../../base/columns.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import { LANES } from "../../engine/kernels/demean.js";
import { addLevelsBlock } from "../../engine/kernels/effects.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { groupMeans } from "../../engine/kernels/groups.js";
import { cellGraph } from "../../engine/kernels/reduced.js";
import { ReducedSystem } from "../absorb/conjugate-gradients.js";
import { type LoadedEffects, orderRows, placeEffects } from "../absorb/effects.js";
import { AbsorbRows } from "../absorb/rows.js";

/** Error of a solution, as a share of the 2-norm of the column. */
const TOLERANCE = 1e-13;
const MOST_ITERATIONS = 20_000;
const MOST_ROUNDS = 4;

/** For each of up to four columns over the rows, the coefficients of each effect. */
export function solveLevels(
  engine: Engine,
  effects: readonly Category[],
  columns: readonly Float64Array[],
): Float64Array[][] {
  return engine.scope((scope) => {
    const placed = placeEffects(engine, scope, effects);
    const solved = columns.map(() => effects.map(({ nLevels }) => new Float64Array(nLevels)));
    if (placed.kept.length > 1) solveOthers(engine, scope, placed, columns, solved);
    // the effect that was eliminated: means of what the others leave
    const first = placed.kept[0]!;
    columns.forEach((column, j) => {
      const rest = scope.scope((inner) => {
        const block = inner.copyF64(column);
        for (const { position } of placed.kept.slice(1)) {
          const codes = inner.copyU32(effects[position]!.codes);
          addLevelsBlock(engine, block, codes, inner.copyF64(solved[j]![position]!), -1);
        }
        return block.view().slice();
      });
      solved[j]![first.position]!.set(groupMeans(engine, rest, effects[first.position]!.codes, first.nLevels).means);
    });
    return solved;
  });
}

/** Writes the coefficients of all kept effects but the first into `solved`. */
function solveOthers(
  engine: Engine,
  scope: Scope,
  placed: LoadedEffects,
  columns: readonly Float64Array[],
  solved: readonly Float64Array[][],
): void {
  const { kept, nRows: n } = placed;
  const { offsets, rowOrder } = orderRows(engine, scope, placed);
  const rows = new AbsorbRows(engine, scope, n, kept, offsets, null, null);
  const { nGroups, nLevels } = rows;
  const { codes } = rows.given;
  const cells = cellGraph(engine, scope, { n, nGroups, nLevels, p: kept.length - 1, offsets, codes, weights: null });
  const system = new ReducedSystem(engine, scope, cells);
  const X = gatherColumns(engine, scope, columns, rowOrder);
  const k = columns.length;
  const sums = rows.levelSums(scope, k);
  const [b, x] = [sums[0]!.part(0, LANES * nLevels), scope.f64(LANES * nLevels)];
  const { within } = rows.passOne(X, k, sums);
  let norms = Array.from(within, Math.sqrt);
  const targets = Float64Array.from({ length: LANES }, (_, j) => TOLERANCE * (norms[j] ?? 0));
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    system.solve(b, x, { targets, maxIterations: MOST_ITERATIONS, signal: undefined });
    const view = x.view();
    solved.forEach((found, j) => {
      rows.ranges.forEach(({ low, high }, f) => {
        const coefs = found[kept[f + 1]!.position]!;
        for (let l = low; l < high; l++) coefs[l - low]! += view[l * LANES + j]!;
      });
    });
    const { after } = rows.passTwo(X, k, [x], sums);
    const next = Array.from(after, Math.sqrt);
    if (next.every((norm, j) => norm <= 10 * targets[j]! || norm > norms[j]! / 2)) return;
    norms = next;
  }
}
