/** A small panel as a table: y, the regressors by name, unit, year, cluster, and weights w (1 where there are none). */
import { makeTable, type Table } from "../../src/data/table/table.js";
import { numeric } from "../models/small-panel.js";
import type { SmallPanel } from "./small-panel.js";

export function smallPanelTable({ y, X, names, unit, year, clusters, weights, n }: SmallPanel): Table {
  const columns = [
    numeric("y", y),
    ...X.map((x, j) => numeric(names[j]!, x)),
    ...[unit, year, clusters].map(({ name, codes }) => numeric(name, codes)),
    numeric("w", weights ?? new Float64Array(n).fill(1)),
  ];
  return makeTable(columns, { name: "rows", bytes: 0, sha256: null });
}
