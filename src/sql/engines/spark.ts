/**
 * Spark, by Spark Connect: statements in, Arrow out. A stream that is cut is taken up where it ended, or the statement fails; a server
 * that has started anew is not taken for the one before.
 */
import { randomUUID } from "node:crypto";
import { DataError } from "../../base/errors.js";
import type { ServerAddress } from "../address.js";
import { secretVariable } from "../connect/credentials.js";
import { answerCut, credentialsRefused, engineLost, queryFailed } from "../connect/failures.js";
import { isLoopback } from "../connect/proxy.js";
import { dialects } from "../dialect.js";
import type { Answer, AnswerColumn, SqlColumn, SqlEngine } from "../engine.js";
import { ArrowAnswer, columnsIn } from "./arrow-answer.js";
import { paused } from "./paused.js";
import { type Channel, callError, openChannel, STATUS, type Stream } from "./spark-channel.js";
import {
  configRequest,
  errorClassOf,
  executeRequest,
  interruptRequest,
  type Request,
  type Response,
  reattachRequest,
  releaseRequest,
  releaseSessionRequest,
  responseOf,
  type Session,
  serverOfConfig,
} from "./spark-connect-messages.js";

/** Settings of the session, without which a statement could mean something else or an answer be short. */
const SETTINGS = {
  // overflow and bad casts are errors
  "spark.sql.ansi.enabled": "true",
  "spark.sql.session.timeZone": "UTC",
  // a text is what it says: no ${variable} of the server, a backslash escapes
  "spark.sql.variable.substitute": "false",
  "spark.sql.parser.escapedStringLiterals": "false",
  // a file that is gone or damaged is an error, not fewer rows
  "spark.sql.files.ignoreMissingFiles": "false",
  "spark.sql.files.ignoreCorruptFiles": "false",
};

/** A driver of 1 GB takes 1.9 million characters, and has no memory for 18 million; columns were tried to 3,000. */
const CHARACTERS = 2_000_000;
/** Milliseconds that a call may take which waits for no data. */
const SHORT = 10_000;
/** Milliseconds before a stream that was cut is taken up: the first time, and at most. */
const PAUSES = { first: 100, most: 5000 };
/** Milliseconds after which the end of a stream without a word is a server's that is at work, not one that has nothing to say. */
const WHILE = 1000;

