/**
 * The same dynamic panel with other lags as instruments, collapsed and not: what an estimate owes to a choice
 * that theory leaves open.
 */
import { WasmetricsError } from "../../base/errors.js";
import { ownOf } from "../../base/own.js";
import type { InstrumentGroup } from "../../formula/panel-gmm-spec.js";
import { printLagRange, printPanelVariable } from "../../formula/panel-gmm-spec.js";
import { makePanelGmmFormula } from "../../formula/read-panel-gmm.js";
import { firstLag } from "./bounds.js";
import type { FitPart } from "./describe.js";
import type { PgmmPlan } from "./plan.js";
import type { SensitivityRow } from "./record.js";

/** A row a depth and collapse; `estimate` fits a plan. What it throws on purpose is told in the row. */
export function sensitivityRows(
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
        const none = { n_instruments: null, hansen: null, ar2: null, because: error.message };
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
