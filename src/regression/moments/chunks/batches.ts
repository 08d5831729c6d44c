/**
 * Passes over rows in batches: columns of files, and those computed of them, come into linear memory, the next batch while threads
 * are at one. Where a batch begins is fixed by the rows. Knows nothing of what is added up.
 */

import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { textColumn } from "../../../data/table/new-columns.js";
import type { KeyCodes, RowSource } from "../../../data/table/row-source.js";
import { type Batch, makeBatch } from "../../../engine/kernels/chunks.js";
import type { Engine, Held, U32Block } from "../../../engine/kernels/engine.js";
import type { ColumnSource } from "../../frame/expression.js";
import type { ChunkColumn, ChunkSpec } from "./spec.js";

/** Rows of a batch: they stay in cache while kernels read them by cluster. */
export const BATCH_ROWS = 32_768;

/** What a pass does with a batch: `first` is its first row's number, from 0; `meanwhile` fills the next one and is to be called. */
export type Step = (batch: Batch, n: number, first: number, meanwhile: () => void) => void;

/** Codes of unit, period and cluster; the last two null where there are none. */
export interface Codings {
  readonly unit: KeyCodes;
  readonly time: KeyCodes | null;
  readonly cluster: KeyCodes | null;
  /** The number of a period, and of a cluster, by its code: in ascending order. */
  readonly timeOrder: Uint32Array;
  readonly clusterOrder: Uint32Array;
}

const namesOf = (column: ChunkColumn): readonly string[] => (typeof column === "string" ? [column] : column.columns);

/** Reads rows as a spec asks. */
export class Batches {
  private readonly columns: readonly ChunkColumn[];
  private readonly subset: ChunkColumn | null;
  private readonly numbers: readonly string[];
  private readonly texts: readonly { readonly name: string; readonly keys: KeyCodes }[];
  /** Whether all columns come as they are, and none is read but into its place. */
  private readonly isPlain: boolean;
  readonly isWeighted: boolean;
  /** Rows that the subset left out in the pass that ran last. */
  outside = 0;

  constructor(
    private readonly engine: Engine,
    private readonly rows: RowSource,
    private readonly spec: ChunkSpec,
  ) {
    const weights = spec.weights ?? null;
    this.isWeighted = weights !== null;
    this.columns = [...spec.regressors, spec.outcome, ...(weights === null ? [] : [weights])];
    this.subset = spec.subset ?? null;
    const all = this.subset === null ? this.columns : [...this.columns, this.subset];
    const names = [...new Set(all.flatMap(namesOf))];
    const named = new Set(all.filter((column) => typeof column === "string"));
    this.numbers = names.filter((name) => named.has(name) || rows.isNumeric(name));
    this.texts = names
      .filter((name) => !this.numbers.includes(name))
      .map((name) => ({ name, keys: rows.keys(engine, name, true, 0) }));
    this.isPlain =
      all.every((column) => typeof column === "string") && this.subset === null && names.length === all.length;
  }

  /** Columns of a row: regressors and outcome. */
  get p(): number {
    return this.spec.regressors.length + 1;
  }

  /** Bytes that windows of the files and columns outside linear memory may take. */
  get hostBytes(): number {
    return (this.numbers.length + this.texts.length + 3) * WINDOW_BYTES;
  }

  /** Codes all units, periods and clusters. Throws as files and keys do. */
  async eachKey(keys: Pick<Codings, "unit" | "time" | "cluster">, step: (done: number) => void): Promise<void> {
    const named = this.keyed(keys);
    const reader = this.rows.reader(this.engine, [], named);
    const room = named.map(() => new Uint32Array(BATCH_ROWS));
    for (let done = 0, n = await reader.load(BATCH_ROWS); n > 0; n = await reader.load(BATCH_ROWS)) {
      reader.decode();
      reader.take([], room);
      done += n;
      step(done);
    }
  }

  /** Takes `step` over all rows in batches. */
  async eachBatch(codings: Codings, step: Step): Promise<void> {
    const { engine } = this;
    const count = engine.threads > 1 ? 2 : 1;
    const held = engine.hold((scope) =>
      Array.from({ length: count }, () => makeBatch(scope, BATCH_ROWS, this.p, this.isWeighted)),
    );
    try {
      await this.through(held, codings, step);
    } finally {
      held.free();
    }
  }

  free(): void {
    for (const { keys } of this.texts) keys.free();
  }

  private async through(held: Held<readonly Batch[]>, codings: Codings, step: Step): Promise<void> {
    const keys = this.keyed(codings);
    const reader = this.rows.reader(this.engine, this.numbers, [...keys, ...this.texts]);
    const host = new HostRows(this.numbers, this.texts, this.isPlain);
    this.outside = 0;
    const batchAt = (b: number) => held.value[b % held.value.length]!;
    const { seen } = this.spec;
    const fill = (batch: Batch, n: number, first: number): void => {
      reader.decode();
      if (this.isPlain) {
        const X = batch.X.view();
        const places = this.columns.map((_, j) => X.subarray(j * batch.stride, j * batch.stride + n));
        reader.take(places, host.codes(keys.length));
      } else {
        reader.take(host.numbers, host.codes(keys.length));
        this.compute(batch, n, host);
      }
      placeCodes(batch, n, host.codes(keys.length), codings);
      seen?.({ first, source: this.sourceOf(batch, n, host) });
      if (this.subset !== null) this.outside += leaveOut(batch, n, this.valuesOf(this.subset, host, n));
    };
    let n = await reader.load(BATCH_ROWS);
    if (n > 0) fill(batchAt(0), n, 0);
    for (let b = 0, first = 0; n > 0; b++) {
      const next = await reader.load(BATCH_ROWS);
      const isAhead = held.value.length > 1;
      let filled = false;
      const meanwhile = () => {
        if (filled || !isAhead || next === 0) return;
        filled = true;
        fill(batchAt(b + 1), next, first + n);
      };
      step(batchAt(b), n, first, meanwhile);
      meanwhile();
      if (!isAhead && next > 0) fill(batchAt(b + 1), next, first + n);
      first += n;
      n = next;
    }
  }

