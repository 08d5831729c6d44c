/**
 * Columns to groupings of rows: dense codes from 0, every level used, numbered by sorted label, so that
 * the numbering never depends on row order, host or locale. Missing rows get MISSING_CODE.
 * Numbers are numbered by value without making a string of any; text by value if every level is a canonical integer,
 * else by code point.
 */
import { type Category, type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { codesAt } from "../../base/row-runs.js";
import { formatNumber } from "../table/write-csv.js";
import { type DistinctNumbers, distinctNumbers } from "./distinct.js";

/**
 * The grouping of rows by `column`, codes u32[n]; with `rows` (0-based), of these rows only, in their order, numbered
 * by the levels they use. -0 is 0.
 *
 * @param integerCodes a faster way for columns of integers, which may decline
 */
export function categoryOf(
  column: Column,
  rows?: Uint32Array,
  integerCodes?: (values: Float64Array) => DistinctNumbers | undefined,
): Category {
  return column.kind === "numeric" ? numericCategory(column, rows, integerCodes) : textCategory(column, rows);
}

/** The same grouping at some of its rows, ascending: numbered by the levels they use. */
export function categoryAt({ name, codes, nLevels, label }: Category, rows: Uint32Array): Category {
  const selected = codesAt(codes, rows);
  const used = usedLevels(selected, nLevels);
  const newCode = new Uint32Array(nLevels);
  const levels: number[] = [];
  for (let level = 0; level < nLevels; level++) if (used[level] === 1) newCode[level] = levels.push(level) - 1;
  if (levels.length < nLevels) renumber(selected, newCode);
  return Object.freeze({ name, codes: selected, nLevels: levels.length, label: (g: number) => label(levels[g]!) });
}

/** 1 for a level that some row has; stops where every level was met. */
function usedLevels(codes: Uint32Array, nLevels: number): Uint8Array {
  const used = new Uint8Array(nLevels);
  for (let i = 0, left = nLevels; i < codes.length && left > 0; i++) {
    const code = codes[i]!;
    if (isMissing(code) || used[code] === 1) continue;
    used[code] = 1;
    left--;
  }
  return used;
}

function renumber(codes: Uint32Array, newCode: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!isMissing(code)) codes[i] = newCode[code]!;
  }
}

/** Whether a u32 is MISSING_CODE, compared as 32 bits: as a number beyond the small integers it costs three times as much. */
const isMissing = (code: number): boolean => ~code === 0;

function numericCategory(
  { name, values }: NumericColumn,
  rows: Uint32Array | undefined,
  integerCodes: (values: Float64Array) => DistinctNumbers | undefined = () => undefined,
): Category {
  const selected = rows === undefined ? values : selectedNumbers(values, rows);
  const { codes, levels } = integerCodes(selected) ?? distinctNumbers(selected);
  return Object.freeze({ name, codes, nLevels: levels.length, label: (g: number) => formatNumber(levels[g]!) });
}

function textCategory({ name, codes, levels }: TextColumn, rows: Uint32Array | undefined): Category {
  const selected = rows === undefined ? codes : selectedCodes(codes, rows);
  const used = new Uint8Array(levels.length);
  for (let i = 0; i < selected.length; i++) {
    const code = selected[i]!;
    if (code !== MISSING_CODE) used[code] = 1;
  }
  const order = labelOrder(levels).filter((level) => used[level] === 1);
  const newCode = new Uint32Array(levels.length);
  order.forEach((level, code) => {
    newCode[level] = code;
  });
  const dense = new Uint32Array(selected.length);
  for (let i = 0; i < dense.length; i++) {
    const code = selected[i]!;
    dense[i] = code === MISSING_CODE ? MISSING_CODE : newCode[code]!;
  }
  return Object.freeze({ name, codes: dense, nLevels: order.length, label: (g: number) => levels[order[g]!]! });
}

/** Positions of `levels` (sorted by code point) in the order of their numbering. */
function labelOrder(levels: readonly string[]): number[] {
  const order = levels.map((_, code) => code);
  if (!levels.every((level) => /^(?:0|-?[1-9][0-9]*)$/.test(level))) return order;
  const numbers = levels.map((level) => BigInt(level));
  return order.sort((a, b) => (numbers[a]! < numbers[b]! ? -1 : 1));
}

function selectedNumbers(values: Float64Array, rows: Uint32Array): Float64Array {
  const selected = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) selected[i] = values[rows[i]!]!;
  return selected;
}

function selectedCodes(codes: Uint32Array, rows: Uint32Array): Uint32Array {
  const selected = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) selected[i] = codes[rows[i]!]!;
  return selected;
}
