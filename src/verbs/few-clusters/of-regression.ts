/**
 * Few clusters in a regression: its treatments are the regressors of two values, dummies of factors left out, whose share differs between clusters.
 */
import type { Note } from "../../base/messages.js";
import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Fit } from "../../regression/least-squares/fit.js";
import type { LeastSquares } from "../../regression/least-squares/least-squares.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { fewClustersNote, fewestOf, sharesOf, treatmentFacts } from "./notes.js";

/** The note; none with many clusters. */
export function fewClustersIn(engine: Engine, regression: LeastSquares, variance: RegressionVcov): Note[] {
  const { clusterings, clusterTerms } = regression.clusters(variance);
  const clusters = fewestOf(variance.type, clusterings);
  if (clusters === undefined) return [];
  const { spec, terms, result } = regression;
  const over = clusterTerms.find(({ name }) => name === clusters.name)!;
  const names = new Set(expressionsOf(spec));
  const found = result.kept.flatMap((j, at) => {
    const name = terms.names[j]!;
    if (!names.has(name)) return [];
    const x = terms.columns[j]!.numbers();
    const shares = () => engine.scope((scope) => sharesOf(engine, scope, netOf(engine, scope, result.fit, at), over));
    return treatmentFacts(name, x, clusters, shares) ?? [];
  });
  return [fewClustersNote(variance.type, clusters, found)];
}

/** Names of the terms that are numbers, not dummies. */
const expressionsOf = ({ terms }: ModelSpec): string[] =>
  terms.flatMap(({ variables }) => {
    const parts = variables.flatMap((one) => (one.kind === "expression" ? [printExpression(one.expression)] : []));
    return parts.length === variables.length ? [parts.join(":")] : [];
  });

/** Regressor `at` net of all others and of the effects, up to its length: X (X'X)^-1 e. */
function netOf(engine: Engine, scope: Scope, fit: Fit, at: number) {
  const { n, k, X, Rinv } = fit;
  const direction = Float64Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let l = Math.max(i, at); l < k; l++) sum += Rinv[i + l * k]! * Rinv[at + l * k]!;
    return sum;
  });
  return linearCombinationsBlock(engine, scope, n, k, 1, X, scope.copyF64(direction));
}
