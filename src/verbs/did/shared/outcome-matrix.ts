/**
 * The sample as a matrix: outcomes of units in periods, with who is treated where. Which units serve whom is not its matter.
 */
import { DataError } from "../../../base/errors.js";
import { periodWords } from "../../../data/panel/period-text.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { EstimatorName } from "./names.js";
import { treatmentOf } from "./treatment-of.js";

export interface OutcomeMatrix {
  readonly nUnits: number;
  readonly nPeriods: number;
  /** Periods in which any unit is observed, ascending. */
  readonly periods: Float64Array;
  /** f64[nUnits * nPeriods], a column a period: unit u of the sample in period t is at t * nUnits + u. NaN where it is not observed. */
  readonly y: Float64Array;
  /** Of each cell, its row among those of the sample; -1 where there is none. */
  readonly rowOf: Int32Array;
  /** Of each cell, 1 where the unit is observed and treated. */
  readonly treated: Uint8Array;
  /** Cells without a row. */
  readonly missing: number;
}

export function outcomeMatrix(sample: DidSample, plan: DidPlan): OutcomeMatrix {
  const { units, starts, time, y } = sample;
  const nUnits = units.length;
  const placeOf = new Int32Array(sample.periods.length).fill(-1);
  for (const code of time) placeOf[code] = 0;
  const seen = Array.from(placeOf.keys()).filter((code) => placeOf[code] === 0);
  seen.forEach((code, t) => {
    placeOf[code] = t;
  });
  const size = nUnits * seen.length;
  const [outcomes, rowOf, treated] = [
    new Float64Array(size).fill(Number.NaN),
    new Int32Array(size).fill(-1),
    new Uint8Array(size),
  ];
  const doses = treatmentOf(sample, plan);
  for (let u = 0; u < nUnits; u++) {
    for (let row = starts[u]!; row < starts[u + 1]!; row++) {
      const at = placeOf[time[row]!]! * nUnits + u;
      outcomes[at] = y[row]!;
      rowOf[at] = row;
      treated[at] = Number(doses[row]! > 0);
    }
  }
  return {
    ...{ nUnits, nPeriods: seen.length, periods: Float64Array.from(seen, (code) => sample.periods[code]!) },
    ...{ y: outcomes, rowOf, treated, missing: size - time.length },
  };
}

/** Throws DataError `did_unbalanced_panel` where a unit is not observed in a period, naming the first such cell and what serves instead. */
export function requireBalanced(
  name: EstimatorName,
  { panel, units }: Pick<DidSample, "panel" | "units">,
  { missing, rowOf, nUnits, nPeriods, periods }: OutcomeMatrix,
  others: readonly string[],
): void {
  if (missing === 0) return;
  const incomplete = Array.from(units.keys()).filter((u) => periods.some((_, t) => rowOf[t * nUnits + u]! < 0));
  const first = incomplete[0]!;
  const at = periods.findIndex((_, t) => rowOf[t * nUnits + first]! < 0);
  const unit = `${panel.unit.name} '${panel.unit.label(units[first]!)}'`;
  const [few, all] = [incomplete.length, nUnits];
  throw new DataError(
    "did_unbalanced_panel",
    `${name} compares whole paths of units and needs every unit in every period: ${few} of ${all} units lack ${missing} of ${nUnits * nPeriods} rows, the first ${unit} in ${periodWords(panel.period, periods[at]!)}. Leave such units or periods out with --subset, or use ${others.join(" or ")}.`,
    { got: missing, expected: 0, unit: panel.unit.label(units[first]!), time: periods[at] },
  );
}
