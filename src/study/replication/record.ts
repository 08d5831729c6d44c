/**
 * What a replication folder says of itself, in replication.json: which program made it on which machine, the study file line by line, every
 * data file and every result by its hash. Read back from a folder that anyone may have changed: nothing of it is believed before it has
 * this shape, and no path of it leads out of the folder.
 */
import { z } from "zod";
import { DataError } from "../../base/errors.js";
import { LANGUAGES } from "../../base/messages.js";
import { DATA, RECORD, ROWS } from "./layout.js";
import { type RowSums, unpackedSums } from "./row-sums.js";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A path below `folder` whose parts are names. */
const below = (folder: string) =>
  z.string().refine((path) => path.startsWith(folder) && path.slice(folder.length).split("/").every(isName));

/** Whether a part of a path is the name of a file or folder on every system, and leads nowhere else. */
const isName = (part: string): boolean => part !== "" && !/^\.+$|[\\:\p{Cc}]|^__proto__$/u.test(part);

const dataFile = z.object({
  /** Of the study file in the folder, relative to it. */
  path: z.string(),
  sources: z.array(z.string()),
  bytes: z.number(),
  sha256: hash,
  /** Of the text in it, unpacked and with the line ends of Unix; null where it holds none. */
  content_sha256: hash.nullable(),
  provided: z.boolean(),
  /** Where the sums of its rows are; null where there are none. */
  rows: below(ROWS).nullable(),
  /** Rows and columns; null where they were not counted. */
  size: z.object({ rows: z.number(), columns: z.number() }).nullable(),
});

const record = z.object({
  kind: z.literal("replication"),
  title: z.string(),
  language: z.enum(LANGUAGES),
  command: z.string(),
  software: z.object({
    name: z.string(),
    version: z.string(),
    kernels_sha256: z.string(),
    node: z.string(),
  }),
  seed: z.number(),
  measured: z.object({
    seconds: z.number(),
    peak_bytes: z.number(),
    threads: z.number(),
    system: z.string(),
    processor: z.string(),
    memory_bytes: z.number(),
  }),
  study: z.object({
    sha256: hash,
    /** The first 16 digits of the SHA-256 of each line. */
    lines: z.array(z.string()),
  }),
  data: z.record(below(DATA), dataFile),
  /** Files of results/ by name. */
  results: z.record(below(""), hash),
  /** Where data are not provided: the rule its files were checked by, and what was cleared. */
  disclosure: z.object({ min_cell: z.number(), cleared: z.record(z.string(), z.string()) }).optional(),
  /** Font that pictures with Chinese were drawn with; null without such. */
  font: z.string().nullable(),
});

export type ReplicationRecord = z.output<typeof record>;
export type RecordedData = z.output<typeof dataFile>;

/** The record in `text`. Throws DataError `replication_record`. */
export function readRecord(text: string): ReplicationRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noRecord(`is no JSON (${(cause as Error).message})`, cause);
  }
  const parsed = record.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path } = parsed.error.issues[0]!;
  throw noRecord(
    path.length === 0 ? "is not that of a replication" : `has no such ${path.map(String).join(".")} as a run writes`,
  );
}

const noRecord = (why: string, cause?: unknown): DataError =>
  new DataError(
    "replication_record",
    `${RECORD} ${why}, so that nothing says what the folder held. Take the folder anew from where it was published.`,
    { got: why, expected: RECORD },
    { cause },
  );

const rowSums = z.object({
  kind: z.literal("rows"),
  file: z.string(),
  columns: z.array(z.string()),
  /** Two sums a row, 32 bits each, little-endian, in base64: src/study/replication/row-sums. */
  sums: z.string(),
});

/** Sums of rows as a file of rows/ has them; null where it is none. */
export function readRowSums(text: string): RowSums | null {
  try {
    const { columns, sums } = rowSums.parse(JSON.parse(text));
    return { columns, sums: unpackedSums(sums) };
  } catch {
    return null;
  }
}

/** Lines of a text: what stands between its line ends, whichever these are. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** What a line is known by. */
export const lineHash = (line: string, hashOf: (text: string) => string): string => hashOf(line).slice(0, 16);
