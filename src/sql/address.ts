/**
 * Where an engine is, from one text: `duckdb:FILE`, `postgres://user@host:5432/db?sslmode=verify-full`, `clickhouse://`, `trino://`,
 * `spark://`. Credentials come from the address or the environment, and leave it in no text. Knows nothing of how an engine is spoken to.
 */
import { UsageError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { requirePrintable } from "../base/printable.js";
import { HIDDEN, withoutSecrets } from "../base/secrets.js";
import {
  type Credentials,
  credentials,
  type Environment,
  redactor,
  type Secret,
  type ServerEngine,
  secretVariable,
} from "./connect/credentials.js";
import { ADDRESS_NOTES } from "./connect/messages.js";
import { type HttpProxy, isLoopback, proxyOf } from "./connect/proxy.js";
import { type SslMode, sslMode, type Take, type Tls, tlsOf } from "./connect/tls.js";
import type { Dialect } from "./dialect.js";

interface Shown {
  /** The address as it may be shown: no password, no token. */
  readonly shown: string;
  /** `text` without the secrets of this address: for words of engines, errors, logs and calls. */
  readonly redacted: (text: string) => string;
  readonly notes: readonly Note[];
}

/** A database file of DuckDB. */
export interface FileAddress extends Shown {
  readonly engine: "duckdb";
  readonly path: string;
}

/** A server, and all that a client needs to reach it. */
export interface ServerAddress extends Shown, Credentials {
  readonly engine: ServerEngine;
  /** A name or number, without the brackets of IPv6; a folder (`/var/run/postgresql`) for a socket on this machine. */
  readonly host: string;
  readonly port: number;
  /** What stands after the host: a database, or Trino's `catalog/schema`; `undefined` for the server's default. */
  readonly database: string | undefined;
  /** null: not encrypted. */
  readonly tls: Tls | null;
  readonly proxy: HttpProxy | undefined;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number;
  /** Milliseconds a statement may take; `undefined`: as long as it needs. */
  readonly statementTimeout: number | undefined;
  /** PostgreSQL's: the column that says which server holds a row; statements group by it as well, so that servers add up what they hold. */
  readonly shard: string | undefined;
  /** Further parameters of the engine, of those `PARAMETERS` lists. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type EngineAddress = FileAddress | ServerAddress;

/** Ports without TLS and with it. */
const PORTS: Readonly<Record<ServerEngine, readonly [number, number]>> = {
  postgres: [5432, 5432],
  clickhouse: [8123, 8443],
  trino: [8080, 443],
  spark: [15002, 443],
};

/** Schemes that are another word for an engine's, and what is said by `+http` and `+https`. */
const ALIASES: Readonly<Record<string, ServerEngine>> = { postgresql: "postgres", sc: "spark" };
const TRANSPORTS: Readonly<Record<string, SslMode>> = { "+http": "disable", "+https": "verify-full" };
const SCHEME = /^(duckdb|postgres(?:ql)?|clickhouse|trino|spark|sc)(\+https?)?:/i;

/** Parameters of every server, and of each. */
const COMMON = [
  ...["sslmode", "sslrootcert", "sslcert", "sslkey", "proxy", "connect_timeout", "statement_timeout"],
  ...["user", "password", "token"],
];
const PARAMETERS: Readonly<Record<ServerEngine, readonly string[]>> = {
  postgres: ["shard", "host"],
  clickhouse: [],
  trino: ["source", "client_tags", "session"],
  spark: ["use_ssl", "user_id"],
};
const SECRETS = ["password", "token", "proxy"];

/** What keeps a unit's rows together where no parameter `shard` is needed. */
const WITHOUT_SHARD: Readonly<Record<Exclude<Dialect["name"], "postgres">, string>> = {
  duckdb: "all rows are read in this process",
  clickhouse: "its servers add up what they hold; key the Distributed table by a hash of the unit",
  trino: "bucket the table by the unit instead (bucketed_by)",
  spark: "bucket the table by the unit instead (CLUSTERED BY)",
};

const CONNECT_SECONDS = 30;

/** Whether `text` names files of Parquet. */
export const isParquetFiles = (text: string): boolean => /\.parquet$|[*?]/i.test(text);

/** The engine whose address `text` is; undefined of what is none, such as the name of a file. */
export function engineOf(text: string): Dialect["name"] | undefined {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined ? undefined : (ALIASES[scheme] ?? (scheme as Dialect["name"]));
}

/**
 * The address `text` is. Throws UsageError `engine_address`, `engine_parameter`, `engine_sslmode`, `engine_certificate`, whose words hold
 * nothing of a text that can't be read: a password may be anywhere in it.
 */
export function engineAddress(text: string, environment: Environment = process.env): EngineAddress {
  const engine = engineOf(text);
  if (engine === undefined) {
    throw unreadable("it begins with no engine's name (duckdb:, postgres://, clickhouse://, trino://, spark://)");
  }
  return engine === "duckdb" ? fileAddress(text.replace(SCHEME, "")) : serverAddress(engine, text, environment);
}

function fileAddress(written: string): FileAddress {
  const path = written.replace(/^\/\/(?=\/)/, "");
  if (path === "") throw unreadable("duckdb: is followed by a database file");
  const parameter = /\?(\w+)=/.exec(path)?.[1];
  if (parameter !== undefined) throw unknownParameter("duckdb", parameter, []);
  if (isParquetFiles(path)) {
    throw unreadable("duckdb: is followed by a database file; files of Parquet are DATA, beside --engine duckdb");
  }
  return { engine: "duckdb", path, shown: `duckdb:${withoutSecrets(path)}`, redacted: withoutSecrets, notes: [] };
}

function unknownParameter(engine: Dialect["name"], name: string, expected: readonly string[]): UsageError {
  const known = expected.length === 0 ? "It takes none" : `It takes ${expected.join(", ")}`;
  const advice = name === "shard" && engine !== "postgres" ? `Leave it out: ${WITHOUT_SHARD[engine]}` : known;
  const message = `The address of ${engine} has no parameter '${name}'. ${advice}.`;
  return new UsageError("engine_parameter", message, { got: name, expected });
}

const unreadable = (why: string): UsageError =>
  new UsageError("engine_address", `The engine's address can't be read: ${why}.`, {
    got: "an address that is not shown, since it may hold a password",
    expected: "engine://user@host:port/database?parameter=value",
  });

function serverAddress(engine: ServerEngine, text: string, environment: Environment): ServerAddress {
  const url = parsed(text);
  const given = new Parameters(engine, url);
  const { user, secret, written } = asked(engine, url, given.take);
  const host = given.take("host") ?? (decoded(url.hostname).replace(/^\[|\]$/g, "") || "localhost");
  const mode = modeOf(engine, text, host, given.take, environment);
  const tls = tlsOf(engine, mode, given.take, environment);
  const port = url.port === "" ? PORTS[engine][tls === null ? 0 : 1] : Number(url.port);
  const where = { host, port, database: databaseOf(url.pathname) };
  const who = credentials(engine, { user, secret, ...where }, environment);
  const proxy = proxyOf({ engine, host, tls }, given.take("proxy"), environment);
  const rest = given.rest();
  requireInHeaders(engine, { host, user: who.user, database: where.database, ...Object.fromEntries(rest) }, who.secret);
  const secrets = [...written, who.secret?.value, tls?.passphrase, proxy?.password, rawPassword(text)];
  const redacted = redactor(secrets, who.user);
  return {
    engine,
    ...{ ...who, ...where, tls, proxy, redacted },
    connectTimeout: 1000 * (given.seconds("connect_timeout") ?? CONNECT_SECONDS),
    statementTimeout: milliseconds(given.seconds("statement_timeout")),
    shard: given.take("shard"),
    parameters: rest,
    shown: shownUrl(url),
    notes: notesOf(engine, host, mode, secret),
  };
}

/** Throws UsageError `engine_address` where what a request has in its headers would break them. A password is encoded there. */
function requireInHeaders(
  engine: ServerEngine,
  parts: Readonly<Record<string, string | undefined>>,
  secret: Secret | undefined,
): void {
  const remedy = "Take it out of the address, or of the environment variable that holds it.";
  const request = { code: "engine_address", name: `A request to ${engine}`, remedy };
  for (const [name, value] of Object.entries(parts)) requirePrintable(request, `the ${name}`, value ?? "");
  if (secret?.kind === "token") requirePrintable(request, "the token", secret.value, true);
}

/** A URL as browsers read it; never what can be two things, such as a password with an unescaped slash. */
function parsed(text: string): URL {
  const advice = "write special characters of a password in percent form, as @ = %40, / = %2F, # = %23, ? = %3F";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unreadable(`it is no URL; ${advice}`);
  }
  if (!text.slice(url.protocol.length).startsWith("//")) throw unreadable("its scheme is followed by //");
  if (url.hash !== "" || text.endsWith("#")) throw unreadable(`it holds a #; ${advice}`);
  if (`${url.pathname}${url.search}`.includes("@")) throw unreadable(`it has an @ after the host; ${advice}`);
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unreadable("it holds a % that is followed by no two hexadecimal digits (a % itself is %25)");
  }
}

