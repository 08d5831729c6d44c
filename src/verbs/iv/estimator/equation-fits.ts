/**
 * An equation with instruments in linear memory, once it is estimated: the equation itself, its first
 * stages and its reduced form, each as the Fit that every variance takes, and the columns that robust statistics are made
 * of. Every one of them is a combination of [Z W X y], formed in one pass over the rows.
 */
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import type { Fit } from "../../../regression/least-squares/fit.js";
import { type Equation, reordered } from "./equation.js";
import { breadTriangle, exogenousCoefficients, type KClass } from "./k-class.js";

export interface EquationFits {
  /**
   * Regressors [W X - s E], whose scores robust variances take, with s the share asked for; R'R is the inverse of the bread,
   * [W X]'[W X - kappa E], whatever s is. Coefficients of W, then of X.
   */
  readonly structural: Fit;
  /** Regressors [Z W]: one for each endogenous regressor, in order, and the reduced form last. */
  readonly stages: readonly Fit[];
  /** E, n by kx + 1, and Q, n by kz, side by side: what `InstrumentSystem` says. */
  readonly net: F64Block;
}

/**
 * Fits of a k-class estimate. The columns of X in `equation.columns` are overwritten.
 *
 * @param taken share of E taken from X for its scores: 1 projects X on the instruments, kappa gives X - kappa M X
 */
export function equationFits(
  engine: Engine,
  scope: Scope,
  equation: Equation,
  estimate: KClass,
  taken: number,
): EquationFits {
  const { n, kz, kw, kx, columns, R } = equation;
  const L = kw + kz;
  const p = L + kx;
  const order = p + 1;
  const inverse = dtrtri(engine, L, square(R, order, L));
  /** Row in the order of memory, [Z W X y], of a coefficient in the order of the triangle, [W Z X y]. */
  const row = (i: number): number => (i < kw ? kz + i : i < L ? i - kw : i);

  const endogenous = estimate.endogenous;
  const exogenous = exogenousCoefficients(engine, equation, R, endogenous);
  const stageCoefficients = Array.from({ length: kx + 1 }, (_, j) => {
    const out = new Float64Array(L);
    for (let i = 0; i < L; i++) {
      let sum = 0;
      for (let l = i; l < L; l++) sum += inverse[l * L + i]! * R[(L + j) * order + l]!;
      out[row(i)] = sum;
    }
    return out;
  });

  // u, E, Q, X - taken E
  const width = 1 + (kx + 1) + kz + kx;
  const C = new Float64Array(order * width);
  const column = (j: number): Float64Array => C.subarray(j * order, (j + 1) * order);
  const u = column(0);
  u[p] = 1;
  exogenous.forEach((b, i) => {
    u[kz + i] = -b;
  });
  endogenous.forEach((b, j) => {
    u[L + j] = -b;
  });
  stageCoefficients.forEach((gamma, j) => {
    const e = column(1 + j);
    gamma.forEach((g, i) => {
      e[i] = -g;
    });
    e[L + j] = 1;
  });
  for (let z = 0; z < kz; z++) {
    const q = column(2 + kx + z);
    for (let i = 0; i <= kw + z; i++) q[row(i)] = inverse[(kw + z) * L + i]!;
  }
  for (let j = 0; j < kx; j++) {
    const x = column(2 + kx + kz + j);
    stageCoefficients[j]!.forEach((g, i) => {
      x[i] = taken * g;
    });
    x[L + j] = 1 - taken;
  }
  const made = linearCombinationsBlock(engine, scope, n, order, width, columns, scope.copyF64(C));
  columns
    .part(n * L, n * kx)
    .view()
    .set(made.part(n * (2 + kx + kz), n * kx).view());

  const uHat = made.part(0, n);
  const zw = [...range(kw, kz), ...range(0, kw)];
  const stageTriangle = reordered(engine, order, R, zw);
  const ofStages = { n, k: L, R: stageTriangle, Rinv: dtrtri(engine, L, stageTriangle), X: columns.part(0, n * L) };
  const stages = stageCoefficients.map((beta, j): Fit => {
    const e = made.part(n * (1 + j), n);
    return { ...ofStages, beta, uHat: e, ssr: squares(R, order, L, j) };
  });
  const bread = breadTriangle(equation, R, estimate.triangle);
  const structural: Fit = {
    n,
    k: kw + kx,
    beta: Float64Array.from([...exogenous, ...endogenous]),
    R: bread,
    Rinv: dtrtri(engine, kw + kx, bread),
    X: columns.part(n * kz, n * (kw + kx)),
    uHat,
    ssr: structuralSsr(equation, endogenous),
  };
  return { structural, stages, net: made.part(n, n * (kx + 1 + kz)) };
}

/** Sum of squares of y - W b - X beta, with W b its projection: of the rows of R below W's. */
function structuralSsr({ kw, kz, kx, R }: Equation, endogenous: Float64Array): number {
  const order = kw + kz + kx + 1;
  let sum = 0;
  for (let i = kw; i < order; i++) {
    let left = R[(order - 1) * order + i]!;
    for (let j = 0; j < kx; j++) left -= R[(kw + kz + j) * order + i]! * endogenous[j]!;
    sum += left * left;
  }
  return sum;
}

/** Sum of squares that [W Z] leave of column L + j. */
function squares(R: Float64Array, order: number, L: number, j: number): number {
  let sum = 0;
  for (let i = L; i < order; i++) sum += R[(L + j) * order + i]! ** 2;
  return sum;
}

function square(R: Float64Array, order: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) out.set(R.subarray(j * order, j * order + k), j * k);
  return out;
}

const range = (first: number, length: number): number[] => Array.from({ length }, (_, i) => first + i);
