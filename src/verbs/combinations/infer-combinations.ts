/**
 * From combinations of coefficients with their gradients to errors, p and intervals: the delta method, which
 * is exact for linear ones.
 * Source: Oehlert (1992), The American Statistician 46(1), doi:10.1080/00031305.1992.10475842.
 */
import { NumericalError, UsageError } from "../../base/errors.js";
import { exponentOf } from "../../base/exponent.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary, qnorm, qt } from "../../engine/kernels/math.js";
import { parseCombination } from "../../formula/read-combination.js";
import type { CombinationRecord } from "../../regression/record/fit-record.js";
import { inferWith } from "../../regression/tests/coefficients.js";
import { linearForm } from "../../regression/tests/restriction-forms.js";
import { type Dual, differentiate } from "./forward-mode.js";
import { COMBINATION_NOTES } from "./messages.js";
import { type EstimateRecord, type Estimates, estimatesOf, quadraticForm } from "./wald.js";

export interface CombinationOptions {
  /** Confidence level; default that of the record. */
  readonly level?: number;
  /** `t` with the degrees of freedom of the fit, or `normal`; default as the coefficients of the record have it. */
  readonly distribution?: "t" | "normal";
}

/**
 * Throws UsageError `level`, `distribution`, and `combination_text` for a text given twice or none; NumericalError
 * `combination_overflow`, and `variance_scale` as `inferAll`.
 */
export function inferCombinations(
  engine: Engine,
  kind: CombinationRecord["kind"],
  estimates: Estimates,
  texts: readonly string[],
  values: readonly Dual[],
  options: CombinationOptions,
  notes: readonly Note[],
): CombinationRecord {
  const level = options.level ?? estimates.level;
  const distribution = options.distribution ?? (estimates.df === null ? "normal" : "t");
  if (distribution === "t" && estimates.df === null) {
    throw new UsageError(
      "distribution",
      "The record judges its coefficients by the normal distribution: it has no t.",
      {
        got: "t",
        expected: "normal",
      },
    );
  }
  const df = distribution === "t" ? estimates.df! : Number.POSITIVE_INFINITY;
  const own = distribution === "t" ? ownDegrees(estimates, values) : null;
  const q = values.length;
  const covariance = new Float64Array(q * q);
  values.forEach((a, i) => {
    values.forEach((b, j) => {
      if (j >= i) covariance[i * q + j] = quadraticForm(a.gradient, estimates.matrix, b.gradient);
      else covariance[i * q + j] = covariance[j * q + i]!;
    });
  });
  const errors = Float64Array.from(values, ({ gradient }) => errorOf(gradient, estimates));
  texts.forEach((text, i) => {
    const known = Number.isFinite(covariance[i * (q + 1)]!) || Number.isNaN(errors[i]!);
    if (Number.isFinite(values[i]!.value) && known) return;
    throw new NumericalError(
      "combination_overflow",
      `The value or the variance of '${text}' is beyond the largest number there is, 1.8e308: divide it by a power of ten.`,
      { got: values[i]!.value, expected: "finite numbers" },
    );
  });
  const found = inferWith(
    engine,
    Float64Array.from(values, ({ value }) => value),
    errors,
    df,
    level,
    own ?? undefined,
  );
  return deepFreeze({
    kind,
    combinations: Object.fromEntries(
      texts.map((text, i) => [text, isConstant(values[i]!) ? { ...found[i]!, std_error: 0 } : found[i]!]),
    ),
    distribution,
    df: distribution === "t" ? df : null,
    ...(own === null ? {} : { df_by_combination: Object.fromEntries(texts.map((text, i) => [text, own[i]!])) }),
    level,
    covariance: Array.from({ length: q }, (_, i) => Array.from(covariance.subarray(i * q, i * q + q))),
    notes: [
      ...notes,
      ...constantNotes(texts, values),
      ...zeroNotes(texts, values, errors),
      ...(own === null ? [] : [OWN_DEGREES]),
    ],
  });
}

/** Rounding of a quadratic form and of the covariance in it, in units of what it adds up, for each number of g. */
const ROUNDING = 16 * Number.EPSILON;

/**
 * The root of g'Vg, g scaled by a power of two, which is exact, so that small squares do not underflow; 0 where the sum is no more than
 * the rounding of what it adds up, as of a combination whose variance is zero by construction.
 */
function errorOf(gradient: Float64Array, { matrix }: Estimates): number {
  const most = gradient.reduce((largest, slope) => Math.max(largest, Math.abs(slope)), 0);
  if (most === 0) return 0;
  const scale = 2 ** exponentOf(most);
  const scaled = gradient.map((slope) => slope / scale);
  const variance = quadraticForm(scaled, matrix);
  const added = quadraticForm(scaled.map(Math.abs), matrix.map(Math.abs));
  return Math.abs(variance) <= ROUNDING * gradient.length * added ? 0 : scale * Math.sqrt(variance);
}

