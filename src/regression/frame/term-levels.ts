/**
 * The levels a column takes in the sample and each row's level: what factors and indicators are made of.
 * A level no sample row has does not exist. Must not know terms.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { distinctNumbers } from "../../data/panel/codes.js";
import type { Literal } from "../../formula/expression.js";
import { printNumber } from "../../formula/print.js";
import { gather, gatherCodes } from "./gather.js";

/** `codes[i]` is the level of sample row i, MISSING_CODE where missing; `labels[level]`, sorted. */
export interface Levels {
  readonly codes: Uint32Array;
  readonly labels: readonly string[];
  /** What the column holds; only numbers have an order that is not their labels'. */
  readonly of: "numbers" | "text";
}

/** Levels of `column` at `rows` (default all): numbers by value, text by code point. */
export function levelsOf(column: Column, rows?: Uint32Array): Levels {
  return column.kind === "text"
    ? textLevels(gatherCodes(column.codes, rows), column.levels)
    : numericLevels(gather(column.values, rows), printNumber);
}

/** Levels FALSE and TRUE of values 0 and 1. */
export function logicalLevels(values: Float64Array): Levels {
  return numericLevels(values, (value) => (value === 0 ? "FALSE" : "TRUE"));
}

/** The level a constant of a formula means, or -1: 5 and "5" are the same label; FALSE is FALSE or 0, TRUE the first level. */
export function levelOf({ labels }: Levels, { value }: Literal): number {
  if (value === true) return labels.length === 0 ? -1 : 0;
  if (value === false) return Math.max(labels.indexOf("FALSE"), labels.indexOf("0"));
  return labels.indexOf(typeof value === "number" ? printNumber(value) : value);
}

/** A constant as the labels of levels print it. */
export const printValue = ({ value }: Literal): string =>
  typeof value === "number" ? printNumber(value) : String(value);

function textLevels(codes: Uint32Array, dictionary: readonly string[]): Levels {
  const used = new Uint8Array(dictionary.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code !== MISSING_CODE) used[code] = 1;
  }
  const dense = new Uint32Array(dictionary.length);
  const labels: string[] = [];
  for (let code = 0; code < used.length; code++) {
    if (used[code] === 1) dense[code] = labels.push(dictionary[code]!) - 1;
  }
  return { codes: codes.map((code) => (code === MISSING_CODE ? code : dense[code]!)), labels, of: "text" };
}

function numericLevels(values: Float64Array, label: (value: number) => string): Levels {
  const { codes, levels } = distinctNumbers(values);
  return { codes, labels: Array.from(levels, label), of: "numbers" };
}
