/**
 * Hausman's test of two estimates, one consistent under both hypotheses, one efficient under the null.
 * Source: Hausman (1978), Econometrica 46(6), doi:10.2307/1913827.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf } from "../../../engine/kernels/math.js";
import { type PanelTest, withoutStatistic } from "../record.js";

/** Eigenvalues of the difference of covariances within this share of the consistent one's are zero. */
const ROUNDING = 1e-10;

const HAUSMAN: PanelTest = {
  name: "Hausman test",
  statistic: null,
  distribution: "chi2",
  df: [],
  p_value: null,
  hypothesis: "the effects are uncorrelated with the regressors: random effects are consistent and efficient",
  alternative: "greater",
  source: "Hausman 1978",
  because: null,
};

/** Estimates by name, with their covariance. */
export interface NamedEstimates {
  readonly names: readonly string[];
  readonly beta: ArrayLike<number>;
  /** Square, row-major. */
  readonly matrix: ArrayLike<number>;
}

/**
 * d'(V_c - V_e)^-1 d over the terms both have but the constant, d = b_c - b_e. Where the difference of covariances is
 * singular its pseudo-inverse is taken, with its rank as degrees of freedom. Where it has a negative eigenvalue, as in a
 * finite sample it may, the statistic need not be chi-squared, which `because` says; one below zero has no p. Without terms
 * to compare, or errors of theirs, there is no statistic.
 */
export function hausmanTest(engine: Engine, consistent: NamedEstimates, efficient: NamedEstimates): PanelTest {
  const terms = consistent.names.filter((name) => name !== "(Intercept)" && efficient.names.includes(name));
  const places = (of: NamedEstimates) => terms.map((term) => of.names.indexOf(term));
  const [c, e] = [places(consistent), places(efficient)];
  const entry = ({ names, matrix }: NamedEstimates, i: number, j: number) => matrix[i * names.length + j]!;
  // in units of the consistent errors, so that the rank does not depend on those of the data
  const scale = c.map((i) => Math.sqrt(entry(consistent, i, i)));
  if (terms.length === 0) return withoutStatistic(HAUSMAN, "no coefficient but the constant is in both models");
  if (!scale.every((error) => error > 0 && error < Number.POSITIVE_INFINITY)) {
    return withoutStatistic(HAUSMAN, "the within regression fits exactly: its coefficients have no errors to compare");
  }
  const difference = terms.map((_, a) => (consistent.beta[c[a]!]! - efficient.beta[e[a]!]!) / scale[a]!);
  const covariance = new Matrix(
    terms.map((_, a) =>
      terms.map((_, b) => (entry(consistent, c[a]!, c[b]!) - entry(efficient, e[a]!, e[b]!)) / (scale[a]! * scale[b]!)),
    ),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const along = Matrix.rowVector(difference).mmul(eigenvectorMatrix).to1DArray();
  const parts = realEigenvalues.flatMap((value, l) => (Math.abs(value) > ROUNDING ? [along[l]! ** 2 / value] : []));
  const negative = realEigenvalues.filter((value) => value < -ROUNDING).length;
  const statistic = parts.reduce((sum, part) => sum + part, 0);
  const df = parts.length;
  return {
    ...HAUSMAN,
    statistic,
    df: [df],
    p_value: statistic < 0 ? null : df === 0 ? 1 : pchisq(engine, statistic, df, true),
    because: becauseOf(negative, df, terms.length),
  };
}

function becauseOf(negative: number, rank: number, terms: number): string | null {
  if (negative > 0) {
    return `the difference of the covariances has ${negative} negative eigenvalue${negative === 1 ? "" : "s"}, so that the statistic need not be chi-squared: see hausman-robust`;
  }
  if (rank === terms) return null;
  return `the difference of the covariances has rank ${rank} of ${terms}: its pseudo-inverse is used`;
}

// F test of effects.

/** Residuals of a regression by least squares. */
export interface ResidualSum {
  readonly ssr: number;
  readonly df: number;
}

/** ((ssr_r - ssr_u) / (df_r - df_u)) / (ssr_u / df_u), `effects` in words. */
export function effectsF(
  engine: Engine,
  restricted: ResidualSum,
  unrestricted: ResidualSum,
  effects: string,
): PanelTest {
  const df1 = restricted.df - unrestricted.df;
  const statistic = (restricted.ssr - unrestricted.ssr) / df1 / (unrestricted.ssr / unrestricted.df);
  const test: PanelTest = {
    name: `F test of ${effects}`,
    statistic,
    distribution: "F",
    df: [df1, unrestricted.df],
    p_value: df1 > 0 ? pf(engine, statistic, df1, unrestricted.df, true) : null,
    hypothesis: `there are no ${effects}`,
    alternative: "greater",
    source: "as pFtest of plm",
    because: null,
  };
  return df1 > 0 ? test : withoutStatistic(test, "these effects take no degree of freedom beyond the others");
}