  /** Columns of the batch that are computed, and the others, into their places. */
  private compute(batch: Batch, n: number, host: HostRows): void {
    // all are made before a view is: linear memory may grow meanwhile
    const made = this.columns.map((column) => this.valuesOf(column, host, n));
    const X = batch.X.view();
    for (const [j, values] of made.entries()) X.set(values.subarray(0, n), j * batch.stride);
  }

  private valuesOf(column: ChunkColumn, host: HostRows, n: number): Float64Array {
    if (typeof column === "string") return host.number(column);
    return column.of({ nRows: n, column: (name) => host.column(name, n) });
  }

  /** Columns that are read, and keys as texts without words. */
  private sourceOf(batch: Batch, n: number, host: HostRows): ColumnSource {
    const { unit, time, cluster } = this.spec;
    const keys: Readonly<Record<string, U32Block>> = {
      [unit]: batch.unit,
      ...(time !== null && { [time]: batch.time }),
      ...(cluster !== null && { [cluster]: batch.cluster }),
    };
    const column = (name: string): Column => {
      const place = this.isPlain ? this.columns.indexOf(name) * batch.stride : -1;
      if (place >= 0) return { kind: "numeric", name, values: batch.X.view().slice(place, place + n) };
      if (host.has(name) || !Object.hasOwn(keys, name)) return host.column(name, n);
      return { kind: "text", name, levels: [], codes: keys[name]!.view().slice(0, n) };
    };
    return { nRows: n, column };
  }

  private keyed({ unit, time, cluster }: Pick<Codings, "unit" | "time" | "cluster">) {
    const { spec } = this;
    return [
      { name: spec.unit, keys: unit },
      ...(time === null ? [] : [{ name: spec.time!, keys: time }]),
      ...(cluster === null ? [] : [{ name: spec.cluster!, keys: cluster }]),
    ];
  }
}

/** Bytes of a column's windows on the host: packed, unpacked and decoded pages. */
const WINDOW_BYTES = 12 * 2 ** 20;

/** Arrays on the host that rows of a batch pass through. */
class HostRows {
  readonly numbers: readonly Float64Array[];
  private readonly all: Uint32Array[] = [];

  constructor(
    private readonly names: readonly string[],
    private readonly texts: readonly { readonly name: string; readonly keys: KeyCodes }[],
    isPlain: boolean,
  ) {
    this.numbers = isPlain ? [] : names.map(() => new Float64Array(BATCH_ROWS));
  }

  /** Codes of `nKeys` keys, then of the texts. */
  codes(nKeys: number): readonly Uint32Array[] {
    while (this.all.length < nKeys + this.texts.length) this.all.push(new Uint32Array(BATCH_ROWS));
    return this.all;
  }

  number(name: string): Float64Array {
    return this.numbers[this.names.indexOf(name)]!;
  }

  has(name: string): boolean {
    return this.names.includes(name) || this.texts.some((one) => one.name === name);
  }

  column(name: string, n: number): Column {
    const at = this.names.indexOf(name);
    if (at >= 0) return { kind: "numeric", name, values: this.numbers[at]!.subarray(0, n) };
    const text = this.texts.findIndex((one) => one.name === name);
    const { keys } = this.texts[text]!;
    const cells = Array.from({ length: keys.count }, (_, code) => keys.label(code));
    return textColumn(name, cells, this.all[this.all.length - this.texts.length + text]!.slice(0, n));
  }
}

/** Codes of a batch: clusters and periods by their order, all in one where there are none. */
function placeCodes(batch: Batch, n: number, codes: readonly Uint32Array[], codings: Codings): void {
  const [unit, ...rest] = codes;
  batch.unit.view().set(unit!.subarray(0, n));
  const time = codings.time === null ? undefined : rest.shift()!;
  const cluster = codings.cluster === null ? undefined : rest.shift()!;
  numbered(batch.time.view(), n, time, codings.timeOrder);
  numbered(batch.cluster.view(), n, cluster, codings.clusterOrder);
}

function numbered(
  to: Uint32Array<ArrayBufferLike>,
  n: number,
  codes: Uint32Array | undefined,
  order: Uint32Array,
): void {
  if (codes === undefined) to.fill(0, 0, n);
  else for (let i = 0; i < n; i++) to[i] = codes[i] === MISSING_CODE ? MISSING_CODE : order[codes[i]!]!;
}

/** Rows that are not in the subset have no unit; how many. */
function leaveOut({ unit }: Batch, n: number, subset: Float64Array): number {
  const units = unit.view();
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (subset[i] !== 0 && !Number.isNaN(subset[i])) continue;
    units[i] = MISSING_CODE;
    count++;
  }
  return count;
}
