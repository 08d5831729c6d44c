/**
 * Where the rows of a coefficient figure lie: estimates of several series dodged about one label, headings
 * above their rows. Lengths in rows, 0 the middle of a first row without heading. Draws nothing.
 */
import { wrap } from "../render/display-width.js";
import { LINE_HEIGHT, labelLines } from "./row-labels.js";
import type { Interval } from "./words.js";

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

/** A line of a label or a heading. */
interface TextLine {
  readonly text: string;
  readonly row: number;
}

export interface CoefficientLayout {
  /** Place of each row. */
  readonly places: readonly number[];
  readonly labels: readonly TextLine[];
  readonly headings: readonly TextLine[];
  /** Pixels of a row, and of all. */
  readonly rowHeight: number;
  readonly height: number;
  /** Ends of the axis down the figure. */
  readonly ends: readonly [number, number];
  /** Half the room of one estimate. */
  readonly reach: number;
}

const ROW_GAP = 14;
/** Pixels from one series to the next. */
const SERIES_STEP = 17;
const HEADING_GAP = 12;

/** The places of `rows` of `nSeries` series; labels break at spaces after about `columns` characters. */
export function coefficientLayout(
  rows: readonly CoefficientRow[],
  nSeries: number,
  columns: number,
): CoefficientLayout {
  const slots = slotsOf(rows, nSeries > 1);
  const lines = slots.map(({ label }) => wrap(label, columns));
  const textHeight = Math.max(...lines.map((label) => label.length)) * LINE_HEIGHT;
  const rowHeight = Math.max(textHeight, nSeries > 1 ? nSeries * SERIES_STEP : 0) + ROW_GAP;
  const step = LINE_HEIGHT / rowHeight;
  const places: number[] = [];
  const labels: TextLine[] = [];
  const headings: TextLine[] = [];
  let top = -0.5;
  for (const [s, slot] of slots.entries()) {
    if (slot.heading !== undefined && slot.heading !== slots[s - 1]?.heading) {
      const text = wrap(slot.heading, columns);
      const height = text.length * step + HEADING_GAP / rowHeight;
      headings.push(...labelLines(text, top + height / 2 + HEADING_GAP / 3 / rowHeight, step));
      top += height;
    }
    const middle = top + 0.5;
    labels.push(...labelLines(lines[s]!, middle, step));
    for (const series of slot.series) places.push(middle + ((series - (nSeries - 1) / 2) * SERIES_STEP) / rowHeight);
    top = middle + 0.5;
  }
  const ends = [-0.5, top] as const;
  const reach = nSeries > 1 ? SERIES_STEP / rowHeight / 2 : 0.5;
  return { places, labels, headings, rowHeight, height: (top + 0.5) * rowHeight, ends, reach };
}

interface Slot {
  readonly label: string;
  readonly heading: string | undefined;
  readonly series: number[];
}

/** Rows that share a label where `together`, else a slot each. */
function slotsOf(rows: readonly CoefficientRow[], together: boolean): Slot[] {
  const slots: Slot[] = [];
  for (const { label, heading, series = 0 } of rows) {
    const last = slots.at(-1);
    const shares = together && last?.label === label && last.heading === heading && !last.series.includes(series);
    if (shares) last.series.push(series);
    else slots.push({ label, heading, series: [series] });
  }
  return slots;
}
