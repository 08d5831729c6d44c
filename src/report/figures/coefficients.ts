/**
 * The coefficient figure: one row an estimate, its interval lying, its numbers beside it. Data in,
 * Vega-Lite out; draws nothing.
 */
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { coefficientWords as words } from "../messages/coefficients.js";
import { type CoefficientLayout, type CoefficientRow, coefficientLayout } from "./coefficient-layout.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "./frame.js";
import { keyLines, SYMBOL } from "./key-places.js";
import { textWidth, widestText } from "./text-width.js";
import { DASH, type Palette, paletteOf, QUIET, SHAPES, TYPE, WITHOUT_ZERO } from "./theme.js";
import { labelledAt, ticksAcross, widen } from "./ticks.js";
import {
  intervalDecimals,
  intervalText,
  percent,
  requireFinite,
  requireInterval,
  requireRows,
  signed,
} from "./words.js";

export type { CoefficientRow } from "./coefficient-layout.js";

/** Options of `coefficientFigure`. */
export interface CoefficientFigureOptions extends FigureOptions {
  /** Confidence level of the intervals, default 0.95, or levels where they differ; used in words only. */
  readonly level?: number | readonly number[];
  /** Whether estimates and intervals are printed at the right, default true. */
  readonly numbers?: boolean;
  /** Whether a narrow figure leaves the numbers out and breaks labels sooner, default false. */
  readonly adaptive?: boolean;
  /** Names of the series of rows, told apart by colour and form, with a key above. Default one series without a name. */
  readonly series?: readonly string[];
  /** The value estimates are read against, a dashed line across all rows; default 0. */
  readonly mark?: number;
  /** A value with a line of its own across all rows, such as the estimate the others are compared with. */
  readonly line?: number;
  /** Words on the figure. */
  readonly labels?: { readonly x?: string };
}

const FIGURE = "coefficient figure";
/** Columns of text a label takes before it breaks into lines. */
const LABEL_COLUMNS = { usual: 28, narrow: 18 } as const;
/** An adaptive figure is narrow below this width. */
const WIDE_FROM = 480;
/** Pixels between words and the plotting area. */
const LABEL_GAP = 12;
const POINT_AREA = 60;
const TRUTH_DASH = [2, 2];
/** Pixels of a line of the key, and between key and plot. */
const KEY_LINE = 18;
const KEY_GAP = 6;
/** Pixels the title of the axis takes a letter more than its words in the figure's font, about. */
const TITLE_GAP = 8;

/**
 * Coefficient figure of `rows`, the first on top; long labels break at spaces.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_series` (more series than have forms).
 */
