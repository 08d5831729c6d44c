/**
 * Regressions on rows made of those of the sample, such as long differences and stacks: a table of their own with outcome, regressors,
 * effects and weights, and the clusters of the rows they come from. Influences are by the clusters of the whole sample, so that those of
 * several regressions stand beside each other.
 */
import type { NumericColumn } from "../../../base/columns.js";
import { DataError, NotSupported, WasmetricsError } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { makeTable } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { makeSpec } from "../../../formula/parser.js";
import { type SampleNeeds, vcovColumns } from "../../../regression/frame/clusterings.js";
import { clusterInfluence, requireClusters } from "../../../regression/variance/vcov.js";
import { type Fitted, feolsAnd } from "../../feols/feols.js";
import { fitGlmAnd } from "../../glm/fit-glm.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { type Estimates, ownDegrees } from "./estimates.js";
import { requiringVariation } from "./no-variation.js";

export interface DerivedRows {
  /** Position in the sample of the row each comes from; repeats allowed. */
  readonly from: Uint32Array;
  readonly outcome: Float64Array;
  /** What estimates are of, then covariates. */
  readonly regressors: readonly Named[];
  readonly covariates: readonly Named[];
  readonly effects: readonly { readonly name: string; readonly codes: Float64Array }[];
  readonly weights: Float64Array | null;
  /** Of counts a Poisson regression, which may leave no row out. */
  readonly family?: "poisson";
}

export interface Named {
  readonly name: string;
  readonly values: Float64Array;
}

export interface DerivedFit {
  /** Of the regressors that were estimated, in their order; the others are collinear. */
  readonly names: readonly string[];
  readonly estimates: Estimates;
  readonly nobs: number;
  readonly df: number;
  readonly clusters: number;
  readonly notes: readonly Note[];
}

/** Change of the deviance at which counts have been climbed: effects are differences of means. */
const POISSON_TOLERANCE = 1e-12;

const [OUTCOME, WEIGHT, CLUSTER] = ["did_y", "did_weight", "did_cluster"] as const;

/** Throws NotSupported `did_variance` for a variance along time or space, NumericalError `one_cluster`, and as `feols`. */
export function regressDerived(engine: Engine, sample: DidSample, plan: DidPlan, made: DerivedRows): DerivedFit {
  const { regressors, covariates, effects, outcome, weights } = made;
  const numeric = ({ name, values }: Named): NumericColumn => ({ kind: "numeric", name, values });
  const variance = varianceOf(sample, plan, made.from);
  const table = makeTable(
    [
      ...[numeric({ name: OUTCOME, values: outcome }), ...[...regressors, ...covariates].map(numeric)],
      ...effects.map(({ name, codes }) => numeric({ name, values: codes })),
      ...(weights === null ? [] : [numeric({ name: WEIGHT, values: weights })]),
      ...variance.columns.map(numeric),
    ],
    sample.table.source,
  );
  const named = (name: string) => ({ kind: "name", name }) as const;
  const spec = makeSpec({
    lhs: named(OUTCOME),
    terms: [...regressors, ...covariates].map(({ name }) => ({
      variables: [{ kind: "expression", expression: named(name) }],
    })),
    intercept: true,
    fixedEffects: effects.map(({ name }) => ({ columns: [name] })),
  });
  const options = {
    ...{ vcov: variance.text, ssc: plan.ssc, level: plan.level, fixefRm: "none" as const },
    ...(weights === null ? {} : { weights: WEIGHT }),
  };
  const wanted = regressors.map(({ name }) => name);
  const read = (fitted: Fitted) => taking(engine, fitted, wanted, sample.clusters, made.from);
  if (made.family === "poisson") {
    const climb = { ...options, separation: "error" as const, tolerance: POISSON_TOLERANCE };
    const { record, taken } = unseparated(() =>
      requiringVariation(() => fitGlmAnd(engine, "poisson", table, spec, climb, read)),
    );
    return { ...taken, nobs: record.nobs, df: Number.POSITIVE_INFINITY, notes: record.notes };
  }
  const { record, taken } = requiringVariation(() => feolsAnd(engine, table, spec, options, read));
  return { ...taken, nobs: record.nobs, df: record.vcov.df, notes: record.notes };
}

