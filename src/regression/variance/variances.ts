/**
 * Every variance a regression by least squares can have: the list of their declarations, and what is read off it. A new one is
 * its own file, a line here and how it is written in `forms.ts`.
 */
import { splitOutside } from "../../base/column-names.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { MOST_CLUSTERINGS, type SampleNeeds, vcovColumns } from "../frame/clusterings.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import { ALONG_TIME, type TimeVcov } from "./along-time.js";
import { CHS } from "./chs.js";
import { CONLEY } from "./conley.js";
import { CR } from "./cr.js";
import { VCOV_FORMS } from "./forms.js";
import { HC } from "./hc.js";
import { clusteringsIn, type Meat, type VarianceKind, type VarianceWords, type VcovOption } from "./kind.js";
import { CLUSTERED, PLAIN, type VcovSpec } from "./plain.js";
import type { Ssc } from "./ssc.js";
import type { Covariance } from "./vcov.js";

/** The declarations, one a family. */
export const KINDS = [PLAIN, HC, CLUSTERED, CR, ALONG_TIME, CONLEY, CHS] as const;

type SpecOf<K> = K extends VarianceKind<infer S> ? S : never;

/** A variance as data. */
export type RegressionVcov = SpecOf<(typeof KINDS)[number]>;

/** Those that an equation with instruments can have. */
export type EquationVcov = VcovSpec | TimeVcov;

/** The declaration of a type; undefined for one that is none. Each reads and makes its own type alone. */
const kindOf = (type: string): VarianceKind<SampleNeeds> | undefined =>
  (KINDS as readonly unknown[] as readonly VarianceKind<SampleNeeds>[]).find(({ types }) => types.includes(type));

/**
 * Parses a variance. Throws UsageError `vcov_type`, `vcov_cluster`, `vcov_lag`, `vcov_conley`, NotSupported
 * `vcov_clusterings` beyond six cluster variables.
 */
export function parseRegressionVcov(option: VcovOption): RegressionVcov {
  if (typeof option !== "string") return clusteredBy(option);
  const [type, rest] = typeAndRest(option);
  const kind = kindOf(type);
  if (kind !== undefined) return kind.parse(type, rest) as RegressionVcov;
  throw new UsageError(
    "vcov_type",
    `Unknown variance '${option}'${didYouMean(type, VCOV_FORMS)} Known are ${VCOV_FORMS.join(", ")}.`,
    { got: option, expected: VCOV_FORMS },
  );
}

/** A variance that is no text. Throws UsageError `vcov_type` unless it has clusters: programs without types may ask for anything. */
function clusteredBy(option: Exclude<VcovOption, string>, most?: number): VcovSpec {
  const cluster: unknown = option?.cluster;
  if (typeof cluster === "string" || (Array.isArray(cluster) && cluster.every((name) => typeof name === "string"))) {
    return { type: "cluster", by: clusteringsIn(cluster, "cluster", most) };
  }
  throw new UsageError(
    "vcov_type",
    `A variance is a text, one of ${VCOV_FORMS.join(", ")}, or { cluster: ["a", "b"] }; got ${JSON.stringify(option)}.`,
    { got: option, expected: VCOV_FORMS },
  );
}

function typeAndRest(option: string): [type: string, rest: string | undefined] {
  const text = option.trim();
  const at = text.indexOf(":");
  return at < 0 ? [text, undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Parses a variance of an equation with instruments. Throws as `parseRegressionVcov` and `parseVcov`. */
export function parseEquationVcov(option: VcovOption): EquationVcov {
  if (typeof option !== "string") return parseVcov(option, MOST_CLUSTERINGS);
  const [type, rest] = typeAndRest(option);
  return type === "NW" || type === "DK" ? ALONG_TIME.parse(type, rest) : parseVcov(option, MOST_CLUSTERINGS);
}

/** Columns `variance` (such as `cluster:city^year`) reads. Throws UsageError as `parseRegressionVcov`. */
export const varianceColumns = (variance: string): string[] => vcovColumns(parseRegressionVcov(variance));

/** The covariance of a regression's coefficients. Throws as the variance does, NotSupported `vcov_no_regressor`. */
export function covarianceOf(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: RegressionVcov,
  ssc: Ssc,
): Covariance {
  const { type } = variance;
  const { covariance, withoutRegressors } = kindOf(type)!;
  if (regression.result.fit.k === 0 && withoutRegressors !== "allowed") {
    throw new NotSupported(
      "vcov_no_regressor",
      `A model of fixed effects alone has no coefficient for a variance '${type}': ask for iid, hetero or cluster.`,
      { got: type, expected: ["iid", "hetero", "cluster"] },
    );
  }
  return covariance(engine, scope, regression, variance, ssc);
}

/** The small-sample rule that was applied: some variances have corrections of their own, and no other factor. */
export const factorsOf = ({ type }: SampleNeeds, ssc: Ssc): Ssc => kindOf(type)?.factors?.(type, ssc) ?? ssc;

/** What the sandwich of a variance sums the squares of; undefined for a type that is none of a regression. */
export const meatOf = (type: string): Meat | undefined => kindOf(type)?.meat(type);

/** The words of a variance whose record reports more of it than its clusters. */
export const wordsOf = (type: string): VarianceWords | undefined => kindOf(type)?.words?.(type);

/** Cluster variables of verbs that do not say otherwise. */
const USUAL_CLUSTERINGS = 2;

/**
 * Parses a variance of a verb that has iid, hetero and clusters by at most `most` variables. Throws UsageError on an unknown
 * one, NotSupported on one that only a regression by `feols` has.
 */
export function parseVcov(option: VcovOption, most = USUAL_CLUSTERINGS): VcovSpec {
  if (typeof option !== "string") return clusteredBy(option, most);
  const [type, rest] = typeAndRest(option);
  if (type === "iid" || type === "hetero") return PLAIN.parse(type, rest);
  if (type === "cluster") return { type, by: clusteringsIn(splitOutside(rest ?? "", "+"), type, most) };
  if (kindOf(type) !== undefined) {
    throw new NotSupported(
      "vcov_type",
      `Variance '${type}' is one of regressions without instruments (feols, event-study); here use iid, hetero, cluster:a or cluster:a+b.`,
      {
        got: option,
        expected: ["iid", "hetero", "cluster:a", "cluster:a+b"],
      },
    );
  }
  throw new UsageError(
    "vcov_type",
    `Unknown variance '${option}'${didYouMean(
      type,
      KINDS.flatMap(({ types }) => types),
    )} Use iid, hetero, cluster:a or cluster:a+b.`,
    { got: option, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}
