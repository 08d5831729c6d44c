/**
 * Per-cluster moments of rows that memory does not hold: Parquet read in batches, first the keys alone, then twice. The second
 * pass takes the mean of a unit off its rows before anything is multiplied, so that no digits are lost to what units have in
 * common; dummies of periods follow from the pattern of each unit. The same blocks as `compute` makes of columns in memory.
 */

import { DataError } from "../../../base/errors.js";
import { InexactKeys, type KeyCodes, type RowSource } from "../../../data/table/row-source.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import { type ClusterMoments, sumOfBlocks } from "../moments.js";
import { Batches, type Codings } from "./batches.js";
import { checkKeys, plannedMemory } from "./budget.js";
import { blocksOfClusters } from "./cluster-blocks.js";
import type { ChunkMoments, ChunkOptions, ChunkSpec, ChunkSpread } from "./spec.js";
import { RepeatedPeriod, UnitPasses } from "./unit-passes.js";

/** Parts of clusters there should be at least, so that threads have work. */
const FEWEST_LANES = 16;
/** Integers a table of units may span: four for each row, and always so many. */
const SPAN_PER_ROW = 4;
const FEWEST_SPAN = 65_536;
const MOST_SPAN = 2 ** 28;

/**
 * The moments of `rows`, in `scope`. Throws DataError `memory_budget` before the first long pass, `unit_in_two_clusters`,
 * `file_changed`, `illegal_weight`, `no_rows_left`, and as files do; the signal's reason once it is raised.
 */
export async function chunkMoments(
  engine: Engine,
  scope: Scope,
  rows: RowSource,
  spec: ChunkSpec,
  options: ChunkOptions = {},
): Promise<ChunkMoments> {
  const batches = new Batches(engine, rows, spec);
  let codings: Codings | undefined;
  const free = () => {
    batches.free();
    codings?.unit.free();
    codings?.time?.free();
    codings?.cluster?.free();
  };
  try {
    codings = await codingsOf(engine, rows, batches, spec, options);
    return await momentsOf(engine, scope, rows, batches, spec, codings, options, free);
  } catch (error) {
    free();
    throw error;
  }
}

/** Codes of all units, periods and clusters, from a pass over these columns. */
async function codingsOf(
  engine: Engine,
  rows: RowSource,
  batches: Batches,
  spec: ChunkSpec,
  options: ChunkOptions,
): Promise<Codings> {
  const most = Math.min(MOST_SPAN, Math.max(FEWEST_SPAN, SPAN_PER_ROW * rows.nRows));
  const exact = new Set<string>();
  for (;;) {
    const made = (name: string) => rows.keys(engine, name, exact.has(name), most);
    const keys = {
      unit: made(spec.unit),
      time: spec.time === null ? null : made(spec.time),
      cluster: spec.cluster === null ? null : made(spec.cluster),
    };
    const all = [keys.unit, keys.time, keys.cluster].filter((one) => one !== null);
    try {
      await batches.eachKey(keys, (done) => {
        options.signal?.throwIfAborted();
        checkKeys(engine, keys.unit.count, keys.unit.bytes, options.memory);
        options.onProgress?.({ pass: "keys", fraction: done / rows.nRows });
      });
      for (const one of all) one.close();
      const placesOf = (one: KeyCodes | null) => (one === null ? new Uint32Array(1) : places(one.order()));
      return { ...keys, timeOrder: placesOf(keys.time), clusterOrder: placesOf(keys.cluster) };
    } catch (error) {
      for (const one of all) one.free();
      // integers beyond 2^53 are distinguished by their bytes, from the start
      if (!(error instanceof InexactKeys) || exact.has(error.column)) throw error;
      exact.add(error.column);
    }
  }
}

/** The place of each code in `order`. */
function places(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length);
  for (const [place, code] of order.entries()) places[code] = place;
  return places;
}

async function momentsOf(
  engine: Engine,
  scope: Scope,
  rows: RowSource,
  batches: Batches,
  spec: ChunkSpec,
  codings: Codings,
  options: ChunkOptions,
  free: () => void,
): Promise<ChunkMoments> {
  const m = codings.time?.count ?? 1;
  const nClusters = codings.cluster?.count ?? 1;
  if (m === 0 || nClusters === 0 || codings.unit.count === 0) throw noRows(rows);
  const lanes = nClusters >= FEWEST_LANES ? 1 : Math.ceil(FEWEST_LANES / nClusters);
  const isScored = spec.cluster === null;
  // bits serve while a unit has a row a period at most, and each counts the same
  for (let words = batches.isWeighted || codings.time === null ? 0 : Math.ceil(m / 32); ; words = 0) {
    const memory = plannedMemory(
      engine,
      {
        units: codings.unit.count,
        clusters: nClusters,
        lanes,
        periods: m,
        p: batches.p,
        words,
        scored: isScored,
        keyBytes: codings.unit.bytes,
        hostBytes: batches.hostBytes,
      },
      options.memory,
    );
    const passes = new UnitPasses(engine, rows, batches, codings, { m, words, nClusters, lanes, memory }, options);
    try {
      const sums = await passes.run();
      await rows.confirm();
      const made = blocksOfClusters(engine, scope, spec, codings, sums, { m, nClusters, lanes, p: batches.p });
      if (made.moments.rows.length === 0) throw noRows(rows);
      const unitMeat = isScored ? passes.meat(made.periods) : null;
      const freeAll = () => {
        passes.free();
        free();
      };
      if (!isScored) freeAll();
      return {
        moments: made.moments,
        memory,
        spread: spreadOf(engine, made.moments, passes),
        periods: made.periodLabels,
        lonePeriods: made.periodLabels.filter((_, t) => passes.spread.meetings[made.periods[t]!] === 1),
        counts: {
          rows: rows.nRows,
          used: made.used,
          ...passes.lost,
          singletons: made.singletons,
          units: made.units,
          clusters: isScored ? made.units : made.moments.clusters.nLevels,
          periods: made.periods.length,
        },
        unitMeat,
        free: freeAll,
      };
    } catch (error) {
      passes.free();
      if (!(error instanceof RepeatedPeriod)) throw error;
    }
  }
}

/** Squares within units, which the blocks have, and between them. */
function spreadOf(engine: Engine, moments: ClusterMoments, passes: UnitPasses): ChunkSpread {
  const { nDummies: m } = moments;
  const within = engine.scope((scope) => sumOfBlocks(engine, scope, moments).view().slice());
  const squares = passes.spread.between.map((square, j) => square + within[packedSize(m + j) + m + j]!);
  return { means: passes.means(), squares };
}

const noRows = (rows: RowSource) =>
  new DataError(
    "no_rows_left",
    `No row of ${rows.name} is left: every one has a missing value, or is alone in its unit.`,
    { got: 0, expected: "at least two rows of a unit" },
  );
