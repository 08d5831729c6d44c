/**
 * The passes over the rows: sums of units, then products less their means, and where it is asked for scores of units; for one part
 * of the units after the other where memory does not hold all.
 */

import { DataError } from "../../../base/errors.js";
import type { RowSource } from "../../../data/table/row-source.js";
import {
  type Batch,
  type Clash,
  chunkRows,
  clusterNumbers,
  makeUnits,
  type Numbering,
  type Screened,
  type Units,
  unitMeans,
  unitMeat,
  unitProducts,
  unitScores,
  unitSums,
} from "../../../engine/kernels/chunks.js";
import type { Engine, F64Block, Held } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import type { Batches, Codings } from "./batches.js";
import type { ChunkMemory, ChunkOptions, ChunkSolution } from "./spec.js";
import { UnitSpread } from "./spread.js";

/** A unit had two rows of a period, where its periods were kept as bits: they must be counted. */
export class RepeatedPeriod extends Error {}

/** Numbers of what is added up. */
export interface PassSize {
  readonly m: number;
  readonly words: number;
  readonly nClusters: number;
  readonly lanes: number;
  readonly memory: ChunkMemory;
}

/** Sums by cluster and lane, and rows, units and units of one row likewise. */
export interface ClusterSums {
  readonly sums: F64Block;
  readonly counts: F64Block;
}

interface Room extends ClusterSums {
  readonly centre: F64Block;
}

/** Rows left out by reason. */
interface Lost {
  incomplete: number;
  weightless: number;
  outside: number;
}

export class UnitPasses {
  readonly lost: Lost = { incomplete: 0, weightless: 0, outside: 0 };
  readonly spread: UnitSpread;
  private readonly held: Held<Room>;
  private units: Held<Units> | undefined;
  /** Sums of bits of the first pass over the rows, which all others must have. */
  private bits: BigUint64Array | undefined;
  private isCentred = false;
  /** The part whose units are held. */
  private part = 0;

  constructor(
    private readonly engine: Engine,
    private readonly rows: RowSource,
    private readonly batches: Batches,
    private readonly codings: Codings,
    private readonly size: PassSize,
    private readonly options: ChunkOptions,
  ) {
    const { m, nClusters, lanes } = size;
    const { p } = batches;
    this.spread = new UnitSpread(p, m, options.singletons === "kept");
    this.held = engine.hold((scope) => ({
      sums: scope.f64(nClusters * lanes * clusterNumbers(p, m)),
      counts: scope.f64(3 * nClusters * lanes),
      centre: scope.f64(p + 4),
    }));
    for (const block of Object.values(this.held.value)) block.view().fill(0);
  }

  /** Both passes for each part of the units. Throws RepeatedPeriod, DataError. */
  async run(): Promise<ClusterSums> {
    const { size, engine } = this;
    for (let part = 0; part < size.memory.parts; part++) {
      const units = await this.sumsOf(part);
      const { sums, counts } = this.held.value;
      unitMeans(engine, units, sums, counts, this.options.singletons === "kept");
      this.spread.add(units);
      await this.eachBatch(part, "products", 2, (n, batch, meanwhile) => {
        unitProducts(engine, n, batch, units, sums, size.nClusters * size.lanes, meanwhile);
      });
    }
    return this.held.value;
  }

  /** Means of the columns over the rows used. */
  means(): number[] {
    return this.spread.about(this.held.value.centre.view());
  }

  /** What makes the meat of a solution, whose periods are those of `periods`. */
  meat(periods: Uint32Array): (solution: ChunkSolution) => Promise<Float64Array> {
    return async (solution) => {
      const { engine, size, batches } = this;
      const k = batches.p - 1;
      const total = new Float64Array(packedSize(k));
      for (let part = 0; part < size.memory.parts; part++) {
        if (size.memory.parts > 1) {
          const units = await this.sumsOf(part);
          engine.scope((scope) => {
            // sums of clusters are made: here only means are wanted
            const [sums, counts] = [this.held.value.sums.length, this.held.value.counts.length];
            unitMeans(engine, units, cleared(scope.f64(sums)), cleared(scope.f64(counts)), true);
          });
        }
        const units = this.units!.value;
        const held = engine.hold((scope) => ({
          beta: scope.copyF64(solution.beta),
          periods: scope.copyF64(allPeriods(solution.periods, periods, k + 1, size.m)),
          scores: cleared(scope.f64(units.count * k)),
        }));
        try {
          const { scores, ...solved } = held.value;
          await this.eachBatch(part, "scores", 3, (n, batch, meanwhile) => {
            unitScores(engine, n, batch, units, solved, scores, meanwhile);
          });
          const own = unitMeat(engine, units, solved, scores);
          for (let i = 0; i < total.length; i++) total[i]! += own[i]!;
        } finally {
          held.free();
        }
      }
      await this.rows.confirm();
      return total;
    };
  }

  free(): void {
    this.units?.free();
    this.held.free();
  }

  /** The first pass for a part of the units. */
  private async sumsOf(part: number): Promise<Units> {
    const { engine, size, batches } = this;
    this.units?.free();
    const { count } = this.numbering(part);
    this.units = engine.hold((scope) => makeUnits(scope, count, batches.p, size.m, size.words));
    const units = this.units.value;
    await this.eachBatch(part, "sums", 1, (n, batch, meanwhile, first) => {
      const clash = unitSums(engine, n, batch, units, meanwhile);
      if (clash !== undefined) throw this.found(clash, batch, first);
    });
    return units;
  }

