/**
 * The first 176 bytes of a system file (.sav, .zsav): byte order, compression, number of cases, weights.
 *
 * Source of the format throughout: "System File Format", GNU PSPP Developers Guide, Free Software Foundation.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { ByteBlock } from "../byte-cursor.js";
import { type ByteSource, bytesAt, damaged } from "../source.js";

export const HEADER_BYTES = 176;

export type Compression = "none" | "bytes" | "zlib";

export interface SavHeader {
  readonly little: boolean;
  readonly compression: Compression;
  /** The element, from 1, of the variable that weights rows; 0 without. */
  readonly weightIndex: number;
  /** Rows; null where the program did not know. */
  readonly nCases: number | null;
  /** What is subtracted from a code of one byte. */
  readonly bias: number;
  readonly product: Uint8Array;
  readonly written: string;
  readonly label: Uint8Array;
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Throws DataError `file_truncated`, `file_damaged`, and `file_foreign` for a file that is none of SPSS. */
export async function readHeader(source: ByteSource): Promise<SavHeader> {
  const start = await bytesAt(source, 0, HEADER_BYTES, "the header of an SPSS file");
  const magic = ascii(start.subarray(0, 4));
  if (ascii(start.subarray(8, 20)) === "ENCRYPTEDSAV") throw encrypted(source.name);
  if (magic !== "$FL2" && magic !== "$FL3") throw foreign(source.name, magic);
  const little = byteOrder(source.name, start);
  const block = new ByteBlock(start, little);
  block.skip(4);
  const product = block.take(60);
  block.skip(8);
  const compression = compressionOf(source.name, block.int32());
  const weightIndex = block.int32();
  const nCases = block.int32();
  const bias = block.float64();
  const written = `${ascii(block.take(9))} ${ascii(block.take(8))}`.trim();
  return {
    little,
    compression,
    weightIndex,
    nCases: nCases < 0 ? null : nCases,
    bias,
    product,
    written,
    label: block.take(64),
  };
}

/** The layout code, 2 or 3, gives the order of bytes. */
function byteOrder(file: string, start: Uint8Array<ArrayBuffer>): boolean {
  const view = new DataView(start.buffer, start.byteOffset);
  for (const little of [true, false]) {
    const layout = view.getInt32(64, little);
    if (layout === 2 || layout === 3) return little;
  }
  throw damaged(file, "its layout code, at byte 64, is neither 2 nor 3 in either byte order");
}

function compressionOf(file: string, code: number): Compression {
  const compression = (["none", "bytes", "zlib"] as const)[code];
  if (compression === undefined) throw damaged(file, `its compression, at byte 72, is ${code} and not 0, 1 or 2`);
  return compression;
}

const encrypted = (file: string): NotSupported =>
  new NotSupported("file_encrypted", `${file} is encrypted by a password; save it without one in SPSS.`, {
    got: "ENCRYPTEDSAV",
    expected: ["$FL2", "$FL3"],
  });

const foreign = (file: string, magic: string): DataError =>
  new DataError(
    "file_foreign",
    `${file} is no SPSS system file: it does not begin with $FL2 or $FL3. Give it the ending of its own format.`,
    { got: magic, expected: ["$FL2", "$FL3"] },
  );
