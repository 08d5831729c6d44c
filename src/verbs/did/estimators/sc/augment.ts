/**
 * Synthetic control corrected by a ridge regression: weights of donors move from the simplex as far as a penalty lets them, so that what the
 * synthetic control misses of the outcomes before treatment, and of predictors, shrinks.
 * Source: Ben-Michael, Feller & Rothstein (2021), JASA 116(536), doi:10.1080/01621459.2021.1929245, sections 3.2, 5.3 and 6.
 */
import { NumericalError } from "../../../../base/errors.js";
import { unitOf } from "../../../../base/exponent.js";
import { symmetricEigen } from "../../../../base/small-matrices.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { pow } from "../../../../engine/kernels/math.js";
import { simplexWeights } from "../../../../engine/kernels/simplex.js";
import { deviation } from "./deviation.js";
import type { Case, ScPanel } from "./panel.js";
import type { Predictor } from "./predictors.js";

export interface Augmented {
  readonly weights: Float64Array;
  /** Those of the synthetic control alone. */
  readonly simplex: Float64Array;
  readonly lambda: number;
  /** Mean squared error, and its standard error, of each penalty over the periods left out one by one; null where the penalty is given. */
  readonly validation:
    | readonly { readonly lambda: number; readonly error: number; readonly std_error: number }[]
    | null;
}

/** Penalties tried: so many steps down from the largest singular value squared, to this share of it. */
const PENALTIES = 20;
const LEAST = 1e-8;

/** What is balanced: m rows, those of the outcomes first, of n donors and of the target, each less the mean of donors, over a power of two. */
interface Balanced {
  readonly m: number;
  readonly n: number;
  /** That power; penalties and squared errors are in its square. */
  readonly unit: number;
  readonly donors: Float64Array;
  readonly target: Float64Array;
}

export function augmented(
  engine: Engine,
  panel: ScPanel,
  one: Case,
  predictors: readonly Predictor[],
  augment: number | "cv",
): Augmented {
  const balanced = balancedOf(panel, one, predictors);
  const { unit } = balanced;
  const simplex = simplexOf(engine, balanced);
  const weightsAt = (lambda: number) => corrected(balanced, spectrumOf(balanced), simplex, [lambda])[0]!;
  if (augment !== "cv")
    return { weights: weightsAt(augment / unit / unit), simplex, lambda: augment, validation: null };
  const tried = crossValidated(engine, balanced, one.before.length);
  const best = tried.reduce((least, each) => (each.error < least.error ? each : least));
  // the largest penalty within one standard error of the least error
  const lambda = Math.max(
    ...tried.filter(({ error }) => error <= best.error + best.std_error).map((each) => each.lambda),
  );
  const squared = (value: number): number => inSquares(value, unit);
  const validation = tried.map((each) => ({
    ...{ lambda: squared(each.lambda), error: squared(each.error), std_error: squared(each.std_error) },
  }));
  return { weights: weightsAt(lambda), simplex, lambda: squared(lambda), validation };
}

/** In squares of the outcome. Throws NumericalError `outcome_scale` where those are no numbers. */
function inSquares(value: number, unit: number): number {
  const found = value * unit * unit;
  if (Number.isFinite(found) && (found >= LEAST_SQUARE || value === 0)) return found;
  throw new NumericalError(
    "outcome_scale",
    `Penalties of --augment cv are in squares of the outcome, which ${found > 1 ? "are beyond the largest number there is" : "are below the least number that has all digits"}: rescale the outcome by a power of ten.`,
    { got: unit, expected: "an outcome whose squares are numbers" },
  );
}

/** Smaller numbers lack digits. */
const LEAST_SQUARE = 2 ** -1022;

/** Outcomes before treatment, and predictors scaled to vary as much as these do. */
function balancedOf({ path }: ScPanel, { target, donors, before }: Case, predictors: readonly Predictor[]): Balanced {
  const unit = unitOf([target, ...donors].flatMap((u) => before.map((t) => path(u)[t]!)));
  const inUnit = (u: number) => path(u).map((value) => value / unit);
  const paths = donors.map(inUnit);
  const own = inUnit(target);
  const rows = before.map((t) =>
    centred(
      paths.map((values) => values[t]!),
      own[t]!,
    ),
  );
  const spread = deviation(rows.flatMap(({ others }) => others));
  const more = predictors.map(({ of }) => {
    const { others, self } = centred(donors.map(of), of(target));
    const scale = deviation(others);
    const factor = scale > 0 ? spread / scale : 0;
    return { others: others.map((value) => value * factor), self: self * factor };
  });
  const all = [...rows, ...more];
  const [m, n] = [all.length, donors.length];
  const matrix = new Float64Array(m * n);
  all.forEach(({ others }, i) => {
    others.forEach((value, j) => {
      matrix[j * m + i] = value;
    });
  });
  return { m, n, unit, donors: matrix, target: Float64Array.from(all, ({ self }) => self) };
}

