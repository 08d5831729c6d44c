/** What rules on panels share: periods between rows, units in a list, and whether two groups of units differ in a mean. */
import type { Panel } from "../../data/panel/panel.js";
import type { TreatmentDesign } from "../../data/panel/treatment-design.js";

/** Names of units by their codes. */
export const unitNames = ({ unit }: Panel, units: readonly number[], most: number): string[] =>
  units.slice(0, most).map((u) => unit.label(u));

/** Of each unit 1 where it is ever treated, 0 where never, 2 where that is not known; u8[nUnits]. */
export const everTreated = ({ firstTreated }: TreatmentDesign): Uint8Array =>
  Uint8Array.from(firstTreated, (first) => (Number.isNaN(first) ? 2 : first === Number.POSITIVE_INFINITY ? 0 : 1));

export interface Compared {
  readonly means: readonly [untreated: number, treated: number];
  readonly counts: readonly [untreated: number, treated: number];
  /** Difference of the means by its standard error, of unequal variances (Welch); 0 where neither varies and they are equal. */
  readonly t: number;
}

/** Means of `values` f64[nUnits], NaN left out, by `group` (0 and 1); null where a group has fewer than two. */
export function compareGroups(values: Float64Array, group: Uint8Array): Compared | null {
  const [n, sum] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  values.forEach((value, u) => {
    const g = group[u]!;
    if (g > 1 || Number.isNaN(value)) return;
    n[g as 0 | 1]++;
    sum[g as 0 | 1] += value;
  });
  if (n[0] < 2 || n[1] < 2) return null;
  const means = [sum[0] / n[0], sum[1] / n[1]] as const;
  const squares = [0, 0] as [number, number];
  values.forEach((value, u) => {
    const g = group[u]!;
    if (g > 1 || Number.isNaN(value)) return;
    squares[g as 0 | 1] += (value - means[g as 0 | 1]) ** 2;
  });
  const variance = squares[0] / (n[0] - 1) / n[0] + squares[1] / (n[1] - 1) / n[1];
  const difference = means[1] - means[0];
  return { means, counts: n, t: difference === 0 ? 0 : difference / Math.sqrt(variance) };
}
