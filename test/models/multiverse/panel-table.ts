/** A panel with what a multiverse may choose among. */
import { makeTable, type Table, withColumns } from "../../../src/data/table/table.js";
import { seeded } from "../../support/random.js";
import { numeric, text } from "../small-panel.js";

/** Units in regions over years: y moves with d; x1 to x4 are controls, the last two with gaps; z is of the unit alone. */
export function panelTable(units: number, years: number, seed = 7): Table {
  const random = seeded(seed);
  const columns: Record<string, number[]> = {};
  const region: string[] = [];
  const push = (name: string, value: number) => {
    columns[name] ??= [];
    columns[name]!.push(value);
  };
  for (let unit = 0; unit < units; unit++) {
    const [level, z, first] = [random(), random(), 3 + Math.floor(random() * years * 1.5)];
    for (let year = 1; year <= years; year++) {
      if (random() < 0.08) continue;
      const [x1, x2, x3, x4] = [random() + level, random(), random() + 0.1 * year, random() - 0.5];
      const d = year >= first ? 1 : 0;
      const dose = d * (1 + random());
      push("unit", unit);
      push("year", year);
      push("z", z);
      push("d", d);
      push("dose", dose);
      push("x1", x1);
      push("x2", x2);
      push("x3", random() < 0.05 ? Number.NaN : x3);
      push("x4", random() < 0.05 ? Number.NaN : x4);
      push("twice", 2 * x1);
      push("w", 0.5 + random());
      push("capital", unit % 7 === 0 ? 1 : 0);
      push("y", level + year / 9 + 0.4 * d + 0.6 * x1 - 0.2 * x2 + random());
      push("y2", random() < 0.03 ? Number.NaN : random() + 0.1 * dose);
      region.push(`r${unit % 11}`);
    }
  }
  const numbers = Object.entries(columns).map(([name, values]) => numeric(name, values));
  return makeTable([...numbers, text("region", region)], { name: "panel", bytes: 0, sha256: "" });
}

/** Columns more: one nearly x1, two with gaps, an outcome with a large mean, a second treatment. */
export function withGaps(table: Table): Table {
  const random = seeded(21);
  const columnOf = (name: string) => (table.column(name) as { readonly values: Float64Array }).values;
  const from = (make: (row: number) => number) => Array.from({ length: table.nRows }, (_, row) => make(row));
  return withColumns(table, [
    numeric(
      "near",
      from((row) => columnOf("x1")[row]! + 1e-5 * random()),
    ),
    numeric(
      "gap1",
      from((row) => (row % 17 === 0 ? Number.NaN : random())),
    ),
    numeric(
      "gap2",
      from((row) => (row % 23 === 0 ? Number.NaN : random())),
    ),
    numeric(
      "big",
      from((row) => 1e6 + 3 * columnOf("y")[row]!),
    ),
    numeric(
      "d2",
      from((row) => (columnOf("d")[row]! * columnOf("year")[row]!) / 10),
    ),
  ]);
}
