/**
 * The frame of a Vega-Lite spec whose size, margins, words for screen readers and colours are fixed, so that
 * nothing depends on how a host measures text. Vega-Lite's types stay below this file: what is exported to users has none.
 */
import type { TopLevelSpec } from "vega-lite";
import type { FigureSpec } from "./figure-spec.js";
import { figureConfig, type Palette } from "./theme.js";

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
  const spec: Layered = {
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
  return spec as Layered & FigureSpec;
}

/** A figure of `frame` with more layers on top. */
export function withLayers(figure: FigureSpec, layers: readonly FigureLayer[]): FigureSpec {
  return { ...figure, layer: [...(figure.layer as readonly FigureLayer[]), ...layers] };
}
