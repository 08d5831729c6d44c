/**
 * A page as one self-contained HTML document: no request to anywhere, one script that its content policy
 * names by hash, readable without it, on a phone, on paper, in light and in dark.
 */

import type { Language } from "../../base/messages.js";
import { reportWords } from "../messages.js";
import { displayWidth } from "../render/display-width.js";
import { escapeHtml, prose, renderHtml } from "../render/html.js";
import { marksAsText } from "../render/marks.js";
import { cellText, type TableModel } from "../table-model.js";
import { inlineSvg } from "./inline-svg.js";
import {
  type Block,
  captionOf,
  commandsOf,
  exhibitsOf,
  type FigureBlock,
  type Origin,
  originLines,
  type Page,
  type RemarkBlock,
  type Section,
} from "./page.js";
import { figureTools, SCRIPT, SCRIPT_SHA256, tableTools } from "./script.js";
import { REMARK_STYLE, STYLE } from "./style.js";

/** What the page may do: be styled and drawn by itself, run its one script, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  `script-src 'sha256-${SCRIPT_SHA256}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The page as a whole HTML document: one file, so it can be mailed and archived. */
export function renderPage(page: Page): string {
  const { language, contents } = page;
  const said = (["copied", "notCopied", "saved", "notSaved"] as const).map(
    (name) =>
      ` data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${escapeHtml(reportWords[name][language])}"`,
  );
  return `<!doctype html>
<html lang="${language}"${said.join("")}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}${hasRemarks(page) ? REMARK_STYLE : ""}</style>
</head>
<body>
<main${contents === undefined ? "" : ' class="beside"'}>
<h1>${escapeHtml(page.title)}</h1>
<p class="lead">${prose(page.lead)}</p>
${contents === undefined ? "" : renderContents(contents, page.sections)}${page.sections.map((section, s) => renderSection(section, s, language)).join("")}</main>
<footer><p>${escapeHtml(page.footer)}</p></footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Links to sections, and under each to its tables and figures. */
function renderContents(heading: string, sections: readonly Section[]): string {
  const items = sections.map((section, s) => {
    const inner = exhibitsOf(section).map(
      (block) => `<li><a href="#${escapeHtml(block.id)}">${escapeHtml(captionOf(block))}</a></li>`,
    );
    const list = inner.length === 0 ? "" : `<ul>${inner.join("")}</ul>`;
    return `<li><a href="#s${s + 1}">${escapeHtml(section.heading)}</a>${list}</li>\n`;
  });
  return `<nav aria-label="${escapeHtml(heading)}"><div>\n<h2>${escapeHtml(heading)}</h2>\n<ol>\n${items.join("")}</ol>\n</div></nav>\n`;
}

function renderSection(section: Section, s: number, language: Language): string {
  const blocks = section.blocks.map((block) => renderBlock(block, language)).join("");
  return `<section id="s${s + 1}">\n<h2>${escapeHtml(section.heading)}</h2>\n${blocks}</section>\n`;
}

function renderBlock(block: Block, language: Language): string {
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
    case "warning":
      return `<div class="warning"><p><strong>${prose(block.title)}</strong></p><p>${prose(block.text)}</p></div>\n`;
    case "remark":
      return renderRemark(block);
    case "table":
      return renderHtml(block.table, {
        id: block.id,
        className: isWide(block.table) ? "table broad" : "table",
        beneath: origin(block, language) + tableTools(block, language),
      });
    case "figure":
      return renderFigure(block, language);
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>\n`;
  }
}

const hasRemarks = ({ sections }: Page): boolean =>
  sections.some(({ blocks }) => blocks.some(({ kind }) => kind === "remark"));

function renderRemark({ id, mark, grade, graded, title, at, rows }: RemarkBlock): string {
  const name = escapeHtml(id);
  const places = at.map(({ text, id: cell }) =>
    cell === null ? prose(text) : `<a href="#${escapeHtml(cell)}">${prose(text)}</a>`,
  );
  const lines = rows.map(([heading, texts]) => {
    const items = texts.map((text) => `<li>${prose(text)}</li>`).join("");
    return `<div><dt>${escapeHtml(heading)}</dt><dd>${texts.length === 1 ? prose(texts[0]!) : `<ul>${items}</ul>`}</dd></div>\n`;
  });
  return `<article class="remark grade${grade}" id="${name}" aria-labelledby="${name}-title">
<h3 id="${name}-title"><span class="mark">${escapeHtml(mark)}</span> ${prose(title)}</h3>
<p class="about"><strong>${escapeHtml(graded)}</strong> ${places.map((place) => `<span>${place}</span>`).join(" ")}</p>
<dl>
${lines.join("")}</dl>
</article>
`;
}

function renderFigure(block: FigureBlock, language: Language): string {
  const { id, caption, drawing, notes } = block;
  const lines = notes.map((note) => `<p>${prose(note)}</p>`);
  return `<figure id="${escapeHtml(id)}">
<div class="caption">${prose(caption)}</div>
<div class="drawing wide">${inlineSvg(drawing.wide)}</div>
<div class="drawing narrow">${inlineSvg(drawing.narrow)}</div>
<figcaption>${lines.join("")}${origin(block, language)}${figureTools(block, language)}</figcaption>
</figure>
`;
}

/** The quiet lines that say what an exhibit rests on, and how it is made again. */
function origin(block: Origin, language: Language): string {
  const commands = commandsOf(block).map((command) => `<code>${escapeHtml(command)}</code>`);
  const facts = originLines(block, language).map((line) => `<span>${escapeHtml(line)}</span>`);
  return (
    (facts.length === 0 ? "" : `<p class="about">${facts.join(" ")}</p>`) +
    (commands.length === 0 ? "" : `<p class="made">${commands.join("<br>")}</p>`)
  );
}

/** Characters that fit beside each other on an upright A4 page in the type of tables. */
const UPRIGHT = 92;
/** A text of more characters breaks into lines of about this many. */
const LINE = 24;
/** Characters between two columns. */
const GAP = 2;

/** True when `table` is wider than an upright page: it may take more of a wide window, and is printed on a page laid across. */
function isWide(given: TableModel): boolean {
  const table = marksAsText(given);
  const stub = widest([table.stub, ...table.rows.map(({ label }) => label)]);
  const columns = table.heads.map((head, c) =>
    widest([...head, ...table.rows.map(({ cells }) => cellText(cells[c] ?? { kind: "empty" }))]),
  );
  return [stub, ...columns].reduce((sum, width) => sum + width + GAP, -GAP) > UPRIGHT;
}

const widest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => Math.min(displayWidth(text), LINE)));
