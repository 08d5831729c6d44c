/**
 * Where two versions of a file of results differ, as its reader finds the place: line, row by its label, column by its number, what stands
 * there and what a run puts there. Tables as CSV, Markdown and LaTeX by cells; JSON by pointers; pages by their words; other text by lines.
 */
import { differences, pageDifferences } from "../bundle/differences.js";
import { pointer } from "../outputs/exhibits.js";
import { recordCells } from "./row-sums.js";

/** A place of a file. Texts are what stands there, "" for nothing; `by` is how much a number moved. */
export interface Place {
  /** In JSON, a pointer; in a page, the id and the head of the row. */
  readonly at: string | null;
  readonly line: number | null;
  readonly row: string | null;
  /** Number, from 1, of the column beside the labels. */
  readonly column: number | null;
  readonly was: string;
  readonly is: string;
  readonly by: number | null;
  /** The same over the number a run gives; null where that is 0. */
  readonly relative: number | null;
}

/** All of them, and the first. */
export interface Places {
  readonly count: number;
  readonly places: readonly Place[];
}

/** Places listed at most. */
const MOST = 200;

/** Where `was` is not `is`, which are files called `name`. */
export function placesOf(name: string, was: string, is: string): Places {
  if (name.endsWith(".json")) return ofJson(was, is);
  if (name.endsWith(".html") || name.endsWith(".svg")) return ofPage(was, is);
  return ofLines(was, is, name.endsWith(".csv") ? csvCells : name.endsWith(".tex") ? texCells(is) : markdownCells);
}

const NOWHERE = { at: null, line: null, row: null, column: null };

const moved = (was: string, is: string): Pick<Place, "was" | "is" | "by" | "relative"> => {
  const [a, b] = [numberIn(was), numberIn(is)];
  const by = a === null || b === null ? null : b - a;
  return { was, is, by, relative: by === null || b === 0 ? null : by / Math.abs(b!) };
};

/** The number in a cell as it is printed: without stars, parentheses and thousands; with a minus of any kind. */
export function numberIn(text: string): number | null {
  const plain = text
    .replaceAll(/[−–]|\$-\$/g, "-")
    .replaceAll(/\\textsuperscript|[()[\]{}*^$\s\\]/g, "")
    .replaceAll(/(\d),(?=\d{3})/g, "$1");
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

function ofJson(was: string, is: string): Places {
  let values: readonly unknown[];
  try {
    values = [JSON.parse(was), JSON.parse(is)];
  } catch (cause) {
    return { count: 1, places: [{ ...NOWHERE, ...moved(`no JSON (${(cause as Error).message})`, "JSON") }] };
  }
  const { count, places } = differences(values[0], values[1]);
  return { count, places: places.map(({ path, was, is }) => ({ ...NOWHERE, at: pointer(path), ...moved(was, is) })) };
}

function ofPage(was: string, is: string): Places {
  const { count, places } = pageDifferences(was, is);
  return {
    count,
    places: places.map(({ path, was, is }) => {
      const [id, row] = path.map(String);
      return { ...NOWHERE, at: id ?? null, row: row ?? null, ...moved(worded(was), worded(is)) };
    }),
  };
}

/** A word of a page, which `pageDifferences` writes as JSON. */
function worded(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** A cell of a line: its text and the column beside the labels it is in, 0 for a label. */
interface LineCell {
  readonly text: string;
  readonly column: number;
}

type Cells = (line: string) => readonly LineCell[] | null;

function ofLines(was: string, is: string, cellsOf: Cells): Places {
  const [a, b] = [was.split("\n"), is.split("\n")];
  if (a.length !== b.length) {
    const first = a.findIndex((line, i) => line !== b[i]);
    const at = { ...NOWHERE, line: (first < 0 ? a.length : first) + 1 };
    const place = { ...at, ...moved(a[first] ?? "", b[first < 0 ? a.length : first] ?? ""), by: null, relative: null };
    return { count: Math.abs(a.length - b.length), places: [place] };
  }
  const places: Place[] = [];
  let count = 0;
  let label = "";
  const put = (place: Place): void => {
    count++;
    if (places.length < MOST) places.push(place);
  };
  b.forEach((line, i) => {
    const now = cellsOf(line);
    const own = now?.filter(({ column }) => column === 0).map(({ text }) => text);
    if (own !== undefined && own[0] !== undefined && own[0] !== "")
      label = own.filter((text) => text !== "").join(", ");
    if (line === a[i]) return;
    const at = { ...NOWHERE, line: i + 1 };
    const then = now === null ? null : cellsOf(a[i]!);
    if (now === null || then === null || now.length !== then.length) {
      put({ ...at, ...moved(a[i]!, line) });
      return;
    }
    const found = now.flatMap((cell, c) => (cell.text === then[c]!.text ? [] : [[then[c]!.text, cell] as const]));
    // nothing but the space between cells
    if (found.length === 0) put({ ...at, ...moved(a[i]!, line) });
    for (const [text, { text: is, column }] of found) {
      put({ ...at, row: label === "" ? null : label, column: column === 0 ? null : column, ...moved(text, is) });
    }
  });
  return { count, places };
}

/** A line of CSV: its labels are the two columns that say which number it is. */
const csvCells: Cells = (line) => {
  try {
    const cells = recordCells(new TextEncoder().encode(line), ",");
    return cells.map((text, c) => ({ text, column: Math.max(0, c - 1) }));
  } catch {
    return null;
  }
};

/** A row of a Markdown table. */
const markdownCells: Cells = (line) => {
  if (!/^\|.*\|$/.test(line.trim())) return null;
  const cells = line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/);
  return cells.map((text, column) => ({ text: text.trim(), column }));
};

/** Rows of the table `file`: columns of numbers are two, to the left and right of the decimal point. */
function texCells(file: string): Cells {
  const [, columns = ""] = /\\begin\{(?:tabular|longtable)\}\{(.*)\}\s*$/m.exec(file) ?? [];
  const kinds = columns.replaceAll(/>\{[^}]*\}/g, "").match(/(?:p\{[^}]*\}|[lcr])(?:@\{\}l)?/g) ?? [];
  const widths = kinds.map((kind) => (kind.endsWith("@{}l") ? 2 : 1));
  const columnAt = widths.flatMap((width, column) => Array.from({ length: width }, () => column));
  return (line) => {
    const row = /^(.*)\\\\\s*(?:\[.*\])?$/.exec(line.trim());
    if (row === null) return null;
    const cells: { text: string; column: number }[] = [];
    let at = 0;
    for (const part of row[1]!.split(/(?<!\\)&/).map((cell) => cell.trim())) {
      const [, span, content] = /^\\multicolumn\{(\d+)\}\{[^}]*\}\{(.*)\}$/.exec(part) ?? [];
      const column = columnAt[at];
      if (column === undefined) return null;
      at += span === undefined ? 1 : Number(span);
      const last = cells.at(-1);
      if (last !== undefined && last.column === column && column > 0) last.text += content ?? part;
      else cells.push({ text: content ?? part, column });
    }
    return cells;
  };
}
