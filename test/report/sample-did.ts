/** Records of `did` made by hand, for tables and figures. */
import type {
  CellRecord,
  DesignRecord,
  DidEffect,
  DidEstimate,
  DidRecord,
  Inferred,
} from "../../src/verbs/did/design/record.js";

export const inferred = (estimate: number, half: number): Inferred => ({
  ...{ estimate, std_error: half / 2, statistic: (2 * estimate) / half, p_value: 0.04 },
  ...{ conf_low: estimate - half, conf_high: estimate + half },
});

const NONE = { std_error: null, statistic: null, p_value: null, conf_low: null, conf_high: null } as const;

/** An effect of an event time; without `half` a reference. */
export function effect(event: number, estimate = 0, half?: number, band?: number): DidEffect {
  const ends = band === undefined ? [null, null] : [estimate - band, estimate + band];
  return {
    ...{ event, ...(half === undefined ? { estimate: 0, ...NONE } : inferred(estimate, half)) },
    ...{ band_low: ends[0]!, band_high: ends[1]!, n_units: 60, n_cohorts: 2, reference: half === undefined },
  };
}

export const cell = (cohort: number, time: number, estimate = 0, half?: number): CellRecord => ({
  ...{ cohort, time, ...(half === undefined ? { estimate: 0, ...NONE } : inferred(estimate, half)) },
  ...{ n_units: 20, reference: half === undefined },
});

export const EFFECTS = [effect(-2, 0.1, 0.2), effect(-1), effect(0, 1, 0.4), effect(1, 2, 0.6)];

export const estimate = (
  estimator: DidEstimate["estimator"],
  effects: readonly DidEffect[] = EFFECTS,
  more: Partial<DidEstimate> = {},
): DidEstimate => ({
  ...{ estimator, aggregation: "dynamic", effects, overall: inferred(1.5, 0.5), cells: null },
  band: { kind: "pointwise", level: 0.95, critical_value: 1.96, draws: null, seed: null, weights: null },
  ...{ tests: {}, nobs: 480, n_units: 120, n_clusters: 120, interval: "normal", df: null, notes: [] },
  ...more,
});

export const UNIFORM = {
  band: { kind: "uniform", level: 0.9, critical_value: 2.5, draws: 999, seed: 3, weights: "mammen" },
} as const;

/** 40 units of two cohorts, 20 treated throughout, 60 never: periods 2001 to 2004. */
export const design = (more: Partial<DesignRecord> = {}): DesignRecord => ({
  ...{ treatment: "d", from: "treatment", binary: true, path: "absorbing", breaks: [] },
  units: { never: 60, always: 20, absorbing: 40, "changing dose": 0, "switching off": 0 },
  never: { code: "never_by_dummy", rule: "d is 0 in every period observed", column: "d", units: 60 } as never,
  cohorts: [2002, 2003].map((cohort) => ({
    ...{ cohort, units: cohort === 2002 ? 39 : 1, units_before: 20, first_event: -2, last_event: 2 },
  })),
  ...{ events: [], periods: [], without_control: [], missing: { rows: 0, units: 0 }, times: [2001, 2002, 2003, 2004] },
  histories: [
    { cohort: null, statuses: "2222", units: 20 },
    { cohort: 2002, statuses: "1222", units: 39 },
    { cohort: 2003, statuses: "1122", units: 1 },
    { cohort: null, statuses: "1111", units: 60 },
  ],
  histories_thinned: false,
  panel: { unit: "unit", time: "time", units: 120, periods: 4, balanced: true, units_with_gaps: 0 },
  ...more,
});

export const didRecord = (estimates: readonly DidEstimate[], more: Partial<DidRecord> = {}): DidRecord => ({
  ...{ kind: "did", call: "y ~ 1 | unit + time", outcome: "y", design: design(), estimates, cluster: "unit" },
  ...{ dropped: {}, notes: [], timing_ms: {}, provenance: { seed: 3 } as DidRecord["provenance"] },
  ...more,
});
