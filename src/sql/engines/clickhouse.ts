/**
 * ClickHouse by its own client over HTTP: every statement goes with the settings that keep an answer whole, is cancelled by its number,
 * and is asked a second time where a connection is lost before anything is answered.
 */
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { NotSupported } from "../../base/errors.js";
import { loadOptional } from "../../base/optional.js";
import type { ServerAddress } from "../address.js";
import { atMostTwice } from "../connect/again.js";
import type { ColumnKind } from "../connect/answer-columns.js";
import { answerCut, credentialsRefused, engineLost, queryFailed, wordsOf } from "../connect/failures.js";
import { agentOf } from "../connect/proxy.js";
import { NotWhole, TabSeparated } from "../connect/tab-separated.js";
import { dialects } from "../dialect.js";
import type { Answer, EngineLimits, SqlColumn, SqlEngine, SqlKind } from "../engine.js";
import { PROTOCOL, READING, REQUIRED, WHERE_KNOWN, WRITING } from "./clickhouse-settings.js";

/** Characters of a statement: `max_query_size` is sent with it, and what parses it is memory. */
const LIMITS: EngineLimits = { text: 16_000_000, width: Infinity };
/** What a server takes unless a setting raises it. */
const QUERY_SIZE = 262_144;
/** Milliseconds a server has to confirm that it stops. */
const PATIENCE = 5000;
const LONGEST_TIMER = 2 ** 31 - 1;

/** The server's codes: no such user, a wrong or missing password, not authenticated. */
const REFUSED = new Set(["192", "193", "194", "516"]);
/** A shard or replica that can't be reached, or went away. */
const LOST = new Set(["32", "198", "209", "210", "279", "425"]);

const FORMAT = "TabSeparatedWithNamesAndTypes";

