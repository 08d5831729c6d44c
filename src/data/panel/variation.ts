/**
 * How a variable varies between units and within them, as Stata's xtsum has it, and how variables vary together.
 */
import type { Panel } from "./panel.js";
import { rowsOf } from "./treatment.js";

/** Standard deviations with n - 1; null where fewer than two numbers are there. */
export interface Variation {
  /** Of the units' means. */
  readonly between: number | null;
  /** Of rows around their unit's mean. */
  readonly within: number | null;
  readonly units: number;
}

/** Variation of `values` f64[nRows], NaN left out. Source: StataCorp, Longitudinal-Data/Panel-Data Reference Manual, [XT] xtsum. */
export function variation(panel: Pick<Panel, "order" | "nUnits">, values: Float64Array): Variation {
  const means: number[] = [];
  let [squares, n] = [0, 0];
  for (let u = 0; u < panel.nUnits; u++) {
    const own = rowsOf(panel, u).flatMap((row) => (Number.isNaN(values[row]!) ? [] : [values[row]!]));
    if (own.length === 0) continue;
    const mean = meanOf(own);
    means.push(mean);
    n += own.length;
    squares += squaresAround(own, mean);
  }
  return {
    between: means.length > 1 ? Math.sqrt(squaresAround(means, meanOf(means)) / (means.length - 1)) : null,
    within: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    units: means.length,
  };
}

/** Pearson correlations on the rows where every variable is there; null where one does not vary. */
export function correlations(variables: readonly Float64Array[]): {
  readonly n: number;
  readonly matrix: readonly (readonly (number | null)[])[];
} {
  const nRows = variables[0]?.length ?? 0;
  const rows = Array.from({ length: nRows }, (_, row) => row).filter((row) =>
    variables.every((values) => !Number.isNaN(values[row]!)),
  );
  const around = variables.map((values) => {
    const own = rows.map((row) => values[row]!);
    const mean = meanOf(own);
    return own.map((value) => value - mean);
  });
  const norms = around.map((own) => Math.sqrt(squaresAround(own, 0)));
  const matrix = around.map((a, i) =>
    around.map((b, j) => {
      const scale = norms[i]! * norms[j]!;
      if (!(scale > 0)) return null;
      return i === j ? 1 : a.reduce((sum, value, r) => sum + value * b[r]!, 0) / scale;
    }),
  );
  return { n: rows.length, matrix };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const squaresAround = (values: readonly number[], centre: number): number =>
  values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
