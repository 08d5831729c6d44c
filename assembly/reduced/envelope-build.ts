import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";

/** A level that has all but this share of its group leaves too few digits of the differences of its sums. */
// @ts-ignore: decorator
@inline const OUTWEIGHS: f64 = 1023.0 / 1024.0;

/** S[i, j] = S[i, j] + value, in the row of the larger. Places are numbers modulo 2^32, as addresses are. */
// @ts-ignore: decorator
@inline function addAt(S: usize, rows: usize, i: usize, j: usize, value: f64): void {
  const high = max(i, j);
  const at = S + ((u32At(rows, high) + i + j - high) << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** -s t / W for every two of m levels; a level met again is joined to itself by nothing. */
// @ts-ignore: decorator
@inline function addPairs(m: usize, W: f64, at: usize, share: usize, rows: usize, S: usize): void {
  for (let u: usize = 1; u < m; u++) {
    const i = u32At(at, u), s = -f64At(share, u) / W;
    for (let t: usize = 0; t < u; t++) {
      const j = u32At(at, t);
      if (i != j) addAt(S, rows, i, j, s * f64At(share, t));
    }
  }
}

/** w for every two levels of a cell. */
// @ts-ignore: decorator
@inline function addCells(
  start: usize, end: usize, p: usize, stride: usize, codes: usize, weights: usize, position: usize, rows: usize, S: usize,
): void {
  for (let i = start; i < end; i++) {
    const w = f64At(weights, i);
    for (let f: usize = 1; f < p; f++) {
      const a = u32At(position, u32At(codes, f * stride + i));
      for (let h: usize = 0; h < f; h++) addAt(S, rows, a, u32At(position, u32At(codes, h * stride + i)), w);
    }
  }
}

/** A group cell against cell: (w v / W) d d', d the difference of their dummies. Nothing is lost, whatever the weights. */
function addCellPairs(
  start: usize, end: usize, W: f64, p: usize, stride: usize,
  codes: usize, weights: usize, position: usize, rows: usize, S: usize,
): void {
  for (let x = start + 1; x < end; x++) {
    for (let y = start; y < x; y++) {
      const v = (f64At(weights, x) / W) * f64At(weights, y);
      for (let f: usize = 0; f < p; f++) {
        const own = codes + ((f * stride) << 2);
        const xf = u32At(position, u32At(own, x)), yf = u32At(position, u32At(own, y));
        if (xf == yf) continue;
        addAt(S, rows, xf, yf, -v);
        for (let h: usize = 0; h < f; h++) {
          const other = codes + ((h * stride) << 2);
          const xh = u32At(position, u32At(other, x)), yh = u32At(position, u32At(other, y));
          if (xh == yh) continue;
          addAt(S, rows, xf, xh, v);
          addAt(S, rows, yf, yh, v);
          addAt(S, rows, xf, yh, -v);
          addAt(S, rows, yf, xh, -v);
        }
      }
    }
  }
}

/**
 * The reduced system in an envelope: row i holds columns first(i)..i. Below the diagonal: -s t / W summed over the groups
 * of two levels with weights s and t of W, and the weights of cells the two share. On it: what is given for the border;
 * 0 for the positions of the first effect, whose rows sum to 0.
 *
 * In    cells as reducedCells gives them: offsets u32[nGroups+1], codes u32[p*stride], weights f64[cells] > 0; position
 *       u32[nLevels], levels below nA to 0..nA-1, each other to itself; rows u32[nLevels]: entry (i, j) is number
 *       rows[i] + j of S, modulo 2^32; diagonal f64[nLevels], read from nA on
 * Out   S f64[size]
 * Work  f64[2*nLevels]; u32[nLevels]
 * Info  0
 * Cost  O(sum over groups of (p cells)^2 + size); groups in order
 */
export function envelopeBuild(
  nGroups: usize, nA: usize, nLevels: usize, p: usize, stride: usize, size: usize,
  offsets: InU32, codes: InU32, weights: InF64, position: InU32, rows: InU32, diagonal: InF64,
  S: OutF64, work: WorkF64, index: WorkU32,
): i32 {
  const byLevel = work, share = work + (nLevels << 3);
  memory.fill(S, 0, size << 3);
  memory.fill(byLevel, 0, nLevels << 3);
  for (let i = nA; i < nLevels; i++) setF64(S, u32At(rows, i) + i, f64At(diagonal, i));
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    let m: usize = 0, W: f64 = 0;
    for (let i = start; i < end; i++) W += f64At(weights, i);
    if (p == 1) {
      for (let i = start; i < end; i++) {
        setU32(index, m, u32At(position, u32At(codes, i)));
        setF64(share, m++, f64At(weights, i));
      }
      addPairs(m, W, index, share, rows, S);
    } else {
      for (let f: usize = 0; f < p; f++) {
        for (let i = start; i < end; i++) {
          const at = u32At(position, u32At(codes, f * stride + i)), before = f64At(byLevel, at);
          if (before == 0) setU32(index, m++, at);
          setF64(byLevel, at, before + f64At(weights, i));
        }
      }
      let most: f64 = 0;
      for (let t: usize = 0; t < m; t++) {
        const at = u32At(index, t), s = f64At(byLevel, at);
        setF64(byLevel, at, 0);
        setF64(share, t, s);
        if (s < W) most = max(most, s);
      }
      if (most > OUTWEIGHS * W) {
        addCellPairs(start, end, W, p, stride, codes, weights, position, rows, S);
      } else {
        addPairs(m, W, index, share, rows, S);
        addCells(start, end, p, stride, codes, weights, position, rows, S);
      }
    }
    start = end;
  }
  return 0;
}
