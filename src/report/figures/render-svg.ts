/**
 * Spec to SVG without a page: Vega-Lite compiles, Vega draws into a string. Both are loaded when first
 * needed, so that the library's entry stays light. The same spec gives the same bytes on every host: figures fix their
 * layout, and `svg-document` numbers what Vega numbers by a counter of its own.
 * Vega makes functions from text: a page whose content policy forbids `unsafe-eval` can not draw.
 */
import type { TopLevelSpec } from "vega-lite";
import { UsageError } from "../../base/errors.js";
import { loadOptional } from "../../base/optional.js";
import type { FigureSpec } from "./figure-spec.js";
import { svgDocument } from "./svg-document.js";

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
