/**
 * The figure of raw trends: a mean by period for each group of units, named at the end of its line, with a
 * dashed line where treatment first begins.
 */

import type { Period } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { periodWords } from "../../data/panel/period-text.js";
import { ticksAcross, ticksAt, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type Canvas, figure, paletteFor } from "../../report/figures/layout.js";
import { curve, cutLine, dot, type FigureLayer, mark, words as text } from "../../report/figures/marks.js";
import { SHAPES, TYPE } from "../../report/figures/theme.js";
import { LINE_HEIGHT, requireNumbers, signed, widestText } from "../../report/figures/words.js";
import { decimalsFor } from "../../report/format-number.js";
import { pictureWords as words } from "./messages.js";

/** A line: units that begin to be treated together, or ever, or never. */
export interface TrendLine {
  readonly label: string;
  readonly kind: "cohort" | "treated" | "never";
  readonly points: readonly { readonly time: number; readonly mean: number }[];
}

/** Options of `trendsFigure`. */
export interface TrendsFigureOptions extends FigureOptions {
  /** Periods in which treatment begins for some; a dashed line each. */
  readonly starts: readonly number[];
  readonly title: string;
  /** What periods count, where the data say so. */
  readonly period?: Period | undefined;
  readonly language: Language;
  readonly labels: { readonly x: string; readonly y: string };
}

const FIGURE = "figure of trends";
const LABEL_GAP = 8;
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
] as const;

/** The figure of `lines`. Throws DataError `figure_empty`, `figure_value`. */
export function trendsFigure(lines: readonly TrendLine[], options: TrendsFigureOptions): FigureSpec {
  requireNumbers(FIGURE, lines, ({ label, points }) =>
    Object.fromEntries(points.map(({ time, mean }) => [`${label} in ${time}`, mean])),
  );
  const { title, starts, labels, language } = options;
  const { ink, first, second } = paletteFor(options);
  const times = lines.flatMap(({ points }) => points.map(({ time }) => time));
  const means = lines.flatMap(({ points }) => points.map(({ mean }) => mean));
  const [from, to] = widen(Math.min(...times), Math.max(...times), 0.02);
  const [low, high] = widen(Math.min(...means), Math.max(...means), 0.06);
  const colored = lines.map((line) => ({ ...line, color: line.kind === "never" ? second : first }));
  return figure(
    {
      title,
      description: describe(lines, starts, language),
      x: {
        ...{ low: from, high: to, title: labels.x },
        ticks: (pixels) => {
          const values = ticksAcross(from, to, pixels, TYPE.label).values.filter(Number.isInteger);
          return ticksAt(
            values,
            values.map((time) => periodWords(options.period, time)),
          );
        },
      },
      y: { low, high, title: labels.y, grid: true, height: 300 },
      lines: [{ name: "starts", x: starts, look: cutLine(ink) }],
      room: Math.ceil(
        widestText(
          lines.map(({ label }) => label),
          TYPE.small,
        ) +
          2 * LABEL_GAP,
      ),
      marks: (canvas) => [
        ...colored.flatMap(({ points, color }, i) => [
          mark(`line-${i}`, points, { x: "time", y: "mean" }, curve(color, 1.8, DASHES[i % DASHES.length]!)),
          mark(`points-${i}`, points, { x: "time", y: "mean" }, dot(color, SHAPES[i % SHAPES.length]!, 36)),
        ]),
        ...endLabels(colored, (mean) => canvas.height * (1 - (mean - low) / (high - low)), canvas),
      ],
    },
    options,
  );
}

/** Names at the ends of the lines, apart from each other. */
function endLabels(
  lines: readonly (TrendLine & { readonly color: string })[],
  pixels: (mean: number) => number,
  { width, height }: Canvas,
): FigureLayer[] {
  const ends = lines.map((line) => ({ ...line, at: pixels(line.points.at(-1)!.mean) })).sort((a, b) => a.at - b.at);
  const places = spread(
    ends.map(({ at }) => at),
    height,
  );
  return ends.map(({ label, color }, i) => {
    const place = { x: width + LABEL_GAP, y: places[i]!, text: "text" };
    return mark(`label-${i}`, [{ text: label }], place, text(color, "left", "small"));
  });
}

/** Ascending places a line of words apart, within the plot, as near to those wanted as going down and up gives. */
function spread(wanted: readonly number[], height: number): number[] {
  const down: number[] = [];
  for (const place of wanted) down.push(Math.max(place, (down.at(-1) ?? -LINE_HEIGHT) + LINE_HEIGHT));
  const up: number[] = [];
  for (const place of down.reverse()) up.push(Math.min(place, (up.at(-1) ?? height + LINE_HEIGHT) - LINE_HEIGHT));
  return up.reverse();
}

function describe(lines: readonly TrendLine[], starts: readonly number[], language: Language): string {
  const decimals = decimalsFor(lines.flatMap(({ points }) => points.map(({ mean }) => mean)));
  const texts = lines.map(({ label, points }) => {
    const at = ({ time, mean }: TrendLine["points"][number]) => words.meanIn[language](signed(mean, decimals), time);
    return words.trend[language](label, at(points[0]!), at(points.at(-1)!));
  });
  return words.trends[language](texts, starts);
}

// Mean outcome by period of units that begin to be treated together, or ever, and of the others.

/** A line of the figure: `cohort` is the first treated period, null of units ever treated and of those never. */
export interface Trend {
  readonly kind: "cohort" | "treated" | "never";
  readonly cohort: number | null;
  readonly units: number;
  readonly points: readonly { readonly time: number; readonly mean: number; readonly n: number }[];
}

/** The trends of `values` (NaN left out), cohorts ascending, never treated last. `cohorts` f64[nRows], NaN for never. */
export function trendsOf(
  { time, timeValues, unit, nPeriods, nUnits }: Panel,
  values: Float64Array,
  cohorts: Float64Array,
  by: "cohort" | "treated",
): readonly Trend[] {
  const cells = new Map<number, { sums: Float64Array; counts: Uint32Array; units: Uint8Array; times: Float64Array }>();
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!)) continue;
    const key = Number.isNaN(cohorts[row]!) ? Number.POSITIVE_INFINITY : by === "cohort" ? cohorts[row]! : 0;
    let cell = cells.get(key);
    if (cell === undefined) {
      const [sums, times] = [new Float64Array(nPeriods), new Float64Array(nPeriods)];
      cell = { sums, times, counts: new Uint32Array(nPeriods), units: new Uint8Array(nUnits) };
      cells.set(key, cell);
    }
    const t = time.codes[row]!;
    cell.sums[t]! += values[row]!;
    cell.counts[t]!++;
    cell.times[t] = timeValues[row]!;
    cell.units[unit.codes[row]!] = 1;
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { sums, counts, units, times }]) => ({
      kind: key === Number.POSITIVE_INFINITY ? "never" : by,
      cohort: by === "cohort" && Number.isFinite(key) ? key : null,
      units: units.reduce((sum, one) => sum + one, 0),
      points: Array.from(times.keys())
        .filter((t) => counts[t]! > 0)
        .map((t) => ({ time: times[t]!, n: counts[t]!, mean: sums[t]! / counts[t]! })),
    }));
}
