/** Figures drawn: at their usual width and for a phone, by whoever draws or keeps what was drawn. */
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { renderSvg } from "../../report/figures/render-svg.js";
import type { Drawing } from "../../report/page/page.js";
import type { ShownFigure } from "../stages/stage.js";

/**
 * What `make` draws in the format `kind` (such as "svg") from `from`, all it depends on; or the same as it was drawn before.
 */
export type Draw = <T extends string | Uint8Array>(kind: string, from: string, make: () => Promise<T>) => Promise<T>;

/** Draws everything anew. */
export const drawAnew: Draw = (_kind, _from, make) => make();

export const drawSvg = (spec: FigureSpec, draw: Draw): Promise<string> =>
  draw("svg", JSON.stringify(spec), () => renderSvg(spec));

/** Pixels of a figure on a phone, where one of the usual width would shrink its words too much. */
const PHONE_WIDTH = 370;

/** The figure as a page shows it, with its picture where there is one. */
export async function figureDrawing(
  { id, spec }: Pick<ShownFigure, "id" | "spec">,
  draw: Draw,
  png: Uint8Array | null,
): Promise<Drawing> {
  const look = { theme: "inherit" } as const;
  const wide = spec(look);
  return {
    wide: await drawSvg(wide, draw),
    narrow: await drawSvg(spec({ ...look, width: PHONE_WIDTH }), draw),
    png,
    file: `${id}.png`,
    description: wide.description,
  };
}
