/**
 * The requests of Trino's client protocol: a statement is posted, the pages of its answer are fetched one after the other, a query is
 * deleted to end it. What is overloaded or cut is asked again where that does no harm. Knows nothing of what pages hold.
 */
import { type Agent, type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UsageError } from "../../base/errors.js";
import type { ServerAddress } from "../address.js";
import { type Secret, secretVariable } from "../connect/credentials.js";
import { credentialsRefused, engineLost } from "../connect/failures.js";
import { agentOf } from "../connect/proxy.js";
import { paused } from "./paused.js";

/** A page of an answer. */
export interface Page {
  /** Where the next page is, and where the query is ended; none after the last. */
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message?: string; readonly errorName?: string };
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

interface Asking {
  readonly method: "POST" | "GET" | "DELETE";
  readonly path: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number;
}

/** Milliseconds of silence after which a request is lost: a server answers within seconds, if only that it is still at work. */
const SILENCE = 30_000;
/** Milliseconds within which a request may be tried again, and those between two tries: the first, twice as many .., the most. */
const PATIENCE = 60_000;
const [FIRST_PAUSE, LONGEST_PAUSE] = [50, 5000];
/** Milliseconds to end a query in, and for a posted statement to say how it is ended. */
const FAREWELL = 5_000;
/** What gateways answer for a server that is busy or out of their reach. */
const BUSY = [429, 502, 503, 504];
/** Connections that were cut, and servers that are away. */
const CUT = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "Z_BUF_ERROR"];
const AWAY = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"];

const unzipped = promisify(gunzip);

/** The conversation of one statement, on connections of its own: none of them may be an old one that the server is about to close. */
export class TrinoConversation {
  /** Received, as they came over the wire. */
  bytes = 0;
  private readonly agent: Agent;
  private readonly headers: Record<string, string>;

  /** Throws UsageError `engine_parameter`. */
  constructor(
    private readonly address: ServerAddress,
    private readonly patience = PATIENCE,
  ) {
    this.headers = headersOf(address);
    this.agent = agentOf(address);
  }

  /**
   * Posts a statement. Only one that `isRead` is posted again: of others nobody knows whether they have run. A signal is heard a
   * little later, since a query is ended by what the answer says.
   */
  async post(sql: string, isRead: boolean, signal: AbortSignal | undefined): Promise<Page> {
    const late = new AbortController();
    const hear = () => void setTimeout(() => late.abort(signal?.reason), FAREWELL).unref();
    signal?.addEventListener("abort", hear, { once: true });
    const asking: Asking = { method: "POST", path: "/v1/statement", body: sql, signal: late.signal };
    try {
      return await this.page(asking, isRead ? CUT : undefined);
    } finally {
      signal?.removeEventListener("abort", hear);
    }
  }

  /** The page at `uri`, which the server keeps until the one after it is fetched. */
  next(uri: string, signal: AbortSignal | undefined): Promise<Page> {
    return this.page({ method: "GET", path: pathOf(uri), signal }, [...CUT, ...AWAY]);
  }

  /** Ends the query whose next page is at `uri`, if the server can still be reached. */
  async end(uri: string): Promise<void> {
    await this.once({ method: "DELETE", path: pathOf(uri), timeout: FAREWELL }).catch(() => {});
  }

  close(): void {
    this.agent.destroy();
  }

  private async page(asking: Asking, again: readonly string[] | undefined): Promise<Page> {
    const { status, text } = await this.patiently(asking, again);
    if (status === 401 || status === 403) {
      const variable = secretVariable("trino", this.address.secret?.kind ?? "password");
      throw credentialsRefused(this.address, firstLine(text) || `HTTP ${status}`, variable);
    }
    const page = status === 200 ? parsed(text) : undefined;
    if (page !== undefined) return page;
    const what = status === 200 ? "an answer that is none of Trino's" : `HTTP ${status}`;
    throw engineLost(this.address, `${what} (${firstLine(text)})`, status);
  }

