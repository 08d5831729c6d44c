/** The columns of an answer that arrives row by row as text: numbers in arrays that grow, texts as they are. */
import type { Answer, AnswerColumn } from "../engine.js";

export type ColumnKind = "number" | "text";

const FIRST = 64;

class NumberColumn {
  private values = new Float64Array(FIRST);

  set(row: number, text: string | null): void {
    if (row === this.values.length) {
      const grown = new Float64Array(2 * row);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[row] = text === null ? Number.NaN : numberOf(text);
  }

  /** Of the size of what it holds: the rest is given back. */
  upTo(rows: number): Float64Array {
    return this.values.slice(0, rows);
  }
}

class TextColumn {
  private readonly values: (string | null)[] = [];

  set(row: number, text: string | null): void {
    this.values[row] = text;
  }

  upTo(): readonly (string | null)[] {
    return this.values;
  }
}

const NOT_FINITE: Readonly<Record<string, number>> = {
  ...{ nan: Number.NaN, "-nan": Number.NaN, inf: Infinity, "+inf": Infinity, "-inf": -Infinity },
  ...{ infinity: Infinity, "+infinity": Infinity, "-infinity": -Infinity },
};

/** The double a server wrote. Throws RangeError for what is none. */
export function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value) && text !== "") return value;
  const named = NOT_FINITE[text.toLowerCase()];
  if (named === undefined) throw new RangeError(`'${text}' is no number`);
  return named;
}

export class AnswerColumns {
  rows = 0;
  private readonly columns: readonly (NumberColumn | TextColumn)[];

  constructor(kinds: readonly ColumnKind[]) {
    this.columns = kinds.map((kind) => (kind === "number" ? new NumberColumn() : new TextColumn()));
  }

  /** Throws RangeError for a row of another width, or what is no number. */
  add(row: readonly (string | null)[]): void {
    if (row.length !== this.columns.length) {
      throw new RangeError(`a row of ${row.length} values where the answer has ${this.columns.length} columns`);
    }
    for (const [c, column] of this.columns.entries()) column.set(this.rows, row[c]!);
    this.rows++;
  }

  answer(bytes: number): Answer {
    const columns: AnswerColumn[] = this.columns.map((column) => column.upTo(this.rows));
    return { rows: this.rows, columns, bytes };
  }
}
