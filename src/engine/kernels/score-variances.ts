/** Wrapper of the kernel that compares the variance of scores by coarse clusters with that by fine ones. Knows no regression. */
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Numbers below and on the diagonal of a q by q matrix. */
export const lowerSize = (q: number): number => (q * (q + 1)) / 2;

/** Scratch of `scoreVariances`, in f64. */
export const scoreVariancesWork = (k: number, q: number): number => 2 * k + 2 * q + q * q;

/** In linear memory, as in the kernel. */
export interface ScoreLevels {
  readonly nCoarse: number;
  readonly nFine: number;
  readonly k: number;
  readonly q: number;
  /** Small-sample factors. */
  readonly coarse: number;
  readonly fine: number;
  readonly offsets: U32Block;
  /** f64[k*q], f64[k*k] */
  readonly G: F64Block;
  readonly A: F64Block;
  /** f64[k*nFine*q] */
  readonly P: F64Block;
}

/** Of each draw the difference of variances and its variance, f64[nDraws*(p+p*p)], p = q (q+1) / 2; a task a draw. */
export function scoreVariances(
  engine: Engine,
  outer: Scope,
  levels: ScoreLevels,
  nDraws: number,
  scores: F64Block,
): Float64Array {
  const { nCoarse, nFine, k, q, offsets, G, A, P } = levels;
  checkLength("scoreVariances", "offsets", offsets.length, nCoarse + 1);
  checkLength("scoreVariances", "scores", scores.length, nDraws * nFine * k);
  checkLength("scoreVariances", "G", G.length, k * q);
  checkLength("scoreVariances", "A", A.length, k * k);
  checkLength("scoreVariances", "P", P.length, k * nFine * q);
  const size = lowerSize(q) + lowerSize(q) ** 2;
  return outer.scope((scope) => {
    const out = scope.f64(nDraws * size);
    const tasks = Array.from({ length: nDraws }, (_, d) => ({
      ...{ ...levels, nDraws: 1, scores: scores.at(d * nFine * k), out: out.at(d * size) },
      work: scope.f64(scoreVariancesWork(k, q)),
    }));
    runChecked(engine, "scoreVariances", tasks);
    return Float64Array.from(out.view());
  });
}
