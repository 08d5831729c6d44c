/**
 * Regressions after matching, such as difference-in-differences on matched rows: on the rows of matched
 * units, without and with their weights, and on all rows on the common support. Only selects rows; `feols` estimates.
 */

import type { Column } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { feols } from "../feols/feols.js";
import type { Pairs } from "./estimator/match.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { MatchedRegression } from "./record.js";
import type { MatchSample } from "./sample.js";

/** Columns added to the data. */
const ADDED = { score: "_pscore", support: "_support", weight: "_weight" } as const;

/** What matching says of each unit, by position in the sample; `score` null where there is none. */
interface UnitResults {
  readonly score: Float64Array | null;
  readonly support: Uint8Array;
  readonly weight: Float64Array;
}

/** `_pscore`, `_support` and `_weight` over all rows of the table, NaN for rows that take no part. */
export function addedColumns({ table, rows, unit }: MatchSample, { score, support, weight }: UnitResults): Column[] {
  const unitOf = unit === null ? null : unitOfRows(table, unit);
  const spread = (name: string, values: ArrayLike<number>): Column => {
    const column = new Float64Array(table.nRows).fill(Number.NaN);
    if (unitOf === null) for (let i = 0; i < rows.length; i++) column[rows[i]!] = values[i]!;
    else for (let row = 0; row < column.length; row++) if (unitOf[row]! >= 0) column[row] = values[unitOf[row]!]!;
    return { kind: "numeric", name, values: column };
  };
  return [
    ...(score === null ? [] : [spread(ADDED.score, score)]),
    spread(ADDED.support, support),
    spread(ADDED.weight, weight),
  ];
}

/** Unit of every row of the table, -1 for those of no matched unit. */
function unitOfRows(table: Table, unit: NonNullable<MatchSample["unit"]>): Int32Array {
  const all = categoryOf(table.column(unit.name));
  const at = new Map(Array.from({ length: unit.nLevels }, (_, u) => [unit.label(u), u]));
  const unitOf = Int32Array.from({ length: all.nLevels }, (_, g) => at.get(all.label(g)) ?? -1);
  return Int32Array.from(all.codes, (code) => unitOf[code] ?? -1);
}

/**
 * The regressions of `plan` on the table with `added`, in the order: formula, then on-support rows, matched rows, matched
 * rows weighted. Notes: `negative_weights` where weights can't serve. Throws as `feols` does.
 */
export function matchedRegressions(
  engine: Engine,
  table: Table,
  added: readonly Column[],
  plan: MatchingPlan,
  signal?: AbortSignal,
): { readonly regressions: MatchedRegression[]; readonly notes: Note[] } {
  if (plan.regressions.length === 0) return { regressions: [], notes: [] };
  const whole = withColumns(table, added);
  const [support, weight] = [whole.numeric(ADDED.support), whole.numeric(ADDED.weight)];
  const isNegative = weight.some((value) => value < 0);
  const notes = isNegative ? [note(PSMATCH_NOTES, "negative_weights")] : [];
  const matched = selectRows(
    whole,
    where(weight, (value) => value !== 0 && !Number.isNaN(value)),
  );
  const samples = [
    ...(plan.support.rule === "none"
      ? []
      : [
          {
            sample: "on_support" as const,
            rows: selectRows(
              whole,
              where(support, (value) => value === 1),
            ),
            weighted: false,
          },
        ]),
    { sample: "matched" as const, rows: matched, weighted: false },
    ...(isNegative ? [] : [{ sample: "matched" as const, rows: matched, weighted: true }]),
  ];
  const options = {
    vcov: plan.vcov!,
    ssc: plan.ssc,
    level: plan.level,
    ...(plan.subset === null ? {} : { subset: plan.subset }),
    ...(signal === undefined ? {} : { signal }),
  };
  const regressions = plan.regressions.flatMap((spec) =>
    samples.map(({ sample, rows, weighted }) => ({
      formula: spec.call,
      sample,
      weighted,
      fit: feols(engine, rows, spec, { ...options, ...(weighted ? { weights: ADDED.weight } : {}) }),
    })),
  );
  return { regressions, notes };
}

function where(values: Float64Array, keep: (value: number) => boolean): Uint32Array {
  const rows = new Uint32Array(values.length);
  let n = 0;
  for (let row = 0; row < values.length; row++) if (keep(values[row]!)) rows[n++] = row;
  return rows.slice(0, n);
}

// What there is of every unit and pair, as tables.

/** A row a unit: `PsmatchResult.units`. */
export function unitsTable(sample: MatchSample, plan: MatchingPlan, { score, support, weight }: UnitResults): Table {
  return makeTable(
    [
      whoIs(sample, sample.rows, ""),
      ...strataOf(sample, plan, sample.rows),
      numbers("treated", sample.treated),
      ...(score === null ? [] : [numbers("score", score)]),
      numbers("on_support", support),
      numbers("weight", weight),
    ],
    { ...sample.table.source, name: `units of ${sample.table.source.name}` },
  );
}

/** A row a pair: `PsmatchResult.pairs`. */
export function pairsTable(
  sample: MatchSample,
  plan: MatchingPlan,
  { treated, control, share }: Pairs,
  compared: Float64Array | null,
): Table {
  const rowsAt = (positions: Uint32Array) => positions.map((i) => sample.rows[i]!);
  const distance = (c: Float64Array) => share.map((_, p) => Math.abs(c[treated[p]!]! - c[control[p]!]!));
  return makeTable(
    [
      whoIs(sample, rowsAt(treated), "treated_"),
      whoIs(sample, rowsAt(control), "control_"),
      ...strataOf(sample, plan, rowsAt(treated)),
      numbers("share", share),
      ...(compared === null ? [] : [numbers("distance", distance(compared))]),
    ],
    { ...sample.table.source, name: `pairs of ${sample.table.source.name}` },
  );
}

/** The unit's name, or its row (1-based). */
function whoIs({ unit, table }: MatchSample, rows: Uint32Array, prefix: string): Column {
  if (unit === null) {
    const values = new Float64Array(rows);
    for (let i = 0; i < values.length; i++) values[i]!++;
    return { kind: "numeric", name: `${prefix}row`, values };
  }
  return renamed(selectRows(makeTable([table.column(unit.name)], table.source), rows).columns[0]!, prefix + unit.name);
}

function strataOf({ table }: MatchSample, { by }: MatchingPlan, rows: Uint32Array): readonly Column[] {
  return by === null ? [] : selectRows(makeTable([table.column(by)], table.source), rows).columns;
}

const renamed = (column: Column, name: string): Column => ({ ...column, name });

const numbers = (name: string, values: Uint8Array | Float64Array): Column => ({
  kind: "numeric",
  name,
  values: new Float64Array(values),
});
