/**
 * Wrappers of the kernels that make cross-products of rows that come in batches, in linear memory: sums of units in a first pass,
 * products of what their means leave in a second. Units and clusters are dealt among threads; each sum is one task's alone and
 * adds rows in their order, so that how many tasks there are is not seen in a bit.
 */
import { cutGroups, invokeChecked, runChecked, sumPartsBlock } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { momentSumsSize, packedSize } from "./moments.js";

/** Numbers side by side in a batch's rows, and of a unit. */
export const rowNumbers = (p: number): number => 4 * Math.ceil(p / 4);
export const unitNumbers = (p: number): number => 2 * Math.ceil(p / 2);
/** Rows of a buffer in `unitProducts`. */
const BUFFER_ROWS = 64;
/** Units whose meat is a sum by itself. */
const MEAT_UNITS = 65_536;
/** u32 of what `chunkRows` says of a task's rows: sums of bits, then rows left out by reason. */
const LOST = 3;

const NO_UNIT = 0xffff_ffff;

/** Room of a batch in linear memory. */
export interface Batch {
  readonly rows: number;
  readonly p: number;
  readonly weighted: boolean;
  /** Numbers from column to column of X: p columns, then the weights. */
  readonly stride: number;
  readonly X: F64Block;
  readonly unit: U32Block;
  readonly time: U32Block;
  readonly cluster: U32Block;
  /** Row by row, less the centre. */
  readonly Z: F64Block;
  /** Rows by cluster, once `clusterOrder` has put them so. */
  readonly order: U32Block;
}

/** A batch of up to `rows` rows of p columns. */
export function makeBatch(scope: Scope, rows: number, p: number, weighted: boolean): Batch {
  const stride = rows + 72;
  const Z = scope.f64(rows * rowNumbers(p));
  const codes = () => scope.u32(rows);
  const X = scope.f64(stride * (p + 1));
  return { rows, p, weighted, stride, X, unit: codes(), time: codes(), cluster: codes(), Z, order: codes() };
}

/** Bytes of `makeBatch`. */
export const batchBytes = (rows: number, p: number): number =>
  8 * (rows + 72) * (p + 1) + 8 * rows * rowNumbers(p) + 16 * rows;

/** How units, clusters and periods are numbered. */
export interface Numbering {
  readonly nClusters: number;
  /** Parts of a cluster. */
  readonly lanes: number;
  /** The units that count: `count` from `first` on. */
  readonly first: number;
  readonly count: number;
}

/** What was found of rows: left out by reason, and the sums of their bits. */
export interface Screened {
  readonly incomplete: number;
  readonly weightless: number;
  readonly negative: number;
  readonly bits: BigUint64Array;
}

/** Makes the first n rows of a batch ready, see the kernel: ranges of rows are tasks. */
export function chunkRows(engine: Engine, n: number, batch: Batch, centre: F64Block, numbering: Numbering): Screened {
  return engine.scope((scope) => {
    const { p, weighted, stride, X, time, unit, cluster, Z } = batch;
    const words = 2 * (p + 2);
    const nTasks = Math.max(1, Math.min(engine.threads, Math.floor(n / BUFFER_ROWS)));
    const found = Array.from({ length: nTasks }, () => ({ sums: scope.u32(words), lost: scope.u32(LOST) }));
    const cut = (t: number) => Math.floor((n * t) / nTasks);
    runChecked(
      engine,
      "chunkRows",
      found.map((own, t) => ({
        ...{ low: cut(t), high: cut(t + 1), p, stride, weighted: weighted ? 1 : 0, ...numbering },
        ...{ X, centre, time, unit, cluster, rows: Z, ...own },
      })),
    );
    const bits = new BigUint64Array(p + 2);
    const lost = [0, 0, 0];
    for (const own of found) {
      const sums = own.sums.view();
      for (let j = 0; j < bits.length; j++) bits[j]! += BigInt(sums[2 * j]!) + (BigInt(sums[2 * j + 1]!) << 32n);
      own.lost.view().forEach((count, reason) => {
        lost[reason]! += count;
      });
    }
    return { incomplete: lost[0]!, weightless: lost[1]!, negative: lost[2]!, bits };
  });
}

