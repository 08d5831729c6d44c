/** Balanced panels whose errors follow an AR(1) within units, beside effects of units and periods: columns unit, year, village, y. */
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { seeded } from "./random.js";

export interface ArShape {
  readonly units: number;
  readonly periods: number;
  readonly rho: number;
  /** Units a village; each has an effect of its own in every period with this standard deviation. */
  readonly villages?: { readonly size: number; readonly sd: number };
}

export function arPanel(seed: number, { units, periods, rho, villages = { size: 10, sd: 0 } }: ArShape): Panel {
  const random = seeded(seed);
  // sums of 12 uniforms: near enough to normal, and the same everywhere
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const shared = Array.from({ length: Math.ceil(units / villages.size) * periods }, () => villages.sd * normal());
  const trend = Array.from({ length: periods }, normal);
  const columns: Record<string, number[]> = { unit: [], year: [], village: [], y: [] };
  for (let u = 0; u < units; u++) {
    const level = 3 * normal();
    const village = Math.floor(u / villages.size);
    let error = normal();
    for (let t = 0; t < periods; t++) {
      if (t > 0) error = rho * error + Math.sqrt(1 - rho * rho) * normal();
      columns.unit!.push(u);
      columns.year!.push(2000 + t);
      columns.village!.push(village);
      columns.y!.push(level + trend[t]! + error + shared[village * periods + t]!);
    }
  }
  const table = makeTable(
    Object.entries(columns).map(([name, values]) => ({
      kind: "numeric" as const,
      ...{ name, values: Float64Array.from(values) },
    })),
    { name: "panel", bytes: 0, sha256: null },
  );
  return panel(table, { unit: "unit", time: "year" });
}
