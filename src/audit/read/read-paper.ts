/**
 * A paper's tables from the bytes of a file: a transcription in YAML, or tables as a program or a journal wrote them. Recognises the format
 * and the tables; knows no disk, no rule and no report.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { nameOf } from "../../base/text.js";
import { isZip } from "../../data/formats/archive/probe.js";
import type { Grid } from "../grid.js";
import { NO_FACTS, type PrintedPaper } from "../paper.js";
import { MOST_BYTES, malformed } from "./formats/read-grid.js";
import { textGrids } from "./formats/text-grids.js";
import { wordGrids } from "./formats/word.js";
import { READING_NOTES } from "./messages.js";
import type { PaperReading } from "./reading.js";
import { recognise } from "./recognise/recognise.js";
import { tableName } from "./recognise/words.js";
import { readResults } from "./results.js";

/** A file as whoever asks has read it. */
export interface PaperFile {
  /** What messages call it; its ending says the format where its text does not. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadPaperOptions {
  /** Bytes of a file that a transcription names, by its path as written there; without it such a table is refused. */
  readonly open?: (path: string) => Promise<Uint8Array>;
}

export interface ReadPaper {
  readonly paper: PrintedPaper;
  readonly reading: PaperReading;
}

/**
 * The paper in `file`, and how it was read. Throws UsageError `audit_syntax`, `audit_key`, `audit_value`, `audit_reference` for a
 * transcription that says what can't be, DataError `table_syntax`, `table_size`, `table_encoding`, `table_unread` for tables that can't be read.
 */
export async function readPaper(file: PaperFile, { open }: ReadPaperOptions = {}): Promise<ReadPaper> {
  const { name } = file;
  if (isZip(file.bytes)) return recognised(name, "word", await wordGrids(file.bytes, name));
  const text = textOf(file);
  if (isTranscription(text, endingOf(name))) {
    // on demand: YAML and its schema are packages, which a page without a bundler could not load with the rest
    const { parseTranscription, transcribedPaper } = await import("./transcription/read-transcription.js");
    return transcribedPaper(parseTranscription(text, name), async (path) => {
      if (open === undefined) {
        throw malformed(
          name,
          `the table in '${path}' is a file of its own, and no files can be opened here`,
          "give the table as cells",
          { path },
        );
      }
      return (await gridsOf({ name: path, bytes: await open(path) })).grids;
    });
  }
  if (isJson(text, endingOf(name))) {
    const { tables, readings } = readResults(text, name);
    return {
      paper: { title: null, tables, descriptives: [], facts: NO_FACTS },
      reading: { file: name, format: "results", tables: readings, notes: facts(name) },
    };
  }
  const { format, grids } = await gridsOf(file);
  return recognised(name, format, grids);
}

async function gridsOf(file: PaperFile): Promise<{ readonly format: string; readonly grids: readonly Grid[] }> {
  if (isZip(file.bytes)) return { format: "word", grids: await wordGrids(file.bytes, file.name) };
  return textGrids(textOf(file), file.name, endingOf(file.name));
}

/** Tables of a file that says nothing of its paper. Throws DataError `table_unread` where none of it is a table. */
function recognised(name: string, format: string, grids: readonly Grid[]): ReadPaper {
  const names = distinctNames(grids);
  const read = grids.map((grid, i) => recognise(grid, names[i]!, { name: names[i]! }));
  const tables = read.flatMap((one) => one.tables);
  const descriptives = read.flatMap((one) => one.descriptives);
  if (tables.length === 0 && descriptives.length === 0) {
    const found =
      grids.length === 0
        ? "no table"
        : `${grids.length} ${grids.length === 1 ? "table" : "tables"}, none with rows of estimates or columns of means`;
    throw new DataError(
      "table_unread",
      `${name}: ${found}; give tables as LaTeX, HTML, Markdown, Word or CSV, or a transcription in YAML, as wasmetrics audit --template prints one.`,
      { got: grids.length, expected: "a table of estimates or of means", file: name },
    );
  }
  return {
    paper: { title: null, tables, descriptives, facts: NO_FACTS },
    reading: { file: name, format, tables: read.map(({ reading }) => reading), notes: facts(name) },
  };
}

const facts = (file: string): Note[] => [note(READING_NOTES, "audit_nothing_told", { file })];

/** Names of captions, each once: a second "Table 1" has a number behind it. */
function distinctNames(grids: readonly Grid[]): string[] {
  const taken = new Set<string>();
  return grids.map(({ title }, i) => {
    const name = tableName(title ?? "") ?? `Table ${i + 1}`;
    let own = name;
    for (let k = 2; taken.has(own); k++) own = `${name} (${k})`;
    taken.add(own);
    return own;
  });
}

function textOf({ name, bytes }: PaperFile): string {
  if (bytes.length > MOST_BYTES) {
    throw new DataError(
      "table_size",
      `${name} has ${bytes.length} bytes; a paper's tables have at most ${MOST_BYTES}. Give the tables as printed, not the data behind them.`,
      { got: bytes.length, expected: MOST_BYTES, file: name },
    );
  }
  const text = decoded(bytes);
  if (text !== null && !text.includes("\0")) return text;
  throw new DataError(
    "table_encoding",
    `${name} is no text in UTF-8, UTF-16 or GB 18030 and no document of Word (.docx): save it as UTF-8, or transcribe its tables (wasmetrics audit --template).`,
    { got: "bytes", expected: ["UTF-8", "UTF-16", "GB 18030", ".docx"], file: name },
  );
}

/** UTF-16 where it is marked, else UTF-8, else GB 18030, as older Chinese programs write; null for none of these. */
function decoded(bytes: Uint8Array): string | null {
  const [a, b] = bytes;
  const marked = a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : null;
  for (const encoding of marked === null ? ["utf-8", "gb18030"] : [marked]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {}
  }
  return null;
}

const endingOf = (name: string): string => /\.[a-z\d]+$/iu.exec(nameOf(name))?.[0].toLowerCase() ?? "";

const isJson = (text: string, ending: string): boolean =>
  ending === ".json" || (ending === "" && /^\s*[[{]/u.test(text));

const isTranscription = (text: string, ending: string): boolean =>
  ending === ".yaml" || ending === ".yml" || (ending === "" && /^(?:title|tables|says)\s*:/mu.test(text));
