/**
 * Blocks of a page as parts of a Word document, in Word's own styles of headings, so that its outline and its
 * lists of contents find them. The contents are links to bookmarks: a list that is there when the document opens, where a field
 * would ask to be updated first.
 */
import {
  AlignmentType,
  BookmarkEnd,
  BookmarkStart,
  BorderStyle,
  HeadingLevel,
  ImageRun,
  InternalHyperlink,
  Paragraph,
  type ParagraphChild,
} from "docx";
import { reportWords } from "../messages.js";
import { bookmarkName, CAPTION_STYLE, GRADE_COLORS, NOTE_STYLE, textRuns, withMinus } from "../render/docx/styles.js";
import { type DocxBlock, docxTable, type Mark } from "../render/docx/table.js";
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
} from "./page.js";

/** Pixels of Word's, 96 an inch, that a figure is wide. */
const FIGURE_WIDTH = 600;
/** Half-points. */
const CODE = { size: 17, font: "Courier New" } as const;

/** The page's parts in their order. */
export function pageBlocks(page: Page): DocxBlock[] {
  const mark = marker();
  return [
    upright(new Paragraph({ heading: HeadingLevel.TITLE, children: text(page.title) }), paragraph(page.lead)),
    upright(...docxContents(page)),
    ...page.sections.flatMap((section, s) =>
      sectionBlocks(section.blocks, heading(section.heading, mark, s), page, mark),
    ),
    upright(new Paragraph({ style: NOTE_STYLE, spacing: { before: 480 }, children: text(page.footer) })),
  ];
}

/** A heading lies as the block beneath it, so that it is not left alone on a page. */
function sectionBlocks(blocks: readonly Block[], first: Paragraph, page: Page, mark: Mark): DocxBlock[] {
  const made = blocks.map((block) => docxBlock(block, page, mark));
  const across = made[0]?.across ?? false;
  return [{ children: [first], across }, ...made];
}

function docxBlock(block: Block, page: Page, mark: Mark): DocxBlock {
  switch (block.kind) {
    case "paragraph":
      return upright(paragraph(block.text));
    case "heading":
      return upright(new Paragraph({ heading: HeadingLevel.HEADING_2, children: text(block.text) }));
    case "list":
      return upright(...block.items.map((item) => new Paragraph({ bullet: { level: 0 }, children: text(item) })));
    case "facts":
      return upright(
        ...block.rows.map(
          ([name, value]) =>
            new Paragraph({
              spacing: { after: 40 },
              indent: HANGING,
              children: text(reportWords.about[page.language](name, value)),
            }),
        ),
      );
    case "warning":
      return upright(
        new Paragraph({ border: BESIDE, keepNext: true, children: textRuns(withMinus(block.title), { bold: true }) }),
        new Paragraph({ border: BESIDE, spacing: { after: 160 }, children: text(block.text) }),
      );
    case "code":
      return upright(...block.text.split("\n").map((line) => new Paragraph({ children: textRuns(line, CODE) })));
    case "remark":
      return upright(...remark(block, mark));
    case "table": {
      const { children, across } = docxTable(block.table, { id: block.id, mark });
      return { children: [...children, ...origin(block, page)], across };
    }
    case "figure":
      return upright(...figure(block, mark), ...origin(block, page));
  }
}

const HANGING = { left: 360, hanging: 360 };
const BESIDE = { left: { style: BorderStyle.SINGLE, size: 24, color: "B34700", space: 8 } };

