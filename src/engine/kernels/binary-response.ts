/**
 * Wrapper of the pass over rows that maximum likelihood of a binary outcome takes at each step: information,
 * gradient and log-likelihood at given coefficients. Knows nothing of steps or of what is estimated.
 */
import { treeSlots } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { packedSize } from "./moments.js";
import { sumPartsBlock } from "./parts.js";
import { rangesOf } from "./ranges.js";

/** Distribution of the latent error. */
export type BinaryLink = "logit" | "probit";

/** Numbers that `binaryPass` sums over rows, for k columns. */
export const binarySums = (k: number): number => packedSize(k) + k + 1;

/** Scratch of `binaryPass`, in f64. */
export const binaryPassWork = (n: number, k: number): number =>
  264 * (k + 4) + 8 * (k * (k + 2) + k + 1) + treeSlots(n) * binarySums(k);

/** A binary outcome and its regressors in linear memory. */
export interface BinaryRows {
  readonly n: number;
  readonly k: number;
  /** f64[n*k], column-major. */
  readonly X: F64Block;
  /** f64[n], 0 or 1. */
  readonly y: F64Block;
  /** f64[n] >= 0, how often a row counts; once when null. */
  readonly weights: F64Block | null;
}

/** What one pass gives. */
export interface BinaryPass {
  /** k by k, column-major, symmetric. */
  readonly information: Float64Array;
  /** k numbers. */
  readonly gradient: Float64Array;
  readonly logLik: number;
  /** The largest (2y - 1) X beta of rows with weight; 0 when none is above. */
  readonly largestMargin: number;
}

/**
 * Information, gradient and log-likelihood at `beta`, a task for each range of rows.
 *
 * @param information `observed` or `expected`; the same for the logit
 * @param linear f64[n], overwritten with X beta
 * @param fitted f64[n], overwritten with P(y = 1)
 */
export function binaryPass(
  engine: Engine,
  scope: Scope,
  { n, k, X, y, weights }: BinaryRows,
  link: BinaryLink,
  information: "observed" | "expected",
  beta: Float64Array,
  linear: F64Block,
  fitted: F64Block,
): BinaryPass {
  checkLength("binaryPass", "X", X.length, n * k);
  checkLength("binaryPass", "y", y.length, n);
  checkLength("binaryPass", "beta", beta.length, k);
  checkLength("binaryPass", "linear", linear.length, n);
  checkLength("binaryPass", "fitted", fitted.length, n);
  if (weights !== null) checkLength("binaryPass", "weights", weights.length, n);
  return scope.scope((inner) => {
    const size = binarySums(k);
    const ranges = rangesOf(n, size + binaryPassWork(n, k));
    const scratch = binaryPassWork(ranges[0]!.rows, k);
    const [parts, work, at] = [
      inner.f64(ranges.length * size),
      inner.f64(ranges.length * scratch),
      inner.copyF64(beta),
    ];
    const [probit, expected] = [link === "probit" ? 1 : 0, information === "expected" ? 1 : 0];
    const margins = engine.run(
      "binaryPass",
      ranges.map(({ first, rows }, i) => [
        ...[rows, n, k, probit, expected, weights === null ? 0 : 1],
        ...[X.at(first), y.at(first), weights === null ? 0 : weights.at(first), at.address],
        ...[parts.at(i * size), linear.at(first), fitted.at(first), work.at(i * scratch)],
      ]),
    );
    const sums = Float64Array.from(sumPartsBlock(engine, ranges.length, size, parts).view());
    return {
      information: unpacked(k, sums),
      gradient: sums.slice(packedSize(k), packedSize(k) + k),
      logLik: sums[size - 1]!,
      largestMargin: Math.max(...margins),
    };
  });
}

/** The full matrix of an upper triangle packed by rows. */
function unpacked(k: number, packed: Float64Array): Float64Array {
  const full = new Float64Array(k * k);
  let at = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      full[i + j * k] = packed[at]!;
      full[j + i * k] = packed[at++]!;
    }
  }
  return full;
}
