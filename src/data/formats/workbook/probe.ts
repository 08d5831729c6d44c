/**
 * Whether bytes begin an Excel workbook: an archive of its parts, or a compound file, which is an old workbook or a protected one.
 */
import { beginsArchive, beginsWith } from "../first-bytes.js";

/** What a compound file begins with. */
const COMPOUND = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/** What the first member of a workbook is called. */
const PARTS = ["[Content_Types].xml", "_rels/", "xl/", "docProps/", "customXml/"];

export const isCompound = (head: Uint8Array): boolean => beginsWith(head, COMPOUND);

export const isWorkbook = (head: Uint8Array): boolean =>
  isCompound(head) || PARTS.some((part) => beginsArchive(head, part));
