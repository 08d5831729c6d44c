/**
 * What files begin with.
 */

/** Whether `head` has `bytes`, text of one byte a character, at `at`. */
export function beginsWith(head: Uint8Array, bytes: string, at = 0): boolean {
  if (head.length < at + bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes.charCodeAt(i)) return false;
  return true;
}

/** What an archive begins with, and where the name of its first member stands. */
const ZIP = "PK\x03\x04";
const FIRST_NAME = 30;

/** Whether `head` begins an archive (.zip) whose first member is called `name`, or begins so. */
export const beginsArchive = (head: Uint8Array, name: string): boolean =>
  beginsWith(head, ZIP) && beginsWith(head, name, FIRST_NAME);
