/**
 * The formats there are: the endings of their files, the bytes these begin with, and how each is loaded when it is needed.
 */
import type { Format } from "./format.js";
import { isStata } from "./stata/probe.js";

/** A format before it is loaded. */
export interface FormatEntry {
  /** What people call it. */
  readonly name: string;
  /** Endings of its files, in lower case, with the dot. */
  readonly endings: readonly string[];
  /** Whether a file that begins with `head` (its first 512 bytes, or all there are) may be one. */
  probe(head: Uint8Array): boolean;
  load(): Promise<Format>;
}

/** Formats in the order in which a file without a known ending is tried. */
export const FORMATS: readonly FormatEntry[] = [
  {
    name: "Stata",
    endings: [".dta"],
    probe: isStata,
    load: async () => (await import("./stata/stata.js")).STATA,
  },
  {
    name: "Excel workbook",
    endings: [".xlsx", ".xlsm", ".xls", ".xlsb"],
    probe: (head) => isWorkbook(head) || beginsWith(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    load: async () => (await import("./workbook/xlsx.js")).xlsx,
  },
  {
    name: "OpenDocument spreadsheet",
    endings: [".ods"],
    probe: (head) =>
      beginsWith(head, ZIP) && beginsWith(head, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 30),
    load: async () => (await import("./opendocument/ods.js")).ods,
  },
];

/** Whether `head` begins with `bytes`, text of one byte a character, at `at`. */
export function beginsWith(head: Uint8Array, bytes: string, at = 0): boolean {
  if (head.length < at + bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes.charCodeAt(i)) return false;
  return true;
}

/** What the first member of an Excel workbook is called. */
const WORKBOOK_PARTS = ["[Content_Types].xml", "_rels/", "xl/", "docProps/", "customXml/"];

const isWorkbook = (head: Uint8Array): boolean =>
  beginsWith(head, ZIP) && WORKBOOK_PARTS.some((part) => beginsWith(head, part, 30));

/** What an archive begins with; its first name stands 30 bytes in. */
const ZIP = "PK\x03\x04";