/** The password as the text has it, which a client's words may repeat. */
const rawPassword = (text: string): string => /^[^/]*\/\/[^:/@]*:([^/]*)@/.exec(text)?.[1] ?? "";

function databaseOf(path: string): string | undefined {
  const [before] = path.split(";", 1);
  const name = decoded(before!.replace(/^\/|\/$/g, ""));
  return name === "" ? undefined : name;
}

/** The parameters of an address: those after `?`, and of Spark those after `/;`. Each may stand there once. */
class Parameters {
  private readonly left = new Map<string, string>();

  constructor(
    private readonly engine: ServerEngine,
    url: URL,
  ) {
    const known = [...COMMON, ...PARAMETERS[engine]];
    for (const [name, value] of [...url.searchParams, ...this.afterPath(url)]) {
      const expected = known.filter((one) => !SECRETS.includes(one));
      if (!known.includes(name)) throw unknownParameter(engine, name, expected);
      if (this.left.has(name)) {
        const message = `The address of ${engine} has the parameter '${name}' twice.`;
        throw new UsageError("engine_parameter", message, { got: name, expected: "each once" });
      }
      this.left.set(name, value);
    }
  }

  private afterPath({ pathname }: URL): [string, string][] {
    if (this.engine !== "spark") return [];
    const pairs = pathname.split(";").slice(1);
    return pairs.map((pair) => {
      const [name, ...value] = pair.split("=");
      return [name!, decoded(value.join("="))];
    });
  }

