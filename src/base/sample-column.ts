/**
 * A column of numbers over a sample: the values as they stand, and the rows of them that are meant. Nothing is
 * copied until someone asks. Must not know where the values come from.
 */
import { numbersAt } from "./row-runs.js";

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
