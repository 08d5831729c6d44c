/**
 * Trino, by its client protocol: a statement is posted, then its pages are fetched until none is left. A query that lost a worker has
 * failed, and is asked once more from the beginning if it only reads.
 */
import { DataError } from "../../base/errors.js";
import type { ServerAddress } from "../address.js";
import { secretVariable } from "../connect/credentials.js";
import { credentialsRefused, engineLost, queryFailed } from "../connect/failures.js";
import { isLoopback } from "../connect/proxy.js";
import { dialects } from "../dialect.js";
import type { Answer, SqlColumn, SqlEngine } from "../engine.js";
import { paused } from "./paused.js";
import { columnOf, ForeignAnswer, TrinoAnswer } from "./trino-answer.js";
import { type Page, TrinoConversation } from "./trino-http.js";

/** `query.max-length` of a server that says nothing else. */
const CHARACTERS = 1_000_000;
/** Trino's names of failures of its servers or the network between them: the statement may succeed on those that are left. */
const LOST = [
  ...["NO_NODES_AVAILABLE", "REMOTE_TASK_ERROR", "REMOTE_TASK_MISMATCH", "REMOTE_HOST_GONE", "ABANDONED_TASK"],
  ...["PAGE_TRANSPORT_ERROR", "PAGE_TRANSPORT_TIMEOUT", "TOO_MANY_REQUESTS_FAILED"],
  ...["SERVER_SHUTTING_DOWN", "SERVER_STARTING_UP"],
];
/** Milliseconds a cluster has to notice which of its servers are gone. */
const BREATH = 1000;

/** Throws UsageError `engine_parameter`, DataError `engine_credentials`, `engine_lost`, `engine_query`. */
export async function openTrino(address: ServerAddress, signal?: AbortSignal): Promise<SqlEngine> {
  if (address.secret !== undefined && address.tls === null && !isLoopback(address.host)) {
    const words = "it takes no password or token over a connection that is not encrypted; use trino+https://";
    throw credentialsRefused(address, words, secretVariable("trino", address.secret.kind));
  }
  const engine = new TrinoEngine(address);
  const { columns } = await engine.query("SELECT version()", signal);
  engine.version = `Trino ${columns[0]![0]}`;
  return engine;
}

/** What is made of the pages of an answer. */
interface Pages<T> {
  add(page: Page): void;
  finished(bytes: number): T;
}

class TrinoEngine implements SqlEngine {
  readonly dialect = dialects.trino;
  readonly limits = { text: CHARACTERS, width: Number.POSITIVE_INFINITY };
  readonly isSnapshot = false;
  readonly shown: string;
  version = "Trino";

  constructor(private readonly address: ServerAddress) {
    this.shown = address.shown;
  }

  async columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]> {
    const columns: SqlColumn[] = [];
    await this.read(`SELECT * FROM ${relation} LIMIT 0`, signal, () => ({
      add: (page) => {
        if (columns.length === 0) columns.push(...(page.columns ?? []).map(columnOf));
      },
      finished: () => columns,
    }));
    return columns;
  }

  query(sql: string, signal?: AbortSignal): Promise<Answer> {
    return this.read(sql, signal, () => new TrinoAnswer());
  }

  async execute(sql: string, signal?: AbortSignal): Promise<void> {
    await this.run(sql, false, signal, { add: () => {}, finished: () => {} });
  }

  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async close(): Promise<void> {}

  /** Runs a statement that reads, once more where the first time failed for want of a server. */
  private async read<T>(sql: string, signal: AbortSignal | undefined, pages: () => Pages<T>): Promise<T> {
    try {
      return await this.run(sql, true, signal, pages());
    } catch (error) {
      if (!(error instanceof DataError && LOST.includes(String(error.detail.engine_code)))) throw error;
      await paused(BREATH, signal);
      return this.run(sql, true, signal, pages());
    }
  }

  private async run<T>(sql: string, isRead: boolean, signal: AbortSignal | undefined, pages: Pages<T>): Promise<T> {
    signal?.throwIfAborted();
    const conversation = new TrinoConversation(this.address);
    let uri: string | undefined;
    try {
      let page = await conversation.post(sql, isRead, signal);
      for (;;) {
        uri = page.nextUri;
        if (page.error !== undefined) throw this.failure(page.error, sql);
        pages.add(page);
        if (uri === undefined) return pages.finished(conversation.bytes);
        signal?.throwIfAborted();
        page = await conversation.next(uri, signal);
      }
    } catch (error) {
      if (uri !== undefined) await conversation.end(uri);
      signal?.throwIfAborted();
      throw error instanceof ForeignAnswer ? queryFailed(this.address, error.message, sql) : error;
    } finally {
      conversation.close();
    }
  }

  private failure({ errorName = "", message = errorName }: NonNullable<Page["error"]>, sql: string): DataError {
    if (LOST.includes(errorName)) return engineLost(this.address, `${errorName}: ${message}`, errorName);
    return queryFailed(this.address, message, sql, errorName);
  }
}
