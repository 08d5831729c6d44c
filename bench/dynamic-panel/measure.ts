/**
 * What each method says of the coefficient of the lag in one replication: an estimate, and errors. Asked of the pieces of
 * `pgmm`, whose record has much that the study does not read; the study checks that the verb says the same.
 */

import { panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { fitPanelGmm } from "../../src/verbs/pgmm/estimator/fit-panel-gmm.js";
import type { PanelGmmSpec, PanelGrid } from "../../src/verbs/pgmm/estimator/spec.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { panelCovariance } from "../../src/verbs/pgmm/inference/panel-covariance.js";

export const METHODS = [
  "within",
  "difference, one step",
  "difference, two steps",
  "difference, two steps, Windmeijer",
  "system, one step",
  "system, two steps",
  "system, two steps, Windmeijer",
] as const;
export type Method = (typeof METHODS)[number];

export interface Estimated {
  readonly estimate: number;
  readonly error: number;
}
export type Measured = Readonly<Record<Method, Estimated>>;

/** All methods on one panel, all lags as instruments. */
export function measure(engine: Engine, grid: PanelGrid): Measured {
  const difference = twoSteps(engine, grid, "difference");
  const system = twoSteps(engine, grid, "system");
  return {
    within: within(grid),
    "difference, one step": difference.first,
    "difference, two steps": difference.uncorrected,
    "difference, two steps, Windmeijer": difference.windmeijer,
    "system, one step": system.first,
    "system, two steps": system.uncorrected,
    "system, two steps, Windmeijer": system.windmeijer,
  };
}

function twoSteps(engine: Engine, grid: PanelGrid, model: PanelGmmSpec["model"]) {
  const constant = { kind: "iv", column: 2, equation: "level", group: "constant" } as const;
  const lags = { kind: "gmm", column: 0, equation: "both", from: 2, to: Number.POSITIVE_INFINITY } as const;
  const spec: PanelGmmSpec = {
    ...{ model, transform: "d", h: 3, steps: 2, outcome: 0, singular: "refuse", arOrders: 0 },
    regressors: model === "system" ? [{ column: 2 }, { column: 1 }] : [{ column: 1 }],
    blocks: [...(model === "system" ? [constant] : []), { ...lags, collapse: false, group: "gmm" }],
  };
  const fit = fitPanelGmm(engine, grid, spec);
  const one = fitPanelGmm(engine, grid, { ...spec, steps: 1 });
  const lag = spec.regressors.length - 1;
  const error = (covariance: Float64Array) => Math.sqrt(covariance[lag * (spec.regressors.length + 1)]!);
  const said = (step: number, covariance: Float64Array): Estimated => ({
    estimate: fit.steps[step]!.beta[lag]!,
    error: error(covariance),
  });
  return {
    first: said(0, panelCovariance(one, "robust")),
    uncorrected: said(1, panelCovariance(fit, "uncorrected")),
    windmeijer: said(1, panelCovariance(fit, "windmeijer")),
  };
}

/** Least squares of deviations from units' means, errors clustered by unit. */
function within({ nUnits, nPeriods, columns }: PanelGrid): Estimated {
  const [y, x] = columns as readonly [Float64Array, Float64Array];
  const rows = nPeriods - 1;
  const deviations = (column: Float64Array, i: number): Float64Array => {
    const own = column.subarray(i * nPeriods + 1, (i + 1) * nPeriods);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    return own.map((value) => value - mean);
  };
  const units = Array.from({ length: nUnits }, (_, i) => ({ y: deviations(y, i), x: deviations(x, i) }));
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, t) => sum + value * b[t]!, 0);
  const xx = units.reduce((sum, unit) => sum + dot(unit.x, unit.x), 0);
  const estimate = units.reduce((sum, unit) => sum + dot(unit.x, unit.y), 0) / xx;
  const meat = units.reduce((sum, unit) => sum + (dot(unit.x, unit.y) - estimate * dot(unit.x, unit.x)) ** 2, 0);
  // as feols: one coefficient, and effects nested in the clusters
  const n = nUnits * rows;
  const factor = (nUnits / (nUnits - 1)) * ((n - 1) / (n - 2));
  return { estimate, error: Math.sqrt(factor * meat) / xx };
}

/** The same by the verb, a call a model and kind of error. */
export function measureByVerb(engine: Engine, { nUnits, nPeriods, columns }: PanelGrid): Measured {
  const numeric = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;
  const of = (make: (at: number) => number) => Float64Array.from({ length: nUnits * nPeriods }, (_, at) => make(at));
  const [unit, period] = [of((at) => Math.floor(at / nPeriods)), of((at) => at % nPeriods)];
  const table = makeTable([numeric("unit", unit), numeric("period", period), numeric("y", columns[0]!)], {
    ...{ name: "dynamic panel", bytes: 0, sha256: null },
  });
  const byVerb = (model: PanelGmmSpec["model"], steps: 1 | 2, robust: boolean) => {
    const given = panel(table, { unit: "unit", time: "period" });
    return pgmm(engine, given, "y ~ lag(y, 1) | gmm(y, 2:99)", { model, steps, robust });
  };
  const lagOf = ({ coefficients }: ReturnType<typeof byVerb>): Estimated => {
    const { estimate, std_error } = coefficients["lag(y, 1)"]!;
    return { estimate, error: std_error };
  };
  const bound = byVerb("difference", 1, true).bounds!.within;
  return {
    within: { estimate: bound.estimate, error: bound.std_error },
    "difference, one step": lagOf(byVerb("difference", 1, true)),
    "difference, two steps": lagOf(byVerb("difference", 2, false)),
    "difference, two steps, Windmeijer": lagOf(byVerb("difference", 2, true)),
    "system, one step": lagOf(byVerb("system", 1, true)),
    "system, two steps": lagOf(byVerb("system", 2, false)),
    "system, two steps, Windmeijer": lagOf(byVerb("system", 2, true)),
  };
}
