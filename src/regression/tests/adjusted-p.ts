/**
 * P-values of a family of hypotheses adjusted by their number alone: for the family-wise error, and for the false discovery
 * rate. Pure functions of p-values, in the order given.
 *
 * Sources: Holm (1979), Scandinavian Journal of Statistics 6(2); Benjamini & Hochberg (1995), Journal of the Royal Statistical
 * Society B 57(1), doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini & Yekutieli (2001), Annals of Statistics 29(4),
 * doi:10.1214/aos/1013699998; Benjamini, Krieger & Yekutieli (2006), Biometrika 93(3), doi:10.1093/biomet/93.3.491; Anderson
 * (2008), Journal of the American Statistical Association 103(484), doi:10.1198/016214508000000841.
 */
import { UsageError } from "../../base/errors.js";

/** p times their number, at most 1. */
export function bonferroni(p: ArrayLike<number>): Float64Array {
  requireP(p);
  return Float64Array.from(p, (value) => Math.min(1, value * p.length));
}

/** Holm's step-down: valid under any dependence, and never above Bonferroni. */
export function holm(p: ArrayLike<number>): Float64Array {
  const order = ascending(p);
  const adjusted = new Float64Array(p.length);
  let least = 0;
  order.forEach((h, i) => {
    adjusted[h] = least = Math.max(least, Math.min(1, (p.length - i) * p[h]!));
  });
  return adjusted;
}

/** Step-up of the false discovery rate, for independent or positively dependent p-values. */
export const benjaminiHochberg = (p: ArrayLike<number>): Float64Array => stepUp(p, 1);

/** The same under any dependence: times 1 + 1/2 + ... + 1/m. */
export function benjaminiYekutieli(p: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let j = 1; j <= p.length; j++) sum += 1 / j;
  return stepUp(p, sum);
}

/**
 * Sharpened q-values: the least rate q at which the two-stage procedure of Benjamini, Krieger & Yekutieli rejects the
 * hypothesis, which is what Anderson's program looks for on a grid of 0.001. Exact here, so at most 0.001 below his.
 *
 * At rate q the first stage rejects, by Benjamini-Hochberg at q' = q / (1 + q), r of m; the second does at q' m / (m - r). The
 * hypothesis with BH-adjusted p-value a is therefore rejected from q' = min over r of max(a of rank r, a (m - r) / m) on.
 */
export function sharpenedQ(p: ArrayLike<number>): Float64Array {
  const m = p.length;
  const adjusted = stepUp(p, 1, Number.POSITIVE_INFINITY);
  const ranked = Float64Array.from(adjusted).sort();
  return adjusted.map((own) => {
    let least = own;
    for (let r = 1; r <= m; r++) least = Math.min(least, Math.max(ranked[r - 1]!, (own * (m - r)) / m));
    return least >= 0.5 ? 1 : least / (1 - least);
  });
}

/** min over ranks from its own on of factor m p / rank. */
function stepUp(p: ArrayLike<number>, factor: number, most = 1): Float64Array {
  const order = ascending(p);
  const adjusted = new Float64Array(p.length);
  let least = most;
  for (let i = p.length - 1; i >= 0; i--) {
    const h = order[i]!;
    adjusted[h] = least = Math.min(least, (factor * p.length * p[h]!) / (i + 1));
  }
  return adjusted;
}

function ascending(p: ArrayLike<number>): number[] {
  requireP(p);
  return Array.from({ length: p.length }, (_, h) => h).sort((a, b) => p[a]! - p[b]! || a - b);
}

/** Throws UsageError `family` for what is no p-value. */
function requireP(p: ArrayLike<number>): void {
  const wrong = Array.from(p).findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong < 0) return;
  throw new UsageError("family", `P-value ${wrong + 1} of ${p.length} is ${p[wrong]}; expected a number from 0 to 1.`, {
    got: p[wrong],
    expected: "0 to 1",
  });
}
