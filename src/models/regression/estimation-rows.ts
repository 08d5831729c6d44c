/**
 * Layer models. Which rows a regression uses, without estimating it: for those who count units or check a treatment in
 * the sample of a fit.
 */
import type { SingletonRule } from "../../design/singletons.js";
import { parseFormula } from "../../formula/parser.js";
import { parseRegressionVcov } from "../../inference/regression-vcov.js";
import type { VcovOption } from "../../inference/vcov-spec.js";
import type { Engine } from "../../kernels/engine.js";
import type { Table } from "../../table/table.js";
import { sampleOf } from "./least-squares-steps.js";

/**
 * Rows (0-based, ascending) that `feols` of the same formula and options uses. Throws as `feols` does for a formula or
 * columns that can't serve.
 */
export function estimationRows(
  engine: Engine,
  table: Table,
  formula: string,
  options: {
    readonly vcov: VcovOption;
    readonly subset?: string;
    readonly weights?: string;
    readonly fixefRm?: SingletonRule;
  },
): Uint32Array {
  return sampleOf(engine, parseFormula(formula), table, parseRegressionVcov(options.vcov), options).rows;
}
