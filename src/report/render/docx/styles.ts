/**
 * What every Word document is made with. Styles: Times New Roman with SimSun for Chinese, captions in Word's own Caption
 * style, so that lists of tables find them, notes in a style of their own. Pages: A4 upright, or across for wide tables, in
 * twips, a twentieth of a point. Runs of text. Knows no table.
 */
import {
  AlignmentType,
  type IRunOptions,
  type ISectionPropertiesOptions,
  type IStylesOptions,
  PageOrientation,
  SectionType,
  TextRun,
} from "docx";
import type { Language } from "../../../base/messages.js";
import type { MarkGrade } from "../../table-model.js";

/** The paragraph style of notes beneath tables and figures. */
export const NOTE_STYLE = "TableNote";
/** Word's own style of captions. */
export const CAPTION_STYLE = "Caption";

const FONT = { ascii: "Times New Roman", hAnsi: "Times New Roman", cs: "Times New Roman", eastAsia: "SimSun" };
const HEADING_FONT = { ...FONT, eastAsia: "SimHei" };
const BLACK = "000000";

/** Half-points. */
const TEXT_SIZE = 21;
const NOTE_SIZE = 17;

/** Styles of a document in `language`: text, headings, captions, notes. */
export function docxStyles(language: Language): IStylesOptions {
  const heading = (size: number, before: number) => ({
    run: { font: HEADING_FONT, size, bold: true, color: BLACK },
    paragraph: { spacing: { before, after: 120 }, keepNext: true },
  });
  return {
    default: {
      document: {
        run: {
          font: FONT,
          size: TEXT_SIZE,
          language: { value: language === "zh" ? "zh-CN" : "en-US", eastAsia: "zh-CN" },
        },
      },
      title: heading(36, 0),
      heading1: heading(30, 360),
      heading2: heading(25, 280),
      heading3: heading(22, 200),
      caption: {
        run: { font: HEADING_FONT, size: TEXT_SIZE, bold: language === "en", italics: false, color: BLACK },
        paragraph: { alignment: AlignmentType.CENTER, keepNext: true, spacing: { before: 240, after: 100 } },
      },
    },
    paragraphStyles: [
      {
        id: NOTE_STYLE,
        name: "Table Note",
        basedOn: "Normal",
        quickFormat: true,
        run: { size: NOTE_SIZE },
        paragraph: { spacing: { before: 40, after: 0 } },
      },
    ],
  };
}

const A4 = { width: 11906, height: 16838 };
const MARGIN = 1304;

/** Width of the text on an upright page. */
export const UPRIGHT_WIDTH = A4.width - 2 * MARGIN;
/** Width of the text on a page laid across. */
export const ACROSS_WIDTH = A4.height - 2 * MARGIN;

/** Properties of a section that begins on a page of its own. */
export const sectionPage = (across: boolean): ISectionPropertiesOptions => ({
  type: SectionType.NEXT_PAGE,
  page: {
    size: { ...A4, orientation: across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
    margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
  },
});

/** Word's bookmarks begin with a letter and have at most 40 letters, digits and underscores. */
export const bookmarkName = (id: string): string => id.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 40);

/** Of marked cells and of marks, by grade. */
export const GRADE_COLORS: Readonly<Record<MarkGrade, { readonly fill: string; readonly text: string }>> = {
  1: { fill: "FBE3D9", text: "8F2600" },
  2: { fill: "F6EBC8", text: "5C4400" },
  3: { fill: "DFECF6", text: "0B4571" },
  4: { fill: "EAE9E4", text: "45443F" },
};

const IDEOGRAPH = /[\u3400-\u9fff\uf900-\ufaff]/;
const SHARED_MARKS = /([\u2018\u2019\u201c\u201d\u2014\u2026]+)/;

/** Characters that XML 1.0 can't hold. Source: W3C, Extensible Markup Language 1.0 (5th ed.), production 2. */
const NOT_XML = /[^\P{Cc}\t\r\n]|[\ufffe\uffff]|\p{Cs}/gu;

/**
 * `text` as runs with `options`; characters a Word file can't hold become U+FFFD, line breaks spaces. Quotation marks, dashes
 * and dots of Chinese text take the East Asian font: Word would set them in the Latin one.
 */
export function textRuns(text: string, options: IRunOptions = {}): TextRun[] {
  const clean = text.replace(NOT_XML, "\ufffd").replace(/[\r\n\t]+/g, " ");
  if (clean === "") return [];
  const parts = IDEOGRAPH.test(clean) ? clean.split(SHARED_MARKS).filter((part) => part !== "") : [clean];
  return parts.map(
    (part) =>
      new TextRun({
        ...options,
        text: part,
        ...(SHARED_MARKS.test(part) && parts.length > 1 ? { font: { hint: "eastAsia" } } : {}),
      }),
  );
}

/** Words with a minus sign before numbers that begin with a hyphen. */
export const withMinus = (text: string): string => text.replace(/(?<![\w.\u2212-])-(?=[\d.])/g, "\u2212");
