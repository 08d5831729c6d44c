/** The audit as the library offers it: printed tables in, a record or a report out. Reads no disk. */
import type { Language } from "../base/messages.js";
import type { Engine } from "../engine/kernels/engine.js";
import { type Audit, judged } from "./audit.js";
import { readPaper } from "./read/read-paper.js";
import { type ReadFile, sha256Of, together } from "./read-tables.js";
import { type AuditRecord, auditRecord } from "./record.js";
import { auditFiles } from "./report/files.js";

/** A file with printed tables; its name's ending says the format where its text does not. */
export interface TablesFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface AuditOptions {
  /** Of the sentences. Default "en". */
  readonly language?: Language;
  /** Names of the rules to judge by. Default all. */
  readonly only?: readonly string[];
  /** Bytes of a file that a transcription names, by its path as written there. */
  readonly open?: (path: string) => Promise<Uint8Array>;
}

/** What printed tables are given as: a text, the bytes of a file, or several files of one paper. */
export type PrintedTables = string | Uint8Array | TablesFile | readonly TablesFile[];

/**
 * The audit of `tables`, frozen: the tables as read, each finding with its cells, facts and sentences, and what every rule judged. Throws
 * UsageError for a transcription that says what can't be, `unknown_rule`, `table_twice`, `told_twice`, and DataError for tables that can't be read.
 */
export const auditTables = async (
  engine: Engine,
  tables: PrintedTables,
  options: AuditOptions = {},
): Promise<AuditRecord> => auditRecord(await auditOf(engine, tables, options), options.language ?? "en");

/** The files of the report by name: report.html, report.docx, report.md and audit.json. Throws as `auditTables`. */
export const auditReport = async (
  engine: Engine,
  tables: PrintedTables,
  options: AuditOptions = {},
): Promise<ReadonlyMap<string, string | Uint8Array>> =>
  auditFiles(await auditOf(engine, tables, options), { language: options.language ?? "en" });

async function auditOf(engine: Engine, tables: PrintedTables, { only, open }: AuditOptions): Promise<Audit> {
  const read: ReadFile[] = [];
  for (const file of filesOf(tables)) read.push(await readFile(file, open));
  return judged(engine, together(read), only);
}

function filesOf(tables: PrintedTables): readonly TablesFile[] {
  if (typeof tables === "string" || tables instanceof Uint8Array) return [{ name: "tables", content: tables }];
  return "name" in tables ? [tables] : tables;
}

/** A file as read, with its hash. Throws as `readPaper`. */
export async function readFile({ name, content }: TablesFile, open?: AuditOptions["open"]): Promise<ReadFile> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { paper, reading } = await readPaper({ name, bytes }, open === undefined ? {} : { open });
  return { paper, reading, sha256: await sha256Of(bytes) };
}
