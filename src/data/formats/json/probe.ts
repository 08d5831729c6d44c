/**
 * Whether bytes begin JSON: an object or an array.
 */

const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const AFTER_BRACE = new Set(['"', "}"].map((letter) => letter.charCodeAt(0)));
const AFTER_BRACKET = new Set(["{", "[", "]"].map((letter) => letter.charCodeAt(0)));

export function isJson(head: Uint8Array): boolean {
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const [first, second] = head.subarray(start).filter((byte) => !BLANKS.has(byte));
  if (first === 0x7b) return second === undefined || AFTER_BRACE.has(second);
  return first === 0x5b && (second === undefined || AFTER_BRACKET.has(second));
}