export function coefficientFigure(rows: readonly CoefficientRow[], options: CoefficientFigureOptions = {}): FigureSpec {
  requireRows(FIGURE, rows);
  for (const row of rows) {
    requireInterval(FIGURE, `'${row.label}'`, row);
    if (row.true_effect !== undefined) requireFinite(FIGURE, `the true effect of '${row.label}'`, row.true_effect);
  }
  const { series = [""], mark = 0, language = "en" } = options;
  requireForms(series);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const isNarrow = options.adaptive === true && width < WIDE_FROM;
  const level = [...new Set([options.level ?? 0.95].flat())].map(percent).join(" / ");
  const hasNumbers = (options.numbers ?? true) && !isNarrow;
  const decimals = intervalDecimals(rows);
  const layout = coefficientLayout(rows, series.length, isNarrow ? LABEL_COLUMNS.narrow : LABEL_COLUMNS.usual);
  const { height } = layout;
  const numbers = rows.map((row) => intervalText(row, decimals));
  const truths = rows.flatMap(({ true_effect }) => (true_effect === undefined ? [] : [true_effect]));
  const key = [...(series.length > 1 ? series : []), ...(truths.length > 0 ? [words.truth[language]] : [])];
  const keyPlaces = keyLines(key, width - 2 * LABEL_GAP);
  const keyHeight = key.length === 0 ? 0 : (keyPlaces.at(-1)!.line + 1) * KEY_LINE + KEY_GAP;
  const left = [...layout.labels, ...layout.headings].map(({ text }) => text);
  const margins = {
    left: Math.ceil(widestText(left, TYPE.label) + 2 * LABEL_GAP),
    right: hasNumbers ? Math.ceil(widestText(numbers, TYPE.small) + 2 * LABEL_GAP) : LABEL_GAP,
    top: 8 + keyHeight,
    bottom: 50,
  };
  const [low, high] = widen(
    Math.min(mark, ...rows.map((row) => row.conf_low), ...truths),
    Math.max(mark, ...rows.map((row) => row.conf_high), ...truths),
    0.05,
  );
  const plotWidth = width - margins.left - margins.right;
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const title = options.labels?.x ?? words.x[language](level);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      gridWidth: mark === 0 ? WITHOUT_ZERO : 1,
      domain: false,
      ticks: false,
      title,
      titleY: 32,
      titleBaseline: "top" as const,
      ...(isNarrow && textWidth(title, TYPE.title) + TITLE_GAP > plotWidth ? { titleAnchor: "end" as const } : {}),
    },
  };
  const y = {
    field: "row",
    type: "quantitative" as const,
    scale: { domain: [...layout.ends], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const text = { type: "text", baseline: "middle", color: palette.ink } as const;
  const values = rows.map((row, i) => ({ ...row, row: layout.places[i]!, numbers: numbers[i]! }));
  return frame({
    title: options.title ?? words.title[language],
    description: options.description ?? describe(rows, numbers, { series, level, language, decimals }),
    width,
    height,
    margins,
    palette,
    layer: [
      {
        name: "zero",
        data: { values: [{ zero: mark }] },
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
      ...(truths.length === 0 ? [] : [truthMarks(rows, layout, x, y, palette)]),
      ...series.map(
        (_, s): FigureLayer => ({
          data: { values: values.filter((row) => (row.series ?? 0) === s) },
          encoding: { y },
          layer: [
            {
              name: named("interval", s),
              mark: { type: "rule", strokeWidth: 1.5, color: palette.series[s]! },
              encoding: { x: { ...x, field: "conf_low" }, x2: { field: "conf_high" } },
            },
            cap("conf_low", s, palette),
            cap("conf_high", s, palette),
            {
              name: named("estimate", s),
              mark: {
                type: "point",
                filled: true,
                size: POINT_AREA,
                ...formOf(s),
                opacity: 1,
                color: palette.series[s]!,
              },
              encoding: { x: { ...x, field: "estimate" } },
            },
            ...(hasNumbers
              ? [
                  {
                    name: named("numbers", s),
                    mark: { ...text, align: "right", fontSize: TYPE.small, opacity: QUIET.text },
                    encoding: { x: { value: plotWidth + margins.right - LABEL_GAP / 2 }, text: { field: "numbers" } },
                  } as const,
                ]
              : []),
          ],
        }),
      ),
      {
        name: "label",
        data: { values: [...layout.labels] },
        mark: { ...text, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -LABEL_GAP }, y, text: { field: "text" } },
      },
      ...(layout.headings.length === 0
        ? []
        : [
            {
              name: "heading",
              data: { values: [...layout.headings] },
              mark: { ...text, align: "left", fontSize: TYPE.label, fontWeight: "bold" },
              encoding: { x: { value: LABEL_GAP - margins.left }, y, text: { field: "text" } },
            } as const,
          ]),
      ...keyPlaces.flatMap((place, k) =>
        keyEntry(key[k]!, k < series.length && series.length > 1 ? k : null, {
          x: place.x + LABEL_GAP - margins.left,
          y: place.line * KEY_LINE + KEY_LINE / 2 - keyHeight,
          k,
          palette,
        }),
      ),
    ],
  });
}

/** A name of its own for every layer. */
const named = (name: string, s: number): string => (s === 0 ? name : `${name}-${s + 1}`);

const formOf = (s: number) => (s === 0 ? {} : { shape: SHAPES[s]! });

function requireForms(series: readonly string[]): void {
  if (series.length <= SHAPES.length) return;
  throw new DataError(
    "figure_series",
    `The ${FIGURE} tells ${SHAPES.length} series apart by colour and form, and got ${series.length}: ${series.join(", ")}. Show fewer of them, or one coefficient, so that each has a row.`,
    { got: series.length, expected: `<= ${SHAPES.length}` },
  );
}

function cap(bound: "conf_low" | "conf_high", s: number, palette: Palette): FigureLayer {
  return {
    name: named(bound, s),
    mark: { type: "tick", orient: "vertical", size: 9, thickness: 1.5, opacity: 1, color: palette.series[s]! },
    encoding: { x: { field: bound, type: "quantitative" } },
  };
}

/** What is true as a line through the room of each estimate: one line where all are the same. */
function truthMarks(
  rows: readonly CoefficientRow[],
  { places, reach }: CoefficientLayout,
  x: object,
  y: object,
  palette: Palette,
): FigureLayer {
  return {
    name: "truth",
    data: {
      values: rows.flatMap(({ true_effect }, i) =>
        true_effect === undefined ? [] : [{ true_effect, from: places[i]! - reach, to: places[i]! + reach }],
      ),
    },
    mark: { type: "rule", strokeWidth: 1.6, strokeDash: [...TRUTH_DASH], color: palette.ink },
    encoding: { x: { ...x, field: "true_effect" }, y: { ...y, field: "from" }, y2: { field: "to" } },
  } as FigureLayer;
}

/** A symbol, of series `s` or of what is true, and its words. */
function keyEntry(
  text: string,
  s: number | null,
  { x, y, k, palette }: { readonly x: number; readonly y: number; readonly k: number; readonly palette: Palette },
): FigureLayer[] {
  const at = { x: { value: x }, y: { value: y } };
  const symbol: FigureLayer =
    s === null
      ? {
          name: "key-truth",
          data: { values: [{}] },
          mark: { type: "rule", strokeWidth: 1.6, strokeDash: [...TRUTH_DASH], color: palette.ink },
          encoding: { x: { value: x }, y: { value: y - 7 }, y2: { value: y + 7 } },
        }
      : {
          name: named("key-symbol", k),
          data: { values: [{}] },
          mark: { type: "point", filled: true, size: POINT_AREA, ...formOf(s), opacity: 1, color: palette.series[s]! },
          encoding: at,
        };
  return [
    symbol,
    {
      name: named("key", k),
      data: { values: [{ text }] },
      mark: { type: "text", baseline: "middle", align: "left", fontSize: TYPE.small, color: palette.ink },
      encoding: { x: { value: x + SYMBOL }, y: { value: y }, text: { field: "text" } },
    },
  ];
}

interface Told {
  readonly series: readonly string[];
  readonly level: string;
  readonly language: Language;
  readonly decimals: number;
}

function describe(
  rows: readonly CoefficientRow[],
  numbers: readonly string[],
  { series, level, language, decimals }: Told,
): string {
  const parts = rows.map((row, i) => {
    const label = series.length > 1 ? words.of[language](series[row.series ?? 0]!, row.label) : row.label;
    const truth = row.true_effect === undefined ? "" : words.isTrue[language](signed(row.true_effect, decimals));
    return `${label}: ${numbers[i]!}${truth}`;
  });
  return words.description[language](level, parts.join("; "));
}
