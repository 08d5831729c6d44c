/**
 * Makes the blocks of `moments.ts` from columns in linear memory, in one of three ways:
 *
 *   one effect nested in the clusters   its means are taken out group by group while the products are made; dummies stay
 *                                       sparse, and no demeaned column is written
 *   none                                columns are first demeaned by all effects, which the dummies span and so changes
 *                                       nothing but rounding; then products cluster by cluster
 *   several                             columns and dense dummies are demeaned by them, then the same
 *
 * Knows nothing of who uses the blocks.
 */

import type { Category } from "../../base/columns.js";
import { gather, gatherCodes, upTo } from "../../base/row-runs.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import { momentBlocksBlock, packedSize } from "../../engine/kernels/moments.js";
import { makeAbsorber } from "../absorb/absorber.js";
import { orderRows } from "../absorb/effects.js";
import { type EffectRoles, effectRoles, periodColumns } from "./effect-roles.js";
import type { ClusterMoments, MomentsInput } from "./moments.js";
import { columnsOf, levelsByCluster, rowsByCluster, weightsByLevel } from "./moments.js";

/** Blocks that are not made, and why, with figures. */
export interface MomentsRefused {
  readonly refused: string;
}

/**
 * Per-cluster moments of a sample, in `scope`; or a refusal where they would be too large. Throws as `makeAbsorber` and
 * its `demean` do where effects must be absorbed.
 */
export function clusterMoments(engine: Engine, scope: Scope, input: MomentsInput): ClusterMoments | MomentsRefused {
  const { nRows, nRegressors: k, effects, clusters, periods } = input;
  const roles = effectRoles(engine, effects, clusters, periods);
  const { nDummies, nested, dummies } = roles;
  const nPeriodDummies = roles.behind?.nLevels ?? 0;
  const order = nDummies + k + 1 + nPeriodDummies;
  const refused = refusedFor(engine, {
    nRows,
    nClusters: clusters.nLevels,
    order,
    dummies: [...roles.others, ...(roles.behind === null ? [] : [roles.behind])],
    denseColumns: roles.finest.length > 1 ? order : 0,
  });
  if (refused !== null) return { refused };
  const make = roles.finest.length > 1 ? denseBlocks : sparseBlocks;
  const { blocks, levelWeights } = make(engine, scope, input, roles);
  const inPeriods = periodColumns(roles, periods, nDummies + k + 1);
  const ofLevels = (levels: ArrayLike<number>) =>
    columnsOf(levelWeights, clusters.nLevels, nDummies + nPeriodDummies, levels);
  return Object.freeze({
    clusters: { name: clusters.name, nLevels: clusters.nLevels, label: clusters.label },
    nDummies,
    nRegressors: k,
    nPeriodDummies,
    order,
    blocks,
    dummyWeights: ofLevels(upTo(nDummies)),
    dummies,
    eliminated: nested.map(({ name }, e) => ({ name, levels: levelsByCluster(roles.owners[e]!, clusters.nLevels) })),
    periodColumns: inPeriods,
    rows: rowsByCluster(clusters),
    // behind the outcome or among the dummies: levels are numbered alike in both
    periodWeights: inPeriods && ofLevels(inPeriods.map((column) => (column < nDummies ? column : column - k - 1))),
  });
}

// When blocks are made and when not.

/** Largest order of a block: a factor of it takes about a second. */
const MOST_COLUMNS = 1200;
/** Most bytes all blocks may take, whatever memory there is. */
const MOST_BYTES = 768 * 2 ** 20;
/** Share of the memory that can still be had that blocks may take. */
const SHARE = 1 / 3;
const F64 = 8;

/** What the need depends on. */
export interface MomentsSize {
  readonly nRows: number;
  readonly nClusters: number;
  /** m + k + 1 + P. */
  readonly order: number;
  /** Effects to blame when the order is too high. */
  readonly dummies: readonly { readonly name: string; readonly nLevels: number }[];
  /** Columns that must be demeaned densely: all of them where several effects are nested in the clusters. */
  readonly denseColumns: number;
}

/** Bytes of all blocks. */
export const blockBytes = ({ nClusters, order }: MomentsSize): number => F64 * nClusters * packedSize(order);

/** Why blocks of this size are not made, in words; null when they are. */
export function refusedFor(engine: Engine, size: MomentsSize): string | null {
  const { nRows, nClusters, order, dummies, denseColumns } = size;
  if (order > MOST_COLUMNS) {
    const levels = dummies.map(({ name, nLevels }) => `${name} (${nLevels} levels)`).join(", ");
    const blame = levels === "" ? "" : `; not nested in the clusters: ${levels}`;
    return `blocks of ${order} columns pass the limit of ${MOST_COLUMNS}${blame}`;
  }
  const free = engine.limitBytes() - engine.usedBytes();
  const budget = Math.min(MOST_BYTES, SHARE * free);
  const bytes = blockBytes(size);
  if (bytes > budget) {
    return `${nClusters} clusters with blocks of ${order} columns take ${mib(bytes)}, more than the ${mib(budget)} they may`;
  }
  const dense = F64 * nRows * denseColumns;
  if (dense > SHARE * free) {
    return `several effects are nested in the clusters, and demeaning ${denseColumns} columns by them takes ${mib(dense)}, more than the ${mib(SHARE * free)} it may`;
  }
  return null;
}

