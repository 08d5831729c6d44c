/**
 * Which rows a regression uses, without estimating it: for those who count units or check a treatment in
 * the sample of a fit.
 */

import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { panelDataOf } from "../../regression/frame/panel-of.js";
import { sampleOf } from "../../regression/frame/sample.js";
import type { SingletonRule } from "../../regression/frame/singletons.js";
import { specOf } from "../../regression/frame/spec-of.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";

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
