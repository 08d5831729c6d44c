/**
 * Whole paths of the treatment by unit, and their permutations: a unit gets another's path, of its stratum where there are strata.
 */
import { namesIn } from "../../../base/column-names.js";
import { MISSING_CODE } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import type { PanelKeys } from "../../../data/panel/panel.js";
import type { Table } from "../../../data/table/table.js";
import { PURPOSE, philoxUniform } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { elementary } from "../../../engine/kernels/math.js";
import { parseExpression } from "../../../formula/parser.js";
import { groupingOver, subsetRows } from "../../../regression/frame/sample.js";
import { expandTerms } from "../../../regression/frame/terms.js";
import type { Choices } from "../choices.js";

/** Paths of all units over all periods, and which unit and period each row of the table is of. */
export interface Paths {
  readonly keys: PanelKeys;
  readonly nUnits: number;
  readonly nPeriods: number;
  readonly unitOf: Uint32Array;
  readonly periodOf: Uint32Array;
  /** By treatment: nUnits by nPeriods, a row a unit. */
  readonly values: readonly Float64Array[];
  /** Units by stratum. */
  readonly strata: readonly (readonly number[])[];
  /** Units and periods without a row, whose value is that before, or else after. */
  readonly nFilled: number;
}

/**
 * Throws DataError `treatment_within_unit`, `strata_within_unit`, `multiverse_one_unit`.
 */
export function pathsOf(
  engine: Engine,
  table: Table,
  choices: Choices,
  keys: PanelKeys,
  { strata, subset }: { readonly strata?: string; readonly subset?: string },
): Paths {
  const functions = elementary(engine);
  const units = groupingOver(table.has(keys.unit) ? [keys.unit] : namesIn(keys.unit, "^"), table, undefined, functions);
  const periods = groupingOver([keys.time], table, undefined, functions);
  const chosen = subset === undefined ? undefined : subsetRows(parseExpression(subset), table, functions).rows;
  const isChosen = chosen && marked(table.nRows, chosen);
  const [U, T] = [units.nLevels, periods.nLevels];
  let nFilled = 0;
  const values = choices.treatments.map(({ name, term }) => {
    const { names, columns } = expandTerms(
      {
        call: "",
        lhs: parseExpression("1"),
        terms: [term],
        intercept: false,
        fixedEffects: [{ columns: [keys.time] }],
      },
      table,
      functions,
    );
    if (names.length !== 1) return new Float64Array(U * T).fill(Number.NaN);
    const own = columns[0]!.numbers();
    const path = new Float64Array(U * T).fill(Number.NaN);
    for (let row = 0; row < table.nRows; row++) {
      const [unit, period] = [units.codes[row]!, periods.codes[row]!];
      if (unit === MISSING_CODE || period === MISSING_CODE || !Number.isFinite(own[row]!)) continue;
      if (isChosen !== undefined && isChosen[row] === 0) continue;
      const at = unit * T + period;
      if (Number.isNaN(path[at]!)) path[at] = own[row]!;
      else if (path[at] !== own[row]) throw differsWithin(name, keys, units.label(unit), periods.label(period), row);
    }
    nFilled = filled(path, U, T);
    return path;
  });
  const present = Array.from({ length: U }, (_, unit) => unit).filter((unit) =>
    // one that lacks the path of a coding keeps its own
    values.every((path) => !Number.isNaN(path[unit * T]!) || path.every(Number.isNaN)),
  );
  if (present.length < 2) {
    throw new DataError(
      "multiverse_one_unit",
      `A permutation needs two units of '${keys.unit}'; got ${present.length}.`,
      {
        got: present.length,
        expected: ">= 2",
        column: keys.unit,
      },
    );
  }
  return {
    ...{ keys, nUnits: U, nPeriods: T, unitOf: units.codes, periodOf: periods.codes, values, nFilled },
    strata: strata === undefined ? [present] : strataOf(engine, table, strata, keys.unit, units.codes, present),
  };
}

function marked(n: number, rows: Uint32Array): Uint8Array {
  const marks = new Uint8Array(n);
  for (const row of rows) marks[row] = 1;
  return marks;
}

/** Gives periods without a value that before, or else after; says of how many, of units that have any. */
function filled(path: Float64Array, U: number, T: number): number {
  let count = 0;
  for (let unit = 0; unit < U; unit++) {
    const own = path.subarray(unit * T, unit * T + T);
    const first = own.findIndex((value) => !Number.isNaN(value));
    if (first < 0) continue;
    count += first;
    own.fill(own[first]!, 0, first);
    for (let t = first + 1; t < T; t++) {
      if (!Number.isNaN(own[t]!)) continue;
      own[t] = own[t - 1]!;
      count++;
    }
  }
  return count;
}

function strataOf(
  engine: Engine,
  table: Table,
  strata: string,
  unit: string,
  unitOf: Uint32Array,
  present: readonly number[],
): number[][] {
  const groups = groupingOver([strata], table, undefined, elementary(engine));
  const ofUnit = new Map<number, number>();
  groups.codes.forEach((stratum, row) => {
    const own = unitOf[row]!;
    if (stratum === MISSING_CODE || own === MISSING_CODE) return;
    const before = ofUnit.get(own);
    ofUnit.set(own, stratum);
    if (before === undefined || before === stratum) return;
    throw new DataError(
      "strata_within_unit",
      `'${strata}' differs within a unit of '${unit}', first in row ${row + 1}: strata are of units.`,
      { got: strata, expected: "one value a unit", column: strata, row: row + 1 },
    );
  });
  const units = Array.from({ length: groups.nLevels + 1 }, (): number[] => []);
  // units without a stratum are one of their own
  for (const own of present) units[ofUnit.get(own) ?? groups.nLevels]!.push(own);
  return units.filter(({ length }) => length > 0);
}

/** The unit whose path each unit gets in draw b. */
export function permuted(engine: Engine, { nUnits, strata }: Paths, seed: number, b: number): Uint32Array {
  const uniform = philoxUniform(engine, nUnits, { seed, replication: b, purpose: PURPOSE.multiverseTest });
  const donors = Uint32Array.from({ length: nUnits }, (_, unit) => unit);
  for (const units of strata) {
    const order = [...units].sort((a, c) => uniform[a]! - uniform[c]! || a - c);
    units.forEach((unit, i) => {
      donors[unit] = order[i]!;
    });
  }
  return donors;
}

const differsWithin = (name: string, { unit, time }: PanelKeys, one: string, period: string, row: number): DataError =>
  new DataError(
    "treatment_within_unit",
    `'${name}' differs within ${unit} ${one} in ${time} ${period}, again in row ${row + 1}: a path has one value a unit and period. Name the unit that is treated by --unit.`,
    { got: name, expected: "one value a unit and period", column: name, row: row + 1 },
  );
