/**
 * Key columns of a file as dense numbers, so that no query after the first handles text: table `dim_i` has the values
 * of key column i and their codes, in the order labels have in memory (numbers by value, text by code point, text of
 * whole numbers by value). Column i is `k{i}` in every table of rows.
 */

import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../../data/messages.js";
import { columnOf } from "../answer-column.js";
import { dialects } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import type { Session } from "../session.js";
import { type Source, type SourceColumn, textOf } from "../source.js";
import type { KeyBook } from "./key-book.js";

const WHOLE_NUMBER = "0|-?[1-9][0-9]{0,37}";

/** The key columns of a run. */
export class CodedKeys implements KeyBook {
  /** What was done to cells of the keys. */
  readonly notes: Note[] = [];

  constructor(
    private readonly session: Session,
    readonly columns: readonly SourceColumn[],
  ) {}

  /** SQL names of the codes of `names`, each once. */
  codes(names: readonly string[]): string[] {
    return [...new Set(names)].map((name) => `k${this.indexOf(name)}`);
  }

  home = (code: string): string => dialects.duckdb.double(code);

  /** Makes dim_0, dim_1, ... from `data`, and raw_0, raw_1, ..., the code of each distinct cell as it stands in the file. */
  async make(): Promise<void> {
    for (const [i, column] of this.columns.entries()) {
      const { kind, name, position, rules } = column;
      const [raw, typed] = kind === "text" ? [`r${position}`, textOf("raw", rules)] : [`v${position}`, "raw"];
      const distinct = `SELECT ${raw} AS raw, count(*) AS n FROM data WHERE ${raw} IS NOT NULL GROUP BY ${raw}`;
      await this.session.run(`CREATE TABLE levels AS SELECT raw, n, ${typed} AS v FROM (${distinct})`);
      if (kind === "text") this.notes.push(...(await this.notesOn(name)));
      const whole = `bool_and(regexp_full_match(v, '${WHOLE_NUMBER}'))`;
      const [byValue] =
        kind === "text" ? await this.session.row<[boolean | null]>(`SELECT ${whole} FROM levels`) : [false];
      const by = byValue === true ? "TRY_CAST(v AS HUGEINT), v" : "v";
      await this.session.run(
        `CREATE TABLE dim_${i} AS SELECT v, (row_number() OVER (ORDER BY ${by}) - 1)::UINTEGER AS code
         FROM (SELECT DISTINCT v FROM levels WHERE v IS NOT NULL)`,
      );
      await this.session.run(`CREATE TABLE raw_${i} AS SELECT raw, code FROM levels JOIN dim_${i} USING (v)`);
      await this.session.run("DROP TABLE levels");
      const [count] = await this.session.row<[bigint]>(`SELECT count(*) FROM dim_${i}`);
      if (count >= 0xffff_ffffn) throw tooMany(name, count);
    }
  }

  /** SQL of the codes of rows of `data`, as k0, k1, ..., and of the joins they need. */
  get joins(): { readonly codes: string; readonly joins: string } {
    const raw = ({ kind, position }: SourceColumn): string => `data.${kind === "text" ? "r" : "v"}${position}`;
    return {
      codes: this.columns.map((_, i) => `raw_${i}.code AS k${i}`).join(", "),
      joins: this.columns.map((column, i) => `LEFT JOIN raw_${i} ON ${raw(column)} = raw_${i}.raw`).join(" "),
    };
  }

  /** What was done to cells of a text column, from table `levels`. */
  private async notesOn(column: string): Promise<Note[]> {
    const [padded, missing] = await this.session.row<[number, number]>(
      `SELECT coalesce(sum(n) FILTER (WHERE v <> raw), 0)::DOUBLE, coalesce(sum(n) FILTER (WHERE v IS NULL), 0)::DOUBLE FROM levels`,
    );
    const notes: Note[] = [];
    if (padded > 0) {
      notes.push(note(TABLE_NOTES, "trimmed", { column, count: padded }));
    }
    if (missing > 0) {
      notes.push(note(TABLE_NOTES, "missing_marker", { column, count: missing }));
    }
    return notes;
  }

  /** Column `name` at the rows whose codes are given, as a table in memory has it. */
  async column(name: string, codes: AnswerColumn): Promise<Column> {
    const i = this.indexOf(name);
    const { kind } = this.columns[i]!;
    const values: unknown[] = [];
    await this.session.chunks(`SELECT v FROM dim_${i} ORDER BY code`, (chunk) => {
      for (const value of chunk.getColumnValues(0)) values.push(value);
    });
    const own = Array.from(codes as Float64Array, (code) => values[code]);
    if (kind === "numeric") return { kind, name, values: Float64Array.from(own as number[]) };
    return columnOf(name, own as string[]);
  }

  private indexOf(name: string): number {
    return this.columns.findIndex((column) => column.name === name);
  }
}

/** The columns of `names` among those of the file, each once. */
export function codedKeys(session: Session, source: Source, names: readonly string[]): CodedKeys {
  return new CodedKeys(
    session,
    [...new Set(names)].map((name) => source.columns.find((column) => column.name === name)!),
  );
}

const tooMany = (name: string, count: bigint): DataError =>
  new DataError("too_many_levels", `Column '${name}' has ${count} distinct values, more than are numbered.`, {
    got: Number(count),
    expected: 0xffff_fffe,
    column: name,
  });
