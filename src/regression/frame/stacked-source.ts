/**
 * Columns of two tables one under the other, so that rows of the second are coded as those of the first are.
 * Columns are stacked when they are asked for. Must not know terms or models.
 */
import {
  type Column,
  compareCodePoints,
  MISSING_CODE,
  type NumericColumn,
  type TextColumn,
} from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Lags } from "../../data/panel/panel.js";

import type { ColumnSource } from "./expression.js";

export class StackedSource implements ColumnSource {
  readonly nRows: number;
  /** Within each table, where both have lags. */
  readonly lags?: Lags;
  private readonly stacked = new Map<string, Column>();

  /**
   * @param rows of the first table, those that levels are known from
   * @param factors columns whose unknown levels in the second table count as missing
   */
  constructor(
    private readonly first: ColumnSource,
    private readonly second: ColumnSource,
    private readonly rows: Uint32Array,
    private readonly factors: ReadonlySet<string>,
  ) {
    this.nRows = first.nRows + second.nRows;
    const [above, below] = [first.lags, second.lags];
    if (above !== undefined && below !== undefined) this.lags = stackedLags(above, below, first.nRows);
  }

  /** Throws DataError `unknown_column`, and `column_kind` for a column that is text in one table and numbers in the other. */
  column(name: string): Column {
    const column = this.stacked.get(name) ?? this.stack(name);
    this.stacked.set(name, column);
    return column;
  }

  private stack(name: string): Column {
    const above = this.first.column(name);
    const below = this.second.column(name);
    if (above.kind === "numeric") {
      const numbers = below.kind === "numeric" ? below.values : isEmpty(below) ? nothing(this.second.nRows) : undefined;
      if (numbers === undefined) throw otherKind(name, "numbers", "text");
      return { ...above, values: this.stackNumbers(above, numbers) };
    }
    if (below.kind === "text") return this.stackTexts(above, below);
    if (!below.values.every(Number.isNaN)) throw otherKind(name, "text", "numbers");
    const codes = new Uint32Array(below.values.length).fill(MISSING_CODE);
    return this.stackTexts(above, { kind: "text", name, codes, levels: [] });
  }

  private stackNumbers({ name, values }: NumericColumn, below: Float64Array): Float64Array {
    const all = new Float64Array(this.nRows);
    all.set(values);
    all.set(below, values.length);
    if (!this.factors.has(name)) return all;
    const known = new Set<number>();
    for (const row of this.rows) known.add(values[row]!);
    for (let i = values.length; i < all.length; i++) if (!known.has(all[i]!)) all[i] = Number.NaN;
    return all;
  }

  private stackTexts(above: TextColumn, below: TextColumn): TextColumn {
    const { name } = above;
    const levels = [...new Set([...above.levels, ...below.levels])].sort(compareCodePoints);
    const place = new Map(levels.map((level, code) => [level, code]));
    const codes = new Uint32Array(this.nRows);
    const put = ({ codes: own, levels: labels }: TextColumn, from: number) => {
      const to = labels.map((label) => place.get(label)!);
      for (let i = 0; i < own.length; i++) codes[from + i] = own[i] === MISSING_CODE ? MISSING_CODE : to[own[i]!]!;
    };
    put(above, 0);
    put(below, above.codes.length);
    if (this.factors.has(name)) {
      const known = new Uint8Array(levels.length);
      for (const row of this.rows) if (codes[row] !== MISSING_CODE) known[codes[row]!] = 1;
      for (let i = above.codes.length; i < codes.length; i++) {
        if (codes[i] !== MISSING_CODE && known[codes[i]!] === 0) codes[i] = MISSING_CODE;
      }
    }
    return { ...above, codes, levels };
  }
}

function stackedLags(above: Lags, below: Lags, nRows: number): Lags {
  const lag = (values: Float64Array, k: number): Float64Array => {
    const all = new Float64Array(values.length);
    all.set(above.lag(values.subarray(0, nRows), k));
    all.set(below.lag(values.subarray(nRows), k), nRows);
    return all;
  };
  return { step: above.step, lag };
}

const isEmpty = ({ codes }: TextColumn): boolean => codes.every((code) => code === MISSING_CODE);

const nothing = (n: number): Float64Array => new Float64Array(n).fill(Number.NaN);

function otherKind(name: string, was: string, is: string): DataError {
  return new DataError(
    "column_kind",
    `Column '${name}' is ${is} in the new rows and ${was} in those of the estimate; read it as it was there.`,
    { column: name, got: is, expected: was },
  );
}
