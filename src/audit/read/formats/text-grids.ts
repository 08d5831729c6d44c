/** Which format a text with tables is in, by what it holds: Markdown, else lines with tabs or commas. */
import type { Grid } from "../../grid.js";
import { delimitedGrids } from "./delimited.js";
import { markdownGrids } from "./markdown.js";

export type TextFormat = "markdown" | "csv";

export interface TextGrids {
  readonly format: TextFormat;
  readonly grids: readonly Grid[];
}

/** The grids in `text`; `where` stands for it in messages, `ending` (".md") decides where the text does not. */
export function textGrids(text: string, where: string, ending = ""): TextGrids {
  const format = formatOf(text, ending);
  return { format, grids: READERS[format](text, where) };
}

const READERS: Readonly<Record<TextFormat, (text: string, where: string) => Grid[]>> = {
  markdown: markdownGrids,
  csv: delimitedGrids,
};

const ENDINGS: Readonly<Record<string, TextFormat>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".csv": "csv",
  ".tsv": "csv",
};

function formatOf(text: string, ending: string): TextFormat {
  const known = ENDINGS[ending.toLowerCase()];
  if (known !== undefined) return known;
  const firstPipe = /^[ \t]*\|/mu.test(text) || /^[ \t]*:?-{3,}:?[ \t]*\|/mu.test(text);
  return firstPipe ? "markdown" : "csv";
}
