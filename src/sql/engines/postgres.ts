/**
 * PostgreSQL, by itself or as the coordinator of others (postgres_fdw, Citus): one connection, read-only transactions, statements that
 * are cancelled on the server, and a second try where a connection is lost before anything is answered.
 */
import { loadOptional } from "../../base/optional.js";
import type { ServerAddress } from "../address.js";
import { atMostTwice } from "../connect/again.js";
import { answerCut, credentialsRefused, engineLost, queryFailed, wordsOf } from "../connect/failures.js";
import { dialects } from "../dialect.js";
import type { Answer, EngineLimits, SqlColumn, SqlEngine, SqlKind } from "../engine.js";
import { type Driver, type Field, RowsMissing, Session } from "./postgres-session.js";

/** Columns of an answer: MaxTupleAttributeNumber. */
const LIMITS: EngineLimits = { text: Infinity, width: 1664 };

const BEGIN = "BEGIN TRANSACTION READ ONLY";
const BEGIN_SNAPSHOT = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITING = "BEGIN TRANSACTION READ WRITE";

/** Set where the server knows them: doubles whole (before 12 they were cut), sums of a partition where the partition is. */
const SETTINGS = { extra_float_digits: "3", enable_partitionwise_aggregate: "on", enable_partitionwise_join: "on" };

/** Classes and codes of errors that mean a server is gone, not that a statement is wrong. */
const LOST = /^(08|57P0|53300|HV00N|E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_))/;
const STATE = /^[0-9A-Z]{5}$/;
/** Authentication, by code or in the words of the client, which refuses to go on without a password. */
const REFUSED = /^(28|SASL|SCRAM)/;

/** What a cancelled statement is given to end, before its connection is cut. */
const PATIENCE = 5000;

/** Connects to `address`. Throws UsageError `optional_missing`, DataError `engine_lost`, `engine_credentials`, `engine_query`. */
export async function openPostgres(address: ServerAddress, signal?: AbortSignal): Promise<SqlEngine> {
  const { default: driver } = await loadOptional(["pg"], "Asking PostgreSQL", () => import("pg"));
  const engine = new Postgres(driver, address);
  await engine.connect(signal);
  return engine;
}

