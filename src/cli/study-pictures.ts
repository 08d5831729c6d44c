/** What the command line does of a study's files in its own way: hashes, and pictures with fonts of the system where figures show Chinese. */
import { createHash } from "node:crypto";
import type { Draw } from "../study/outputs/figure-drawing.js";
import type { Files, FileTools } from "../study/outputs/study-files.js";
import { chineseFont, hasChinese, renderPng } from "./render-png.js";

/** The tools with `draw`, which draws figures or takes them from where they were kept. */
export const fileTools = (draw: Draw): FileTools => ({ draw, picture, hash: sha256 });

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The PNG of a figure, with a font of the system where it shows Chinese; null where it does and there is none. */
async function picture(svg: string, draw: Draw): Promise<Uint8Array | null> {
  if (!hasChinese(svg)) return draw("png", svg, () => renderPng(svg));
  const font = chineseFont();
  return font === null ? null : draw(`png ${font}`, svg, () => renderPng(svg, { fontFiles: [font] }));
}

/** What PNGs with Chinese were drawn with, or that there are none, for whoever reads the terminal; null without Chinese. */
export function pictureFont(files: Files): string | null {
  const shown = [...files].filter(([name, svg]) => name.endsWith(".svg") && hasChinese(String(svg)));
  if (shown.length === 0) return null;
  const font = chineseFont();
  return font === null
    ? "no PNG of figures with Chinese words: no font of the system has them; install Noto Sans CJK. Their SVG is written"
    : `PNG of figures with Chinese words drawn with ${font}`;
}
