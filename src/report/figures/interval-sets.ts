/**
 * What several methods say of one effect: a row a method, its estimate as a point and its confidence set as
 * bars, which may be several or run off the axis with an arrow. Rows stand in groups, one an equation. Data in, Vega-Lite
 * out; draws nothing.
 */

import type { Language } from "../../base/messages.js";
import { balanceWords } from "../messages/balance.js";
import { wrap } from "../render/display-width.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "./frame.js";
import { domainOf, LINE_HEIGHT, numberText, placeGroups, type SetGroup, type Span } from "./interval-sets-layout.js";
import { widestText } from "./text-width.js";
import { DASH, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "./theme.js";
import { labelledAt, ticksAcross } from "./ticks.js";
import { requireFinite, requireRows } from "./words.js";

export interface IntervalSetsOptions extends FigureOptions {
  /** Decimals of the numbers printed and described. */
  readonly decimals: number;
  /** A value marked over all rows, and its words. */
  readonly mark?: { readonly at: number; readonly text: string };
  /** Title of the axis. */
  readonly x: string;
}

const FIGURE = "figure of confidence sets";
const GAP = 12;
/** Numbers stand at the right from this width on; the table beside the figure has them anyway. */
const NUMBERS_FROM = 480;
const LABEL_COLUMNS = { wide: 34, narrow: 18 } as const;
/** Pixels of a letter of the axis title, about. */
const LETTER = 7.6;

/** Throws DataError `figure_empty`, `figure_value`. */
export function intervalSetsFigure(groups: readonly SetGroup[], options: IntervalSetsOptions): FigureSpec {
  const rows = groups.flatMap(({ rows: own }) => own);
  requireRows(FIGURE, rows);
  for (const { label, estimate } of rows) {
    if (estimate !== null) requireFinite(FIGURE, `the estimate of '${label}'`, estimate);
  }
  const { decimals, mark } = options;
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const hasNumbers = width >= NUMBERS_FROM;
  const columns = hasNumbers ? LABEL_COLUMNS.wide : LABEL_COLUMNS.narrow;
  const { placed, headings, spans, height } = placeGroups(groups, columns);
  const numbers = rows.map((row) => numberText(row, decimals));
  const title = wrap(options.x, Math.floor(width / LETTER));
  const margins = {
    left: Math.ceil(
      widestText(
        placed.flatMap(({ lines }) => lines),
        TYPE.label,
      ) +
        2 * GAP,
    ),
    right: hasNumbers ? Math.ceil(widestText(numbers, TYPE.small) + 2 * GAP) : GAP,
    top: mark === undefined ? 8 : 26,
    bottom: 36 + LINE_HEIGHT * title.length,
  };
  const [low, high] = domainOf(rows, mark?.at);
  const plotWidth = width - margins.left - margins.right;
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false, clamp: true },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      gridWidth: WITHOUT_ZERO,
      domain: false,
      ticks: false,
      title,
      titleX: (plotWidth + margins.right - margins.left) / 2,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    field: "y",
    type: "quantitative" as const,
    scale: { domain: [0, height], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const words = { type: "text", baseline: "middle", color: palette.ink } as const;
  const bars = placed.flatMap(({ y: at, row }) =>
    row.pieces.map(([from, to]) => ({
      y: at,
      quiet: row.quiet === true,
      from: Math.max(from, low),
      to: Math.min(to, high),
      cutLow: from < low,
      cutHigh: to > high,
    })),
  );
  const points = placed.flatMap(({ y: at, row }) =>
    row.estimate === null ? [] : [{ y: at, quiet: row.quiet === true, estimate: row.estimate }],
  );
  const color = {
    condition: { test: "datum.quiet", value: palette.second },
    value: palette.first,
  };
  return frame({
    title: options.title ?? "Confidence sets",
    description: options.description ?? describe(groups, decimals, mark, options.language ?? "en"),
    width,
    height,
    margins,
    palette,
    layer: [
      acrossGroups(
        "zero",
        0,
        spans,
        x,
        { strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text },
        palette.ink,
      ),
      ...(mark === undefined
        ? []
        : [
            acrossGroups(
              "mark",
              mark.at,
              [{ from: 0, to: spans[0]!.to }, ...spans.slice(1)],
              x,
              { strokeWidth: 1.5, strokeDash: [...DASH.estimate] },
              palette.ink,
            ),
            {
              name: "mark-label",
              data: { values: [mark] },
              mark: { ...words, align: leaning((mark.at - low) / (high - low)), baseline: "bottom", dy: -3 } as const,
              encoding: { x: { ...x, field: "at" }, y: { value: 0 }, text: { field: "text" } },
            },
          ]),
      {
        name: "set",
        data: { values: bars },
        mark: { type: "rule", strokeWidth: 2 },
        encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, y, color },
      },
      cap(
        "low",
        "from",
        bars.filter(({ cutLow }) => !cutLow),
        x,
        y,
        color,
      ),
      cap(
        "high",
        "to",
        bars.filter(({ cutHigh }) => !cutHigh),
        x,
        y,
        color,
      ),
      arrow(
        "left",
        "from",
        bars.filter(({ cutLow }) => cutLow),
        x,
        y,
        color,
      ),
      arrow(
        "right",
        "to",
        bars.filter(({ cutHigh }) => cutHigh),
        x,
        y,
        color,
      ),
      {
        name: "estimate",
        data: { values: points },
        mark: { type: "point", filled: true, size: 60, opacity: 1 },
        encoding: { x: { ...x, field: "estimate" }, y, color },
      },
      {
        name: "label",
        data: {
          values: placed.flatMap(({ y: at, lines }) =>
            lines.map((text, l) => ({ text, y: at + (l - (lines.length - 1) / 2) * LINE_HEIGHT })),
          ),
        },
        mark: { ...words, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -GAP }, y, text: { field: "text" } },
      },
      {
        name: "heading",
        data: { values: headings },
        mark: { ...words, align: "left", fontSize: TYPE.label, fontWeight: 600 },
        encoding: { x: { value: 6 - margins.left }, y, text: { field: "text" } },
      },
      ...(hasNumbers
        ? [
            {
              name: "numbers",
              data: { values: placed.map(({ y: at }, i) => ({ y: at, text: numbers[i]! })) },
              mark: { ...words, align: "right", fontSize: TYPE.small, opacity: QUIET.text },
              encoding: { x: { value: plotWidth + margins.right - GAP / 2 }, y, text: { field: "text" } },
            } as const,
          ]
        : []),
      {
        name: "empty",
        data: {
          values: hasNumbers ? [] : placed.flatMap(({ y: at, row }) => (row.pieces.length > 0 ? [] : [{ y: at }])),
        },
        mark: {
          ...words,
          align: "left",
          fontSize: TYPE.small,
          opacity: QUIET.text,
          text: balanceWords.emptySet[options.language ?? "en"],
        },
        encoding: { x: { value: GAP / 2 }, y },
      },
    ],
  });
}

