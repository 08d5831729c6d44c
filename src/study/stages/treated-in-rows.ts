/**
 * What the rows of one equation say of its treatment: the units in which it varies, all that the estimate
 * rests on, and where the outcome is extrapolated, how many of the rows are imputed.
 */

import { treatmentPath } from "../../data/panel/treatment-path.js";
import { estimationRows } from "../../verbs/feols/estimation-rows.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { type OutcomeRows, provenanceCounts, treatedOnlyImputed } from "./outcome-rows.js";
import { meanTruth, outcomeOf } from "./true-effect.js";

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
  const known = {
    treated: treatmentPath(panel, values, used).varying,
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
