/**
 * `eventStudy`: effects by periods since first treatment, from a regression on dummies of event time with
 * two-way fixed effects, and a joint test of the leads. Derives event time and who is never treated; the regression is
 * `feols`. Source: Jacobson, LaLonde & Sullivan (1993), American Economic Review 83(4); on what such a regression weighs
 * together when effects differ by cohort: Sun & Abraham (2021), Journal of Econometrics 225(2),
 * doi:10.1016/j.jeconom.2020.09.006.
 */

import { DataError, UsageError } from "../../base/errors.js";
import { ruleOf } from "../../base/messages.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import {
  binEnds,
  type CohortCount,
  countCohorts,
  countEvents,
  type EventCount,
  eventTimes,
  type FirstTreated,
  firstTreatedByCohort,
  firstTreatedByDummy,
} from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { withLags } from "../../data/panel/panel.js";
import { withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf, type Literal } from "../../formula/expression.js";
import { makeSpec, parseExpression, parseFormula } from "../../formula/parser.js";
import type { ModelSpec, Term } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import { vcovColumns } from "../../regression/frame/clusterings.js";
import { refuseInstruments } from "../../regression/frame/model-frame.js";
import { sampleOf, subsetRows } from "../../regression/frame/sample.js";
import { requiredColumns } from "../../regression/frame/term-sample.js";
import type { FitOptions } from "../../regression/options.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import { coefficientTests, type FitRecord } from "../../regression/record/fit-record.js";
import { withNotes } from "../../regression/record/with-notes.js";
import { type Coefficient, wald } from "../../regression/tests/coefficients.js";
import { coefficientsAt, denominatorsOf, jointTest, type WaldTest } from "../../regression/tests/joint-test.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import { panelAssignment } from "../assignment/of-panel.js";
import { estimatesOf } from "../combinations/wald.js";
import { feolsAnd } from "../feols/feols.js";
import { fewClustersOf } from "../few-clusters/of-panel.js";
import { alwaysTreated, eventNotes } from "./notes.js";
import { bandOf, type EventPlan, eventPlan, influencesOf } from "./plan.js";
import type { CohortRecord, EventEffect, EventStudyRecord } from "./record.js";
import type { EventStudyOptions } from "./verb.js";

/** Column of event times, and the start of the names of their coefficients: `event::-4`. */
export const EVENT = "event";
const termOf = (event: number): string => `${EVENT}::${event}`;

/** Refuses what no data could serve. */
export function checkEventStudy(formula: string, options: EventStudyOptions): void {
  checkSample(formula, options);
  eventPlan(options);
}

/**
 * An event study of `formula`, `y ~ controls | unit + time`, by two-way fixed effects.
 *
 * @throws UsageError (`vcov_required`, `event_treatment`, `event_window`, `event_reference`, `event_name`), DataError
 *   (`treatment_switches_off`, `treatment_always_on`, `no_treated`, `reference_not_observed`, and those of
 *   `firstTreatedByCohort`), and as `feols`, `eventPlan` and `bandOf`.
 */
