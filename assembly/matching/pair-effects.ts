import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * What pairs come to unit by unit: the effect on each matched treated unit, and how much each control is used.
 *
 * In    treated, control u32[nPairs]: positions below n; share f64[nPairs], summing to 1 for a treated unit; y f64[n]
 * Out   f64[n] each: matched 1 for treated units with a pair, 0 for others; effect sum of share (y - y of the control), 0
 *       without pairs; used sum of the shares of a control; squares sum of their squares
 * Info  0; -3 if a treated position is not below n, -4 if a control's is not
 * Cost  O(n + nPairs)
 * Source  Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x
 */
export function pairEffects(
  n: usize, nPairs: usize, treated: InU32, control: InU32, share: InF64, y: InF64,
  matched: OutF64, effect: OutF64, used: OutF64, squares: OutF64,
): i32 {
  memory.fill(matched, 0, n << 3);
  memory.fill(effect, 0, n << 3);
  memory.fill(used, 0, n << 3);
  memory.fill(squares, 0, n << 3);
  for (let pair: usize = 0; pair < nPairs; pair++) {
    const t = u32At(treated, pair), c = u32At(control, pair), s = f64At(share, pair);
    if (t >= n) return -3;
    if (c >= n) return -4;
    setF64(matched, t, 1);
    setF64(effect, t, f64At(effect, t) + s * (f64At(y, t) - f64At(y, c)));
    setF64(used, c, f64At(used, c) + s);
    setF64(squares, c, f64At(squares, c) + s * s);
  }
  return 0;
}
