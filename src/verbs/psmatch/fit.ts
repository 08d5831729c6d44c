/**
 * `psmatch`: treated units matched with controls, for the effect on the treated and for regressions on what
 * was matched. From a table and `treat ~ x1 + x2` to a record that says every choice, who was matched, how alike the
 * groups are, and the effect with its errors. Orchestrates; every number is made in a layer below.
 * Sources: Rosenbaum & Rubin (1983), Biometrika 70(1), doi:10.1093/biomet/70.1.41; on matching before difference-in-
 * differences Heckman, Ichimura & Todd (1997), Review of Economic Studies 64(4), doi:10.2307/2971733.
 */

import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { provenanceOf } from "../../regression/record/provenance.js";
import { averageSample } from "./average.js";
import { requireDrawable } from "./bootstrap.js";
import { weightsBy } from "./counts.js";
import { describeMatching } from "./describe.js";
import { type MatchedUnits, matchUnits } from "./match.js";
import { matchingNotes, planNotes, timingNotes } from "./notes.js";
import { type MatchingPlan, planMatching } from "./plan.js";
import type { MatchingPlanRecord, PsmatchRecord, PsmatchResult } from "./record.js";
import { addedColumns, matchedRegressions, pairsTable, unitsTable } from "./regressions.js";
import { checkScoreFormula, matchSample, requireBothGroups } from "./sample.js";
import { matchStrata } from "./strata.js";
import { scoreRecord, unitsAt } from "./units.js";
import type { PsmatchOptions } from "./verb.js";

/** Refuses what no data could serve. */
export function checkPsmatch(formula: string, options: PsmatchOptions): void {
  const plan = planMatching(options);
  checkScoreFormula(parseFormula(formula), plan);
  requireDrawable(plan);
}

/**
 * Matches the treated of `treat ~ x1 + x2` with controls, for the mean effect on the treated.
 *
 * @param data a table, or a panel (its table is used)
 * @throws UsageError `psmatch_formula`, `psmatch_option`, `psmatch_needs`, `level`, `random_stream`, `vcov_required`;
 *   DataError `treatment_not_binary`, `all_treated`, `no_treated`, `varies_within_unit`, `no_rows_pre`, `outcome_of_unit`,
 *   `timing_not_binary`, `no_overlap`, `caliper`, `ratio`; NumericalError `separation` naming the covariates;
 *   NotSupported `bootstrap_matching`, `bootstrap_by`; the signal's reason when aborted; and as `feols` does
 */
export async function psmatch(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: PsmatchOptions = {},
): Promise<PsmatchResult> {
  const started = performance.now();
  const plan = planMatching(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  checkScoreFormula(spec, plan);
  requireDrawable(plan);
  options.onProgress?.({ stage: "matching", fraction: 0, msLeft: null });
  const table = "table" in data ? data.table : data;
  const { average } = plan;
  const sample =
    average === null
      ? matchSample(engine, table, spec, plan)
      : averageSample(engine, table, spec, { ...plan, average });
  requireBothGroups(sample);
  const sampled = performance.now();

  options.signal?.throwIfAborted();
  const strata = sample.strata === null ? null : await matchStrata(engine, sample, sample.strata, plan, options);
  const whole: MatchedUnits = strata?.whole ?? matchUnits(engine, unitsAt(sample, null), plan);
  const matched = performance.now();
  const described = await describeMatching(engine, whole, plan, options, strata === null);
  const described_at = performance.now();

  options.signal?.throwIfAborted();
  const { part, scores } = whole;
  const results = { score: part.shown, support: part.eligible, weight: weightsBy(plan.weightSum, part) };
  const columns = addedColumns(sample, results);
  const after = matchedRegressions(engine, table, columns, plan, options.signal);
  const done = performance.now();

  const notes: Note[] = [
    ...sample.notes,
    ...planNotes(plan),
    ...timingNotes(sample, plan),
    ...(strata?.notes ?? whole.notes),
    ...matchingNotes(plan, whole, described.matched),
    ...described.notes,
    ...after.notes,
  ];
  const record = deepFreeze({
    kind: "psmatch",
    call: spec.call,
    treatment: sample.treatment,
    outcome: plan.outcome,
    nobs: sample.treated.length,
    dropped: sample.dropped,
    plan: planRecord(plan, whole),
    score: scores?.fit == null ? null : scoreRecord(engine, scores.fit),
    ...described,
    by: strata?.records ?? [],
    regressions: after.regressions,
    notes,
    timing_ms: {
      sample: sampled - started,
      matching: matched - sampled,
      balance_and_errors: described_at - matched,
      regressions: done - described_at,
      total: performance.now() - started,
    },
    provenance: provenanceOf(engine, table, plan.draws !== null || plan.order === "random" ? plan.seed : null),
  } satisfies PsmatchRecord);
  return Object.freeze({
    record,
    units: unitsTable(sample, plan, results),
    pairs: part.pairs === null ? null : pairsTable(sample, plan, part.pairs, part.compared),
    columns: Object.freeze(columns),
  });
}

function planRecord(plan: MatchingPlan, { caliper }: MatchedUnits): MatchingPlanRecord {
  const { preset, method, link, score, scale, ratio, replace, order, ties, exact, kernel, bandwidth } = plan;
  return {
    estimand: "att",
    ...{ preset, method, link, score, scale, ratio, replace, order, ties, exact },
    caliper: plan.caliper === null ? null : { ...plan.caliper, sd: caliper?.sd ?? null, raw: caliper?.raw ?? null },
    ...{ kernel, bandwidth },
    support: plan.support,
    by: plan.by,
    average: plan.average,
    weight_sum: plan.weightSum,
    subset: plan.subset,
    moments: plan.moments,
    cuts: plan.cuts,
  };
}
