/**
 * What chance alone does to a share of replications. Knows nothing of figures.
 */

/** Of what chance may do to a share, this much is inside the band. */
const INSIDE = 0.95;

/**
 * The shares of n draws between which at least 95% of outcomes fall where each succeeds with probability `p`: the 2.5% and
 * 97.5% points of the binomial distribution, over n.
 */
export function binomialBand(n: number, p: number): [number, number] {
  const tail = (1 - INSIDE) / 2;
  let [low, high] = [0, n];
  let [logarithm, below] = [n * Math.log(1 - p), 0]; // of the probability of k, which underflows where n is large
  for (let k = 0; k <= n; k++) {
    const upTo = below + Math.exp(logarithm);
    if (below <= tail && upTo > tail) low = k;
    if (below < 1 - tail && upTo >= 1 - tail) high = k;
    below = upTo;
    logarithm += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
  }
  return [low / n, high / n];
}
