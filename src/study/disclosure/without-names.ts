/** A study as it leaves without its data: no files of rows, and a report that names no unit: a word stands in place of each name beside tables and figures. */
import type { StudyResult } from "../run-study.js";
import { disclosureWords } from "./messages.js";
import type { Names } from "./names.js";

/** `study` without what the exhibits do not need, and without `names`. */
export function restrictedStudy(study: StudyResult, names: Names): StudyResult {
  const word = disclosureWords.withheld[study.file.spec.language];
  const said = <T>(value: T): T => mapTexts(value, (text) => names.replacedIn(text, word));
  return {
    ...study,
    isRestricted: true,
    aggregates: [],
    record: { ...study.record, headline: said(study.record.headline), notes: said(study.record.notes) },
    dataFindings: said(study.dataFindings),
    shown: study.shown.map(({ cautions, section, ...rest }) => ({
      ...rest,
      data: {},
      cautions: said(cautions),
      ...(section === undefined ? {} : { section: said(section) }),
    })),
  };
}

/** A copy of plain data with its texts changed. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((inner) => mapTexts(inner, change)) as T;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)])) as T;
}
