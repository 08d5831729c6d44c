/**
 * `pgmm`: a dynamic panel by difference or system GMM, from a panel and a formula, or a line of xtabond2, to a
 * record that says everything chosen, dropped or assumed. Orchestrates; every number is made in a layer below.
 * Source: Arellano & Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968; Arellano & Bover (1995), Journal of
 * Econometrics 68(1), doi:10.1016/0304-4076(94)01642-D; Blundell & Bond (1998), Journal of Econometrics 87(1),
 * doi:10.1016/S0304-4076(98)00009-8.
 */

import type { Column } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import { labelsOf } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import { makeTable } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import {
  type InstrumentGroup,
  type PanelGmmFormula,
  printLagRange,
  printPanelVariable,
} from "../../formula/panel-gmm-spec.js";
import { makeSpec } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import { makePanelGmmFormula } from "../../formula/read-panel-gmm.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { feols } from "../feols/feols.js";
import { describePgmm, type FitPart } from "./describe.js";
import { fitPanelGmm } from "./estimator/fit-panel-gmm.js";
import { type PgmmLayout, pgmmLayout } from "./grid.js";
import { PGMM_NOTES } from "./messages.js";
import { fitNotes, pgmmNotes } from "./notes.js";
import { commandOf, type PgmmPlan, pgmmPlan } from "./plan.js";
import type { LagBounds, PgmmRecord, SensitivityRow } from "./record.js";
import type { PgmmOptions } from "./verb.js";

// The same dynamic panel with other lags as instruments, collapsed and not: what an estimate owes to a choice that
// theory leaves open.

/** A row a depth and collapse; `estimate` fits a plan. What it throws on purpose is reported in the row. */
function sensitivityRows(
  plan: PgmmPlan,
  depths: readonly (number | null)[],
  estimate: (plan: PgmmPlan) => FitPart,
): SensitivityRow[] {
  const terms = comparedTerms(plan);
  return depths.flatMap((depth) =>
    [false, true].map((collapse): SensitivityRow => {
      const changed = withDepth(plan, depth, collapse);
      const lags = changed.formula.instruments.flatMap((group) =>
        group.kind === "gmm" ? [printLagRange(group.from, group.to)] : [],
      );
      try {
        const { coefficients, n_instruments, tests } = estimate(changed);
        const found = terms.flatMap((term) => {
          const coefficient = ownOf(coefficients, term);
          return coefficient === undefined ? [] : [[term, coefficient] as const];
        });
        const { hansen, ar2 } = tests;
        const all = { n_instruments, hansen, ar2: ar2 ?? null, because: null };
        return { lags, depth, collapse, coefficients: Object.fromEntries(found), ...all };
      } catch (error) {
        if (!(error instanceof WasmetricsError)) throw error;
        const none = { n_instruments: null, hansen: null, ar2: null, because: error.message, code: error.code };
        return { lags, depth, collapse, coefficients: {}, ...none };
      }
    }),
  );
}

/** The first lag of the outcome and the first other regressor. */
function comparedTerms(plan: PgmmPlan): string[] {
  const names = plan.formula.terms.map(printPanelVariable);
  const lag = firstLag(plan);
  const own = new Set(names.filter((name) => name.startsWith("lag(")));
  const other = names.find((name) => !own.has(name));
  return [lag, other].filter((name): name is string => name !== undefined);
}

/** `plan` with `depth` lags in every `gmm()`, all there are for null. */
function withDepth(plan: PgmmPlan, depth: number | null, collapse: boolean): PgmmPlan {
  const { call: _call, ...formula } = plan.formula;
  const instruments = formula.instruments.map((group): InstrumentGroup => {
    if (group.kind === "iv") return group;
    const to = depth === null ? Number.POSITIVE_INFINITY : group.from + depth - 1;
    return { ...group, to, collapse };
  });
  return { ...plan, collapse, formula: makePanelGmmFormula({ ...formula, instruments }) };
}

