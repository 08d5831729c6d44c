/**
 * The head of a Stata file of any release.
 */
import { DataError } from "../../../base/errors.js";
import type { ByteSource } from "../source.js";
import { readBinaryHead } from "./binary-head.js";
import { Cursor } from "./cursor.js";
import type { StataHead } from "./head.js";
import { isBinary, isTagged, TAGGED_START } from "./probe.js";
import { readTaggedHead } from "./tagged-head.js";

/** Throws DataError `dta_format` for a file of another kind, `file_truncated`, `file_damaged`, NotSupported `dta_release`. */
export async function readHead(source: ByteSource, encoding: string | undefined): Promise<StataHead> {
  const start = await source.slice(0, Math.min(source.size, TAGGED_START.length));
  const cursor = new Cursor(source, 0);
  if (isTagged(start)) return readTaggedHead(cursor, encoding);
  if (isBinary(start)) return readBinaryHead(cursor, encoding);
  throw new DataError(
    "dta_format",
    `${source.name} is not a Stata file: it begins neither with ${TAGGED_START} nor with the number of a release.`,
    { got: Array.from(start), expected: TAGGED_START },
  );
}