class Postgres implements SqlEngine {
  readonly dialect = dialects.postgres;
  readonly limits = LIMITS;
  readonly isSnapshot = true;
  readonly shown: string;
  readonly shard: string | undefined;
  version = "";
  private session: Session | undefined;
  private inSnapshot = false;
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly driver: Driver,
    private readonly address: ServerAddress,
  ) {
    this.shown = address.shown;
    this.shard = address.shard;
  }

  connect(signal?: AbortSignal): Promise<unknown> {
    return this.alone(() => this.guarded("", signal, () => this.connected(signal)));
  }

  columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]> {
    const sql = `SELECT * FROM ${relation} LIMIT 0`;
    return this.reading(sql, signal, async (session) => typed(session, await session.fields(sql)));
  }

  query(sql: string, signal?: AbortSignal): Promise<Answer> {
    return this.reading(sql, signal, (session) => session.answer(sql));
  }

  execute(sql: string, signal?: AbortSignal): Promise<void> {
    if (this.inSnapshot) throw new RangeError("a snapshot writes nothing");
    return this.alone(() =>
      this.guarded(sql, signal, () => this.within(BEGIN_WRITING, signal, (session) => session.run(sql))),
    );
  }

  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    if (this.inSnapshot) return work();
    await this.alone(() =>
      this.guarded(BEGIN_SNAPSHOT, undefined, async () => (await this.connected()).run(BEGIN_SNAPSHOT)),
    );
    this.inSnapshot = true;
    try {
      return await work();
    } finally {
      this.inSnapshot = false;
      // nothing was written: there is nothing to commit
      await this.alone(() => this.rolledBack());
    }
  }

  async close(): Promise<void> {
    await this.alone(async () => this.session?.close());
  }

  /** One statement at a time: a connection has no more. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.before.then(work);
    this.before = result.catch(() => {});
    return result;
  }

  private reading<T>(sql: string, signal: AbortSignal | undefined, ask: (session: Session) => Promise<T>): Promise<T> {
    const once = () => this.guarded(sql, signal, () => this.within(BEGIN, signal, ask));
    return this.alone(() => (this.inSnapshot ? once() : atMostTwice(once, signal)));
  }

  /** `ask` within the snapshot there is, else within a transaction of its own. */
  private async within<T>(
    begin: string,
    signal: AbortSignal | undefined,
    ask: (session: Session) => Promise<T>,
  ): Promise<T> {
    if (this.inSnapshot) return this.cancellable(signal, ask);
    const session = await this.connected(signal);
    await session.run(begin);
    try {
      const answer = await this.cancellable(signal, ask);
      await session.run("COMMIT");
      return answer;
    } catch (error) {
      await this.rolledBack();
      throw error;
    }
  }

  private async rolledBack(): Promise<void> {
    const { session } = this;
    if (session === undefined || session.lost !== undefined) return;
    await session.run("ROLLBACK").catch((error: Error) => session.destroy(error));
  }

  /** Has the server stop when `signal` is raised, and ends once it has. */
  private async cancellable<T>(signal: AbortSignal | undefined, ask: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.connected();
    if (signal === undefined) return ask(session);
    signal.throwIfAborted();
    let cut: NodeJS.Timeout | undefined;
    let stopping: Promise<void> | undefined;
    const stop = () => {
      cut = setTimeout(() => session.destroy(new Error("the statement did not stop")), PATIENCE);
      stopping = this.stop(session);
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await ask(session);
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(cut);
      // else the next statement could be the one that is stopped
      if (session.lost === undefined) await stopping;
    }
  }

  /** By a connection of its own; where that can't be had, the one that waits is cut. */
  private async stop(session: Session): Promise<void> {
    try {
      const other = await Session.open(this.driver, this.address);
      await other.rows(`SELECT pg_cancel_backend(${session.process})`).finally(() => other.close());
    } catch (error) {
      session.destroy(error as Error);
    }
  }

  private async connected(signal?: AbortSignal): Promise<Session> {
    if (this.session !== undefined && this.session.lost === undefined) return this.session;
    if (this.inSnapshot) throw this.session!.lost!;
    const session = await Session.open(this.driver, this.address, signal);
    const { statementTimeout } = this.address;
    const settings = {
      ...SETTINGS,
      ...(statementTimeout === undefined ? {} : { statement_timeout: String(statementTimeout) }),
    };
    const values = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`);
    await session.rows(
      `SELECT set_config(s.name, s.value, false) FROM (VALUES ${values.join(", ")}) AS s(name, value) WHERE s.name IN (SELECT name FROM pg_catalog.pg_settings)`,
    );
    const [row] = await session.rows("SELECT current_setting('server_version')");
    this.version = `PostgreSQL ${row![0]!}`;
    this.session = session;
    return session;
  }

  /** `work`, its errors as the library's; the reason of `signal` once that is raised. */
  private async guarded<T>(sql: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw this.failure(error as Error & { code?: string }, sql);
    }
  }

  private failure(error: Error & { code?: string }, sql: string): Error {
    const { address } = this;
    const { code } = error;
    if (error instanceof RowsMissing) return answerCut(address, error.got, error.announced);
    if (error instanceof RangeError) return error;
    const words = wordsOf(error);
    if (REFUSED.test(code ?? words)) return credentialsRefused(address, words, "PGPASSWORD");
    const isState = code !== undefined && STATE.test(code) && !LOST.test(code);
    return isState ? queryFailed(address, words, sql, code) : engineLost(address, words, code);
  }
}

/** Kinds by PostgreSQL's own categories of types. */
const CATEGORIES: Readonly<Record<string, SqlKind>> = { N: "number", S: "text", E: "text", B: "boolean", D: "date" };
/** Types of another kind than their category: they are cast to text, or to no number. */
const TYPES: Readonly<Record<string, SqlKind>> = { uuid: "text", money: "other", name: "text" };

async function typed(session: Session, fields: readonly Field[]): Promise<SqlColumn[]> {
  if (fields.length === 0) return [];
  const numbers = [...new Set(fields.map(({ type }) => type))].join(", ");
  const rows = await session.rows(
    `SELECT CAST(oid AS text), pg_catalog.format_type(oid, NULL), CAST(typcategory AS text) FROM pg_catalog.pg_type WHERE oid IN (${numbers})`,
  );
  const known = new Map(rows.map(([oid, type, category]) => [Number(oid), { type: type!, category: category! }]));
  return fields.map(({ name, type: number }) => {
    const { type, category } = known.get(number) ?? { type: `type ${number}`, category: "" };
    return { name, type, kind: TYPES[type] ?? CATEGORIES[category] ?? "other" };
  });
}
