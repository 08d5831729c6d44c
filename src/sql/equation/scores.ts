/**
 * The scores that inference on an equation with instruments is made of, as combinations of what effects leave of [W Z X y]: which products
 * are wanted, and what their sums come to. Columns are the orthonormal ones of the triangle, residuals E of the first stages, the directions
 * that the instruments explain, and the residual of the equation. Knows no engine.
 */
import { QrDecomposition } from "ml-matrix";
import type { Engine } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import type { Shape } from "../../verbs/iv/estimator/equation.js";
import type { SecondResidual } from "../../verbs/iv/estimator/gmm.js";
import {
  type InstrumentSystem,
  leading,
  projectedMatrix,
  sandwich,
} from "../../verbs/iv/estimator/instrument-system.js";
import { netCoefficients } from "../../verbs/iv/estimator/net-coefficients.js";
import type { ScoreForm } from "../../verbs/iv/inference/score-forms.js";
import { packedPairs } from "../moments/scores.js";
import type { Score, Scored, ScorePair } from "../statements/meat.js";

/** What Q c may differ from a combination of what the instruments explain, as a share of itself. */
const SAME = 1e-10;

export interface EquationTriangles extends Shape {
  /** Triangle of [W Z X y], and that of the same columns less their means, which the scores are of. */
  readonly R: Float64Array;
  readonly centred: Float64Array;
}

/** The products wanted, and what they give; sums are in the order of `wanted`. */
export interface EquationScores {
  readonly scored: Scored;
  readonly wanted: readonly ScorePair[];
  /** Of [Z W] and the residual of stage j. */
  readonly ofStage: (sums: Float64Array, j: number) => Float64Array;
  /** Of [Z W X] and the residual of the equation; of X what the instruments explain, where its scores are of that. */
  readonly ofEquation: (sums: Float64Array) => Float64Array;
  /** Of [Q_W Q] and the residual of the equation. */
  readonly ofMoments: (sums: Float64Array) => Float64Array;
  readonly form: (sums: Float64Array) => ScoreForm;
  /** The same columns with the residual of two-step GMM's second step, packed by `packedPairs`. */
  readonly second: (residual: SecondResidual) => { readonly scored: Scored; readonly wanted: readonly ScorePair[] };
}

/**
 * @param endogenous coefficients of X that the equation's residual is at
 * @param isProjected whether scores of X are those of what the instruments explain of it
 */
export function equationScores(
  engine: Engine,
  system: InstrumentSystem,
  { kz, kw, kx, R, centred }: EquationTriangles,
  endogenous: Float64Array,
  isProjected: boolean,
): EquationScores {
  const L = kw + kz;
  const p = L + kx;
  const { columns, unexplained, beyondExogenous, explained, directions } = combinationsOf(engine, system, {
    ...{ kz, kw, kx },
    R: centred,
  });
  const residual = weighted(beyondExogenous, [...endogenous.map((b) => -b), 1]);
  const residuals = [...unexplained, ...explained, residual];
  const r = residuals.length - 1;
  const books = new Pairs();
  for (let j = 0; j <= kx; j++) packedPairs(L, j).forEach(books.want);
  const kept = isProjected ? L : p;
  packedPairs(kept, r).forEach(books.want);
  // [Q E_X]
  const q = range(kw, p);
  const both = range(0, r).flatMap((v) => q.map((i): Score => [i, v]));
  both.forEach((one, at) => {
    for (const other of both.slice(0, at + 1)) books.want([one, other]);
  });
  const matrix = (sums: Float64Array, count: number, v: number): Float64Array =>
    Float64Array.from({ length: count * count }, (_, at) =>
      books.at(sums, [
        [at % count, v],
        [Math.floor(at / count), v],
      ]),
    );
  /** What the columns at `places` of [W Z X] make of a meat of the first `count` orthonormal ones. */
  const raw = (places: readonly number[], count: number, meat: Float64Array): Float64Array => {
    const [k, order] = [places.length, p + 1];
    const A = Float64Array.from({ length: k * count }, (_, at) => R[places[at % k]! * order + Math.floor(at / k)]!);
    return sandwich(k, count, A, meat);
  };
  const exogenous = [...range(kw, L), ...range(0, kw)];
  return {
    scored: { columns, residuals },
    wanted: books.wanted,
    ofStage: (sums, j) => raw(exogenous, L, matrix(sums, L, j)),
    ofEquation: (sums) => raw([...exogenous, ...range(L, p)], kept, matrix(sums, kept, r)),
    ofMoments: (sums) => matrix(sums, L, r),
    form: (sums) => {
      const m = both.length;
      const products = Float64Array.from({ length: m * m }, (_, at) =>
        books.at(sums, [both[at % m]!, both[Math.floor(at / m)]!]),
      );
      const toRegressors = regressorsOf(system);
      return (a, c) => {
        const weights = weightsOf(directions, a, c);
        return weights && sandwich(q.length, q.length, toRegressors, quadratic(products, weights, q.length));
      };
    },
    second: ({ a, c, onExogenous }) => {
      const made = weighted([...unexplained, ...columns.slice(0, L)], [...a, ...onExogenous, ...c]);
      return { scored: { columns, residuals: [made] }, wanted: packedPairs(L, 0) };
    },
  };
}