export function eventStudy(
  engine: Engine,
  panel: Panel,
  formula: string | ModelSpec,
  options: EventStudyOptions,
): EventStudyRecord {
  const started = performance.now();
  const plan = eventPlan(options);
  const written = typeof formula === "string" ? parseFormula(formula) : formula;
  refuseName(written, options);

  // 1. event time of every row; who is never treated carries a reference, so that no dummy is theirs
  const first = firstTreatedOf(engine, panel, plan, options.subset);
  const { window, bin, reference } = plan;
  const exact = eventTimes(panel, first.periods);
  const events = window !== null && bin ? binEnds(exact, ...window) : exact;
  const column = events.map((event) => (Number.isNaN(event) ? reference[0]! : event));
  const dated = withColumns(panel.table, [{ kind: "numeric", name: EVENT, values: column }]);
  const table = withLags({ ...panel, table: dated });
  refuseInstruments(written);
  const spec = withEvents(written, reference);

  // 2. what the sample holds at each event time
  const sample = sampleOf(engine, spec, table, plan.variance, options);
  const counts = countEvents(panel, first.periods, events, sample.rows);
  const { cohorts, nNever } = countCohorts(panel, first.periods, sample.rows);
  requireTreated({ cohorts, counts, neverRule: first.neverRule }, reference, sample.rows.length);

  // 3. the regression, read by event time
  const shown = shownOf({ counts }, plan);
  const { record: fit, taken } = feolsAnd(engine, table, spec, { ...options, ...alongTime(plan, panel) }, (fitted) => ({
    influence: plan.band === null ? new Float64Array(0) : influencesOf(engine, fitted, shownTerms(shown, fitted.names)),
    clusterings: fitted.regression.clusters(plan.variance).clusterings,
    wishart: fitted.covariance.wishart,
  }));
  const { influence, clusterings, wishart } = taken;
  const treatment = { column: plan.cohort ?? plan.treat!, from: "cohort", firstTreated: first.periods } as const;
  const { rows } = sample;
  const [{ type: vcov }, { weights, assignedBy }] = [plan.variance, options];
  const said = [
    ...fewClustersOf(engine, { panel, spec: written, rows, treatment, weights, vcov, clusterings }),
    ...panelAssignment(panel, treatment, rows, clusterings, assignedBy, columnsOf(written.lhs)),
  ];
  return eventRecord(engine, {
    ...{ started, plan, spec, influence, wishart, fit: withNotes(fit, said) },
    design: {
      ...{ counts, cohorts, nNever, neverRule: first.neverRule },
      panel: describePanel(panel),
    },
    options,
  });
}

/** What rows say of a design: its event times, cohorts, and the panel. */
export interface EventDesign {
  readonly counts: readonly EventCount[];
  readonly cohorts: readonly CohortCount[];
  readonly nNever: number;
  readonly neverRule: FirstTreated["neverRule"];
  readonly panel: EventStudyRecord["panel"];
}

/** Event times within the window. */
export const shownOf = ({ counts }: Pick<EventDesign, "counts">, { window }: EventPlan): EventCount[] =>
  counts.filter(({ event }) => window === null || (event >= window[0] && event <= window[1]));

/** Effects, band and notes, in the record of the regression; `influence` is of the clusters on the terms shown. */
export function eventRecord(
  engine: Engine,
  given: {
    readonly started: number;
    readonly plan: EventPlan;
    readonly spec: ModelSpec;
    readonly fit: FitRecord;
    readonly influence: Float64Array;
    readonly wishart?: Vcov["wishart"];
    readonly design: EventDesign;
    readonly options: Pick<EventStudyOptions, "signal" | "replications">;
  },
): EventStudyRecord {
  const { plan, design, spec } = given;
  const { counts, nNever, neverRule, panel } = design;
  const withheld =
    plan.variance.type === "iid" ? [] : counts.flatMap(({ event, nUnits }) => (nUnits === 1 ? [event] : []));
  const rounding = counts.flatMap(({ event }) => (isErrorRounding(given.fit.notes, termOf(event)) ? [event] : []));
  const fit = withoutErrors(given.fit, [...withheld, ...rounding]);
  const isTrendUnknown = nNever === 0 && fit.collinear.some(({ term }) => term.startsWith(`${EVENT}::`));
  const { window, bin, reference } = plan;
  const shown = shownOf(design, plan);
  const estimated = shown.flatMap((count) => effectOf(fit, count, plan));
  const { band, effects, notes } = bandOf(engine, plan.band, fit, estimated, given.influence, given.options);
  const ahead = effects.filter(({ event, reference: isRef }) => event < 0 && !isRef);
  const leads = isTrendUnknown ? undefined : leadsTest(engine, fit, ahead, given.wishart);
  const cohorts = design.cohorts.map(
    ({ cohort, nUnits, nBefore, firstEvent, lastEvent }): CohortRecord => ({
      cohort,
      units: nUnits,
      units_before: nBefore,
      first_event: firstEvent,
      last_event: lastEvent,
    }),
  );
  return deepFreeze({
    ...fit,
    kind: "event-study",
    estimator: "twfe",
    effects,
    band,
    ...(isTrendUnknown ? { unidentified: "trend" as const } : {}),
    reference,
    window,
    bin,
    never: { ...ruleOf(neverRule), units: nNever },
    cohorts,
    panel,
    tests: { ...coefficientTests(fit.tests), ...(leads === undefined ? {} : { leads }) },
    notes: [
      ...fit.notes,
      ...eventNotes({
        ...{ panel, spec, plan, counts, shown, effects, cohorts, nNever },
        ...{ isTrendUnknown, withheld, leads },
      }),
      ...notes,
    ],
    provenance: { ...fit.provenance, seed: band.seed },
    timing_ms: { ...fit.timing_ms, total: performance.now() - given.started },
  } satisfies EventStudyRecord);
}

