/** `bootstrap` over rows that stay with an engine: one set of moments answers every draw. */
import { NotSupported } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import { bootstrapFindings, bootstrapRecord } from "../../verbs/bootstrap/fit.js";
import { bootstrapPlan } from "../../verbs/bootstrap/plan.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { BootstrapOptions } from "../../verbs/bootstrap/verb.js";
import type { SqlSource } from "../frame.js";
import { type EngineOptions, ownOptions, pushedRegression, queriesOf } from "./model.js";
import { resamplingModel } from "./resampling.js";

/**
 * The wild or pairs bootstrap, or the jackknife, by one clustering that holds whole units. The draws are those of the rows in memory: the
 * same streams by replication, numbers to 1e-10.
 *
 * @throws NotSupported `engine_resampling`, and as `sqlFeols` and `bootstrap`.
 */
export async function sqlBootstrap(
  engine: Engine,
  source: SqlSource,
  formula: string | ModelSpec,
  options: BootstrapOptions & EngineOptions,
): Promise<BootstrapRecord> {
  const started = performance.now();
  const plan = bootstrapPlan(ownOptions(options));
  const { variance, bootCluster, kind } = plan;
  if (kind === "conley-taber" || kind === "ferman-pinto") {
    throw new NotSupported(
      "engine_resampling",
      `Kind ${kind} exchanges residuals of clusters, period by period, and these are not among the moments that come home: bring the columns home for it.`,
      { got: kind, expected: ["wild", "pairs", "jackknife"] },
    );
  }
  if (variance.by.length > 1 || bootCluster !== null) {
    throw new NotSupported(
      "engine_resampling",
      "Over an engine draws go by the one clustering of the error, whose moments come home; several, or a bootstrap clustering of its own, need the rows by their intersections. Use one, or bring the columns home.",
      { got: { clusterings: variance.by.length, bootCluster }, expected: "one clustering" },
    );
  }
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const queries = queriesOf(source, options);
  const regression = await pushedRegression(engine, queries, source, spec, variance, "required", options);
  const findings = await bootstrapFindings(engine, plan, (scope) =>
    resamplingModel(scope, regression, variance, sscOf(options)),
  );
  return bootstrapRecord(findings, started);
}
