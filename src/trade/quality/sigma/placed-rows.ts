/**
 * Rows in the order of a group and its parts, as the kernels of instruments take them.
 */
import type { Category } from "../../../base/columns.js";
import { rowsByPair } from "../../../data/panel/order.js";
import type { LoadedRows } from "../../../engine/kernels/instruments.js";

/** Rows by (group, part), ties in row order; rows missing in either are placed nowhere. */
export function placeRows(groups: Category, parts: Category): LoadedRows {
  const { rows, a, b } = rowsByPair(groups, parts);
  const offsets = new Uint32Array(groups.nLevels + 1);
  for (let j = 0; j < a.length; j++) offsets[a[j]! + 1]!++;
  for (let g = 0; g < groups.nLevels; g++) offsets[g + 1]! += offsets[g]!;
  return { offsets, order: rows, parts: b };
}
