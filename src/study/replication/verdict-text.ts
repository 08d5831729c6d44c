/** A verdict in sentences, line by line: what a reader of the terminal is told. Reads facts, never files. */
import { type Language, significant } from "../../base/messages.js";
import { formatCount } from "../../report/format-number.js";
import { verdictWords as words } from "./messages.js";
import type {
  ChangedRow,
  DataFound,
  Differing,
  LineChange,
  ResultVerdict,
  Unverified,
  Verification,
} from "./verify.js";

/** Rows of a file, and places of one, shown at most. */
const MOST = 20;
const MOST_SHOWN = 160;
/** Files with other line ends that are named one by one. */
const MOST_LINE_ENDS = 5;

const clipped = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
const inset = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** The lines of the verdict; those of data say how many rows were compared. */
export function verdictText(found: Verification, language: Language): string[] {
  const { numbers, software, data, results } = found;
  const rowsCounted = data.every(({ size }) => size !== null);
  const facts = {
    numbers: formatCount(numbers.compared),
    files: results.filter(({ verdict }) => verdict === "same").length,
    data: data.length,
    isOfTables: found.is_without_rows,
    rows: rowsCounted && data.length > 0 ? formatCount(data.reduce((sum, { size }) => sum + size!, 0)) : null,
  };
  const remarks = remarksOn(found, language);
  const isPlain = found.is_same && remarks.length === 0;
  return [
    isPlain
      ? words.allSame[language](facts)
      : found.is_same
        ? words.sameContent[language](facts)
        : words.notSame[language]({ ...facts, differ: formatCount(numbers.differ) }),
    ...remarks,
    ...(found.is_without_rows ? [words.withoutRows[language]] : []),
    ...versionText(software, language),
    words.run[language]({
      ...{ version: software.version.is, node: software.node.is },
      seconds: found.seconds.toFixed(found.seconds < 10 ? 1 : 0),
    }),
  ];
}

/** What a folder shows whose study can't be run again; none where it is as it was. */
export function unverifiedText(found: Unverified, language: Language): string[] {
  const remarks = remarksOn(found, language);
  const isOther = remarks.length > found.data.filter(({ verdict }) => verdict === "missing").length;
  if (!found.is_without_rows) return isOther ? [words.unverified[language], ...remarks] : remarks;
  const whole = found.results.filter(({ verdict }) => verdict === "same").length;
  return [...(isOther ? [words.unverified[language]] : []), ...remarks, words.notRun[language](whole)];
}

function remarksOn({ study, data, results, others }: Verification | Unverified, language: Language): string[] {
  const lineEnds = [...results, ...others].filter(({ verdict }) => verdict === "line_ends").length;
  const isNamed = ({ verdict }: { readonly verdict: string }): boolean =>
    verdict !== "line_ends" || lineEnds <= MOST_LINE_ENDS;
  return [
    ...studyText(study, language),
    ...data.flatMap((one) => dataText(one, language)),
    ...results.filter(isNamed).flatMap((one) => resultText(one, language)),
    ...notCompared(results, language),
    ...others.filter(isNamed).map(({ name, verdict }) => otherText(name, verdict, language)),
    ...(lineEnds > MOST_LINE_ENDS ? [words.manyLineEnds[language](lineEnds)] : []),
  ];
}

function versionText({ version, kernels_sha256, node }: Verification["software"], language: Language): string[] {
  return [
    ...(version.was !== null && version.was !== version.is ? [words.version[language](version.was, version.is)] : []),
    ...(kernels_sha256.was !== null && kernels_sha256.was !== kernels_sha256.is
      ? [words.kernels[language](kernels_sha256.was, kernels_sha256.is)]
      : []),
    ...(node.was !== null && node.was !== node.is ? [words.node[language](node.was, node.is)] : []),
  ];
}

function studyText({ verdict, lines }: Verification["study"], language: Language): string[] {
  if (verdict === "same") return [];
  if (verdict === "line_ends") return [words.studyLineEnds[language]];
  if (lines.length === 0) return [words.studyOther[language]];
  return [
    words.studyChanged[language](lines.length),
    ...shortened(
      lines.map((line) => lineText(line, language)),
      language,
    ),
  ];
}

function lineText({ line, kind, text }: LineChange, language: Language): string {
  if (kind === "gone") return words.lineGone[language](line);
  return words[kind === "added" ? "lineAdded" : "lineChanged"][language](line, clipped((text ?? "").trim()));
}

/** The first of the lines, set in, and how many there are beyond. */
function shortened(lines: readonly string[], language: Language, count = lines.length): string[] {
  const shown = lines.slice(0, MOST);
  return inset([...shown, ...(count > shown.length ? [words.more[language](count - shown.length)] : [])]);
}

