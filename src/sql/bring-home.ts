/**
 * The rows of a source as a table here: for models that need them one by one. Numbers, texts, booleans (1 and 0) and dates (text) come; other
 * kinds are left out, and said. How many bytes that takes is known and held against a limit before they are asked for.
 */
import { DataError } from "../base/errors.js";
import { note } from "../base/messages.js";
import { makeTable, type Table } from "../data/table/table.js";
import { columnOf } from "./answer-column.js";
import { truth } from "./dialect.js";
import type { SqlColumn } from "./engine.js";
import type { SqlSource } from "./frame.js";
import { SQL_NOTES } from "./messages.js";
import type { Queries } from "./queries.js";

/** Bytes that come home unasked at most. */
const MOST_BYTES = 4e9;
/** Bytes of a text, taken to be short. */
const TEXT_BYTES = 16;

/** What comes home: columns (default all), and bytes at most. */
interface HomeOptions {
  readonly names?: readonly string[];
  readonly most?: number;
}

/** Throws DataError `engine_too_large`, with figures, and as the engine. */
export async function bringHome(
  queries: Queries,
  source: SqlSource,
  { names, most = MOST_BYTES }: HomeOptions = {},
): Promise<Table> {
  const { dialect } = source.engine;
  const wanted = source.columns.filter(({ name }) => names?.includes(name) ?? true);
  const columns = wanted.filter(({ kind }) => kind !== "other");
  const left = wanted.filter(({ kind }) => kind === "other");
  const rows = await queries.number(`SELECT ${dialect.double("count(*)")} FROM ${source.relation}`);
  const bytes = rows * columns.reduce((sum, { kind }) => sum + (isNumber(kind) ? 8 : TEXT_BYTES), 0);
  if (bytes > most) {
    throw new DataError(
      "engine_too_large",
      `${source.name} has ${rows} rows of ${columns.length} columns, about ${(bytes / 1e9).toFixed(1)} GB to ship; at most ${(most / 1e9).toFixed(1)} GB come home. Name fewer columns or rows in a query, or ask a command that leaves the rows where they are.`,
      { got: bytes, expected: most },
    );
  }
  const sql = `SELECT ${columns.map((column) => cellOf(source, column)).join(", ")} FROM ${source.relation}`;
  const answer = await queries.ask(sql, bytes);
  const made = columns.map(({ name }, j) => columnOf(name, answer.columns[j]!));
  const notes = [
    note(SQL_NOTES, "came_home", {
      rows: answer.rows,
      columns: columns.length,
      bytes: answer.bytes,
      engine: source.engine.shown,
    }),
    ...(left.length === 0
      ? []
      : [note(SQL_NOTES, "left_there", { columns: left.map(({ name, type }) => `${name} (${type})`) })]),
  ];
  return makeTable(made, { name: source.name, bytes: answer.bytes, sha256: null }, notes);
}

const isNumber = (kind: SqlColumn["kind"]): boolean => kind === "number" || kind === "boolean";

/** A column of a source as files in memory have it: a double, or a text that is NULL where it is missing. */
export function cellOf({ engine: { dialect }, missing = [] }: SqlSource, { name, kind }: SqlColumn): string {
  const column = dialect.quoted(name);
  if (kind === "number") return dialect.double(column);
  if (kind === "boolean") return truth(dialect, column);
  const cell = dialect.varchar(column);
  return `CASE WHEN ${cell} NOT IN (${["", ...missing].map(dialect.text).join(", ")}) THEN ${cell} END`;
}
