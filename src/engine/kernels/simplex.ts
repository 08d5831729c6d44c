/**
 * Wrapper of the kernel of least squares over the simplex: weights that are not negative and add up to one, of columns that come
 * closest to a target; of one problem, or of many that share the columns. Knows nothing of units and periods.
 */
import { NumericalError, UsageError } from "../../base/errors.js";
import { checkLength, runChecked } from "./call.js";
import type { Engine, Task } from "./engine.js";

/** Numbers that the scratch of all tasks of a run together should stay below: 128 MiB; tasks there may be. */
const MOST_NUMBERS = 2 ** 24;
const MOST_TASKS = 64;
const RESULTS = 3;

/** Columns that may have weight at a time. */
const mostPoints = (m: number, n: number, isRidge: boolean): number => Math.min(n, isRidge ? 2 * m + 1000 : m + 1);

/** Scratch of the search for weights of n points of m numbers, in f64. */
export const searchWork = (m: number, n: number, isRidge: boolean): number => {
  const c = mostPoints(m, n, isRidge);
  const length = m + 1 + (isRidge ? c : 0);
  const points = n + m + 2 * c + length * (c + 1) + c * c;
  return isRidge && n > m ? Math.max(points, m * n + 5 * n + m * (m + n) + 6 * m) : points;
};

/** Scratch of `simplexWeights`, in f64 and in u32. */
export const simplexWork = (m: number, n: number, isRidge: boolean): number =>
  m * n + n + m + searchWork(m, n, isRidge);
export const simplexPlaces = (n: number): number => 2 * n;

/** What is fitted: A w to b. */
export interface SimplexProblem {
  /** f64[m * n], a column a donor. */
  readonly a: Float64Array;
  readonly m: number;
  readonly n: number;
  /** f64[m] */
  readonly b: Float64Array;
  /** What |w|^2 is multiplied by; 0 without it. */
  readonly ridge?: number;
  /** Whether a constant is added to A w. */
  readonly intercept?: boolean;
}

export interface SimplexFit {
  /** f64[n] */
  readonly weights: Float64Array;
  /** |c + A w - b|^2 + ridge |w|^2 */
  readonly objective: number;
  /** The largest violation of the conditions of an optimum, as a share of the largest square distance of a donor from b. */
  readonly kkt: number;
  /** c; 0 without an intercept. */
  readonly intercept: number;
}

/** Problems that share their donors. */
export interface SimplexBatch extends Omit<SimplexProblem, "b" | "ridge"> {
  /** f64[m * problems], a column a target. */
  readonly targets: Float64Array;
  /** f64[problems]; undefined: 0 in all. */
  readonly ridges?: Float64Array;
  /** Donors left out of each problem, ascending; undefined: none. */
  readonly left?: readonly (readonly number[])[];
}

export interface SimplexFits {
  /** f64[n * problems], a column a problem. */
  readonly weights: Float64Array;
  readonly objective: Float64Array;
  readonly kkt: Float64Array;
  readonly intercept: Float64Array;
}

/** The least squares of one problem over the simplex. Throws as `simplexBatch`. */
export function simplexWeights(engine: Engine, problem: SimplexProblem): SimplexFit {
  const { b, ridge = 0, ...shared } = problem;
  const { weights, ...found } = simplexBatch(engine, { ...shared, targets: b, ridges: Float64Array.of(ridge) });
  return { weights, objective: found.objective[0]!, kkt: found.kkt[0]!, intercept: found.intercept[0]! };
}

/** Throws UsageError `simplex_donors` for a problem without a donor, NumericalError `simplex_not_finite`. */
export function simplexBatch(engine: Engine, batch: SimplexBatch): SimplexFits {
  const { a, m, n, targets, intercept = false } = batch;
  const problems = m === 0 ? (batch.ridges?.length ?? batch.left?.length ?? 1) : targets.length / m;
  const { ridges = new Float64Array(problems), left = Array.from({ length: problems }, () => []) } = batch;
  checkLength("simplexWeights", "A", a.length, m * n);
  checkLength("simplexWeights", "B", targets.length, m * problems);
  checkLength("simplexWeights", "ridges", ridges.length, problems);
  checkLength("simplexWeights", "left", left.length, problems);
  const empty = left.findIndex((own) => own.length >= n);
  if (empty >= 0) throw noDonors(empty);
  const starts = new Uint32Array(problems + 1);
  left.forEach((own, p) => {
    starts[p + 1] = starts[p]! + own.length;
  });
  const isRidge = ridges.some((ridge) => ridge > 0);
  const [scratch, places] = [simplexWork(m, n, isRidge), simplexPlaces(n)];
  const count = Math.max(1, Math.min(problems, MOST_TASKS, Math.floor(MOST_NUMBERS / scratch)));
  return engine.scope((scope) => {
    const [A, B, given] = [scope.copyF64(a), scope.copyF64(targets), scope.copyF64(ridges)];
    const [offsets, out] = [scope.copyU32(starts), scope.copyU32(Uint32Array.from(left.flat()))];
    const [w, results] = [scope.f64(n * problems), scope.f64(RESULTS * problems)];
    const [work, place] = [scope.f64(count * scratch), scope.u32(count * places)];
    const tasks = Array.from({ length: count }, (_, t): Task<"simplexWeights"> => {
      const [low, high] = [Math.floor((t * problems) / count), Math.floor(((t + 1) * problems) / count)];
      return {
        ...{
          low,
          high,
          m,
          n,
          intercept: Number(intercept),
          A,
          B,
          ridges: given,
          starts: offsets,
          left: out,
          w,
          results,
        },
        ...{ work: work.at(t * scratch), places: place.at(t * places) },
      };
    });
    if (runChecked(engine, "simplexWeights", tasks).some((info) => info > 0)) throw notFinite();
    const found = results.view();
    const every = (r: number): Float64Array =>
      Float64Array.from({ length: problems }, (_, p) => found[RESULTS * p + r]!);
    return { weights: w.view().slice(), objective: every(0), kkt: every(1), intercept: every(2) };
  });
}

const noDonors = (problem: number): UsageError =>
  new UsageError("simplex_donors", `Problem ${problem + 1} of least squares over the simplex has no donor left.`, {
    got: 0,
    expected: "a donor",
  });

const notFinite = (): NumericalError =>
  new NumericalError(
    "simplex_not_finite",
    "Least squares over the simplex: a number of the donors or the target is not finite.",
    {
      got: "not finite",
      expected: "finite numbers",
    },
  );
