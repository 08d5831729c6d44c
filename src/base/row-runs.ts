/**
 * Chosen rows, ascending, as runs of neighbours: where few rows of a table are left out, whole runs are copied
 * at once. Must not know what is copied.
 */

/** Runs shorter than this, on average, are not worth a copy of their own. */
const SHORTEST_RUN = 16;

/**
 * `runs[2r]` is the first row of run r and `runs[2r + 1]` its length; undefined where runs are short.
 *
 * @param rows ascending, each once: a run ends where row less place grows, which is found by halving
 */
export function runsOf(rows: Uint32Array): readonly number[] | undefined {
  const most = Math.floor(rows.length / SHORTEST_RUN) + 1;
  const runs: number[] = [];
  for (let start = 0; start < rows.length; ) {
    if (runs.length === 2 * most) return undefined;
    const first = rows[start]!;
    const shift = first - start;
    let [low, step] = [start, 1];
    while (low + step < rows.length && rows[low + step]! - low - step === shift) {
      low += step;
      step *= 2;
    }
    // neighbours up to `low`, none any more at `low + step`
    for (; step >= 1; step = Math.floor(step / 2)) {
      if (low + step < rows.length && rows[low + step]! - low - step === shift) low += step;
    }
    runs.push(first, low + 1 - start);
    start = low + 1;
  }
  return runs;
}

/** Calls `copy` for each run: its first row, the row behind its last, and its place among the chosen. */
export function copyRuns(runs: readonly number[], copy: (first: number, end: number, at: number) => void): void {
  for (let r = 0, at = 0; r < runs.length; r += 2) {
    const [first, length] = [runs[r]!, runs[r + 1]!];
    copy(first, first + length, at);
    at += length;
  }
}

/** values[rows[i]], f64[rows.length]; rows as for `runsOf`. */
export function numbersAt(values: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  const runs = runsOf(rows);
  if (runs === undefined) for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  else copyRuns(runs, (first, end, at) => out.set(values.subarray(first, end), at));
  return out;
}

/** codes[rows[i]], u32[rows.length]; rows as for `runsOf`. */
export function codesAt(codes: Uint32Array, rows: Uint32Array): Uint32Array {
  const out = new Uint32Array(rows.length);
  const runs = runsOf(rows);
  if (runs === undefined) for (let i = 0; i < out.length; i++) out[i] = codes[rows[i]!]!;
  else copyRuns(runs, (first, end, at) => out.set(codes.subarray(first, end), at));
  return out;
}

/** 0, 1, ... n - 1. */
export function upTo(n: number): Uint32Array {
  const all = new Uint32Array(n);
  for (let i = 0; i < n; i++) all[i] = i;
  return all;
}

/** `values` without those at `places`, ascending: the others move up in place, and the front that holds them is returned. */
export function takeOut(values: Uint32Array, places: Uint32Array): Uint32Array {
  for (let i = 0; i < places.length; i++) {
    const first = places[i]! + 1;
    values.copyWithin(first - i - 1, first, places[i + 1] ?? values.length);
  }
  return values.subarray(0, values.length - places.length);
}

// A column of numbers over a sample.

/** Not to be written: the values may be a table's own. */
export class SampleColumn {
  /**
   * @param rows ascending; all when not given
   * @param low what rounding left out of the values, a number each; absent where they are meant as they stand
   */
  constructor(
    readonly values: Float64Array,
    readonly rows?: Uint32Array,
    readonly low?: () => Float64Array | null,
  ) {}

  get length(): number {
    return this.rows?.length ?? this.values.length;
  }

  /** The first number; NaN where there is none. */
  get first(): number {
    return this.values[this.rows?.[0] ?? 0] ?? Number.NaN;
  }

  /** f64[length]: the values themselves when every row is meant. */
  numbers(): Float64Array {
    return this.rows === undefined ? this.values : numbersAt(this.values, this.rows);
  }

  /** f64[length]: what rounding left out of the numbers; null where they are meant as they stand. */
  lowPart(): Float64Array | null {
    const low = this.low?.() ?? null;
    return low === null || this.rows === undefined ? low : numbersAt(low, this.rows);
  }

  /** Whether all numbers are the first one. */
  isConstant(): boolean {
    const { values, rows, first } = this;
    if (rows === undefined) return values.every((value) => value === first);
    return rows.every((row) => values[row] === first);
  }
}

// Values at selected rows.

/** values[rows[i]], f64[rows.length]; all rows, uncopied, when `rows` is not given. */
export function gather(values: Float64Array, rows: Uint32Array | undefined): Float64Array {
  if (rows === undefined) return values;
  const out = new Float64Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

/** codes[rows[i]], u32[rows.length]; all rows, uncopied, when `rows` is not given. */
export function gatherCodes(codes: Uint32Array, rows: Uint32Array | undefined): Uint32Array {
  if (rows === undefined) return codes;
  const out = new Uint32Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = codes[rows[i]!]!;
  return out;
}
