/**
 * SVG to PNG by resvg, with the fonts of the package and those the caller adds; fonts of the system are not
 * looked at, so that the same figure is the same picture everywhere. resvg leaves out a character no font has: here
 * that is an error.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, UsageError } from "../base/errors.js";
import { loadOptional } from "../base/optional.js";
import { appendTo, type ScratchFile, scratchFile } from "../data/disk/scratch.js";
import { fontCharacters } from "./font-characters.js";
import { PACKAGE_ROOT } from "./package-root.js";

/** Options of `renderPng`. */
export interface PngOptions {
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
  const font = gunzipSync(readFileSync(join(PACKAGE_ROOT, "data/fonts", `${name}.gz`)));
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
