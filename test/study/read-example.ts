/** A shipped study and its data, as the command line reads them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Language } from "../../src/base/messages.js";
import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";
import { parseStudy, type StudyFile } from "../../src/study/file/study-file.js";
import { type FileSource, readingOf } from "../../src/study/inputs/data-source.js";

export async function readExample(
  name: string,
  language?: Language,
): Promise<{ readonly file: StudyFile; readonly tables: ReadonlyMap<string, Table> }> {
  const path = (file: string): string => fileURLToPath(new URL(`../../examples/${name}/${file}`, import.meta.url));
  const file = parseStudy(
    readFileSync(path("study.yaml"), "utf8"),
    "study.yaml",
    language === undefined ? {} : { language },
  );
  const tables = new Map<string, Table>();
  for (const [source, data] of Object.entries(file.spec.data))
    tables.set(source, await readTable(path(readingOf(data as FileSource).path)));
  return { file, tables };
}
