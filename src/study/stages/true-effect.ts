/**
 * The true effect of simulated data in the rows of an equation: its mean over the treated rows used, as one
 * number or by event time. Knows nothing of how the data were made.
 */

import { ownOf } from "../../base/own.js";
import type { TreatmentMade } from "../inputs/treatment.js";

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
 * ends stand for all beyond them where `bin`. Undefined where it is not known.
 */
export function truthByEvent(
  made: Pick<TreatmentMade, "panel" | "truth" | "cohortColumn">,
  outcome: string,
  used: Iterable<number>,
  { shown, bin }: { readonly shown: readonly number[]; readonly bin: boolean },
): Readonly<Record<string, number>> | undefined {
  if (ownOf(made.truth, outcome) === undefined) return undefined;
  const { panel, cohortColumn } = made;
  const cohorts = panel.table.numeric(cohortColumn);
  const [first, last] = [Math.min(...shown), Math.max(...shown)];
  const rows = new Map<number, Set<number>>();
  for (const row of used) {
    const event = panel.timeValues[row]! - cohorts[row]!;
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
