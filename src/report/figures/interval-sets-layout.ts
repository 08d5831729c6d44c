/**
 * Where rows and headings of the figure of confidence sets lie, what its axis spans, and its numbers in words.
 * Draws nothing.
 */

import { type Piece, setInSymbols } from "../../verbs/iv/report/interval-set.js";
import { wrap } from "../render/display-width.js";
import { widen } from "./ticks.js";
import { signed } from "./words.js";

/** A method: `estimate` null where it gives a set alone. */
export interface SetRow {
  readonly label: string;
  readonly estimate: number | null;
  readonly pieces: readonly Piece[];
  /** Drawn in the second colour: the reference beside which the others are read. */
  readonly quiet?: boolean;
}

/** Rows of one equation under their heading; "" for none. */
export interface SetGroup {
  readonly heading: string;
  readonly rows: readonly SetRow[];
}

/** Pixels of a row, of a heading, and from line to line of a label. */
const ROW = 24;
const HEADING = 26;
export const LINE_HEIGHT = 13;
/** Sets that reach further than this many lengths of what the estimates span run off the axis. */
const REACH = 1.25;

interface LoadedRow {
  readonly row: SetRow;
  readonly lines: readonly string[];
  readonly y: number;
}

/** Pixels from the top of a group's rows to their end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Rows and headings from the top down, in pixels. */
export function placeGroups(groups: readonly SetGroup[], columns: number) {
  const placed: LoadedRow[] = [];
  const headings: { text: string; y: number }[] = [];
  const spans: Span[] = [];
  let y = 0;
  for (const { heading, rows } of groups) {
    if (heading !== "") {
      headings.push({ text: heading, y: y + HEADING / 2 + 2 });
      y += HEADING;
    }
    const from = y;
    for (const row of rows) {
      const lines = wrap(row.label, columns);
      const height = ROW + (lines.length - 1) * LINE_HEIGHT;
      placed.push({ row, lines, y: y + height / 2 });
      y += height;
    }
    spans.push({ from, to: y });
  }
  return { placed, headings, spans, height: y + 4 };
}

/** What estimates and their sets span with zero; sets alone reach further only up to a limit. */
export function domainOf(rows: readonly SetRow[], at: number | undefined): [number, number] {
  const ends = (own: readonly SetRow[]) =>
    own.flatMap(({ pieces, estimate }) => [
      ...pieces.flat().filter(Number.isFinite),
      ...(estimate === null ? [] : [estimate]),
    ]);
  const known = [0, ...(at === undefined ? [] : [at]), ...ends(rows.filter(({ estimate }) => estimate !== null))];
  const [from, to] = [Math.min(...known), Math.max(...known)];
  const most = REACH * (to - from);
  const all = ends(rows).map((end) => Math.min(Math.max(end, from - most), to + most));
  return widen(Math.min(from, ...all), Math.max(to, ...all), 0.06);
}

/** "0.050 [0.001, 0.107]", or the set alone where there is no estimate. */
export const numberText = ({ estimate, pieces }: SetRow, decimals: number): string => {
  const set = setInSymbols(pieces, decimals);
  return estimate === null ? set : `${signed(estimate, decimals)} ${set}`;
};
