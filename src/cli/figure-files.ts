/**
 * A figure as files: its Vega-Lite spec, SVG and PNG, in memory until all outputs are written together.
 */
import type { FigureSpec } from "../report/figures/figure-spec.js";
import { renderSvg } from "../report/figures/render-svg.js";
import { renderPng } from "./render-png.js";

/** `name.vl.json`, `name.svg` and `name.png`. Throws as `renderSvg` and `renderPng`. */
export async function figureFiles(name: string, spec: FigureSpec): Promise<Map<string, string | Uint8Array>> {
  const svg = await renderSvg(spec);
  return new Map<string, string | Uint8Array>([
    [`${name}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`],
    [`${name}.svg`, svg],
    [`${name}.png`, await renderPng(svg)],
  ]);
}
