/**
 * Numbers that rows are cut by: a unit's mean, and where the cuts are. Knows nothing of groups.
 */

import { DataError, UsageError } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import { rowsOf } from "../../../data/panel/treatment.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";

import type { SplitAt, SplitSpec } from "./schema.js";

/** What groups are made of: the panel, which rows count, the first treated period. */
export interface SplitSample {
  readonly panel: Panel;
  readonly isUsed: (row: number) => boolean;
  readonly firstTreated: number | null;
}

/** A number a row of the panel (f64[nRows], NaN for none), and the rows where each number counts once for quantiles. */
export interface CutRows {
  readonly values: Float64Array;
  readonly once: (row: number) => boolean;
}

/** Each unit's mean of `values` over its used rows, or those before the first treated period, set in all its rows. */
export function unitMeans(
  by: string,
  at: Exclude<SplitAt, "observation">,
  { panel, isUsed, firstTreated }: SplitSample,
  values: Float64Array,
): CutRows {
  if (at === "unit-mean-before" && firstTreated === null) {
    throw new DataError(
      "split_no_before",
      `'${by}' can't be averaged before treatment: no unit of the sample begins to be treated in it. Set at to unit-mean or observation.`,
      { got: null, expected: "a first treated period" },
    );
  }
  const end = at === "unit-mean-before" ? firstTreated! : Number.POSITIVE_INFINITY;
  const means = new Float64Array(panel.table.nRows).fill(Number.NaN);
  const first = new Uint8Array(panel.table.nRows);
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u).filter(isUsed);
    const known = rows.filter((row) => panel.timeValues[row]! < end && !Number.isNaN(values[row]!));
    if (known.length === 0) continue;
    const mean = known.reduce((sum, row) => sum + values[row]!, 0) / known.length;
    for (const row of rows) means[row] = mean;
    first[rows[0]!] = 1;
  }
  if (first.includes(1)) return { values: means, once: (row) => first[row] === 1 };
  throw new DataError(
    "split_no_before",
    `'${by}' has no value in any row${end === Number.POSITIVE_INFINITY ? "" : ` before ${end}, the first treated period of the sample`}. Set at to ${at === "unit-mean" ? "observation" : "unit-mean or observation"}, or split by another column.`,
    { got: 0, expected: "a unit with a value", column: by },
  );
}

/** The cuts, ascending, and the shares they are quantiles of. Throws UsageError `split_cuts` unless they ascend. */
export function cutPoints(
  engine: Engine,
  { by, cut = "median" }: SplitSpec,
  { values, once }: CutRows,
): { readonly cuts: readonly number[]; readonly shares: readonly number[] | null } {
  if (typeof cut === "number" || Array.isArray(cut)) return { cuts: ascending(by, [cut].flat()), shares: null };
  const shares = cut === "median" ? [0.5] : ascending(by, [cut.quantile].flat());
  const counted = values.filter((_, row) => once(row));
  const cuts = groupQuantiles(engine, counted, new Uint32Array(counted.length), 1, shares);
  return { cuts: ascending(by, [...cuts]), shares };
}

function ascending(by: string, cuts: readonly number[]): readonly number[] {
  if (cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > cuts[i - 1]!))) return cuts;
  throw new UsageError("split_cuts", `'${by}' is cut at ${cuts.join(", ")}; cuts must ascend.`, {
    got: cuts,
    expected: "ascending numbers",
  });
}
