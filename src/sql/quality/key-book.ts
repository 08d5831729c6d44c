/**
 * Key columns of the rows of a run: column i of the run is `k{i}` in every statement, of the engine's own numbers or texts, or of codes
 * where rows are kept by codes.
 */
import type { Column } from "../../base/columns.js";
import { compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { makeTable, type Table } from "../../data/table/table.js";
import type { Dialect } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";

/** Columns whose combinations are groups. */
export interface KeyBook {
  /** SQL names of the columns of `names`, each once. */
  codes(names: readonly string[]): string[];
  /** A key `k{i}` as it is to come home: a double or a text. */
  home(code: string): string;
  /** Column `name` of the data at what came home of it. */
  column(name: string, values: AnswerColumn): Promise<Column>;
}

/** A key column of an engine's relation. */
export interface EngineKey {
  readonly name: string;
  readonly kind: "numeric" | "text";
}

/** Keys that are the engine's own values. */
export class EngineKeys implements KeyBook {
  constructor(
    private readonly dialect: Dialect,
    private readonly columns: readonly EngineKey[],
  ) {}

  codes(names: readonly string[]): string[] {
    return [...new Set(names)].map((name) => `k${this.columns.findIndex((column) => column.name === name)}`);
  }

  home(code: string): string {
    const { kind } = this.columns[Number(code.slice(1))]!;
    return kind === "numeric" ? this.dialect.double(code) : this.dialect.varchar(code);
  }

  async column(name: string, values: AnswerColumn): Promise<Column> {
    return columnOf(name, values);
  }
}

/** A column of `values`; NULL is missing. */
export function columnOf(name: string, values: AnswerColumn): Column {
  if (values instanceof Float64Array) return { kind: "numeric", name, values };
  const levels = [...new Set(values.filter((value) => value !== null))].sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = Uint32Array.from(values, (value) => (value === null ? MISSING_CODE : codeOf.get(value)!));
  return { kind: "text", name, levels, codes };
}

/** A table of the columns of `names` at what came home of them. */
export async function tableOf(
  book: KeyBook,
  names: readonly string[],
  values: readonly AnswerColumn[],
  source: string,
): Promise<Table> {
  const columns: Column[] = [];
  for (const [j, name] of names.entries()) columns.push(await book.column(name, values[j]!));
  return makeTable(columns, { name: source, bytes: 0, sha256: null });
}

/** What came home of a column, at `places`. */
export const valuesAt = (column: AnswerColumn, places: Uint32Array): AnswerColumn =>
  column instanceof Float64Array ? Float64Array.from(places, (i) => column[i]!) : Array.from(places, (i) => column[i]!);
