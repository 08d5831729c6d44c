/** Parts packed as one file of the same bytes whenever it is made, and unpacked. */
import { unzipSync, zipSync } from "fflate";
import { noBundle, type Parts } from "../../../src/study/bundle/bundle.js";

/** The time every part bears, by the clock on the wall, as the zip format has it. */
const packedAt = (): Date => new Date(1980, 0, 1, 12);
/** Bytes of all parts at most. */
const MOST_BYTES = 2 ** 31;

export const packed = (parts: Parts): Uint8Array => zipSync(Object.fromEntries(parts), { mtime: packedAt(), level: 6 });

/** Folders a part may lie in; and names that are no file's, or lead elsewhere. */
const PART = /^(?:data\/)?(?!\.{1,2}$|__proto__$)[^/\\]+$/;

/**
 * Throws DataError `bundle_format` for a file that is no archive, unpacks to more than memory is for, or has parts that other programs would
 * unpack otherwise: of the same name, or elsewhere.
 */
export function unpacked(bytes: Uint8Array): Parts {
  let total = 0;
  const seen = new Set<string>();
  const filter = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }): boolean => {
    if (name.endsWith("/") && originalSize === 0) return false;
    if (!PART.test(name)) throw new RangeError(`no part of one is called ${name}`);
    if (seen.has(name)) throw new RangeError(`it has ${name} twice`);
    seen.add(name);
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
