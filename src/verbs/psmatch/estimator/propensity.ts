/**
 * The propensity score: P(treated | X) by logit or probit, with an intercept. Collinear covariates are
 * left out and named; separation is proved and named. Coefficients, their covariance (inverse expected information) and the
 * likelihoods are those of McCullagh & Nelder (1989), Generalized Linear Models, doi:10.1007/978-1-4899-3242-6; the score
 * that of Rosenbaum & Rubin (1983), Biometrika 70(1), doi:10.1093/biomet/70.1.41.
 */
import { note } from "../../../base/messages.js";
import { copyOut, linearCombinationsBlock, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { keepColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { type BinaryLink, type BinaryRows, binaryPass } from "../../../engine/kernels/irls.js";
import { dpotrf, dtrsv, dtrtri, qrDrop } from "../../../engine/kernels/lapack.js";
import { log, pchisq, qnorm } from "../../../engine/kernels/math.js";
import { COLLINEARITY_TOLERANCE } from "../../../regression/least-squares/ols.js";
import { triangleOf } from "../../../regression/least-squares/triangle.js";
import { type CollinearTerm, omitted } from "../../../regression/record/fit-record.js";
import { SCORE_OMITTED } from "../messages.js";
import { maximiseBinary } from "./binary-likelihood.js";
import { notConverged, type PropensityInput, requireData, separationError } from "./propensity-input.js";
import { mayBeSeparated, narrowed, plainSeparation, separatingDirection } from "./separation.js";

export type { PropensityInput } from "./propensity-input.js";

const INTERCEPT = "(Intercept)";
/** Iterations after which a climb that goes on is asked whether the data are separated. */
const ASK_FROM = 12;
const ASK_EVERY = 6;

/** A fitted propensity score. */
export interface PropensityFit {
  readonly link: BinaryLink;
  /** Coefficients of `names`. */
  readonly beta: Float64Array;
  readonly se: Float64Array;
  /** k by k, column-major: inverse expected information. */
  readonly vcov: Float64Array;
  /** `(Intercept)`, then the covariates kept. */
  readonly names: readonly string[];
  readonly logLik: number;
  /** Log-likelihood of the intercept alone. */
  readonly nullLogLik: number;
  /** McFadden's 1 - logLik / nullLogLik. */
  readonly pseudoR2: number;
  /** 2 (logLik - nullLogLik), chi-squared with `df` when no covariate matters; `p` its upper tail (1 when df is 0). */
  readonly lrChi2: number;
  readonly df: number;
  readonly p: number;
  /** f64[n]: P(treated). */
  readonly fitted: Float64Array;
  /** f64[n]: the linear predictor. Rows with the same covariates have the same bits. */
  readonly linear: Float64Array;
  readonly iterations: number;
  /** sqrt(g' I^-1 g) at the end: how many standard errors a coefficient can be from the maximum. */
  readonly certificate: number;
  /** Collinear covariates left out, and with what they are collinear. */
  readonly dropped: readonly CollinearTerm[];
}

/**
 * Fits the score.
 *
 * @throws UsageError `propensity_input`: lengths that disagree
 * @throws DataError `covariate_not_finite`, `weights_not_valid`, `treatment_not_binary`, `no_treated`, `all_treated`
 * @throws NumericalError `separation` naming the covariates, `no_convergence`
 */
export function fitPropensity(engine: Engine, input: PropensityInput, link: BinaryLink): PropensityFit {
  const { treated, names } = input;
  const n = treated.length;
  const { ofTreated, ofControls } = requireData(input);
  const total = ofTreated + ofControls;
  const logShares = log(engine, Float64Array.of(ofTreated / total, ofControls / total));
  const [logTreated, logControls] = [logShares[0]!, logShares[1]!];
  return engine.scope((scope) => {
    const full = independentColumns(engine, scope, input);
    const { kept, R, Q, dropped } = full;
    const k = kept.length;
    const y = scope.f64(n);
    y.view().set(treated);
    const weights = input.weights === undefined ? null : scope.copyF64(input.weights);
    const rows: BinaryRows = { n, k, X: Q, y, weights };
    const [linear, fitted] = [scope.f64(n), scope.f64(n)];

    // the fit of the intercept alone, in the coordinates of Q
    const start = new Float64Array(k);
    start[0] = R[0]! * (link === "probit" ? qnorm(engine, ofTreated / total) : logTreated - logControls);
    const columns = kept.map((j) => (j === 0 ? null : input.X[j - 1]!));
    const name = (j: number): string => names[kept[j]! - 1]!;
    const point = (beta: Float64Array) => ({ rows, link, beta, linear: linear.view().slice(), columns, R });
    /** Throws when separation is proved; says whether it is proved that there is none. */
    const askSeparation = (beta: Float64Array): boolean => {
      const here = point(beta);
      const found = plainSeparation(here) ?? separatingDirection(engine, here);
      if (found !== null && found !== "none") throw separationError(narrowed(engine, here, found), name, n);
      return found === "none";
    };
    const end = maximiseBinary(
      engine,
      scope,
      rows,
      link,
      start,
      linear,
      fitted,
      (iterations, { largestMargin }, beta) => {
        const asked = iterations >= ASK_FROM && (iterations - ASK_FROM) % ASK_EVERY === 0;
        if (asked && mayBeSeparated(link, largestMargin)) askSeparation(beta);
        return false;
      },
    );
    const exists = !mayBeSeparated(link, end.pass.largestMargin) || askSeparation(end.beta);
    if (end.outcome !== "reached") askSeparation(end.beta);
    if (end.outcome !== "reached" || !exists) throw notConverged(end, link);

    const information =
      link === "logit"
        ? end.pass.information
        : binaryPass(engine, scope, rows, link, "expected", end.beta, linear, fitted).information;
    const beta = dtrsv(engine, k, R, end.beta);
    const vcov = covariance(engine, k, R, information);
    const nullLogLik = ofTreated * logTreated + ofControls * logControls;
    const { logLik } = end.pass;
    // a maximum no better than the start is below it by rounding
    const [lrChi2, df] = [Math.max(0, 2 * (logLik - nullLogLik)), k - 1];
    return {
      ...{ link, beta, se: Float64Array.from({ length: k }, (_, j) => Math.sqrt(vcov[j + j * k]!)), vcov },
      ...{ names: kept.map((j) => (j === 0 ? INTERCEPT : names[j - 1]!)), logLik, nullLogLik },
      ...{
        pseudoR2: Math.max(0, 1 - logLik / nullLogLik),
        lrChi2,
        df,
        p: df === 0 ? 1 : pchisq(engine, lrChi2, df, true),
      },
      ...{
        fitted: copyOut(fitted),
        linear: copyOut(linear),
        iterations: end.iterations,
        certificate: end.distance,
        dropped,
      },
    };
  });
}

/** Columns [1 X] less collinear ones, as Q R with Q orthonormal over rows counted by weight. */
function independentColumns(
  engine: Engine,
  scope: Scope,
  { treated, X, names, weights }: PropensityInput,
): { kept: readonly number[]; R: Float64Array; Q: F64Block; dropped: PropensityFit["dropped"] } {
  const n = treated.length;
  const order = X.length + 1;
  return scope.scope((inner) => {
    const columns = inner.f64(n * order);
    columns.view().fill(1, 0, n);
    X.forEach((x, j) => {
      columns.view().set(x, (j + 1) * n);
    });
    const full = inner.scope((scratch) => {
      if (weights === undefined) return triangleOf(engine, scratch, n, order, columns, "qr").R;
      const scaled = scratch.copyF64(copyOut(columns));
      scaleRowsBlock(engine, n, order, scratch.copyF64(weights.map(Math.sqrt)), scaled);
      return triangleOf(engine, scratch, n, order, scaled, "qr").R;
    });
    const norms = Float64Array.from({ length: order }, (_, j) => {
      return Math.sqrt(full.subarray(j * order, (j + 1) * order).reduce((sum, value) => sum + value * value, 0));
    });
    const found = qrDrop(engine, order, 0, COLLINEARITY_TOLERANCE, norms, full);
    const kept = Array.from({ length: order }, (_, j) => j).filter((j) => found.kept[j] === 1);
    const k = kept.length;
    const R = new Float64Array(k * k);
    for (let j = 0; j < k; j++) R.set(found.R.subarray(j * order, j * order + j + 1), j * k);
    keepColumns(columns, n, kept);
    const name = (j: number): string => (j === 0 ? INTERCEPT : names[j - 1]!);
    const dropped = Array.from({ length: order }, (_, j) => j)
      .filter((j) => found.kept[j] === 0)
      .map((j) => {
        const partners = kept.filter(
          (i) => Math.abs(found.combination[j * order + i]!) * norms[i]! > COLLINEARITY_TOLERANCE * norms[j]!,
        );
        return omitted(
          name(j),
          partners.length === 0
            ? note(SCORE_OMITTED, "zero")
            : note(SCORE_OMITTED, "combination_of", { terms: partners.map(name) }),
        );
      });
    const inverse = inner.copyF64(dtrtri(engine, k, R));
    return {
      kept,
      R,
      dropped,
      Q: linearCombinationsBlock(engine, scope, n, k, k, columns.part(0, n * k), inverse, scope.f64(n * k)),
    };
  });
}

/** R^-1 I^-1 R^-T: the covariance of coefficients on the columns themselves. */
function covariance(engine: Engine, k: number, R: Float64Array, information: Float64Array): Float64Array {
  const L = dpotrf(engine, k, information);
  const half = new Float64Array(k * k); // L^-1 R^-T, column by column
  const inverse = dtrtri(engine, k, R);
  for (let j = 0; j < k; j++) {
    const row = Float64Array.from({ length: k }, (_, i) => inverse[j + i * k]!);
    half.set(dtrsv(engine, k, L, row, { upper: false }), j * k);
  }
  const vcov = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += half[i + a * k]! * half[i + b * k]!;
      vcov[a + b * k] = sum;
      vcov[b + a * k] = sum;
    }
  }
  return vcov;
}
