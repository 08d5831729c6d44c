/**
 * Summary statistics of variables over rows of a panel. Knows nothing of groups or words.
 */
import { DataError } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import { describeColumn, type Variation, variation } from "../../../data/panel/sample.js";

import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import { columnValues } from "../../../regression/frame/column-values.js";
import type { Statistic } from "./schema.js";

/** A variable with its values on the rows used, f64[nRows] of the panel, NaN elsewhere. */
export interface Variable {
  readonly written: string;
  readonly values: Float64Array;
}

/** Statistics by name; null where there are too few values. */
export interface Summary {
  readonly written: string;
  readonly statistics: Readonly<Record<Statistic, number | null>>;
  readonly variation: Variation;
}

const QUARTILES = [0.25, 0.5, 0.75] as const;

/** The values of `written` where `isUsed`. Throws DataError `not_numeric` for text, and as `columnValues`. */
export function variableOf(engine: Engine, panel: Panel, written: string, isUsed: (row: number) => boolean): Variable {
  const { column } = columnValues(engine, panel, written);
  if (column.kind === "numeric") {
    return { written, values: column.values.map((value, row) => (isUsed(row) ? value : Number.NaN)) };
  }
  throw new DataError(
    "not_numeric",
    `'${written}' is text; summary statistics are of numbers. Set ${written} == "${column.levels[0] ?? "value"}" for the share of a value, or leave it out.`,
    { got: column.levels[0], expected: "numbers", column: written },
  );
}

/** The summary of a variable over the `nUsed` rows used. */
export function summaryOf(engine: Engine, panel: Panel, { written, values }: Variable, nUsed: number): Summary {
  const described = describeColumn({ kind: "numeric", name: written, values });
  if (described.type !== "numeric") throw new TypeError("numbers are described as numbers");
  const { n, mean, sd, min, max } = described;
  const quartiles = groupQuantiles(engine, values, new Uint32Array(values.length), 1, QUARTILES);
  const [p25, median, p75] = Array.from(quartiles, (value) => (Number.isNaN(value) ? null : value));
  return {
    written,
    statistics: { n, mean, sd, min, p25: p25!, median: median!, p75: p75!, max, missing: nUsed - n },
    variation: variation(panel, values),
  };
}
