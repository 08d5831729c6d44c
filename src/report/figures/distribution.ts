/**
 * The distribution of a column as bars of equal width, drawn from densities that were counted elsewhere.
 * Data in, Vega-Lite out.
 */
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { frame, USUAL_WIDTH } from "./frame.js";
import { paletteOf, TYPE } from "./theme.js";
import { labelledAt, ticksAcross, ticksWithin } from "./ticks.js";
import { requireFinite, requireRows } from "./words.js";

/** Densities of bins [low + i width, low + (i + 1) width). */
export interface DensityBars {
  readonly low: number;
  readonly width: number;
  readonly density: readonly number[];
}

/** Options of `distributionFigure`; `description` says the numbers in words. */
export interface DistributionFigureOptions extends FigureOptions {
  readonly description: string;
  readonly labels: { readonly x: string; readonly y: string };
}

const FIGURE = "figure of a distribution";
const PLOT_HEIGHT = 240;

/** Throws DataError `figure_empty`, `figure_value`. */
export function distributionFigure(bars: DensityBars, options: DistributionFigureOptions): FigureSpec {
  const { low, width: step, density } = bars;
  requireRows(FIGURE, density);
  for (const [i, value] of density.entries()) requireFinite(FIGURE, `bin ${i + 1}`, value);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const top = 1.06 * Math.max(...density);
  const up = ticksWithin(0, top, 5, TYPE.label);
  const margins = { left: Math.ceil(Math.max(up.labelWidth + 34, 56)), right: 20, top: 16, bottom: 50 };
  const across = ticksAcross(low, low + step * density.length, width - margins.left - margins.right, TYPE.label);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, low + step * density.length], nice: false },
    axis: {
      ...labelledAt(across.values, across.labels),
      title: options.labels.x,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, top], nice: false },
    axis: { ...labelledAt(up.values, up.labels), title: options.labels.y },
  };
  return frame({
    title: options.title ?? "Distribution",
    description: options.description,
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      {
        name: "density",
        data: {
          values: density.map((value, i) => ({
            low: low + i * step,
            high: low + (i + 1) * step,
            density: value,
            from: 0,
          })),
        },
        mark: { type: "rect", color: palette.first, opacity: 0.6, stroke: palette.ground, strokeWidth: 0.6 },
        encoding: {
          x: { ...x, field: "low" },
          x2: { field: "high" },
          y: { ...y, field: "from" },
          y2: { field: "density" },
        },
      },
    ],
  });
}
