/**
 * Layer report. The coefficient figure: one row an estimate, its interval lying, its numbers beside it. Data in,
 * Vega-Lite out; draws nothing.
 */
import { wrap } from "../render/display-width.js";
import { type FigureLayer, type FigureOptions, type FigureSpec, frame, USUAL_WIDTH } from "./figure-spec.js";
import { LINE_HEIGHT, labelLines } from "./row-labels.js";
import { widestText } from "./text-width.js";
import { DASH, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "./theme.js";
import { labelledAt, ticksAcross, widen } from "./ticks.js";
import { type Interval, intervalDecimals, intervalText, percent, requireInterval, requireRows } from "./words.js";

/** A named estimate with its interval. */
export interface CoefficientRow extends Interval {
  readonly label: string;
}

/** Options of `coefficientFigure`. */
export interface CoefficientFigureOptions extends FigureOptions {
  /** Confidence level of the intervals, default 0.95; used in words only. */
  readonly level?: number;
  /** Whether estimates and intervals are printed at the right, default true. */
  readonly numbers?: boolean;
  /** A value with a line of its own across all rows, such as the estimate the others are compared with. */
  readonly line?: number;
  /** Words on the figure. */
  readonly labels?: { readonly x?: string };
}

const FIGURE = "coefficient figure";
/** Columns of text a label takes before it breaks into lines. */
const LABEL_COLUMNS = 28;
const ROW_GAP = 14;
/** Pixels between words and the plotting area. */
const LABEL_GAP = 12;
const POINT_AREA = 60;

/**
 * Coefficient figure of `rows`, the first on top; long labels break at spaces.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`.
 */
export function coefficientFigure(rows: readonly CoefficientRow[], options: CoefficientFigureOptions = {}): FigureSpec {
  requireRows(FIGURE, rows);
  for (const row of rows) requireInterval(FIGURE, `'${row.label}'`, row);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const level = percent(options.level ?? 0.95);
  const hasNumbers = options.numbers ?? true;
  const decimals = intervalDecimals(rows);
  const lines = rows.map((row) => wrap(row.label, LABEL_COLUMNS));
  const numbers = rows.map((row) => intervalText(row, decimals));
  const rowHeight = Math.max(...lines.map((label) => label.length)) * LINE_HEIGHT + ROW_GAP;
  const height = rows.length * rowHeight;
  const margins = {
    left: Math.ceil(widestText(lines.flat(), TYPE.label) + 2 * LABEL_GAP),
    right: hasNumbers ? Math.ceil(widestText(numbers, TYPE.small) + 2 * LABEL_GAP) : LABEL_GAP,
    top: 8,
    bottom: 50,
  };
  const [low, high] = widen(
    Math.min(0, ...rows.map((row) => row.conf_low)),
    Math.max(0, ...rows.map((row) => row.conf_high)),
    0.05,
  );
  const plotWidth = width - margins.left - margins.right;
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      gridWidth: WITHOUT_ZERO,
      domain: false,
      ticks: false,
      title: options.labels?.x ?? `Estimate and ${level} confidence interval`,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    field: "row",
    type: "quantitative" as const,
    scale: { domain: [-0.5, rows.length - 0.5], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const words = { type: "text", baseline: "middle", color: palette.ink } as const;
  return frame({
    title: options.title ?? "Coefficients",
    description: options.description ?? describe(rows, numbers, level),
    width,
    height,
    margins,
    palette,
    layer: [
      {
        name: "zero",
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text, color: palette.ink },
        encoding: { x: { ...x, field: "zero" } },
      },
      ...(options.line === undefined
        ? []
        : [
            {
              name: "line",
              data: { values: [{ line: options.line }] },
              mark: { type: "rule", strokeWidth: 1.2, opacity: QUIET.text, color: palette.second },
              encoding: { x: { ...x, field: "line" } },
            } as const,
          ]),
      {
        data: {
          values: rows.map((row, i) => ({ ...row, row: i, numbers: numbers[i]! })),
        },
        encoding: { y },
        layer: [
          {
            name: "interval",
            mark: { type: "rule", strokeWidth: 1.5, color: palette.first },
            encoding: { x: { ...x, field: "conf_low" }, x2: { field: "conf_high" } },
          },
          cap("conf_low", palette.first),
          cap("conf_high", palette.first),
          {
            name: "estimate",
            mark: { type: "point", filled: true, size: POINT_AREA, opacity: 1, color: palette.first },
            encoding: { x: { ...x, field: "estimate" } },
          },
          ...(hasNumbers
            ? [
                {
                  name: "numbers",
                  mark: { ...words, align: "right", fontSize: TYPE.small, opacity: QUIET.text },
                  encoding: { x: { value: plotWidth + margins.right - LABEL_GAP / 2 }, text: { field: "numbers" } },
                } as const,
              ]
            : []),
        ],
      },
      {
        name: "label",
        data: { values: lines.flatMap((label, i) => labelLines(label, i, LINE_HEIGHT / rowHeight)) },
        mark: { ...words, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -LABEL_GAP }, y, text: { field: "text" } },
      },
    ],
  });
}

function cap(bound: "conf_low" | "conf_high", color: string): FigureLayer {
  return {
    name: bound,
    mark: { type: "tick", orient: "vertical", size: 9, thickness: 1.5, opacity: 1, color },
    encoding: { x: { field: bound, type: "quantitative" } },
  };
}

function describe(rows: readonly CoefficientRow[], numbers: readonly string[], level: string): string {
  const parts = rows.map((row, i) => `${row.label}: ${numbers[i]!}`);
  return `Estimates with ${level} confidence intervals. ${parts.join("; ")}.`;
}
