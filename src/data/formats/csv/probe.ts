/**
 * Whether a file may be text.
 */
import { beginsWith } from "../first-bytes.js";

/** What a file begins with that is packed by gzip, or is UTF-16 by its mark: these have zero bytes. */
const MARKS = ["\x1f\x8b", "\xff\xfe", "\xfe\xff"];

/** Whether a file that begins with `head` may be text, packed or not: text has no zero bytes. */
export const isCsv = (head: Uint8Array): boolean => !head.includes(0) || MARKS.some((mark) => beginsWith(head, mark));