function remark({ id, mark: number, grade, graded, title, at, rows }: RemarkBlock, mark: Mark): Paragraph[] {
  const { text: color } = GRADE_COLORS[grade];
  const border = { left: { style: BorderStyle.SINGLE, size: 24, color, space: 8 } };
  const label = mark(id, textRuns(`${number}  `, { bold: true, color }));
  const places = at.flatMap(({ text: words, id: cell }) => [
    ...textRuns(" · "),
    ...(cell === null
      ? text(words)
      : [new InternalHyperlink({ anchor: bookmarkName(cell), children: textRuns(withMinus(words)) })]),
  ]);
  const lines = rows.flatMap(([name, texts]) =>
    texts.map(
      (line, l) =>
        new Paragraph({
          border,
          spacing: { after: 40 },
          children: [...(l === 0 ? textRuns(`${name}  `, { italics: true }) : textRuns("– ")), ...text(line)],
        }),
    ),
  );
  return [
    new Paragraph({
      border,
      keepNext: true,
      spacing: { before: 200, after: 40 },
      children: [...label, ...textRuns(withMinus(title), { bold: true })],
    }),
    new Paragraph({
      border,
      keepNext: true,
      spacing: { after: 60 },
      children: [...textRuns(graded, { color }), ...places],
    }),
    ...lines,
  ];
}

function figure({ id, caption, drawing, notes }: FigureBlock, mark: Mark): Paragraph[] {
  return [
    ...(drawing.png === null ? [] : [picture(id, caption, drawing, drawing.png)]),
    new Paragraph({ style: CAPTION_STYLE, spacing: { before: 80 }, children: mark(id, text(caption)) }),
    ...notes.map((note) => new Paragraph({ style: NOTE_STYLE, children: text(note) })),
  ];
}

function picture(id: string, caption: string, drawing: FigureBlock["drawing"], png: Uint8Array): Paragraph {
  const size = pngSize(png);
  const run = new ImageRun({
    type: "png",
    data: png,
    transformation: { width: FIGURE_WIDTH, height: Math.round((FIGURE_WIDTH * size.height) / size.width) },
    altText: { id, name: drawing.file, title: caption, description: drawing.description },
  });
  return new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, spacing: { before: 240 }, children: [run] });
}

function origin(block: Origin, { language }: Page): Paragraph[] {
  const about = originLines(block, language).join(" · ");
  return [
    ...(about === "" ? [] : [new Paragraph({ style: NOTE_STYLE, children: text(about) })]),
    ...commandsOf(block).map(
      (command) => new Paragraph({ style: NOTE_STYLE, children: textRuns(command, { ...CODE, size: 15 }) }),
    ),
  ];
}

/** Bookmarks numbered from 1 in the order they are put. */
function marker(): Mark {
  let last = 0;
  return (id, children) => {
    last++;
    return [new BookmarkStart(bookmarkName(id), last), ...children, new BookmarkEnd(last)] as ParagraphChild[];
  };
}

/** The heading of the contents, and a line a section, table and figure. Empty for a page without contents. */
function docxContents({ contents, sections }: Page): Paragraph[] {
  if (contents === undefined) return [];
  const line = (text: string, id: string, level: number): Paragraph =>
    new Paragraph({
      spacing: { after: 20 },
      indent: { left: 360 * level + 360, hanging: 360 },
      children: [new InternalHyperlink({ anchor: bookmarkName(id), children: textRuns(withMinus(text)) })],
    });
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_2, children: textRuns(contents) }),
    ...sections.flatMap((section, s) => [
      line(section.heading, `s${s + 1}`, 0),
      ...exhibitsOf(section).map((block) => line(captionOf(block), block.id, 1)),
    ]),
  ];
}

/** Bytes of the header before the width: signature, length and name of the first chunk. */
const BEFORE_WIDTH = 16;

/**
 * Pixels of a picture, from its header.
 * Source: W3C, Portable Network Graphics (PNG) Specification (3rd ed.), section 11.2.1, IHDR.
 */
function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const header = new DataView(png.buffer, png.byteOffset);
  return { width: header.getUint32(BEFORE_WIDTH), height: header.getUint32(BEFORE_WIDTH + 4) };
}

const upright = (...children: DocxBlock["children"]): DocxBlock => ({ children, across: false });
const text = (words: string): ParagraphChild[] => textRuns(withMinus(words));
const paragraph = (words: string): Paragraph => new Paragraph({ spacing: { after: 120 }, children: text(words) });
const heading = (words: string, mark: Mark, s: number): Paragraph =>
  new Paragraph({ heading: HeadingLevel.HEADING_1, children: mark(`s${s + 1}`, text(words)) });