/** What is kept of units. */
export interface Units {
  readonly count: number;
  readonly p: number;
  /** Periods, and the u32 their bits take; 0 where they have sums. */
  readonly m: number;
  readonly words: number;
  /** Sums of the columns, later their means. */
  readonly means: F64Block;
  readonly levels: F64Block;
  readonly masks: U32Block;
  readonly owners: U32Block;
}

/** Numbers and codes that `makeUnits` keeps of a unit, bytes. */
export const unitBytes = (p: number, m: number, words: number): number =>
  8 * unitNumbers(p) + (words > 0 ? 4 * words : 8 * (m + 1)) + 4;

/** Units of which nothing is known yet. */
export function makeUnits(scope: Scope, count: number, p: number, m: number, words: number): Units {
  const units = {
    ...{ count, p, m, words, means: scope.f64(count * unitNumbers(p)), owners: scope.u32(count) },
    ...{ levels: scope.f64(words > 0 ? 0 : count * (m + 1)), masks: scope.u32(count * words) },
  };
  units.means.view().fill(0);
  units.levels.view().fill(0);
  units.masks.view().fill(0);
  units.owners.view().fill(NO_UNIT);
  return units;
}

/** The power of two of tasks that units or clusters are dealt among. */
const dealt = (engine: Engine): number => 2 ** Math.ceil(Math.log2(engine.threads));

/** A row that ends a pass: its unit was in another cluster, or had a row of its period. */
export interface Clash {
  readonly row: number;
  readonly kind: "cluster" | "period";
}

/** Adds n rows of a batch to the sums of their units; the first row that clashes. */
export function unitSums(
  engine: Engine,
  n: number,
  batch: Batch,
  units: Units,
  meanwhile?: () => void,
): Clash | undefined {
  const { p, weighted, unit, time, cluster, Z } = batch;
  const { m, words, means: sums, levels, masks, owners } = units;
  const nTasks = dealt(engine);
  const tasks = Array.from({ length: nTasks }, (_, task) => ({
    ...{ n, p, m, words, weighted: weighted ? 1 : 0, task, nTasks, rows: Z, w: weightsOf(batch) },
    ...{ unit, time, cluster, sums, levels, masks, owners },
  }));
  const infos = runChecked(engine, "unitSums", tasks, meanwhile).filter((info) => info > 0);
  if (infos.length === 0) return undefined;
  const first = Math.min(...infos);
  return { row: (first - 1) >> 1, kind: first % 2 === 1 ? "cluster" : "period" };
}

const weightsOf = ({ X, p, stride }: Batch) => X.at(p * stride);

/** Sums by cluster, as `momentWrite` reads them, and rows, units, and units of one row by cluster, which count for nothing unless `single`. */
export function unitMeans(engine: Engine, units: Units, sums: F64Block, counts: F64Block, single: boolean): void {
  const { count: nUnits, p, m, words, means, levels, masks, owners } = units;
  const nTasks = dealt(engine);
  engine.scope((scope) => {
    const tasks = Array.from({ length: nTasks }, (_, task) => ({
      ...{ nUnits, p, m, words, single: single ? 1 : 0, task, nTasks, levels, masks, owners, means, sums, counts },
      ...{ byLevel: scope.f64(m), met: scope.u32(m + 1) },
    }));
    runChecked(engine, "unitMeans", tasks);
  });
}

