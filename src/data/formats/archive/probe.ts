/**
 * Whether bytes begin an archive, or a file that is packed.
 */
import { beginsArchive, beginsWith } from "../first-bytes.js";

/** What gzip, bzip2 and xz begin with. */
export const GZIP = "\x1f\x8b";
export const BZIP2 = "BZh";
export const XZ = "\xfd7zXZ\0";

export const isPacked = (head: Uint8Array): boolean => [GZIP, BZIP2, XZ].some((start) => beginsWith(head, start));

/** An archive without members begins with its end. */
const NO_MEMBERS = "PK\x05\x06";

export const isZip = (head: Uint8Array): boolean => beginsArchive(head, "") || beginsWith(head, NO_MEMBERS);
