/**
 * Styles of a Word document: Times New Roman with SimSun for Chinese, captions in Word's own Caption style,
 * so that lists of tables find them, notes in a style of their own.
 */
import { AlignmentType, type IStylesOptions } from "docx";
import type { Language } from "../../../base/messages.js";

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
