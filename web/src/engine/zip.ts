/** Parts packed as one file of the same bytes whenever it is made, and unpacked. */
import { unzipSync, zipSync } from "fflate";
import { noBundle, type Parts } from "../../../src/study/bundle/bundle.js";

/** The time every part bears, by the clock on the wall, as the zip format has it. */
const packedAt = (): Date => new Date(1980, 0, 1, 12);
/** Bytes of all parts at most. */
const MOST_BYTES = 2 ** 31;

export const packed = (parts: Parts): Uint8Array => zipSync(Object.fromEntries(parts), { mtime: packedAt(), level: 6 });

/** Throws DataError `bundle_format` for a file that is no archive, or unpacks to more than memory is for. */
export function unpacked(bytes: Uint8Array): Parts {
  let total = 0;
  const filter = ({ originalSize }: { readonly originalSize: number }): boolean => {
    total += originalSize;
    if (total > MOST_BYTES) throw new RangeError(`its parts have more than ${MOST_BYTES} bytes`);
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (cause) {
    throw noBundle((cause as Error).message, cause);
  }
}
