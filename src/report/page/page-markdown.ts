/**
 * A page as GitHub-flavoured Markdown: what the web page says, figures as links to picture files beside it.
 */

import { reportWords } from "../messages.js";
import { escapeMarkdown, escapeParagraph, renderMarkdown } from "../render/markdown.js";
import {
  type Block,
  captionOf,
  commandsOf,
  type ExhibitBlock,
  exhibitsOf,
  type FigureBlock,
  originLines,
  type Page,
  type RemarkBlock,
} from "./page.js";

/** The page as Markdown, ending in a newline. Source: GitHub Flavored Markdown Spec 0.29. */
export function renderPageMarkdown(page: Page): string {
  const parts = [
    `# ${escapeMarkdown(page.title)}`,
    escapeParagraph(page.lead),
    ...contents(page),
    ...page.sections.flatMap((section, s) => [
      `${anchor(`s${s + 1}`)}\n\n## ${escapeMarkdown(section.heading)}`,
      ...section.blocks.map((block) => blockText(block, page)),
    ]),
    "---",
    escapeParagraph(page.footer),
  ];
  return `${parts.join("\n\n")}\n`;
}

function contents({ contents: heading, sections }: Page): string[] {
  if (heading === undefined) return [];
  const items = sections.flatMap((section, s) => [
    `- [${escapeMarkdown(section.heading)}](#s${s + 1})`,
    ...exhibitsOf(section).map((block) => `  - [${escapeMarkdown(captionOf(block))}](#${block.id})`),
  ]);
  return [`## ${escapeMarkdown(heading)}`, items.join("\n")];
}

function blockText(block: Block, page: Page): string {
  switch (block.kind) {
    case "paragraph":
      return escapeParagraph(block.text);
    case "heading":
      return `### ${escapeMarkdown(block.text)}`;
    case "list":
      return block.items.map((item) => `- ${escapeParagraph(item)}`).join("\n");
    case "facts":
      return block.rows
        .map(([name, value]) => `- ${escapeMarkdown(reportWords.about[page.language](name, value))}`)
        .join("\n");
    case "warning":
      return `> **${escapeMarkdown(block.title)}**\n>\n> ${escapeParagraph(block.text)}`;
    case "remark":
      return remark(block);
    case "code":
      return fenced(block.text);
    case "table":
      return [anchor(block.id), renderMarkdown(block.table).trimEnd(), ...origin(block, page)].join("\n\n");
    case "figure":
      return [anchor(block.id), figure(block), ...origin(block, page)].join("\n\n");
  }
}

function remark({ id, mark, graded, title, at, rows }: RemarkBlock): string {
  const places = at.map(({ text }) => escapeMarkdown(text)).join(" · ");
  const lines = rows.flatMap(([name, texts]) =>
    texts.length === 1
      ? [`- *${escapeMarkdown(name)}*: ${escapeMarkdown(texts[0]!)}`]
      : [`- *${escapeMarkdown(name)}*`, ...texts.map((text) => `  - ${escapeParagraph(text)}`)],
  );
  const heading = `${anchor(id)}**${escapeMarkdown(mark)}** ${escapeMarkdown(title)}`;
  return `${heading}\n\n*${escapeMarkdown(graded)}* · ${places}\n\n${lines.join("\n")}`;
}

function figure({ caption, drawing, notes }: FigureBlock): string {
  const picture = `![${escapeMarkdown(drawing.description)}](${drawing.file})`;
  return [`**${escapeMarkdown(caption)}**`, picture, ...notes.map(escapeParagraph)].join("\n\n");
}

function origin(block: ExhibitBlock, { language }: Page): string[] {
  const about = originLines(block, language).map(escapeMarkdown).join(" · ");
  return [...(about === "" ? [] : [`*${about}*`]), ...commandsOf(block).map(inlineCode)];
}

const anchor = (id: string): string => `<a id="${id}"></a>`;

/** Code between more backticks than any it holds. */
const ticks = (text: string, least: number): string =>
  "`".repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

const inlineCode = (text: string): string =>
  text.includes("`") ? `${ticks(text, 1)} ${text} ${ticks(text, 1)}` : `\`${text}\``;

const fenced = (text: string): string => `${ticks(text, 3)}sh\n${text}\n${ticks(text, 3)}`;
