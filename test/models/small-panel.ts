/** Panels for tests of designs: units with first treated periods, an outcome that moves with them. */
import type { Column } from "../../src/base/columns.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { seeded } from "../support/random.js";

export interface SmallPanel {
  /** First treated period of each unit; null for never treated. */
  readonly cohorts: readonly (number | null)[];
  /** First and last period. */
  readonly periods: readonly [number, number];
  /** Unit labels, default 1, 2, 3, ... */
  readonly label?: (unit: number) => string | number;
  /** Rows left out. */
  readonly without?: (unit: number, time: number) => boolean;
  readonly seed?: number;
}

export const numeric = (name: string, values: Iterable<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

export function text(name: string, values: readonly string[]): Column {
  const levels = [...new Set(values)].sort();
  return { kind: "text", name, codes: Uint32Array.from(values, (value) => levels.indexOf(value)), levels };
}

/** Columns unit, time, g (NaN for never), d, x, w, y; y = unit + time + 2 d + x + noise. Units are numbered from 0. */
export function smallTable({ cohorts, periods, label, without, seed = 1 }: SmallPanel): Table {
  const random = seeded(seed);
  const rows: { unit: number; time: number; g: number; d: number; x: number; w: number; y: number }[] = [];
  cohorts.forEach((cohort, unit) => {
    for (let time = periods[0]; time <= periods[1]; time++) {
      const [x, noise, w] = [random() - 0.5, random() - 0.5, 0.5 + random()];
      if (without?.(unit, time)) continue;
      const d = cohort !== null && time >= cohort ? 1 : 0;
      const y = unit / 3 + time / 7 + 2 * d + x + noise;
      rows.push({ unit, time, g: cohort ?? Number.NaN, d, x, w, y });
    }
  });
  const labels = rows.map(({ unit }) => (label === undefined ? unit + 1 : label(unit)));
  const unit = typeof labels[0] === "string" ? text("unit", labels as string[]) : numeric("unit", labels as number[]);
  const names = ["time", "g", "d", "x", "w", "y"] as const;
  const columns = names.map((name) =>
    numeric(
      name,
      rows.map((row) => row[name]),
    ),
  );
  return makeTable([unit, ...columns], { name: "small", bytes: 0, sha256: null });
}

export const smallPanel = (shape: SmallPanel): Panel => panel(smallTable(shape), { unit: "unit", time: "time" });

/** 0..n-1 in random order. */
export function shuffled(n: number, seed: number): Uint32Array {
  const random = seeded(seed);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
