/**
 * Whether bytes begin a Stata file.
 */

export const TAGGED_START = "<stata_dta>";

/** Whether a file begins as releases 117 and later do. */
export const isTagged = (head: Uint8Array): boolean =>
  [...TAGGED_START].every((character, i) => head[i] === character.charCodeAt(0));

/** The first and the last release without tags. */
const BINARY = { first: 102, last: 116 };

/** Whether a file begins as releases before 117 do: their number, the byte order, a one. */
export const isBinary = ([release = 0, order = 0, kind = 0]: Uint8Array): boolean =>
  release >= BINARY.first && release <= BINARY.last && (order === 1 || order === 2) && kind === 1;

export const isStata = (head: Uint8Array): boolean => isTagged(head) || isBinary(head);
