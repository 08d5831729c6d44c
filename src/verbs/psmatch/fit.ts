/**
 * `psmatch`: treated units matched with controls, for the effect on the treated and for regressions on what
 * was matched. From a table and `treat ~ x1 + x2` to a record that says every choice, who was matched, how alike the
 * groups are, and the effect with its errors. Orchestrates; every number is made in a layer below.
 * Sources: Rosenbaum & Rubin (1983), Biometrika 70(1), doi:10.1093/biomet/70.1.41; on matching before difference-in-
 * differences Heckman, Ichimura & Todd (1997), Review of Economic Studies 64(4), doi:10.2307/2971733.
 */

import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { categoryLabels, labelsOf } from "../../data/labels.js";
import { categoryOf } from "../../data/panel/codes.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import type { MatchedPart } from "./att.js";
import { requireDrawable } from "./bootstrap.js";
import { weightsBy } from "./counts.js";
import { describeMatching } from "./describe.js";
import { type MatchedUnits, matchUnits } from "./match.js";
import { CHOICES, PSMATCH_NOTES } from "./messages.js";
import { type MatchingPlan, planMatching } from "./plan.js";
import type { MatchedRecord, MatchingPlanRecord, PsmatchRecord, PsmatchResult, StratumRecord } from "./record.js";
import { addedColumns, matchedRegressions, pairsTable, unitsTable } from "./regressions.js";
import { checkScoreFormula, type MatchSample, matchSample, requireBothGroups } from "./sample.js";
import { averageSample, matchStrata } from "./strata.js";
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
    ...matchingLabels(sample, plan, strata?.records ?? []),
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

/** What the data call treatment, outcome, covariates and values of `by`. */
function matchingLabels(
  { table, treatment, labels }: MatchSample,
  { outcome, by }: MatchingPlan,
  strata: readonly StratumRecord[],
) {
  const levels = strata.map(({ level }) => level);
  const terms = { ...labels, ...(by === null ? {} : categoryLabels(table, by, levels)) };
  return labelsOf(table, [treatment, ...(outcome === null ? [] : [outcome]), ...Object.keys(terms)], terms);
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

// What a reader of a matching must know.

/** Choices made by default: `defaults`, and under a preset `preset`. */
export function planNotes({ preset, byDefault: choices }: MatchingPlan): Note[] {
  if (choices.length === 0) return [];
  const facts = { chosen: choices.map((choice) => CHOICES[choice].en), choices };
  return [
    preset === null ? note(PSMATCH_NOTES, "defaults", facts) : note(PSMATCH_NOTES, "preset", { preset, ...facts }),
  ];
}

/** What was found. */
export function matchingNotes(plan: MatchingPlan, { part, scores }: MatchedUnits, matched: MatchedRecord): Note[] {
  const hasError = part.pairs !== null && part.outcome !== null;
  return [
    offSupport(plan, matched),
    unmatched(matched),
    plan.support.rule === "none" ? outsideRange(part) : undefined,
    tied(matched),
    plan.ties === "average" ? note(PSMATCH_NOTES, "ties_averaged", { exact: plan.tieTolerance === 0 }) : undefined,
    hasError && plan.replace === false ? note(PSMATCH_NOTES, "pair_differences") : undefined,
    hasError && (scores?.fit != null || plan.by !== null) ? note(PSMATCH_NOTES, "score_estimated") : undefined,
  ].filter((found) => found !== undefined);
}

function offSupport({ support: { rule } }: MatchingPlan, { treated, control }: MatchedRecord): Note | undefined {
  if (rule === "none" || treated.off_support + control.off_support === 0) return undefined;
  return note(PSMATCH_NOTES, "off_support", {
    ...{ treated: treated.off_support, control: control.off_support },
    ...{ of_treated: treated.total, of_control: control.total, rule },
  });
}

const unmatched = ({ treated: { unused: treated, total: of, used } }: MatchedRecord): Note | undefined =>
  treated === 0 ? undefined : note(PSMATCH_NOTES, "unmatched", { treated, of, used });

/** Treated units whose score no control reaches, where nothing leaves them out. */
function outsideRange({ treated, shown }: MatchedPart): Note | undefined {
  if (shown === null) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < shown.length; i++) {
    if (treated[i] !== 0 || Number.isNaN(shown[i]!)) continue;
    low = Math.min(low, shown[i]!);
    high = Math.max(high, shown[i]!);
  }
  let outside = 0;
  for (let i = 0; i < shown.length; i++) if (treated[i] === 1 && (shown[i]! < low || shown[i]! > high)) outside++;
  return outside === 0 ? undefined : note(PSMATCH_NOTES, "outside_support", { treated: outside, low, high });
}

