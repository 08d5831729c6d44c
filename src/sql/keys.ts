/**
 * Layer sql. Key columns as dense numbers, so that no query after the first handles text: table `dim_i` has the values
 * of key column i and their codes, in the order labels have in memory (numbers by value, text by code point, text of
 * whole numbers by value). Column i is `k{i}` in every table of rows.
 */
import type { Column } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import type { Keys } from "../quality/plan.js";
import type { Session } from "./session.js";
import type { Source, SourceColumn } from "./source.js";

const WHOLE_NUMBER = "0|-?[1-9][0-9]{0,37}";

/** The key columns of a run. */
export class KeyColumns {
  private readonly sizes: number[] = [];

  constructor(
    private readonly session: Session,
    readonly columns: readonly SourceColumn[],
  ) {}

  /** SQL names of the codes of `names`, each once. */
  codes(names: readonly string[]): string[] {
    return [...new Set(names)].map((name) => `k${this.indexOf(name)}`);
  }

  /** Levels of column `name`, those of rows that were dropped too. */
  size(name: string): number {
    return this.sizes[this.indexOf(name)]!;
  }

  /** Makes dim_0, dim_1, ... from `data`. */
  async make(): Promise<void> {
    for (const [i, { position, kind, name }] of this.columns.entries()) {
      const distinct = `(SELECT DISTINCT v${position} AS v FROM data WHERE v${position} IS NOT NULL)`;
      await this.session.run(`CREATE TABLE levels AS FROM ${distinct}`);
      const [order] =
        kind === "text"
          ? await this.session.row<[boolean | null]>(
              `SELECT bool_and(regexp_full_match(v, '${WHOLE_NUMBER}')) FROM levels`,
            )
          : [false];
      const by = order === true ? "TRY_CAST(v AS HUGEINT), v" : "v";
      await this.session.run(
        `CREATE TABLE dim_${i} AS SELECT v, (row_number() OVER (ORDER BY ${by}) - 1)::UINTEGER AS code FROM levels`,
      );
      await this.session.run("DROP TABLE levels");
      const [count] = await this.session.row<[bigint]>(`SELECT count(*) FROM dim_${i}`);
      if (count >= 0xffff_ffffn) throw tooMany(name, count);
      this.sizes.push(Number(count));
    }
  }

  /** SQL of the joins that give rows of `relation`, with columns v{position}, their codes k0, k1, ... */
  get joins(): { readonly codes: string; readonly joins: string } {
    return {
      codes: this.columns.map((_, i) => `dim_${i}.code AS k${i}`).join(", "),
      joins: this.columns.map(({ position }, i) => `LEFT JOIN dim_${i} ON checked.v${position} = dim_${i}.v`).join(" "),
    };
  }

  /** Column `name` at the rows whose codes are given, as a table in memory has it. */
  async column(name: string, codes: Uint32Array): Promise<Column> {
    const i = this.indexOf(name);
    const { kind } = this.columns[i]!;
    const values: unknown[] = [];
    await this.session.chunks(`SELECT v FROM dim_${i} ORDER BY code`, (chunk) => {
      for (const value of chunk.getColumnValues(0)) values.push(value);
    });
    if (kind === "numeric") return { kind, name, values: Float64Array.from(codes, (code) => values[code] as number) };
    const used = [...new Set(codes)].map((code) => values[code] as string).sort(compareUtf8);
    const codeOf = new Map(used.map((level, code) => [level, code]));
    return { kind, name, levels: used, codes: codes.map((code) => codeOf.get(values[code] as string)!) };
  }

  /** The table of the values of `name`, its column of codes in tables of rows, and SQL of a value as it is written. */
  dimension(name: string): { readonly dim: string; readonly code: string; readonly label: string } {
    const i = this.indexOf(name);
    const v = `dim_${i}.v`;
    const whole = `${v} = trunc(${v}) AND abs(${v}) < ${2 ** 53}`;
    const label =
      this.columns[i]!.kind === "text" ? v : `CASE WHEN ${whole} THEN ${v}::BIGINT::VARCHAR ELSE ${v}::VARCHAR END`;
    return { dim: `dim_${i}`, code: `k${i}`, label };
  }

  private indexOf(name: string): number {
    return this.columns.findIndex((column) => column.name === name);
  }
}

/** The columns of `names` among those of the file, each once. */
export function keyColumns(session: Session, source: Source, names: readonly string[]): KeyColumns {
  return new KeyColumns(
    session,
    [...new Set(names)].map((name) => source.columns.find((column) => column.name === name)!),
  );
}

/** All columns of several keys, each once. */
export const columnsOf = (keys: readonly Keys[]): string[] => [...new Set(keys.flatMap(({ columns }) => columns))];

const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const tooMany = (name: string, count: bigint): DataError =>
  new DataError("too_many_levels", `Column '${name}' has ${count} distinct values, more than are numbered.`, {
    got: Number(count),
    expected: 0xffff_fffe,
    column: name,
  });
