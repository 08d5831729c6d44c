/**
 * The coefficient figure: one row an estimate, its interval lying, its numbers beside it; estimates of several
 * series lie one beneath the other about one label.
 */

import { DataError } from "../../base/errors.js";
import { clauses, labelled } from "../../base/messages.js";
import { widen } from "./axis.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { figure, paletteFor } from "./layout.js";
import { cutLine, dot, type FigureLayer, intervals, mark, stroke } from "./marks.js";
import type { Row, RowPlace } from "./rows.js";
import { QUIET, SHAPES } from "./theme.js";
import {
  type Interval,
  intervalDecimals,
  intervalText,
  percent,
  requireFinite,
  requireInterval,
  requireRows,
  signed,
  coefficientWords as words,
} from "./words.js";

/** A named estimate with its interval. */
export interface CoefficientRow extends Interval {
  readonly label: string;
  /** Number of its series, from 0; rows of one label and heading that follow each other then lie together. Default 0. */
  readonly series?: number;
  /** Stands above the first of the rows that have it one after the other. */
  readonly heading?: string;
  /** Simulated data: what is estimated. */
  readonly true_effect?: number;
}

/** Options of `coefficientFigure`. */
export interface CoefficientFigureOptions extends FigureOptions {
  /** Confidence level of the intervals, default 0.95, or levels where they differ; used in words only. */
  readonly level?: number | readonly number[];
  /** Whether estimates and intervals are printed at the right, default true; a narrow figure leaves them out. */
  readonly numbers?: boolean;
  /** Names of the series of rows, distinguished by colour and form, with a key above. Default one series without a name. */
  readonly series?: readonly string[];
  /** The value estimates are read against, a dashed line across all rows; default 0. */
  readonly mark?: number;
  /** A value with a line of its own across all rows, such as the estimate the others are compared with. */
  readonly line?: number;
  /** Words on the figure. */
  readonly labels?: { readonly x?: string };
}

const FIGURE = "coefficient figure";
const TRUTH = { width: 1.6, dash: [2, 2] } as const;

/**
 * Coefficient figure of `rows`, the first on top; long labels break at spaces.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_series` (more series than have forms).
 */
export function coefficientFigure(rows: readonly CoefficientRow[], options: CoefficientFigureOptions = {}): FigureSpec {
  const { series = [""], mark: against = 0, line, language = "en" } = options;
  check(rows, series);
  const { ink, second, series: colors } = paletteFor(options);
  const level = [...new Set([options.level ?? 0.95].flat())].map(percent).join(" / ");
  const slots = slotsOf(rows, series.length);
  const truths = rows.flatMap(({ true_effect }) => (true_effect === undefined ? [] : [true_effect]));
  const ends = [against, ...truths, ...rows.flatMap(({ conf_low, conf_high }) => [conf_low, conf_high])];
  const [low, high] = widen(Math.min(...ends), Math.max(...ends), 0.05);
  const truthLook = stroke(ink, TRUTH.width, 1, TRUTH.dash);
  const point = (s: number) => dot(colors[s]!, SHAPES[s]!);
  return figure(
    {
      title: words.title[language],
      description: describe(rows, level, options),
      x: { low, high, title: options.labels?.x ?? words.x[language](level), grid: true },
      y: { rows: slots, lanes: series.length, ...(options.numbers === false ? { hasNumbers: false } : {}) },
      key: [
        ...(series.length > 1 ? series.map((text, s) => ({ name: named("series", s), text, look: point(s) })) : []),
        ...(truths.length > 0 ? [{ name: "truth", text: words.truth[language], look: truthLook, upright: true }] : []),
      ],
      lines: [
        { name: "zero", x: against, look: cutLine(ink) },
        ...(line === undefined ? [] : [{ name: "line", x: line, look: stroke(second, 1.2, QUIET.text) }]),
      ],
      marks: ({ rows: places }) => [
        ...truthLayers(slots, places, truthLook),
        ...series.flatMap((_, s) => {
          const own = slots.flatMap(({ of }, r) =>
            of[s] === undefined ? [] : [{ ...of[s], y: places[r]!.lanes[s]! }],
          );
          const span = { along: "x", low: "conf_low", high: "conf_high", at: "y" } as const;
          return [
            ...intervals(named("interval", s), own, span, colors[s]!),
            mark(named("estimate", s), own, { x: "estimate", y: "y" }, point(s)),
          ];
        }),
      ],
    },
    options,
  );
}

/** A name of its own for every layer. */
const named = (name: string, s: number): string => (s === 0 ? name : `${name}-${s + 1}`);

function check(rows: readonly CoefficientRow[], series: readonly string[]): void {
  requireRows(FIGURE, rows);
  for (const row of rows) {
    requireInterval(FIGURE, `'${row.label}'`, row);
    if (row.true_effect !== undefined) requireFinite(FIGURE, `the true effect of '${row.label}'`, row.true_effect);
  }
  if (series.length <= SHAPES.length) return;
  throw new DataError(
    "figure_series",
    `The ${FIGURE} distinguishes at most ${SHAPES.length} series by colour and form, and got ${series.length}: ${series.join(", ")}. Show fewer of them, or one coefficient, so that each has a row.`,
    { got: series.length, expected: `<= ${SHAPES.length}` },
  );
}

/** A label with the estimates that stand beside it, by series. */
interface Slot extends Row {
  readonly of: CoefficientRow[];
  readonly numbers: string[][];
}

/** Rows that share a label, in the order of their first. */
function slotsOf(rows: readonly CoefficientRow[], nSeries: number): Slot[] {
  const decimals = intervalDecimals(rows);
  const slots: Slot[] = [];
  for (const row of rows) {
    const { label, heading, series = 0 } = row;
    const last = slots.at(-1);
    const shares = nSeries > 1 && last?.label === label && last.heading === heading && last.of[series] === undefined;
    const slot: Slot = shares ? last : { label, ...(heading === undefined ? {} : { heading }), of: [], numbers: [] };
    if (!shares) slots.push(slot);
    slot.of[series] = row;
    for (let s = slot.numbers.length; s <= series; s++) slot.numbers.push([]);
    slot.numbers[series] = [intervalText(row, decimals)];
  }
  return slots;
}

/** What is true as a line through the room of each estimate: one line where all are the same. */
function truthLayers(
  slots: readonly Slot[],
  places: readonly RowPlace[],
  look: ReturnType<typeof stroke>,
): FigureLayer[] {
  const values = slots.flatMap(({ of }, r) =>
    of.flatMap(({ true_effect, series = 0 }) => {
      const { lanes, reach } = places[r]!;
      return true_effect === undefined
        ? []
        : [{ true_effect, from: lanes[series]! - reach, to: lanes[series]! + reach }];
    }),
  );
  return values.length === 0 ? [] : [mark("truth", values, { x: "true_effect", y: "from", y2: "to" }, look)];
}

function describe(
  rows: readonly CoefficientRow[],
  level: string,
  { series = [""], language = "en" }: CoefficientFigureOptions,
): string {
  const decimals = intervalDecimals(rows);
  const parts = rows.map((row) => {
    const label = series.length > 1 ? words.of[language](series[row.series ?? 0]!, row.label) : row.label;
    const truth = row.true_effect === undefined ? "" : words.isTrue[language](signed(row.true_effect, decimals));
    return labelled[language](label, `${intervalText(row, decimals)}${truth}`);
  });
  return words.description[language](level, clauses[language](parts));
}
