/**
 * Every table and figure of a study's report with what makes it: stage, lines of the study file, calls of verbs, command, files, and the
 * places of results.json its columns come from. Tables are here as the report prints them, beside their unrounded values. Plain data, the
 * same on every host; knows nothing of how a number is explained.
 */

import { NotSupported } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { flagText } from "../../base/text.js";
import type { TableModel } from "../../report/table-model.js";
import type { ModelRecord } from "../../verbs/table/model-column.js";
import { callCommand } from "../code/code.js";
import type { StudyFile } from "../file/study-file.js";
import { exhibitWords } from "../messages/study.js";
import { extrapolationTables, treatmentTables } from "../page/page.js";
import type { StudyResult } from "../run-study.js";
import { termWords } from "../stages/beneath.js";
import type { About, Exhibit, StageResult } from "../stages/stage.js";
import { FIGURE_ENDINGS, TABLE_ENDINGS } from "./endings.js";
import { type Lines, linesAt, type MappedInputs, mappedInputs } from "./mapped-inputs.js";

/** A call of a verb that a stage makes; `command` makes it alone of panel.csv, null where the command line has no such. */
export interface MappedCall {
  /** Number, from 1, of the column (or row of variants) it is for; null where the stage makes one. */
  readonly column: number | null;
  readonly verb: string;
  readonly formula: string;
  readonly command: string | null;
}

/** A column of estimates: where results.json has its record, as a JSON pointer (null where it has none as a whole), and who asks for it. */
export interface MappedColumn {
  readonly record: string | null;
  readonly name: string | null;
  readonly treatment: string | null;
  readonly lines: Lines;
  /** The number of the calls that make it, among those of its stage or of the one it is taken from. */
  readonly call: number | null;
  /** The stage, and its column, from 1, that it is taken from. */
  readonly from?: { readonly stage: string; readonly column: number };
}

/** A stage of the study. */
export interface MappedStage {
  /** What it does, such as `regressions`. */
  readonly does: string;
  /** The treatment it names, where it names one for all it makes. */
  readonly treatment: string | null;
  readonly lines: Lines;
  readonly command: string;
  readonly calls: readonly MappedCall[];
  readonly columns: readonly MappedColumn[];
}

/** A table or figure of the report. */
export interface MappedExhibit {
  readonly id: string;
  readonly kind: "table" | "figure";
  /** As the report counts it, such as `1` or `A2`; null for a table without a number. */
  readonly number: string | null;
  /** As sentences call it, such as "Table 1". */
  readonly name: string;
  readonly caption: string;
  /** The stage that makes it; null for what the report adds by itself. */
  readonly stage: string | null;
  readonly lines: Lines;
  readonly command: string;
  readonly files: readonly string[];
  /** Where results.json has what it shows, as a JSON pointer. */
  readonly record: string;
  readonly about: About | null;
  readonly table?: TableModel;
}

/** All exhibits of a study, in the order its report was made. */
export interface ExhibitMap {
  readonly kind: "exhibits";
  readonly study: string;
  readonly language: Language;
  readonly version: string;
  /** The command that makes everything again. */
  readonly command: string;
  /** Words of the report for columns and terms. */
  readonly labels: Readonly<Record<string, string>>;
  /** Nouns of the report. */
  readonly words: { readonly unit: string; readonly units: string };
  readonly inputs: MappedInputs;
  readonly stages: Readonly<Record<string, MappedStage>>;
  readonly exhibits: readonly MappedExhibit[];
}

/** The map of a study that was run by `command`, which writes to the folder `out` (default that of the study file). */
export function exhibitMap(
  study: StudyResult,
  { command, out = study.file.spec.output }: { readonly command: string; readonly out?: string },
): ExhibitMap {
  const { file, record, shown } = study;
  const added = [
    ...treatmentTables(study).map((made) => ({ ...made, path: ["treatment"], record: "/treatment" })),
    ...extrapolationTables(study).map((made) => ({
      ...made,
      path: ["panel", "extrapolate"],
      record: "/extrapolation",
    })),
  ];
  return {
    kind: "exhibits",
    study: file.name,
    language: file.spec.language,
    version: record.provenance.version,
    command,
    labels: termWords(file.spec, { labels: {} }),
    words: { unit: file.spec.words.unit, units: file.spec.words.units },
    inputs: mappedInputs(file),
    stages: Object.fromEntries(shown.map((_, s) => [shown[s]!.name, mappedStage(study, s, command, out)])),
    exhibits: [
      ...shown.flatMap(({ exhibits }) => exhibits.map((exhibit) => ofStage(exhibit, file, command))),
      ...added.map(({ id, table, path, record }): MappedExhibit => {
        const named = namedBy(id, table.title, file.spec.language);
        const lines = linesAt(file, path);
        return {
          id,
          kind: "table",
          ...named,
          stage: null,
          lines,
          command,
          files: filesOf(id),
          record,
          about: null,
          table,
        };
      }),
    ],
  };
}

/** The map as a file has it: an exhibit a line, as its tables are for programs. */
export function mapText({ exhibits, ...map }: ExhibitMap): string {
  const lines = exhibits.map((exhibit) => JSON.stringify(exhibit)).join(",\n");
  return `${JSON.stringify(map).slice(0, -1)},"exhibits":[\n${lines}\n]}\n`;
}

