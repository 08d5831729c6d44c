/**
 * The solutions of min w'Hw/2 + g'w + penalty * sum |w| for every penalty: linear between penalties at which a weight leaves zero or comes
 * back to it, followed from the largest down.
 * Source: Osborne, Presnell & Turlach (2000), IMA Journal of Numerical Analysis 20(3), doi:10.1093/imanum/20.3.389.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { DataError, NumericalError } from "../../../base/errors.js";

export interface LassoPath {
  /** From it on all weights are 0. */
  readonly largest: number;
  at(penalty: number): Float64Array;
}

/** Weights from `from` down: those that are not 0, their signs, and both parts of them: a + penalty * b. */
interface Segment {
  readonly from: number;
  readonly active: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Of a penalty: below it two events are one. */
const TIE = 1e-12;

/** Throws DataError `honest_singular` where H is singular on weights that are not 0. */
export function lassoPath(H: readonly Float64Array[], g: Float64Array): LassoPath {
  const p = g.length;
  const largest = g.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const segments: Segment[] = [];
  let penalty = largest;
  let signs = new Float64Array(p);
  g.forEach((value, j) => {
    if (Math.abs(value) >= largest * (1 - TIE)) signs[j] = -Math.sign(value);
  });
  for (let step = 0; penalty > 0; step++) {
    if (step > 50 * (p + 1)) throw endless(step);
    const active = [...signs.keys()].filter((j) => signs[j] !== 0);
    const { a, b } = solved(H, g, signs, active);
    segments.push({ from: penalty, active, a, b });
    const next = nextEvent(H, g, signs, { from: penalty, active, a, b });
    signs = signs.slice();
    for (const { at, sign } of next.changes) signs[at] = sign;
    penalty = next.penalty;
  }
  return {
    largest,
    at: (wanted) => {
      const w = new Float64Array(p);
      const own = segments.findLast(({ from }) => from >= wanted);
      if (wanted >= largest || own === undefined) return w;
      own.active.forEach((j, i) => {
        w[j] = own.a[i]! + wanted * own.b[i]!;
      });
      return w;
    },
  };
}

/** The weights that are not 0 solve H w = -g - penalty * signs. */
function solved(H: readonly Float64Array[], g: Float64Array, signs: Float64Array, active: readonly number[]) {
  const block = new Matrix(active.map((i) => active.map((j) => H[i]![j]!)));
  const factor = new CholeskyDecomposition(block);
  if (!factor.isPositiveDefinite() || block.diag().some((value, i) => !isFirm(factor, i, value))) throw singular();
  const right = new Matrix(active.map((j) => [-g[j]!, -signs[j]!]));
  const both = factor.solve(right);
  return { a: both.getColumn(0), b: both.getColumn(1) };
}

/** What a variance must leave beside the others. */
const FIRM = 1e-12;
const isFirm = (factor: CholeskyDecomposition, i: number, variance: number): boolean =>
  factor.lowerTriangularMatrix.get(i, i) ** 2 > FIRM * variance;

/** The largest penalty below `from` at which a weight comes back to 0, or another leaves it. */
function nextEvent(H: readonly Float64Array[], g: Float64Array, signs: Float64Array, { from, active, a, b }: Segment) {
  const events: { penalty: number; at: number; sign: number }[] = [];
  const below = from * (1 - TIE);
  active.forEach((at, i) => {
    // one that has just left 0 moves away from it
    if (!(signs[at]! * b[i]! > 0)) return;
    const penalty = -a[i]! / b[i]!;
    if (penalty < below && penalty > 0) events.push({ penalty, at, sign: 0 });
  });
  g.forEach((value, at) => {
    if (signs[at] !== 0) return;
    // its slope in the objective is u + penalty * v, and the weight leaves 0 once that is +-penalty
    let [u, v] = [value, 0];
    active.forEach((j, i) => {
      u += H[at]![j]! * a[i]!;
      v += H[at]![j]! * b[i]!;
    });
    for (const sign of [1, -1]) {
      // one that has just come back to 0 moves inside
      if (!(sign * v + 1 > 0)) continue;
      const penalty = -u / (v + sign);
      if (penalty < below && penalty > 0) events.push({ penalty, at, sign });
    }
  });
  const penalty = events.reduce((most, event) => Math.max(most, event.penalty), 0);
  return { penalty, changes: events.filter((event) => event.penalty >= penalty * (1 - TIE)) };
}

export const singular = (): DataError =>
  new DataError(
    "honest_singular",
    "The covariance of the effects is singular, as with fewer clusters than effects: some combination of them seems to have no error, and an interval by it would have no length. Leave event times out with --window.",
    { got: "a singular covariance", expected: "as many independent effects as event times" },
  );

const endless = (steps: number): NumericalError =>
  new NumericalError("honest_path", `The path of estimators did not end in ${steps} steps.`, {
    got: steps,
    expected: "fewer",
  });
