/**
 * The formats there are: the endings of their files, the bytes these begin with, and how each is loaded when it is needed.
 */

import { isPacked, isZip } from "./archive/probe.js";
import { isArrow } from "./arrow/probe.js";
import { isCsv } from "./csv/probe.js";
import { beginsWith } from "./first-bytes.js";
import type { Container, Format } from "./format.js";
import { isJson } from "./json/probe.js";
import { isOpenDocument } from "./opendocument/probe.js";
import { isR } from "./r/probe.js";
import { isSas7bdat, isTransport } from "./sas/probe.js";
import { isPortable, isSystemFile } from "./spss/probe.js";
import { isStata } from "./stata/probe.js";
import { isWorkbook } from "./workbook/probe.js";

/** A format before it is loaded. */
export interface FormatEntry {
  /** What people call it. */
  readonly name: string;
  /** Endings of its files, in lower case, with the dot. */
  readonly endings: readonly string[];
  /** Whether only its name says that a file is one, not its first bytes alone. */
  readonly byName?: true;
  /** Whether its files are archives (.zip), recognised by its name where the first member, by which `probe` goes, is another. */
  readonly archive?: true;
  /** Whether a file that begins with `head` (its first 512 bytes, or all there are) may be one. */
  probe(head: Uint8Array): boolean;
  load(): Promise<Format | Container>;
}

/** Formats in the order in which a file without a known ending is tried. */
export const FORMATS: readonly FormatEntry[] = [
  {
    name: "Parquet",
    endings: [".parquet"],
    probe: (head) => beginsWith(head, "PAR1") || beginsWith(head, "PARE"),
    load: async () => (await import("./parquet/parquet.js")).PARQUET,
  },
  {
    name: "Stata",
    endings: [".dta"],
    probe: isStata,
    load: async () => (await import("./stata/stata.js")).STATA,
  },
  {
    name: "SPSS",
    endings: [".sav", ".zsav"],
    probe: isSystemFile,
    load: async () => (await import("./spss/sav.js")).SAV,
  },
  {
    name: "SPSS portable",
    endings: [".por"],
    probe: isPortable,
    load: async () => (await import("./spss/por.js")).POR,
  },
  {
    name: "SAS data set",
    endings: [".sas7bdat"],
    probe: isSas7bdat,
    load: async () => (await import("./sas/sas7bdat.js")).SAS7BDAT,
  },
  {
    name: "SAS transport",
    endings: [".xpt", ".xport"],
    probe: isTransport,
    load: async () => (await import("./sas/xpt.js")).XPT,
  },
  {
    name: "Excel workbook",
    endings: [".xlsx", ".xlsm", ".xls", ".xlsb"],
    archive: true,
    probe: isWorkbook,
    load: async () => (await import("./workbook/xlsx.js")).XLSX,
  },
  {
    name: "OpenDocument spreadsheet",
    endings: [".ods"],
    archive: true,
    probe: isOpenDocument,
    load: async () => (await import("./opendocument/ods.js")).ODS,
  },
  {
    name: "CSV",
    endings: [".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"],
    probe: isCsv,
    byName: true,
    load: async () => (await import("./csv/csv.js")).CSV,
  },
  {
    name: "Arrow",
    endings: [".arrow", ".feather", ".ipc", ".arrows"],
    probe: isArrow,
    load: async () => (await import("./arrow/arrow.js")).ARROW,
  },
  {
    name: "JSON",
    endings: [".json", ".ndjson", ".jsonl"],
    probe: isJson,
    load: async () => (await import("./json/json.js")).JSON_DATA,
  },
  {
    name: "zip",
    endings: [".zip"],
    probe: isZip,
    load: async () => (await import("./archive/zip-container.js")).ZIP,
  },
  {
    name: "packed file",
    endings: [".gz", ".bz2", ".xz"],
    probe: isPacked,
    load: async () => (await import("./archive/packed-file.js")).PACKED,
  },
  {
    name: "R",
    endings: [".rds", ".rdata", ".rda"],
    // behind packed files: R packs its own, and only their names distinguish them from others
    probe: (head) => isR(head) || isPacked(head),
    load: async () => (await import("./r/rds.js")).R_DATA,
  },
];
