/** Verdicts on a bundle in words: of each file of data, each file of the study, each place that differs. */
import type { Language } from "../../base/messages.js";
import type { Difference, RecordPath } from "./differences.js";
import { verdictWords } from "./messages.js";
import type { DataVerdict, FileVerdict } from "./verify.js";

/** Keys that only group others. */
const GROUPS = new Set(["models", "columns", "fit", "record", "result", "coefficients"]);

/** A place of the record in words: stage, column of its table, and what stands there. */
function placeText(path: RecordPath, language: Language): string {
  const isStage = path[0] === "stages";
  const stage = isStage ? String(path[1]) : "";
  const inside = isStage ? path.slice(2) : path;
  const isColumn = isStage && (inside[0] === "models" || inside[0] === "columns") && typeof inside[1] === "number";
  const column = isColumn ? (inside[1] as number) + 1 : null;
  const rest = isColumn ? inside.slice(2) : inside;
  const what = rest.filter((key) => !GROUPS.has(String(key))).map((key) => (typeof key === "number" ? key + 1 : key));
  return verdictWords.place[language](stage, column, what.join(language === "en" ? ", " : "，"));
}

/** Characters of a value shown at most. */
const MOST_SHOWN = 160;

const clipped = (value: string): string => (value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);

/** A difference of the record, or of another file, as a line. */
export function differenceText(
  { path, was, is, by }: Difference,
  language: Language,
  of: "results.json" | "report.html" | "manifest.json" = "results.json",
): string {
  const words = verdictWords;
  const place = of === "results.json" ? placeText(path, language) : words.inFile[language](of, path.map(String));
  const text = (value: string): string => (value === "" ? words.nothing[language] : clipped(value));
  return by === null
    ? words.difference[language](place, text(was), text(is))
    : words.differenceBy[language](place, was, is, by.toPrecision(3));
}

/** What is to be said of a file of data. */
export function dataText({ name, was, is, isSame }: DataVerdict, language: Language): string {
  if (isSame === null) return verdictWords.dataUnknown[language](name);
  return isSame ? verdictWords.dataSame[language](name, was!) : verdictWords.dataDiffers[language](name, was!, is!);
}

/** What is to be said of a file that is not the same; null of the others. */
export function fileText({ name, verdict }: FileVerdict, language: Language): string | null {
  switch (verdict) {
    case "changed":
      return verdictWords.fileChanged[language](name);
    case "differs":
      return verdictWords.fileDiffers[language](name);
    case "new":
      return verdictWords.fileNew[language](name);
    case "gone":
      return verdictWords.fileGone[language](name);
    case "foreign":
      return verdictWords.fileForeign[language](name);
    default:
      return null;
  }
}
