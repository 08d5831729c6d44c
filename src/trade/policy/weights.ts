/**
 * On how many rows and units means and regressions by value rest: numbers of equal weights that would be as
 * concentrated (inverse of the Herfindahl index of shares), and the share of the largest.
 * Source: Kish (1965), Survey Sampling, for the effective number (sum w)^2 / sum w^2.
 */

import { type Category, MISSING_CODE } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { compensatedSum, quantile } from "../../base/numbers.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { POLICY_NOTES } from "./messages.js";

/** Weights of some rows, units or cells. */
export interface Concentration {
  readonly n: number;
  /** Equal weights that would be as concentrated. */
  readonly effective: number;
  /** Share of the largest. */
  readonly largest: number;
}

/** On what numbers by value rest. */
export interface WeightsRecord {
  readonly rows: Concentration;
  /** Units of the panel, by the value of their rows. */
  readonly units: Concentration;
  /** Rows of a cell (unit and period): over cells, the effective number and the share of the largest. */
  readonly cells: {
    readonly n: number;
    readonly effective_rows: { readonly median: number; readonly p10: number };
    readonly largest_row: { readonly median: number; readonly p90: number };
  };
}

/** Below so many effective rows in the median cell, one row is a fifth of its mean or more, and its quality most of its noise. */
export const FEW_ROWS = 5;

/** The concentration of `value` over rows, `units` and `cells`; rows without a unit or cell are left out. */
export function weightsRecord(value: Float64Array, units: Category, cells: Category): WeightsRecord {
  const known = value.filter((_, i) => units.codes[i] !== MISSING_CODE && cells.codes[i] !== MISSING_CODE);
  const cellValues = sumsBy(value, cells);
  const effective: number[] = [];
  const largest: number[] = [];
  for (let c = 0; c < cells.nLevels; c++) {
    if (cellValues.sum[c] === 0) continue;
    effective.push(cellValues.sum[c]! ** 2 / cellValues.squares[c]!);
    largest.push(cellValues.greatest[c]! / cellValues.sum[c]!);
  }
  const [rowsOf, shareOf] = [Float64Array.from(effective).sort(), Float64Array.from(largest).sort()];
  return {
    rows: concentration(known),
    units: concentration(sumsBy(value, units).sum.filter((sum) => sum > 0)),
    cells: {
      n: effective.length,
      effective_rows: { median: quantile(rowsOf, 0.5), p10: quantile(rowsOf, 0.1) },
      largest_row: { median: quantile(shareOf, 0.5), p90: quantile(shareOf, 0.9) },
    },
  };
}

/** What readers must know of weights that rest on few. */
export function weightsNotes({ units, rows, cells }: WeightsRecord, unit: string): Note[] {
  const notes: Note[] = [];
  if (units.effective < FEW_CLUSTERS.effective) {
    const facts = { ...units, unit, largest_row: rows.largest, threshold: FEW_CLUSTERS.effective };
    notes.push(note(POLICY_NOTES, "weights_few_units", facts));
  }
  if (cells.effective_rows.median < FEW_ROWS) {
    const facts = { ...cells.effective_rows, largest: cells.largest_row.median, threshold: FEW_ROWS };
    notes.push(note(POLICY_NOTES, "weights_few_rows", facts));
  }
  return notes;
}

function concentration(weights: Float64Array): Concentration {
  const total = compensatedSum(weights);
  const squares = compensatedSum(weights.map((weight) => weight * weight));
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return { n: weights.length, effective: total ** 2 / squares, largest: largest / total };
}

function sumsBy(value: Float64Array, { codes, nLevels }: Category) {
  const [sum, squares, greatest] = [nLevels, nLevels, nLevels].map((n) => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === MISSING_CODE) continue;
    const v = value[i]!;
    sum[code]! += v;
    squares[code]! += v * v;
    if (v > greatest[code]!) greatest[code] = v;
  }
  return { sum, squares, greatest };
}
