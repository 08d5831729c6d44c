/**
 * How far exogeneity may fail: the interval of a coefficient, and the range of its estimates, against the share
 * of the direct effects allowed; zero has a line of its own, and where the interval first covers it a dashed one. Data in,
 * Vega-Lite out; draws nothing.
 */

import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../report/figures/frame.js";
import { observedLine } from "../../report/figures/observed-line.js";
import { type Palette, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "../../report/figures/theme.js";
import { labelledAt, ticksAcross, ticksWithin, widen } from "../../report/figures/ticks.js";
import { percent, requireFinite, requireRows, signed } from "../../report/figures/words.js";
import { decimalsFor } from "../../report/format-number.js";

/** Bounds at a share of the direct effects, from 0 to 1. */
export interface SharePoint {
  readonly fraction: number;
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** A path, and the share from which its interval covers zero; null where there is none. */
export interface DrawnPath {
  readonly points: readonly SharePoint[];
  readonly breaksAt: number | null;
  readonly level: number;
}

export interface PlausiblyExogenousFigureOptions extends FigureOptions {
  /** Words on the figure: both axes, the two bands, and what stands before the share. */
  readonly labels?: Partial<Readonly<Record<keyof typeof LABELS, string>>>;
}

const FIGURE = "figure of plausibly exogenous instruments";
const PLOT_HEIGHT = 300;
const LABELS = {
  x: "Share of the direct effects allowed (0: exogenous)",
  y: "Coefficient",
  interval: "interval",
  estimates: "estimates",
  estimate: "estimate",
  breaks: "Covers 0 from",
} as const;
/** Opacity of the interval and of the estimates. */
const BAND = { interval: 0.16, estimates: 0.42 } as const;
/** The key above the plot: a square and its words. */
const KEY = { size: 9, gap: 6, y: -44, between: 18 } as const;
/** Width of the line of estimates that are one at each share, and its length in the key. */
const STROKE = 2;
const STROKE_LENGTH = 18;
/** Pixels of a letter in the key, about: words there are placed one after the other. */
const LETTER = 5.9;
/** Decimals of a share. */
const SHARE_DECIMALS = 3;

/** Throws DataError `figure_empty`, `figure_value`. */
export function plausiblyExogenousFigure(
  { points, breaksAt, level }: DrawnPath,
  options: PlausiblyExogenousFigureOptions = {},
): FigureSpec {
  requireRows(FIGURE, points);
  for (const { fraction, ...bounds } of points) {
    for (const [name, value] of Object.entries(bounds)) requireFinite(FIGURE, `${name} at ${fraction}`, value);
  }
  const labels = { ...LABELS, ...options.labels };
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const ends = points.flatMap(({ conf_low, conf_high }) => [conf_low, conf_high]);
  const [low, high] = widen(Math.min(0, ...ends), Math.max(0, ...ends), 0.05);
  const yTicks = ticksWithin(low, high, 6, TYPE.label);
  const margins = { left: Math.ceil(Math.max(yTicks.labelWidth + 16, 46)), right: 24, top: 60, bottom: 50 };
  const across = width - margins.left - margins.right;
  const xTicks = ticksAcross(0, 1, across, TYPE.label);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [0, 1], nice: false },
    axis: { ...labelledAt(xTicks.values, xTicks.labels), title: labels.x, titleY: 32, titleBaseline: "top" as const },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(yTicks.values, yTicks.labels),
      grid: true,
      gridWidth: WITHOUT_ZERO,
      domain: false,
      ticks: false,
      title: labels.y,
      titleAngle: 0,
      titleAlign: "left" as const,
      titleX: 6 - margins.left,
      titleY: -14,
      titleBaseline: "bottom" as const,
    },
  };
  const data = { values: points.map((point) => ({ ...point })) };
  const band = (name: "interval" | "estimates", lower: keyof SharePoint, upper: keyof SharePoint): FigureLayer => ({
    name,
    data,
    mark: { type: "area", color: palette.first, opacity: BAND[name] },
    encoding: { x: { ...x, field: "fraction" }, y: { ...y, field: lower }, y2: { field: upper } },
  });
  const line = (field: keyof SharePoint, strokeWidth: number): FigureLayer => ({
    name: field,
    data,
    mark: { type: "line", color: palette.first, strokeWidth },
    encoding: { x: { ...x, field: "fraction" }, y: { ...y, field } },
  });
  const isOne = points.every(({ estimate_low, estimate_high }) => estimate_low === estimate_high);
  const intervalWords = `${percent(level)} ${labels.interval}`;
  const keyAt = 6 - margins.left;
  const next = keyAt + KEY.size + KEY.gap + intervalWords.length * LETTER + KEY.between;
  return frame({
    title: options.title ?? "Plausibly exogenous instruments",
    description: options.description ?? describe({ points, breaksAt, level }),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      {
        name: "zero",
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", strokeWidth: 1, opacity: QUIET.line, color: palette.ink },
        encoding: { y: { ...y, field: "zero" } },
      },
      band("interval", "conf_low", "conf_high"),
      line("conf_low", 1.5),
      line("conf_high", 1.5),
      ...(isOne
        ? [line("estimate_low", STROKE)]
        : [band("estimates", "estimate_low", "estimate_high"), line("estimate_low", 1), line("estimate_high", 1)]),
      ...(breaksAt === null
        ? []
        : [
            {
              data: { values: [{ breaksAt, text: `${labels.breaks} ${signed(breaksAt, SHARE_DECIMALS)}` }] },
              encoding: { x: { ...x, field: "breaksAt" } },
              layer: observedLine(breaksAt, PLOT_HEIGHT, palette),
            } as FigureLayer,
          ]),
      ...key("interval", intervalWords, keyAt, palette),
      ...(isOne ? strokeKey(labels.estimate, next, palette) : key("estimates", labels.estimates, next, palette)),
    ],
  });
}

