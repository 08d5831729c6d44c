/**
 * The marks figures are made of: looks (dots, rings, strokes, curves, areas, bars, words), what joins a look to
 * numbers, and the two marks of several layers, intervals and reference lines. Data in, Vega-Lite out. Vega-Lite's types
 * stay in this folder: what is exported to users has none.
 */
import type { TopLevelSpec } from "vega-lite";
import { DASH, QUIET, type SHAPES, TYPE } from "./theme.js";

/** A spec of layers over one plotting area. */
export type Layered = Extract<TopLevelSpec, { layer: unknown }>;
/** One layer of a figure. */
export type FigureLayer = Layered["layer"][number];
/** How a mark looks: Vega-Lite's definition of a mark. */
export type Look = Exclude<Extract<FigureLayer, { mark: unknown }>["mark"], string> & { readonly color?: unknown };

/** Where a mark stands: fields of its values in units of the axes, or pixels from the left and the top. */
export interface Places {
  readonly x?: string | number;
  readonly x2?: string | number;
  readonly y?: string | number;
  readonly y2?: string | number;
  /** Field of the words. */
  readonly text?: string;
  /** Field of the colour, where it differs from value to value. */
  readonly color?: string;
  /** Field of the pixels of the outline, where they differ. */
  readonly strokeWidth?: string;
}

/** A layer of one mark for each of `values`. */
export function mark(name: string, values: readonly object[], places: Places, look: Look): FigureLayer {
  const encoding = Object.fromEntries(
    Object.entries(places).map(([channel, place]) => [
      channel,
      typeof place === "number" ? { value: place } : field(channel, place),
    ]),
  );
  return { name, data: { values: values.map((value) => ({ ...value })) }, mark: look, encoding } as FigureLayer;
}

function field(channel: string, name: string): object {
  if (channel === "x" || channel === "y") return { field: name, type: "quantitative" };
  if (channel === "color") return { field: name, type: "nominal", scale: null };
  return channel === "strokeWidth" ? { field: name, type: "quantitative", scale: null } : { field: name };
}

const POINT_AREA = 60;
/** Forms of points. */
export type Form = (typeof SHAPES)[number];

export const dot = (color: string, shape: Form = "circle", size = POINT_AREA): Look => ({
  type: "point",
  ...{ filled: true, size, shape, opacity: 1, color },
});

/** A point one can see through, or of which one sees the ground where that has a colour. */
export const ring = (color: string, shape: Form = "circle", size = POINT_AREA, strokeWidth = 1.5): Look => ({
  type: "point",
  ...{ filled: false, size, shape, strokeWidth, opacity: 1, color },
});

/** Numbers that a dash pattern is: pixels drawn and left out. */
export type Dash = readonly number[];

export const stroke = (color: string, strokeWidth = 1.5, opacity = 1, dash?: Dash): Look => ({
  type: "rule",
  ...{ strokeWidth, opacity, color, ...(dash === undefined ? {} : { strokeDash: [...dash] }) },
});

export const curve = (color: string, strokeWidth = 2, dash?: Dash): Look => ({
  type: "line",
  ...{ strokeWidth, color, ...(dash === undefined ? {} : { strokeDash: [...dash] }) },
});

export const area = (color: string, opacity: number): Look => ({ type: "area", color, opacity });

/** Bars side by side, with a line of the ground between them. */
export const bar = (color: string, opacity: number, ground: string): Look => ({
  type: "rect",
  ...{ color, opacity, stroke: ground, strokeWidth: 0.6 },
});

/** A rectangle behind all else. */
export const shade = (ink: string, opacity = 0.06): Look => ({ type: "rect", color: ink, opacity });

/** Words beside a place: labels, bold headings, small words, and small words that stand back. */
export const words = (
  color: string,
  align: "left" | "right" | "center",
  kind: "label" | "heading" | "small" | "quiet" = "label",
): Look => ({
  type: "text",
  ...{ baseline: "middle", align, color, fontSize: kind === "label" || kind === "heading" ? TYPE.label : TYPE.small },
  ...(kind === "heading" ? { fontWeight: 600 } : {}),
  ...(kind === "quiet" ? { opacity: QUIET.text } : {}),
});

/** An interval: from field `low` to field `high` along one axis, at field `at` of the other. */
export interface Span {
  readonly along: "x" | "y";
  readonly low: string;
  readonly high: string;
  readonly at: string;
  /** Field of the colour, where it differs. */
  readonly color?: string;
}

