/**
 * Balance of all covariates together: the score fitted again on the rows of a matching, its
 * likelihood-ratio test, and Rubin's B and R of its index.
 */
import { WasmetricsError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import type { BinaryLink } from "../../../engine/kernels/irls.js";
import { type BalanceColumn, groupWeights } from "./balance.js";
import { fitPropensity, type PropensityFit } from "./propensity.js";
import { positionsOf } from "./scored-units.js";

/**
 * Which rows the score is fitted on again: `all` before matching, each once; `unweighted` rows with a weight, each once;
 * `weighted` the same rows, each as often as its weight says.
 */
export type JointForm = "all" | "unweighted" | "weighted";

/** Of a score fitted again. With form `weighted`, likelihood and test take weights as numbers of rows, as pstest does. */
export interface JointTest {
  readonly form: JointForm;
  readonly link: BinaryLink;
  readonly nobs: number;
  /** McFadden's 1 - logLik / nullLogLik: near 0 once nothing predicts the groups. */
  readonly pseudoR2: number;
  /** Likelihood-ratio test that no covariate matters, chi-squared with `df`. */
  readonly lrChi2: number;
  readonly df: number;
  readonly p: number;
  readonly rubin: RubinBalance;
  /** Collinear covariates left out of the fit. */
  readonly dropped: PropensityFit["dropped"];
}

/** Balance of a linear index. Fractions: pstest prints B times 100. */
export interface RubinBalance {
  /** |difference of means| over the root of the mean of both variances: below 0.25 where groups are alike. */
  readonly b: number;
  /** Variance among the treated over that among the controls: between 0.5 and 2 where groups are alike. */
  readonly r: number;
}

/** A test that could not be made, and why: such as covariates that separate the matched groups exactly. */
export interface NoJointTest {
  readonly form: JointForm;
  readonly link: BinaryLink;
  readonly code: string;
  readonly because: string;
}

/**
 * Fits the score again. Where that fails for a reason in the data (separation, no convergence, a group without rows), the
 * result says so in place of numbers: after matching such a failure is itself a finding.
 *
 * @param weights f64[n] of a matching; not looked at with form `all`
 *
 * Source: Sianesi (2004), Review of Economics and Statistics 86(1), doi:10.1162/003465304323023723 (pseudo R2 before and
 * after); the documentation of pstest (Leuven & Sianesi 2003); Rubin (2001), Health Services and Outcomes Research
 * Methodology 2, doi:10.1023/A:1020363010465 (B and R).
 */
export function jointTest(
  engine: Engine,
  columns: readonly BalanceColumn[],
  treated: Uint8Array,
  weights: Float64Array | null,
  form: JointForm,
  link: BinaryLink,
): JointTest | NoJointTest {
  const rows = positionsOf(treated.length, (i) => form === "all" || (weights?.[i] ?? 1) > 0);
  const own = new Uint8Array(rows.length);
  for (let i = 0; i < own.length; i++) own[i] = treated[rows[i]!]!;
  const w = form === "weighted" && weights !== null ? gatherF64(engine, weights, rows) : null;
  try {
    const fit = fitPropensity(
      engine,
      {
        treated: own,
        X: columns.map(({ values }) => gatherF64(engine, values, rows)),
        names: columns.map(({ name }) => name),
        ...(w === null ? {} : { weights: w }),
      },
      link,
    );
    const { pseudoR2, lrChi2, df, p, dropped } = fit;
    const rubin = rubinBalance(engine, fit.linear, own, w);
    return { form, link, nobs: rows.length, pseudoR2, lrChi2, df, p, rubin, dropped };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    return { form, link, code: error.code, because: error.message };
  }
}

/** Rubin's B and R of `index` f64[n], such as the log odds of a score; variances as in `balanceOf`. */
export function rubinBalance(
  engine: Engine,
  index: Float64Array,
  treated: Uint8Array,
  weights: Float64Array | null,
): RubinBalance {
  const [of1, of0] = weightedMoments(
    engine,
    [index],
    [groupWeights(treated, 1, weights), groupWeights(treated, 0, weights)],
  );
  const [v1, v0] = [of1!, of0!].map((m) => m.squares[0]! / (m.weight - m.squaredWeights / m.weight)) as [
    number,
    number,
  ];
  return { b: Math.abs(of1!.means[0]! - of0!.means[0]!) / Math.sqrt((v1 + v0) / 2), r: v1 / v0 };
}
