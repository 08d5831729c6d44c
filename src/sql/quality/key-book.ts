/**
 * Key columns of the rows of a run: column i of the run is `k{i}` in every statement, of the engine's own numbers or texts, or of codes
 * where rows are kept by codes.
 */
import type { Category, Column } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import { makeTable, type Table } from "../../data/table/table.js";
import type { Keys } from "../../trade/quality/options.js";
import { Groups } from "../../trade/quality/sample.js";
import { columnOf } from "../answer-column.js";
import type { Dialect } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import { groupBy, list } from "../statements/rows.js";
import type { Host } from "./host.js";

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

/** All columns of several keys, each once. */
export const columnsOf = (keys: readonly Keys[]): string[] => [...new Set(keys.flatMap(({ columns }) => columns))];

/** The groups of the rows of `from` by `codes`: what came home of their keys, and the numbers of `made`, SQL. */
export async function groupsHome(
  host: Host,
  book: KeyBook,
  from: string,
  codes: readonly string[],
  made: readonly string[],
): Promise<{ readonly keys: readonly AnswerColumn[]; readonly numbers: readonly Float64Array[] }> {
  const columns = [...codes.map((code) => book.home(code)), ...made.map(host.dialect.double)];
  const answer = await host.query(`SELECT ${list(columns)} FROM ${from}${groupBy(codes)}`);
  return { keys: answer.slice(0, codes.length), numbers: answer.slice(codes.length) as Float64Array[] };
}

/** Groups of `keys`, which `table` has a row each of, numbered in the order of their labels; and the row of each. */
export function groupsInOrder(table: Table, keys: Keys): { readonly groups: Category; readonly order: Uint32Array } {
  const groups = new Groups(table, upTo(table.nRows)).by(keys);
  const order = new Uint32Array(groups.nLevels);
  groups.codes.forEach((group, i) => {
    order[group] = i;
  });
  return { groups, order };
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
