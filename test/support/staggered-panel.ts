/**
 * Random panels of a treatment that units adopt in different periods: effects differ by cohort and grow, units and periods have effects
 * of their own, some units are never treated, nobody is treated in the first period.
 */
import fc from "fast-check";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { seeded } from "./random.js";

export interface StaggeredShape {
  readonly units: number;
  readonly periods: number;
  /** Cohorts asked for; a unit is of each, or never treated, with the same chance. */
  readonly cohorts: number;
  /** Share of rows that are missing, at random; the panel is balanced where it is 0. */
  readonly missing?: number;
  /** Whether some units are never treated; true unless said. */
  readonly never?: boolean;
}

/** What laws draw: seeds, and shapes of panels of tens of units. */
export const staggeredSeeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
export const staggeredShapes = fc.record({
  units: fc.integer({ min: 10, max: 40 }),
  periods: fc.integer({ min: 4, max: 8 }),
  cohorts: fc.integer({ min: 1, max: 3 }),
});

/**
 * A panel of columns unit, time, cohort (0 for never), y, x (varies by row) and w (constant within units, above 0); and without noise and x
 * `sure`, whose effects are those of y, in column `effect`, and `alike`, whose effects are 1 and half a period more in every cohort.
 */
export function staggeredPanel(seed: number, shape: StaggeredShape): Panel {
  const { units, periods, cohorts, missing = 0, never = true } = shape;
  const random = seeded(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const starts = Array.from({ length: periods - 1 }, (_, t) => t + 1)
    .map((t) => ({ t, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, cohorts)
    .map(({ t }) => t);
  const chances = starts.length + (never ? 1 : 0);
  const trend = Array.from({ length: periods }, () => 2 * normal());
  const rows: number[][] = [];
  for (let u = 0; u < units; u++) {
    // each cohort, and the never treated, have two units at least
    const of = u < 2 * chances ? u % chances : Math.floor(chances * random());
    const start = starts[of] ?? Number.POSITIVE_INFINITY;
    const [level, weight] = [3 * normal(), 0.2 + 2 * random()];
    for (let t = 0; t < periods; t++) {
      const x = normal() + 0.3 * level;
      const effect = t >= start ? 1 + of + 0.5 * (t - start) : 0;
      const y = level + trend[t]! + effect + 0.5 * x + normal();
      const own = [u, 2000 + t, Number.isFinite(start) ? 2000 + start : 0, y, x, weight];
      const alike = t >= start ? 1 + 0.5 * (t - start) : 0;
      if (random() >= missing) rows.push([...own, level + trend[t]! + effect, effect, level + trend[t]! + alike]);
    }
  }
  const names = ["unit", "time", "cohort", "y", "x", "w", "sure", "effect", "alike"];
  const table = makeTable(
    names.map((name, j) => ({ kind: "numeric" as const, name, values: Float64Array.from(rows, (row) => row[j]!) })),
    { name: "panel", bytes: 0, sha256: null },
  );
  return panel(table, { unit: "unit", time: "time" });
}
