/** A small panel whose outcome is in a unit of one's choice, all else as it is. */
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { seeded } from "../../support/random.js";

const UNITS = 40;
const PERIODS = 8;

/** `staggered`: two cohorts, half the units never treated. `few`: two units treated in one period, for synthetic controls. */
export type Shape = "staggered" | "few";

/** Columns y, `count` (whole and at least 0 in unit 1), and those that explain them; y depends on its last value. */
export function panelIn(unit: number, shape: Shape = "staggered"): Panel {
  const random = seeded(5);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const rows: Record<string, number>[] = [];
  for (let u = 0; u < UNITS; u++) {
    const cohort = shape === "few" ? (u < 2 ? 2005 : 0) : [0, 2004, 2006, 0][u % 4]!;
    const level = normal();
    let last = level;
    for (let t = 0; t < PERIODS; t++) {
      const time = 2000 + t;
      const d = cohort > 0 && time >= cohort ? 1 : 0;
      const [x, z, z2, e] = [normal() + 0.3 * level, normal(), normal(), normal()];
      const m = 0.5 * d + normal();
      const endo = z + 0.5 * z2 + e;
      const growth = 0.3 * t * (1 + 0.1 * level) + d * (1 + 0.2 * (time - cohort));
      const y = 5 + level + growth + 0.5 * x + 0.7 * endo + e + normal() + 0.4 * last + 0.3 * m;
      last = y;
      rows.push({
        ...{ unit: u, time, cohort, d, x, z, z2, endo, m, y: y * unit },
        ...{ count: Math.abs(Math.floor(3 * y)) * unit, w: 0.5 + (u % 3), region: u % 8 },
        ...{ eligible: Number(u % 3 === 0), dose: cohort > 0 ? 1 + (u % 5) : 0, treated: Number(cohort > 0) },
        switching: d * (1 + (u % 5)),
      });
    }
  }
  const table = makeTable(
    Object.keys(rows[0]!).map((name) => ({
      ...{ kind: "numeric" as const, name },
      values: Float64Array.from(rows, (row) => row[name]!),
    })),
    { name: "panel", bytes: 0, sha256: null },
  );
  return panel(table, { unit: "unit", time: "time" });
}