/** k by k: the sum over pairs of residuals of their weights times the products of k columns' scores, a residual's side by side. */
function quadratic(products: Float64Array, weights: Float64Array, k: number): Float64Array {
  const order = k * weights.length;
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    weights.forEach((one, v) => {
      weights.forEach((other, u) => {
        sum += one * other * products[(v * k + i) * order + u * k + j]!;
      });
    });
    return sum;
  });
}

/** Combinations of [W Z X y]. */
function combinationsOf(engine: Engine, system: InstrumentSystem, equation: Shape & { readonly R: Float64Array }) {
  const { kz, kw, kx, R } = equation;
  const L = kw + kz;
  const p = L + kx;
  const order = p + 1;
  const triangle = new Float64Array(p * p);
  for (let j = 0; j < p; j++) triangle.set(R.subarray(j * order, j * order + p), j * p);
  const inverse = dtrtri(engine, p, triangle);
  const columns = range(0, p).map((i) => {
    const out = new Float64Array(order);
    out.set(inverse.subarray(i * p, i * p + i + 1));
    return out;
  });
  const net = netCoefficients(engine, equation);
  const inOrder = (of: Float64Array): Float64Array =>
    Float64Array.from([...of.subarray(kz, L), ...of.subarray(0, kz), ...of.subarray(L)]);
  const directions = explainedDirections(system);
  return {
    columns,
    directions,
    unexplained: net.unexplained.map(inOrder),
    beyondExogenous: net.beyondExogenous.map(inOrder),
    explained: directions.map((direction) => weighted(columns.slice(kw, L), direction)),
  };
}

/** Orthonormal directions of the instruments that span what they explain of [X y]: all, where these are few. */
function explainedDirections(system: InstrumentSystem): Float64Array[] {
  const { nInstruments: kz, nEndogenous: kx } = system;
  if (kz <= kx + 1) return range(0, kz).map((z) => Float64Array.from({ length: kz }, (_, i) => Number(i === z)));
  const basis = leading(new QrDecomposition(projectedMatrix(system)).orthogonalMatrix, kx + 1);
  return range(0, kx + 1).map((j) => Float64Array.from(basis.getColumn(j)));
}

/** Weights of E and of the directions that give E a + Q c; null where c is beyond them. */
function weightsOf(directions: readonly Float64Array[], a: Float64Array, c: Float64Array): Float64Array | null {
  const along = directions.map((direction) => direction.reduce((sum, value, i) => sum + value * c[i]!, 0));
  const left = c.map((value, i) => value - along.reduce((sum, share, d) => sum + share * directions[d]![i]!, 0));
  return norm(left) <= SAME * norm(c) ? Float64Array.from([...a, ...along]) : null;
}

/** What takes scores of [Q E_X T_X^-1] to those of [Q E_X], of order kz + kx. */
function regressorsOf({ nInstruments: kz, nEndogenous: kx, unexplained: T }: InstrumentSystem): Float64Array {
  const q = kz + kx;
  return Float64Array.from({ length: q * q }, (_, at) => {
    const [i, l] = [at % q, Math.floor(at / q)];
    return i < kz || l < kz ? Number(i === l) : T[(i - kz) * (kx + 1) + (l - kz)]!;
  });
}

/** Pairs of scores, each once, and where they stand. */
class Pairs {
  readonly wanted: ScorePair[] = [];
  private readonly places = new Map<string, number>();

  readonly want = (pair: ScorePair): void => {
    const key = keyOf(pair);
    if (this.places.has(key)) return;
    this.places.set(key, this.wanted.length);
    this.wanted.push(pair);
  };

  at(sums: Float64Array, pair: ScorePair): number {
    return sums[this.places.get(keyOf(pair))!]!;
  }
}

const keyOf = (pair: ScorePair): string =>
  pair
    .map((score) => score.join())
    .sort()
    .join(";");

function weighted(columns: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  const out = new Float64Array(columns[0]!.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < out.length; i++) out[i]! += weights[j]! * column[i]!;
  });
  return out;
}

const norm = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const range = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i);
