/**
 * What the rows of one equation say of its treatment: the units in which it varies, all that the estimate
 * rests on, and where the outcome is extrapolated, how many of the rows are imputed.
 */

import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { treatmentPath } from "../../data/panel/treatment-path.js";
import { regressionWords } from "../../report/messages/regression.js";
import { estimationRows } from "../../verbs/feols/feols.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { type OutcomeRows, provenanceCounts, treatedOnlyImputed } from "./outcome-rows.js";

/** What a column of a table keeps of its rows. */
export interface TreatedRows {
  readonly treated: readonly string[];
  /** Simulated data: mean of the true effect over the treated rows used. */
  readonly true_effect?: number;
  /** Where the outcome is extrapolated: rows estimated on, and how many of them are imputed. */
  readonly rows?: OutcomeRows;
  readonly imputed?: number;
  /** Treated units without a measured outcome while treated. */
  readonly treated_only_imputed?: readonly string[];
}

/** Of the rows that `formula` uses. Throws as `estimationRows`. */
export function treatedInRows(
  { engine }: Pick<StageTools, "engine">,
  made: Pick<TreatmentMade, "panel" | "truth">,
  formula: string,
  sample: { readonly vcov: string; readonly subset?: string },
  treatment: string,
  rows: OutcomeRows | undefined,
): TreatedRows {
  const estimated = estimationRows(engine, made.panel, formula, sample);
  return treatedAmong(estimated, made, treatment, rows, outcomeOf(formula));
}

/** Whether every unit is seen once: treatment varies between units, or not at all. */
export const isCrossSection = ({ table, nUnits }: TreatmentMade["panel"]): boolean => table.nRows === nUnits;

/** Who the treated units of a table are, in words. */
export const treatedNote = (panel: TreatmentMade["panel"], units: string, language: Language): string =>
  (isCrossSection(panel) ? regressionWords.treatedOnceNote : regressionWords.treatedNote)[language](units);

/** Of the rows `estimated` on (0-based, of the panel's table), whose outcome is `outcome`. */
export function treatedAmong(
  estimated: Iterable<number>,
  made: Pick<TreatmentMade, "panel" | "truth">,
  treatment: string,
  rows: OutcomeRows | undefined,
  outcome: string,
): TreatedRows {
  const { panel } = made;
  const used = new Uint8Array(panel.table.nRows);
  for (const row of estimated) used[row] = 1;
  const values = panel.table.numeric(treatment);
  const { varying, units } = treatmentPath(panel, values, used);
  const known = {
    treated: isCrossSection(panel) ? units.always : varying,
    ...meanTruth(made, outcome, (row) => used[row] === 1 && values[row] === 1),
  };
  if (rows === undefined) return known;
  return {
    ...known,
    rows,
    imputed: provenanceCounts(panel.table, used).imputed,
    treated_only_imputed: treatedOnlyImputed(panel, values, used, known.treated),
  };
}

// The true effect of simulated data in the rows of an equation.

/** Outcome of a formula, as written. */
export const outcomeOf = (formula: string): string => formula.slice(0, formula.indexOf("~")).trim();

/** Mean of the true effect on `outcome` over the rows where `isMeant`; nothing where it is not known or no row is meant. */
export function meanTruth(
  { panel, truth }: Pick<TreatmentMade, "panel" | "truth">,
  outcome: string,
  isMeant: (row: number) => boolean,
): { readonly true_effect?: number } {
  const column = ownOf(truth, outcome);
  if (column === undefined) return {};
  const values = panel.table.numeric(column).filter((_, row) => isMeant(row));
  return values.length === 0 ? {} : { true_effect: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/**
 * Mean of the true effect on `outcome` at each of the event times `shown`, over the rows that `used` holds (0-based); the
 * ends stand for all beyond them where `bin`. Event times count from `starts`, a period a unit, or from cohorts. Undefined where it is not known.
 */
export function truthByEvent(
  made: Pick<TreatmentMade, "panel" | "truth" | "cohortColumn">,
  outcome: string,
  used: Iterable<number>,
  { shown, bin, starts }: { readonly shown: readonly number[]; readonly bin: boolean; readonly starts?: Float64Array },
): Readonly<Record<string, number>> | undefined {
  if (ownOf(made.truth, outcome) === undefined) return undefined;
  const { panel, cohortColumn } = made;
  const cohorts = panel.table.numeric(cohortColumn);
  const startOf = (row: number): number => (starts === undefined ? cohorts[row]! : starts[panel.unit.codes[row]!]!);
  const [first, last] = [Math.min(...shown), Math.max(...shown)];
  const rows = new Map<number, Set<number>>();
  for (const row of used) {
    const event = panel.timeValues[row]! - startOf(row);
    const place = bin ? Math.min(Math.max(event, first), last) : event;
    rows.set(place, (rows.get(place) ?? new Set()).add(row));
  }
  return Object.fromEntries(
    shown.flatMap((event) => {
      const { true_effect } = meanTruth(made, outcome, (row) => rows.get(event)?.has(row) === true);
      return true_effect === undefined ? [] : [[String(event), true_effect]];
    }),
  );
}
