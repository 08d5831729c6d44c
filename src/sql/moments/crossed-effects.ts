/**
 * What crossed effects explain of columns whose rows stay with an engine, as numbers by level: conjugate gradients, in rounds, until the
 * estimated error of every column is within the tolerance of what is left of it. A column that does not converge is an error.
 */
import { NumericalError } from "../../base/errors.js";
import { type Solution, solveByGradients } from "./conjugate-gradients.js";
import type { CrossedEquations } from "./crossed-equations.js";
import type { CrossedGraph } from "./joined-levels.js";

/** Error allowed in a column net of the effects, as a share of its norm. */
const TOLERANCE = 1e-11;
/** Share of the norm within units the first round aims at: the norm of the result is not known yet. */
const FIRST_AIM = 0.1;
const LATER_AIM = 0.5;
/** The same of a column's squares, below which what is within units is rounding. */
const LEAST_AIM = 1e-9;
const MOST_ROUNDS = 4;
/** What is left of a column's squares, as a share of what they were, below which it counts as explained. */
const ABSORBED_SHARE = 1e-12;

/** Sums of squares of a column: as it was centred, about its mean, and about the means of units. */
export interface ColumnSquares {
  readonly raw: number;
  readonly total: number;
  readonly within: number;
}

export interface CrossedSolution {
  /** Of each column, a number for each level of the effects but the unit. */
  readonly values: readonly Float64Array[];
  /** Sum of squares that is left of each column, by the steps taken. */
  readonly left: readonly number[];
  readonly iterations: number;
  /** Largest estimated error, as a share of the norm. */
  readonly error: number;
  /** Largest mean of a level, in standard deviations of the column. */
  readonly certificate: number;
}

export interface SolveOptions {
  /** Iterations allowed, each a statement or more. */
  readonly maxIterations: number;
  /** Largest weight over the smallest. */
  readonly spread: number;
}

/** Throws NumericalError `not_converged`, and as the engine. */
export async function solveCrossed(
  equations: CrossedEquations,
  graph: CrossedGraph,
  squares: readonly ColumnSquares[],
  names: string,
  { maxIterations, spread }: SolveOptions,
): Promise<CrossedSolution> {
  const rights = equations.rights.map((right) => withoutNull(equations, graph, right));
  const values = rights.map(() => equations.vector());
  const left = squares.map(({ within }) => within);
  const normOf = (j: number): number => {
    const { total } = squares[j]!;
    return Math.sqrt(left[j]! > ABSORBED_SHARE * total ? left[j]! : total);
  };
  const shareOf = ({ error }: Solution, j: number): number => (normOf(j) > 0 ? error / normOf(j) : 0);
  let targets = squares.map(
    ({ total, within }) => TOLERANCE * FIRST_AIM * Math.sqrt(Math.max(within, LEAST_AIM * total)),
  );
  let [open, iterations] = [rights, 0];
  for (let round = 1; ; round++) {
    const allowed = maxIterations - iterations;
    const found = await solveByGradients(equations, open, { targets, maxIterations: allowed, spread });
    iterations += Math.max(0, ...found.map((solution) => solution.iterations));
    for (const [j, { x }] of found.entries()) {
      const value = values[j]!;
      x.forEach((more, l) => {
        value[l]! += more;
      });
      left[j] = Math.max(0, squares[j]!.within - dot(value, rights[j]!));
    }
    const error = Math.max(0, ...found.map(shareOf));
    if (error <= TOLERANCE)
      return { values, left, iterations, error, certificate: certificateOf(equations, found, squares) };
    if (round === MOST_ROUNDS || found.some(({ status }) => status === "unfinished"))
      throw notConverged(names, { iterations, maxIterations, error }, found);
    targets = left.map((_, j) => LATER_AIM * TOLERANCE * normOf(j));
    const products = await equations.apply(values, { iteration: iterations, fraction: 0 });
    open = rights.map((right, j) => right.map((b, l) => b - products[j]![l]!));
  }
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, l) => sum + value * b[l]!, 0);

/** A right side without what the equations don't see: over each component of an effect with the unit it adds up to nothing but rounding. */
function withoutNull(
  { diagonal, starts }: CrossedEquations,
  { withUnit }: CrossedGraph,
  right: Float64Array,
): Float64Array {
  const clean = right.slice();
  for (const [e, { ofLevel }] of withUnit.entries()) {
    const first = starts[e]!;
    const [sums, totals] = [new Float64Array(ofLevel.length), new Float64Array(ofLevel.length)];
    ofLevel.forEach((component, level) => {
      sums[component]! += right[first + level]!;
      totals[component]! += diagonal[first + level]!;
    });
    ofLevel.forEach((component, level) => {
      const share = totals[component]! > 0 ? diagonal[first + level]! / totals[component]! : 0;
      clean[first + level] = diagonal[first + level]! > 0 ? right[first + level]! - share * sums[component]! : 0;
    });
  }
  return clean;
}

function certificateOf(
  { weights, starts }: CrossedEquations,
  found: readonly Solution[],
  squares: readonly ColumnSquares[],
): number {
  const weight = weights.subarray(0, starts[1] ?? 0).reduce((sum, w) => sum + w, 0);
  return Math.max(
    0,
    ...found.map(({ residual }, j) => {
      const sd = Math.sqrt(squares[j]!.total / weight);
      return sd > 0 ? residual.reduce((most, r, l) => Math.max(most, Math.abs(r) / weights[l]! / sd), 0) : 0;
    }),
  );
}

function notConverged(
  names: string,
  {
    iterations,
    maxIterations,
    error,
  }: { readonly iterations: number; readonly maxIterations: number; readonly error: number },
  found: readonly Solution[],
): NumericalError {
  const stagnated = found.some(({ status }) => status === "stagnated");
  return new NumericalError(
    "not_converged",
    `Absorbing ${names} by conjugate gradients over the engine's rows did not converge: after ${iterations} iterations (at most ${maxIterations}) the error is estimated at ${error.toExponential(1)} of what is left of a column, expected at most ${TOLERANCE}. ${
      stagnated
        ? "Rounding allows no better: rescale columns or weights."
        : "The effects hang together by few rows: use coarser ones, or bring home the columns the model reads, in Parquet."
    }`,
    { got: error, expected: TOLERANCE, iterations },
  );
}
