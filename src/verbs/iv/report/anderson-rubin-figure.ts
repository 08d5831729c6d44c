/**
 * The Anderson-Rubin set of a coefficient: the curve of p over its values, the level that cuts it, and the set
 * as a thick bar at that level. Ends of the set have a stroke; where it goes on for ever the bar ends in an arrow at the edge
 * of the figure, several pieces are drawn as several, and an empty set leaves the curve below the level and says so. Data in,
 * Vega-Lite out; draws nothing.
 */

import type { Language } from "../../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../../report/figures/frame.js";
import { observedLine } from "../../../report/figures/observed-line.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../../report/figures/theme.js";
import { labelledAt, ticksAcross } from "../../../report/figures/ticks.js";
import { percent, requireFinite, requireRows, signed } from "../../../report/figures/words.js";
import { decimalsFor } from "../../../report/format-number.js";
import { balanceText } from "../../../report/messages/balance.js";
import { ivWords } from "../messages.js";
import { piecesOf, setInSymbols } from "./interval-set.js";

/** A set with its curve; ends that are null are infinite, no interval is the empty set. `curve` ascends in `beta`. */
export interface DrawnSet {
  readonly level: number;
  readonly intervals: readonly (readonly [low: number | null, high: number | null])[];
  readonly curve: readonly { readonly beta: number; readonly p_value: number }[];
  /** The estimate of the fit. */
  readonly estimate: number;
}

export interface AndersonRubinFigureOptions extends FigureOptions {
  /** Words on the figure: both axes, what stands before the estimate, and the empty set. */
  readonly labels?: { readonly x?: string; readonly p?: string; readonly estimate?: string; readonly empty?: string };
}

const FIGURE = "Anderson-Rubin figure";
const PLOT_HEIGHT = 300;
const LABELS = {
  x: "Coefficient",
  p: "p-value",
  estimate: "Estimate",
  empty: "empty, every value is rejected",
} as const;
/** Pixels of the bar of the set, half the stroke at its ends, its arrows. */
const BAR = { width: 5, end: 7, arrow: 110 } as const;
/** The key above the plot: a piece of bar and its words. */
const KEY = { length: 22, gap: 6, y: -36 } as const;
/** Ticks of p nearer than this to the level are left out: its own label needs the room. */
const P_LABEL_ROOM = 0.045;

/** Throws DataError `figure_empty` when there is no curve, `figure_value` when a number of it is not finite. */
export function andersonRubinFigure(set: DrawnSet, options: AndersonRubinFigureOptions = {}): FigureSpec {
  const { curve, estimate, level, intervals } = set;
  requireRows(FIGURE, curve);
  requireFinite(FIGURE, "the estimate", estimate);
  curve.forEach(({ beta, p_value }, i) => {
    requireFinite(FIGURE, `the value of point ${i + 1}`, beta);
    requireFinite(FIGURE, `the p-value of point ${i + 1}`, p_value);
  });
  const language = options.language ?? "en";
  const labels = {
    x: balanceText(LABELS.x, language),
    p: balanceText(LABELS.p, language),
    estimate: balanceText(LABELS.estimate, language),
    empty: balanceText(LABELS.empty, language),
    ...options.labels,
  };
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const margins = { left: 52, right: 24, top: 52, bottom: 50 };
  const across = width - margins.left - margins.right;
  const [from, to] = [Math.min(curve[0]!.beta, estimate), Math.max(curve[curve.length - 1]!.beta, estimate)];
  const alpha = Number((1 - level).toPrecision(12));
  const xTicks = ticksAcross(from, to, across, TYPE.label);
  const pTicks = [alpha, ...[0, 0.2, 0.4, 0.6, 0.8, 1].filter((p) => Math.abs(p - alpha) >= P_LABEL_ROOM)];
  const decimals = decimalsFor([(to - from) / 10]);
  const words = ivWords.setIs[language](percent(level), setInSymbols(piecesOf(intervals), decimals, labels.empty));
  const x = {
    type: "quantitative" as const,
    scale: { domain: [from, to], nice: false, zero: false },
    axis: { ...labelledAt(xTicks.values, xTicks.labels), title: labels.x, titleY: 32, titleBaseline: "top" as const },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, 1], nice: false },
    axis: {
      ...labelledAt(pTicks, pTicks.map(String)),
      title: labels.p,
      titleAngle: 0,
      titleAlign: "left" as const,
      titleX: 6 - margins.left,
      titleY: -18,
      titleBaseline: "middle" as const,
    },
  };
  const pieces = intervals.map(([low, high]) => ({ low: low ?? from, high: high ?? to, alpha }));
  return frame({
    title: options.title ?? "Anderson-Rubin confidence set",
    description: options.description ?? describe(set, words, decimals, language),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      ...pieces.map(
        ({ low, high }, i): FigureLayer => ({
          name: `inside-${i + 1}`,
          data: {
            values: curve
              .filter(({ beta }) => low <= beta && beta <= high)
              .map(({ beta, p_value }) => ({ beta, p_value })),
          },
          mark: { type: "area", color: palette.first, opacity: 0.13 },
          encoding: { x: { ...x, field: "beta" }, y: { ...y, field: "p_value" } },
        }),
      ),
      {
        name: "curve",
        data: { values: curve.map(({ beta, p_value }) => ({ beta, p_value })) },
        mark: { type: "line", color: palette.first, strokeWidth: 2 },
        encoding: { x: { ...x, field: "beta" }, y: { ...y, field: "p_value" } },
      },
      {
        name: "level",
        data: { values: [{ alpha }] },
        mark: { type: "rule", strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text, color: palette.ink },
        encoding: { y: { ...y, field: "alpha" } },
      },
      {
        name: "set",
        data: { values: pieces },
        mark: { type: "rule", strokeWidth: BAR.width, color: palette.second },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y: { ...y, field: "alpha" } },
      },
      ...endLayers(intervals, alpha, x, palette),
      ...arrowLayers(intervals, alpha, across, palette),
      {
        data: { values: [{ estimate, text: `${labels.estimate} ${signed(estimate, decimals)}` }] },
        encoding: { x: { ...x, field: "estimate" } },
        layer: observedLine((estimate - from) / (to - from), PLOT_HEIGHT, palette),
      },
      ...key(words, intervals.length > 0, 6 - margins.left, palette),
    ],
  });
}

