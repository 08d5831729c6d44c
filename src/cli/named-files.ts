/**
 * Which options and arguments name what a command reads, and which what it writes: declared where they are added, and claimed for
 * every command before it does anything, so that no output takes the place of an input. Knows no command.
 */
import { statSync } from "node:fs";
import { sep } from "node:path";
import { Argument, type Command, Option } from "commander";
import { claims, targetOf } from "../data/disk/identity.js";
import { covers } from "../data/files/files-matching.js";
import { parquetPattern } from "../data/files/parquet-files.js";

/** What is at the path, or address, that is given: an input, a folder of which all is one, or an output. */
export type Role = "read" | "read-whole" | "written";
type Named = Option | Argument;

const roles = new WeakMap<Named, Role>();

/** Declares what `named` names. */
export function naming<N extends Named>(role: Role, named: N): N {
  roles.set(named, role);
  return named;
}

export const roleOf = (named: Named): Role | undefined => roles.get(named);

/** An option that names a file or folder. */
export const fileOption = (role: Role, flags: string, description: string): Option =>
  naming(role, new Option(flags, description));

/** An argument that names files or a folder. */
export const fileArgument = (role: Role, name: string, description: string): Argument =>
  naming(role, new Argument(name, description));

/** Claims what a call of `command` names. Throws UsageError `output_is_input` where it would write what it reads. */
export function claimNamed(command: Command): void {
  for (const { role, path, said } of namedIn(command)) {
    if (role === "read") claimInput(path);
    else if (role === "read-whole") claimFolder(path);
    else claims.output(path, said);
  }
}

/** Paths that a call of `command` names to be written. */
export const writtenBy = (command: Command): string[] =>
  namedIn(command).flatMap(({ role, path }) => (role === "written" ? [path] : []));

function namedIn(command: Command): { readonly role: Role; readonly path: string; readonly said: string }[] {
  const given: [Named, unknown, string][] = [
    ...command.options.map((one): [Named, unknown, string] => [
      one,
      command.getOptionValue(one.attributeName()),
      `${one.long} `,
    ]),
    ...command.registeredArguments.map((one, i): [Named, unknown, string] => [one, command.processedArgs[i], ""]),
  ];
  return given.flatMap(([named, value, flag]) => {
    const role = roleOf(named);
    const paths = [value].flat().filter((path): path is string => typeof path === "string" && path.trim() !== "");
    return role === undefined ? [] : paths.map((path) => ({ role, path, said: `${flag}${path}` }));
  });
}

const QUERY = /^\s*(\(|select\b|with\b)/i;

/**
 * Claims an input by its name: a file, files by a pattern or a folder of them, a database file of DuckDB by its address, or what the
 * texts of a query name. Throws UsageError `output_is_input`.
 */
export function claimInput(name: string): void {
  const [, database] = /^duckdb:(?:\/\/(?=\/))?(.+)$/is.exec(name) ?? [];
  const paths = database !== undefined ? [database, `${database}.wal`] : QUERY.test(name) ? texts(name) : [name];
  for (const path of paths) claimPath(path);
}

const texts = (query: string): string[] =>
  [...query.matchAll(/'((?:[^']|'')+)'|"((?:[^"]|"")+)"/g)].map(([, single, double]) =>
    single === undefined ? double!.replaceAll('""', '"') : single.replaceAll("''", "'"),
  );

function claimPath(path: string): void {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (status?.isFile() === true || status?.isFIFO() === true) claims.input(path, path, status);
  const pattern = parquetPattern(path);
  if (/[*?]/.test(pattern) && status?.isFile() !== true) claims.inputsWithin(path, covers(pattern));
}

/** Claims all in a folder; a file likewise. */
function claimFolder(path: string): void {
  const within = `${targetOf(path)}${sep}`;
  claims.inputsWithin(path, (target) => `${target}${sep}`.startsWith(within));
}

/** Claims what the standard streams were redirected to. */
export function claimStandardStreams(): void {
  claims.descriptor("the standard input", 0, "input");
  claims.descriptor("the standard output", 1, "output");
  claims.descriptor("the standard error", 2, "output");
}
