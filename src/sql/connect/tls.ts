/**
 * How a connection is encrypted and whom it trusts, in the words of libpq (`sslmode`, `sslrootcert`, `sslcert`, `sslkey`) for every
 * engine. Verified unless the address asks for less; not encrypted only where it asks for that, or on this machine.
 */
import { readFileSync } from "node:fs";
import { UsageError } from "../../base/errors.js";
import type { Environment, ServerEngine } from "./credentials.js";

export const SSL_MODES = ["disable", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What node:tls takes. */
export interface Tls {
  readonly mode: Exclude<SslMode, "disable">;
  /** Certificates of authorities in PEM, instead of those Node has. */
  readonly ca: string | undefined;
  /** The client's certificate and its key in PEM. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly passphrase: string | undefined;
}

/** Parameters of an address, each taken once. */
export type Take = (name: string) => string | undefined;

/** Modes of libpq that go on without encryption where the server offers none. */
const FALLING_BACK = ["allow", "prefer"];

/** The mode asked for, by the address, its scheme or the environment; undefined where none is. */
export function sslMode(written: string | undefined): SslMode | undefined {
  if (written === undefined) return undefined;
  const mode = SSL_MODES.find((known) => known === written);
  if (mode !== undefined) return mode;
  const why = FALLING_BACK.includes(written) ? ": it would go on unencrypted in silence" : "";
  throw new UsageError("engine_sslmode", `sslmode=${written} is not used${why}. Use one of ${SSL_MODES.join(", ")}.`, {
    ...{ got: written, expected: SSL_MODES },
  });
}

/** The TLS of `mode`; null where the connection is not encrypted. Throws UsageError `engine_certificate` where a file can't be read. */
export function tlsOf(engine: ServerEngine, mode: SslMode, take: Take, environment: Environment): Tls | null {
  const libpq = engine === "postgres" ? environment : {};
  const file = (name: string) => take(name) ?? (libpq[`PG${name.toUpperCase()}`] || undefined);
  const [ca, cert, key] = [file("sslrootcert"), file("sslcert"), file("sslkey")];
  if (mode === "disable") return null;
  if ((cert === undefined) !== (key === undefined)) {
    const [has, lacks] = cert === undefined ? ["sslkey", "sslcert"] : ["sslcert", "sslkey"];
    const message = `The address has ${has} without ${lacks}: a client certificate is a certificate and its key.`;
    throw new UsageError("engine_certificate", message, { got: has, expected: ["sslcert", "sslkey"] });
  }
  return {
    mode,
    ca: ca === "system" ? undefined : pem("sslrootcert", ca),
    cert: pem("sslcert", cert),
    key: pem("sslkey", key),
    passphrase: environment.WASMETRICS_SQL_KEY_PASSWORD,
  };
}

function pem(option: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const refuse = (why: string) => {
    throw new UsageError("engine_certificate", `${option}: ${path} ${why}.`, { got: path, expected: "a file in PEM" });
  };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse(`can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return text.includes("-----BEGIN ") ? text : refuse("holds no certificate or key in PEM (-----BEGIN ...)");
}

/** `tls` as `tls.connect`, `https.Agent` and their like take it. */
export function tlsOptions(tls: Tls): {
  rejectUnauthorized: boolean;
  ca?: string[];
  cert?: string;
  key?: string;
  passphrase?: string;
  checkServerIdentity?: () => undefined;
} {
  const { mode, ca, cert, key, passphrase } = tls;
  return {
    rejectUnauthorized: mode !== "require",
    ...(mode === "verify-full" ? {} : { checkServerIdentity: () => undefined }),
    ...(ca === undefined ? {} : { ca: [ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
