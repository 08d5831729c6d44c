/**
 * Layer report. Sigma of a quality run in a few words.
 */
import type { SigmaRecord } from "../../quality/sigma/sigma-record.js";
import { formatCount, formatFixed } from "../format-number.js";

const DECIMALS = 3;

/** Such as "5, fixed for all products" or "4.921 (0.054) by 2SLS, clustered by firm". */
export function sigmaInWords(sigma: SigmaRecord): string {
  if (sigma.source === "fixed") return `${sigma.value}, fixed for all products`;
  if (sigma.source === "table") {
    return `by product from ${sigma.table} (median over rows ${formatFixed(sigma.rows.median, DECIMALS)})`;
  }
  const method = sigma.source === "iv" ? "2SLS" : "least squares";
  if (sigma.pooled !== null) {
    const { estimate, std_error } = sigma.pooled;
    return `${formatFixed(estimate, DECIMALS)} (${formatFixed(std_error, DECIMALS)}) by ${method}, errors ${sigma.vcov}`;
  }
  const { n, sigma: spread, by_status } = sigma.groups!;
  return (
    `by ${method} in each of ${formatCount(n)} groups of ${sigma.by} (median ${formatFixed(spread.median, DECIMALS)}, ` +
    `${formatCount(by_status.estimated)} estimated as they should be), errors ${sigma.vcov}`
  );
}
