/**
 * The reference solution of suite `absorb`: the demeaned columns by another method than the one under test,
 * exact where one is, else run to 1e-13 where rounding allows. Knows nothing of peers and times.
 */
import { WasmetricsError } from "../../src/base/errors.js";
import { gatherColumns } from "../../src/engine/kernels/columns.js";
import { type Engine, type F64Block, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type Absorber, makeAbsorber, type Solve } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import { relativeDifference } from "../difference.js";
import type { Problem } from "../problems/problem.js";
import { twinEngine } from "../reference-engine.js";

/**
 * Methods of a reference, best first, with the error asked of iterative ones relative to the column's norm after: rounding
 * keeps some graphs from 1e-13.
 */
const METHODS = [
  { solver: "direct", tolerance: 0 },
  { solver: "krylov", tolerance: 1e-13 },
  { solver: "krylov", tolerance: 1e-12 },
  { solver: "krylov", tolerance: 1e-11 },
  { solver: "map", tolerance: 1e-13 },
] as const;
/** Sweeps of projections times elements a reference may take: some ten seconds. */
const REFERENCE_WORK = 1.5e9;
const FEWEST_SWEEPS = 50;
/** Iterations of conjugate gradients, which go over cells, often far fewer than rows. */
const MOST_ITERATIONS = 10_000;

/** Columns in the problem's row order, and what is behind them, in words and as the solver says. */
export interface Reference {
  readonly method: string;
  readonly solvedBy: Solve["method"];
  readonly columns: readonly Float64Array[];
}

/** Demeaned columns in linear memory, in the absorber's row order. */
export interface Demeaned {
  readonly absorber: Absorber;
  readonly columns: F64Block;
  readonly solve: Solve;
}

/** The method `auto` takes. */
export async function methodOf({ effects }: Problem): Promise<Solve["method"]> {
  const engine = await loadEngine({ threads: 1 });
  return engine.scope((scope) => makeAbsorber(engine, scope, effects, null).method);
}

/** All columns of a problem, from arrays outside to demeaned columns in linear memory. */
export function demeanAll(engine: Engine, scope: Scope, problem: Problem, options: AbsorbOptions = {}): Demeaned {
  const absorber = makeAbsorber(engine, scope, problem.effects, null, options);
  const columns = gatherColumns(engine, scope, problem.columns, absorber.rowOrder);
  return { absorber, columns, solve: absorber.demean(columns, problem.columns.length) };
}

/**
 * The reference for a result of `method`: the first that can be had of the exact factorisation, CG and projections, but
 * `method`; else `method` itself to a smaller error; else the same pipeline in plain TypeScript.
 */
export async function referenceOf(
  problem: Problem,
  method: Solve["method"],
  note: (text: string) => void,
): Promise<Reference> {
  const sweeps = Math.max(FEWEST_SWEEPS, Math.floor(REFERENCE_WORK / (problem.n * problem.columns.length)));
  const others = METHODS.filter(({ solver }) => solver !== method);
  const tighter = METHODS.filter(({ solver, tolerance }) => solver === method && tolerance > 0);
  for (const { solver, tolerance } of [...others, ...tighter]) {
    const name = tolerance === 0 ? solver : `${solver} to ${tolerance}`;
    const maxIterations = solver === "krylov" ? MOST_ITERATIONS : sweeps;
    const options = tolerance === 0 ? { solver } : { solver, tolerance, maxIterations };
    try {
      const reference = solveBy(name, await loadEngine({ threads: 1 }), problem, options);
      if (reference.solvedBy === solver) return reference;
    } catch (error) {
      if (!(error instanceof WasmetricsError)) throw error;
      note(`${problem.name}: no reference by ${name}: ${error.message}`);
    }
  }
  return solveBy("js", twinEngine(await loadEngine({ threads: 1 })), problem, {});
}

function solveBy(method: string, engine: Engine, problem: Problem, options: AbsorbOptions): Reference {
  return engine.scope((scope) => {
    const demeaned = demeanAll(engine, scope, problem, options);
    return {
      method,
      solvedBy: demeaned.solve.method,
      columns: problem.columns.map((_, j) => inRowOrder(demeaned, problem.n, j)),
    };
  });
}

/** Largest relative difference of a result from the reference, over columns. */
export function differenceFrom(reference: Reference, demeaned: Demeaned, n: number): number {
  return reference.columns.reduce(
    (worst, column, j) => Math.max(worst, relativeDifference(inRowOrder(demeaned, n, j), column)),
    0,
  );
}

/** A copy of column j, rows as in the problem. */
function inRowOrder({ absorber, columns }: Demeaned, n: number, j: number): Float64Array {
  const column = columns.view().subarray(j * n, (j + 1) * n);
  const { rowOrder } = absorber;
  if (rowOrder === null) return column.slice();
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[rowOrder[i]!] = column[i]!;
  return out;
}
