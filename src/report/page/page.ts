/**
 * Layer report. One self-contained web page: no script, no request to anywhere, readable on a phone, on paper, in light
 * and in dark. Takes blocks of content and sets them; what they say is decided elsewhere.
 */

import { escapeHtml, type HtmlPlace, madeBy, prose, renderHtml } from "../render/html.js";
import type { TableModel } from "../table-model.js";
import { STYLE } from "./style.js";

/** A figure as SVG documents made by `figures/`: one for the usual width, one for a phone. */
export interface Drawing {
  readonly wide: string;
  readonly narrow: string;
}

/** A figure with its caption. */
export interface FigureBlock extends HtmlPlace {
  readonly kind: "figure";
  readonly caption: string;
  readonly drawing: Drawing;
  readonly notes: readonly string[];
}

export interface TableBlock extends HtmlPlace {
  readonly kind: "table";
  readonly table: TableModel;
}

/** A piece of a page. `facts` are pairs of name and value; `code` is shown as typed. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: "code"; readonly text: string }
  | TableBlock
  | FigureBlock;

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** A page: `lead` is the finding in a sentence or two; `footer` says what made the page. */
export interface Page {
  readonly title: string;
  /** Language of the text as BCP 47, such as "en" or "zh". */
  readonly language: string;
  readonly lead: string;
  /** Heading of the list of contents; none without it. */
  readonly contents?: string;
  readonly sections: readonly Section[];
  readonly footer: string;
}

/** The page as a whole HTML document: one file, so it can be mailed and archived. */
export function renderPage(page: Page): string {
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(page.title)}</h1>
<p class="lead">${prose(page.lead)}</p>
${page.contents === undefined ? "" : renderContents(page.contents, page.sections)}${page.sections.map(renderSection).join("")}</main>
<footer>${escapeHtml(page.footer)}</footer>
</body>
</html>
`;
}

/** Links to sections, and under each to its tables and figures. */
function renderContents(heading: string, sections: readonly Section[]): string {
  const items = sections.map(({ heading: name, blocks }, s) => {
    const inner = blocks.flatMap((block) => {
      if ((block.kind !== "table" && block.kind !== "figure") || block.id === undefined) return [];
      const title = block.kind === "table" ? block.table.title : block.caption;
      return [`<li><a href="#${block.id}">${escapeHtml(title)}</a></li>`];
    });
    const list = inner.length === 0 ? "" : `<ul>${inner.join("")}</ul>`;
    return `<li><a href="#s${s + 1}">${escapeHtml(name)}</a>${list}</li>\n`;
  });
  return `<nav aria-label="${escapeHtml(heading)}">\n<h2>${escapeHtml(heading)}</h2>\n<ol>\n${items.join("")}</ol>\n</nav>\n`;
}

function renderSection(section: Section, s: number): string {
  const blocks = section.blocks.map(renderBlock).join("");
  return `<section id="s${s + 1}">\n<h2>${escapeHtml(section.heading)}</h2>\n${blocks}</section>\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${prose(block.text)}</p>\n`;
    case "heading":
      return `<h3>${escapeHtml(block.text)}</h3>\n`;
    case "list":
      return `<ul>\n${block.items.map((item) => `<li>${prose(item)}</li>\n`).join("")}</ul>\n`;
    case "facts":
      return `<dl>\n${block.rows
        .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${prose(value)}</dd></div>\n`)
        .join("")}</dl>\n`;
    case "table":
      return renderHtml(block.table, block);
    case "figure":
      return renderFigure(block);
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>\n`;
  }
}

function renderFigure({ id, caption, drawing, notes, command }: FigureBlock): string {
  const lines = notes.map((note) => `<p>${prose(note)}</p>`);
  return `<figure${id === undefined ? "" : ` id="${id}"`}>
<div class="caption">${prose(caption)}</div>
<div class="drawing wide">${inlineSvg(drawing.wide)}</div>
<div class="drawing narrow">${inlineSvg(drawing.narrow)}</div>
<figcaption>${lines.join("")}${madeBy(command)}</figcaption>
</figure>
`;
}

/** HTML knows SVG without its namespace. */
const inlineSvg = (svg: string): string => svg.trimEnd().replace(' xmlns="http://www.w3.org/2000/svg"', "");
