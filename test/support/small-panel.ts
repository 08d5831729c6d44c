/**
 * Small panels for laws of resampling: 6 to 14 clusters of unequal size, units in them, years missing at random, a
 * treatment that some clusters adopt for good, weights in half of them, units of a single row kept or dropped.
 */
import type { Category } from "../../src/base/columns.js";
import type { DenseInput } from "./dense-regression.js";
import { seeded } from "./random.js";

export interface SmallPanel extends DenseInput {
  readonly n: number;
  /** Names of the regressors: D (the treatment) first, then x1, x2. */
  readonly names: readonly string[];
  /** Absorbed: unit, then year. */
  readonly effects: readonly Category[];
  readonly unit: Category;
  readonly year: Category;
  /** The units themselves, or coarser. */
  readonly clusters: Category;
  /** First treated year (a code of `year`) of each cluster; null for those never treated. */
  readonly firstTreated: readonly (number | null)[];
}

interface Row {
  readonly unit: number;
  readonly year: number;
  readonly cluster: number;
}

/** The panel of a seed; odd seeds are weighted, every third has units for clusters. */
export function smallPanel(seed: number): SmallPanel {
  const random = seeded(seed * 7919 + 1);
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const [nClusters, nYears] = [whole(6, 14), whole(5, 8)];
  const unitsAreClusters = seed % 3 === 0;
  const rows: Row[] = [];
  for (let cluster = 0, unit = 0; cluster < nClusters; cluster++) {
    const units = unitsAreClusters ? 1 : whole(1, 5);
    for (let u = 0; u < units; u++, unit++) {
      const share = unitsAreClusters ? 0.85 : 0.2 + 0.8 * random();
      const years = Array.from({ length: nYears }, (_, t) => t).filter(() => random() < share);
      // Each cluster's first unit has at least three years, so that no cluster is empty.
      const held = u === 0 && years.length < 3 ? [0, 1, nYears - 1] : years;
      for (const year of held.length === 0 ? [whole(0, nYears - 1)] : held) rows.push({ unit, year, cluster });
    }
  }
  const kept = seed % 2 === 0 ? rows : withoutSingletons(rows);
  const n = kept.length;
  const firstTreated = Array.from({ length: nClusters }, (_, c) => (c % 2 === 0 ? whole(1, nYears - 2) : null));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [ofUnit, ofCluster] = [kept.map(() => normal()), Array.from({ length: nClusters }, () => normal())];
  const D = Float64Array.from(kept, ({ cluster, year }) => (year >= (firstTreated[cluster] ?? nYears) ? 1 : 0));
  const x1 = Float64Array.from(kept, ({ unit, year }) => normal() + 0.3 * ofUnit[unit]! + 0.2 * year);
  const x2 = Float64Array.from(kept, ({ cluster }) => random() * (1 + (cluster % 3)));
  const X = seed % 4 < 2 ? [D, x1, x2] : [D, x1];
  const y = Float64Array.from(kept, ({ unit, year, cluster }, i) => {
    return 3 + ofUnit[unit]! + 0.4 * year + 0.5 * D[i]! + 0.7 * x1[i]! + 0.6 * ofCluster[cluster]! * x2[i]! + normal();
  });
  const unit = numbered(
    "unit",
    kept.map((row) => row.unit),
  );
  const year = numbered(
    "year",
    kept.map((row) => row.year),
  );
  const clusters = numbered(
    "cluster",
    kept.map((row) => row.cluster),
  );
  const weights = seed % 2 === 1 ? Float64Array.from(kept, () => 0.5 + 4 * random()) : null;
  const names = ["D", "x1", "x2"].slice(0, X.length);
  return { n, y, X, names, weights, effects: [unit, year], unit, year, clusters, firstTreated };
}

/** Rows left when units and years of a single row are dropped, again and again. */
function withoutSingletons(rows: readonly Row[]): readonly Row[] {
  const rare = (key: "unit" | "year") => {
    const count = new Map<number, number>();
    for (const row of rows) count.set(row[key], (count.get(row[key]) ?? 0) + 1);
    return (row: Row) => count.get(row[key]) === 1;
  };
  const [unit, year] = [rare("unit"), rare("year")];
  const left = rows.filter((row) => !unit(row) && !year(row));
  return left.length === rows.length ? rows : withoutSingletons(left);
}

/** Codes by ascending number; every level has a row. */
function numbered(name: string, values: readonly number[]): Category {
  const levels = [...new Set(values)].sort((a, b) => a - b);
  const code = new Map(levels.map((level, g) => [level, g]));
  const codes = Uint32Array.from(values, (value) => code.get(value)!);
  return { name, codes, nLevels: levels.length, label: (g) => String(levels[g]) };
}
