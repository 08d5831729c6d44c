/**
 * Width and height of a PNG picture, from its header.
 * Source: W3C, Portable Network Graphics (PNG) Specification (3rd ed.), section 11.2.1, IHDR.
 */

/** Bytes of the header before the width: signature, length and name of the first chunk. */
const BEFORE_WIDTH = 16;

/** Pixels of the picture. */
export function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const header = new DataView(png.buffer, png.byteOffset);
  return { width: header.getUint32(BEFORE_WIDTH), height: header.getUint32(BEFORE_WIDTH + 4) };
}
