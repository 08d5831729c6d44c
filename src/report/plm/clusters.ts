/**
 * Layer report. A variance by its clusters, in words.
 */
import type { PlmRecord } from "../../models/plm/record.js";
import { formatCount } from "../format-number.js";

/** `clustered by firm (140)`, or the name of a variance without clusters. */
export function clustersText({ type, clusters }: Pick<PlmRecord["vcov"], "type" | "clusters">): string {
  const named = Object.entries(clusters).map(([name, G]) => `${name} (${formatCount(G)})`);
  return named.length === 0 ? type : `clustered by ${named.join(" and ")}`;
}
