/**
 * Layer report. What all figures share: the options, and the frame of a Vega-Lite spec whose size, margins, words for
 * screen readers and colours are fixed, so that nothing depends on how a host measures text.
 */
import type { TopLevelSpec } from "vega-lite";
import type { Language } from "../words/language.js";
import { type FigureTheme, figureConfig, type Palette } from "./theme.js";

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

/** A figure as Vega-Lite, with its name and its description in words; change it freely before it is drawn. */
export type FigureSpec = TopLevelSpec & { readonly description: string; readonly usermeta: { readonly title: string } };

/** A spec of layers over one plotting area. */
type Layered = Extract<TopLevelSpec, { layer: unknown }>;

/** One layer of a figure. */
export type FigureLayer = Layered["layer"][number];

/** Pixels of a figure unless told. */
export const USUAL_WIDTH = 640;

/** Pixels round the plotting area. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a frame is put round. `height` is of the plotting area, `width` of the whole figure. */
export interface FrameContent {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
  readonly palette: Palette;
  readonly layer: readonly FigureLayer[];
  readonly resolve?: Layered["resolve"];
}

/** The spec of a figure: layers in a plotting area of fixed size. */
export function frame(content: FrameContent): FigureSpec {
  const { margins } = content;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: content.description,
    usermeta: { title: content.title },
    width: content.width - margins.left - margins.right,
    height: content.height,
    padding: { ...margins },
    autosize: { type: "none" },
    config: figureConfig(content.palette),
    layer: [...content.layer],
    ...(content.resolve === undefined ? {} : { resolve: content.resolve }),
  };
}
