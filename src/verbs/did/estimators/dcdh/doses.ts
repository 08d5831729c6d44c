/**
 * Doses that switchers received: by how much they differ from their baseline at each horizon and up to it, which lags that is made of, and the
 * paths they come from. Knows no outcome.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, sections 3.2 and 3.3.
 */
import type { Horizon } from "./horizons.js";
import type { SwitchingPath } from "./record.js";
import type { SwitchingPanel } from "./switching-panel.js";

export interface HorizonDose {
  /** Mean distance from the baseline in the period of the horizon, and its mean sum up to it. */
  readonly mean: number;
  readonly total: number;
  /** Shares of lags 0, 1, ... in the total. */
  readonly lags: readonly number[];
}

type Doses = Pick<SwitchingPanel, "grid" | "dose" | "baseline">;

const distance = ({ grid, dose, baseline }: Doses, g: number, t: number): number =>
  Math.abs(dose[g * grid.nPeriods + t]! - baseline[g]!);

/** Of the switchers of a horizon; `times`: how often the cluster of each unit is drawn. */
export function doseOf(panel: Doses, { lag, flags }: Horizon, times?: (unit: number) => number): HorizonDose {
  const { grid } = panel;
  const { first, weights, nPeriods } = grid;
  const sums = new Float64Array(lag);
  let total = 0;
  for (let g = 0; g < flags.length; g++) {
    if (flags[g] === 0) continue;
    const at = first[g]! + lag - 1;
    const weight = (weights === null ? 1 : weights[g * nPeriods + at]!) * (times?.(g) ?? 1);
    total += weight;
    for (let k = 0; k < lag; k++) sums[k]! += weight * distance(panel, g, at - k);
  }
  const all = sums.reduce((sum, value) => sum + value, 0);
  return { mean: sums[0]! / total, total: all / total, lags: Array.from(sums, (sum) => sum / all) };
}

/**
 * Over how many periods a unit of the dose has an effect that the average of all adds up, on average: a dose received `lag` - 1 periods after
 * the change counts in that horizon and all later ones.
 */
export function averageLags(panel: Doses & Pick<SwitchingPanel, "lastCompared">, effects: readonly Horizon[]): number {
  const { first, set } = panel.grid;
  const most = effects.reduce((last, { lag }) => Math.max(last, lag), 0);
  let [sum, all] = [0, 0];
  for (const { lag, flags } of effects) {
    for (let g = 0; g < flags.length; g++) {
      if (flags[g] === 0) continue;
      const own = distance(panel, g, first[g]! + lag - 1);
      sum += own * (Math.min(most, panel.lastCompared[set[g]!]! - first[g]! + 1) - lag + 1);
      all += own;
    }
  }
  return sum / all;
}

/** Paths that a record keeps. */
const MOST_PATHS = 60;

/** Paths of doses of units observed, most frequent first; how many units others have. */
export function pathsOf(panel: Doses, periods: Float64Array): { paths: SwitchingPath[]; leftOut: number } {
  const { y, first, nPeriods, nUnits } = panel.grid;
  const found = new Map<string, { doses: (number | null)[]; first: number | null; units: number }>();
  for (let g = 0; g < nUnits; g++) {
    const row = g * nPeriods;
    const doses = Array.from(periods, (_, t) => (Number.isNaN(y[row + t]!) ? null : panel.dose[row + t]!));
    const key = doses.join(" ");
    const known = found.get(key);
    if (known !== undefined) known.units++;
    else found.set(key, { doses, first: first[g]! < nPeriods ? periods[first[g]!]! : null, units: 1 });
  }
  const sorted = [...found.values()].sort((a, b) => b.units - a.units);
  return {
    paths: sorted.slice(0, MOST_PATHS),
    leftOut: sorted.slice(MOST_PATHS).reduce((n, { units }) => n + units, 0),
  };
}