/** Terms of the event times shown that have a coefficient. */
export const shownTerms = (shown: readonly EventCount[], names: readonly string[]): string[] =>
  shown.map(({ event }) => termOf(event)).filter((term) => names.includes(term));

/** A variance along time is by the unit and the time of the panel. */
function alongTime({ variance }: EventPlan, { unit, time }: Panel): Pick<FitOptions, "panel"> {
  return "panel" in variance ? { panel: { unit: unit.name, time: time.name } } : {};
}

/** The derived column must not stand for one the model reads. */
export function refuseName(spec: ModelSpec, { weights, subset, vcov }: EventStudyOptions): void {
  const used = new Set([
    ...requiredColumns(spec),
    ...(weights === undefined ? [] : [weights]),
    ...(subset === undefined ? [] : columnsOf(parseExpression(subset))),
    ...(vcov === undefined ? [] : vcovColumns(parseRegressionVcov(vcov))),
  ]);
  if (!used.has(EVENT)) return;
  throw new UsageError(
    "event_name",
    `Column '${EVENT}' is used in the model, and event time bears that name; rename the column.`,
    { got: EVENT },
  );
}

/** First treated periods; a treatment is judged in all rows of the units that `subset` leaves any row of. */
function firstTreatedOf(
  engine: Engine,
  panel: Panel,
  { cohort, treat, never }: EventPlan,
  subset: string | undefined,
): FirstTreated {
  if (cohort !== undefined) return firstTreatedByCohort(panel, cohort, never);
  const treatment = panel.table.numeric(treat!);
  const isChosen = unitsOf(engine, panel, subset);
  const used = Uint8Array.from(treatment, (value, row) =>
    Number.isNaN(value) ? 0 : isChosen[panel.unit.codes[row]!]!,
  );
  const first = firstTreatedByDummy(panel, treat!, treatment, used);
  const always = alwaysTreated(panel, first.periods);
  if (always.length === 0) return first;
  throw new DataError(
    "treatment_always_on",
    `Treatment '${treat}' is 1 in every period of ${always.length} units (first: ${panel.unit.name} '${always[0]}'): the data do not show when it began. Give the first treated periods with --cohort, or leave these units out with --subset and a column that marks them.`,
    { got: always, expected: "a 0 before the first 1, or 0 throughout", column: treat },
  );
}

/** Which units have a row that `subset` keeps. */
function unitsOf(engine: Engine, panel: Panel, subset: string | undefined): Uint8Array {
  const isChosen = new Uint8Array(panel.nUnits);
  if (subset === undefined) return isChosen.fill(1);
  const { rows } = subsetRows(parseExpression(subset), panel.table, elementary(engine));
  for (const row of rows) isChosen[panel.unit.codes[row]!] = 1;
  return isChosen;
}

/** The model with dummies of event time before its own terms; the call shows them. */
export function withEvents(written: ModelSpec, reference: readonly number[]): ModelSpec {
  const refs = reference.map((value): Literal => ({ kind: "number", value }));
  const term: Term = { variables: [{ kind: "indicator", column: EVENT, refs }] };
  const { lhs, terms, intercept, fixedEffects, instruments } = written;
  return makeSpec({
    lhs,
    terms: [term, ...terms],
    intercept,
    fixedEffects,
    ...(instruments === undefined ? {} : { instruments }),
  });
}

/** Throws DataError `no_treated`, `reference_not_observed`. */
export function requireTreated(
  { cohorts, counts, neverRule }: Pick<EventDesign, "cohorts" | "counts" | "neverRule">,
  reference: readonly number[],
  nRows: number,
): void {
  if (cohorts.length === 0) throw noTreated(neverRule.message, nRows);
  requireReference(reference, counts);
}

