/**
 * Chebyshev points and the polynomials at them, by elementary arithmetic alone, so that they have the same bits
 * on every host.
 */

/** Points of order p and the values of T_0 .. T_{p-1} at them. */
export interface ChebyshevBasis {
  /** cos((2q + 1) pi / 2p), q < p. */
  readonly points: Float64Array;
  /** Entry k + q p is T_k at point q. */
  readonly values: Float64Array;
}

/** The basis of order p >= 1. */
export function chebyshevBasis(p: number): ChebyshevBasis {
  const values = new Float64Array(p * p);
  for (let q = 0; q < p; q++) for (let k = 0; k < p; k++) values[k + q * p] = cosOfTurn(k * (2 * q + 1), 4 * p);
  return { points: Float64Array.from({ length: p }, (_, q) => cosOfTurn(2 * q + 1, 4 * p)), values };
}

/** cos(2 pi i / m) for whole i >= 0 and m a multiple of 4, by symmetry from the first eighth of the circle. */
function cosOfTurn(i: number, m: number): number {
  const turn = i % m;
  const half = Math.min(turn, m - turn);
  if (4 * half > m) return -cosOfTurn(m / 2 - half, m);
  return 8 * half > m ? series(m / 4 - half, m, 1) : series(half, m, 0);
}

/** cos (from = 0) or sin (from = 1) of 2 pi i / m, at most pi / 4, by its power series from the smallest term on. */
function series(i: number, m: number, from: 0 | 1): number {
  const x = (2 * Math.PI * i) / m;
  let sum = 0;
  for (let power = 20 + from; power >= from; power -= 2) {
    sum = power === from ? sum : ((sum + 1) * -x * x) / (power * (power - 1));
  }
  return from === 0 ? 1 + sum : x * (1 + sum);
}