const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

// The passes over rows that make blocks.

/** Blocks, and weights by level of the dummies and the periods behind, f64[nClusters * levels]. */
interface Made {
  readonly blocks: F64Block;
  readonly levelWeights: Float64Array;
}

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
    const owners = nested === undefined ? upTo(clusters.nLevels) : roles.owners[roles.nested.indexOf(nested)]!;
    const isAbsorbed = nested === undefined && others.length > 0;
    const whole = given.part(0, n * (k + 1));
    const columns = isAbsorbed ? copyOf(inner, whole) : whole;
    const rowOrder = isAbsorbed ? absorb(engine, inner, columns, k + 1, others, input) : null;
    const rows = orderByGroup(engine, inner, {
      ...{ columns, p: k + 1, rowOrder, group, owners, dummies, weights },
      areOwn: isAbsorbed,
    });
    const levelWeights = inner.f64(clusters.nLevels * m);
    momentBlocksBlock(engine, inner, held, levelWeights, {
      ...rows,
      n,
      p: k + 1,
      nClusters: clusters.nLevels,
      nEffects: dummies.length,
      m,
      behind: behind?.nLevels ?? 0,
      centred: nested !== undefined,
    });
    return { blocks: held, levelWeights: levelWeights.view().slice() };
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
    const owners = upTo(clusters.nLevels);
    const given = { columns: X, p, rowOrder, group: clusters, owners, dummies: [], weights };
    const rows = orderByGroup(engine, inner, { ...given, areOwn: true });
    const nothing = inner.f64(0);
    const sizes = { n, p, nClusters: clusters.nLevels, nEffects: 0, m: 0, behind: 0, centred: false };
    momentBlocksBlock(engine, inner, held, nothing, { ...rows, ...sizes });
  });
  const counted = behind === null ? others : [...others, behind];
  return { blocks: held, levelWeights: weightsByLevel(counted, clusters, weights) };
}

function copyOf(scope: Scope, block: F64Block): F64Block {
  const copy = scope.f64(block.length);
  copy.view().set(block.view());
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

// Rows in the order `momentBlocks` wants.

type Grouping = Pick<Category, "name" | "codes" | "nLevels">;

export interface OrderedRows {
  /** The columns, rows by group. */
  readonly X: F64Block;
  readonly offsets: U32Block;
  /** Cluster of each group. */
  readonly clusterOf: Uint32Array;
  readonly weights: F64Block | null;
  /** Codes of the dummies, effect by effect, levels numbered through; null when there are none. */
  readonly codes: U32Block | null;
}

/** Rows to order. */
export interface UnorderedRows {
  /** n by p, column-major; row i holds sample row rowOrder[i], or i when `rowOrder` is null. */
  readonly columns: F64Block;
  /** Whether they may be written over. */
  readonly areOwn: boolean;
  readonly p: number;
  readonly rowOrder: Uint32Array | null;
  /** In sample order, as all that follow. */
  readonly group: Grouping;
  /** Cluster of each level of it. */
  readonly owners: Uint32Array;
  /** Effects whose codes are wanted. */
  readonly dummies: readonly Grouping[];
  readonly weights: Float64Array | null;
}

/** Orders rows by `group`. */
export function orderByGroup(engine: Engine, scope: Scope, rows: UnorderedRows): OrderedRows {
  const { columns, areOwn, p, rowOrder, group, owners, dummies, weights } = rows;
  const n = group.codes.length;
  const placed = rowOrder ?? undefined;
  const block = scope.u32(n * (1 + dummies.length));
  let first = 0;
  const kept = [group, ...dummies].map(({ name, codes, nLevels }, position) => {
    const view = block.view().subarray(position * n, (position + 1) * n);
    view.set(gatherCodes(codes, placed));
    if (first > 0) for (let i = 0; i < n; i++) view[i]! += first;
    if (position > 0) first += nLevels;
    return { name, position, nLevels, codes: block.part(position * n, n) };
  });
  const { offsets, rowOrder: turned } = orderRows(engine, scope, { nRows: n, kept, contained: [] });
  const X = areOwn || turned === null ? columns : copyOf(scope, columns);
  if (turned !== null) reorderColumns(engine, scope, n, p, turned, X);
  const ofLoaded = weights === null ? null : gather(weights, placed);
  return {
    X,
    offsets,
    clusterOf: owners,
    weights: ofLoaded === null ? null : scope.copyF64(gather(ofLoaded, turned ?? undefined)),
    codes: dummies.length === 0 ? null : block.part(n, n * dummies.length),
  };
}
