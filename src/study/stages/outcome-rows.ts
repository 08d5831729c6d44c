/**
 * Which rows of an extrapolated outcome a stage estimates on: those measured, all, or both in turn; and what a
 * reader must know of the imputed ones. A study without an extrapolation has no such choice.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import type { Language, Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { formatCount } from "../../report/format-number.js";
import { provenanceWords } from "../../trade/extrapolate/messages.js";
import { builtFromRegressor } from "../../trade/extrapolate/notes.js";
import type { ExtrapolationRecord, ProvenanceCounts } from "../../trade/extrapolate/record.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";

/** Rows estimated on. */
export type OutcomeRows = "measured" | "all";

/** The extrapolation of a study's panel, and its rows in the sample every stage estimates on. */
export interface Extrapolated {
  readonly run: ExtrapolationRecord;
  readonly sample: ProvenanceCounts;
}

/**
 * The rows asked for at `path`, in the order they are shown; one undefined in a study without an extrapolation. Throws
 * UsageError `rows_without_extrapolate`.
 */
export function rowsAsked(
  file: StudyFile,
  path: KeyPath,
  rows: OutcomeRows | "both" | undefined,
): readonly (OutcomeRows | undefined)[] {
  if (file.spec.panel.extrapolate !== undefined) return rows === "both" ? ["measured", "all"] : [rows ?? "all"];
  if (rows === undefined) return [undefined];
  throw new UsageError(
    "rows_without_extrapolate",
    `${file.at([...path, "rows"])}: rows: ${rows} distinguishes measured outcomes from imputed ones, and this study imputes none; add panel.extrapolate, or leave rows out.`,
    { got: rows, expected: "a study with panel.extrapolate" },
  );
}

/** `subset` and, for measured rows, the condition that picks them; undefined where there is neither. */
export function withRows(rows: OutcomeRows | undefined, subset?: string): { readonly subset?: string } {
  if (rows !== "measured") return subset === undefined ? {} : { subset };
  const measured = `provenance == "measured"`;
  return { subset: subset === undefined ? measured : `(${subset}) & ${measured}` };
}

/** Rows of `table` whose outcome was measured (0-based). */
export function measuredRows(table: Table): Uint32Array {
  const { codes, levels } = table.text("provenance");
  return Uint32Array.from(codes.keys()).filter((row) => levels[codes[row]!] === "measured");
}

/** Rows of `table`, or of those where `used` is 1, by provenance. */
export function provenanceCounts(table: Table, used?: Uint8Array): ProvenanceCounts {
  const { codes, levels } = table.text("provenance");
  const counts = { measured: 0, imputed: 0, missing: 0 };
  codes.forEach((code, row) => {
    if (code !== MISSING_CODE && used?.[row] !== 0) counts[levels[code] as keyof ProvenanceCounts]++;
  });
  return counts;
}

/** Of units `treated`, those none of whose rows with a `treatment` of 1, among the `used`, has a measured outcome. */
export function treatedOnlyImputed(
  { table, unit }: Pick<Panel, "table" | "unit">,
  treatment: Float64Array,
  used: Uint8Array,
  treated: readonly string[],
): string[] {
  const measured = new Set<string>();
  for (const row of measuredRows(table)) {
    if (used[row] === 1 && treatment[row] === 1) measured.add(unit.label(unit.codes[row]!));
  }
  return treated.filter((label) => !measured.has(label));
}

/** The note `outcome_built_from_regressor` of a model on `rows`; none on measured rows. */
export function builtNotes({ spec }: StudyFile, rows: OutcomeRows | undefined, model: string): Note[] {
  const { extrapolate, outcome } = spec.panel;
  if (extrapolate === undefined || rows !== "all") return [];
  return builtFromRegressor(outcome, extrapolate.formula, model);
}

/** What stands beneath a figure made on `rows` of `table`. */
export function rowsNotes(rows: OutcomeRows | undefined, table: Table, language: Language = "en"): string[] {
  if (rows === undefined) return [];
  const { measured, imputed } = provenanceCounts(table);
  const words = rows === "measured" ? provenanceWords.measuredAlone : provenanceWords.allRows;
  return [words[language](formatCount(measured + imputed), formatCount(imputed))];
}
