/**
 * Rows that are there twice: whole, by unit and time, and rows of different units or periods that share all their measures; rows with nothing
 * in them, or with one number throughout.
 */
import type { NumericColumn } from "../../../base/columns.js";
import { MISSING_CODE } from "../../../base/columns.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { combine } from "../../../data/panel/order.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import { firstEqual } from "../../measure/row-keys.js";
import type { InspectRule } from "../rule.js";

/** Columns with at least as many values, and as many columns of them, make equal rows no chance. */
const MANY_VALUES = 20;
const LEAST_COLUMNS = 3;
/** Of columns that belong to regions or periods whole groups of rows are alike: of more than this share it is no copying. */
const COMMON = 0.1;

export const duplicates: InspectRule = {
  name: "duplicates",
  needs: [],
  limits: { values: MANY_VALUES, columns: LEAST_COLUMNS, share: COMMON },
  find: (data) => [...byKey(data), ...whole(data), ...sameMeasures(data), ...oneNumber(data)],
};

function byKey({ table, duplicates: twice }: Inspected): Finding[] {
  if (twice === undefined) return [];
  const { unit, time } = twice.keys;
  const [units, times] = [categoryOf(table.column(unit)), categoryOf(table.column(time))];
  const cells = combine([units, times]);
  const first = new Uint32Array(cells.nLevels).fill(MISSING_CODE);
  const repeats: number[] = [];
  let example: readonly [number, number] | undefined;
  cells.codes.forEach((code, row) => {
    if (code === MISSING_CODE) return;
    if (first[code] === MISSING_CODE) first[code] = row;
    else {
      example ??= [first[code]!, row];
      repeats.push(row);
    }
  });
  if (example === undefined) return [];
  const [a, b] = example;
  const pair = `${units.label(units.codes[a]!)}, ${times.label(times.codes[a]!)}`;
  return [
    finding(
      "duplicates",
      "serious",
      "duplicate_keys",
      { ...{ unit, time, rows: repeats.length, pair }, first: a + 1, second: b + 1 },
      { columns: [unit, time], rows: repeats.map((row) => row + 1) },
    ),
  ];
}

function whole({ table }: Inspected): Finding[] {
  if (table.columns.length < 2) return [];
  const first = firstEqual(table.columns, table.nRows);
  const repeats = Array.from(first.keys()).filter((row) => first[row] !== row);
  if (repeats.length === 0) return [];
  const row = repeats[0]!;
  return [
    finding(
      "duplicates",
      "look",
      "duplicate_rows",
      { rows: repeats.length, of: table.nRows, first: first[row]! + 1, second: row + 1 },
      { rows: repeats.map((r) => r + 1) },
    ),
  ];
}

/** Rows of another unit or period with the same measures: only columns of many values count, where there are enough of them. */
function sameMeasures({ table, measures, profile, panel }: Inspected): Finding[] {
  if (panel === undefined) return [];
  const columns = measures.filter(({ name }) => profile(name).distinct >= MANY_VALUES);
  const varying = columns.filter(({ values }) => !isUnitConstant(values, panel.unit.codes, panel.nUnits));
  if (varying.length < LEAST_COLUMNS) return [];
  const first = firstEqual(varying, table.nRows);
  const isFull = (row: number) => varying.every(({ values }) => !Number.isNaN(values[row]!) && values[row] !== 0);
  const repeats = Array.from(first.keys()).filter((row) => first[row] !== row && isFull(row));
  if (repeats.length === 0 || repeats.length > COMMON * table.nRows) return [];
  const row = repeats[0]!;
  return [
    finding(
      "duplicates",
      "serious",
      "rows_alike",
      { rows: repeats.length, columns: varying.length, first: first[row]! + 1, second: row + 1 },
      { columns: varying.map(({ name }) => name), rows: repeats.map((r) => r + 1) },
    ),
  ];
}

function isUnitConstant(values: Float64Array, codes: Uint32Array, nUnits: number): boolean {
  const first = new Float64Array(nUnits).fill(Number.NaN);
  for (let row = 0; row < values.length; row++) {
    const [u, value] = [codes[row]!, values[row]!];
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first[u]!)) first[u] = value;
    else if (first[u] !== value) return false;
  }
  return true;
}

/** Rows without any measure, and rows in which all measures are one number though each column has many. */
function oneNumber({ measures, profile, table }: Inspected): Finding[] {
  const columns = measures.filter(({ name }) => profile(name).distinct >= 2);
  if (columns.length < LEAST_COLUMNS) return [];
  const many = columns.filter(({ name }) => profile(name).distinct >= MANY_VALUES);
  const empty: number[] = [];
  const constant: number[] = [];
  for (let row = 0; row < table.nRows; row++) {
    if (columns.every(({ values }) => Number.isNaN(values[row]!))) empty.push(row + 1);
    else if (many.length >= LEAST_COLUMNS && isOne(many, row)) constant.push(row + 1);
  }
  return [
    ...(empty.length === 0
      ? []
      : [
          finding(
            "duplicates",
            "note",
            "empty_rows",
            { rows: empty.length, first: empty.slice(0, 5) },
            { rows: empty },
          ),
        ]),
    ...(constant.length === 0
      ? []
      : [
          finding(
            "duplicates",
            "look",
            "constant_rows",
            {
              rows: constant.length,
              first: constant[0]!,
              value: many[0]!.values[constant[0]! - 1]!,
              columns: many.length,
            },
            { rows: constant },
          ),
        ]),
  ];
}

const isOne = (columns: readonly NumericColumn[], row: number): boolean =>
  columns.every(({ values }) => values[row] === columns[0]!.values[row]);