/** Throws UsageError `optional_missing`, NotSupported `engine_proxy`, DataError `engine_lost`, `engine_credentials`. */
export async function openSpark(address: ServerAddress, signal?: AbortSignal): Promise<SqlEngine> {
  if (address.secret !== undefined && address.tls === null && !isLoopback(address.host)) {
    const words = "it takes no token over a connection that is not encrypted; use sslmode=verify-full";
    throw credentialsRefused(address, words, secretVariable("spark", "token"));
  }
  const engine = new SparkEngine(address, await openChannel(address));
  try {
    await engine.open(signal);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

class SparkEngine implements SqlEngine {
  readonly dialect = dialects.spark;
  readonly limits = { text: CHARACTERS, width: Number.POSITIVE_INFINITY };
  readonly isSnapshot = false;
  readonly shown: string;
  version = "Spark";
  private session: Session;

  constructor(
    private readonly address: ServerAddress,
    private readonly channel: Channel,
  ) {
    this.shown = address.shown;
    this.session = { id: randomUUID(), user: address.user, server: undefined };
  }

  /** Begins the session: its settings, its schema, the server's version. */
  async open(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const request = configRequest(this.session, SETTINGS);
    const answer = await this.channel.call(request, this.address.connectTimeout, signal).catch((error) => {
      signal?.throwIfAborted();
      throw this.failure(error, "");
    });
    this.session = { ...this.session, server: serverOfConfig(answer) };
    const { database } = this.address;
    if (database !== undefined) {
      await this.execute(`USE ${database.split("/").map(this.dialect.quoted).join(".")}`, signal);
    }
    const { columns } = await this.query("SELECT version()", signal);
    this.version = `Spark ${String(columns[0]![0]).split(" ", 1)[0]}`;
  }

  async columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]> {
    let columns: SqlColumn[] = [];
    await this.run(`SELECT * FROM ${relation} LIMIT 0`, false, signal, async ({ batch }) => {
      if (batch !== undefined) columns = await columnsIn(this.shown, batch.arrow);
    });
    return columns;
  }

  async query(sql: string, signal?: AbortSignal): Promise<Answer> {
    const answer = new ArrowAnswer(`an answer of ${this.shown}`);
    let [announced, bytes]: [number, number] = [0, 0];
    let columns: readonly AnswerColumn[] = [];
    await this.run(sql, false, signal, async ({ batch, isLast }, size) => {
      bytes += size;
      announced += batch?.rows ?? 0;
      if (batch !== undefined) await answer.add(batch.arrow);
      if (isLast) columns = answer.columns();
    });
    if (announced !== answer.rows) throw answerCut(this.address, answer.rows, announced);
    return { rows: answer.rows, columns, bytes };
  }

  async execute(sql: string, signal?: AbortSignal): Promise<void> {
    await this.run(sql, true, signal, async () => {});
  }

  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async close(): Promise<void> {
    if (this.session.server !== undefined) await this.notify(releaseSessionRequest(this.session));
    this.channel.close();
  }

  /** Runs one statement to its end and passes on every response, with its size. */
  private async run(
    sql: string,
    isCommand: boolean,
    signal: AbortSignal | undefined,
    take: (response: Response, size: number) => Promise<void>,
  ): Promise<void> {
    const { statementTimeout } = this.address;
    const limit = statementTimeout === undefined ? undefined : AbortSignal.timeout(statementTimeout);
    const stop = AbortSignal.any([signal, limit].filter((one) => one !== undefined));
    const operation = randomUUID();
    signal?.throwIfAborted();
    try {
      await this.follow(operation, executeRequest(this.session, operation, sql, isCommand), isCommand, stop, take);
    } catch (error) {
      if (stop.aborted) await this.notify(interruptRequest(this.session, operation));
      signal?.throwIfAborted();
      if (limit?.aborted) throw queryFailed(this.address, `it took longer than ${statementTimeout! / 1000} s`, sql);
      throw this.failure(error, sql);
    } finally {
      void this.notify(releaseRequest(this.session, operation));
    }
  }

  /** The responses of `operation`, however many streams bring them: the server ends each after a while. */
  private async follow(
    operation: string,
    execute: Request,
    isCommand: boolean,
    stop: AbortSignal,
    take: (response: Response, size: number) => Promise<void>,
  ): Promise<void> {
    let [next, last]: [Request, string | undefined] = [execute, undefined];
    let [failing, wait]: [number | undefined, number] = [undefined, PAUSES.first];
    for (;;) {
      const begun = Date.now();
      let cut: unknown;
      try {
        for await (const bytes of stoppable(this.channel.stream(next), stop)) {
          const response = responseOf(bytes);
          await take(response, bytes.length);
          if (response.isLast) return;
          [last, failing, wait] = [response.id, undefined, PAUSES.first];
        }
        if (Date.now() - begun > WHILE) failing = undefined;
        else failing ??= begun;
      } catch (error) {
        cut = error;
        failing ??= Date.now();
      }
      // a statement that writes is sent once
      const wasNeverRun = last === undefined && !isCommand && isUnknownOperation(cut);
      if (stop.aborted || !(cut === undefined || wasNeverRun || isCut(cut))) throw cut;
      if (failing !== undefined && Date.now() - failing > this.address.connectTimeout)
        throw cut ?? engineLost(this.address, "its streams end without an answer");
      next = wasNeverRun ? execute : reattachRequest(this.session, operation, last);
      if (failing !== undefined) await paused(wait, stop);
      wait = Math.min(2 * wait, PAUSES.most);
    }
  }

  /** A call whose failure changes nothing: the server is gone, or has done it already. */
  private async notify(request: Request): Promise<void> {
    await this.channel.call(request, SHORT).catch(() => undefined);
  }

  /** What is thrown for `error`, met while `sql` ran. */
  private failure(error: unknown, sql: string): unknown {
    const call = callError(error);
    if (call === undefined) return isForeign(error) ? queryFailed(this.address, error.message, sql) : error;
    const { code, words } = call;
    const errorClass = classOf(error);
    const [line] = words.trim().split("\n", 1) as [string];
    if (code === STATUS.unauthenticated || code === STATUS.permission)
      return credentialsRefused(this.address, line, secretVariable("spark", "token"));
    const isLost = LOST.some((lost) => lost === code) || errorClass?.startsWith("INVALID_HANDLE.") === true;
    return isLost ? engineLost(this.address, line, errorClass) : queryFailed(this.address, line, sql, errorClass);
  }
}

/** Whether what was sent is no answer: `error` says how. */
const isForeign = (error: unknown): error is Error =>
  error instanceof RangeError || (error instanceof DataError && error.code.startsWith("file_"));

const LOST = [STATUS.unavailable, STATUS.deadline, STATUS.cancelled];

/** `stream`, ended where `stop` is raised. */
async function* stoppable(stream: Stream, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  const cancel = () => stream.cancel();
  stop.addEventListener("abort", cancel);
  try {
    stop.throwIfAborted();
    yield* stream;
  } finally {
    stop.removeEventListener("abort", cancel);
  }
}

/** Spark's class of an error: of what it sends beside its words, else of the brackets they begin with. */
function classOf(error: unknown): string | undefined {
  const call = callError(error);
  if (call === undefined) return undefined;
  const sent = call.details === undefined ? undefined : errorClassOf(call.details);
  return sent ?? /^\s*\[([A-Z][A-Z0-9_.]*)\]/.exec(call.words)?.[1];
}

/** Whether a stream ended for reasons that are none of the statement's. */
function isCut(error: unknown): boolean {
  const call = callError(error);
  if (call === undefined) return false;
  if (call.code === STATUS.unavailable || call.code === STATUS.cancelled) return true;
  if (classOf(error) === "INVALID_CURSOR.DISCONNECTED") return true;
  return RESET.some((words) => call.words.startsWith(words));
}

/** What the client's transport says of a stream that ended without a status. */
const RESET = ["Received RST_STREAM", "Call ended without gRPC status"];

/** Whether the server never received the statement. */
const isUnknownOperation = (error: unknown): boolean => classOf(error) === "INVALID_HANDLE.OPERATION_NOT_FOUND";
