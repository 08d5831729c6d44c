/** Regressions whose effects are solved for by conjugate gradients over an engine's rows, however few their cells. */
import type { Engine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { requireRegressionVcov } from "../../src/regression/fit-options.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { makeFrame } from "../../src/sql/make-frame.js";
import type { CrossedOptions } from "../../src/sql/moments/pushed-moments.js";
import { sqlRegression } from "../../src/sql/regression.js";
import { frameOptions, type ModelOptions, queriesOf, regressionOptions } from "../../src/sql/verbs/model.js";

export type CrossedModel = ModelOptions & { readonly vcov: string };

/** The record of `formula` over `source`. */
export async function byGradients(
  kernels: Engine,
  source: SqlSource,
  formula: string,
  { vcov, ...options }: CrossedModel,
  own: CrossedOptions = {},
): Promise<FitRecord> {
  const variance = requireRegressionVcov(vcov);
  const queries = queriesOf(source, options);
  return source.engine.snapshot(async () => {
    const frame = await makeFrame(queries, source, parseFormula(formula), variance, frameOptions(options));
    const chosen = { ...regressionOptions(variance, "preferred", options), crossed: { mostCells: 0, ...own } };
    return (await sqlRegression(kernels, queries, frame, chosen)).record;
  });
}
