/**
 * What the robustness suite is asked of dynamic panels by a name: `gmm-MODEL-UNITSxT`, such as `gmm-system-1e5x12`; and the
 * regression as a reader would give it to `pgmm`. Knows nothing of peers.
 */
import type { Column } from "../../src/base/columns.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import type { PgmmRecord } from "../../src/verbs/pgmm/record.js";
import type { Estimate } from "../peers/estimate.js";
import { type DynamicPanel, dynamicPanel } from "../problems/dynamic-panel.js";

const JOB = /^gmm-(?<model>difference|system)-(?<units>[1-9]e[2-5])x(?<periods>[5-9]|[1-4]\d)$/;

/**
 * Instruments of the exogenous regressors in a system: a column an equation each, as plm has them, or one for both, as gretl. They are
 * the same in a difference model.
 */
export type Style = "plm" | "gretl";

export interface PanelGmmJob {
  readonly name: string;
  readonly model: "difference" | "system";
  readonly data: DynamicPanel;
  readonly table: Table;
}

/** The jobs run when none is asked for: one that peers can do, and a large one. */
export const standardPanelGmmJobs: readonly string[] = [
  "gmm-difference-1e3x12",
  "gmm-system-1e3x12",
  "gmm-system-1e5x12",
];

/** Whether `name` is a job, of 1e2 to 9e5 units and 5 to 49 periods, so that every lag is there. */
export const isPanelGmmJob = (name: string): boolean => JOB.test(name);

/** Makes the data of a job called `name`, which `isPanelGmmJob` accepts. */
export function makePanelGmmJob(name: string): PanelGmmJob {
  const { model, units, periods } = JOB.exec(name)!.groups as {
    model: PanelGmmJob["model"];
    units: string;
    periods: string;
  };
  const data = dynamicPanel(Number(units), Number(periods));
  const numeric = (column: string, values: Float64Array): Column => ({ kind: "numeric", name: column, values });
  const table = makeTable(
    [
      numeric("unit", data.unit),
      numeric("period", data.period),
      ...data.names.map((column, j) => numeric(column, data.columns[j]!)),
    ],
    { name, bytes: 0, sha256: null },
  );
  return { name, model, data, table };
}

/** Lags of y that are instruments: collapsed, a column each. */
export const LAGS = { from: 2, to: 4 } as const;

/** Two steps, Windmeijer's errors; lags 2 to 4 of y collapsed. */
export function fitPanelGmmJob(engine: Engine, { model, data, table }: PanelGmmJob, style: Style): PgmmRecord {
  const x = data.names.slice(1);
  const exogenous =
    model === "system" && style === "plm"
      ? `iv(${x.join(", ")}, eq=diff) + iv(${x.join(", ")}, eq=level)`
      : `iv(${x.join(", ")})`;
  const formula = `y ~ 0 + lag(y, 1) + ${x.join(" + ")} | gmm(y, ${LAGS.from}:${LAGS.to}) + ${exogenous}`;
  return pgmm(engine, panel(table, { unit: "unit", time: "period" }), formula, { model, steps: 2, collapse: true });
}

/** What of a record is compared: the lag, then the regressors. */
export function panelEstimate({ coefficients }: PgmmRecord): Estimate {
  const all = Object.values(coefficients);
  return {
    beta: Float64Array.from(all, ({ estimate }) => estimate),
    se: Float64Array.from(all, ({ std_error }) => std_error),
  };
}
