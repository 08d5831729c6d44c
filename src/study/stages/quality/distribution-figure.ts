/**
 * The distribution of a column as bars of equal width, drawn from densities that were counted elsewhere.
 */
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { bar, mark } from "../../../report/figures/marks.js";
import { requireNumbers } from "../../../report/figures/words.js";

/** Densities of bins [low + i width, low + (i + 1) width). */
export interface DensityBars {
  readonly low: number;
  readonly width: number;
  readonly density: readonly number[];
}

/** `title` and `description` name it and say its numbers in words. */
export interface DistributionFigureOptions extends FigureOptions {
  readonly title: string;
  readonly description: string;
  readonly labels: { readonly x: string; readonly y: string };
}

const FIGURE = "figure of a distribution";

/** Throws DataError `figure_empty`, `figure_value`. */
export function distributionFigure(
  { low, width, density }: DensityBars,
  options: DistributionFigureOptions,
): FigureSpec {
  requireNumbers(FIGURE, density, (value, i) => ({ [`bin ${i + 1}`]: value }));
  const { title, description, labels } = options;
  const { first, ground } = paletteFor(options);
  const edge = (i: number) => low + i * width;
  const bars = density.map((value, i) => ({ low: edge(i), high: edge(i + 1), density: value, from: 0 }));
  return figure(
    {
      ...{ title, description },
      x: { low, high: edge(density.length), title: labels.x },
      y: { low: 0, high: 1.06 * Math.max(...density), height: 240, title: labels.y },
      marks: () => [mark("density", bars, { x: "low", x2: "high", y: "from", y2: "density" }, bar(first, 0.6, ground))],
    },
    options,
  );
}