/** Pixels from the top of the plot at which p is `alpha`. */
const heightOf = (alpha: number): number => PLOT_HEIGHT * (1 - alpha);

/** A stroke across the bar at each finite end. */
function endLayers(intervals: DrawnSet["intervals"], alpha: number, x: object, palette: Palette): FigureLayer[] {
  const ends = intervals.flat().filter((end) => end !== null);
  return [
    {
      name: "set-end",
      data: { values: ends.map((end) => ({ end })) },
      mark: { type: "rule", strokeWidth: 2, color: palette.second },
      encoding: {
        x: { ...x, field: "end" },
        y: { value: heightOf(alpha) - BAR.end },
        y2: { value: heightOf(alpha) + BAR.end },
      },
    },
  ];
}

/** An arrow at the edge of the plot where the set is infinite. */
function arrowLayers(intervals: DrawnSet["intervals"], alpha: number, across: number, palette: Palette): FigureLayer[] {
  const arrow = (name: string, at: number, shape: "triangle-left" | "triangle-right"): FigureLayer => ({
    name,
    data: { values: [{}] },
    mark: { type: "point", shape, filled: true, size: BAR.arrow, opacity: 1, color: palette.second },
    encoding: { x: { value: at }, y: { value: heightOf(alpha) } },
  });
  const [first, last] = [intervals[0], intervals[intervals.length - 1]];
  return [
    ...(first?.[0] === null ? [arrow("set-from-infinity", 0, "triangle-left")] : []),
    ...(last?.[1] === null ? [arrow("set-to-infinity", across, "triangle-right")] : []),
  ];
}

/** A piece of bar, where there is one, and the set in words, above the plot. */
function key(words: string, hasBar: boolean, left: number, palette: Palette): FigureLayer[] {
  return [
    {
      name: "set-key",
      data: { values: hasBar ? [{}] : [] },
      mark: { type: "rule", strokeWidth: BAR.width, color: palette.second },
      encoding: { x: { value: left }, x2: { value: left + KEY.length }, y: { value: KEY.y } },
    },
    {
      name: "set-words",
      data: { values: [{ words }] },
      mark: { type: "text", align: "left", baseline: "middle", color: palette.ink },
      encoding: {
        x: { value: hasBar ? left + KEY.length + KEY.gap : left },
        y: { value: KEY.y },
        text: { field: "words" },
      },
    },
  ];
}

function describe({ curve, estimate, level }: DrawnSet, words: string, decimals: number, language: Language): string {
  const most = curve.reduce((best, point) => (point.p_value > best.p_value ? point : best));
  return ivWords.curveDescription[language]({
    from: signed(curve[0]!.beta, decimals),
    to: signed(curve[curve.length - 1]!.beta, decimals),
    p: most.p_value.toFixed(3),
    at: signed(most.beta, decimals),
    words,
    level: String(Number((1 - level).toPrecision(6))),
    estimate: signed(estimate, decimals),
  });
}
