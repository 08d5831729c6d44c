/**
 * Rows in an engine the user runs: nothing is kept, each statement has the steps before it within. What goes back beside the rows is
 * written into the statement, or, where it is too long for one, into a schema the user names.
 */
import { randomBytes } from "node:crypto";
import { NotSupported } from "../../base/errors.js";
import type { Dialect } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import { literalRelation } from "../literal-relation.js";
import type { Queries } from "../queries.js";
import { type Host, inline } from "./host.js";

/** The share of a statement's text that one literal relation may take. */
const SHARE = 0.25;
/** Characters of a literal that are written into a statement where there is a schema for a table. */
const COMFORTABLE = 1e6;

export class EngineHost implements Host {
  readonly keeps = false;
  readonly dialect: Dialect;
  private readonly tables: string[] = [];
  private readonly name = `wasmetrics_${randomBytes(6).toString("hex")}`;

  constructor(
    private readonly queries: Queries,
    /** Where tables may be made; null for nowhere. */
    private readonly schema: string | null,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.dialect = queries.engine.dialect;
  }

  /** Sets for the session how such statements are best answered. */
  async open(): Promise<void> {
    for (const sql of SETTINGS[this.dialect.name]?.begin ?? []) await this.queries.engine.execute(sql, this.signal);
  }

  async query(sql: string): Promise<readonly AnswerColumn[]> {
    return (await this.queries.ask(sql)).columns;
  }

  async keep(select: string): Promise<string> {
    return inline(select);
  }

  async place(columns: Readonly<Record<string, AnswerColumn>>): Promise<string> {
    const written = literalRelation(this.dialect, columns);
    const most = SHARE * this.queries.engine.limits.text;
    if (written.length <= (this.schema === null ? most : Math.min(most, COMFORTABLE))) return written;
    if (this.schema === null) throw tooLong(written.length, most, Object.values(columns)[0]!.length);
    return this.placeTable(columns, Math.min(most, COMFORTABLE) / written.length);
  }

  /** A table of `columns`, filled by statements that each take `share` of them. */
  private async placeTable(columns: Readonly<Record<string, AnswerColumn>>, share: number): Promise<string> {
    const table = tableName(this.dialect, this.schema!, `${this.name}_${this.tables.length + 1}`);
    const n = Object.values(columns)[0]!.length;
    const rows = Math.max(1, Math.floor(share * n * SAFETY));
    for (let from = 0; from < n; from += rows) {
      const part = Object.entries(columns).map(([name, values]) => [name, values.slice(from, from + rows)] as const);
      const select = `SELECT * FROM ${literalRelation(this.dialect, Object.fromEntries(part))}`;
      if (from === 0) this.tables.push(table);
      const sql = from === 0 ? createTable(this.dialect, table, select) : `INSERT INTO ${table} ${select}`;
      await this.queries.engine.execute(sql, this.signal);
    }
    return `${table} AS placed`;
  }

  /** Takes the tables of `place` away, and what `open` set. */
  async close(): Promise<void> {
    for (const table of this.tables.splice(0)) await this.queries.engine.execute(`DROP TABLE ${table}`);
    for (const sql of SETTINGS[this.dialect.name]?.end ?? []) await this.queries.engine.execute(sql);
  }
}

/**
 * PostgreSQL has no idea how many rows the steps before leave, and joins level by level with all combinations of levels; the order in
 * which joins are written, by hashes, is the one to take.
 */
const SETTINGS: Partial<
  Record<Dialect["name"], { readonly begin: readonly string[]; readonly end: readonly string[] }>
> = {
  postgres: {
    begin: ["SET join_collapse_limit = 1", "SET enable_nestloop = off"],
    end: ["RESET join_collapse_limit", "RESET enable_nestloop"],
  },
};

/** Rows of a part are not all of one length. */
const SAFETY = 0.8;

/** A table of `schema`, which may be `catalog.schema`. */
export const tableName = ({ quoted }: Dialect, schema: string, name: string): string =>
  [...schema.split("."), name].map(quoted).join(".");

/** The statement that makes `table` of `select`. */
export const createTable = ({ name }: Dialect, table: string, select: string): string =>
  `CREATE TABLE ${table}${name === "clickhouse" ? " ENGINE = MergeTree ORDER BY tuple()" : ""} AS ${select}`;

const tooLong = (length: number, most: number, levels: number): NotSupported =>
  new NotSupported(
    "engine_text",
    `What goes back to the engine, ${levels} levels with their numbers, is ${length} characters, of which a statement takes ${Math.floor(most)}: ` +
      "name a schema in which a table of them may stand while the run lasts (schema, --schema), or use coarser effects.",
    { got: length, expected: `at most ${Math.floor(most)} characters`, levels },
  );
