/**
 * What parallel trends in all periods say before treatment: differences of a cohort's change and that of the never treated, from its first
 * period to each later one before treatment, whose expectation is zero; with their covariance, and those with what is estimated.
 *
 * An effect by the first period of its cohort, less such a difference of any cohort, is an effect by another comparison and base. The weights
 * of comparisons that make the variance smallest are therefore the least-squares coefficients of the effect on all differences: one
 * factor of their covariance serves all effects. Knows no panel.
 * Source: Chen, Sant'Anna & Xie (2025), arXiv:2506.17729, sections 3.2 and 4.1.
 */
import { DataError } from "../../../../base/errors.js";
import type { CohortMoments } from "../../../../engine/kernels/cohorts.js";

/** A difference before treatment, by positions. */
export interface Contrast {
  readonly g: number;
  readonly t: number;
  /** The first period that is compared with. */
  readonly base: number;
}

/** What is weighed in the means of cohorts, by cohort: `sign` of period t less period `base`. */
export interface Change {
  readonly t: number;
  readonly base: number;
}

export interface Contrasts {
  readonly list: readonly Contrast[];
  readonly values: Float64Array;
  /** Lower triangle of the factor of their covariance, row-major. */
  readonly factor: Float64Array;
  /** Inverse of their covariance. */
  readonly precision: Float64Array;
}

/** Differences of changes of cohort `g` and of the last cohort, which stands for the untreated. */
export class ChangeMoments {
  private readonly last: number;

  constructor(
    private readonly sizes: Uint32Array,
    private readonly periods: number,
    private readonly moments: CohortMoments,
  ) {
    this.last = sizes.length - 1;
  }

  value(g: number, { t, base }: Change): number {
    return this.change(g, t, base) - this.change(this.last, t, base);
  }

  /** Covariance of the differences of two cohorts. */
  covariance(g: number, one: Change, h: number, other: Change): number {
    return (g === h ? this.within(g, one, other) : 0) + this.within(this.last, one, other);
  }

  private change(g: number, t: number, base: number): number {
    const mean = this.moments.means;
    return mean[g * this.periods + t]! - mean[g * this.periods + base]!;
  }

  private within(g: number, one: Change, other: Change): number {
    const { covariances: S } = this.moments;
    const at = (a: number, b: number): number => S[(g * this.periods + a) * this.periods + b]!;
    const sum = at(one.t, other.t) - at(one.t, other.base) - at(one.base, other.t) + at(one.base, other.base);
    return sum / this.sizes[g]!;
  }
}

/** A pivot below this share of the variance is rounding: the difference follows from those before it. */
const SINGULAR = 1e-11;

/** Throws DataError `did_singular`, with `nameOf` for the contrast that follows from others. */
export function contrastsOf(
  moments: ChangeMoments,
  list: readonly Contrast[],
  nameOf: (contrast: Contrast) => string,
): Contrasts {
  const k = list.length;
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const own = list[i]!;
    for (let j = 0; j <= i; j++) {
      const other = list[j]!;
      let sum = moments.covariance(own.g, own, other.g, other);
      const variance = sum;
      for (let l = 0; l < j; l++) sum -= factor[i * k + l]! * factor[j * k + l]!;
      if (i !== j) {
        factor[i * k + j] = sum / factor[j * k + j]!;
        continue;
      }
      if (!(sum > SINGULAR * variance)) throw singular(nameOf(own));
      factor[i * k + i] = Math.sqrt(sum);
    }
  }
  return {
    list,
    values: Float64Array.from(list, (contrast) => moments.value(contrast.g, contrast)),
    ...{ factor, precision: inverseOf(factor, k) },
  };
}

const singular = (contrast: string): DataError =>
  new DataError(
    "did_singular",
    `edid: before treatment ${contrast} does not vary between units, or follows from other periods and cohorts, so that weights by the inverse of a covariance do not exist: leave such a period out with --subset, or use --trends post or cs.`,
    { got: contrast, expected: "outcomes that vary between units in every period" },
  );

/** x of L L'x = b. */
export function solved({ factor, values: { length: k } }: Contrasts, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) x[i]! -= factor[i * k + j]! * x[j]!;
    x[i]! /= factor[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    x[i]! /= factor[i * k + i]!;
    for (let j = 0; j < i; j++) x[j]! -= factor[i * k + j]! * x[i]!;
  }
  return x;
}

function inverseOf(factor: Float64Array, k: number): Float64Array {
  // the inverse of the factor, then its square
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    inverse[j * k + j] = 1 / factor[j * k + j]!;
    for (let i = j + 1; i < k; i++) {
      let sum = 0;
      for (let l = j; l < i; l++) sum += factor[i * k + l]! * inverse[l * k + j]!;
      inverse[i * k + j] = -sum / factor[i * k + i]!;
    }
  }
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let l = i; l < k; l++) sum += inverse[l * k + i]! * inverse[l * k + j]!;
      out[i * k + j] = out[j * k + i] = sum;
    }
  }
  return out;
}
