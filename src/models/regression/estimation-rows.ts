/**
 * Layer models. Which rows a regression uses, without estimating it: for those who count units or check a treatment in
 * the sample of a fit.
 */
import type { SingletonRule } from "../../design/singletons.js";
import { parseRegressionVcov } from "../../inference/regression-vcov.js";
import type { VcovOption } from "../../inference/vcov-spec.js";
import type { Engine } from "../../kernels/engine.js";
import type { Panel } from "../../panel/panel.js";
import type { Table } from "../../table/table.js";
import { sampleOf } from "./least-squares-steps.js";
import { panelDataOf } from "./panel-of.js";
import { specOf } from "./spec-of.js";

/**
 * Rows (0-based, ascending) that `feols` of the same data, formula and options uses; a panel has lags. Throws as `feols` does
 * for a formula or columns that can't serve.
 */
export function estimationRows(
  engine: Engine,
  data: Table | Panel,
  formula: string,
  options: {
    readonly vcov: VcovOption;
    readonly subset?: string;
    readonly weights?: string;
    readonly fixefRm?: SingletonRule;
  },
): Uint32Array {
  return sampleOf(engine, specOf(formula, data), panelDataOf(data).table, parseRegressionVcov(options.vcov), options)
    .rows;
}