  readonly take: Take = (name) => {
    const value = this.left.get(name);
    this.left.delete(name);
    return value === "" ? undefined : value;
  };

  seconds(name: string): number | undefined {
    const written = this.take(name);
    if (written === undefined) return undefined;
    const value = Number(written);
    if (value > 0 && value <= MOST_SECONDS) return value;
    const message = `The address's ${name}=${written} is no number of seconds between 0 and ${MOST_SECONDS}.`;
    throw new UsageError("engine_parameter", message, { got: written, expected: "seconds" });
  }

  rest(): ReadonlyMap<string, string> {
    return this.left;
  }
}

/** Timers of Node hold 2^31 milliseconds. */
const MOST_SECONDS = 2_000_000;
const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : 1000 * seconds);

interface Asked {
  readonly user: string | undefined;
  readonly secret: Secret | undefined;
  /** Every secret that stands in the address. */
  readonly written: readonly (string | undefined)[];
}

function asked(engine: ServerEngine, url: URL, take: Take): Asked {
  const [userOfSpark, user, given, token] = ["user_id", "user", "password", "token"].map(take);
  const password = decoded(url.password) || given;
  const kind = token !== undefined || engine === "spark" ? "token" : "password";
  const value = token ?? password;
  return {
    user: decoded(url.username) || user || userOfSpark,
    secret: value === undefined ? undefined : { kind, value },
    written: [decoded(url.password), given, token],
  };
}

/** What the address, its scheme or the environment asks for; else verified, or, on this machine, not encrypted. */
function modeOf(engine: ServerEngine, text: string, host: string, take: Take, environment: Environment): SslMode {
  const asked = sslMode(take("sslmode"));
  const ssl = take("use_ssl");
  const transport = TRANSPORTS[SCHEME.exec(text)?.[2]?.toLowerCase() ?? ""];
  const words = ssl === undefined ? undefined : ssl === "true" ? "verify-full" : "disable";
  const set = engine === "postgres" ? sslMode(environment.PGSSLMODE || undefined) : undefined;
  return asked ?? transport ?? words ?? set ?? (isLoopback(host) ? "disable" : "verify-full");
}

function shownUrl(url: URL): string {
  const shown = new URL(url.href);
  if (shown.password !== "") shown.password = HIDDEN;
  for (const name of SECRETS) if (shown.searchParams.has(name)) shown.searchParams.set(name, HIDDEN);
  shown.pathname = shown.pathname.replaceAll(/;(password|token|proxy)=[^;]*/g, `;$1=${HIDDEN}`);
  return shown.href.replaceAll("%2A%2A%2A", HIDDEN);
}

function notesOf(engine: ServerEngine, host: string, mode: SslMode, inUrl: Secret | undefined): Note[] {
  const away = !isLoopback(host);
  return [
    ...(inUrl === undefined
      ? []
      : [note(ADDRESS_NOTES, "password_in_url", { variable: secretVariable(engine, inUrl.kind) })]),
    ...(away && mode === "disable" ? [note(ADDRESS_NOTES, "connection_not_encrypted", { host })] : []),
    ...(away && mode === "require" ? [note(ADDRESS_NOTES, "certificate_not_verified", { host })] : []),
  ];
}
