/**
 * What the library asks of a database that holds the rows: a dialect, statements to columns, and what it can't do. Knows nothing of
 * what is computed, and nothing of how an engine is reached.
 */
import type { Dialect } from "./dialect.js";

/** A column of an answer: numbers (NULL is NaN) or text (NULL is null). Statements return nothing else, counts as doubles. */
export type AnswerColumn = Float64Array | readonly (string | null)[];

/** All rows of a statement's answer. */
export interface Answer {
  readonly rows: number;
  /** In the statement's order. */
  readonly columns: readonly AnswerColumn[];
  /** Bytes received; of an engine in the process, eight a number and the length of texts. */
  readonly bytes: number;
}

/** What a column of a relation holds. Dates and times are `date`; `other` is nothing a formula can use. */
export type SqlKind = "number" | "text" | "boolean" | "date" | "other";

/** A column of a relation. */
export interface SqlColumn {
  readonly name: string;
  readonly kind: SqlKind;
  /** The engine's name of its type, for messages. */
  readonly type: string;
}

/** What an engine refuses. Infinity where nobody has met a limit. */
export interface EngineLimits {
  /** Characters of a statement. */
  readonly text: number;
  /** Columns of an answer. */
  readonly width: number;
}

/**
 * A database. Every method throws the signal's reason once it is raised, and then the engine has been asked to stop; DataError
 * `engine_query` where the engine reports an error, `engine_lost` where it can't be reached: never a short answer.
 */
export interface SqlEngine {
  readonly dialect: Dialect;
  readonly limits: EngineLimits;
  /** The address as it may be shown: no password, no token. */
  readonly shown: string;
  /** The engine's own name and version. */
  readonly version: string;
  /** The column that says which server holds a row: statements group by it as well, so that servers add up what they hold. */
  readonly shard?: string | undefined;
  /** Columns of `relation`, SQL that can follow FROM. */
  columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]>;
  /** The whole answer of one statement that reads. */
  query(sql: string, signal?: AbortSignal): Promise<Answer>;
  /** Runs statements that write: only into a schema the user named. */
  execute(sql: string, signal?: AbortSignal): Promise<void>;
  /** Runs `work`, all of whose queries see one state of the tables, where `isSnapshot`; else just runs it. */
  snapshot<T>(work: () => Promise<T>): Promise<T>;
  readonly isSnapshot: boolean;
  close(): Promise<void>;
}
