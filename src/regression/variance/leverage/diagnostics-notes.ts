/**
 * What a diagnosis of clusters warns a reader of.
 */

import { type Note, note } from "../../../base/messages.js";
import { VARIANCE_NOTES } from "../../messages.js";
import type { ClusterDiagnostics } from "./diagnostics-record.js";

/** An effective number below this share of the clusters is reported. */
const FEW = 1 / 2;

/** A note where some coefficient has an effective number of clusters below half of their number. */
export function diagnosticsNotes({ by, clusters, terms }: ClusterDiagnostics): Note[] {
  const few = Object.entries(terms).filter(
    ([name, { effective_clusters }]) => name !== "(Intercept)" && effective_clusters < FEW * clusters,
  );
  if (few.length === 0) return [];
  const effective = Object.fromEntries(few.map(([name, term]) => [name, term.effective_clusters]));
  return [note(VARIANCE_NOTES, "few_effective_clusters", { by, clusters, effective })];
}
