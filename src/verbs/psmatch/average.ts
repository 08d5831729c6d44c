/**
 * Units matched on their averages: the rows of each unit before treatment become one row of means, so that
 * nothing treatment changed enters the score. What is to be one value a unit (treatment, cells, a given score) is
 * checked. The outcome is averaged over the rows left out of the means. Estimates nothing.
 */

import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { parseExpression } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { groupingOver } from "../../regression/frame/sample.js";
import { subsetRows } from "../../regression/frame/subset.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import { type MatchSample, matchSample, type NamedValues } from "./sample.js";
import { positionsByLevel } from "./units.js";

/**
 * The units of column `plan.average.unit`, a row of means each. Throws DataError `no_rows_pre` where `pre` leaves no row,
 * `varies_within_unit` naming unit and rows, `outcome_of_unit` for a unit without an outcome; and as `matchSample`.
 */
export function averageSample(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  plan: MatchingPlan & { readonly average: NonNullable<MatchingPlan["average"]> },
): MatchSample {
  const { unit: name, pre } = plan.average;
  const within = plan.subset;
  const subset = pre === null ? within : within === null ? pre : `(${within}) & (${pre})`;
  const selects = (condition: string | null): Uint8Array | null => {
    if (condition === null) return null;
    const marks = new Uint8Array(table.nRows);
    for (const row of subsetRows(parseExpression(condition), table, elementary(engine)).rows) marks[row] = 1;
    return marks;
  };
  const [inSubset, inPre] = [selects(within), selects(pre)];
  const nIn = inSubset === null ? table.nRows : count(inSubset);
  if (subset !== null && nIn > 0 && count(selects(subset)!) === 0) {
    throw new DataError(
      "no_rows_pre",
      `No row is left to average over: pre '${pre}' is true in none of ${nIn} rows. Check its values against the data (wasmetrics inspect DATA).`,
      { got: 0, expected: "at least one row", pre },
    );
  }
  const rows = matchSample(engine, table, spec, { ...plan, subset });
  const functions = elementary(engine);
  const units = groupingOver([name], table, rows.rows, functions);
  const members = positionsByLevel(units);
  const mean = ({ name: column, values }: NamedValues): NamedValues => ({
    name: column,
    values: means(values, members),
  });
  const one = <T>(codes: ArrayLike<T>, what: string) => {
    requireOne(codes, what, units, members, rows.rows);
    return members.map((positions) => codes[positions[0]!]!);
  };
  const grouped = (category: Category | null, what: string): Category | null =>
    category === null ? null : { ...category, codes: Uint32Array.from(one(category.codes, what)) };

  const nBefore = rows.rows.length + rows.dropped.missing!;
  const outcome =
    plan.outcome === null ? null : outcomeMeans(table, plan.outcome, name, units, inSubset, inPre, functions);
  return {
    ...rows,
    rows: Uint32Array.from(members, (positions) => rows.rows[positions[0]!]!),
    label: (i) => `${name} ${units.label(i)}`,
    unit: { ...units, codes: Uint32Array.from(members, (_, u) => u) },
    treated: Uint8Array.from(one(rows.treated, `Treatment '${rows.treatment}'`)),
    regressors: rows.regressors.map(mean),
    covariates: rows.covariates.map(mean),
    outcome,
    score: rows.score === null ? null : Float64Array.from(one(rows.score, `Score '${plan.score}'`)),
    cells: grouped(rows.cells, `'${plan.exact.join("^")}'`),
    cluster: grouped(rows.cluster, `'${plan.cluster}'`),
    dropped: {
      ...(within === null ? {} : { subset: table.nRows - nIn }),
      ...(pre === null ? {} : { not_pre: nIn - nBefore }),
      missing: rows.dropped.missing!,
    },
    notes: [
      ...rows.notes,
      note(PSMATCH_NOTES, "averages", {
        ...{ unit: name, units: units.nLevels, rows: rows.rows.length, pre, outcome: plan.outcome },
      }),
    ],
  };
}

const count = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0);

function means(values: Float64Array, members: readonly Uint32Array[]): Float64Array {
  return Float64Array.from(members, (positions) => {
    let sum = 0;
    for (const i of positions) sum += values[i]!;
    const mean = sum / positions.length;
    let rest = 0;
    for (const i of positions) rest += values[i]! - mean;
    return mean + rest / positions.length;
  });
}

function requireOne(
  values: ArrayLike<unknown>,
  what: string,
  units: Category,
  members: readonly Uint32Array[],
  rows: Uint32Array,
): void {
  members.forEach((positions, u) => {
    const first = positions[0]!;
    const other = positions.find((i) => values[i] !== values[first]);
    if (other === undefined) return;
    const unit = units.label(u);
    throw new DataError(
      "varies_within_unit",
      `${what} is not the same in all rows of ${units.name} '${unit}' that are averaged (rows ${rows[first]! + 1} and ${rows[other]! + 1}): a unit has one value. Average over rows before treatment by pre, or over units in which it is constant.`,
      { got: "two values", expected: "one value a unit", unit, rows: [rows[first]! + 1, rows[other]! + 1] },
    );
  });
}

/** Mean outcome of each unit over its rows outside `pre` (all, where there is no such condition), missing ones left out. */
function outcomeMeans(
  table: Table,
  outcome: string,
  name: string,
  units: Category,
  inSubset: Uint8Array | null,
  inPre: Uint8Array | null,
  functions: ReturnType<typeof elementary>,
): Float64Array {
  const all = groupingOver([name], table, undefined, functions);
  const at = new Map(Array.from({ length: units.nLevels }, (_, u) => [units.label(u), u]));
  const unitOf = Array.from({ length: all.nLevels }, (_, g) => at.get(all.label(g)) ?? -1);
  const values = table.numeric(outcome);
  const sums = new Float64Array(units.nLevels);
  const counts = new Uint32Array(units.nLevels);
  for (let row = 0; row < values.length; row++) {
    const isOther = (inSubset === null || inSubset[row] === 1) && (inPre === null || inPre[row] === 0);
    const u = unitOf[all.codes[row]!] ?? -1;
    if (!isOther || u < 0 || !Number.isFinite(values[row]!)) continue;
    sums[u]! += values[row]!;
    counts[u]!++;
  }
  const without = counts.indexOf(0);
  if (without >= 0) {
    throw new DataError(
      "outcome_of_unit",
      `${name} '${units.label(without)}' has no outcome '${outcome}' in rows ${inPre === null ? "of the sample" : "outside pre"}: leave the unit out by subset, or choose another outcome.`,
      { got: 0, expected: "at least one row", unit: units.label(without), column: outcome },
    );
  }
  return sums.map((sum, u) => sum / counts[u]!);
}
