/**
 * The pre-trend test of imputation: rows not yet treated alone, regressed on dummies of the last periods before treatment, with the
 * effects and covariates of the first stage. Each lead is relative to all earlier periods.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.4.
 */
import { type Note, note } from "../../../../base/messages.js";
import { gather, gatherCodes } from "../../../../base/row-runs.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { sscOf } from "../../../../regression/fit-options.js";
import { clusterTerm, type Fit } from "../../../../regression/least-squares/fit.js";
import { countK } from "../../../../regression/variance/ssc.js";
import { clusterInfluence } from "../../../../regression/variance/vcov.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Effect } from "../../shared/aggregation.js";
import { byInfluence, type Estimates } from "../../shared/estimates.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import { type ComparedSample, regressCompared } from "./imputation.js";
import { IMPUTATION_NOTES } from "./messages.js";
import type { ImputationSample } from "./sample.js";

export interface Leads {
  /** Ascending by event time. */
  readonly effects: readonly Effect[];
  readonly estimates: Estimates;
  readonly notes: readonly Note[];
}

/** Leads without being asked: fewer where fewer are identified against earlier periods. */
const DEFAULT_LEADS = 3;

export function bjsLeads(
  engine: Engine,
  used: ImputationSample,
  compared: ComparedSample,
  clusters: UnitClusters,
  plan: DidPlan,
): Leads {
  const { sample } = used;
  const events = eventsOf(sample, compared);
  const leads = leadsOf(distinct(events), plan.leads);
  if (leads.length === 0) return NO_LEADS;
  return engine.scope((scope) => {
    const dummies = leads.map((lead) => dummyOf(events, lead));
    const others = [...sample.x.columns, sample.y].map((column) => gather(column, compared.places));
    const { kept, fit } = regressCompared(engine, scope, compared, [...dummies, ...others]);
    // dummies stand from the last period back, so that of collinear ones the nearer stay
    const own = kept.filter((j) => j < leads.length).reverse();
    const positions = own.map((j) => kept.indexOf(j));
    const values = Float64Array.from(positions, (at) => fit.beta[at]!);
    const influence = influenceOf(engine, used, compared, clusters, fit, positions, plan);
    const [shown, out] = [own.map((j) => leads[j]!), leads.filter((_, j) => !own.includes(j)).reverse()];
    return {
      effects: shown.map((lead) => effectOf(sample, compared, events, lead)),
      estimates: byInfluence(engine, values, influence),
      notes: [
        ...(shown.length === 0 ? [] : [note(IMPUTATION_NOTES, "leads_of_untreated", { leads: shown })]),
        ...(out.length === 0 ? [] : [note(IMPUTATION_NOTES, "leads_collinear", { leads: out })]),
      ],
    };
  });
}

/** Event times tested, from the last back. */
function leadsOf(events: readonly number[], asked: number | undefined): number[] {
  const wanted = Math.min(asked ?? DEFAULT_LEADS, asked === undefined ? events.length - 1 : events.length);
  return wanted <= 0 ? [] : events.slice(-wanted).reverse();
}

/** Influence of clusters on coefficients, with the factor of the small-sample rule: units are nested in clusters, periods count. */
function influenceOf(
  engine: Engine,
  { sample, rows, blocks }: ImputationSample,
  { unit, nUnits }: ComparedSample,
  { ofUnit, nLevels }: UnitClusters,
  fit: Fit,
  positions: readonly number[],
  { ssc }: DidPlan,
): Float64Array {
  const rule = sscOf({ ssc });
  const effects = [
    { name: "unit", levels: nUnits, nested: true },
    { name: "time", levels: rows.nLevels, nested: false },
  ];
  const rank = { value: nUnits + rows.nLevels - blocks.starts.length + 1, exact: true };
  const { K } = countK(rule, { slopes: fit.k, effects, rank });
  const term = clusterTerm({ name: sample.clusters.name, codes: gatherCodes(ofUnit, unit), nLevels });
  return clusterInfluence(engine, fit, term, positions, rule, K);
}

export const NO_LEADS: Leads = {
  effects: [],
  estimates: { values: new Float64Array(0), covariance: new Float64Array(0), influence: new Float64Array(0) },
  notes: [],
};

/** Event times of the rows compared with; NaN of the never treated. */
function eventsOf({ cohort, time, periods }: DidSample, { unit, places }: ComparedSample): Float64Array {
  const events = new Float64Array(places.length);
  for (let i = 0; i < events.length; i++) {
    const event = periods[time[places[i]!]!]! - cohort[unit[i]!]!;
    events[i] = Number.isFinite(event) ? event : Number.NaN;
  }
  return events;
}

/** Event times there are, ascending. */
function distinct(events: Float64Array): number[] {
  const found = new Set<number>();
  let last = Number.NaN;
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    if (event !== last && !Number.isNaN(event)) found.add(event);
    last = event;
  }
  return [...found].sort((a, b) => a - b);
}

function dummyOf(events: Float64Array, lead: number): Float64Array {
  const dummy = new Float64Array(events.length);
  for (let i = 0; i < dummy.length; i++) if (events[i] === lead) dummy[i] = 1;
  return dummy;
}

/** Units and cohorts with a row at an event time. */
function effectOf({ cohort }: DidSample, { unit }: ComparedSample, events: Float64Array, at: number): Effect {
  const cohorts = new Set<number>();
  let units = 0;
  for (let i = 0; i < events.length; i++) {
    if (events[i] !== at) continue;
    units++;
    cohorts.add(cohort[unit[i]!]!);
  }
  return { at, units, cohorts: cohorts.size, isReference: false };
}
