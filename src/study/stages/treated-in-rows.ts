/**
 * Layer study. What the rows of one equation say of its treatment: the units in which it varies, all that the estimate
 * rests on, and where the outcome is extrapolated, how many of the rows are imputed.
 */
import { estimationRows } from "../../models/regression/estimation-rows.js";
import { treatmentPath } from "../../panel/treatment-path.js";
import type { TreatmentMade } from "../foundation/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { type OutcomeRows, provenanceCounts, treatedOnlyImputed } from "./outcome-rows.js";

/** What a column of a table keeps of its rows. */
export interface TreatedRows {
  readonly treated: readonly string[];
  /** Where the outcome is extrapolated: rows estimated on, and how many of them are imputed. */
  readonly rows?: OutcomeRows;
  readonly imputed?: number;
  /** Treated units without a measured outcome while treated. */
  readonly treated_only_imputed?: readonly string[];
}

/** Of the rows that `formula` uses. Throws as `estimationRows`. */
export function treatedInRows(
  { engine }: Pick<StageTools, "engine">,
  made: Pick<TreatmentMade, "panel">,
  formula: string,
  sample: { readonly vcov: string; readonly subset?: string },
  treatment: string,
  rows: OutcomeRows | undefined,
): TreatedRows {
  return treatedAmong(estimationRows(engine, made.panel.table, formula, sample), made, treatment, rows);
}

/** Of the rows `estimated` on (0-based, of the panel's table). */
export function treatedAmong(
  estimated: Iterable<number>,
  { panel }: Pick<TreatmentMade, "panel">,
  treatment: string,
  rows: OutcomeRows | undefined,
): TreatedRows {
  const used = new Uint8Array(panel.table.nRows);
  for (const row of estimated) used[row] = 1;
  const values = panel.table.numeric(treatment);
  const treated = treatmentPath(panel, values, used).varying;
  if (rows === undefined) return { treated };
  return {
    treated,
    rows,
    imputed: provenanceCounts(panel.table, used).imputed,
    treated_only_imputed: treatedOnlyImputed(panel, values, used, treated),
  };
}
