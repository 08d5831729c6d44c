/**
 * Plain TypeScript twin of the pass over binary outcomes: the textbook formulas row by row, the normal tail
 * by a continued fraction.
 */
import type { Arrays } from "../cases/row.js";

export function binaryPass(given: Arrays<"binaryPass">): number {
  const { n, stride, k, link, expected, weighted, X, y, w, beta, sums, linear, fitted } = given;
  sums.fill(0);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const x = Array.from({ length: k }, (_, j) => X[i + j * stride]!);
    const eta = x.reduce((sum, value, j) => sum + value * beta[j]!, 0);
    const sign = 2 * y[i]! - 1;
    const row = (link === 1 ? probitRow : logitRow)(sign * eta, expected);
    const weight = weighted ? w[i]! : 1;
    linear[i] = eta;
    fitted[i] = y[i] === 1 ? row.likelihood : row.otherwise;
    let at = 0;
    for (let a = 0; a < k; a++) for (let b = a; b < k; b++) sums[at++]! += weight * row.information * x[a]! * x[b]!;
    for (let a = 0; a < k; a++) sums[at++]! += weight * sign * row.slope * x[a]!;
    sums[at]! += weight * row.logLik;
    if (weight > 0) largest = Math.max(largest, sign * eta);
  }
  return largest;
}

interface Row {
  /** Probability of what happened, and of the other outcome. */
  readonly likelihood: number;
  readonly otherwise: number;
  readonly slope: number;
  readonly information: number;
  readonly logLik: number;
}

function logitRow(margin: number): Row {
  const [likelihood, otherwise] = [1 / (1 + Math.exp(-margin)), 1 / (1 + Math.exp(margin))];
  const logLik = margin > 0 ? -Math.log1p(Math.exp(-margin)) : margin - Math.log1p(Math.exp(margin));
  return { likelihood, otherwise, slope: otherwise, information: likelihood * otherwise, logLik };
}

function probitRow(margin: number, expected: number): Row {
  const density = Math.exp((-margin * margin) / 2) / Math.sqrt(2 * Math.PI);
  const tail = density * millsRatio(Math.abs(margin));
  const [likelihood, otherwise] = margin >= 0 ? [1 - tail, tail] : [tail, 1 - tail];
  const slope = density / likelihood;
  const information = expected ? (slope * density) / otherwise : slope * (slope + margin);
  return { likelihood, otherwise, slope, information, logLik: Math.log(likelihood) };
}

/** (1 - Phi(a)) / phi(a): its series below 2, Laplace's continued fraction above. */
function millsRatio(a: number): number {
  if (a < 2) {
    let [term, sum] = [a, a];
    for (let odd = 3; term > 1e-18 * sum; odd += 2) {
      term *= (a * a) / odd;
      sum += term;
    }
    return Math.sqrt(Math.PI / 2) * Math.exp((a * a) / 2) - sum;
  }
  let fraction = a;
  for (let i = 400; i > 0; i--) fraction = a + i / fraction;
  return 1 / fraction;
}