function requireReference(reference: readonly number[], counts: readonly EventCount[]): void {
  const observed = counts.map(({ event }) => event);
  const absent = reference.filter((ref) => !observed.includes(ref));
  if (absent.length === 0) return;
  throw new DataError(
    "reference_not_observed",
    `No treated unit is observed at the reference ${absent.join(", ")}; event times in the sample are ${observed.join(", ")}. Choose among them with --ref.`,
    { got: absent, expected: observed },
  );
}

function noTreated(neverRule: string, rows: number): DataError {
  return new DataError(
    "no_treated",
    `No unit of the sample (${rows} rows) is treated; never treated means that ${neverRule}.`,
    { got: 0, expected: "at least one treated unit" },
  );
}

/** The effect at an event time; none where its dummy was left out as collinear. */
function effectOf(fit: FitRecord, { event, nUnits, cohorts }: EventCount, plan: EventPlan): EventEffect[] {
  const counts = { band_low: null, band_high: null, n_units: nUnits, n_cohorts: cohorts.length };
  const label = eventLabel(event, plan);
  if (plan.reference.includes(event)) {
    return [
      { event, label, estimate: 0, std_error: null, conf_low: null, conf_high: null, ...counts, reference: true },
    ];
  }
  const coefficient = ownOf(fit.coefficients, termOf(event));
  if (coefficient === undefined) return [];
  const { estimate, std_error, conf_low, conf_high } = coefficient;
  const own = Number.isNaN(std_error) ? NO_ERROR : { std_error, conf_low, conf_high };
  return [{ event, label, estimate, ...own, ...counts, reference: false }];
}

const NO_ERROR = { std_error: null, conf_low: null, conf_high: null };

/** The record whose coefficients at some event times have no error, as those that are zero by construction or of a perfect fit. */
function withoutErrors(fit: FitRecord, events: readonly number[]): FitRecord {
  const terms = events.map(termOf).filter((term) => ownOf(fit.coefficients, term) !== undefined);
  if (terms.length === 0) return fit;
  const none = Number.NaN;
  const bare = (own: Coefficient): Coefficient => ({
    ...{ ...own, std_error: none, statistic: none, p_value: none, conf_low: none, conf_high: none },
  });
  return {
    ...fit,
    coefficients: {
      ...fit.coefficients,
      ...Object.fromEntries(terms.map((term) => [term, bare(fit.coefficients[term]!)])),
    },
  };
}

/** `-3`, or `<= -4` and `>= 4` for ends that stand for all beyond them. */
function eventLabel(event: number, { window, bin }: EventPlan): string {
  if (!bin || window === null) return String(event);
  if (event === window[0]) return `<= ${event}`;
  return event === window[1] ? `>= ${event}` : String(event);
}

/** Joint test that all `effects` that have an error are zero, as `feols` tests. */
function leadsTest(
  engine: Engine,
  fit: FitRecord,
  effects: readonly EventEffect[],
  wishart: Vcov["wishart"],
): WaldTest | undefined {
  const { names, beta, matrix, degrees } = estimatesOf(fit);
  const terms = effects.filter(({ std_error }) => std_error !== null).map(({ event }) => termOf(event));
  if (terms.length === 0 || degrees.jointDf <= 0) return undefined;
  const indices = terms.map((term) => names.indexOf(term));
  const found = wald(beta, matrix, indices);
  return {
    ...jointTest(
      engine,
      found,
      denominatorsOf({ ...degrees, ...(wishart && { wishart }) }, coefficientsAt(indices, names.length)),
    ),
    terms,
  };
}

function describePanel({ unit, time, period, nUnits, nPeriods, balance }: Panel): EventStudyRecord["panel"] {
  return {
    unit: unit.name,
    time: time.name,
    ...(period === undefined ? {} : { period }),
    units: nUnits,
    periods: nPeriods,
    balanced: balance.balanced,
    units_with_gaps: balance.gaps,
    min_periods: balance.minPeriods,
    max_periods: balance.maxPeriods,
  };
}
