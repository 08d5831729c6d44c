/**
 * The text of a study file to a checked study, and back from any key to its line and column, so that what
 * is found wrong later (a column the data lack, a treatment that switches off) is reported where it was written.
 * Knows nothing of files beyond the name it is given.
 */
import { type Document, isCollection, isNode, isPair, type LineCounter } from "yaml";
import { didYouMean, listed } from "../../base/did-you-mean.js";
import { DataError, UsageError, WasmetricsError } from "../../base/errors.js";
import { type Language, type Note, note } from "../../base/messages.js";
import { locatedYaml } from "../../declare/located-yaml.js";
import {
  complaint,
  type KeyPath,
  knownKeys,
  offsetOf,
  valueAt,
  written as writtenKeys,
} from "../../declare/schema-complaint.js";
import { readCommandNames } from "./command-names.js";
import { FILE_NOTES } from "./messages.js";
import { proseIn } from "./prose.js";
import { type StudySpec, stageKinds, studySchema } from "./schema.js";
import { badOutput, badStageName, refuseControls, refuseDepth, refuseKeys, tooDeep } from "./study-text.js";

export type { KeyPath };

/** Aliases resolved at most. */
const MOST_ALIASES = 100;

/** A study, and where its keys stand. */
export interface StudyFile {
  readonly name: string;
  /** With every text in `spec.language`. */
  readonly spec: StudySpec;
  /** The language it is written to be read in. */
  readonly language: Language;
  /** Texts that lack the language, by the place of each. */
  readonly notes: readonly Note[];
  /** `NAME:LINE:COLUMN` of the value at `path`, or of the nearest key above it that is written. */
  at(path: KeyPath): string;
  /** First and last line of what is written at `path`, its key included; of the nearest key above it that is written. */
  lines(path: KeyPath): readonly [first: number, last: number];
}

/**
 * The study in `source`; `name` stands for it in messages; `language` (default that of the file) is the one its texts
 * are read in. Throws UsageError `study_syntax` for text that is no YAML,
 * `study_key` for a key that is not known, `study_value` for any other value out of place; all with line and column.
 */
export function parseStudy(source: string, name: string, options: { readonly language?: Language } = {}): StudyFile {
  const { document, lines, place, fault } = locatedYaml(source, name);
  if (fault?.code === "RESOURCE_EXHAUSTION") throw tooDeep(fault.at);
  if (fault !== undefined) {
    throw new UsageError("study_syntax", `${fault.at}: ${fault.message}.`, { got: fault.code, file: name });
  }
  refuseDepth(document, place);
  refuseControls(document, place);
  refuseKeys(document, place);
  readCommandNames(document, studySchema, place);
  const at = (path: KeyPath): string => place(offsetOf(document, path, "value"));
  const parsed = studySchema.safeParse(plainOf(document, name) ?? {});
  if (parsed.success) {
    refuseNames(parsed.data, (path, part) => place(offsetOf(document, path, part)));
    const language = options.language ?? parsed.data.language;
    const notes: Note[] = [];
    const spec = proseIn(parsed.data, language, (path) => {
      notes.push(note(FILE_NOTES, "text_lacks_language", { at: at(path), key: written(path), path, language }));
    });
    const all = [...notes, ...renamed(document, spec, at)];
    const span = (path: KeyPath): readonly [number, number] => linesOf(document, path, lines);
    return Object.freeze({
      name,
      spec: { ...spec, language },
      language: parsed.data.language,
      at,
      lines: span,
      notes: all,
    });
  }
  // a key misspelled also misses where it was meant: the cause is reported
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  if (issue.code !== "unrecognized_keys") {
    throw new UsageError(
      "study_value",
      `${at(path)}: ${written(path)} ${complaint(document, issue, path, stageKinds())}`,
      {
        got: valueAt(document, path),
        path,
        file: name,
      },
    );
  }
  const key = issue.keys[0]!;
  const known = knownKeys(document, path, studySchema);
  throw new UsageError(
    "study_key",
    `${place(offsetOf(document, [...path, key], "key"))}: unknown key '${key}' in ${path.length === 0 ? "the study" : written(path)}, which has ${known.join(", ")}${didYouMean(key, known)}`,
    { got: key, expected: known, path, file: name },
  );
}

