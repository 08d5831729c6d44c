/**
 * Instruments as a study names them: as terms of a formula, times a trend where asked for, and whether they vary within units at all
 * (one that does not is absorbed by unit effects; times a trend it compares changes); and what a reader must know of them before
 * quoting an equation.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { includesEffect, readInstrument, timesTrend } from "../../../verbs/iv/instrument-notes.js";
import { ivWords } from "../../../verbs/iv/messages.js";
import type { IvFit } from "../../../verbs/iv/report/words.js";
import type { StudySpec } from "../../file/schema.js";
import { type KeyPath, locating, requireColumn, type StudyFile } from "../../file/study-file.js";
import { isConstantWithin } from "../../inputs/constant-within.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { StageTools } from "../../run/stage-node.js";
import type { StagePlace } from "../stage.js";
import { tableName } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";

/** An instrument of a column. */
export interface InstrumentTerm {
  /** As the study file writes it. */
  readonly written: string;
  /** As the formula has it, and as coefficients are named. */
  readonly term: string;
  readonly trend: boolean;
  /** The same in every period of each unit, before any trend. */
  readonly constant_within_unit: boolean;
}

/**
 * The instruments of a column at `path`. With `trend` each is multiplied by the period less the one before the first:
 * 1, 2, ... Throws UsageError for what is no expression and for `instrument_twice`, DataError for a column the panel lacks.
 */
export async function instrumentTerms(
  file: StudyFile,
  path: KeyPath,
  { instruments, trend }: { readonly instruments: readonly string[]; readonly trend: boolean },
  made: Pick<TreatmentMade, "panel" | "stayed">,
  { signal }: Pick<StageTools, "signal">,
): Promise<InstrumentTerm[]> {
  const { panel, stayed } = made;
  const seen = new Set<string>();
  const terms: InstrumentTerm[] = [];
  for (const [i, written] of instruments.entries()) {
    const at = [...path, "instruments", i];
    const { term, columns } = locating(file, at, () => readInstrument(written));
    if (seen.has(term)) {
      throw new UsageError("instrument_twice", `${file.at(at)}: the instrument '${written}' stands here twice.`, {
        got: written,
        expected: "each instrument once",
      });
    }
    seen.add(term);
    for (const column of columns) requireColumn(file, at, column, stayed?.header ?? panel.table);
    let isConstant = true;
    for (const column of columns) isConstant &&= await isConstantWithin(made, column, signal);
    terms.push({
      written,
      term: trend ? timesTrend(written, panel.time.name, trendOrigin(panel)) : term,
      trend,
      constant_within_unit: isConstant,
    });
  }
  return terms;
}

/** The period before the first: where a trend is 0. */
export const trendOrigin = ({ timeValues }: Panel): number =>
  timeValues.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) - 1;

/**
 * Throws DataError `instrument_absorbed`, at the instruments of the column at `path`, for one that is the same in every
 * period of each unit where unit effects are absorbed.
 */
export function requireVarying(
  file: StudyFile,
  path: KeyPath,
  terms: readonly InstrumentTerm[],
  fe: string,
  panel: Panel,
): void {
  const { name } = panel.unit;
  const found = terms.find(({ constant_within_unit, trend }) => constant_within_unit && !trend);
  if (found === undefined || fe === "none" || !includesEffect(fe, name)) return;
  throw new DataError(
    "instrument_absorbed",
    `${file.at([...path, "instruments"])}: the instrument '${found.written}' is the same in every ${panel.time.name} of each ${name}, so the effects ${fe} absorb it. Set trend: true to instrument by ${found.written} times a trend, or leave ${name} out of fe.`,
    { got: found.written, expected: `an instrument that varies within ${name}`, absorbed_by: name },
  );
}

/** What is computed for an equation. */
export interface IvEstimate extends TreatedRows {
  readonly treatment: string;
  readonly instruments: readonly InstrumentTerm[];
  readonly controls: readonly string[];
  readonly outcome: string;
  /** Fixed effects as written; "none" for none. */
  readonly fe: string;
  readonly formula: string;
  readonly fit: IvFit;
  /** The treatment's coefficient by least squares, under the same variance. */
  readonly least_squares: Coefficient;
}

/** An equation of the stage. */
export interface IvModel extends IvEstimate {
  readonly label: string;
}

/** Notes of a fit that a reader must see before quoting its estimate. */
export const WARNINGS = ["weak_instruments", "iv_ratio", "anderson_rubin_empty"];

/** What the fits warn of, each with its equation. */
export const strengthCautions = (place: StagePlace, models: readonly IvModel[]): string[] =>
  models.flatMap((model) =>
    model.fit.notes
      .filter(({ code }) => WARNINGS.includes(code))
      .map((note) =>
        regressionWords.located[place.language](equationText(place, model), noteText(note, place.language)),
      ),
  );

/** An equation by its table and its heading there. */
export const equationText = (place: StagePlace, { label }: Pick<IvModel, "label">): string =>
  ivWords.where[place.language](tableName(place), label);

/** A sentence or two for each column with an instrument that is constant within units. */
export function instrumentCautions(
  place: StagePlace,
  models: readonly IvModel[],
  { panel, words }: Pick<StudySpec, "panel" | "words">,
  labels: Readonly<Record<string, string>>,
  isSeenOnce: boolean,
): string[] {
  return models.flatMap((model) => {
    const constant = model.instruments.filter(({ constant_within_unit }) => constant_within_unit);
    if (constant.length === 0) return [];
    const names = constant
      .map(({ written }) => ownOf(labels, written) ?? written)
      .join(place.language === "en" ? ", " : "、");
    const outcome = ownOf(labels, model.outcome) ?? model.outcome;
    const where = equationText(place, model);
    const texts = {
      where,
      names,
      isOne: constant.length === 1,
      ...words,
      time: panel.time,
      outcome,
      unitColumn: panel.unit,
    };
    if (isSeenOnce) return [ivWords.onceNote[place.language](texts)];
    const isTrend = constant.some(({ trend }) => trend);
    if (isTrend && !(model.fe !== "none" && includesEffect(model.fe, panel.unit))) {
      return [ivWords.trendNoEffects[place.language](texts)];
    }
    return [(isTrend ? ivWords.trendNote : ivWords.constantNote)[place.language](texts)];
  });
}
