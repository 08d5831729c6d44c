/**
 * Layer models. A regression by least squares in linear memory, before its variance: from a table and a formula to demeaned
 * columns, coefficients and residuals. What a record says of it, and which variance it has, is for others.
 */
import type { SampleColumn } from "../../base/sample-column.js";
import type { Absorber, Solve } from "../../design/absorber.js";
import type { Sample } from "../../design/sample.js";
import type { ExpandedTerms } from "../../design/terms.js";
import { type OlsResult, ols } from "../../estimators/ols.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { clusteringsOf, type RegressionVcov } from "../../inference/regression-vcov.js";
import { clusterName } from "../../inference/vcov-spec.js";
import { reorderColumns } from "../../kernels/columns.js";
import type { Engine, Scope } from "../../kernels/engine.js";
import type { Panel } from "../../panel/panel.js";
import type { Table } from "../../table/table.js";
import { absorberOf } from "../effects-plan.js";
import type { FeolsOptions } from "../feols.js";
import { naming, requireOutcome, requireVariation } from "./enough-variation.js";
import { type ClusterParts, clusterParts, demeanAndWeight, isAbsorbed } from "./least-squares-steps.js";
import { panelDataOf } from "./panel-of.js";
import { placeSample } from "./placed-sample.js";

/** Valid while the scope is open that it was made in. */
export interface LeastSquares {
  readonly table: Table;
  readonly panel: Panel | undefined;
  readonly spec: ModelSpec;
  readonly sample: Sample;
  /** Regressors over the sample's rows, collinear ones too: `result.kept` are those of the coefficients. */
  readonly terms: ExpandedTerms;
  /** The outcome over the sample's rows. */
  readonly y: SampleColumn;
  readonly absorber: Absorber;
  readonly solve: Solve;
  /** Its `fit` has demeaned, weighted columns in the absorber's order of rows. */
  readonly result: OlsResult;
  /** Clusters of a variance, made once for each set of cluster variables. */
  readonly clusters: (variance: RegressionVcov) => ClusterParts;
  /** Milliseconds of sample, demeaning and solving. */
  readonly timing: { readonly sample: number; readonly demean: number; readonly least_squares: number };
}

/**
 * Regresses. Score sums by the first cluster variable of `variance` come with the residuals.
 * Throws as `feols`, but for its variance.
 */
export function leastSquares(
  engine: Engine,
  scope: Scope,
  data: Table | Panel,
  spec: ModelSpec,
  variance: RegressionVcov,
  options: FeolsOptions,
): LeastSquares {
  const started = performance.now();
  const { table, panel } = panelDataOf(data, options.panel);
  const placed = placeSample(engine, scope, spec, table, variance, {
    ...options,
    slopes: "allowed",
    effectsAlone: "allowed",
  });
  const { sample, terms, y, columns } = placed;
  const sampled = performance.now();

  const absorber = absorberOf(engine, scope, sample, options);
  const { rowOrder } = absorber;
  const width = terms.columns.length + 1;
  if (rowOrder !== null) reorderColumns(engine, scope, sample.rows.length, width, rowOrder, columns);
  const solve = naming([...terms.names, printExpression(spec.lhs)], () =>
    demeanAndWeight(engine, scope, absorber, columns, width, sample.weights),
  );
  const absorbed = terms.names.map((_, j) => isAbsorbed(solve, j));
  const demeaned = performance.now();

  requireOutcome(y, printExpression(spec.lhs), solve, sample);
  requireVariation(terms, absorbed, sample);
  const clusters = clustersOnce(engine, table, sample, rowOrder);
  const first = clusters(variance).clusterTerms[0];
  const result = ols(engine, scope, sample.rows.length, terms.names.length, columns, absorbed, {
    ...(first === undefined ? {} : { clusters: first }),
    shrunk: solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!),
  });
  const timing = {
    sample: sampled - started,
    demean: demeaned - sampled,
    least_squares: performance.now() - demeaned,
  };
  return { table, panel, spec, sample, terms, y, absorber, solve, result, clusters, timing };
}

function clustersOnce(engine: Engine, table: Table, sample: Sample, rowOrder: Uint32Array | null) {
  const made = new Map<string, ClusterParts>();
  return (variance: RegressionVcov): ClusterParts => {
    const key = clusteringsOf(variance).map(clusterName).join("+");
    const parts = made.get(key) ?? clusterParts(engine, variance, table, sample, rowOrder);
    made.set(key, parts);
    return parts;
  };
}
