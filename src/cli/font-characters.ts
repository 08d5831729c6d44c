/**
 * Which characters a font file has, read from its `cmap` table (formats 4 and 12, which between them cover
 * Unicode in every font of today). Works on bytes; draws nothing.
 * Source: ISO/IEC 14496-22:2019, Open Font Format, sections on the font file and on cmap.
 */
import { DataError } from "../base/errors.js";

const COLLECTION = 0x74746366;
const CMAP = 0x636d6170;

/**
 * A predicate on code points: whether the font, or the first font of a collection, maps it to a glyph.
 * Throws DataError `font_format` when the bytes are not a font with a Unicode cmap.
 */
export function fontCharacters(bytes: Uint8Array): (codePoint: number) => boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const tables = unicodeTables(view);
    if (tables.length > 0) return (codePoint) => tables.some((has) => has(codePoint));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  throw new DataError("font_format", "The font file has no Unicode character map; expected TrueType or OpenType.", {
    got: bytes.length,
    expected: "cmap of format 4 or 12",
  });
}

function unicodeTables(view: DataView): ((codePoint: number) => boolean)[] {
  const font = view.getUint32(0) === COLLECTION ? view.getUint32(12) : 0;
  const nTables = view.getUint16(font + 4);
  const found: ((codePoint: number) => boolean)[] = [];
  for (let t = 0; t < nTables; t++) {
    const entry = font + 12 + 16 * t;
    if (view.getUint32(entry) !== CMAP) continue;
    const cmap = view.getUint32(entry + 8);
    for (let s = 0; s < view.getUint16(cmap + 2); s++) {
      const platform = view.getUint16(cmap + 4 + 8 * s);
      if (platform !== 0 && platform !== 3) continue;
      const table = cmap + view.getUint32(cmap + 8 + 8 * s);
      const format = view.getUint16(table);
      if (format === 4) found.push((codePoint) => inSegments(view, table, codePoint));
      if (format === 12) found.push((codePoint) => inGroups(view, table, codePoint));
    }
  }
  return found;
}

/** Format 4: segments of the basic plane. */
function inSegments(view: DataView, table: number, codePoint: number): boolean {
  if (codePoint > 0xffff) return false;
  const doubled = view.getUint16(table + 6);
  for (let s = 0; s < doubled; s += 2) {
    if (view.getUint16(table + 14 + s) < codePoint) continue;
    const start = view.getUint16(table + 16 + doubled + s);
    if (start > codePoint) return false;
    const delta = view.getUint16(table + 16 + 2 * doubled + s);
    const offsetAt = table + 16 + 3 * doubled + s;
    const offset = view.getUint16(offsetAt);
    if (offset === 0) return ((codePoint + delta) & 0xffff) !== 0;
    return view.getUint16(offsetAt + offset + 2 * (codePoint - start)) !== 0;
  }
  return false;
}

/** Format 12: groups of all planes. */
function inGroups(view: DataView, table: number, codePoint: number): boolean {
  const nGroups = view.getUint32(table + 12);
  for (let g = 0; g < nGroups; g++) {
    const group = table + 16 + 12 * g;
    if (view.getUint32(group) <= codePoint && codePoint <= view.getUint32(group + 4)) {
      return view.getUint32(group + 8) + codePoint - view.getUint32(group) !== 0;
    }
  }
  return false;
}
