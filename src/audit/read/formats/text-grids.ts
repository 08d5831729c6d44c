/** Which format a text with tables is in, by what it holds: LaTeX, HTML, Markdown, else lines with tabs or commas. */
import type { Grid } from "../../grid.js";
import { delimitedGrids } from "./delimited.js";
import { htmlGrids } from "./html.js";
import { latexGrids } from "./latex.js";
import { markdownGrids } from "./markdown.js";

export type TextFormat = "latex" | "html" | "markdown" | "csv";

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
  latex: latexGrids,
  html: htmlGrids,
  markdown: markdownGrids,
  csv: delimitedGrids,
};

const ENDINGS: Readonly<Record<string, TextFormat>> = {
  ".tex": "latex",
  ".ltx": "latex",
  ".html": "html",
  ".htm": "html",
  ".md": "markdown",
  ".markdown": "markdown",
  ".csv": "csv",
  ".tsv": "csv",
};

/** Esttab writes HTML to .xls and LaTeX to .txt: what a text begins with is asked before its ending where it has none of these. */
function formatOf(text: string, ending: string): TextFormat {
  const known = ENDINGS[ending.toLowerCase()];
  if (known !== undefined) return known;
  if (/\\begin\s*\{(?:tabular|longtable|tabu|talltblr|longtblr|tblr)/u.test(text)) return "latex";
  if (/<table[\s>]/iu.test(text)) return "html";
  return /^[ \t]*\|/mu.test(text) || /^[ \t]*:?-{3,}:?[ \t]*\|/mu.test(text) ? "markdown" : "csv";
}
