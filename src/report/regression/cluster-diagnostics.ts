/**
 * Layer report. The diagnosis of clusters as text: what stands beneath a fit's summary. The table of all clusters is for
 * JSON. Everything printed comes from the record.
 */
import type { ClusterDiagnostics } from "../../models/regression/leverage/diagnostics-record.js";
import { formatCount, numberText } from "../format-number.js";
import { alignedLines } from "../render/aligned.js";

/** Clusters named for their leverage. */
const NAMED = 3;

/** Lines: sizes and leverage of clusters, then for each coefficient the effective number and the most influential cluster. */
export function clusterDiagnosticsLines({ by, clusters, rows, leverage, terms, table }: ClusterDiagnostics): string[] {
  const highest = [...table].sort((a, b) => b.leverage - a.leverage).slice(0, NAMED);
  const named = highest.map(({ cluster, leverage: own }) => `${cluster} (${own.toFixed(2)})`).join(", ");
  const header = ["", "G*", "Largest share", "in", "Most influential", "Estimate without", "Moved by"];
  const body = Object.entries(terms).map(([name, { effective_clusters, partial_leverage, influential }]) => {
    const [most] = influential;
    const within = table.find((row) => row.partial_leverage[name] === partial_leverage.max);
    return [
      name,
      effective_clusters.toFixed(1),
      partial_leverage.max.toFixed(4),
      within?.cluster ?? "",
      most?.cluster ?? "",
      ...[most?.without ?? null, most?.moved ?? null].map((value) =>
        value === null ? "not identified" : numberText(value),
      ),
    ];
  });
  return [
    `Clusters by ${by}: ${formatCount(clusters)}, of ${formatCount(rows.min)} to ${formatCount(rows.max)} rows (mean ${rows.mean.toFixed(1)})`,
    `Leverage of a cluster: ${leverage.min.toFixed(2)} to ${leverage.max.toFixed(2)}, mean ${leverage.mean.toFixed(2)}, coefficient of variation ${leverage.cv.toFixed(2)}; highest: ${named}`,
    ...alignedLines([header, ...body], [0, 3, 4]),
    "G*: effective number of clusters (Carter, Schnepel & Steigerwald 2017), one over the sum of squared shares; share: of the variation of a regressor net of all others.",
  ];
}
