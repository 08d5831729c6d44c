/**
 * Layer report. One self-contained web page: no script, no request to anywhere, readable on a phone, on paper, in light
 * and in dark. Takes blocks of content and sets them; what they say is decided elsewhere.
 */
import { STYLE } from "./page-style.js";
import { escapeHtml, renderHtml } from "./render-html.js";
import type { TableModel } from "./table-model.js";

/** A piece of a page. `facts` are pairs of name and value; `code` is shown as typed. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: "table"; readonly table: TableModel }
  | { readonly kind: "code"; readonly text: string };

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
<p class="lead">${escapeHtml(page.lead)}</p>
${page.sections.map(renderSection).join("")}</main>
<footer>${escapeHtml(page.footer)}</footer>
</body>
</html>
`;
}

function renderSection(section: Section): string {
  return `<section>\n<h2>${escapeHtml(section.heading)}</h2>\n${section.blocks.map(renderBlock).join("")}</section>\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escapeHtml(block.text)}</p>\n`;
    case "list":
      return `<ul>\n${block.items.map((item) => `<li>${escapeHtml(item)}</li>\n`).join("")}</ul>\n`;
    case "facts":
      return `<dl>\n${block.rows
        .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>\n`)
        .join("")}</dl>\n`;
    case "table":
      return renderHtml(block.table);
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>\n`;
  }
}
