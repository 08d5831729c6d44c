import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";

/**
 * What coarse clusters leave of fine ones: for each draw the difference of the variances of scores summed by either, and what its variance is
 * where fine clusters are independent. Scores of a draw are of columns that are no residuals yet: those of q regressors net of the others,
 * S_h = G' s_h - sum_l b_l P_hl with b = A sum_h s_h. With A_g the sum of S_h S_h' over the fine clusters of g, the difference is
 * coarse * sum_g (sum_h S_h)(sum_h S_h)' - fine * sum_h S_h S_h', its lower triangle by columns, and its variance, between (i, j) and (k, l),
 * sum_g (A_ik A_jl + A_il A_jk) - 2 sum_h S_i S_j S_k S_l.
 *
 * In    coarse, fine small-sample factors; offsets u32[nCoarse+1] of the fine clusters of each coarse one, which stand in its order;
 *       scores f64[nDraws*nFine*k]: of a draw a row of k a fine cluster; G f64[k*q] and A f64[k*k], column-major; P f64[k*nFine*q]: of a
 *       regressor a row of q a fine cluster
 * Out   out f64[nDraws*(p + p*p)], p = q (q+1) / 2: of a draw the difference, then its variance
 * Work  f64[2*k + 2*q + q*q]
 * Info  0
 * Cost  O(nDraws nFine (k q + p^2))
 * Source  MacKinnon, Nielsen & Webb (2023), Journal of Econometrics 235(2), doi:10.1016/j.jeconom.2022.03.003
 */
export function scoreVariances(
  nCoarse: usize, nFine: usize, k: usize, q: usize, nDraws: usize, coarse: f64, fine: f64, offsets: InU32, scores: InF64,
  G: InF64, A: InF64, P: InF64, out: OutF64, work: WorkF64,
): i32 {
  const p = (q * (q + 1)) >> 1;
  const sums = work, b = sums + (k << 3), S = b + (k << 3), total = S + (q << 3), own = total + (q << 3);
  for (let d: usize = 0; d < nDraws; d++) {
    const s = scores + ((d * nFine * k) << 3);
    const theta = out + ((d * (p + p * p)) << 3), variance = theta + (p << 3);
    memory.fill(sums, 0, k << 3);
    memory.fill(theta, 0, (p + p * p) << 3);
    for (let h: usize = 0; h < nFine; h++) {
      for (let l: usize = 0; l < k; l++) setF64(sums, l, f64At(sums, l) + f64At(s, h * k + l));
    }
    for (let i: usize = 0; i < k; i++) {
      let sum: f64 = 0;
      for (let l: usize = 0; l < k; l++) sum += f64At(A, i + l * k) * f64At(sums, l);
      setF64(b, i, sum);
    }
    for (let g: usize = 0; g < nCoarse; g++) {
      memory.fill(total, 0, (q + q * q) << 3);
      for (let h = u32At(offsets, g); h < u32At(offsets, g + 1); h++) {
        for (let j: usize = 0; j < q; j++) {
          let sum: f64 = 0;
          for (let l: usize = 0; l < k; l++) {
            sum += f64At(G, l + j * k) * f64At(s, h * k + l) - f64At(b, l) * f64At(P, (l * nFine + h) * q + j);
          }
          setF64(S, j, sum);
          setF64(total, j, f64At(total, j) + sum);
        }
        addFine(q, p, fine, S, own, theta, variance);
      }
      addCoarse(q, p, coarse, total, own, theta, variance);
    }
  }
  return 0;
}

/** Takes off what a fine cluster adds by itself; `own` gathers S S'. */
function addFine(q: usize, p: usize, fine: f64, S: usize, own: usize, theta: usize, variance: usize): void {
  let at: usize = 0;
  for (let j: usize = 0; j < q; j++) {
    for (let i = j; i < q; i++, at++) {
      const product = f64At(S, i) * f64At(S, j);
      setF64(own, i + j * q, f64At(own, i + j * q) + product);
      if (i != j) setF64(own, j + i * q, f64At(own, j + i * q) + product);
      setF64(theta, at, f64At(theta, at) - fine * product);
      let other: usize = 0;
      for (let l: usize = 0; l < q; l++) {
        for (let m = l; m < q; m++, other++) {
          const cell = at + other * p;
          setF64(variance, cell, f64At(variance, cell) - 2 * product * (f64At(S, l) * f64At(S, m)));
        }
      }
    }
  }
}

/** Adds what a coarse cluster does: `total` is the sum of its S, `own` that of S S'. */
function addCoarse(q: usize, p: usize, coarse: f64, total: usize, own: usize, theta: usize, variance: usize): void {
  let at: usize = 0;
  for (let j: usize = 0; j < q; j++) {
    for (let i = j; i < q; i++, at++) {
      setF64(theta, at, f64At(theta, at) + coarse * (f64At(total, i) * f64At(total, j)));
      let other: usize = 0;
      for (let l: usize = 0; l < q; l++) {
        for (let m = l; m < q; m++, other++) {
          const cell = at + other * p;
          const pairs = f64At(own, i + m * q) * f64At(own, j + l * q) + f64At(own, i + l * q) * f64At(own, j + m * q);
          setF64(variance, cell, f64At(variance, cell) + pairs);
        }
      }
    }
  }
}
