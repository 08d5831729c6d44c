/**
 * Text as runs of Word: quotation marks, dashes and dots of Chinese text in the East Asian font, which Word
 * would set in the Latin one. Knows no table.
 */
import { type IRunOptions, TextRun } from "docx";

const IDEOGRAPH = /[\u3400-\u9fff\uf900-\ufaff]/;
const SHARED_MARKS = /([\u2018\u2019\u201c\u201d\u2014\u2026]+)/;

/** Characters that XML 1.0 can't hold. Source: W3C, Extensible Markup Language 1.0 (5th ed.), production 2. */
const NOT_XML = /[^\P{Cc}\t\r\n]|[\ufffe\uffff]|\p{Cs}/gu;

/** `text` as runs with `options`; characters a Word file can't hold become U+FFFD, line breaks spaces. */
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
