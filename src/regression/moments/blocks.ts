/**
 * The passes over rows that make blocks: dummies sparse, with at most one effect taken out group by group,
 * or everything dense after an absorber took out several. Knows neither limits nor what is counted beside blocks.
 */
import type { Category } from "../../base/columns.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { momentBlocksBlock, packedSize } from "../../engine/kernels/moments.js";

import { makeAbsorber } from "../absorb/absorber.js";
import { columnsOf, weightsByLevel } from "./cluster-counts.js";
import type { EffectRoles } from "./effect-roles.js";
import { orderByGroup } from "./grouped-rows.js";
import type { ClusterMoments, MomentsInput } from "./moments.js";

type Made = Pick<ClusterMoments, "blocks" | "dummyWeights">;

const levelsOf = (effects: readonly Category[]): number => effects.reduce((sum, { nLevels }) => sum + nLevels, 0);

/**
 * Dummies as codes. Group means of the one nested effect are taken out by the kernel; where there is none, columns are
 * demeaned by all effects first.
 */
export function sparseBlocks(engine: Engine, scope: Scope, input: MomentsInput, roles: EffectRoles): Made {
  const { columns: given, nRows: n, nRegressors: k, clusters, weights } = input;
  const [nested, others, behind] = [roles.finest[0], roles.others, roles.behind];
  const dummies = behind === null ? others : [...others, behind];
  const m = levelsOf(dummies);
  const held = scope.f64(clusters.nLevels * packedSize(m + k + 1));
  return scope.scope((inner) => {
    const group = nested ?? clusters;
    // in place only where nothing is turned or demeaned
    const asTheyAre = (nested !== undefined || others.length === 0) && ascends(group.codes);
    const columns = asTheyAre ? given : copyOf(inner, given, n * (k + 1));
    const rowOrder = nested === undefined ? absorb(engine, inner, columns, k + 1, others, input) : null;
    const rows = orderByGroup(engine, inner, {
      columns,
      p: k + 1,
      rowOrder,
      group,
      clusters,
      dummies,
      weights,
    });
    const levelWeights = inner.f64(clusters.nLevels * m);
    momentBlocksBlock(engine, inner, held, levelWeights, {
      ...rows,
      n,
      X: columns,
      p: k + 1,
      nClusters: clusters.nLevels,
      nEffects: dummies.length,
      m,
      behind: behind?.nLevels ?? 0,
      centred: nested !== undefined,
    });
    const dummyWeights = columnsOf(levelWeights.view(), clusters.nLevels, m, 0, roles.nDummies);
    return { blocks: held, dummyWeights };
  });
}

/** Columns and dense dummies demeaned by several nested effects, then their products. */
export function denseBlocks(engine: Engine, scope: Scope, input: MomentsInput, roles: EffectRoles): Made {
  const { columns, nRows: n, nRegressors: k, clusters, weights } = input;
  const { others, behind, finest } = roles;
  const p = roles.nDummies + k + 1 + (behind?.nLevels ?? 0);
  const held = scope.f64(clusters.nLevels * packedSize(p));
  scope.scope((inner) => {
    const X = inner.f64(n * p);
    placeDummies(X, n, 0, others);
    X.view().set(columns.view().subarray(0, n * (k + 1)), n * roles.nDummies);
    if (behind !== null) placeDummies(X, n, roles.nDummies + k + 1, [behind]);
    const rowOrder = absorb(engine, inner, X, p, finest, input);
    const rows = orderByGroup(engine, inner, {
      columns: X,
      p,
      rowOrder,
      group: clusters,
      clusters,
      dummies: [],
      weights,
    });
    const nothing = inner.f64(0);
    const sizes = { n, p, nClusters: clusters.nLevels, nEffects: 0, m: 0, behind: 0, centred: false };
    momentBlocksBlock(engine, inner, held, nothing, { ...rows, ...sizes, X });
  });
  return { blocks: held, dummyWeights: weightsByLevel(others, clusters, weights) };
}

/** Whether codes never descend. */
function ascends(codes: Uint32Array): boolean {
  for (let i = 1; i < codes.length; i++) if (codes[i]! < codes[i - 1]!) return false;
  return true;
}

function copyOf(scope: Scope, block: F64Block, length: number): F64Block {
  const copy = scope.f64(length);
  copy.view().set(block.view().subarray(0, length));
  return copy;
}

/** Takes effects out of p columns, in place; returns the order their rows have then. */
function absorb(
  engine: Engine,
  scope: Scope,
  columns: F64Block,
  p: number,
  effects: readonly Category[],
  { weights, absorb: options }: MomentsInput,
): Uint32Array | null {
  if (effects.length === 0) return null;
  const absorber = makeAbsorber(engine, scope, effects, weights, options);
  const { rowOrder } = absorber;
  if (rowOrder !== null) reorderColumns(engine, scope, absorber.nRows, p, rowOrder, columns);
  absorber.demean(columns, p);
  return rowOrder;
}

/** Columns from `first` on become the dummies of the effects, in sample order. */
function placeDummies(X: F64Block, n: number, first: number, effects: readonly Category[]): void {
  const view = X.view();
  let column = first;
  for (const { codes, nLevels } of effects) {
    view.fill(0, column * n, (column + nLevels) * n);
    for (let i = 0; i < n; i++) view[(column + codes[i]!) * n + i] = 1;
    column += nLevels;
  }
}
