/**
 * Pooled least squares and the within estimator of a dynamic panel: biased in opposite directions, so that a
 * good estimate of the coefficient of the lagged outcome lies between them.
 * Source: Nickell (1981), Econometrica 49(6), doi:10.2307/1911408; Bond (2002), Portuguese Economic Journal 1(2),
 * doi:10.1007/s10258-002-0009-9.
 */

import type { Column } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { makeTable } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { printPanelVariable } from "../../formula/panel-gmm-spec.js";
import { makeSpec } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { feols } from "../feols/feols.js";
import type { PgmmLayout } from "./grid.js";
import { PGMM_NOTES } from "./messages.js";
import type { PgmmPlan } from "./plan.js";
import type { LagBounds } from "./record.js";

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
