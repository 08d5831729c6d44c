/**
 * Who is treated, who may be a donor, and their outcomes as paths over periods. A donor is observed in all periods, a treated unit where it
 * is: its other periods are neither fitted nor given an effect.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { DataError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { outcomeMatrix } from "../../shared/outcome-matrix.js";
import { SC_NOTES } from "./messages.js";

export interface TreatedUnit {
  /** Its place among units of the sample, and the first treated period. */
  readonly unit: number;
  readonly cohort: number;
  /** Positions of periods in which it is observed: before treatment and its anticipation, and after. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface ScPanel {
  readonly sample: DidSample;
  readonly periods: Float64Array;
  /** Of unit u of the sample: outcomes by period, NaN where it is not observed. */
  readonly path: (u: number) => Float64Array;
  readonly name: (u: number) => string;
  readonly treated: readonly TreatedUnit[];
  /** Places of donors among units of the sample. */
  readonly donors: readonly number[];
  readonly notes: readonly Note[];
}

/** One unit, its donors, and the positions of periods in which it is fitted. */
export interface Case {
  readonly target: number;
  readonly donors: readonly number[];
  readonly before: readonly number[];
}

/** Units named in a note. */
const NAMED = 5;

/** Throws DataError `sc_donors`, `sc_donors_column` and `sc_before`. */
export function scPanel(sample: DidSample, plan: DidPlan): ScPanel {
  const { units, cohort, panel } = sample;
  const { periods, y, nUnits } = outcomeMatrix(sample, plan);
  const paths = Array.from(units, (_, u) => Float64Array.from(periods, (_, t) => y[t * nUnits + u]!));
  const path = (u: number): Float64Array => paths[u]!;
  const name = (u: number): string => panel.unit.label(units[u]!);
  const all = Array.from(units.keys());
  const allowed = mayBeDonor(sample, plan.donors);
  const untreated = all.filter((u) => cohort[u] === Number.POSITIVE_INFINITY);
  const asked = untreated.filter(allowed);
  const donors = asked.filter((u) => path(u).every((value) => !Number.isNaN(value)));
  if (donors.length < 2) throw tooFew(plan, { untreated: untreated.length, asked: asked.length, found: donors.length });
  const incomplete = asked.filter((u) => !donors.includes(u));
  const treated = all
    .filter((u) => Number.isFinite(cohort[u]!))
    .map((unit): TreatedUnit => {
      const own = path(unit);
      const seen = Array.from(periods.keys()).filter((t) => !Number.isNaN(own[t]!));
      const start = cohort[unit]!;
      return {
        ...{ unit, cohort: start },
        before: seen.filter((t) => periods[t]! < start - plan.anticipation),
        after: seen.filter((t) => periods[t]! >= start),
      };
    });
  requireBefore(treated, name, plan);
  const gaps = treated.filter(({ unit }) => path(unit).some(Number.isNaN));
  return {
    ...{ sample, periods, path, name, treated: treated.filter(({ after }) => after.length > 0), donors },
    notes: [
      ...(incomplete.length === 0
        ? []
        : [
            note(SC_NOTES, "sc_donors_incomplete", {
              units: incomplete.length,
              named: incomplete.slice(0, NAMED).map(name),
            }),
          ]),
      ...(asked.length === untreated.length
        ? []
        : [note(SC_NOTES, "sc_donors_chosen", { column: plan.donors!, donors: asked.length, of: untreated.length })]),
      ...(gaps.length === 0
        ? []
        : [
            note(SC_NOTES, "sc_periods_unobserved", {
              units: gaps.length,
              named: gaps.slice(0, NAMED).map(({ unit }) => name(unit)),
            }),
          ]),
    ],
  };
}

/** Whether the column of donors is 1 in all rows of a unit. Throws DataError `sc_donors_column` where it is neither 0 nor 1, or changes. */
function mayBeDonor({ table, rows, starts, units, panel }: DidSample, column: string | undefined) {
  if (column === undefined) return () => true;
  const values = table.numeric(column);
  return (u: number): boolean => {
    const first = values[rows[starts[u]!]!]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const value = values[rows[i]!]!;
      if ((value === 0 || value === 1) && value === first) continue;
      throw new DataError(
        "sc_donors_column",
        `${columnFlag("donors", column)}: row ${rows[i]! + 1} of ${panel.unit.name} '${panel.unit.label(units[u]!)}' has ${Number.isNaN(value) ? "no value" : value}; 0 or 1 was expected, the same in all rows of a unit.`,
        { got: value, expected: [0, 1], column, row: rows[i]! + 1 },
      );
    }
    return first === 1;
  };
}

function tooFew(
  { donors }: DidPlan,
  { untreated, asked, found }: { readonly untreated: number; readonly asked: number; readonly found: number },
): DataError {
  const remedy =
    untreated < 2
      ? "units treated later can be compared with by cs --control notyet or bjs"
      : asked < 2
        ? `let ${columnFlag("donors", donors!)} be 1 for more of them`
        : "leave periods that donors lack out with --subset, or use bjs, which takes gaps";
  return new DataError(
    "sc_donors",
    `sc weighs at least two donors that are never treated and observed in every period: of ${untreated} never treated ${asked} may be donors and ${found} ${found === 1 ? "is" : "are"} complete; ${remedy}.`,
    { got: found, expected: ">= 2" },
  );
}

function requireBefore(treated: readonly TreatedUnit[], name: (u: number) => string, { anticipation }: DidPlan): void {
  const none = treated.find(({ before }) => before.length === 0);
  if (none === undefined) return;
  throw new DataError(
    "sc_before",
    `'${name(none.unit)}' has no outcome before its treatment in ${none.cohort}${anticipation === 0 ? "" : ` and the ${anticipation} periods in which it is anticipated`}: nothing can be fitted. Leave it out with --subset${anticipation === 0 ? "" : ", or anticipate fewer periods"}.`,
    { got: 0, expected: ">= 1", unit: name(none.unit) },
  );
}
