/**
 * The steps of GMM: by (sum Z'HZ)^-1 first, then by the inverse of the scores' covariance at the residuals of
 * the step before, once or until nothing moves.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gmmCorrections, gmmScores, type LoadedPanel } from "../../../engine/kernels/gmm.js";
import type { GmmStep, Hansen, HansenWithout, InstrumentColumn } from "./panel-gmm-fit.js";
import type { PanelGmmSpec } from "./spec.js";
import {
  type Moments,
  momentsAt,
  selected,
  submatrix,
  type WeightedFit,
  type WeightOf,
  type WeightRoot,
  weightedFit,
  weightRoot,
} from "./weight.js";

// Hansen's J by the covariance of scores of a step, and J again when a group of instruments is left out: the rest keep
// their block of that covariance, so that the difference of the two is at least 0. Source: Hansen (1982), Econometrica
// 50(4), doi:10.2307/1912775; Roodman (2009), Stata Journal 9(1), doi:10.1177/1536867X0900900106.

/** Moments, their instruments, and what a weight without inverse comes to. */
interface Tested extends Moments {
  readonly instruments: readonly InstrumentColumn[];
  readonly nGroups: number;
  readonly spec: Pick<PanelGmmSpec, "singular">;
}

/** `scores` of the step before, of which `fit` has the weight `root`. */
function hansenTests(
  engine: Engine,
  tested: Tested,
  scores: Float64Array,
  [root, fit]: readonly [WeightRoot, WeightedFit],
): Hansen {
  const { instruments } = tested;
  const k = fit.beta.length;
  const without = leftOut(instruments).map(({ group, out }): HansenWithout => {
    const rest = instruments.flatMap((_, at) => (out.includes(at) ? [] : [at]));
    return { group, instruments: out.length, ...distanceOf(engine, tested, scores, rest, k) };
  });
  return { distance: fit.distance, degrees: root.rank - k, without };
}

/** Each group; and, when there are levels, the GMM-style instruments of their equation. */
function leftOut(instruments: readonly InstrumentColumn[]): { group: string | null; out: readonly number[] }[] {
  const where = (wanted: (column: InstrumentColumn) => boolean) =>
    instruments.flatMap((column, at) => (wanted(column) ? [at] : []));
  const levels = where(({ kind, equation }) => kind === "gmm" && equation === "level");
  const groups = [...new Set(instruments.map(({ group }) => group))];
  return [
    ...(levels.length > 0 ? [{ group: null, out: levels }] : []),
    ...groups.map((group) => ({ group, out: where((column) => column.group === group) })),
  ];
}

/** J of the instruments `rest`; null where they do not identify the k coefficients. */
function distanceOf(
  engine: Engine,
  { ZX, Zy, instruments, nGroups, spec }: Tested,
  scores: Float64Array,
  rest: readonly number[],
  k: number,
): Pick<HansenWithout, "distance" | "degrees"> {
  if (rest.length < k) return { distance: null, degrees: 0 };
  const L = instruments.length;
  const coefficients = Array.from({ length: k }, (_, j) => j);
  const names = rest.map((at) => instruments[at]!.name);
  const what = "The covariance of the moments that remain";
  const root = weightRoot(engine, submatrix(L, scores, rest), spec.singular, { what, names, nGroups });
  const degrees = root.rank - k;
  if (degrees < 0) return { distance: null, degrees: 0 };
  try {
    const moments = { ZX: selected(L, ZX, rest, coefficients), Zy: selected(L, Zy, rest, [0]) };
    return { distance: weightedFit(engine, root, moments).distance, degrees };
  } catch (error) {
    if (error instanceof NumericalError && error.code === "not_identified") return { distance: null, degrees };
    throw error;
  }
}

/** Change of every coefficient, over its standard error, at which iterations stop. */
const UNMOVED = 1e-11;
const MOST_STEPS = 1000;

interface StepsOf extends Tested {
  readonly panel: LoadedPanel;
  readonly ZHZ: Float64Array;
  readonly spec: PanelGmmSpec;
}

interface Steps {
  readonly steps: readonly GmmStep[];
  readonly hansen: Hansen | null;
  readonly lastChange: number | null;
}

