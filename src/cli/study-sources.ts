/**
 * The study file and its data, read from disk; results name files as the study file does.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { DataError, WasmetricsError } from "../base/errors.js";
import { systemWords } from "../base/system-error.js";
import { readInput } from "../data/disk/held-file.js";
import { makeTable, type Table } from "../data/table/table.js";
import { located, type StudyFile } from "../study/file/study-file.js";
import { studyText } from "../study/file/study-text.js";
import { readDataFile } from "./piped-data.js";

/** The text of the study file at `path`, called `name`, and the hash of its bytes. Throws DataError `cannot_read`, and as `studyText`. */
export function readStudyText(path: string, name: string): { readonly text: string; readonly sha256: string } {
  let bytes: Uint8Array;
  try {
    bytes = readInput(path, name);
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    throw new DataError(
      "cannot_read",
      `Can't read the study file '${name}': ${systemWords(cause, "read")}. Give the path of a YAML file.`,
      { got: path },
      { cause },
    );
  }
  return { text: studyText(bytes, name), sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The data sources, by their names; paths are relative to `folder`. Throws as `readTable`, reported at the source's key. */
export async function readSources(file: StudyFile, folder: string): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, path] of Object.entries(file.spec.data)) {
    try {
      const table = await readDataFile(resolve(folder, path));
      tables.set(name, makeTable(table.columns, { ...table.source, name: path }, table.notes));
    } catch (error) {
      throw located(error, file, ["data", name]);
    }
  }
  return tables;
}
