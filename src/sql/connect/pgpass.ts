/**
 * PostgreSQL's file of passwords, `~/.pgpass` or PGPASSFILE: lines of host:port:database:user:password, of which the first that fits
 * counts. As for PostgreSQL itself, only its owner may read it.
 */
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../base/errors.js";

const OTHERS = 0o077;

/** The password for `wanted` (host, port, database, user), if the file has one. */
export function pgpass(
  wanted: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = environment.PGPASSFILE || join(environment.HOME || homedir(), ".pgpass");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const found = text
    .split(/\r?\n/)
    .map(entry)
    .find((fields) => fits(fields, wanted));
  if (found === undefined) return undefined;
  if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
    const message = `${file} can be read by other users of this machine: chmod 600 it, and it is used.`;
    throw new UsageError("engine_password_file", message, { got: file, expected: "a file only its owner can read" });
  }
  return found[wanted.length];
}

/** The fields of a line; a backslash takes the colon or backslash after it for itself. */
const entry = (line: string): string[] =>
  line.startsWith("#")
    ? []
    : [...line.matchAll(/((?:\\.|[^\\:])*)(?::|$)/g)].map(([, field]) => field!.replaceAll(/\\(.)/g, "$1"));

const fits = (fields: readonly string[], wanted: readonly string[]): boolean =>
  fields.length > wanted.length && wanted.every((value, i) => fields[i] === "*" || fields[i] === value);
