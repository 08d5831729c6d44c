/**
 * Rows in a database of the run's own, on disk: what a step makes is a table, and what was there before goes.
 */
import type { DuckDBDataChunk } from "@duckdb/node-api";
import { doublesOf, numbersOf } from "../../data/files/duckdb.js";
import { dialects } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import type { Session } from "../session.js";
import type { Host } from "./host.js";

/** Rows of a full chunk of DuckDB. */
const CHUNK_ROWS = 2048;

export class SessionHost implements Host {
  readonly dialect = dialects.duckdb;
  readonly keeps = true;
  private made = 0;
  private tables: string[] = [];

  constructor(private readonly session: Session) {}

  async query(sql: string): Promise<AnswerColumn[]> {
    const chunks: DuckDBDataChunk[] = [];
    await this.session.chunks(sql, (chunk) => {
      chunks.push(chunk);
    });
    if (chunks.length === 0) return this.emptyAnswer(sql);
    const rows = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
    return Array.from({ length: chunks[0]!.columnCount }, (_, j) => doublesOf(chunks, j, rows));
  }

  private async emptyAnswer(sql: string): Promise<AnswerColumn[]> {
    const [[columns]] = (await this.session.rows(`SELECT count(*)::DOUBLE FROM (DESCRIBE ${sql})`)) as [[number]];
    return Array.from({ length: columns }, () => new Float64Array(0));
  }

  async keep(select: string): Promise<string> {
    const before = this.tables;
    this.tables = [];
    const name = this.named("step");
    await this.session.run(`CREATE TABLE ${name} AS ${select}`);
    for (const table of before) await this.session.run(`DROP TABLE ${table}`);
    return name;
  }

  async place(columns: Readonly<Record<string, AnswerColumn>>): Promise<string> {
    const { DOUBLE, DuckDBDataChunk } = await import("@duckdb/node-api");
    const name = this.named("placed");
    const declared = Object.keys(columns).map((column) => `${column} DOUBLE`);
    await this.session.run(`CREATE TABLE ${name} (${declared.join(", ")})`);
    const values = Object.values(columns) as Float64Array[];
    const n = values[0]!.length;
    await this.session.guarded(async () => {
      const appender = await this.session.connection.createAppender(name);
      for (let from = 0; from < n; from += CHUNK_ROWS) {
        const chunk = DuckDBDataChunk.create(
          values.map(() => DOUBLE),
          Math.min(CHUNK_ROWS, n - from),
        );
        values.forEach((column, j) => {
          (numbersOf(chunk, j) as Float64Array).set(column.subarray(from, from + chunk.rowCount));
          chunk.getColumnVector(j).flush();
        });
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    });
    return name;
  }

  private named(what: string): string {
    const name = `${what}_${++this.made}`;
    this.tables.push(name);
    return name;
  }
}
