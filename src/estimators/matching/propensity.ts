/**
 * Layer estimators. The propensity score: P(treated | X) by logit or probit, with an intercept. Collinear covariates are
 * left out and named; separation is proved and named. Coefficients, their covariance (inverse expected information) and the
 * likelihoods are those of McCullagh & Nelder (1989), Generalized Linear Models, doi:10.1007/978-1-4899-3242-6; the score
 * that of Rosenbaum & Rubin (1983), Biometrika 70(1), doi:10.1093/biomet/70.1.41.
 */
import { DataError, NumericalError, UsageError } from "../../base/errors.js";
import { type BinaryLink, type BinaryRows, binaryPass } from "../../kernels/binary-response.js";
import { copyOut, linearCombinationsBlock, scaleRowsBlock } from "../../kernels/blas.js";
import { keepColumns } from "../../kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import { dpotrf, dtrsv, dtrtri, qrDrop } from "../../kernels/lapack.js";
import { pchisq, qnorm } from "../../kernels/math.js";
import { COLLINEARITY_TOLERANCE } from "../ols.js";
import { triangleOf } from "../triangle.js";
import { type BinaryMaximum, maximiseBinary } from "./binary-likelihood.js";
import { mayBeSeparated, narrowed, plainSeparation, type Separation, separatingDirection } from "./separation.js";

const INTERCEPT = "(Intercept)";
/** Iterations after which a climb that goes on is asked whether the data are separated. */
const ASK_FROM = 12;
const ASK_EVERY = 6;

/** Who was treated and what is known of them before. */
export interface PropensityInput {
  /** u8[n]: 1 treated, 0 control. */
  readonly treated: Uint8Array;
  /** Covariates, f64[n] each, without an intercept. */
  readonly X: readonly Float64Array[];
  /** Their names. */
  readonly names: readonly string[];
  /** f64[n] >= 0: how often a row counts in the likelihood. Default once. */
  readonly weights?: Float64Array;
}

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
  readonly dropped: readonly { readonly term: string; readonly because: string }[];
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
  const { total, share } = requireData(input);
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
    start[0] = R[0]! * (link === "probit" ? qnorm(engine, share) : logOdds(share));
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
    const nullLogLik = total * (share * Math.log(share) + (1 - share) * Math.log1p(-share));
    const { logLik } = end.pass;
    const [lrChi2, df] = [2 * (logLik - nullLogLik), k - 1];
    return {
      ...{ link, beta, se: Float64Array.from({ length: k }, (_, j) => Math.sqrt(vcov[j + j * k]!)), vcov },
      ...{ names: kept.map((j) => (j === 0 ? INTERCEPT : names[j - 1]!)), logLik, nullLogLik },
      ...{
        pseudoR2: 1 - logLik / nullLogLik,
        lrChi2,
        df,
        p: df === 0 ? 1 : pchisq(engine, Math.max(0, lrChi2), df, true),
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

const logOdds = (p: number): number => Math.log(p) - Math.log1p(-p);

/** Checks lengths, numbers and groups; gives the total weight and the share of the treated. */
function requireData({ treated, X, names, weights }: PropensityInput): { total: number; share: number } {
  const n = treated.length;
  const lengths = [...X.map((x) => x.length), ...(weights === undefined ? [] : [weights.length])];
  if (names.length !== X.length || lengths.some((length) => length !== n)) {
    throw new UsageError(
      "propensity_input",
      `The score needs a name a covariate and ${n} rows in each; got ${names.length} names for ${X.length} covariates of ${lengths.join(", ")} rows.`,
      { got: lengths, expected: n },
    );
  }
  X.forEach((x, j) => {
    const row = x.findIndex((value) => !Number.isFinite(value));
    if (row < 0) return;
    throw new DataError(
      "covariate_not_finite",
      `Covariate '${names[j]}' is ${x[row]} in row ${row + 1} of the sample: leave out rows without a value, or the covariate.`,
      { got: x[row], expected: "a finite number", column: names[j], row: row + 1 },
    );
  });
  const bad = weights?.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) ?? -1;
  if (bad >= 0) {
    throw new DataError(
      "weights_not_valid",
      `The weight in row ${bad + 1} of the sample is ${weights![bad]}: weights must be finite and not negative.`,
      { got: weights![bad], expected: ">= 0", row: bad + 1 },
    );
  }
  let [ofTreated, ofControls] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treated[i] === 1) ofTreated += weights?.[i] ?? 1;
    else if (treated[i] === 0) ofControls += weights?.[i] ?? 1;
    else throw notBinary(treated[i]!, i);
  }
  const total = ofTreated + ofControls;
  if (ofTreated === 0) {
    throw new DataError(
      "no_treated",
      `None of the ${n} rows is treated: the score compares treated rows with controls. Check how the treatment is coded (1 treated, 0 control) and the sample.`,
      { got: 0, expected: "> 0", rows: n },
    );
  }
  if (ofControls === 0) {
    throw new DataError(
      "all_treated",
      `All ${n} rows are treated: the score compares treated rows with controls. Check how the treatment is coded (1 treated, 0 control) and the sample.`,
      { got: n, expected: `< ${n}`, rows: n },
    );
  }
  return { total, share: ofTreated / total };
}

function notBinary(value: number, i: number): DataError {
  return new DataError(
    "treatment_not_binary",
    `The treatment in row ${i + 1} of the sample is ${value}: code it 1 for treated rows and 0 for controls.`,
    { got: value, expected: "0 or 1", row: i + 1 },
  );
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
        const because =
          partners.length === 0 ? "it is 0 in every row" : `a combination of ${partners.map(name).join(", ")}`;
        return { term: name(j), because };
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

function separationError(found: Separation, name: (j: number) => string, n: number): NumericalError {
  const { kind, columns, alone, rows } = found;
  const variables = columns.map(name);
  const quoted = variables.map((variable) => `'${variable}'`).join(", ");
  const single = variables.length === 1;
  const what = single ? quoted : alone ? `each of ${quoted} by itself` : `a combination of ${quoted}`;
  const upTo = single || !alone ? "" : "up to ";
  const extent =
    kind === "complete"
      ? "tells all treated rows from all controls"
      : `tells ${upTo}${rows} of ${n} rows apart without error`;
  return new NumericalError(
    "separation",
    `The score cannot be estimated: ${what} ${extent}, so the likelihood has no maximum. Leave out or coarsen ${single ? "it" : alone ? "them" : "one of them"}, or drop the rows ${single ? "it decides" : "they decide"}.`,
    { got: kind, expected: "overlap", variables, rows },
  );
}

function notConverged({ outcome, iterations, distance }: BinaryMaximum, link: BinaryLink): NumericalError {
  const why =
    outcome === "singular"
      ? "the information became singular"
      : outcome === "reached"
        ? "rows that are not predicted with certainty do not determine all coefficients"
        : "no maximum was reached";
  return new NumericalError(
    "no_convergence",
    `The ${link} did not converge: ${why} (${iterations} iterations). Covariates may predict the treatment almost perfectly or differ enormously in scale: leave some out or rescale them.`,
    { got: distance, expected: "convergence", iterations },
  );
}
