/**
 * What every figure is and takes: options in, Vega-Lite out. The spec is plain JSON here, so that whoever reads
 * our types needs none of Vega's.
 */
import type { Language } from "../../base/messages.js";

/**
 * `light` for paper and files: white ground. `dark`: light ink on the dark ground of the report page.
 * `inherit`: no ground and the text colour of the page around it, for SVG set into HTML.
 */
export type FigureTheme = "light" | "dark" | "inherit";

/** Options of every figure. */
export interface FigureOptions {
  /** Short name read out by screen readers and shown as a tooltip; captions stand outside the figure. */
  readonly title?: string;
  /** The figure in words, for those who can't see it; default: its numbers. */
  readonly description?: string;
  /** Width in pixels, default 640; the SVG scales. */
  readonly width?: number;
  /** Language of the words the figure makes itself, default "en". */
  readonly language?: Language;
  /** Default "light". */
  readonly theme?: FigureTheme;
}

/**
 * A figure as a Vega-Lite specification, with its name and its description in words; change it freely before it is drawn, or
 * give it to Vega's own types: `spec as unknown as TopLevelSpec`.
 */
export interface FigureSpec {
  readonly $schema: string;
  readonly description: string;
  readonly usermeta: { readonly title: string };
  readonly [property: string]: unknown;
}
