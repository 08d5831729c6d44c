/**
 * Rows of a figure from the top down: each as high as its label or its lanes, headings above, numbers at the right.
 * In pixels; knows nothing of what is drawn in them.
 */

import { type FigureLayer, mark, words } from "./marks.js";
import { type Palette, TYPE } from "./theme.js";
import { fitLines, LINE_HEIGHT, linesAbout, widestText } from "./words.js";

/** A row: its label, a heading above the first of those that share it, and what is printed at its right, lane by lane. */
export interface Row {
  readonly label: string;
  readonly heading?: string;
  readonly numbers: readonly (readonly string[])[];
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Lanes of a row, one beneath the other about its middle; default 1. */
  readonly lanes?: number;
  /** Heads of the columns of numbers. */
  readonly heads?: readonly string[];
  /** Whether numbers are printed; default from 480 pixels on. */
  readonly hasNumbers?: boolean;
}

/** Where a row lies. */
export interface RowPlace {
  readonly y: number;
  readonly height: number;
  /** Middle of each lane, and half the room of one. */
  readonly lanes: readonly number[];
  readonly reach: number;
}

export interface RowPlan {
  readonly places: readonly RowPlace[];
  readonly height: number;
  /** Margins of the plot. */
  readonly left: number;
  readonly right: number;
  readonly hasNumbers: boolean;
  readonly hasHeads: boolean;
  /** Runs of rows between headings. */
  readonly runs: readonly (readonly [from: number, to: number])[];
  /** Labels, headings and numbers beside a plot `plotWidth` wide; heads stand `headY` above. */
  readonly layers: (plotWidth: number, headY: number, palette: Palette) => FigureLayer[];
}

const NUMBERS_FROM = 480;
/** Pixels between words and the plot. */
const GAP = 12;
/** What the plot takes at least of the room beside the numbers. */
const LEAST_PLOT = 0.5;
/** Pixels a label takes at most and at least before it breaks. */
const LABEL = { most: 205, least: 90 } as const;
/** Pixels of a row besides its lines: less where there are many. */
const ROW_GAP = { usual: 14, many: 8, from: 16 } as const;
const LANE = 17;
const HEADING = 26;
const EDGE = 6;

export function planRows(plan: Rows, width: number): RowPlan {
  const { rows, lanes: nLanes = 1, hasNumbers = width >= NUMBERS_FROM, heads = [] } = plan;
  const nColumns = hasNumbers
    ? Math.max(heads.length, ...rows.flatMap(({ numbers }) => numbers.map((own) => own.length)))
    : 0;
  const columns = Array.from({ length: nColumns }, (_, c) =>
    Math.ceil(
      widestText([heads[c] ?? "", ...rows.flatMap(({ numbers }) => numbers.map((own) => own[c] ?? ""))], TYPE.small),
    ),
  );
  const right = columns.reduce((sum, own) => sum + own + GAP, GAP);
  const room = Math.max(LABEL.least, Math.min(LABEL.most, (1 - LEAST_PLOT) * (width - right) - 2 * GAP));
  const lines = rows.map(({ label }) => fitLines(label, room, TYPE.label));
  const left = Math.ceil(widestText(lines.flat(), TYPE.label) + 2 * GAP);
  const { places, headings, runs, height } = stack(rows, lines, nLanes);
  const layers = (plotWidth: number, headY: number, palette: Palette): FigureLayer[] => {
    const ends = columns.map((_, c) => plotWidth + columns.slice(0, c + 1).reduce((sum, own) => sum + own + GAP, 0));
    const heading = words(palette.ink, "left", "heading");
    const labels = lines.flatMap((own, r) => linesAbout(own, places[r]!.y));
    return [
      mark("label", labels, { x: -GAP, y: "y", text: "text" }, words(palette.ink, "right")),
      ...(headings.length === 0 ? [] : [mark("heading", headings, { x: EDGE - left, y: "y", text: "text" }, heading)]),
      ...ends.flatMap((x, c) => columnLayers(c, x, rows, places, heads[c], headY, palette)),
    ];
  };
  return {
    places,
    height,
    left,
    right,
    runs,
    layers,
    hasNumbers: nColumns > 0,
    hasHeads: nColumns > 0 && heads.length > 0,
  };
}

function columnLayers(
  c: number,
  x: number,
  rows: readonly Row[],
  places: readonly RowPlace[],
  head: string | undefined,
  headY: number,
  palette: Palette,
): FigureLayer[] {
  const name = c === 0 ? "numbers" : `numbers-${c + 1}`;
  const look = words(palette.ink, "right", "quiet");
  const texts = rows.flatMap(({ numbers }, r) =>
    numbers.flatMap((own, lane) => (own[c] === undefined ? [] : [{ text: own[c], y: places[r]!.lanes[lane]! }])),
  );
  return [
    mark(name, texts, { x, y: "y", text: "text" }, look),
    ...(head === undefined ? [] : [mark(`${name}-head`, [{ text: head }], { x, y: headY, text: "text" }, look)]),
  ];
}

function stack(rows: readonly Row[], lines: readonly (readonly string[])[], nLanes: number) {
  const gap = rows.length < ROW_GAP.from ? ROW_GAP.usual : ROW_GAP.many;
  const places: RowPlace[] = [];
  const headings: { text: string; y: number }[] = [];
  const starts: number[] = [];
  let top = 0;
  for (const [r, { heading }] of rows.entries()) {
    const isHeaded = heading !== undefined && heading !== rows[r - 1]?.heading;
    if (isHeaded) {
      headings.push({ text: heading, y: top + HEADING / 2 + 2 });
      top += HEADING;
    }
    if (isHeaded || r === 0) starts.push(top);
    const height = Math.max(lines[r]!.length * LINE_HEIGHT, nLanes > 1 ? nLanes * LANE : 0) + gap;
    const y = top + height / 2;
    const lanes = Array.from({ length: nLanes }, (_, lane) => y + (lane - (nLanes - 1) / 2) * LANE);
    places.push({ y, height, lanes, reach: nLanes > 1 ? LANE / 2 : height / 2 });
    top += height;
  }
  const runs = starts.map((from, i) => [from, i + 1 < starts.length ? starts[i + 1]! - HEADING : top] as const);
  return { places, headings, runs, height: top };
}