function dataText({ file, verdict, sha256, rows }: DataFound, language: Language): string[] {
  switch (verdict) {
    case "same":
      return [];
    case "line_ends":
      return [words.dataLineEnds[language](file)];
    case "packed_anew":
      return [words.dataPackedAnew[language](file)];
    case "unknown":
      return [words.dataUnknown[language](file)];
    case "missing":
      return [words.dataNeeded[language](file, sha256.was ?? "")];
    case "changed":
      return [words.dataChanged[language](file, sha256.was!, sha256.is!), ...rowsText(file, rows, language)];
  }
}

function rowsText(file: string, rows: DataFound["rows"], language: Language): string[] {
  if (rows === null) return inset([words.rowsUnknown[language]]);
  switch (rows.kind) {
    case "same":
      return inset([words.rowsSame[language]]);
    case "order":
      return inset([words.rowsOrder[language](rows)]);
    case "many":
      return inset([words.rowsMany[language](rows.gone, rows.added)]);
    case "renamed":
      return inset(rows.names.map(([was, is]) => words.columnRenamed[language](was, is)));
    case "columns": {
      const { gone, added } = rows;
      return inset([
        ...(gone.length > 0 ? [words.columnsGone[language](gone)] : []),
        ...(added.length > 0 ? [words.columnsAdded[language](added)] : []),
        ...(gone.length + added.length === 0 ? [words.columnsOrder[language]] : []),
      ]);
    }
    case "rows":
      return shortened(
        rows.changes.map((change) => rowText(file, change, language)),
        language,
        rows.count,
      );
  }
}

function rowText(file: string, { kind, row, line, column, is }: ChangedRow, language: Language): string {
  if (kind === "gone") return words.rowGone[language]({ file, row });
  if (kind === "added") return words.rowAdded[language]({ file, row, line });
  if (column === null) return words.rowChanged[language]({ file, row, line });
  return words.cellChanged[language]({ file, row, line, column, is: clipped(is ?? "") });
}

function resultText({ name, verdict, count, places }: ResultVerdict, language: Language): string[] {
  const file = `results/${name}`;
  switch (verdict) {
    case "same":
    case "absent":
    case "not_compared":
      return [];
    case "line_ends":
      return [words.fileLineEnds[language](file)];
    case "missing":
      return [words.fileMissing[language](file)];
    case "new":
      return [words.fileNew[language](file)];
    case "gone":
      return [words.fileGone[language](file)];
    case "foreign":
      return [words.fileForeign[language](file)];
    case "changed":
    case "changed_to_run":
    case "changed_from_both":
    case "changed_alone":
    case "differs":
      return [
        words[CHANGES[verdict]][language](file),
        ...shortened(
          places.map((place) => placeText(name, place, language)),
          language,
          count,
        ),
      ];
  }
}

const CHANGES = {
  changed: "fileChanged",
  changed_to_run: "fileChangedToRun",
  changed_from_both: "fileChangedFromBoth",
  changed_alone: "fileChangedAlone",
  differs: "fileDiffers",
} as const;

/** A place in words: what stands there, what a run gives, how much that is, and where else it is. */
function placeText(name: string, found: Differing, language: Language): string {
  const { was, is, by, relative, units, printed, record } = found;
  const colon = language === "en" ? ": " : "：";
  const semicolon = language === "en" ? "; " : "；";
  const shared = relative === null ? null : `${number(100 * Math.abs(relative))}%`;
  const inUnits = units === null ? null : words.units[language](number(units));
  return `${words.place[language]({ ...found, file: name })}${colon}${[
    words.values[language](clipped(was), clipped(is)),
    ...(by === null ? [] : [words.by[language](number(Math.abs(by)), shared, inUnits)]),
    ...(printed === null || name !== "results.json" ? [] : [words.printed[language](printed, printed.text)]),
    ...(record === null ? [] : [words.record[language](record)]),
  ].join(semicolon)}`;
}

const number = (value: number): string => significant(value, 3);

function notCompared(results: readonly ResultVerdict[], language: Language): string[] {
  const count = results.filter(({ verdict }) => verdict === "not_compared").length;
  return count === 0 ? [] : [words.notCompared[language](count)];
}

function otherText(name: string, verdict: Verification["others"][number]["verdict"], language: Language): string {
  switch (verdict) {
    case "changed":
      return words.fileChangedAlone[language](name);
    case "missing":
      return words.fileMissing[language](name);
    case "line_ends":
      return words.fileLineEnds[language](name);
    case "foreign":
      return words.fileForeign[language](name);
  }
}
