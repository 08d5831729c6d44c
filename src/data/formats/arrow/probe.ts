/**
 * Whether bytes begin a file of Arrow, a stream of its messages, or Feather of the first version.
 */
import { beginsWith } from "../first-bytes.js";

export const FILE = "ARROW1";
export const FEATHER_1 = "FEA1";
export const CONTINUES = 0xffff_ffff;

/** The description of fields that begins a stream is no longer than this. */
const LONGEST_START = 2 ** 24;

/** Whether `head` begins a stream: a mark, and the length of a description, whole words of 8 bytes. */
export function isStream(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const length = view.getInt32(4, true);
  return view.getUint32(0, true) === CONTINUES && length > 0 && length % 8 === 0 && length < LONGEST_START;
}

export const isArrow = (head: Uint8Array): boolean =>
  beginsWith(head, FILE) || beginsWith(head, FEATHER_1) || isStream(head);