  /** The reply, after as many tries as it needs; `again` lists the errors of connections after which it may be asked once more. */
  private async patiently(asking: Asking, again: readonly string[] | undefined): Promise<Reply> {
    const end = Date.now() + (again === undefined ? 0 : this.patience);
    for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      let asked = 0;
      try {
        const reply = await this.once(asking);
        if (!BUSY.includes(reply.status) || Date.now() >= end) return reply;
        asked = 1000 * (Number(reply.retryAfter) || 0);
      } catch (error) {
        asking.signal?.throwIfAborted();
        const { code = "", message } = error as NodeJS.ErrnoException;
        if (!again?.includes(code) || Date.now() >= end) throw engineLost(this.address, message || code, code);
      }
      await paused(Math.min(Math.max(wait, asked), Math.max(end - Date.now(), wait)), asking.signal);
    }
  }

  private async once(asking: Asking): Promise<Reply> {
    const answer = await this.answer(asking);
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece as Buffer);
    const raw = Buffer.concat(pieces);
    this.bytes += raw.length;
    const { statusCode: status = 0, headers } = answer;
    const content = headers["content-encoding"] === "gzip" ? await unzipped(raw) : raw;
    return { status, text: content.toString("utf8"), retryAfter: headers["retry-after"] };
  }

  private answer({ method, path, body, signal, timeout = SILENCE }: Asking): Promise<IncomingMessage> {
    const { host, port, tls, connectTimeout } = this.address;
    const options = { host, port, path, method, agent: this.agent, headers: this.headers, signal };
    return new Promise((resolve, reject) => {
      const asked = (tls === null ? request : secureRequest)(options, resolve);
      const lost = (code: string, after: number) => () =>
        asked.destroy(Object.assign(new Error(`no answer within ${after / 1000} s`), { code }));
      const connecting = setTimeout(lost("EHOSTUNREACH", connectTimeout), connectTimeout);
      const connected = () => clearTimeout(connecting);
      asked.once("error", reject).once("close", connected);
      asked.once("socket", (socket) => {
        if (!socket.connecting) return connected();
        socket.once(tls === null ? "connect" : "secureConnect", connected);
      });
      asked.setTimeout(timeout, lost("ETIMEDOUT", timeout));
      asked.end(body);
    });
  }
}

/** Who asks, where names without a catalog are looked for, and the session. Trino decodes only the values of the session. */
function headersOf(address: ServerAddress): Record<string, string> {
  const { user, secret, database, parameters } = address;
  const [catalog, ...schema] = database?.split("/") ?? [];
  const given = {
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": schema.join("/"),
    "X-Trino-Session": sessionOf(address).join(","),
    "X-Trino-Client-Tags": parameters.get("client_tags"),
    Authorization: secret && authorization(user, secret),
  };
  return {
    "Accept-Encoding": "gzip",
    "Content-Type": "text/plain; charset=utf-8",
    "X-Trino-User": user,
    "X-Trino-Source": parameters.get("source") ?? "wasmetrics",
    ...Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []))),
  };
}

/** Properties of the session: those the address has as `name:value;name:value`, which is how Trino's other clients write them. */
function sessionOf({ parameters, statementTimeout }: ServerAddress): string[] {
  const written = parameters.get("session")?.split(";") ?? [];
  const given = written.map((property) => {
    const [, name, value] = /^\s*([\w.]+):(.*)$/.exec(property) ?? [];
    if (name !== undefined && value !== undefined) return `${name}=${encodeURIComponent(value.trim())}`;
    const message = `The address of trino has a session property that can't be read: ${property}. Write session=name:value;name:value.`;
    throw new UsageError("engine_parameter", message, { got: property, expected: "name:value" });
  });
  return statementTimeout === undefined ? given : [...given, `query_max_run_time=${statementTimeout}ms`];
}

const authorization = (user: string, { kind, value }: Secret): string =>
  kind === "token" ? `Bearer ${value}` : `Basic ${Buffer.from(`${user}:${value}`, "utf8").toString("base64")}`;

/** The path of a page. Host and port stay those of the address, whatever an answer says: secrets go nowhere else. */
function pathOf(uri: string): string {
  const { pathname, search } = new URL(uri, "http://trino");
  return pathname + search;
}

function parsed(text: string): Page | undefined {
  try {
    const page: unknown = JSON.parse(text);
    return typeof page === "object" && page !== null && "id" in page ? (page as Page) : undefined;
  } catch {
    return undefined;
  }
}

const firstLine = (text: string): string => text.trim().split("\n", 1)[0]!.slice(0, 200);
