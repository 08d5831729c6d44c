/**
 * The cells of a resampling method: intersections of all clusterings in play, of the error and of the draws,
 * and the level of each clustering they lie in. Knows no regression.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { groupingOver, type Sample } from "../../regression/frame/sample.js";

/** A clustering, and the level each cell lies in. */
export interface CellClustering extends Category {
  /** Of each cell, u32[nCells]. */
  readonly ofCell: Uint32Array;
}

export interface ResamplingCells {
  /** Rows in the intersections of all clusterings, numbered by sorted label. */
  readonly cells: Category;
  /** In the order asked for. */
  readonly clusterings: readonly CellClustering[];
}

/** Cells of these clusterings, each the columns that make it. Throws DataError `cluster_missing`. */
export function resamplingCells(
  engine: Engine,
  table: Table,
  sample: Sample,
  wanted: readonly (readonly string[])[],
): ResamplingCells {
  const byName = new Map(wanted.map((by) => [clusterName(by), by]));
  const known = new Map([...byName].map(([name, by]) => [name, clusteringOver(engine, by, table, sample)]));
  const groupings = wanted.map((by) => known.get(clusterName(by))!);
  const cells = known.size === 1 ? groupings[0]! : combine([...known.values()]);
  return { cells, clusterings: groupings.map((grouping) => ({ ...grouping, ofCell: levelOfCell(cells, grouping) })) };
}

function clusteringOver(engine: Engine, by: readonly string[], table: Table, sample: Sample): Category {
  const name = clusterName(by);
  const known = sample.effects.find((effect) => effect.name === name);
  const grouping = known ?? groupingOver(by, table, sample.selected, elementary(engine));
  const missing = grouping.codes.indexOf(MISSING_CODE);
  if (missing < 0) return grouping;
  const row = sample.rows[missing]! + 1;
  throw new DataError(
    "cluster_missing",
    `Cluster '${name}' is missing in row ${row}, which the regression uses: fill it in, or leave such rows out with --subset.`,
    { got: "missing", expected: "a cluster in every row of the sample", column: name, row },
  );
}

/** The level of `grouping` that each cell lies in. */
function levelOfCell(cells: Category, grouping: Category): Uint32Array {
  if (cells === grouping) return Uint32Array.from({ length: cells.nLevels }, (_, c) => c);
  const level = new Uint32Array(cells.nLevels);
  for (let row = 0; row < cells.codes.length; row++) level[cells.codes[row]!] = grouping.codes[row]!;
  return level;
}
