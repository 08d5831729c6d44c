/**
 * A column that may play a role in a study, and a role to be decided. Knows no data.
 */
import type { Category } from "../../base/columns.js";
import type { Panel } from "../../data/panel/panel.js";

/** A value a role may take, why, and the flag that says so. Better ones have the higher score. */
export interface Candidate {
  readonly flag: Flag;
  readonly value: string;
  readonly because: string;
  readonly score: number;
}

export type Flag = "unit" | "time" | "cohort" | "treat" | "outcome" | "controls" | "cluster";

/** Candidates, best first; `sure` where the best one leaves no doubt. */
export interface Decision {
  readonly role: "unit" | "time" | "treatment" | "outcome" | "controls" | "cluster";
  readonly candidates: readonly Candidate[];
  readonly sure: boolean;
}

/** Best first; of equals the one that stands first in the data. */
export const ranked = <T extends { readonly score: number }>(candidates: readonly T[]): T[] =>
  [...candidates].sort((a, b) => b.score - a.score);

/** Names that stand in formulas as they are. */
export const isPlainName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name);

// Whether numbers vary within units and within periods, and how alike two columns are.

/** Whether `values` differ between two rows of a unit; missing ones left out. */
export const variesInUnits = ({ unit }: Pick<Panel, "unit">, values: Float64Array): boolean => varies(unit, values);

/** Whether `values` differ between two rows of a period; missing ones left out. */
export const variesInPeriods = ({ time }: Pick<Panel, "time">, values: Float64Array): boolean => varies(time, values);

function varies({ codes, nLevels }: Category, values: Float64Array): boolean {
  const first = new Float64Array(nLevels).fill(Number.NaN);
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const level = codes[row]!;
    if (Number.isNaN(first[level]!)) first[level] = value;
    else if (first[level] !== value) return true;
  }
  return false;
}

/** Correlation over rows where both are there; 0 where it is not defined. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const rows = Array.from(a.keys()).filter((row) => Number.isFinite(a[row]!) && Number.isFinite(b[row]!));
  const mean = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row]! / rows.length, 0);
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const row of rows) {
    const [da, db] = [a[row]! - ma, b[row]! - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