/** Stages asked for by a name they had before. */
function renamed(document: Document, { stages }: StudySpec, at: (path: KeyPath) => string): Note[] {
  return Object.entries(stages).flatMap(([name, { stage }]) => {
    const path = ["stages", name, "stage"];
    const asked = valueAt(document, path);
    if (asked === stage) return [];
    return [note(FILE_NOTES, "stage_renamed", { at: at(path), path, got: String(asked), expected: stage })];
  });
}

/** The document as plain values. Throws UsageError `study_syntax` for aliases that multiply beyond measure. */
function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = `${name}: its aliases (*name) stand for too much to be a study: ${(cause as Error).message}.`;
    throw new UsageError("study_syntax", message, { got: "aliases", file: name }, { cause });
  }
}

/** Throws UsageError `study_name` for a stage or a folder of results with a name that is none. */
function refuseNames(
  { stages, output }: { readonly stages: object; readonly output: string },
  at: (path: KeyPath, part: "key" | "value") => string,
): void {
  for (const name of Object.keys(stages)) {
    const because = badStageName(name);
    if (because === null) continue;
    throw new UsageError("study_name", `${at(["stages", name], "key")}: the name of the stage '${name}' ${because}.`, {
      got: name,
    });
  }
  const because = badOutput(output);
  if (because === null) return;
  throw new UsageError("study_name", `${at(["output"], "value")}: output '${output}' ${because}.`, { got: output });
}

/** `error` with the place of `path` before its message, once; anything not thrown on purpose as it is. */
export function located(error: unknown, file: Pick<StudyFile, "name" | "at">, path: KeyPath): unknown {
  if (!(error instanceof WasmetricsError) || error.message.startsWith(`${file.name}:`)) return error;
  const kind = error.constructor as new (...args: ConstructorParameters<typeof WasmetricsError>) => WasmetricsError;
  return new kind(
    error.code,
    `${file.at(path)}: ${error.message}`,
    { ...error.detail, file: file.name, path },
    {
      cause: error,
    },
  );
}

/** Runs `body`; what it throws is reported at `path`. */
export function locating<T>(file: StudyFile, path: KeyPath, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw located(error, file, path);
  }
}

/** The same of what is awaited. */
export async function locatingAwaited<T>(file: StudyFile, path: KeyPath, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw located(error, file, path);
  }
}

/** Throws DataError `unknown_column`, at `path`, unless `names` has `column`. */
export function requireColumn(
  file: StudyFile,
  path: KeyPath,
  column: string,
  table: { readonly source: { readonly name: string }; readonly names: readonly string[] },
): void {
  if (table.names.includes(column)) return;
  throw new DataError(
    "unknown_column",
    `${file.at(path)}: ${written(path)}: ${table.source.name} has no column '${column}' among ${listed(table.names)}${didYouMean(column, table.names)}`,
    { got: column, expected: table.names, path, file: file.name },
  );
}

/** The path as `panel.unit`, `stages.table1.columns[2]`. */
export const written = (path: KeyPath): string => writtenKeys(path, "the study");

/** Lines from the key at `path` to the last of its value. */
function linesOf(document: Document, path: KeyPath, lines: LineCounter): readonly [number, number] {
  const first = lines.linePos(offsetOf(document, path, "key")).line;
  const end = endOf(path.length === 0 ? document.contents : document.getIn(path, true));
  return [first, Math.max(first, lines.linePos(Math.max(0, end - 1)).line)];
}

/** Where a value ends: a block ends with the last of its values, not where the next key begins. */
function endOf(node: unknown): number {
  if (isCollection(node) && node.flow !== true && node.items.length > 0) {
    const last = node.items.at(-1);
    return isPair(last) ? Math.max(endOf(last.key), endOf(last.value)) : endOf(last);
  }
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}
