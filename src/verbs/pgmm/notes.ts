/**
 * What a reader of GMM on a dynamic panel must know: what was translated or counted how, too many instruments,
 * serial correlation of the wrong sign or order, estimates outside their bounds. Reads a record; estimates nothing.
 */

import { type Note, note } from "../../base/messages.js";
import { VARIANCE_NOTES } from "../../regression/messages.js";
import type { PanelGmmFit } from "./estimator/panel-gmm-fit.js";
import { PGMM_NOTES } from "./messages.js";
import type { PgmmPlan } from "./plan.js";
import type { PgmmRecord } from "./record.js";

/** A record that has no notes yet. */
type Unnoted = Omit<PgmmRecord, "notes" | "timing_ms" | "provenance">;

/** Notes whose message a reader must see before quoting an estimate. */
export const PGMM_WARNINGS = [
  "instruments_exceed_groups",
  "ar1_not_negative",
  "ar2_rejected",
  "ar1_absent",
  "hansen_near_one",
  "hansen_by_groups",
  "hansen_rejected",
  "diff_hansen_rejected",
  "sargan_rejected",
  "lag_above_one",
  "outside_bounds",
  "unit_root",
  "weight_singular",
  "perfect_fit",
] as const;

/** Below this p the absence of serial correlation is rejected in a note. */
const USUAL_LEVEL = 0.05;
/** From this p on Hansen's test is likely to have no power: Roodman (2009), Oxford Bulletin 71(1). */
const NEAR_ONE = 0.99;

/** The notes, none where there is nothing to say. */
export function pgmmNotes(record: Unnoted, plan: PgmmPlan): Note[] {
  const rules = [
    translated,
    reportedRows,
    groupsOutnumbered,
    firstOrder,
    noFirstOrder,
    secondOrder,
    nearOne,
    invalid,
    invalidGroups,
    sarganRejects,
    noHansen,
    hansenOfGroups,
    exactlyIdentified,
    outsideBounds,
    unitRoot,
    explosive,
    singularWeight,
    uncorrected,
    gaps,
    subsetLags,
  ];
  return rules.flatMap((rule) => rule(record, plan) ?? []);
}

/** Residuals over the outcome, both as lengths, up to which a fit is exact: some hundred roundings. */
const EXACT = 1e-12;

/** What the residuals of a fit say that its record does not show. */
export function fitNotes({ steps, outcomeSquares }: PanelGmmFit): Note[] {
  const { transformedSquares, levelSquares } = steps.at(-1)!;
  if (transformedSquares + levelSquares > EXACT ** 2 * outcomeSquares) return [];
  return [note(VARIANCE_NOTES, "perfect_fit", { weight: true })];
}

type Rule = (record: Unnoted, plan: PgmmPlan) => Note | undefined;

const translated: Rule = ({ command, xtabond2: line }, plan) =>
  line === null
    ? undefined
    : note(PGMM_NOTES, "xtabond2_translated", { line, command, ignored: plan.xtabond2?.ignored ?? [] });

const reportedRows: Rule = ({ model, observations: { levels, transformed } }) =>
  model === "system" ? note(PGMM_NOTES, "observations_reported", { levels, transformed }) : undefined;

const groupsOutnumbered: Rule = ({ n_instruments: instruments, n_groups: groups }) =>
  instruments > groups ? note(PGMM_NOTES, "instruments_exceed_groups", { instruments, groups }) : undefined;

const firstOrder: Rule = ({ tests: { ar1 } }) =>
  ar1 === undefined || ar1.statistic === null || ar1.statistic < 0
    ? undefined
    : note(PGMM_NOTES, "ar1_not_negative", { statistic: ar1.statistic });

const isRejected = (p: number | null): p is number => p !== null && p < USUAL_LEVEL;

const noFirstOrder: Rule = ({ tests: { ar1 } }) =>
  ar1 === undefined || ar1.statistic === null || ar1.statistic >= 0 || isRejected(ar1.p_value)
    ? undefined
    : note(PGMM_NOTES, "ar1_absent", { p_value: ar1.p_value! });