const OWN_DEGREES = note(COMBINATION_NOTES, "combination_df");

/** The fewest of the coefficients in each combination; null where all have the same. */
function ownDegrees({ degrees: { dfByTerm, df } }: Estimates, values: readonly Dual[]): number[] | null {
  if (dfByTerm === undefined) return null;
  return values.map(({ gradient }) => {
    const used = Array.from(dfByTerm).filter((_, j) => gradient[j] !== 0);
    return used.length === 0 ? df : Math.min(...used);
  });
}

/** One text or several, trimmed. Throws UsageError `combination_text`. */
export function textsOf(given: string | readonly string[]): string[] {
  const texts = (typeof given === "string" ? [given] : [...given]).map((text) => text.trim());
  const twice = texts.find((text, i) => texts.indexOf(text) < i);
  if (texts.length > 0 && twice === undefined) return texts;
  throw new UsageError(
    "combination_text",
    twice === undefined ? "No combination is given: write one, such as 'x1 + x2'." : `'${twice}' is given twice.`,
    { got: texts, expected: "different combinations" },
  );
}

const isConstant = ({ gradient }: Dual): boolean => gradient.every((slope) => slope === 0);

function constantNotes(texts: readonly string[], values: readonly Dual[]): Note[] {
  const constant = texts.filter((_, i) => isConstant(values[i]!));
  if (constant.length === 0) return [];
  return [note(COMBINATION_NOTES, "combination_constant", { combinations: constant })];
}

/** Combinations of coefficients without a standard error. */
function zeroNotes(texts: readonly string[], values: readonly Dual[], errors: Float64Array): Note[] {
  const zero = texts.filter((_, i) => errors[i] === 0 && !isConstant(values[i]!));
  return zero.length === 0 ? [] : [note(COMBINATION_NOTES, "combination_without_error", { combinations: zero })];
}

// `lincom`.

/**
 * Estimate, standard error, t, p and interval of each combination, `x1 + 2 * x2 - 1`, with the record's covariance and
 * degrees of freedom.
 *
 * @param record of feols, with instruments or without, pgmm, or any with named coefficients and their covariance
 * @throws UsageError `combination_syntax` and others with a caret, `unknown_coefficient`, `not_linear`, `level`.
 */
export function lincom(
  engine: Engine,
  record: EstimateRecord,
  combinations: string | readonly string[],
  options: CombinationOptions = {},
): CombinationRecord {
  const estimates = estimatesOf(record);
  const { names, beta } = estimates;
  const texts = textsOf(combinations);
  const values = texts.map((text) => {
    const { weights, constant } = linearForm(parseCombination(text, names), names);
    return { value: weights.reduce((sum, weight, j) => sum + weight * beta[j]!, constant), gradient: weights };
  });
  return inferCombinations(engine, "lincom", estimates, texts, values, options, []);
}

// `nlcom`.

/**
 * Estimate, standard error, statistic, p and interval of each function, `x1 / x2` or `exp(x1) - 1`, and their joint
 * covariance. Functions: + - * / ^, exp, log, sqrt, abs. Note `denominator_near_zero` where a divisor is not
 * statistically distinguishable from 0 at the record's level: the delta method is then far from exact, and Fieller's set would not be an interval.
 *
 * @param record as for `lincom`
 * @throws UsageError as `lincom`, NumericalError `combination_undefined`.
 * Sources: Oehlert (1992), The American Statistician 46(1), doi:10.1080/00031305.1992.10475842; Fieller (1954), Journal
 * of the Royal Statistical Society B 16(2), doi:10.1111/j.2517-6161.1954.tb00159.x.
 */
export function nlcom(
  engine: Engine,
  record: EstimateRecord,
  combinations: string | readonly string[],
  options: CombinationOptions = {},
): CombinationRecord {
  const estimates = estimatesOf(record);
  const { names, beta, matrix, df } = estimates;
  const texts = textsOf(combinations);
  const notes: Note[] = [];
  const tail = (1 - (options.level ?? estimates.level)) / 2;
  const critical =
    df === null || options.distribution === "normal" ? qnorm(engine, tail, true) : qt(engine, tail, df, true);
  const values = texts.map((text) => {
    let near: Note | undefined;
    const onDivisor = ({ value, gradient }: Dual) => {
      const error = Math.sqrt(quadraticForm(gradient, matrix));
      if (Math.abs(value) < critical * error) near ??= nearZero(text, value, error);
    };
    const dual = differentiate(parseCombination(text, names, true), text, names, beta, elementary(engine), onDivisor);
    if (near !== undefined) notes.push(near);
    return dual;
  });
  return inferCombinations(engine, "nlcom", estimates, texts, values, options, notes);
}

const nearZero = (combination: string, denominator: number, std_error: number): Note =>
  note(COMBINATION_NOTES, "denominator_near_zero", {
    ...{ combination, denominator, std_error },
    within: Math.abs(denominator) < std_error,
  });
