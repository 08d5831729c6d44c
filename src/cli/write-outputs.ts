/**
 * Outputs as the user named them: checked before anything is read, never an input, and written all together or
 * not at all. How that is done is in `disk/`.
 */
import { existsSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DataError, UsageError } from "../base/errors.js";
import { systemWords } from "../base/system-error.js";
import { claims } from "../data/disk/identity.js";
import { type Together, writeTogether } from "../data/disk/transaction.js";

/**
 * Throws UsageError `out_is_folder` where `path`, the value of `option`, can only be a folder, and `output_is_input` where
 * the command reads that file: known before anything is computed.
 */
export function requireFilePath(path: string, option = "--out"): void {
  const exists = isFolder(path);
  if (exists || /[/\\]$/.test(path)) {
    throw new UsageError(
      "out_is_folder",
      `${option} ${path} ${exists ? "is" : "names"} a folder, and this command writes one file: give its name too, such as ${option} ${join(path, "result.txt")}.`,
      { got: path, expected: "a file" },
    );
  }
  claims.output(path, `${option} ${path}`);
}

/**
 * Throws UsageError `out_is_file` where `path`, the value of `option`, is a file, so that no folder can be made there, and
 * `output_is_input` where the command reads the file that one of `names` would be there.
 */
export function requireFolderPath(path: string, names: readonly string[] = [], option = "--out"): void {
  if (existsSync(path) && statSync(path).isFile()) {
    throw new UsageError(
      "out_is_file",
      `${option} ${path} is a file, and this command writes several files into a folder: give a folder, new or not.`,
      { got: path, expected: "a folder" },
    );
  }
  for (const name of names) claims.output(join(path, name), `${option} ${path} (${name})`);
}

/**
 * Throws DataError `cannot_write` unless `folder` can be written or made, and as `requireFolderPath`: known before anything is
 * computed.
 */
export function requireWritable(folder: string, names: readonly string[] = []): void {
  requireFolderPath(folder, names);
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    rmdirSync(mkdtempSync(join(existing, ".wasmetrics-writing-")));
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
}

/**
 * Has `produce` make files, and lets them all appear when it is done, or none. Throws what `produce` throws, UsageError as
 * `requireFilePath`, DataError `cannot_write`, and as `writeTogether`.
 */
export async function writeOutputs<T>(produce: (files: Together) => T | Promise<T>): Promise<T> {
  let named = ".";
  const checked = (path: string): string => {
    named = path;
    requireFilePath(path);
    return path;
  };
  try {
    const result = await writeTogether(({ place, put }) =>
      produce({ place: (path) => place(checked(path)), put: (path, content) => put(checked(path), content) }),
    );
    claims.written();
    return result;
  } catch (cause) {
    const { code, dest = named } = cause as NodeJS.ErrnoException & { readonly dest?: string };
    throw code !== undefined && /^E[A-Z0-9]+$/.test(code) ? cannotWrite(dest, cause) : cause;
  }
}

/** Writes files by their paths, as `writeOutputs`. */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  if (files.size === 0) return;
  await writeOutputs(({ put }) => {
    for (const [path, content] of files) put(path, content);
  });
}

/** Writes files into `folder`, made where it is missing; other files in it stay. Throws as `writeOutputs`, `requireFolderPath`. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  requireFolderPath(folder);
  await writeFiles(new Map([...files].map(([name, content]) => [join(folder, name), content])));
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** DataError `cannot_write` for the output `named`. */
export function cannotWrite(named: string, cause: unknown): DataError {
  return new DataError("cannot_write", `Can't write to '${named}': ${systemWords(cause)}.`, { got: named }, { cause });
}

/** The file an aggregate by `by` is written to. */
export const aggregateFile = (by: string): string => `${by.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}.csv`;