function centred(others: readonly number[], self: number) {
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  return { others: others.map((value) => value - mean), self: self - mean };
}

const simplexOf = (engine: Engine, { m, n, donors, target }: Balanced): Float64Array =>
  simplexWeights(engine, { a: donors, m, n, b: target }).weights;

/** Eigenvalues of X X' below this share of the largest are those of directions that donors do not span. */
const SPANNED = 1e-13;

/** The matrix X X', taken apart once for all penalties. */
interface Spectrum {
  readonly values: Float64Array;
  /** Coordinates of what is missed, and of each donor, along the vectors: f64[m], f64[m * n]. */
  readonly project: (column: ArrayLike<number>) => Float64Array;
}

function spectrumOf({ m, n, donors }: Balanced): Spectrum {
  const products = new Float64Array(m * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += donors[j * m + a]! * donors[j * m + b]!;
      products[a * m + b] = sum;
      products[b * m + a] = sum;
    }
  }
  const { values, vectors } = symmetricEigen(products, m);
  return {
    values,
    project: (column) =>
      Float64Array.from({ length: m }, (_, t) => {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += vectors[i * m + t]! * column[i]!;
        return sum;
      }),
  };
}

/** Weights moved by what they miss, (x1 - X w)' (X X' + lambda I)^-1 X, for each penalty. */
function corrected(
  { m, n, donors, target }: Balanced,
  { values, project }: Spectrum,
  weights: Float64Array,
  lambdas: readonly number[],
): Float64Array[] {
  const miss = Float64Array.from(target);
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) miss[i]! -= weights[j]! * donors[j * m + i]!;
  const missed = project(miss);
  const others = Array.from({ length: n }, (_, j) => project(donors.subarray(j * m, (j + 1) * m)));
  const least = SPANNED * Math.max(...values);
  return lambdas.map((lambda) => {
    const scaled = missed.map((value, t) => (values[t]! > least ? value / (values[t]! + lambda) : 0));
    return weights.map((weight, j) => {
      let sum = weight;
      for (let t = 0; t < m; t++) sum += scaled[t]! * others[j]![t]!;
      return sum;
    });
  });
}

/** Errors of penalties: of the outcome of each period before treatment, predicted without it. */
function crossValidated(engine: Engine, balanced: Balanced, periods: number) {
  const largest = Math.max(...spectrumOf(balanced).values);
  const step = pow(engine, Float64Array.of(LEAST), 1 / PENALTIES)[0]!;
  const lambdas: number[] = [largest / step];
  while (lambdas.length <= PENALTIES) lambdas.push(lambdas.at(-1)! * step);
  const squares = Array.from({ length: periods }, (_, out) => {
    const kept = without(balanced, out);
    const { m, donors, target } = balanced;
    return corrected(kept, spectrumOf(kept), simplexOf(engine, kept), lambdas).map((weights) => {
      let error = target[out]!;
      weights.forEach((weight, j) => {
        error -= weight * donors[j * m + out]!;
      });
      return error * error;
    });
  });
  return lambdas.map((lambda, l) => {
    const own = squares.map((errors) => errors[l]!);
    const error = own.reduce((sum, value) => sum + value, 0) / periods;
    return { lambda, error, std_error: deviation(own) / Math.sqrt(periods) };
  });
}

/** The same without row `out`. */
function without({ m, n, unit, donors, target }: Balanced, out: number): Balanced {
  const kept = Array.from({ length: m }, (_, i) => i).filter((i) => i !== out);
  const matrix = new Float64Array(kept.length * n);
  for (let j = 0; j < n; j++) {
    kept.forEach((row, i) => {
      matrix[j * kept.length + i] = donors[j * m + row]!;
    });
  }
  return { m: kept.length, n, unit, donors: matrix, target: Float64Array.from(kept, (row) => target[row]!) };
}
