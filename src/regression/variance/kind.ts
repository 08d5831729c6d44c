/**
 * What a variance declares: how it is written, what it needs of the sample, how it is made of a regression, and what it is
 * called. One file each, listed in variances.ts. Numbers come from below: a sandwich is a list of meats (`robustCovariance`).
 */
import { namesIn } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import type { Entry } from "../../base/messages.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { type By, MOST_CLUSTERINGS, requireClusterings, type SampleNeeds } from "../frame/clusterings.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import type { Ssc } from "./ssc.js";
import type { Covariance, Vcov } from "./vcov.js";

/** What the library accepts: a string as on the command line, or `{ cluster: ["city", "firm^year"] }`. */
export type VcovOption = string | { readonly cluster: string | readonly string[] };

/** The parts a record reports of a variance along time or space. */
export type About = NonNullable<Vcov["about"]>;

export interface VarianceWords {
  /** For the cell of a table: `Newey-West, 2 lags`. */
  readonly short: Entry<(about: About) => string>;
  /** What follows it in a summary: `by id and period (10 periods)`. `count` prints a number. */
  readonly by: Entry<(about: About, count: (n: number) => string) => string>;
}

/** What a sandwich sums the squares of: nothing (errors alike), scores of rows, of clusters, or products of scores apart in time or space. */
export type Meat = "none" | "rows" | "clusters" | "products";

/** @template S what it is parsed to: data, with its needs of the sample among them */
export interface VarianceKind<S extends SampleNeeds> {
  /** As written before a colon, and as records publish them; what follows is in `forms.ts`. */
  readonly types: readonly S["type"][];
  /** Reads what follows the colon; undefined without one. */
  readonly parse: (type: S["type"], rest: string | undefined) => S;
  readonly meat: (type: S["type"]) => Meat;
  readonly covariance: (engine: Engine, scope: Scope, regression: LeastSquares, variance: S, ssc: Ssc) => Covariance;
  /** `allowed` where a model of fixed effects alone, without coefficients, has it. */
  readonly withoutRegressors?: "allowed";
  /** The small-sample rule that was applied; default the one asked for. */
  readonly factors?: (type: S["type"], ssc: Ssc) => Ssc;
  /** Of variances that a record says more of than type and clusters. */
  readonly words?: (type: S["type"]) => VarianceWords;
}

/** `type` of a variance that takes nothing after it. Throws UsageError `vcov_type`. */
export function alone<T extends string>(type: T, rest: string | undefined): T {
  if (rest === undefined) return type;
  throw new UsageError("vcov_type", `Variance '${type}' takes nothing after it; got '${type}:${rest}'.`, { got: rest });
}

/** At most `most` cluster variables, `a^b` one of two columns. Throws UsageError `vcov_cluster`, NotSupported `vcov_clusterings`. */
export function clusteringsIn(names: string | readonly string[], type: string, most = MOST_CLUSTERINGS): By {
  const by = (typeof names === "string" ? [names] : names).map((name) => namesIn(name, "^"));
  requireClusterings(by.length, most);
  if (by.length > 0 && !by.flat().includes("")) return by;
  throw new UsageError("vcov_cluster", `Variance '${type}' needs a column: ${type}:city.`, { got: names });
}

/** A number of lags, or null where none is named. Throws UsageError `vcov_lag`. */
export function lagIn(type: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const lag = Number(text);
  if (text !== "" && Number.isSafeInteger(lag) && lag >= 0) return lag;
  throw new UsageError("vcov_lag", `Variance '${type}' takes a whole number of lags, ${type}:2; got '${text}'.`, {
    got: text,
    expected: "a whole number of at least 0",
  });
}
