/** `feols` over rows that stay with an engine: the record `feols` gives of the same rows in memory, to 1e-10. */
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { requireRegressionVcov } from "../../regression/fit-options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { refuseEquation } from "../../verbs/feols/equation-options.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import type { SqlSource } from "../frame.js";
import { sqlEquation } from "./equation.js";
import { type EngineOptions, pushedRegression, queriesOf } from "./model.js";

/**
 * Least squares with fixed effects, or an equation with instruments. Variances: iid, hetero, and clusters of any groupings.
 *
 * @throws NotSupported `engine_vcov`, `engine_effects`; NumericalError `engine_digits`; DataError `engine_changed`; and as
 *   `feols` and the engine.
 */
export async function sqlFeols(
  engine: Engine,
  source: SqlSource,
  formula: string | ModelSpec,
  options: FeolsOptions & EngineOptions,
): Promise<FitRecord> {
  const columns = source.columns.map(({ name }) => name);
  const spec = typeof formula === "string" ? parseFormula(formula, { columns }) : formula;
  if (hasInstruments(spec)) return sqlEquation(engine, source, spec, options);
  refuseEquation(spec.call, options);
  const variance = requireRegressionVcov(options.vcov);
  const queries = queriesOf(source, options);
  return (await pushedRegression(engine, queries, source, spec, variance, "preferred", options)).record;
}
