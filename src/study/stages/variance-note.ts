/**
 * Layer study. Sample and variance of a fit in a sentence, as it stands beneath a figure.
 */
import type { FitRecord } from "../../models/regression/fit-record.js";
import { formatCount } from "../../report/format-number.js";
import { degreesWords, varianceWords } from "../../report/regression/variance-words.js";

/** Rows, errors, clusters, small-sample rule and degrees of freedom; `labels` are words for cluster columns. */
export function varianceNote(
  { nobs, dropped, vcov }: Pick<FitRecord, "nobs" | "dropped" | "vcov">,
  labels: Readonly<Record<string, string>>,
): string[] {
  const clusters = Object.entries(vcov.clusters).map(
    ([name, n]) => `${labels[name] ?? name} (${formatCount(n)} clusters)`,
  );
  const correlated = vcov.about === undefined ? `${vcov.type} errors` : `errors: ${varianceWords(vcov)}`;
  const errors = clusters.length === 0 ? correlated : `errors clustered by ${clusters.join(" and ")}`;
  const lost = Object.entries(dropped)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => `${formatCount(n)} dropped: ${reason.replaceAll("_", " ")}`);
  return [
    `Sample: ${formatCount(nobs)} rows${lost.length === 0 ? "" : ` (${lost.join(", ")})`}; ${errors}; small-sample rule ${vcov.ssc.preset}, K = ${formatCount(vcov.K)}, t with ${degreesWords(vcov, "degrees of freedom")}.`,
  ];
}
