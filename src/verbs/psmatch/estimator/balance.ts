/**
 * Balance of covariates between treated and control rows, before or after matching: means, standardised
 * bias by both denominators, variance ratios, the Kolmogorov-Smirnov distance and t tests. Rows are positions in a sample;
 * a factor comes as one column a level.
 */
import { DataError } from "../../../base/errors.js";
import { ksDistances, type WeightedMoments, weightedMoments } from "../../../engine/kernels/balance.js";
import { countNotFinite } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp, pt } from "../../../engine/kernels/math.js";

// The limiting distribution of the two-sample Kolmogorov-Smirnov distance.

/** Terms of either series: the next is below 1e-20 where it is used. */
const TERMS = 6;

/**
 * P(distance > d) of two samples of `n1` and `n2` from one continuous distribution, as both grow. With ties it is
 * conservative: the true probability is no larger.
 * Source: Smirnov (1948), Annals of Mathematical Statistics 19(2), doi:10.1214/aoms/1177730256.
 */
function kolmogorovTail(engine: Engine, d: number, n1: number, n2: number): number {
  const x = Math.sqrt((n1 * n2) / (n1 + n2)) * d;
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  const exponents = Float64Array.from({ length: TERMS }, (_, i) =>
    x < 1 ? -(((2 * i + 1) * Math.PI) ** 2) / (8 * x * x) : -2 * ((i + 1) * x) ** 2,
  );
  const terms = exp(engine, exponents);
  if (x < 1) return 1 - (Math.sqrt(2 * Math.PI) / x) * terms.reduce((sum, term) => sum + term, 0);
  return 2 * terms.reduce((sum, term, i) => sum + (i % 2 === 0 ? term : -term), 0);
}

/** A covariate: its name and its numbers, f64[n]. */
export interface BalanceColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** Balance of one covariate. Biases are fractions, not percent; NaN where a denominator is 0. */
export interface BalanceRow {
  readonly name: string;
  /** Whether the covariate has no value but 0 and 1. */
  readonly binary: boolean;
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Difference of means over the sd of the treated, all of them, unweighted. */
  readonly biasTreatedSd: number;
  /** Difference of means over the root of the mean of both groups' variances, all rows, unweighted. */
  readonly biasPooledSd: number;
  /** As `biasTreatedSd`; for a binary covariate the sd is sqrt(p (1 - p)), as MatchIt has it. */
  readonly biasMatchIt: number;
  /** Variance of the treated over that of the controls, both weighted: sum w (x - mean)^2 / (sum w - sum w^2 / sum w). */
  readonly varianceRatio: number;
  /** Largest gap between the weighted distribution functions; NaN where a weight is negative and there is none. */
  readonly ksStatistic: number;
  /** Its p value in large samples, conservative where values repeat; null when weighted. */
  readonly ksP: number | null;
  /** Of the treatment in a regression of the covariate on it, weighted, errors iid. */
  readonly tStatistic: number;
  /** Two-sided, of Student's t with the rows that weigh something less two degrees of freedom. */
  readonly tP: number;
}

/**
 * Balance of `columns` between the rows where `treated` is 1 and those where it is 0. `weights` f64[n] are those of a
 * matching (0 for rows left out), null before matching. Denominators of biases are those of the unweighted sample both
 * times, so that a bias can't shrink because a variance grew.
 *
 * Throws DataError `balance_not_finite` naming column and row, `balance_one_group` when one group has no weight.
 *
 * Source: Rosenbaum & Rubin (1985), American Statistician 39(1), doi:10.1080/00031305.1985.10479383; Stuart (2010),
 * Statistical Science 25(1), doi:10.1214/09-STS313.
 */
