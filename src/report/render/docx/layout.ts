/**
 * Widths of a table's columns on paper, its type size and whether its page lies across, from the room its
 * texts take in Times. Knows nothing of Word but its units: twips, and half-points of type.
 */
import { cellText, type TableModel } from "../../table-model.js";
import {
  columnBlocks,
  columnSplit,
  LONG_TEXT,
  LONGEST_LABEL,
  LONGEST_LINE,
  longestWord,
  proseColumns,
} from "../columns.js";
import { displayWidth } from "../display-width.js";
import { marksAsText } from "../marks.js";
import { ACROSS_WIDTH, UPRIGHT_WIDTH } from "./styles.js";

/** Space left and right of a cell's text. */
export const CELL_MARGIN = 70;
/** Type sizes tried in turn, in half-points. */
const SIZES = [20, 18, 16, 15];
/** A table as wide as its page would pull few columns apart: no column grows beyond this many times its need. */
const MOST_STRETCH = 1.6;

/** How a table is set. */
export interface DocxLayout {
  /** Twips: of the labels, then of each column. */
  readonly widths: readonly number[];
  /** Half-points. */
  readonly size: number;
  readonly across: boolean;
  /** Columns that stand to the left. */
  readonly long: readonly boolean[];
}

/** The layout of a table that fits on a page, or the closest to it. */
export function docxLayout(table: TableModel): DocxLayout {
  return fitting(table) ?? squeezed(table);
}

/** The table, or blocks of its columns where no page takes them all. */
export const docxBlocks = (table: TableModel): TableModel[] =>
  columnBlocks(table, (block) => fitting(block) !== undefined);

function fitting(table: TableModel): DocxLayout | undefined {
  for (const across of [false, true]) {
    const room = across ? ACROSS_WIDTH : UPRIGHT_WIDTH;
    for (const size of across ? SIZES : SIZES.slice(0, 2)) {
      const needs = columnNeeds(table, size);
      if (sum(needs.map(({ least }) => least)) <= room) {
        return { widths: shareOut(needs, room), size, across, long: proseColumns(table) };
      }
    }
  }
  return undefined;
}

function squeezed(table: TableModel): DocxLayout {
  const size = SIZES.at(-1)!;
  const needs = columnNeeds(table, size).map(({ least }) => least);
  const factor = ACROSS_WIDTH / sum(needs);
  return { widths: needs.map((need) => Math.floor(need * factor)), size, across: true, long: proseColumns(table) };
}

interface Need {
  readonly least: number;
  readonly wanted: number;
}

/** The least and the wanted widths of the labels and of each column. */
function columnNeeds(given: TableModel, size: number): Need[] {
  const table = marksAsText(given);
  const twips = (characters: number): number => Math.ceil(characters * size * 5.2) + 2 * CELL_MARGIN;
  const labels = [table.stub, ...table.rows.map(({ label }) => label)];
  const widestLabel = Math.max(...labels.map(displayWidth));
  const label = { least: twips(Math.min(widestLabel, LONGEST_LABEL)), wanted: twips(widestLabel) };
  return [
    label,
    ...table.heads.map((head, c): Need => {
      const { before, after } = columnSplit(table, c);
      const texts = table.rows.flatMap(({ cells }) => (cells[c]?.kind === "text" ? [cells[c].text] : []));
      const counts = table.rows.flatMap(({ cells }) => (cells[c]?.kind === "number" ? [cellText(cells[c])] : []));
      const numbers = Math.max(before + after, ...counts.map(displayWidth));
      const words = [...head, ...texts];
      return {
        least: twips(
          Math.max(
            numbers,
            ...words.map(longestWord),
            Math.min(LONG_TEXT, ...[Math.max(0, ...words.map(displayWidth))]),
          ),
        ),
        wanted: twips(Math.max(numbers, ...words.map((text) => Math.min(LONGEST_LINE, displayWidth(text))))),
      };
    }),
  ];
}

/** The room over what is needed goes to texts that would break, then to all columns alike. */
function shareOut(needs: readonly Need[], room: number): number[] {
  const least = sum(needs.map(({ least }) => least));
  const wanted = sum(needs.map(({ wanted }) => wanted));
  const part = wanted <= least ? 0 : Math.min(1, (room - least) / (wanted - least));
  const widths = needs.map((need) => need.least + part * (need.wanted - need.least));
  const stretch = Math.min(MOST_STRETCH, room / sum(widths));
  return widths.map((width) => Math.floor(width * stretch));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