const invalid: Rule = ({ tests: { hansen } }) =>
  hansen !== null && isRejected(hansen.p_value)
    ? note(PGMM_NOTES, "hansen_rejected", { p_value: hansen.p_value })
    : undefined;

const invalidGroups: Rule = ({ tests: { diff_hansen } }) => {
  const groups = diff_hansen.flatMap(({ group, difference }) =>
    difference !== null && isRejected(difference.p_value) ? [{ group, p_value: difference.p_value }] : [],
  );
  return groups.length === 0 ? undefined : note(PGMM_NOTES, "diff_hansen_rejected", { groups });
};

const sarganRejects: Rule = ({ tests: { sargan, hansen } }) =>
  isRejected(sargan.p_value) && !(hansen !== null && isRejected(hansen.p_value))
    ? note(PGMM_NOTES, "sargan_rejected", { p_value: sargan.p_value, hansen: hansen?.p_value ?? null })
    : undefined;

/** A lag of the outcome whose own coefficient is not below one, where the sum of all is. */
const explosive: Rule = ({ coefficients, depvar }) => {
  const own = Object.entries(coefficients).filter(([name]) => name.startsWith(`lag(${depvar}, `));
  const sum = own.reduce((total, [, { estimate }]) => total + estimate, 0);
  const above = own.find(([, { estimate }]) => estimate >= 1);
  return above === undefined || sum >= 1
    ? undefined
    : note(PGMM_NOTES, "lag_above_one", { term: above[0], estimate: above[1].estimate, sum });
};

const secondOrder: Rule = ({ tests: { ar2 } }) =>
  ar2 === undefined || ar2.p_value === null || ar2.p_value >= USUAL_LEVEL
    ? undefined
    : note(PGMM_NOTES, "ar2_rejected", { p_value: ar2.p_value });

const nearOne: Rule = ({ tests: { hansen } }) =>
  hansen === null || hansen.p_value === null || hansen.p_value < NEAR_ONE
    ? undefined
    : note(PGMM_NOTES, "hansen_near_one", { p_value: hansen.p_value });

const noHansen: Rule = ({ tests: { hansen } }, { singular }) =>
  hansen === null ? note(PGMM_NOTES, "hansen_none", { singular: singular === "refuse" }) : undefined;

const hansenOfGroups: Rule = ({ tests: { hansen }, n_groups: groups }) =>
  hansen === null || hansen.p_value !== null || hansen.df1 <= 0
    ? undefined
    : note(PGMM_NOTES, "hansen_by_groups", { statistic: hansen.statistic, groups });

const exactlyIdentified: Rule = ({ tests: { sargan } }) =>
  sargan.df1 > 0 ? undefined : note(PGMM_NOTES, "exactly_identified");

const outsideBounds: Rule = ({ bounds }) => {
  if (bounds === null || bounds.position === "between") return undefined;
  const { term, estimate, within, pooled_ols } = bounds;
  return note(PGMM_NOTES, "outside_bounds", {
    ...{ term, estimate, within: within.estimate, pooled_ols: pooled_ols.estimate },
  });
};

const unitRoot: Rule = ({ coefficients, depvar }) => {
  const own = Object.entries(coefficients).filter(([name]) => name.startsWith(`lag(${depvar}, `));
  const sum = own.reduce((total, [, { estimate }]) => total + estimate, 0);
  return own.length === 0 || sum < 1 ? undefined : note(PGMM_NOTES, "unit_root", { sum });
};

const singularWeight: Rule = ({ instruments: { weight_rank: rank }, n_instruments: instruments }) =>
  rank === instruments ? undefined : note(PGMM_NOTES, "weight_singular", { rank, instruments });

const uncorrected: Rule = ({ steps, robust }) =>
  steps === 1 || robust ? undefined : note(PGMM_NOTES, "two_step_uncorrected");

const gaps: Rule = ({ panel: { units_with_gaps: units }, transform }) =>
  units === 0 || transform === "fod" ? undefined : note(PGMM_NOTES, "gaps", { units });

const subsetLags: Rule = (_, { subset }) =>
  subset === undefined ? undefined : note(PGMM_NOTES, "subset_lags", { subset });
