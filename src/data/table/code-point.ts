/**
 * The one order of strings in the library: by Unicode code point, the order of UTF-8 bytes and of SQL
 * engines' binary collation, independent of host, locale and version (never localeCompare).
 */

/** Negative, 0 or positive as `a` comes before, equals or follows `b` by code point. */
export function compareCodePoints(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (code points from U+10000) before U+E000..U+FFFF; here they come after. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit);