type Channel = Record<string, unknown>;
type Bar = { readonly y: number; readonly quiet: boolean; readonly from: number; readonly to: number };

function cap(
  name: string,
  field: "from" | "to",
  values: readonly Bar[],
  x: Channel,
  y: Channel,
  color: Channel,
): FigureLayer {
  return {
    name: `cap-${name}`,
    data: { values: [...values] },
    mark: { type: "tick", orient: "vertical", size: 9, thickness: 1.6, opacity: 1 },
    encoding: { x: { ...x, field }, y, color },
  } as FigureLayer;
}

function arrow(
  side: "left" | "right",
  field: "from" | "to",
  values: readonly Bar[],
  x: Channel,
  y: Channel,
  color: Channel,
): FigureLayer {
  return {
    name: `arrow-${side}`,
    data: { values: [...values] },
    mark: { type: "point", shape: `triangle-${side}`, filled: true, size: 70, opacity: 1 },
    encoding: { x: { ...x, field }, y, color },
  } as FigureLayer;
}

/** A vertical line at a value, behind the rows of every group but not behind its heading. */
function acrossGroups(
  name: string,
  at: number,
  spans: readonly Span[],
  x: Channel,
  line: Record<string, unknown>,
  color: string,
): FigureLayer {
  const bottom = spans.at(-1)!.to + 4;
  return {
    name,
    data: { values: spans.map(({ from, to }) => ({ at, from, to })) },
    mark: { type: "rule", color, ...line },
    encoding: {
      x: { ...x, field: "at" },
      y: {
        field: "from",
        type: "quantitative",
        scale: { domain: [0, bottom], reverse: true, nice: false, zero: false },
        axis: null,
      },
      y2: { field: "to" },
    },
  } as FigureLayer;
}

/** Share of the axis at either end where the words of the mark lean inward. */
const EDGE = 0.2;
const leaning = (position: number) => (position < EDGE ? "left" : position > 1 - EDGE ? "right" : "center");

function describe(
  groups: readonly SetGroup[],
  decimals: number,
  mark: IntervalSetsOptions["mark"],
  language: Language,
): string {
  const parts = groups.map(({ heading, rows }) => {
    const own = rows.map((row) => `${row.label}: ${numberText(row, decimals)}`).join("; ");
    return heading === "" ? own : `${heading}: ${own}`;
  });
  return balanceWords.setsDescription[language](parts, mark?.text ?? "");
}
