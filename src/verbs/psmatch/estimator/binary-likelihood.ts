/**
 * Maximum likelihood of a binary outcome by Newton's method with step halving, on columns that are
 * orthonormal, so that no digit is lost to their scales. Both likelihoods are concave: what stops the climb is reported,
 * what it means is the caller's affair. Knows nothing of names.
 * Source: McCullagh & Nelder (1989), Generalized Linear Models, section 2.5, doi:10.1007/978-1-4899-3242-6.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { type BinaryLink, type BinaryPass, type BinaryRows, binaryPass } from "../../../engine/kernels/irls.js";
import { dpotrf, dtrsv } from "../../../engine/kernels/lapack.js";

/** Distance to the maximum, in standard errors, that needs no further step. */
const CLOSE = 1e-11;
/** Below this distance steps that no longer shorten it are rounding. */
const ROUNDING_DISTANCE = 1e-7;
/** A step may lower the log-likelihood by this share of it: rounding. */
const SLACK = 1e-13;
const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 40;

/** Where the climb ended. */
export interface BinaryMaximum {
  readonly beta: Float64Array;
  readonly pass: BinaryPass;
  readonly iterations: number;
  /** sqrt(g' I^-1 g): no coefficient is farther from the maximum than this many standard errors, to first order. */
  readonly distance: number;
  /** Whether the maximum was reached; else why the climb ended. */
  readonly outcome: "reached" | "singular" | "iterations" | "stopped";
}

/**
 * Climbs from `start`.
 *
 * @param linear f64[n], left with X beta at the end
 * @param fitted f64[n], left with the probabilities at the end
 * @param stop asked at each point before a step; true ends the climb with `stopped`
 */
export function maximiseBinary(
  engine: Engine,
  scope: Scope,
  rows: BinaryRows,
  link: BinaryLink,
  start: Float64Array,
  linear: F64Block,
  fitted: F64Block,
  stop: (iterations: number, pass: BinaryPass, beta: Float64Array) => boolean,
): BinaryMaximum {
  const at = (beta: Float64Array) => binaryPass(engine, scope, rows, link, "observed", beta, linear, fitted);
  let [beta, pass] = [start, at(start)];
  let last = Number.POSITIVE_INFINITY;
  for (let iterations = 0; ; iterations++) {
    const step = newtonStep(engine, rows.k, pass);
    const distance = step === null ? Number.POSITIVE_INFINITY : Math.sqrt(inner(pass.gradient, step));
    const ended = (outcome: BinaryMaximum["outcome"]): BinaryMaximum => ({ beta, pass, iterations, distance, outcome });
    if (step === null) return ended("singular");
    if (distance <= CLOSE || (distance <= ROUNDING_DISTANCE && distance >= last / 2)) return ended("reached");
    if (stop(iterations, pass, beta)) return ended("stopped");
    if (iterations === MOST_ITERATIONS) return ended("iterations");
    last = distance;
    const least = pass.logLik - SLACK * Math.abs(pass.logLik);
    for (let halvings = 0, share = 1; ; halvings++, share /= 2) {
      const next = beta.map((value, j) => value + share * step[j]!);
      const reached = at(next);
      if (reached.logLik >= least) {
        [beta, pass] = [next, reached];
        break;
      }
      if (halvings === MOST_HALVINGS) {
        pass = at(beta);
        return ended("iterations");
      }
    }
  }
}

/** I^-1 g; null when the information is not positive definite. */
function newtonStep(engine: Engine, k: number, { information, gradient }: BinaryPass): Float64Array | null {
  try {
    const L = dpotrf(engine, k, information);
    const half = dtrsv(engine, k, L, gradient, { upper: false });
    return dtrsv(engine, k, L, half, { upper: false, transposed: true });
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}

const inner = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, j) => sum + value * y[j]!, 0);
