/**
 * Spec to SVG without a page: Vega-Lite compiles, Vega draws into a string. Both are loaded when first
 * needed, so that the library's entry stays light. The same spec gives the same bytes on every host: figures fix their
 * layout, and `svgDocument` numbers what Vega numbers by a counter of its own.
 * Vega makes functions from text: a page whose content policy forbids `unsafe-eval` can not draw.
 */
import type { TopLevelSpec } from "vega-lite";
import { UsageError } from "../../base/errors.js";
import { loadOptional } from "../../base/optional.js";
import type { FigureSpec } from "./figure-spec.js";

/**
 * The figure as an SVG document with its name and description for screen readers.
 * Throws UsageError `figure_spec` when Vega finds fault with the spec, or when it asks for data from elsewhere, and
 * `optional_missing` where Vega is not installed.
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const [vegaLite, vega] = await loadOptional(["vega", "vega-lite"], "Drawing a figure", () =>
    Promise.all([import("vega-lite"), import("vega")]),
  );
  const faults: string[] = [];
  const logger = collector(faults);
  let svg: string;
  try {
    const compiled = vegaLite.compile(spec as unknown as TopLevelSpec, { logger }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: "none", logger, loader: closedLoader(vega.loader()) });
    try {
      svg = await view.toSVG();
    } finally {
      view.finalize();
    }
  } catch (cause) {
    throw specError((cause as Error).message, cause);
  }
  if (faults.length > 0) throw specError(faults.join("; "));
  return svgDocument(svg, spec.usermeta.title, spec.description);
}

function specError(fault: string, cause?: unknown): UsageError {
  return new UsageError(
    "figure_spec",
    `The figure's spec can't be drawn: ${fault}. Change the spec.`,
    { got: fault },
    { cause },
  );
}

/** A logger of Vega that keeps warnings and errors in `faults`. */
function collector(faults: string[]) {
  const keep = (...message: unknown[]) => {
    faults.push(message.map(String).join(" "));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: () => logger as never, error: keep, warn: keep, info: ignore, debug: ignore };
  return logger;
}

/** A loader that fetches nothing: a figure is made of the data in its spec. */
function closedLoader<L extends object>(loader: L): L {
  const load = (uri: string) => Promise.reject(new Error(`data at '${uri}' is outside the spec`));
  return { ...loader, load, http: load, file: load };
}

/** Decimals of a pixel kept: a thousandth is beneath what any device shows. */
const DECIMALS = 3;
/** Characters that XML 1.0 forbids or discourages, even as entities: controls and halves of surrogate pairs. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const LONG_NUMBER = /-?\d+\.\d{4,}(?:e[-+]?\d+)?|-?\d+(?:\.\d+)?e-\d+/g;

/**
 * The document: `title` and `description` for screen readers, width and height as a proportion that shrinks to its
 * container, ids numbered from 1 and prefixed by a digest of the content, so that two figures in a page don't clash.
 */
export function svgDocument(svg: string, title: string, description: string): string {
  const head = /^<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>/.exec(svg)!;
  const [width, height] = [head[1]!, head[2]!];
  const body = numberIds(roundNumbers(svg.slice(head[0].length)));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `style="max-width:100%;height:auto" role="img" aria-label="${escapeXml(title)}">` +
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>${body}\n`
  ).replace(FORBIDDEN, "");
}

/** Long decimals inside tags rounded; text between tags is left alone. */
function roundNumbers(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(LONG_NUMBER, (text) => String(Number(Number(text).toFixed(DECIMALS)) + 0)),
  );
}

/** Ids renamed in order of appearance. */
function numberIds(markup: string): string {
  const ids = new Map<string, string>();
  for (const [, id] of markup.matchAll(/\sid="([^"]+)"/g)) ids.set(id!, "");
  if (ids.size === 0) return markup;
  const bare = markup.replace(/\sid="[^"]+"|url\(#[^)]+\)/g, "");
  const prefix = digest(bare);
  let next = 1;
  for (const id of ids.keys()) ids.set(id, `f${prefix}-${next++}`);
  return markup
    .replace(/(\sid=")([^"]+)(")/g, (_, before: string, id: string, after: string) => before + ids.get(id)! + after)
    .replace(/(url\(#)([^)]+)(\))/g, (whole, before: string, id: string, after: string) =>
      ids.has(id) ? before + ids.get(id)! + after : whole,
    );
}

/** FNV-1a over UTF-16 code units, eight hexadecimal digits (Fowler, Noll, Vo 1991). */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Characters that XML reserves, as entities. */
function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
