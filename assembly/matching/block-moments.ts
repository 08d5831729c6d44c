import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";

/** Where x stands in a block from `low` to `high`: in -1..1, 0 where all are equal. No middle is rounded on the way. */
// @ts-ignore: decorator
@inline export function placeIn(x: f64, low: f64, high: f64): f64 {
  const half = 0.5 * (high - low);
  return half > 0 ? (x - low) / half - 1 : 0;
}

/**
 * For blocks of more than p controls, weights of p Chebyshev points that stand for them: for a polynomial f of degree below
 * p, the sum of f over the controls is the weighted sum of f over the points; with an outcome, that of f times y likewise.
 * Zeros for smaller blocks.
 *
 * In    starts u32[nBlocks+1]; x f64, ascending within a block, y f64, not read unless `outcome`; basis f64[p*p]: entry
 *       k + q p is T_k at point q
 * Out   moments f64[nBlocks*p*(1+outcome)]: p weights of a block, then p of its outcome
 * Work  f64[2*p]
 * Info  0; -2 for p = 0
 * Cost  O(m p)
 * Source  Berrut & Trefethen (2004), SIAM Review 46(3), doi:10.1137/S0036144502417715
 */
export function blockMoments(
  nBlocks: usize, p: usize, outcome: i32, starts: InU32, x: InF64, y: InF64, basis: InF64, moments: OutF64, work: WorkF64,
): i32 {
  if (p == 0) return -2;
  const ofOutcome = work + (p << 3);
  const step = outcome ? p << 1 : p;
  for (let block: usize = 0; block < nBlocks; block++) {
    const out = moments + ((block * step) << 3);
    const start = u32At(starts, block), end = u32At(starts, block + 1);
    if (end - start <= p) {
      memory.fill(out, 0, step << 3);
      continue;
    }
    const low = f64At(x, start), high = f64At(x, end - 1);
    memory.fill(work, 0, p << 4);
    for (let i = start; i < end; i++) {
      const b = placeIn(f64At(x, i), low, high);
      const value: f64 = outcome ? f64At(y, i) : 0;
      let before: f64 = b, t: f64 = 1; // T_1 = T_{-1}, T_0
      for (let k: usize = 0; k < p; k++) {
        setF64(work, k, f64At(work, k) + t);
        if (outcome) setF64(ofOutcome, k, f64At(ofOutcome, k) + t * value);
        const next = k == 0 ? b : 2 * b * t - before;
        before = t;
        t = next;
      }
    }
    toPoints(p, work, basis, out);
    if (outcome) toPoints(p, ofOutcome, basis, out + (p << 3));
  }
  return 0;
}

/** Weights of the points from sums of Chebyshev polynomials: (2/p) (A_0 / 2 + sum T_k A_k). */
// @ts-ignore: decorator
@inline function toPoints(p: usize, sums: usize, basis: usize, out: usize): void {
  for (let q: usize = 0; q < p; q++) {
    let sum: f64 = 0.5 * f64At(sums, 0);
    for (let k: usize = 1; k < p; k++) sum += f64At(basis, k + q * p) * f64At(sums, k);
    setF64(out, q, (2 * sum) / <f64>p);
  }
}
