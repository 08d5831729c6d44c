/**
 * Distinguishes compound files from workbooks: old ones (.xls) and those protected by a password. Source: Microsoft, [MS-CFB] Compound File
 * Binary File Format, sections 2.2 and 2.6.
 */
import { NotSupported } from "../../../base/errors.js";
import type { ByteSource } from "../source.js";
import { isCompound } from "./probe.js";

const HEADER_BYTES = 512;
const SECTOR_SHIFT = 30;
const FIRST_DIRECTORY_SECTOR = 48;
/** Bytes of the directory that are looked at: 32 entries, of which a workbook has fewer. */
const DIRECTORY_BYTES = 4096;

/** Throws NotSupported `file_format` and `encrypted` for a compound file. */
export async function refuseCompound(source: ByteSource): Promise<void> {
  const head = await source.slice(0, HEADER_BYTES);
  if (!isCompound(head)) return;
  if (await isEncrypted(source, head)) {
    throw new NotSupported("encrypted", `${source.name} is protected by a password; open it and save it without one.`, {
      got: "encrypted",
      expected: "a workbook without a password",
    });
  }
  throw new NotSupported(
    "file_format",
    `${source.name} is a workbook of Excel 97-2003 (.xls), which is not read; save it as .xlsx.`,
    { got: ".xls", expected: ".xlsx" },
  );
}

async function isEncrypted(source: ByteSource, head: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (head.length < HEADER_BYTES) return false;
  const view = new DataView(head.buffer);
  const start = (view.getUint32(FIRST_DIRECTORY_SECTOR, true) + 1) * 2 ** (view.getUint16(SECTOR_SHIFT, true) & 15);
  const directory = await source.slice(start, Math.min(source.size, start + DIRECTORY_BYTES));
  return new TextDecoder("utf-16le").decode(directory).includes("EncryptedPackage");
}
