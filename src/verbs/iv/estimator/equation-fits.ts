/**
 * An equation with instruments in linear memory, once it is estimated: the equation itself, its first
 * stages and its reduced form, each as the Fit that every variance takes, and the columns that robust statistics are made
 * of. Every one of them is a combination of [Z W X y], formed in one pass over the rows.
 */
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import { clusterMeatBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import type { ClusterTerm, Fit } from "../../../regression/least-squares/fit.js";
import { type Equation, reordered, type Shape } from "./equation.js";
import { type EquationSums, sumsWith } from "./equation-moments.js";
import { sandwich } from "./instrument-system.js";
import { breadTriangle, exogenousCoefficients, type KClass } from "./k-class.js";
import { netCoefficients } from "./net-coefficients.js";

/**
 * Sums of s s' of the scores of an equation's fits over the clusters of a term, or over rows for null, where these take no demeaned row;
 * null where they do.
 */
export interface EquationMeats {
  /** s the scores of [Z W] and the residual of stage j, the reduced form last. */
  readonly ofStage: (term: ClusterTerm | null, j: number) => Float64Array | null;
  /** s the scores of [Z W X] and the residual at coefficients of X. */
  readonly ofEquation: (term: ClusterTerm | null, endogenous: Float64Array) => Float64Array | null;
}

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
 * Fits of a k-class estimate. The columns of X in `equation.columns` are overwritten, at once or, where score sums by group are
 * there, when a row of the fits is first asked for.
 *
 * @param taken share of E taken from X for its scores: 1 projects X on the instruments, kappa gives X - kappa M X
 * @param meats null where no demeaned column was to be written
 */
export function equationFits(
  engine: Engine,
  scope: Scope,
  equation: Equation,
  estimate: KClass,
  taken: number,
  meats: EquationMeats | null,
): EquationFits {
  const { n, kz, kw, kx, R } = equation;
  const L = kw + kz;
  const p = L + kx;
  const order = p + 1;
  const endogenous = estimate.endogenous;
  const exogenous = exogenousCoefficients(engine, equation, R, endogenous);
  const { stages: stageCoefficients, unexplained, instruments } = netCoefficients(engine, equation);

  const u = new Float64Array(order);
  u[p] = 1;
  exogenous.forEach((b, i) => {
    u[kz + i] = -b;
  });
  endogenous.forEach((b, j) => {
    u[L + j] = -b;
  });
  const standIns = range(0, kx).map((j) => {
    const x = new Float64Array(order);
    stageCoefficients[j]!.forEach((g, i) => {
      x[i] = taken * g;
    });
    x[L + j] = 1 - taken;
    return x;
  });
  const rows = once(() => {
    const { columns } = equation;
    const C = Float64Array.from([u, ...unexplained, ...instruments, ...standIns].flatMap((column) => [...column]));
    const made = linearCombinationsBlock(engine, scope, n, order, C.length / order, columns, scope.copyF64(C));
    columns
      .part(n * L, n * kx)
      .view()
      .set(made.part(n * (2 + kx + kz), n * kx).view());
    return { made, columns };
  });
  if (meats === null) rows();

  const zw = [...range(kw, kz), ...range(0, kw)];
  const stageTriangle = reordered(engine, order, R, zw);
  const ofStages = { n, k: L, R: stageTriangle, Rinv: dtrtri(engine, L, stageTriangle) };
  const stages = stageCoefficients.map((beta, j): Fit => {
    const ofRows = meats?.ofStage(null, j) ?? null;
    const made = meats && { ...(ofRows && { meat: ofRows }), meatBy: (term: ClusterTerm) => meats.ofStage(term, j) };
    const about = { ...ofStages, beta, ssr: squares(R, order, L, j), ...made };
    return {
      ...about,
      get X() {
        return rows().columns.part(0, n * L);
      },
      get uHat() {
        return rows().made.part(n * (1 + j), n);
      },
    };
  });
  const bread = breadTriangle(equation, R, estimate.triangle);
  const k = kw + kx;
  const about = {
    n,
    k,
    beta: Float64Array.from([...exogenous, ...endogenous]),
    R: bread,
    Rinv: dtrtri(engine, k, bread),
    ssr: structuralSsr(equation, endogenous),
  };
  // scores of [W X - s E] from those of [Z W X]
  const toRegressors = new Float64Array(k * p);
  for (let i = 0; i < kw; i++) toRegressors[(kz + i) * k + i] = 1;
  standIns.forEach((x, j) => {
    for (let i = 0; i < p; i++) toRegressors[i * k + kw + j] = x[i]!;
  });
  const meatOver = (term: ClusterTerm | null) => {
    const meat = meats?.ofEquation(term, endogenous) ?? null;
    return meat && sandwich(k, p, toRegressors, meat);
  };
  const ofRows = meatOver(null);
  const structural: Fit = {
    ...about,
    ...(meats && { ...(ofRows && { meat: ofRows }), meatBy: meatOver }),
    get X() {
      return rows().columns.part(n * kz, n * k);
    },
    get uHat() {
      return rows().made.part(0, n);
    },
  };
  return {
    structural,
    stages,
    get net() {
      return rows().made.part(n, n * (kx + 1 + kz));
    },
  };
}

/** Those of score sums by clusters that hold whole groups. */
export const meatsOfSums = (engine: Engine, sums: EquationSums, { kz, kw, kx }: Shape): EquationMeats => ({
  ofStage: (term, j) => {
    const residual = range(0, kx + 1).map((i) => Number(i === j));
    return term && sumsMeat(engine, sums, term, residual, "E", kw + kz);
  },
  ofEquation: (term, endogenous) => {
    const residual = [...endogenous.map((b) => -b), 1];
    return term && sumsMeat(engine, sums, term, residual, "F", kw + kz + kx);
  },
});

/**
 * Sum of s s' over clusters, m by m, s the score sums of the first m columns of [Z W X] and E or F times `weights`; null where
 * clusters do not hold whole groups.
 */
function sumsMeat(
  engine: Engine,
  sums: EquationSums,
  term: ClusterTerm,
  weights: readonly number[],
  of: "E" | "F",
  m: number,
): Float64Array | null {
  return engine.scope((scope) => {
    const scores = sums.by(term);
    if (scores === null) return null;
    const { width } = sums;
    const own = sumsWith(engine, scope, scores, weights, of);
    const meat = clusterMeatBlock(engine, scope, term.nLevels, width, own).view();
    return Float64Array.from({ length: m * m }, (_, at) => meat[Math.floor(at / m) * width + (at % m)]!);
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
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

const range = (first: number, length: number): number[] => Array.from({ length }, (_, i) => first + i);
