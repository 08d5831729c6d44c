/**
 * Which effects have an estimate but no error that says how far it may be from the truth, and the notes that say why: effects on one
 * unit, which is fitted exactly, so that what a variance has left is the noise of those compared with; averages before treatment of the
 * rows that made the prediction; a path with an unknown trend.
 * Source: Ferman & Pinto (2019), Review of Economics and Statistics 101(3), doi:10.1162/rest_a_00759, section II.
 */
import { type Note, note } from "../../../base/messages.js";
import type { WaldTest } from "../../../regression/tests/joint-test.js";
import type { Aggregated, Aggregation } from "../shared/aggregation.js";
import type { DidFit } from "../shared/estimator.js";
import type { EstimatorName } from "../shared/names.js";
import { DID_NOTES } from "./messages.js";
import type { DidPlan } from "./plan.js";
import type { CellRecord, DidEffect } from "./record.js";
import type { DidSample } from "./sample.js";

export interface WithheldErrors {
  /** By position among the estimates: the effects that are no reference, then their average. */
  readonly isWithheld: (j: number) => boolean;
  readonly ofCell: (units: number) => boolean;
  /** Where the effects (null: the average) stand that rest on one unit, and the fitted leads. */
  readonly ofOneUnit: readonly (number | null)[];
  readonly fittedLeads: readonly number[];
}

export function withheldErrors(
  { effects, hasOverall }: Aggregated,
  by: Aggregation,
  fit: DidFit,
  sample: DidSample,
  plan: DidPlan,
): WithheldErrors {
  const isOne = restsOnOne(fit, plan);
  const own = [
    ...effects.filter(({ isReference }) => !isReference),
    ...(hasOverall ? [{ at: null, units: treatedUnits(sample) }] : []),
  ];
  const isFitted = (at: number | null): boolean =>
    fit.fittedLeads === "residuals" && by === "dynamic" && at !== null && at < -plan.anticipation;
  const ofOneUnit = own.flatMap(({ at, units }, j) => (!isFitted(at) && isOne.ofAverage(by, units) ? [j] : []));
  const fitted = own.flatMap(({ at }, j) => (isFitted(at) ? [j] : []));
  const withheld = new Set([...ofOneUnit, ...fitted]);
  return {
    isWithheld: (j) => withheld.has(j),
    ofCell: isOne.ofCell,
    ofOneUnit: ofOneUnit.map((j) => own[j]!.at),
    fittedLeads: fitted.map((j) => own[j]!.at!),
  };
}

/** Whether errors lack the noise of an effect's only unit; those that are drawn, or of a design, are judged where made. */
export function restsOnOne({ errors, cells, measuresFromOthers }: DidFit, { variance }: DidPlan) {
  const isClustered = variance === null || (variance.type === "cluster" && variance.by.length === 1);
  const isJudged = errors === undefined && variance?.type !== "iid";
  return {
    ofCell: (units: number): boolean => isJudged && units === 1 && measuresFromOthers?.("cell") !== true,
    // one coefficient of many rows is fitted exactly in none of them: only clusters of whole units lose its noise
    ofAverage: (by: Aggregation, units: number): boolean =>
      isJudged &&
      units === 1 &&
      measuresFromOthers?.(by) !== true &&
      (cells !== null || by !== "simple" || isClustered),
  };
}

const treatedUnits = ({ design }: DidSample): number => design.cohorts.reduce((sum, { nUnits }) => sum + nUnits, 0);

/** What is said of effects without an error, and of a test by fewer restrictions than there are leads. */
export function withheldNotes(
  estimator: EstimatorName,
  {
    effects,
    cells,
    leads,
  }: {
    readonly effects: readonly DidEffect[];
    readonly cells: readonly CellRecord[] | null;
    readonly leads: WaldTest | undefined;
  },
  { ofOneUnit, ofCell, fittedLeads }: WithheldErrors,
  fit: DidFit,
  sample: DidSample,
  { aggregate: by, anticipation }: DidPlan,
): Note[] {
  const lost = (cells ?? []).filter((cell) => !cell.reference && ofCell(cell.n_units)).length;
  const without = [...effects, ...(cells ?? [])].filter((one) => one.std_error === null && !one.reference).length;
  const others = without - ofOneUnit.filter((at) => by === "simple" || at !== null).length - fittedLeads.length - lost;
  const isLead = ({ event = 0, reference }: DidEffect): boolean => event < -anticipation && !reference;
  const nLeads = effects.filter(isLead).length;
  return [
    ...(ofOneUnit.length + lost === 0
      ? []
      : [
          note(DID_NOTES, "did_one_unit", {
            ...{ estimator, by, effects: ofOneUnit.flatMap((at) => at ?? []), cells: lost },
            ...{ isAverage: ofOneUnit.includes(null), unit: sample.panel.unit.name },
          }),
        ]),
    ...(fittedLeads.length === 0 ? [] : [note(DID_NOTES, "did_fitted_leads", { estimator, events: fittedLeads })]),
    ...(others <= 0 || fit.errors === "none" ? [] : [note(DID_NOTES, "did_no_error", { effects: others })]),
    ...(fit.unidentified === undefined ? [] : [note(DID_NOTES, "did_trend_unidentified", { estimator })]),
    ...(leads === undefined || leads.df1 === nLeads
      ? []
      : [
          note(DID_NOTES, "did_fewer_restrictions", {
            ...{ estimator, leads: nLeads, terms: leads.terms.length, restrictions: leads.df1 },
          }),
        ]),
  ];
}