/** Adds products of n rows of a batch, less the means of their units, to the sums of nClusters clusters. */
export function unitProducts(
  engine: Engine,
  n: number,
  batch: Batch,
  units: Units,
  sums: F64Block,
  nClusters: number,
  meanwhile?: () => void,
): void {
  const { p, weighted, unit, time, cluster, Z, order } = batch;
  engine.scope((scope) => {
    // rows that are left out are those of a last cluster
    const [offsets, cursor] = [scope.u32(nClusters + 2), scope.u32(nClusters + 1)];
    const given = { n, nLevels: nClusters + 1, codes: cluster, offsets };
    invokeChecked(engine, "csrOffsets", given);
    invokeChecked(engine, "csrOrder", { ...given, order, cursor });
    const places = offsets.view().slice(0, nClusters + 1);
    const cuts = cutGroups(nClusters, places, engine.threads).map((c) => places[c]!);
    const tasks = Array.from({ length: engine.threads }, (_, t) => ({
      ...{ low: cuts[t]!, high: cuts[t + 1]!, p, m: units.m, weighted: weighted ? 1 : 0, order, rows: Z },
      ...{ w: weightsOf(batch), unit, time, cluster, means: units.means, sums },
      buffer: scope.f64(BUFFER_ROWS * rowNumbers(p)),
    }));
    runChecked(engine, "unitProducts", tasks, meanwhile);
  });
}

/** What scores take of a solution: coefficients of the regressors, and for each period those of the regressors and of the residual. */
export interface UnitSolution {
  readonly beta: F64Block;
  readonly periods: F64Block;
}

/** Adds what n rows of a batch have of scores to those of their units, f64[k * units]. */
export function unitScores(
  engine: Engine,
  n: number,
  batch: Batch,
  units: Units,
  solution: UnitSolution,
  scores: F64Block,
  meanwhile?: () => void,
): void {
  const { p, weighted, unit, time, Z } = batch;
  const nTasks = dealt(engine);
  const tasks = Array.from({ length: nTasks }, (_, task) => ({
    ...{ n, k: p - 1, weighted: weighted ? 1 : 0, task, nTasks, rows: Z, w: weightsOf(batch), unit, time },
    ...{ means: units.means, ...solution, scores },
  }));
  runChecked(engine, "unitScores", tasks, meanwhile);
}

/** Sum of the cross-products of the scores of units, packed. */
export function unitMeat(engine: Engine, units: Units, { periods }: UnitSolution, scores: F64Block): Float64Array {
  const { count, p, m, words, levels, masks, owners } = units;
  const k = p - 1;
  const size = packedSize(k);
  const nParts = Math.max(1, Math.ceil(count / MEAT_UNITS));
  return engine.scope((scope) => {
    const meat = scope.f64(nParts * size);
    const tasks = Array.from({ length: nParts }, (_, part) => ({
      ...{ low: part * MEAT_UNITS, high: Math.min(count, (part + 1) * MEAT_UNITS), k, m, words, levels, masks, owners },
      ...{ periods, scores, meat: meat.at(part * size) },
      ...{ byLevel: scope.f64(m), met: scope.u32(m + 1), score: scope.f64(k) },
    }));
    runChecked(engine, "unitMeat", tasks);
    return sumPartsBlock(engine, nParts, size, meat).view().slice();
  });
}

/** Numbers of the sums of a cluster. */
export const clusterNumbers = (p: number, m: number): number => momentSumsSize(p, m);

/** Packed blocks and weights by level of nClusters clusters from their sums, of which each has `lanes`. */
export function clusterBlocks(
  engine: Engine,
  sums: F64Block,
  {
    nClusters,
    lanes,
    p,
    m,
  }: { readonly nClusters: number; readonly lanes: number; readonly p: number; readonly m: number },
  blocks: F64Block,
  levelWeights: F64Block,
): void {
  const size = clusterNumbers(p, m);
  for (let c = 0; c < nClusters; c++) {
    const own = sumPartsBlock(engine, lanes, size, sums.part(c * lanes * size, lanes * size));
    if (lanes > 1 && c > 0) sums.view().set(own.view(), c * size);
  }
  invokeChecked(engine, "momentWrite", { low: 0, high: nClusters, p, m, behind: 0, sums, blocks, levelWeights });
}
