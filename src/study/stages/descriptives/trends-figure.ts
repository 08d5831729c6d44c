/**
 * The figure of raw trends: a mean by period for each group of units, named at the end of its line, with a
 * dashed line where treatment first begins. Data in, Vega-Lite out; draws nothing.
 */

import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../../report/figures/frame.js";
import { widestText } from "../../../report/figures/text-width.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../../report/figures/theme.js";
import { labelledAt, ticksAcross, ticksWithin, widen } from "../../../report/figures/ticks.js";
import { requireFinite, requireRows, signed } from "../../../report/figures/words.js";
import { decimalsFor } from "../../../report/format-number.js";

/** A line: units that begin to be treated together, or ever, or never. */
export interface TrendLine {
  readonly label: string;
  readonly kind: "cohort" | "treated" | "never";
  readonly points: readonly { readonly time: number; readonly mean: number }[];
}

/** Options of `trendsFigure`. */
export interface TrendsFigureOptions extends FigureOptions {
  /** Periods in which treatment begins for some; a dashed line each. */
  readonly starts?: readonly number[];
  readonly labels?: { readonly x?: string; readonly y?: string };
}

const FIGURE = "figure of trends";
const PLOT_HEIGHT = 300;
const LABEL_GAP = 8;
/** Pixels between the middles of two names at least. */
const LABEL_STEP = 14;
/** Forms that tell cohorts apart without colour. */
const SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"] as const;
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
] as const;

/** The figure of `lines`. Throws DataError `figure_empty`, `figure_value`. */
export function trendsFigure(lines: readonly TrendLine[], options: TrendsFigureOptions = {}): FigureSpec {
  requireRows(FIGURE, lines);
  const points = lines.flatMap(({ label, points: own }) => {
    for (const { time, mean } of own) requireFinite(FIGURE, `${label} in ${time}`, mean);
    return own;
  });
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const times = points.map(({ time }) => time);
  const means = points.map(({ mean }) => mean);
  const [low, high] = widen(Math.min(...means), Math.max(...means), 0.06);
  const [first, last] = widen(Math.min(...times), Math.max(...times), 0.02);
  const yTicks = ticksWithin(low, high, 5, TYPE.label);
  const labels = lines.map(({ label }) => label);
  const margins = {
    left: Math.ceil(Math.max(yTicks.labelWidth + 16, 46)),
    right: Math.ceil(widestText(labels, TYPE.small) + 2 * LABEL_GAP),
    top: 40,
    bottom: 50,
  };
  const xTicks = ticksAcross(first, last, width - margins.left - margins.right, TYPE.label);
  const whole = {
    values: xTicks.values.filter(Number.isInteger),
    labels: xTicks.values.filter(Number.isInteger).map(String),
  };
  const x = {
    type: "quantitative" as const,
    scale: { domain: [first, last], nice: false, zero: false },
    axis: {
      ...labelledAt(whole.values, whole.labels),
      title: options.labels?.x ?? "Period",
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(yTicks.values, yTicks.labels),
      grid: true,
      title: options.labels?.y ?? "Mean",
      titleAngle: 0,
      titleAlign: "left" as const,
      titleX: -margins.left + 6,
      titleY: -22,
      titleBaseline: "middle" as const,
    },
  };
  return frame({
    title: options.title ?? "Raw trends",
    description: options.description ?? describe(lines, options.starts ?? []),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      {
        name: "starts",
        data: { values: (options.starts ?? []).map((start) => ({ start })) },
        mark: { type: "rule", strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text, color: palette.ink },
        encoding: { x: { ...x, field: "start" } },
      },
      ...lines.map((line, i) => lineLayer(line, i, palette, x, y)),
      endLabels(lines, low, high, palette, width - margins.left - margins.right + LABEL_GAP),
    ],
  });
}

function lineLayer({ points, kind }: TrendLine, i: number, palette: Palette, x: object, y: object): FigureLayer {
  const color = kind === "never" ? palette.second : palette.first;
  return {
    data: { values: points.map((point) => ({ ...point })) },
    encoding: { x: { ...x, field: "time" }, y: { ...y, field: "mean" } },
    layer: [
      {
        name: `line-${i}`,
        mark: { type: "line", strokeWidth: 1.8, strokeDash: [...DASHES[i % DASHES.length]!], color },
      },
      {
        name: `points-${i}`,
        mark: { type: "point", shape: SHAPES[i % SHAPES.length]!, filled: true, size: 36, opacity: 1, color },
      },
    ],
  } as FigureLayer;
}

/** Names at the ends of the lines, apart from each other. */
function endLabels(
  lines: readonly TrendLine[],
  low: number,
  high: number,
  palette: Palette,
  right: number,
): FigureLayer {
  const ends = lines
    .map(({ label, points, kind }) => ({
      label,
      color: kind === "never" ? palette.second : palette.first,
      at: PLOT_HEIGHT * (1 - (points.at(-1)!.mean - low) / (high - low)),
    }))
    .sort((a, b) => a.at - b.at);
  const places = spread(ends.map(({ at }) => at));
  return {
    layer: ends.map(({ label, color }, i) => ({
      name: `label-${i}`,
      data: { values: [{ label }] },
      mark: { type: "text", align: "left", baseline: "middle", fontSize: TYPE.small, color },
      encoding: { x: { value: right }, y: { value: places[i]! }, text: { field: "label" } },
    })),
  } as FigureLayer;
}

/** Ascending places at least `LABEL_STEP` apart, within the plot, as near to those wanted as going down and up gives. */
function spread(wanted: readonly number[]): number[] {
  const down: number[] = [];
  for (const place of wanted) down.push(Math.max(place, (down.at(-1) ?? -LABEL_STEP) + LABEL_STEP));
  const up: number[] = [];
  for (const place of down.reverse()) up.push(Math.min(place, (up.at(-1) ?? PLOT_HEIGHT + LABEL_STEP) - LABEL_STEP));
  return up.reverse();
}

function describe(lines: readonly TrendLine[], starts: readonly number[]): string {
  const decimals = decimalsFor(lines.flatMap(({ points }) => points.map(({ mean }) => mean)));
  const texts = lines.map(({ label, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `${label}: ${signed(first.mean, decimals)} in ${first.time}, ${signed(last.mean, decimals)} in ${last.time}`;
  });
  const begun = starts.length === 0 ? "" : ` Treatment begins in ${starts.join(", ")}.`;
  return `Means by period. ${texts.join("; ")}.${begun}`;
}
