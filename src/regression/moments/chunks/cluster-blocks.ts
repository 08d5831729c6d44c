/**
 * Sums by cluster to the blocks of `ClusterMoments`: those of clusters and periods that some row used has, in their order.
 */
import { upTo } from "../../../base/row-runs.js";
import { clusterBlocks } from "../../../engine/kernels/chunks.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import { type ClusterMoments, columnsOf } from "../moments.js";
import type { Codings } from "./batches.js";
import type { ChunkSpec } from "./spec.js";
import type { ClusterSums } from "./unit-passes.js";

/** Numbers of what was added up. */
interface SumsSize {
  readonly m: number;
  readonly nClusters: number;
  readonly lanes: number;
  readonly p: number;
}

/** Blocks, and what they are of. */
interface Made {
  readonly moments: ClusterMoments;
  /** The periods, of all that were met, in the order of the dummies. */
  readonly periods: Uint32Array;
  readonly periodLabels: readonly string[];
  readonly used: number;
  readonly units: number;
  readonly singletons: number;
}

/** What a cluster's rows are, f64[nClusters] each. */
interface Counted {
  readonly rows: Float64Array;
  readonly units: Float64Array;
  readonly singletons: Float64Array;
}

/** The moments, in `scope`; writes over the sums. */
export function blocksOfClusters(
  engine: Engine,
  scope: Scope,
  spec: ChunkSpec,
  codings: Codings,
  { sums, counts }: ClusterSums,
  size: SumsSize,
): Made {
  const { m, nClusters, p } = size;
  const { rows, units, singletons } = countedBy(counts.view(), size);
  const made = engine.scope((inner) => {
    const [blocks, weights] = [inner.f64(nClusters * packedSize(m + p)), inner.f64(nClusters * m)];
    clusterBlocks(engine, sums, size, blocks, weights);
    const levelWeights = weights.view().slice();
    const clusters = upTo(nClusters).filter((c) => rows[c]! > 0);
    const periods = spec.time === null ? new Uint32Array(0) : upTo(m).filter((t) => hasWeight(levelWeights, m, t));
    const columns = Uint32Array.from([...periods, ...upTo(p).map((j) => m + j)]);
    const kept = scope.f64(clusters.length * packedSize(columns.length));
    keepBlocks(blocks.view(), packedSize(m + p), clusters, columns, kept.view());
    const dummyWeights = columnsOf(keepRows(levelWeights, m, clusters), clusters.length, m, periods);
    return { blocks: kept, clusters, periods, dummyWeights };
  });
  const { blocks, clusters, periods, dummyWeights } = made;
  const labels = labelsOf(codings.cluster, codings.clusterOrder, clusters);
  const nDummies = periods.length;
  return {
    periods,
    periodLabels: labelsOf(codings.time, codings.timeOrder, periods),
    ...{ used: total(rows), units: total(units), singletons: total(singletons) },
    moments: Object.freeze({
      clusters: { name: spec.cluster ?? spec.unit, nLevels: clusters.length, label: (c: number) => labels[c]! },
      ...{ nDummies, nRegressors: p - 1, nPeriodDummies: 0, order: nDummies + p, blocks },
      dummies: spec.time === null ? [] : [{ name: spec.time, first: 0, nLevels: nDummies }],
      eliminated: [{ name: spec.unit, levels: keepRows(units, 1, clusters) }],
      periodColumns: spec.time === null ? null : upTo(nDummies),
      rows: keepRows(rows, 1, clusters),
      dummyWeights,
      periodWeights: spec.time === null ? null : dummyWeights.slice(),
    }),
  };
}

function countedBy(counts: Float64Array<ArrayBufferLike>, { nClusters, lanes }: SumsSize): Counted {
  const of = (which: number) =>
    Float64Array.from({ length: nClusters }, (_, c) => {
      let sum = 0;
      for (let lane = 0; lane < lanes; lane++) sum += counts[3 * (c * lanes + lane) + which]!;
      return sum;
    });
  return { rows: of(0), units: of(1), singletons: of(2) };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function hasWeight(levelWeights: Float64Array, m: number, t: number): boolean {
  for (let at = t; at < levelWeights.length; at += m) if (levelWeights[at]! > 0) return true;
  return false;
}

/** Those of the blocks, and of their columns, that are kept. */
function keepBlocks(
  blocks: Float64Array<ArrayBufferLike>,
  size: number,
  clusters: Uint32Array,
  columns: Uint32Array,
  kept: Float64Array<ArrayBufferLike>,
): void {
  let at = 0;
  for (const c of clusters) {
    for (let i = 0; i < columns.length; i++) {
      const row = c * size + packedSize(columns[i]!);
      for (let j = 0; j <= i; j++) kept[at++] = blocks[row + columns[j]!]!;
    }
  }
}

/** Those of rows of `width` numbers that are kept. */
function keepRows(values: Float64Array, width: number, rows: Uint32Array): Float64Array {
  const kept = new Float64Array(rows.length * width);
  for (const [place, row] of rows.entries()) kept.set(values.subarray(row * width, (row + 1) * width), place * width);
  return kept;
}

/** Labels of levels by their place in the order; of all rows where there are none. */
function labelsOf(keys: Codings["time"], order: Uint32Array, places: Uint32Array): string[] {
  if (keys === null) return Array.from(places, () => "all");
  const codes = new Uint32Array(order.length);
  for (const [code, place] of order.entries()) codes[place] = code;
  return Array.from(places, (place) => keys.label(codes[place]!));
}