/** Throws DataError `did_separated` where counts of 0 leave a Poisson regression without finite coefficients. */
function unseparated<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof WasmetricsError && error.code === "separated")) throw error;
    throw new DataError(
      "did_separated",
      "Outcomes of 0 leave a Poisson regression without finite effects: some cohorts' periods are separated by zeros alone. Leave such units or periods out with --subset, or use --family gaussian.",
      { got: "separated", expected: "outcomes above 0 in every cohort's period, and beside it" },
      { cause: error },
    );
  }
}

/** The variance in terms of columns of the derived table. */
function varianceOf({ clusters, table, rows }: DidSample, { variance, vcov }: DidPlan, from: Uint32Array) {
  if (variance === null || isOneClustering(variance)) {
    const values = Float64Array.from(from, (i) => clusters.codes[i]!);
    requireClusters([{ name: clusters.name, nLevels: new Set(values).size }]);
    return { text: `cluster:${CLUSTER}`, columns: [{ name: CLUSTER, values }] };
  }
  const needs: SampleNeeds = variance;
  if (needs.panel === true || (needs.places ?? []).length > 0 || typeof vcov !== "string") {
    throw new NotSupported(
      "did_variance",
      `A variance '${variance.type}' is of rows that stand once in a panel, and this estimator makes rows of its own: use cluster:a.`,
      { got: variance.type, expected: ["cluster:a"] },
    );
  }
  const columns = vcovColumns(variance).map((name) => {
    const { codes } = categoryOf(table.column(name), rows);
    return { name, values: Float64Array.from(from, (i) => codes[i]!) };
  });
  return { text: vcov, columns };
}

const isOneClustering = ({ type, by = [] }: SampleNeeds): boolean => type === "cluster" && by.length === 1;

function taking(
  engine: Engine,
  { fit, names, clusterTerms, ssc, covariance }: Fitted,
  wanted: readonly string[],
  clusters: DidSample["clusters"],
  from: Uint32Array,
) {
  const positions = wanted.map((name) => names.indexOf(name)).filter((at) => at >= 0);
  const p = positions.length;
  const matrix = new Float64Array(p * p);
  positions.forEach((a, i) => {
    positions.forEach((b, j) => {
      matrix[i * p + j] = covariance.matrix[a * fit.k + b]!;
    });
  });
  const [term] = clusterTerms;
  const isOne = clusterTerms.length === 1 && term!.name === CLUSTER;
  return {
    names: positions.map((at) => names[at]!),
    estimates: {
      values: Float64Array.from(positions, (at) => fit.beta[at]!),
      covariance: matrix,
      influence: isOne
        ? spread(clusterInfluence(engine, fit, term!, positions, ssc, covariance.K), p, clusters, from)
        : null,
      ...ownDegrees(covariance, positions),
    },
    clusters: term?.nLevels ?? 0,
  };
}

/** Influences of the clusters of some rows at the places of all clusters of the sample. */
function spread(
  influence: Float64Array,
  p: number,
  { codes, nLevels }: DidSample["clusters"],
  from: Uint32Array,
): Float64Array {
  const used = new Uint8Array(nLevels);
  for (const i of from) used[codes[i]!] = 1;
  const places = Uint32Array.from(used.keys()).filter((code) => used[code] !== 0);
  if (places.length * p !== influence.length) throw clustersLost(places.length, influence.length / p);
  if (places.length === nLevels) return influence;
  const out = new Float64Array(nLevels * p);
  for (let j = 0; j < p; j++) {
    places.forEach((code, c) => {
      out[j * nLevels + code] = influence[j * places.length + c]!;
    });
  }
  return out;
}

const clustersLost = (expected: number, got: number): DataError =>
  new DataError(
    "did_clusters_lost",
    `The regression left out all rows of ${expected - got} clusters, as where all outcomes of a period are 0: leave such periods out with --subset.`,
    { got, expected },
  );
