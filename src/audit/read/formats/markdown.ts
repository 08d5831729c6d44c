/**
 * Tables of Markdown: lines with pipes, one under the other; the line of dashes is optional, so that a table is quick to type. The line
 * before is the caption, paragraphs after are notes, up to the next table or heading. Source: GitHub Flavored Markdown Spec 0.29, 4.10.
 */
import type { Grid } from "../../grid.js";
import { decodeEntities } from "./entities.js";
import { gridOf, isNote } from "./read-grid.js";

const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/u;

/** The grids in `text`. */
export function markdownGrids(text: string, where: string): Grid[] {
  const lines = text.split(/\r\n?|\n/u);
  const blocks: { readonly from: number; readonly to: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!isRow(lines[i]!)) continue;
    const from = i;
    while (i < lines.length && isRow(lines[i]!)) i++;
    // a single line with a pipe is prose
    if (i - from > 1 || /^\s*\|/u.test(lines[from]!)) blocks.push({ from, to: i });
  }
  return blocks.map(({ from, to }, b) => {
    const before = lines.slice(blocks[b - 1]?.to ?? 0, from);
    const after = lines.slice(to, blocks[b + 1]?.from ?? lines.length);
    return gridOfLines(lines.slice(from, to), captionOf(before), notesOf(after, b + 1 < blocks.length), where);
  });
}

const isRow = (line: string): boolean =>
  /^\s*\|/u.test(line) || /(?<!\\)\|.*(?<!\\)\|/u.test(line) || (line.includes("|") && DELIMITERS.test(line));

function gridOfLines(lines: readonly string[], title: string | null, notes: readonly string[], where: string): Grid {
  const dashes = lines.findIndex((line) => DELIMITERS.test(line));
  const cells = lines.filter((line) => !DELIMITERS.test(line)).map(cellsOf);
  // a heading broken by <br> is several rows
  const heads = cells.slice(0, Math.max(0, dashes)).flatMap((row) => {
    const parts = row.map((cell) => cell.split(/<br\s*\/?>/iu));
    const most = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: most }, (_, k) => parts.map((part) => part[k - (most - part.length)] ?? ""));
  });
  const body = cells.slice(Math.max(0, dashes));
  return gridOf(where, {
    title,
    rows: [...heads, ...body].map((row) => row.map(plainText)),
    notes: notes.map(plainText),
  });
}

/** Cells between pipes that are not escaped. */
function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/u, "")
    .replace(/(?<!\\)\|$/u, "");
  const cells: string[] = [];
  let cell = "";
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "\\" && inner[i + 1] === "|") {
      cell += "\\|";
      i++;
    } else if (inner[i] === "|") {
      cells.push(cell);
      cell = "";
    } else cell += inner[i];
  }
  return [...cells, cell];
}

/** The last paragraph before a table where it is short or begins as captions do. */
function captionOf(lines: readonly string[]): string | null {
  const last = lines.findLast((line) => line.trim() !== "");
  if (last === undefined) return null;
  const text = plainText(last.replace(/^\s*(?:#+\s*|:\s*)/u, ""));
  return text === "" || text.length > 250 ? null : text;
}

/** Paragraphs after a table, up to a heading; where another table follows, without its caption. */
function notesOf(lines: readonly string[], isFollowed: boolean): string[] {
  const paragraphs: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    if (/^\s*#/u.test(line)) break;
    if (line.trim() === "") isOpen = false;
    else if (isOpen) paragraphs[paragraphs.length - 1] += ` ${line.trim()}`;
    else {
      paragraphs.push(line.trim());
      isOpen = true;
    }
  }
  if (isFollowed && paragraphs.length > 0 && !isNote(plainText(paragraphs.at(-1)!))) paragraphs.pop();
  return paragraphs;
}

/** Text without the marks of Markdown and HTML. Asterisks stay where they are stars: behind a number or before a p. */
function plainText(text: string): string {
  const unmarked = text
    .replace(/<sup>(.*?)<\/sup>/giu, "$1")
    .replace(/<sub>(.*?)<\/sub>/giu, "$1")
    .replace(/<br\s*\/?>/giu, " ")
    .replace(/<\/?(?:b|i|em|strong|span|p)(?:\s[^<>]{0,200})?>/giu, "")
    .replace(/^\s*\*\*(?=[^\s*\d])(.*[^\s*])\*\*\s*$/u, "$1")
    .replace(/^\s*\*(?=[^\s*\d])([^*]*[^\s*])\*\s*$/u, "$1")
    .replace(/^\s*_(?=\S)([^_]*\S)_\s*$/u, "$1")
    .replace(/`([^`]*)`/gu, "$1")
    .replace(/\$\^\{?([*†‡+a-c\d]+)\}?\$/gu, "$1");
  return decodeEntities(unmarked.replace(/\\([\\`*_{}[\]()#+\-.!|~$^<>])/gu, "$1")).trim();
}
