/**
 * When blocks are made and when not: their order, their bytes, and what must be demeaned densely. Told in
 * figures, so that whoever falls back on another way can say why.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";

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