/** A square of a band and its words. */
function key(name: keyof typeof BAND, words: string, left: number, palette: Palette): FigureLayer[] {
  return [
    {
      name: `${name}-key`,
      data: { values: [{}] },
      mark: { type: "square", size: KEY.size * KEY.size, color: palette.first, opacity: BAND[name], filled: true },
      encoding: { x: { value: left + KEY.size / 2 }, y: { value: KEY.y } },
    },
    keyWords(words, left + KEY.size + KEY.gap, palette),
  ];
}

/** A piece of the line of estimates and its words. */
function strokeKey(words: string, left: number, palette: Palette): FigureLayer[] {
  return [
    {
      name: "estimate-key",
      data: { values: [{}] },
      mark: { type: "rule", strokeWidth: STROKE, color: palette.first },
      encoding: { x: { value: left }, x2: { value: left + STROKE_LENGTH }, y: { value: KEY.y } },
    },
    keyWords(words, left + STROKE_LENGTH + KEY.gap, palette),
  ];
}

const keyWords = (words: string, left: number, palette: Palette): FigureLayer => ({
  data: { values: [{ words }] },
  mark: { type: "text", align: "left", baseline: "middle", color: palette.ink },
  encoding: { x: { value: left }, y: { value: KEY.y }, text: { field: "words" } },
});

function describe({ points, breaksAt, level }: DrawnPath): string {
  const decimals = decimalsFor([(points[0]!.conf_high - points[0]!.conf_low) / 4]);
  const parts = points.map(({ fraction, conf_low, conf_high }) => {
    return `${fraction}: ${signed(conf_low, decimals)} to ${signed(conf_high, decimals)}`;
  });
  const breaks =
    breaksAt === null ? "It never covers zero." : `It covers zero from ${signed(breaksAt, SHARE_DECIMALS)} on.`;
  return `The ${percent(level)} interval by share of the direct effects allowed. ${parts.join("; ")}. ${breaks}`;
}