export function balanceOf(
  engine: Engine,
  columns: readonly BalanceColumn[],
  treated: Uint8Array,
  weights: Float64Array | null,
): readonly BalanceRow[] {
  for (const column of columns) requireFinite(engine, column);
  const values = columns.map((column) => column.values);
  const [treatedRows, controlRows] = [groupWeights(treated, 1, null), groupWeights(treated, 0, null)];
  const masks = [treatedRows, controlRows];
  if (weights !== null) masks.push(groupWeights(treated, 1, weights), groupWeights(treated, 0, weights));
  const moments = weightedMoments(engine, values, masks);
  const [all1, all0] = moments as [WeightedMoments, WeightedMoments];
  const [own1, own0] = moments.slice(-2) as [WeightedMoments, WeightedMoments];
  requireBoth(own1.weight, own0.weight);
  const [first, second] = masks.slice(-2) as [Float64Array, Float64Array];
  const binary = values.map(isBinary);
  // of two values, distribution functions differ by what the means do
  const ordered = values.filter((_, j) => !binary[j]);
  const signed = first.map((w, i) => w - second[i]!);
  const sorted = ksDistances(engine, ordered, signed, own1.weight, own0.weight).values();
  const distances = binary.map((two, j) => (two ? Math.abs(own1.means[j]! - own0.means[j]!) : sorted.next().value!));
  const df = rowsThatWeigh(treated, weights) - 2;
  const negative = weights?.some((w) => w < 0) ?? false;

  return columns.map(({ name }, j) => {
    const difference = own1.means[j]! - own0.means[j]!;
    const [variance1, variance0] = [all1.squares[j]! / (all1.weight - 1), all0.squares[j]! / (all0.weight - 1)];
    const perTreated = binary[j] ? all1.squares[j]! / all1.weight : variance1;
    const residual = (own1.squares[j]! + own0.squares[j]!) / df;
    const tStatistic = difference / Math.sqrt(residual * (1 / own1.weight + 1 / own0.weight));
    return {
      ...{ name, binary: binary[j]!, meanTreated: own1.means[j]!, meanControl: own0.means[j]! },
      biasTreatedSd: over(difference, Math.sqrt(variance1)),
      biasPooledSd: over(difference, Math.sqrt((variance1 + variance0) / 2)),
      biasMatchIt: over(difference, Math.sqrt(perTreated)),
      varianceRatio: over(weightedVariance(own1, j), weightedVariance(own0, j)),
      ksStatistic: negative ? Number.NaN : distances[j]!,
      ksP: weights === null ? kolmogorovTail(engine, distances[j]!, all1.weight, all0.weight) : null,
      tStatistic,
      tP: df > 0 ? 2 * pt(engine, Math.abs(tStatistic), df, true) : Number.NaN,
    };
  });
}

const over = (numerator: number, denominator: number): number =>
  denominator > 0 ? numerator / denominator : Number.NaN;

function weightedVariance({ weight, squaredWeights, squares }: WeightedMoments, j: number): number {
  return squares[j]! / (weight - squaredWeights / weight);
}

/** f64[n]: the weights (1 without) of the rows of one group, 0 elsewhere. */
export function groupWeights(treated: Uint8Array, group: 0 | 1, weights: Float64Array | null): Float64Array {
  const own = new Float64Array(treated.length);
  for (let i = 0; i < own.length; i++) if (treated[i] === group) own[i] = weights?.[i] ?? 1;
  return own;
}

function rowsThatWeigh(treated: Uint8Array, weights: Float64Array | null): number {
  return weights === null ? treated.length : weights.reduce((count, w) => count + (w === 0 ? 0 : 1), 0);
}

/** Stops at the first number that is neither, so it takes a pass of a binary column alone. */
const isBinary = (x: Float64Array): boolean => x.every((value) => value === 0 || value === 1);

/** Throws DataError `balance_not_finite` naming column and row; `rows` u32[length] are the rows of the numbers if not all. */
export function requireFinite(engine: Engine, { name, values }: BalanceColumn, rows?: Uint32Array): void {
  if (countNotFinite(engine, values) === 0) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  const row = rows?.[at] ?? at;
  throw new DataError(
    "balance_not_finite",
    `Balance: '${name}' is ${values[at]} in row ${row + 1} of the sample; leave out rows without all covariates first.`,
    { column: name, row: row + 1, got: values[at], expected: "a finite number" },
  );
}

function requireBoth(treated: number, control: number): void {
  if (treated > 0 && control > 0) return;
  const missing = treated > 0 ? "control" : "treated";
  throw new DataError(
    "balance_one_group",
    `Balance: no ${missing} row has weight; there must be treated and control rows to compare.`,
    { got: { treated, control }, expected: "positive weight in both groups" },
  );
}