function ofStage(exhibit: Exhibit, file: StudyFile, command: string): MappedExhibit {
  const { id, kind, stage, about } = exhibit;
  const title = exhibit.kind === "table" ? exhibit.table.title : exhibit.caption;
  return {
    id,
    kind,
    ...namedBy(id, title, file.spec.language),
    stage,
    lines: linesAt(file, ["stages", stage]),
    command: alone(command, stage),
    files: filesOf(id, kind),
    record: pointer(["stages", stage]),
    about,
    ...(exhibit.kind === "table" ? { table: exhibit.table } : {}),
  };
}

const alone = (command: string, stage: string): string => `${command} ${flagText("only", stage)}`;

const filesOf = (id: string, kind: Exhibit["kind"] = "table"): string[] =>
  (kind === "table" ? TABLE_ENDINGS : FIGURE_ENDINGS).map((ending) => `${id}.${ending}`);

/** Number, name and caption of the exhibit `id` titled `title`, which begins with its number where it has one. */
function namedBy(id: string, title: string, language: Language): Pick<MappedExhibit, "number" | "name" | "caption"> {
  const [, kind, number] = /^(table|figure)(A?\d+[a-z]?)$/.exec(id) ?? [];
  if (number === undefined) return { number: null, name: title, caption: title };
  const head = exhibitWords[kind as "table" | "figure"][language](number, "");
  const name = exhibitWords[kind === "table" ? "tableName" : "figureName"][language](number);
  return { number, name, caption: title.startsWith(head) ? title.slice(head.length) : title };
}

// A stage: its calls as commands, its columns as places of results.json.

function mappedStage(study: StudyResult, s: number, command: string, out: string): MappedStage {
  const { file, shown, calls } = study;
  const { name } = shown[s]!;
  const spec = file.spec.stages[name]!;
  return {
    does: spec.stage,
    treatment: "treatment" in spec && typeof spec.treatment === "string" ? spec.treatment : null,
    lines: linesAt(file, ["stages", name]),
    command: alone(command, name),
    calls: calls[s]!.map((call) => ({
      column: call.part === null ? null : call.part + 1,
      verb: call.verb,
      formula: call.formula,
      command: orNull(() => callCommand(study, call, out)),
    })),
    columns: mappedColumns(study, s),
  };
}

/** The columns a stage makes or takes from others, in their order. */
function mappedColumns({ file, shown, results }: StudyResult, s: number): MappedColumn[] {
  const { name, record } = shown[s]!;
  const made: readonly (StageResult & Partial<Taken>)[] = results[s]!;
  const all = made.length > 0 ? made : takenIn(record);
  return all.map((result, c) => {
    const taken = result.from === undefined ? undefined : { stage: result.from, column: result.column! };
    const source = taken === undefined ? s : shown.findIndex((one) => one.name === taken.stage);
    const own = taken === undefined ? result.record : results[source]?.[taken.column - 1]?.record;
    return {
      record: own === undefined ? null : placeOf(shown[source]!.record, own, ["stages", shown[source]!.name]),
      name: result.name ?? null,
      treatment: result.treatment ?? null,
      call: result.part === undefined ? null : result.part + 1,
      lines: linesAt(file, ["stages", name, ...blockOf(file, name, { c, of: all.length, part: result.part })]),
      ...(taken === undefined ? {} : { from: taken }),
    };
  });
}

interface Taken {
  readonly from: string;
  readonly column: number;
}

/** What a figure of coefficients says of the columns it takes. */
const takenIn = (record: {
  readonly stage?: string;
  readonly columns?: readonly Taken[];
}): Partial<Taken & StageResult>[] => (record.stage === "coefplot" ? [...record.columns!] : []);

/** The entry of the stage's list that asks for column `c` of `of`: measured and all rows, or both stages of an equation, are one entry. */
function blockOf(
  { spec }: StudyFile,
  name: string,
  { c, of, part }: { readonly c: number; readonly of: number; readonly part: number | undefined },
): (string | number)[] {
  const stage = spec.stages[name]!;
  switch (stage.stage) {
    case "robustness":
      return part === 0 ? ["base"] : ["variants", part! - 1];
    case "mediation":
      return ["mediators", c];
    case "group-difference":
      return ["splits", Math.floor((c * stage.splits.length) / of)];
    default:
      return "columns" in stage && Array.isArray(stage.columns)
        ? ["columns", Math.floor((c * stage.columns.length) / of)]
        : [];
  }
}
/** What a record of estimates is known by, wherever else it stands. */
const heartOf = (record: ModelRecord): unknown =>
  "coefficients" in record ? record.coefficients : "combinations" in record ? record.combinations : record.att;

/** The JSON pointer of the object beneath `path` that holds what `record` holds; null where none does. */
function placeOf(held: object, record: ModelRecord, path: readonly string[]): string | null {
  const heart = heartOf(record);
  const visit = (value: unknown, at: readonly string[]): readonly string[] | null => {
    if (typeof value !== "object" || value === null) return null;
    if (heart !== null && Object.values(value).includes(heart)) return at;
    for (const [key, inner] of Object.entries(value)) {
      const found = visit(inner, [...at, key]);
      if (found !== null) return found;
    }
    return null;
  };
  const found = visit(held, path);
  return found === null ? null : pointer(found);
}

/** A place of a JSON document (RFC 6901). */
export const pointer = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotSupported) return null;
    throw error;
  }
}
