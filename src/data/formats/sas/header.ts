/**
 * The header of a .sas7bdat file: byte order, 32 or 64 bits, encoding, size and number of pages.
 *
 * Source of the format throughout: M. S. Shotwell and C. Cummins, "SAS7BDAT Database Binary Format" (2013), found out from files: SAS has
 * not published it. What they leave open was found out from files likewise.
 */

import { DataError } from "../../../base/errors.js";
import { isoTime } from "../build-columns.js";
import { ByteBlock } from "../byte-cursor.js";
import { type ByteSource, bytesAt, damaged } from "../source.js";
import { encodingOf } from "./encodings.js";
import { secondsOf } from "./formats.js";
import { isSas7bdat } from "./probe.js";

export interface SasHeader {
  readonly little: boolean;
  /** Whether integers have 8 bytes (64-bit Unix) rather than 4. */
  readonly wide: boolean;
  readonly encoding: string | undefined;
  readonly headerBytes: number;
  readonly pageBytes: number;
  readonly nPages: number;
  readonly written: string | undefined;
  /** The version of SAS that wrote it. */
  readonly release: string;
  /** Whether rows that follow subheaders on a page begin at a multiple of 8 bytes. */
  readonly padsRows: boolean;
}

/** The release that Stat/Transfer states; where it states an encoding as well, it pads no rows. */
const STAT_TRANSFER = "9.0000M0";

/** What byte 32 and 35 have where integers, or doubles, are aligned to 8 bytes. */
const WIDE = 0x33;
const FIRST = 288;
/** Pages of SAS have 512 bytes to some megabytes. */
const LARGEST_PAGE = 1 << 28;

/** Throws DataError `file_foreign`, `file_truncated`, `file_damaged`. */
export async function readHeader(source: ByteSource): Promise<SasHeader> {
  const start = await bytesAt(source, 0, Math.min(FIRST, Math.max(32, source.size)), "the header of a SAS data set");
  if (!isSas7bdat(start)) throw foreign(source.name);
  const bytes = await bytesAt(source, 0, FIRST, "the header of a SAS data set");
  const wide = bytes[32] === WIDE;
  const shift = bytes[35] === WIDE ? 4 : 0;
  const little = bytes[37] === 1;
  const block = new ByteBlock(bytes, little);
  block.at = 164 + shift;
  const written = moment(block.float64());
  block.at = 196 + shift;
  const headerBytes = block.int32();
  const pageBytes = block.int32();
  const nPages = wide ? block.int64() : block.int32();
  if (headerBytes < FIRST || pageBytes < 128 || pageBytes > LARGEST_PAGE || nPages < 0) {
    throw damaged(source.name, "the sizes of its header and pages are impossible", { headerBytes, pageBytes, nPages });
  }
  if (headerBytes + pageBytes * nPages > source.size) {
    await bytesAt(source, headerBytes, pageBytes * nPages, `${nPages} pages`);
  }
  const releaseAt = 216 + shift + (wide ? 4 : 0);
  const release = String.fromCharCode(...bytes.subarray(releaseAt, releaseAt + 8)).replace(/[^ -~].*$/s, "");
  return {
    little,
    wide,
    encoding: encodingOf(bytes[70]!),
    headerBytes,
    pageBytes,
    nPages,
    written,
    release,
    padsRows: release !== STAT_TRANSFER || bytes[70] === 0,
  };
}

/** Seconds since 1960 as text; undefined for none. */
function moment(value: number): string | undefined {
  if (!Number.isFinite(value) || value <= 0 || value > 1e11) return undefined;
  return isoTime(Math.floor(secondsOf("time")(value)) * 1000);
}

const foreign = (file: string): DataError =>
  new DataError(
    "file_foreign",
    `${file} is no SAS data set: it does not begin as .sas7bdat files do. Give it the ending of its own format.`,
    { got: "other bytes", expected: "the 32 bytes that .sas7bdat files begin with" },
  );
