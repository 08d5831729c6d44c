/**
 * SVG to PNG by resvg, with the fonts of the package and those the caller adds; fonts of the system are not
 * looked at, so that the same figure is the same picture everywhere. resvg leaves out a character no font has: here
 * that is an error.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { DataError, UsageError } from "../base/errors.js";
import { loadOptional } from "../base/optional.js";
import { appendTo, type ScratchFile, scratchFile } from "../data/disk/scratch.js";
import { PACKAGE_ROOT } from "./package-root.js";

/** Options of `renderPng`. */
interface PngOptions {
  /** Width of the picture in pixels; default twice the SVG's, for print and dense screens. */
  readonly width?: number;
  /** Colour under the figure, default white; "transparent" for none. */
  readonly background?: string;
  /** Further font files (.ttf, .otf, .ttc), tried after DejaVu Sans: Chinese labels need one. */
  readonly fontFiles?: readonly string[];
}

/** Pixels of the picture for one of the SVG unless given. */
const USUAL_ZOOM = 2;

const SHIPPED = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

/** The fonts of the package as files resvg reads, once they are unpacked; gone with the process. */
let shippedFonts: Promise<ScratchFile[]> | undefined;

async function unpackFont(name: string): Promise<ScratchFile> {
  const font = brotliDecompressSync(readFileSync(join(PACKAGE_ROOT, "data/fonts", `${name}.br`)));
  const file = await scratchFile();
  await appendTo(file.handle, font, name);
  return file;
}

/**
 * The picture of an SVG document as the bytes of a PNG file.
 * Throws UsageError `font_missing_character` when no font has a character of the figure, `cannot_read_font` when a font
 * file can't be read, `optional_missing` where resvg is not installed, and DataError `figure_svg` when the document is not SVG.
 */
export async function renderPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { Resvg } = await loadOptional(
    ["@resvg/resvg-js"],
    "Making a picture (PNG) of a figure",
    () => import("@resvg/resvg-js"),
  );
  shippedFonts ??= Promise.all(SHIPPED.map(unpackFont));
  const fontFiles = [...(await shippedFonts).map(({ path }) => path), ...(options.fontFiles ?? [])];
  requireCharacters(svg, fontFiles);
  try {
    const picture = new Resvg(svg, {
      background: options.background ?? "#ffffff",
      fitTo:
        options.width === undefined ? { mode: "zoom", value: USUAL_ZOOM } : { mode: "width", value: options.width },
      font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
    });
    return picture.render().asPng();
  } catch (cause) {
    throw new DataError(
      "figure_svg",
      `The figure can't be made into a PNG: ${(cause as Error).message}; expected an SVG document.`,
      {},
      { cause },
    );
  }
}

function requireCharacters(svg: string, fontFiles: readonly string[]): void {
  const missing = new Set(visibleText(svg).replace(/\s/g, ""));
  for (const file of fontFiles) {
    if (missing.size === 0) return;
    const has = fontCharacters(readFont(file));
    for (const character of missing) if (has(character.codePointAt(0)!)) missing.delete(character);
  }
  if (missing.size === 0) return;
  const characters = [...missing].slice(0, 8).join("");
  throw new UsageError(
    "font_missing_character",
    `No font at hand has '${characters}'${missing.size > 8 ? ` and ${missing.size - 8} more` : ""}, which the figure shows; give a font file that has, such as Noto Sans CJK for Chinese.`,
    { got: [...missing].join(""), expected: "characters of the fonts", fontFiles },
  );
}

/** Text that is drawn: not the title and description for screen readers. */
function visibleText(svg: string): string {
  return svg
    .replace(/<(title|desc|style)\b[^>]*>.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&#x([0-9a-f]+);|&#(\d+);/gi, (_, hex?: string, decimal?: string) =>
      String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&(?:lt|gt|amp|quot|apos);/g, "");
}

function readFont(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(
      "cannot_read_font",
      `Can't read the font '${file}': ${(cause as Error).message}. Give the path of a .ttf, .otf or .ttc file.`,
      { got: file },
      { cause },
    );
  }
}

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

/** Files with simplified Chinese, the nearest to the type of figures first. */
const PLACES: readonly string[] = [
  "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf",
  "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
  "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
  "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
  "/System/Library/Fonts/PingFang.ttc",
  "/System/Library/Fonts/Hiragino Sans GB.ttc",
  "/System/Library/Fonts/STHeiti Light.ttc",
  "/Library/Fonts/Arial Unicode.ttf",
  "C:\\Windows\\Fonts\\msyh.ttc",
  "C:\\Windows\\Fonts\\simhei.ttf",
  "C:\\Windows\\Fonts\\simsun.ttc",
  join(homedir(), ".local/share/fonts/NotoSansCJK-Regular.ttc"),
  join(homedir(), ".fonts/NotoSansCJK-Regular.ttc"),
];

/** Path of the first there is; null without one. */
export const chineseFont = (places: readonly string[] = PLACES): string | null =>
  places.find((place) => existsSync(place)) ?? null;

/** Whether a text has characters that Chinese is written with. */
export const hasChinese = (text: string): boolean => /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(text);