/** Pixels of an interval's line and of the strokes at its ends; numbers beyond which it runs off with an arrow instead. */
export interface IntervalLook {
  readonly width?: number;
  readonly cap?: number;
  readonly within?: readonly [low: number, high: number];
}

const ARROW_AREA = 70;

/** Intervals with a stroke at each end, an arrow where one runs off the axis. */
export function intervals(
  name: string,
  values: readonly object[],
  { along, low, high, at, ...place }: Span,
  color: string,
  { width = 1.5, cap = 9, within = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] }: IntervalLook = {},
): FigureLayer[] {
  const rows = values as readonly Readonly<Record<string, number>>[];
  const across = along === "x" ? "y" : "x";
  const cut = rows.map((row) => ({
    ...row,
    [low]: Math.max(row[low]!, within[0]),
    [high]: Math.min(row[high]!, within[1]),
  }));
  const isCut = (row: Readonly<Record<string, number>>, end: string) => row[end]! < within[0] || row[end]! > within[1];
  const orient = along === "x" ? ("vertical" as const) : ("horizontal" as const);
  const ends = (
    [
      ["low", low],
      ["high", high],
    ] as const
  ).flatMap(([side, end]) => [
    mark(
      `${name}-${side}`,
      cut.filter((_, i) => !isCut(rows[i]!, end)),
      { ...place, [along]: end, [across]: at },
      {
        type: "tick",
        ...{ orient, size: cap, thickness: Math.min(width, 2), opacity: 1, color },
      },
    ),
    mark(
      `${name}-beyond-${side}`,
      cut.filter((_, i) => isCut(rows[i]!, end)),
      { ...place, [along]: end, [across]: at },
      {
        type: "point",
        ...{ shape: ARROWS[along][side], filled: true, size: ARROW_AREA, opacity: 1, color },
      },
    ),
  ]);
  const line = { ...place, [along]: low, [`${along}2`]: high, [across]: at };
  return [mark(name, cut, line, stroke(color, width)), ...ends.filter(hasValues)];
}

const ARROWS = {
  x: { low: "triangle-left", high: "triangle-right" },
  y: { low: "triangle-down", high: "triangle-up" },
} as const;

/** Whether there is anything to draw. */
export const hasValues = (layer: FigureLayer): boolean =>
  (layer as { data: { values: readonly unknown[] } }).data.values.length > 0;

/** A line at a value, or one at each of several, across the plot or `pieces` of it; a vertical one may have words above. */
export interface Line {
  readonly name: string;
  readonly x?: number | readonly number[];
  readonly y?: number;
  readonly look: Look;
  readonly label?: string;
  /** Where along x the line opens for a hollow point that stands on it. */
  readonly gaps?: readonly number[];
  /** From and to along the other axis. */
  readonly pieces?: readonly (readonly [from: number, to: number])[];
}

/** Looks of reference lines: zero, where something is cut off, the estimate itself. */
export const zeroLine = (ink: string): Look => stroke(ink, 1.2, QUIET.line);
export const cutLine = (ink: string): Look => stroke(ink, 1.2, QUIET.text, DASH.cut);
export const estimateLine = (ink: string): Look => stroke(ink, 1.5, 1, DASH.estimate);

export function reference({ name, x, y, look, pieces }: Line): FigureLayer {
  const [along, across] = x === undefined ? (["y", "x"] as const) : (["x", "y"] as const);
  const values = [x ?? y!].flat().map((value) => ({ [name]: value }));
  if (pieces === undefined) return mark(name, values, { [along]: name }, look);
  const cut = values.flatMap((value) => pieces.map(([from, to]) => ({ ...value, from, to })));
  return mark(name, cut, { [along]: name, [across]: "from", [`${across}2`]: "to" }, look);
}

/** Share of the axis at either end where the words of a line lean inward. */
const EDGE = 0.2;
/** Words above a vertical line: their middle, or the end near an edge of the plot, stands over it. */
export function lineLabel({ name, x, label }: Line, share: number, ink: string): FigureLayer {
  const align = share < EDGE ? "left" : share > 1 - EDGE ? "right" : "center";
  const look = { ...words(ink, align, "small"), baseline: "bottom", dy: -5 } as Look;
  return mark(`${name}-label`, [{ [name]: x, text: label }], { x: name, y: 0, text: "text" }, look);
}
