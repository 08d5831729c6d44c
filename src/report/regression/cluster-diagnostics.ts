/**
 * The diagnosis of clusters: lines beneath a fit's summary, or a table of its own. All clusters are for JSON.
 * Everything shown comes from the record.
 */

import { ownOf } from "../../base/objects.js";
import type { ClusterDiagnostics } from "../../regression/variance/cluster-diagnostics.js";
import { formatCount, formatFixed, numberText } from "../format-number.js";
import { alignedLines } from "../render/display-width.js";
import { type Cell, cellText, numberCell, type TableModel, textCell } from "../table-model.js";

/** Clusters named for their leverage. */
const NAMED = 3;
const HEADS = ["G*", "Largest share", "in", "Most influential", "Estimate without", "Moved by"];

/** Lines: sizes and leverage of clusters, then for each coefficient the effective number and the most influential cluster. */
export function clusterDiagnosticsLines(record: ClusterDiagnostics): string[] {
  const { title, rows, notes } = clusterDiagnosticsTable(record);
  const [leverage, ...beneath] = notes;
  const body = rows.map(({ label, cells }) => [label, ...cells.map(cellText)]);
  return [title, leverage!, ...alignedLines([["", ...HEADS], ...body], [0, 3, 4]), ...beneath];
}

/** A row a coefficient. */
export function clusterDiagnosticsTable({
  by,
  clusters,
  rows,
  leverage,
  terms,
  table,
}: ClusterDiagnostics): TableModel {
  const highest = [...table].sort((a, b) => b.leverage - a.leverage).slice(0, NAMED);
  const named = highest.map(({ cluster, leverage: own }) => `${cluster} (${own.toFixed(2)})`).join(", ");
  const each =
    rows.min === rows.max
      ? `${formatCount(rows.min)} rows each`
      : `${formatCount(rows.min)} to ${formatCount(rows.max)} rows (mean ${rows.mean.toFixed(1)})`;
  return {
    title: `Clusters by ${by}: ${formatCount(clusters)}, of ${each}`,
    stub: "",
    heads: HEADS.map((head) => [head]),
    rows: Object.entries(terms).map(([name, { effective_clusters, partial_leverage, influential }]) => {
      const [most] = influential;
      const within = table.find((row) => ownOf(row.partial_leverage, name) === partial_leverage.max);
      return {
        label: name,
        quantity: "",
        cells: [
          numberCell(effective_clusters, formatFixed(effective_clusters, 1)),
          numberCell(partial_leverage.max, partial_leverage.max.toFixed(4)),
          textCell(within?.cluster ?? ""),
          textCell(most?.cluster ?? ""),
          identified(most?.without),
          identified(most?.moved),
        ],
        ruleAbove: false,
      };
    }),
    notes: [
      `Leverage of a cluster: ${leverage.min.toFixed(2)} to ${leverage.max.toFixed(2)}, mean ${leverage.mean.toFixed(2)}, coefficient of variation ${leverage.cv.toFixed(2)}; highest: ${named}`,
      "G*: effective number of clusters (Carter, Schnepel & Steigerwald 2017), one over the sum of squared shares; share: of the variation of a regressor net of all others.",
    ],
  };
}

const identified = (value: number | null | undefined): Cell =>
  value === null || value === undefined ? textCell("not identified") : numberCell(value, numberText(value));