  private numbering(part: number): Numbering {
    const { nClusters, lanes, memory } = this.size;
    const of = Math.ceil(this.codings.unit.count / memory.parts);
    const first = part * of;
    return { nClusters, lanes, first, count: Math.max(0, Math.min(of, this.codings.unit.count - first)) };
  }

  /** A pass over the rows; `ordinal` is its number among a part's, for progress. Throws DataError `file_changed` where the rows are others than before. */
  private async eachBatch(
    part: number,
    pass: string,
    ordinal: number,
    step: (n: number, batch: Batch, meanwhile: () => void, first: number) => void,
  ): Promise<void> {
    const { engine, batches, rows, options, held } = this;
    this.part = part;
    const numbering = this.numbering(part);
    const isFirst = this.bits === undefined;
    const bits = new BigUint64Array(batches.p + 2);
    const lost = { incomplete: 0, weightless: 0 };
    const nPasses = 2 * this.size.memory.parts;
    await batches.eachBatch(this.codings, (batch, n, first, meanwhile) => {
      options.signal?.throwIfAborted();
      if (!this.isCentred) this.centre(batch, n);
      const found = chunkRows(engine, n, batch, held.value.centre, numbering);
      if (found.negative > 0) throw negativeWeight(rows, first, batch);
      add(bits, found);
      lost.incomplete += found.incomplete;
      lost.weightless += found.weightless;
      step(n, batch, meanwhile, first);
      const done = Math.min(1, (first + n) / rows.nRows);
      options.onProgress?.({
        pass,
        fraction: ordinal > 2 ? (part + done) / (nPasses / 2) : (2 * part + ordinal - 1 + done) / nPasses,
      });
    });
    if (isFirst) {
      this.bits = bits;
      Object.assign(this.lost, lost, { outside: batches.outside, incomplete: lost.incomplete - batches.outside });
    } else if (bits.some((sum, j) => sum !== this.bits![j])) {
      await rows.confirm();
      throw changed(rows);
    }
  }

  /** A centre for all rows: the means of the first ones that are complete. It need only be near. */
  private centre({ X, stride, p, unit }: Batch, n: number): void {
    const [x, units, centre] = [X.view(), unit.view(), this.held.value.centre.view()];
    const used = Array.from({ length: n }, (_, i) => i).filter((i) => {
      if (units[i] === 0xffff_ffff) return false;
      for (let j = 0; j < p; j++) if (!Number.isFinite(x[j * stride + i])) return false;
      return true;
    });
    if (used.length === 0) return;
    for (let j = 0; j < p; j++) {
      const origin = x[j * stride + used[0]!]!;
      const mean = origin + used.reduce((sum, i) => sum + (x[j * stride + i]! - origin), 0) / used.length;
      centre[j] = Number.isFinite(mean) ? mean : origin;
    }
    this.isCentred = true;
  }

  private found({ row, kind }: Clash, batch: Batch, first: number): Error {
    if (kind === "period") return new RepeatedPeriod();
    const { codings, size } = this;
    const u = batch.unit.view()[row]!;
    const [own, other] = [this.units!.value.owners.view()[u]!, batch.cluster.view()[row]!].map((lane) =>
      codings.cluster!.label(codings.clusterOrder.indexOf(Math.floor(lane / size.lanes))),
    );
    const unit = codings.unit.label(this.numbering(this.part).first + u);
    return new DataError(
      "unit_in_two_clusters",
      `Unit ${unit} is in cluster ${own} and, in row ${first + row + 1} of ${this.rows.name}, in ${other}: units must lie within clusters, or their effect can't be taken out cluster by cluster.`,
      { got: [own, other], expected: "one cluster a unit", unit, row: first + row + 1 },
    );
  }
}

function cleared(block: F64Block): F64Block {
  block.view().fill(0);
  return block;
}

function add(bits: BigUint64Array, { bits: more }: Screened): void {
  for (let j = 0; j < bits.length; j++) bits[j]! += more[j]!;
}

/** Coefficients of all periods met, `width` each, 0 for those that no row used has. */
function allPeriods(given: Float64Array, periods: Uint32Array, width: number, m: number): Float64Array {
  const all = new Float64Array(m * width);
  for (const [place, t] of periods.entries()) all.set(given.subarray(place * width, (place + 1) * width), t * width);
  return all;
}

const changed = (rows: RowSource) =>
  new DataError(
    "file_changed",
    `${rows.name} changed while it was read, so that its numbers may be of two files: run again when nothing writes to it.`,
    { path: rows.name, expected: "a file that stays as it is while it is read" },
  );

function negativeWeight({ name }: RowSource, first: number, { X, p, stride }: Batch): DataError {
  const weights = X.view().subarray(p * stride);
  const row = weights.findIndex((weight) => weight < 0);
  return new DataError(
    "illegal_weight",
    `Row ${first + row + 1} of ${name} has the weight ${weights[row]}: weights must be 0 or more.`,
    { got: weights[row], expected: "weights of 0 or more", row: first + row + 1 },
  );
}
