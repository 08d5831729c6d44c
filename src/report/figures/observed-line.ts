/**
 * The sample's own value in a figure of draws: a dashed line over the whole plot and its words above, which
 * lean inward near either end of the axis. Data and the place on the axis are the figure's.
 */
import type { FigureLayer } from "./frame.js";
import { DASH, type Palette } from "./theme.js";

/** Share of the axis at either end where the words lean inward. */
const EDGE = 0.2;

/** Layers of a line `height` pixels high; `position` is its share of the axis, the words are the field `text`. */
export function observedLine(position: number, height: number, palette: Palette): FigureLayer[] {
  return [
    {
      name: "observed",
      mark: { type: "rule", strokeWidth: 1.5, strokeDash: [...DASH.estimate], color: palette.ink },
      encoding: { y: { value: 0 }, y2: { value: height } },
    },
    {
      name: "observed-label",
      mark: {
        type: "text",
        align: position < EDGE ? "left" : position > 1 - EDGE ? "right" : "center",
        baseline: "bottom",
        dy: -5,
        color: palette.ink,
      },
      encoding: { y: { value: 0 }, text: { field: "text" } },
    },
  ];
}