/** Throws NumericalError: `singular_weight`, `not_identified`, `no_fixed_point`. */
export function gmmSteps(engine: Engine, given: StepsOf): Steps {
  const { spec, ZHZ, instruments } = given;
  const weight = (S: Float64Array, what: string, nGroups: number | null): readonly [WeightRoot, WeightedFit] => {
    const of: WeightOf = { what, names: instruments.map(({ name }) => name), nGroups };
    const root = weightRoot(engine, S, spec.singular, of);
    return [root, weightedFit(engine, root, given)];
  };
  const first = weight(ZHZ, "The sum of Z'HZ, of which the one-step weight is the inverse,", null);
  const steps: GmmStep[] = [withSums(engine, given, first, null)];
  const next = () =>
    weight(
      steps.at(-1)!.scores,
      "The covariance of the moments, of which the two-step weight is the inverse,",
      given.nGroups,
    );
  const tests = (latest: readonly [WeightRoot, WeightedFit], scores: Float64Array) =>
    hansenTests(engine, given, scores, latest);
  if (spec.steps === 1) return { steps, hansen: oneStepHansen(next, tests, steps[0]!.scores), lastChange: null };
  let lastChange: number | null = null;
  for (;;) {
    const before = steps.at(-1)!;
    const latest = next();
    if (spec.steps === "iterated") lastChange = change(before.beta, latest[1]);
    const last = spec.steps === 2 || lastChange! <= UNMOVED;
    steps.push(withSums(engine, given, latest, last ? before : null));
    if (last) return { steps, hansen: tests(latest, before.scores), lastChange };
    if (steps.length >= MOST_STEPS) throw noFixedPoint(lastChange!);
  }
}

/** J of the two-step fit that would follow; null where its weight has no inverse, or one of too little rank for the coefficients. */
function oneStepHansen(
  next: () => readonly [WeightRoot, WeightedFit],
  tests: (latest: readonly [WeightRoot, WeightedFit], scores: Float64Array) => Hansen,
  scores: Float64Array,
): Hansen | null {
  try {
    return tests(next(), scores);
  } catch (error) {
    if (error instanceof NumericalError && ["singular_weight", "not_identified"].includes(error.code)) return null;
    throw error;
  }
}

/** What the rows add to a fit; with the step before, also how that step's residuals moved the coefficients. */
function withSums(
  engine: Engine,
  given: StepsOf,
  [root, fit]: readonly [WeightRoot, WeightedFit],
  before: GmmStep | null,
): GmmStep {
  const { beta, bread, estimator, distance } = fit;
  const { serial, ...sums } = gmmScores(engine, given.panel, beta, given.spec.arOrders, given.spec.steps === 1);
  return {
    ...{ beta, bread, estimator, distance, weightRank: root.rank },
    ...sums,
    // Column 0 of [y X] is the outcome.
    serial: serial.map(({ Xw, ...rest }, m) => ({ order: m + 1, ...rest, Xw: Xw.slice(1) })),
    weightDerivative: before === null ? null : weightDerivative(engine, given, root, fit, before),
  };
}

/**
 * Derivative of b2 = (X'Z A Z'X)^-1 X'Z A Z'y by the coefficients of which A = S^-1 has the residuals, at b2's residuals e2: with
 * u = A Z'e2, column j is the estimator times sum Z'x_j (e'Z u) + Z'e (x_j'Z u).
 * Source: Windmeijer (2005), Journal of Econometrics 126(1), doi:10.1016/j.jeconom.2004.02.005, equation 2.6.
 */
function weightDerivative(
  engine: Engine,
  given: StepsOf,
  root: WeightRoot,
  { beta, estimator }: WeightedFit,
  before: GmmStep,
): Float64Array {
  const k = beta.length;
  const L = given.Zy.length;
  const u = root.unwhiten(root.whiten(momentsAt(given, beta)));
  const sums = gmmCorrections(engine, given.panel, before.beta, u);
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let l = 0; l < L; l++) sum += estimator[l * k + i]! * sums[j * L + l]!;
    return sum;
  });
}

/** Largest change of a coefficient over its standard error. */
function change(before: Float64Array, { beta, bread }: WeightedFit): number {
  const k = beta.length;
  return beta.reduce(
    (most, value, j) => Math.max(most, Math.abs(value - before[j]!) / Math.sqrt(bread[j * k + j]!)),
    0,
  );
}

function noFixedPoint(lastChange: number): NumericalError {
  return new NumericalError(
    "no_fixed_point",
    `Iterated GMM has not settled after ${MOST_STEPS} steps: the last moved a coefficient by ${lastChange.toExponential(1)} of its ` +
      "standard error. Use two steps, or fewer instruments.",
    { got: lastChange, expected: UNMOVED },
  );
}
