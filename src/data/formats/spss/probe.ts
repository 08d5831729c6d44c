/**
 * Whether bytes begin a file of SPSS.
 */
import { beginsWith } from "../first-bytes.js";

/** A system file: .sav, .zsav, or one of these that is encrypted. */
export const isSystemFile = (head: Uint8Array): boolean =>
  beginsWith(head, "$FL2") || beginsWith(head, "$FL3") || beginsWith(head, "ENCRYPTEDSAV", 8);

/** What the header of a portable file in ASCII says of itself, in its second line of 40 characters. */
const PORTABLE = "ASCII SPSS PORT FILE";

/** A portable file, .por, in ASCII. */
export function isPortable(head: Uint8Array): boolean {
  for (let at = 40; at <= 44; at++) if (beginsWith(head, PORTABLE, at)) return true;
  return false;
}
