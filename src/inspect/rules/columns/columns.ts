/**
 * Columns that say the same or nothing: constant ones, and pairs of which one is the other, a multiple of it, or a line in it; numbers that
 * are stored as text.
 */
import type { NumericColumn } from "../../../base/columns.js";
import { isNumber } from "../../../data/table/cells.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import { type Inspected, plainRegressors, regressorColumns } from "../../inspected.js";
import type { InspectRule } from "../rule.js";

/** Two columns agree where they differ by less than this share of the larger's size: rounding of a sum. */
const ROUNDING = 1e-12;
/** Share of a text column's values that are numbers from which on it is meant as numbers. */
const NUMBERS = 0.9;
const LEAST_LEVELS = 3;

export const columns: InspectRule = {
  name: "columns",
  needs: [],
  limits: { share: NUMBERS },
  find: (data) => [...constants(data), ...pairs(data), ...texts(data)],
};

function constants(data: Inspected): Finding[] {
  const used = new Set([...data.outcomes, ...regressorColumns(data)]);
  const constant = data.measures.filter(({ name }) => data.profile(name).distinct === 1 && data.table.nRows > 1);
  const empty = data.measures.filter(({ name }) => data.profile(name).distinct === 0);
  const names = (columns: readonly NumericColumn[]) => columns.map(({ name }) => name);
  const severity = (own: readonly string[]) =>
    own.some((name) => used.has(name)) ? ("serious" as const) : ("note" as const);
  return [
    ...(constant.length === 0
      ? []
      : [
          finding(
            "columns",
            severity(names(constant)),
            "constant_columns",
            { columns: names(constant) },
            { columns: names(constant) },
          ),
        ]),
    ...(empty.length === 0
      ? []
      : [
          finding(
            "columns",
            severity(names(empty)),
            "empty_columns",
            { columns: names(empty) },
            { columns: names(empty) },
          ),
        ]),
  ];
}

/** Columns put together with the first of which they are an exact line; a column is named once. Of an outcome the rule on it speaks. */
function pairs(data: Inspected): Finding[] {
  const regressors = new Set(plainRegressors(data));
  const varying = data.measures.filter(
    ({ name }) => data.profile(name).distinct > 1 && !data.outcomes.includes(name) && name !== data.treatment,
  );
  const taken = new Set<string>();
  return varying.flatMap((a, i): Finding[] => {
    if (taken.has(a.name)) return [];
    const { sorted } = data.profile(a.name);
    const lines = varying.slice(i + 1).flatMap((b) => {
      const line = taken.has(b.name) ? null : lineOf(a.values, b.values, sorted);
      return line === null ? [] : [{ column: b.name, ...line }];
    });
    if (lines.length === 0) return [];
    for (const { column } of lines) taken.add(column);
    const names = [a.name, ...lines.map(({ column }) => column)];
    const together = names.filter((name) => regressors.has(name));
    return [
      finding(
        "columns",
        together.length > 1 ? "serious" : "note",
        "columns_alike",
        { first: a.name, lines, together: together.length > 1 ? together : [] },
        { columns: names },
      ),
    ];
  });
}

/** `intercept` and `slope` where b is that line in a wherever both are there, and neither is missing where the other is not in half the rows. */
function lineOf(
  a: Float64Array,
  b: Float64Array,
  sorted: Float64Array,
): { readonly intercept: number; readonly slope: number; readonly rows: number } | null {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const [p, q] = [
    a.findIndex((x, row) => x === low && Number.isFinite(b[row]!)),
    a.findIndex((x, row) => x === high && Number.isFinite(b[row]!)),
  ];
  if (p < 0 || q < 0) return null;
  const slope = round((b[q]! - b[p]!) / (high - low));
  if (slope === 0 || !Number.isFinite(slope)) return null;
  const intercept = round(b[p]! - slope * low, Math.max(Math.abs(b[p]!), Math.abs(slope * low)));
  let [rows, single] = [0, 0];
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!];
    if (Number.isNaN(x) || Number.isNaN(y)) {
      if (Number.isNaN(x) !== Number.isNaN(y)) single++;
      continue;
    }
    rows++;
    if (
      !(
        Math.abs(y - intercept - slope * x) <=
        ROUNDING * Math.max(Math.abs(y), Math.abs(slope * x), Math.abs(intercept))
      )
    )
      return null;
  }
  return rows > single && rows > 2 ? { intercept, slope, rows } : null;
}

/** `value` without the rounding of what made it; 0 where it is rounding beside `size`. */
function round(value: number, size = Math.abs(value)): number {
  if (Math.abs(value) <= ROUNDING * size) return 0;
  return Number(value.toPrecision(12));
}

function texts({ table, keys }: Inspected): Finding[] {
  return table.columns.flatMap((column): Finding[] => {
    if (column.kind !== "text" || keys.has(column.name) || column.levels.length < LEAST_LEVELS) return [];
    const others = column.levels.filter((level) => !isMeant(level.trim()));
    if (others.length > (1 - NUMBERS) * column.levels.length) return [];
    if (column.levels.some((level) => /^[+-]?0[0-9]/.test(level)) || isCodes(column.levels)) return [];
    return [
      finding(
        "columns",
        "look",
        "numbers_in_text",
        { column: column.name, levels: column.levels.length, example: column.levels[0]!, others: others.slice(0, 5) },
        { columns: [column.name] },
      ),
    ];
  });
}

/** A number, with marks of thousands or a decimal comma too. */
const isMeant = (text: string): boolean =>
  isNumber(text) ||
  isNumber(text.replace(",", ".")) ||
  (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) && isNumber(text.replaceAll(",", "")));

/** Digits of one length, longer than a year: products, regions, firms. */
const isCodes = (levels: readonly string[]): boolean =>
  levels.every((level) => /^[0-9]{5,}$/.test(level) && level.length === levels[0]!.length);
