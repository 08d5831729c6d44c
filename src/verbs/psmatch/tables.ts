/**
 * What there is of every unit and pair, as tables.
 */
import type { Column } from "../../base/columns.js";
import { makeTable, selectRows, type Table } from "../../data/table/table.js";
import type { Pairs } from "./estimator/match.js";
import type { MatchingPlan } from "./plan.js";
import type { UnitResults } from "./regressions.js";
import type { MatchSample } from "./sample.js";

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
