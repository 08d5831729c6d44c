/** A panel of the reference data as a grid for GMM: columns by name, lags, time dummies. */

import type { Table } from "../../src/data/table/table.js";
import type { PanelGrid, PlainBlock, Regressor } from "../../src/verbs/pgmm/estimator/spec.js";

export class GridInMaking {
  readonly columns: Float64Array[] = [];
  readonly names: string[] = [];

  constructor(
    readonly nUnits: number,
    readonly nPeriods: number,
    readonly firstPeriod: number,
  ) {}

  /** Position of a new column. */
  add(name: string, column: Float64Array): number {
    this.names.push(name);
    return this.columns.push(column) - 1;
  }

  at(name: string): number {
    const at = this.names.indexOf(name);
    if (at < 0) throw new Error(`no column ${name}`);
    return at;
  }

  /** A column's lag; lag 0 is the column. */
  lag(name: string, lag: number): number {
    if (lag === 0) return this.at(name);
    const lagged = `L${lag}.${name}`;
    if (this.names.includes(lagged)) return this.at(lagged);
    const { nPeriods: T } = this;
    const x = this.columns[this.at(name)]!;
    return this.add(
      lagged,
      x.map((_, at) => (at % T >= lag ? x[at - lag]! : Number.NaN)),
    );
  }

  regressors(...positions: number[]): Regressor[] {
    return positions.map((column) => ({ column }));
  }

  /** Dummies of the periods from the one at position `from` on. */
  dummies(from: number): number[] {
    return Array.from({ length: this.nPeriods - from }, (_, i) => {
      const t = from + i;
      const column = Float64Array.from({ length: this.nUnits * this.nPeriods }, (_row, at) =>
        Number(at % this.nPeriods === t),
      );
      return this.add(`${this.firstPeriod + t}`, column);
    });
  }

  constant(): number {
    return this.add("constant", new Float64Array(this.nUnits * this.nPeriods).fill(1));
  }

  grid(present: Uint8Array | null = null): PanelGrid {
    const periods = Array.from({ length: this.nPeriods }, (_, t) => `${this.firstPeriod + t}`);
    return { ...this, periods, columns: this.columns, names: this.names, present };
  }
}

/** IV-style blocks of one group. */
export const plain = (
  columns: readonly number[],
  equation: PlainBlock["equation"],
  group = "iv",
  more: Partial<PlainBlock> = {},
): PlainBlock[] => columns.map((column) => ({ kind: "iv", column, equation, group, ...more }));

/** Columns of a table on the grid of its units and years; `logged` ones in logarithms. */
export function gridOf(
  table: Table,
  unit: string,
  time: string,
  columns: Readonly<Record<string, string>>,
  logged: readonly string[] = [],
): GridInMaking {
  const [units, times] = [table.numeric(unit), table.numeric(time)];
  const ids = [...new Set(units)].sort((a, b) => a - b);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const T = last - first + 1;
  const making = new GridInMaking(ids.length, T, first);
  const position = new Map(ids.map((id, at) => [id, at]));
  for (const [name, source] of Object.entries(columns)) {
    const out = new Float64Array(ids.length * T).fill(Number.NaN);
    table.numeric(source).forEach((value, row) => {
      out[position.get(units[row]!)! * T + times[row]! - first] = logged.includes(name) ? Math.log(value) : value;
    });
    making.add(name, out);
  }
  return making;
}
