/**
 * Panels of cohorts that several designs share: units with levels, errors that last, effects by cohort and period. Dates are drawn unit by
 * unit, or assigned so that cohorts have the same sizes in every replication. Knows nothing of estimates.
 */
import type { Panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import { balancedPanel, numeric, SEED } from "../design.js";
import type { Setting } from "./adoption-estimands.js";

export interface Cohort {
  readonly first: number;
  readonly size: number;
  /** Of designs with who is eligible: false for units that the treatment of their cohort passes by. */
  readonly isEligible?: boolean;
}

export interface CohortPanel {
  /** First treated period (Infinity: never) and size: as expected where dates are drawn. */
  readonly cohorts: readonly Cohort[];
  readonly periods: number;
  readonly dates: "drawn" | "assigned";
  /** Autocorrelation of errors, whose standard deviation is 1. */
  readonly lasts: number;
  /** Standard deviation of effects between units of a cohort, relative. */
  readonly spread: number;
  /** Mean effect in a period from the first treated one on, by position of the cohort. */
  readonly effect: (g: number, period: number) => number;
  /** What a cohort's untreated outcome has beside levels and a trend that all share. */
  readonly apart: (g: number, period: number) => number;
  /** The first of two streams. */
  readonly purpose: number;
}

/** Draws panels with columns y, cohort (0: never) and eligible, each with the sizes of its cohorts. */
export function cohortPanels(design: CohortPanel): {
  readonly expected: Setting;
  readonly draw: (engine: Engine, replication: number) => { readonly panel: Panel; readonly setting: Setting };
} {
  const { cohorts, periods, lasts, spread, effect, apart } = design;
  const units = cohorts.reduce((sum, { size }) => sum + size, 0);
  const empty = balancedPanel(units, periods);
  const startOf = ({ first, isEligible = true }: Cohort): number => (isEligible ? first : Number.POSITIVE_INFINITY);
  const isOn = (g: number, period: number): boolean => period >= startOf(cohorts[g]!);
  const settingOf = (sizes: ArrayLike<number>): Setting => ({
    groups: cohorts.map((cohort, g) => ({
      ...{ first: startOf(cohort), size: sizes[g]! },
      effect: (period: number) => (isOn(g, period) ? effect(g, period) : 0),
      mean: (period: number) => apart(g, period) + (isOn(g, period) ? effect(g, period) : 0),
    })),
    periods,
  });
  return {
    expected: settingOf(cohorts.map(({ size }) => size)),
    draw: (engine, replication) => {
      const stream = { seed: SEED, replication, purpose: design.purpose };
      const normals = philoxNormal(engine, units * (periods + 2), stream);
      const places = placesOf(design, philoxUniform(engine, units, { ...stream, purpose: design.purpose + 1 }));
      const column = () => new Float64Array(units * periods);
      const [y, first, eligible] = [column(), column(), column()];
      const sizes = new Float64Array(cohorts.length);
      for (let u = 0; u < units; u++) {
        const g = cohortAt(design, places[u]!);
        sizes[g]!++;
        const own = normals.subarray(u * (periods + 2), (u + 1) * (periods + 2));
        let error = 0;
        for (let t = 1; t <= periods; t++) {
          const fresh = own[t + 1]!;
          error = t === 1 ? fresh : lasts * error + Math.sqrt(1 - lasts * lasts) * fresh;
          const row = u * periods + t - 1;
          const gain = isOn(g, t) ? effect(g, t) * (1 + spread * own[1]!) : 0;
          y[row] = own[0]! + 0.3 * t + apart(g, t) + gain + error;
          first[row] = cohorts[g]!.first === Number.POSITIVE_INFINITY ? 0 : cohorts[g]!.first;
          eligible[row] = Number(cohorts[g]!.isEligible ?? true);
        }
      }
      const table = withColumns(empty.table, [
        numeric("y", y),
        numeric("cohort", first),
        numeric("eligible", eligible),
      ]);
      return { panel: { ...empty, table }, setting: settingOf(sizes) };
    },
  };
}

/** A place among the expected units for each: drawn, or assigned by the order of what is drawn. */
function placesOf({ dates }: CohortPanel, uniforms: Float64Array): ArrayLike<number> {
  if (dates === "drawn") return uniforms.map((uniform) => uniform * uniforms.length);
  const places = new Float64Array(uniforms.length);
  const order = [...uniforms.keys()].sort((a, b) => uniforms[a]! - uniforms[b]!);
  order.forEach((unit, place) => {
    places[unit] = place;
  });
  return places;
}

function cohortAt({ cohorts }: CohortPanel, place: number): number {
  let end = 0;
  return cohorts.findIndex(({ size }) => {
    end += size;
    return place < end;
  });
}