/**
 * GMM on a dynamic panel. With `sensitivity`, also the same model under other lags of instruments.
 *
 * @param formula `log(emp) ~ lag(log(emp), 1:2) + x | gmm(log(emp), 2:99) + iv(x)`, or `xtabond2 n L.n w, gmm(L.n) iv(w)`,
 *   whose options take the place of ours.
 * @throws UsageError for a malformed formula, line or option; DataError and NumericalError as `fitPanelGmm`: too few periods for
 *   the lags, no valid instrument, too few to identify the coefficients, a singular weight; NotSupported for what is not
 *   validated; the signal's reason when aborted.
 */
export function pgmm(
  engine: Engine,
  panel: Panel,
  formula: string | PanelGmmFormula,
  options: PgmmOptions = {},
): PgmmRecord {
  const started = performance.now();
  const { table, unit, time } = panel;
  const plan = pgmmPlan(formula, table.names, options);
  const report = (stage: string, fraction: number) => {
    options.signal?.throwIfAborted();
    options.onProgress?.({ stage, fraction, msLeft: null });
  };
  report("placing the panel", 0);
  const layout = pgmmLayout(engine, panel, plan);
  const placed = performance.now();

  report("estimating", 0.2);
  const fit = fitPanelGmm(engine, layout.grid, layout.spec);
  const estimated = describePgmm(engine, fit, layout, plan, unit.name);
  const fitted = performance.now();

  report("bounds of the lagged outcome", 0.6);
  const lag = firstLag(plan);
  const coefficient = lag === undefined ? undefined : ownOf(estimated.coefficients, lag);
  const { bounds, notes } =
    coefficient === undefined ? NO_BOUNDS : lagBounds(engine, layout, plan, coefficient.estimate);
  const bounded = performance.now();

  const sensitivity =
    plan.depths === null
      ? null
      : sensitivityRows(plan, plan.depths, (changed) => {
          report("estimating with other instruments", 0.7);
          const other = pgmmLayout(engine, panel, changed);
          return describePgmm(engine, fitPanelGmm(engine, other.grid, other.spec), other, changed, unit.name);
        });
  const { model, transform, steps, h, robust, small } = plan;
  const unnoted = {
    kind: "pgmm" as const,
    call: plan.formula.call,
    command: commandOf(plan, { unit: unit.name, time: time.name }, table.source.name),
    xtabond2: plan.xtabond2?.line ?? null,
    depvar: printExpression(plan.formula.lhs),
    ...estimated,
    panel: describePanel(panel, layout),
    ...{ model, transform, steps, h, robust, small },
    time_dummies: layout.timeDummies,
    bounds,
    sensitivity,
  };
  const { coefficients, long_run } = estimated;
  const names = [unnoted.depvar, ...Object.keys(coefficients), ...Object.keys(long_run), unit.name, time.name];
  return deepFreeze({
    ...unnoted,
    ...labelsOf(table, names),
    notes: [...table.notes, ...layout.notes, ...fitNotes(fit), ...pgmmNotes(unnoted, plan), ...notes],
    timing_ms: {
      layout: placed - started,
      gmm: fitted - placed,
      bounds: bounded - fitted,
      total: performance.now() - started,
    },
    provenance: provenanceOf(engine, table),
  } satisfies PgmmRecord);
}

const NO_BOUNDS: ReturnType<typeof lagBounds> = { bounds: null, notes: [] };

/** Rows of the panel's table (0-based, ascending) that have outcome, regressors and their lags. Throws as `pgmm`. */
export function pgmmRows(
  engine: Engine,
  panel: Panel,
  formula: string | PanelGmmFormula,
  options: PgmmOptions = {},
): Uint32Array {
  const { usable, cells } = pgmmLayout(engine, panel, pgmmPlan(formula, panel.table.names, options));
  return Uint32Array.from(cells.keys()).filter((row) => usable[cells[row]!] === 1);
}

function describePanel({ unit, time, period, nUnits, balance }: Panel, { grid }: PgmmLayout): PgmmRecord["panel"] {
  return {
    unit: unit.name,
    time: time.name,
    ...(period === undefined ? {} : { period }),
    units: nUnits,
    first_period: Number(grid.periods[0]),
    last_period: Number(grid.periods[grid.nPeriods - 1]),
    units_with_gaps: balance.gaps,
  };
}