const tied = ({ ties }: MatchedRecord): Note | undefined =>
  ties === null || ties.treated === 0 || ties.rule === "average"
    ? undefined
    : note(PSMATCH_NOTES, "ties", { treated: ties.treated });

/** Rows after treatment that a note names. */
const SHOWN = 5;

/**
 * Whether rows from after treatment began enter the score: what treatment changed is no ground to match on. Read from a column that
 * is named, or from a regressor of the regressions that is on in treated units only and only part of the time.
 * Source: Rosenbaum (1984), Journal of the Royal Statistical Society A 147(5), doi:10.2307/2981697.
 *
 * Notes `post_treatment_rows`, `timing_unknown`, or none where no row after treatment is seen. Throws DataError
 * `timing_not_binary` for a named column that is neither 0 nor 1 in a row seen.
 */
export function timingNotes(sample: MatchSample, plan: MatchingPlan): Note[] {
  const { table, seen } = sample;
  const name = plan.timing ?? switchOf(sample, plan);
  if (name === null) {
    return [note(PSMATCH_NOTES, "timing_unknown")];
  }
  const values = table.numeric(name);
  const after = seen.filter((row) => {
    const value = values[row]!;
    if (value !== 0 && value !== 1 && !Number.isNaN(value)) throw notBinary(name, value, row);
    return value === 1;
  });
  if (after.length === 0) return [];
  return [
    note(PSMATCH_NOTES, "post_treatment_rows", {
      ...{ column: name, rows: after.length, of: seen.length, found: plan.timing === null },
      first: Array.from(after.subarray(0, SHOWN), (row) => row + 1),
    }),
  ];
}

/** The first regressor by itself that is 0 or 1 everywhere, never on in controls, and on in some rows of treated units only. */
function switchOf(sample: MatchSample, { regressions }: MatchingPlan): string | null {
  const { table } = sample;
  const names = regressions.flatMap(({ terms }) =>
    terms.flatMap(({ variables: [variable, ...others] }) =>
      others.length === 0 && variable?.kind === "expression" && variable.expression.kind === "name"
        ? [variable.expression.name]
        : [],
    ),
  );
  if (names.length === 0) return null;
  const group = groupOfRows(sample);
  return [...new Set(names)].find((name) => isSwitch(table, name, group)) ?? null;
}

/** 1 treated, 0 control, 2 not known: of rows in the sample, and with averages of all rows of its units. */
function groupOfRows({ table, rows, unit, treated }: MatchSample): Uint8Array {
  const group = new Uint8Array(table.nRows).fill(2);
  if (unit === null) {
    rows.forEach((row, i) => {
      group[row] = treated[i]!;
    });
    return group;
  }
  const all = categoryOf(table.column(unit.name));
  const at = new Map(Array.from({ length: unit.nLevels }, (_, u) => [unit.label(u), treated[u]!]));
  const byLevel = Array.from({ length: all.nLevels }, (_, g) => at.get(all.label(g)) ?? 2);
  all.codes.forEach((code, row) => {
    group[row] = byLevel[code] ?? 2;
  });
  return group;
}

function isSwitch(table: Table, name: string, group: Uint8Array): boolean {
  const column = table.column(name);
  if (column.kind === "text") return false;
  let [nOn, nOff] = [0, 0];
  for (let row = 0; row < group.length; row++) {
    const value = column.values[row]!;
    if (group[row] === 2 || Number.isNaN(value)) continue;
    if ((value !== 0 && value !== 1) || (value === 1 && group[row] === 0)) return false;
    if (group[row] === 1 && value === 1) nOn++;
    else if (group[row] === 1) nOff++;
  }
  return nOn > 0 && nOff > 0;
}

function notBinary(name: string, value: number, row: number): DataError {
  return new DataError(
    "timing_not_binary",
    `Timing '${name}' is ${value} in row ${row + 1}; 0 (before treatment, or a control) or 1 (from its beginning on) was expected.`,
    { got: value, expected: [0, 1], column: name, row: row + 1 },
  );
}
