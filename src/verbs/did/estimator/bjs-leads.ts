/**
 * The pre-trend test of imputation: rows not yet treated alone, regressed on dummies of the last periods before treatment, with the
 * effects and covariates of the first stage. Each lead is relative to all earlier periods.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.4.
 */
import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { UnitRows } from "../../../engine/kernels/imputation.js";
import { sscOf } from "../../../regression/fit-options.js";
import { countK } from "../../../regression/variance/ssc.js";
import { clusterInfluence } from "../../../regression/variance/vcov.js";
import type { DidPlan } from "../plan.js";
import type { DidSample } from "../sample.js";
import type { Effect } from "./aggregation.js";
import { byInfluence, type Estimates } from "./estimates.js";
import { type ComparedSample, regressCompared } from "./imputation.js";
import { IMPUTATION_NOTES } from "./imputation-messages.js";
import type { ImputationSample } from "./imputation-sample.js";
import type { UnitClusters } from "./imputed-averages.js";

export interface Leads {
  /** Ascending by event time. */
  readonly effects: readonly Effect[];
  readonly estimates: Estimates;
  readonly notes: readonly Note[];
}

/** Leads without being asked: fewer where fewer can be told from earlier periods. */
const DEFAULT_LEADS = 3;

export function bjsLeads(
  engine: Engine,
  { sample, rows, blocks }: ImputationSample,
  compared: ComparedSample,
  clusters: UnitClusters,
  { leads: asked, ssc }: DidPlan,
): Leads {
  const rule = sscOf(ssc === undefined ? {} : { ssc });
  const events = eventsOf(sample, rows);
  const found = [...new Set(events)].filter((event) => !Number.isNaN(event)).sort((a, b) => a - b);
  const wanted = Math.min(asked ?? DEFAULT_LEADS, found.length - (asked === undefined ? 1 : 0));
  if (wanted <= 0) return NO_LEADS;
  const leads = found.slice(-wanted);
  const dummies = leads.map((lead) => Float64Array.from(events, (event) => Number(event === lead)));
  return engine.scope((scope) => {
    const { kept, fit } = regressCompared(engine, scope, compared, [...dummies, ...sample.x.columns], sample.y);
    const own = kept.filter((j) => j < leads.length);
    const positions = own.map((_, at) => at);
    const { K } = countK(rule, {
      slopes: fit.k,
      effects: [
        { name: "unit", levels: compared.nUnits, nested: true },
        { name: "time", levels: rows.nLevels, nested: false },
      ],
      rank: { value: compared.nUnits + rows.nLevels - blocks.starts.length + 1, exact: true },
    });
    const codes = clusterCodes(rows, clusters);
    const term = { name: sample.clusters.name, codes, nLevels: clusters.nLevels, sign: 1 } as const;
    const influence = clusterInfluence(engine, fit, term, positions, rule, K);
    const out = leads.filter((_, j) => !own.includes(j));
    return {
      effects: own.map((j) => effectOf(sample, events, leads[j]!)),
      estimates: byInfluence(
        engine,
        Float64Array.from(positions, (at) => fit.beta[at]!),
        influence,
      ),
      notes: [
        note(IMPUTATION_NOTES, "leads_of_untreated", { leads: own.map((j) => leads[j]!) }),
        ...(out.length === 0 ? [] : [note(IMPUTATION_NOTES, "leads_collinear", { leads: out })]),
      ],
    };
  });
}

const NO_LEADS: Leads = {
  effects: [],
  estimates: { values: new Float64Array(0), covariance: new Float64Array(0), influence: new Float64Array(0) },
  notes: [],
};

/** Event times of rows compared with; NaN of the others and of the never treated. */
function eventsOf({ cohort, time, periods }: DidSample, { starts, compared }: UnitRows): Float64Array {
  const events = new Float64Array(time.length).fill(Number.NaN);
  cohort.forEach((first, u) => {
    if (!Number.isFinite(first)) return;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) if (compared[i] === 1) events[i] = periods[time[i]!]! - first;
  });
  return events;
}

/** The cluster of each row compared with. */
function clusterCodes({ starts, compared }: UnitRows, { ofUnit }: UnitClusters): Uint32Array {
  const codes = new Uint32Array(compared.reduce((sum, one) => sum + one, 0));
  let next = 0;
  ofUnit.forEach((cluster, u) => {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) if (compared[i] === 1) codes[next++] = cluster;
  });
  return codes;
}

function effectOf({ cohort, starts }: DidSample, events: Float64Array, at: number): Effect {
  const cohorts = new Set<number>();
  let units = 0;
  cohort.forEach((first, u) => {
    if (!events.subarray(starts[u]!, starts[u + 1]!).includes(at)) return;
    units++;
    cohorts.add(first);
  });
  return { at, units, cohorts: cohorts.size, isReference: false };
}
