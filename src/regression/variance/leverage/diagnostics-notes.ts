/**
 * What a diagnosis of clusters tells a reader to beware of.
 */
import type { Note } from "../../../base/messages.js";
import type { ClusterDiagnostics } from "./diagnostics-record.js";

/** An effective number below this share of the clusters is told of. */
const FEW = 1 / 2;

/** A note where some coefficient has an effective number of clusters below half of their number. */
export function diagnosticsNotes({ by, clusters, terms }: ClusterDiagnostics): Note[] {
  const few = Object.entries(terms).filter(
    ([name, { effective_clusters }]) => name !== "(Intercept)" && effective_clusters < FEW * clusters,
  );
  if (few.length === 0) return [];
  const told = few.map(([name, { effective_clusters }]) => `${name} ${effective_clusters.toFixed(1)}`);
  return [
    {
      code: "few_effective_clusters",
      message: `The variation of some regressors stands in few of the ${clusters} clusters by ${by}; their effective number is, for ${told.join(", ")}. Errors clustered as usual may be too small there: compare CR2 or CR3, or a wild bootstrap.`,
      detail: { effective: Object.fromEntries(few.map(([name, term]) => [name, term.effective_clusters])) },
    },
  ];
}
