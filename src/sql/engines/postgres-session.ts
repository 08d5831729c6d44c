/**
 * One connection to a PostgreSQL server by the package pg: made over TLS and a proxy, statements to columns of text, and the server's
 * key by which a statement is stopped. Knows nothing of transactions or retries.
 */
import type { Socket } from "node:net";
import type pg from "pg";
import type { ServerAddress } from "../address.js";
import { AnswerColumns, type ColumnKind } from "../connect/answer-columns.js";
import { tunnel } from "../connect/proxy.js";
import { tlsOptions } from "../connect/tls.js";
import type { Answer } from "../engine.js";

export type Driver = typeof pg;

/** A column as the server describes it. */
export interface Field {
  readonly name: string;
  readonly type: number;
}

/** Types by the numbers the protocol has for them. */
const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  ...[701].map((type) => [type, "number"] as const),
  ...[25, 19, 1042, 1043].map((type) => [type, "text"] as const),
]);

/** The server said fewer or more rows than came. */
export class RowsMissing extends Error {
  constructor(
    readonly got: number,
    readonly announced: number,
  ) {
    super(`${announced} rows were announced and ${got} came`);
  }
}

/** What pg has of a result, of which its types know more than is used. */
interface Described {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rowCount: number | null;
}

const KEEP_ALIVE = 30_000;
/** Bytes of the protocol around a row, and around a value. */
const ROW_BYTES = 7;
const VALUE_BYTES = 4;

export class Session {
  /** Why the connection is no more. */
  lost: Error | undefined;

  private constructor(
    private readonly driver: Driver,
    private readonly client: pg.Client,
  ) {
    // without it a connection that ends between two statements ends the process
    client.on("error", (error) => {
      this.lost ??= error;
    });
    client.on("end", () => {
      this.lost ??= new Error("the connection ended");
    });
  }

  /** Throws as the client; a raised `signal` ends the attempt. */
  static async open(driver: Driver, address: ServerAddress, signal?: AbortSignal): Promise<Session> {
    const { host, port, user, secret, database, tls, proxy, connectTimeout } = address;
    const socket = proxy === undefined ? undefined : await tunnel(proxy, host, port, connectTimeout);
    const client = new driver.Client({
      ...{ host, port, user, database, ssl: tls === null ? false : tlsOptions(tls) },
      // never asked of the environment again, which `address` has read
      password: secret?.value ?? "",
      ...{ application_name: "wasmetrics", connectionTimeoutMillis: connectTimeout },
      ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE },
      ...(socket === undefined ? {} : { stream: () => connected(socket) }),
      types: { getTypeParser: () => (text: string) => text },
    });
    const session = new Session(driver, client);
    const stop = () => session.destroy(new Error("connecting was aborted"));
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await client.connect();
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    return session;
  }

  /** Statements without an answer, one after the other. */
  async run(sql: string): Promise<void> {
    await this.client.query(sql);
  }

  /** Rows of one statement as text. */
  async rows(sql: string): Promise<string[][]> {
    const { rows } = await this.client.query<string[]>({ text: sql, rowMode: "array" });
    return rows;
  }

  /** The columns of one statement that returns no row. */
  async fields(sql: string): Promise<Field[]> {
    const { fields } = await this.client.query({ text: sql, rowMode: "array" });
    return fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  }

  /** The answer of one statement, its rows taken as they come. */
  answer(sql: string): Promise<Answer> {
    // the extended protocol takes one statement and no second one behind a semicolon
    const config = { text: sql, rowMode: "array", queryMode: "extended" };
    const query = new this.driver.Query<string[]>(config);
    const taken = new Rows();
    return new Promise((resolve, reject) => {
      query.on("row", (row: (string | null)[], result) => taken.add(row, result as unknown as Described));
      query.on("error", reject);
      query.on("end", (result) => {
        try {
          resolve(taken.whole(result as unknown as Described));
        } catch (error) {
          reject(error as Error);
        }
      });
      this.client.query(query);
    });
  }

  /** The server's process, by which another connection cancels. */
  get process(): number {
    return (this.client as unknown as { processID: number }).processID;
  }

  async close(): Promise<void> {
    this.lost ??= new Error("the connection was closed");
    await this.client.end().catch(() => {});
  }

  /** Ends the connection without the server's consent. */
  destroy(why: Error): void {
    this.lost ??= why;
    (this.client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  }
}

/** Rows as they come. What is wrong with one waits for the end: nobody catches what an event throws. */
class Rows {
  private columns: AnswerColumns | undefined;
  private bytes = 0;
  private wrong: unknown;

  add(row: readonly (string | null)[], { fields }: Described): void {
    if (this.wrong !== undefined) return;
    try {
      this.columns ??= columnsFor(fields);
      this.columns.add(row);
      for (const text of row) this.bytes += VALUE_BYTES + (text === null ? 0 : Buffer.byteLength(text));
      this.bytes += ROW_BYTES;
    } catch (error) {
      this.wrong = error;
    }
  }

  whole({ fields, rowCount }: Described): Answer {
    if (this.wrong !== undefined) throw this.wrong;
    this.columns ??= columnsFor(fields);
    // EXPLAIN and SHOW count nothing
    if (rowCount !== null && rowCount !== this.columns.rows) throw new RowsMissing(this.columns.rows, rowCount);
    return this.columns.answer(this.bytes);
  }
}

function columnsFor(fields: Described["fields"]): AnswerColumns {
  return new AnswerColumns(
    fields.map(({ name, dataTypeID }) => {
      const kind = KINDS.get(dataTypeID);
      if (kind === undefined) throw new RangeError(`column ${name} is neither double nor text (type ${dataTypeID})`);
      return kind;
    }),
  );
}

/** A socket that is connected, for a client that means to connect it. */
function connected(socket: Socket): Socket {
  socket.connect = () => {
    process.nextTick(() => socket.emit("connect"));
    return socket;
  };
  return socket;
}
