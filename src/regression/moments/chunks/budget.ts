/**
 * Whether what is kept of units and clusters fits into a budget of memory, in how many parts, and with what figures it is refused.
 * Known before the first long pass: how many units, clusters and periods there are was counted.
 */
import { DataError } from "../../../base/errors.js";
import { batchBytes, clusterNumbers, unitBytes } from "../../../engine/kernels/chunks.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import { refusedFor } from "../compute.js";
import { BATCH_ROWS } from "./batches.js";
import type { ChunkMemory } from "./spec.js";

/** Parts that units may be taken in: two passes over the rows each. */
const MOST_PARTS = 16;
/** Share of linear memory that first-fit leaves unused. */
const LOOSE = 1 / 32;
const F64 = 8;

/** What the need depends on. */
export interface ChunkSize {
  readonly units: number;
  readonly clusters: number;
  readonly lanes: number;
  readonly periods: number;
  /** Regressors and the outcome. */
  readonly p: number;
  /** u32 of a unit's periods as bits, 0 for sums. */
  readonly words: number;
  /** Whether scores are added up by unit in a later pass. */
  readonly scored: boolean;
  readonly keyBytes: number;
  readonly hostBytes: number;
}

/** Throws DataError `memory_budget` where the units do not fit in as many parts as there may be, or the clusters' blocks not at all. */
export function plannedMemory(engine: Engine, size: ChunkSize, budget: number | undefined): ChunkMemory {
  const { units, clusters, lanes, periods, p, words, scored, keyBytes, hostBytes } = size;
  const order = periods + p;
  const tooLarge = refusedFor(engine, { nRows: 0, nClusters: clusters, order, dummies: [], denseColumns: 0 });
  if (tooLarge !== null) throw refusal(tooLarge, { got: clusters, expected: "fewer clusters or periods" });
  const linear = engine.limitBytes() - engine.usedBytes() + keyBytes;
  const all = budget === undefined ? linear : Math.min(linear, budget - hostBytes);
  const clusterBytes = F64 * clusters * (lanes * (clusterNumbers(p, periods) + 3) + 2 * packedSize(order) + periods);
  const inBatches = (engine.threads > 1 ? 2 : 1) * batchBytes(BATCH_ROWS, p);
  const left = Math.floor(all * (1 - LOOSE)) - keyBytes - clusterBytes - inBatches;
  const bytesAUnit = unitBytes(p, periods, words) + (scored ? F64 * (p - 1) : 0);
  const parts = Math.max(1, Math.ceil((units * bytesAUnit) / left));
  if (left <= 0 || parts > MOST_PARTS) {
    throw refusal(
      `${units} units take ${bytesAUnit} bytes each for their sums, ${mib(units * bytesAUnit)} together, and ${mib(Math.max(0, left))} are left of ${mib(all)} ` +
        `once units have codes (${mib(keyBytes)}), ${clusters} clusters have their sums (${mib(clusterBytes)}) and rows are read (${mib(inBatches)})` +
        (left > 0 ? `; they may be taken in ${MOST_PARTS} parts at most` : ""),
      { got: units * bytesAUnit, expected: MOST_PARTS * Math.max(0, left) },
    );
  }
  return {
    budget: budget ?? linear,
    units,
    bytesAUnit,
    keyBytes,
    clusterBytes,
    batchBytes: inBatches,
    windowBytes: hostBytes,
    parts,
  };
}

/** Throws DataError `memory_budget` where the units met so far can't get codes within the budget. */
export function checkKeys(engine: Engine, units: number, keyBytes: number, budget: number | undefined): void {
  const all = budget ?? engine.limitBytes();
  if (keyBytes <= all) return;
  throw refusal(`${units} units and more take ${mib(keyBytes)} for their codes, and the budget is ${mib(all)}`, {
    got: keyBytes,
    expected: all,
  });
}

const refusal = (problem: string, detail: { readonly got: number; readonly expected: unknown }) =>
  new DataError(
    "memory_budget",
    `The rows can't be read within this memory: ${problem}. Give it more memory, take fewer regressors, or let an engine add them up.`,
    detail,
  );

const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
