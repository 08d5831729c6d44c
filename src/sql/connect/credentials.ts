/**
 * Who asks an engine, and by what secret: from the address, else from the environment. `redactor` takes the secrets out of whatever is
 * shown or thrown.
 */
import { userInfo } from "node:os";
import { HIDDEN, withoutSecrets } from "../../base/secrets.js";
import { pgpass } from "./pgpass.js";

/** A password, or a token (JWT, bearer). */
export interface Secret {
  readonly kind: "password" | "token";
  readonly value: string;
}

export interface Credentials {
  readonly user: string;
  readonly secret: Secret | undefined;
}

/** Variables of the environment by engine, the first that is set counts; ours serve every engine. */
const VARIABLES = {
  postgres: { user: ["PGUSER"], password: ["PGPASSWORD"], token: [] },
  clickhouse: { user: ["CLICKHOUSE_USER"], password: ["CLICKHOUSE_PASSWORD"], token: ["CLICKHOUSE_TOKEN"] },
  trino: { user: ["TRINO_USER"], password: ["TRINO_PASSWORD"], token: ["TRINO_TOKEN"] },
  spark: { user: ["SPARK_USER"], password: [], token: ["SPARK_TOKEN"] },
} as const satisfies Record<string, { user: string[]; password: string[]; token: string[] }>;

export type ServerEngine = keyof typeof VARIABLES;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The user an engine knows where none is named. */
const defaultUser = (engine: ServerEngine): string => (engine === "clickhouse" ? "default" : userInfo().username);

const variables = (engine: ServerEngine, what: "user" | Secret["kind"]): string[] => {
  const taken: readonly string[] = VARIABLES[engine][what];
  if (what !== "user" && taken.length === 0) return [];
  return [...taken, `WASMETRICS_SQL_${what.toUpperCase()}`];
};

/** Where a secret of `kind` for `engine` belongs. */
export const secretVariable = (engine: ServerEngine, kind: Secret["kind"]): string =>
  variables(engine, kind)[0] ?? "WASMETRICS_SQL_TOKEN";

/** What an address has. */
interface Given {
  readonly user: string | undefined;
  readonly secret: Secret | undefined;
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
}

/** What the address has, completed from the environment, and of PostgreSQL from its file of passwords. */
export function credentials(engine: ServerEngine, given: Given, environment: Environment): Credentials {
  const first = (what: "user" | Secret["kind"]) =>
    variables(engine, what)
      .map((name) => environment[name])
      .find((value) => value !== undefined && value !== "");
  const found = (kind: Secret["kind"]): Secret | undefined => {
    const value = first(kind);
    return value === undefined ? undefined : { kind, value };
  };
  const user = given.user ?? first("user") ?? defaultUser(engine);
  const secret = given.secret ?? found("password") ?? found("token");
  return { user, secret: secret ?? (engine === "postgres" ? ofFile(given, user, environment) : undefined) };
}

function ofFile({ host, port, database }: Given, user: string, environment: Environment): Secret | undefined {
  const place = host.startsWith("/") ? "localhost" : host;
  const value = pgpass([place, String(port), database ?? user, user], environment);
  return value === undefined ? undefined : { kind: "password", value };
}

/** A text without secrets, however they are written in it: as they are, in a URL, in JSON, in a header of basic authentication. */
export function redactor(secrets: readonly (string | undefined)[], user: string): (text: string) => string {
  const written = secrets.flatMap((secret) => (secret ? spellings(secret, user) : []));
  const longestFirst = [...new Set(written)].sort((a, b) => b.length - a.length);
  return (text) => withoutSecrets(longestFirst.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text));
}

function spellings(secret: string, user: string): string[] {
  const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
  const inUrl = encodeURIComponent(secret);
  return [
    ...[secret, inUrl, inUrl.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()), encodeURI(secret)],
    ...[JSON.stringify(secret).slice(1, -1), secret.replaceAll("'", "''"), secret.replaceAll("'", "\\'")],
    ...[base64(secret), base64(`${user}:${secret}`), Buffer.from(secret, "utf8").toString("base64url")],
  ];
}