// Pooled least squares and the within estimator of a dynamic panel: biased in opposite directions, so that a
// good estimate of the coefficient of the lagged outcome lies between them.
// Source: Nickell (1981), Econometrica 49(6), doi:10.2307/1911408; Bond (2002), Portuguese Economic Journal 1(2),
// doi:10.1007/s10258-002-0009-9.

/** Names of the columns that the regressions read; no regressor of theirs bears a name of the user's. */
const [OUTCOME, UNIT, PERIOD] = ["outcome", "unit", "period"] as const;
const regressor = (j: number): string => `x${j}`;

/** The lag whose coefficient is bounded: the first of the outcome, if the formula has it. */
export function firstLag({ formula }: PgmmPlan): string | undefined {
  const outcome = printExpression(formula.lhs);
  const term = formula.terms.find(
    (candidate) =>
      candidate.kind === "expression" && candidate.lag === 1 && printExpression(candidate.expression) === outcome,
  );
  return term === undefined ? undefined : printPanelVariable(term);
}

/** Both regressions on the rows of the equation in levels, errors clustered by unit; a note where one can't be made. */
export function lagBounds(
  engine: Engine,
  layout: PgmmLayout,
  plan: PgmmPlan,
  estimate: number,
): { readonly bounds: LagBounds | null; readonly notes: readonly Note[] } {
  const term = firstLag(plan)!;
  const { grid, usable, terms, spec } = layout;
  const cells = usedCells(usable);
  const numeric = (name: string, of: (cell: number) => number): Column => {
    const values = new Float64Array(cells.length);
    for (let i = 0; i < values.length; i++) values[i] = of(cells[i]!);
    return { kind: "numeric", name, values };
  };
  const taken = (name: string, values: Float64Array): Column => numeric(name, (cell) => values[cell]!);
  const columns: Column[] = [
    taken(OUTCOME, grid.columns[spec.outcome]!),
    ...terms.map(({ column }, j) => taken(regressor(j), grid.columns[column]!)),
    numeric(UNIT, (cell) => Math.floor(cell / grid.nPeriods)),
    numeric(PERIOD, (cell) => cell % grid.nPeriods),
  ];
  const table = makeTable(columns, { name: "the equation in levels", bytes: 0, sha256: null });
  const at = terms.findIndex(({ name: own }) => own === term);
  const name = (text: string) => ({ kind: "name" as const, name: text });
  const fitted = (effects: readonly string[]): Coefficient => {
    const model = makeSpec({
      lhs: name(OUTCOME),
      terms: terms.map((_, j) => ({ variables: [{ kind: "expression", expression: name(regressor(j)) }] })),
      intercept: true,
      fixedEffects: effects.map((effect) => ({ columns: [effect] })),
    });
    const record = feols(engine, table, model, { vcov: { cluster: [UNIT] }, level: plan.level, fixefRm: "none" });
    return record.coefficients[regressor(at)]!;
  };
  try {
    const time = plan.timeDummies ? [PERIOD] : [];
    const [pooled_ols, within] = [fitted(time), fitted([UNIT, ...time])];
    if (pooled_ols === undefined || within === undefined) return { bounds: null, notes: [] };
    const position =
      estimate < within.estimate ? "below within" : estimate > pooled_ols.estimate ? "above pooled" : "between";
    return { bounds: { term, estimate, pooled_ols, within, position }, notes: [] };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    return { bounds: null, notes: [note(PGMM_NOTES, "no_bounds", { term, code: error.code, refused: error.message })] };
  }
}

/** Positions where `usable` is 1, ascending. */
function usedCells(usable: Uint8Array): Uint32Array {
  const cells = new Uint32Array(usable.length);
  let n = 0;
  for (let cell = 0; cell < usable.length; cell++) if (usable[cell] === 1) cells[n++] = cell;
  return cells.subarray(0, n);
}