/** Connects to `address`. Throws UsageError `optional_missing`, DataError `engine_lost`, `engine_credentials`, `engine_query`. */
export async function openClickhouse(address: ServerAddress, signal?: AbortSignal): Promise<SqlEngine> {
  const { createClient, ClickHouseLogLevel } = await loadOptional(
    ["@clickhouse/client"],
    "Asking ClickHouse",
    () => import("@clickhouse/client"),
  );
  const { host, port, user, secret, database, tls, statementTimeout } = address;
  const client = createClient({
    url: `${tls === null ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    ...(database === undefined ? {} : { database }),
    ...(secret?.kind === "token" ? { access_token: secret.value } : { username: user, password: secret?.value ?? "" }),
    ...{ application: "wasmetrics", request_timeout: statementTimeout ?? LONGEST_TIMER, http_agent: agentOf(address) },
    // errors are thrown, and the client's words are not redacted
    log: { level: ClickHouseLogLevel.OFF },
  });
  const engine = new Clickhouse(client, address);
  try {
    await engine.greet(signal);
    return engine;
  } catch (error) {
    await client.close();
    throw error;
  }
}

class Clickhouse implements SqlEngine {
  readonly dialect = dialects.clickhouse;
  readonly limits = LIMITS;
  readonly isSnapshot = false;
  readonly shown: string;
  version = "";
  private known: ReadonlySet<string> = new Set();

  constructor(
    private readonly client: ClickHouseClient,
    private readonly address: ServerAddress,
  ) {
    this.shown = address.shown;
  }

  /** Learns what the server is and which settings it knows, within the time a connection may take. */
  async greet(signal?: AbortSignal): Promise<void> {
    const { address } = this;
    const soon = AbortSignal.timeout(address.connectTimeout);
    const either = signal === undefined ? soon : AbortSignal.any([signal, soon]);
    const ask = async (sql: string) => (await this.ask(sql, {}, either)).columns[0] as readonly string[];
    try {
      this.version = `ClickHouse ${(await ask("SELECT version()"))[0]}`;
      this.known = new Set(await ask("SELECT name FROM system.settings"));
    } catch (error) {
      signal?.throwIfAborted();
      throw soon.aborted ? engineLost(address, `no answer within ${address.connectTimeout / 1000} s`) : error;
    }
    const missing = Object.keys(REQUIRED).filter((name) => !this.known.has(name));
    if (missing.length > 0) {
      throw new NotSupported(
        "engine_setting",
        `${this.shown} (${this.version}) has no setting ${missing.join(", ")}: it could leave rows out of an answer without saying so.`,
        { got: this.version, expected: missing },
      );
    }
  }

  async columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]> {
    const sql = `SELECT * FROM ${relation} LIMIT 0`;
    const settings = this.settings(sql, READING);
    const { columns } = await atMostTwice(() => this.ask(`DESCRIBE TABLE (${sql})`, settings, signal), signal);
    const [names, types] = columns as [readonly string[], readonly string[]];
    return names.map((name, c) => ({ name, type: types[c]!, kind: kindOf(types[c]!) }));
  }

  query(sql: string, signal?: AbortSignal): Promise<Answer> {
    return atMostTwice(() => this.ask(sql, this.settings(sql, READING), signal), signal);
  }

  async execute(sql: string, signal?: AbortSignal): Promise<void> {
    await this.stoppable(sql, signal, async (query_id, abort_signal) => {
      const clickhouse_settings = this.settings(sql, WRITING);
      await this.client.command({ query: sql, query_id, clickhouse_settings, abort_signal });
    });
  }

  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private settings(sql: string, purpose: Readonly<Record<string, string>>): Record<string, string> {
    const { statementTimeout } = this.address;
    const wanted = {
      ...{ ...WHERE_KNOWN, ...purpose },
      ...(sql.length > QUERY_SIZE / 4 ? { max_query_size: String(4 * sql.length) } : {}),
      ...(statementTimeout === undefined ? {} : { max_execution_time: String(Math.ceil(statementTimeout / 1000)) }),
    };
    const known = Object.entries(wanted).filter(([name]) => this.known.has(name));
    return { ...REQUIRED, ...Object.fromEntries(known), ...PROTOCOL };
  }

  private ask(sql: string, settings: Record<string, string>, signal: AbortSignal | undefined): Promise<Answer> {
    return this.stoppable(sql, signal, async (query_id, abort_signal) => {
      const query = `${sql}\nFORMAT ${FORMAT}`;
      const asked = { query, query_id, clickhouse_settings: settings, abort_signal };
      const { stream, response_headers } = await this.client.exec(asked);
      const answer = await received(stream);
      const announced = announcedRows(response_headers["x-clickhouse-summary"]);
      if (announced > answer.rows) throw answerCut(this.address, answer.rows, announced);
      return answer;
    });
  }

  /** Has the server stop when `signal` is raised, by closing the request and by name; errors as the library's. */
  private async stoppable<T>(
    sql: string,
    signal: AbortSignal | undefined,
    ask: (query_id: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const id = randomUUID();
    const closing = new AbortController();
    let killed: Promise<unknown> | undefined;
    const stop = () => {
      killed = this.kill(id);
      closing.abort();
    };
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await ask(id, closing.signal);
    } catch (error) {
      await killed;
      signal?.throwIfAborted();
      throw this.failure(error as Error & { code?: string }, sql);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Closing a request stops what reads and knows the setting; this stops the rest, for users who may. */
  private kill(id: string): Promise<unknown> {
    const soon = AbortSignal.timeout(Math.min(PATIENCE, this.address.connectTimeout));
    return this.client
      .command({ query: `KILL QUERY WHERE query_id = '${id}' ASYNC`, abort_signal: soon })
      .catch(() => {});
  }

  private failure(error: Error & { code?: string }, sql: string): Error {
    const { address } = this;
    if (error.name === "DataError" || error instanceof RangeError) return error;
    const words = wordsOf(error);
    // the client does not know the words of old servers
    const code = error.code ?? /\bCode: (\d+)[.,]/.exec(words)?.[1];
    if (error instanceof NotWhole) return engineLost(address, `the answer ended early: ${words}`);
    if (code !== undefined && REFUSED.has(code)) return credentialsRefused(address, words, "CLICKHOUSE_PASSWORD");
    const isServers = code !== undefined && /^\d+$/.test(code) && !LOST.has(code);
    return isServers ? queryFailed(address, words, sql, code) : engineLost(address, words, code);
  }
}

async function received(stream: Readable): Promise<Answer> {
  const rows = new TabSeparated(columnKind);
  for await (const piece of stream) rows.push(piece as Buffer);
  return rows.answer();
}

/** Rows of an answer as newer servers announce them; 0 where they don't. */
function announcedRows(header: string | string[] | undefined): number {
  const { result_rows = 0 } = JSON.parse(typeof header === "string" ? header : "{}") as { result_rows?: string };
  return Number(result_rows);
}

/** A type without what wraps it. */
const bare = (type: string): string => {
  const inner = /^(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, )?(.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bare(inner);
};

function columnKind(type: string): ColumnKind {
  const name = bare(type);
  // NULL alone is of type Nothing
  if (name === "Float64" || name === "Nothing") return "number";
  if (/^(String|FixedString\(\d+\))$/.test(name)) return "text";
  throw new RangeError(`a column is neither double nor text (type ${type})`);
}

const KINDS: readonly (readonly [RegExp, SqlKind])[] = [
  [/^(U?Int\d+|Float\d+|BFloat16|Decimal.*)$/, "number"],
  [/^(String|FixedString.*|Enum.*|UUID)$/, "text"],
  [/^Bool$/, "boolean"],
  [/^Date/, "date"],
];

const kindOf = (type: string): SqlKind => KINDS.find(([pattern]) => pattern.test(bare(type)))?.[1] ?? "other";
