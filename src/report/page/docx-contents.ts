/**
 * Contents of a Word document as links to bookmarks: a list that is there when the document opens, where a
 * field would ask to be updated first.
 */
import { BookmarkEnd, BookmarkStart, HeadingLevel, InternalHyperlink, Paragraph, type ParagraphChild } from "docx";
import { textRuns, withMinus } from "../render/docx/text-runs.js";
import { captionOf, exhibitsOf, type Page } from "./page.js";

/** Puts a bookmark round parts of a paragraph. */
export type Mark = (id: string, children: readonly ParagraphChild[]) => ParagraphChild[];

/** Bookmarks numbered from 1 in the order they are put. */
export function marker(): Mark {
  let last = 0;
  return (id, children) => {
    last++;
    return [new BookmarkStart(bookmarkName(id), last), ...children, new BookmarkEnd(last)] as ParagraphChild[];
  };
}

/** The heading of the contents, and a line a section, table and figure. Empty for a page without contents. */
export function docxContents({ contents, sections }: Page): Paragraph[] {
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

/** Word's bookmarks begin with a letter and have at most 40 letters, digits and underscores. */
const bookmarkName = (id: string): string => id.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 40);
