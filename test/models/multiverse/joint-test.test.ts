/** The joint test against the multiverse made again of each draw: a table whose treatment is permuted, or whose clusters are stacked. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import { makeTable, selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { clusterCountsBlock, PURPOSE } from "../../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pt } from "../../../src/engine/kernels/math.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { choicesOf } from "../../../src/verbs/multiverse/choices.js";
import { curveOf } from "../../../src/verbs/multiverse/curve.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import { pathsOf, permuted } from "../../../src/verbs/multiverse/joint-test/paths.js";
import { type MultiverseOptions, multiversePlan } from "../../../src/verbs/multiverse/verb.js";
import { numeric } from "../small-panel.js";
import { panelTable } from "./panel-table.js";

/** Of statistics of a draw: normal scores are between tabulated ones. */
const SAME = 1e-7;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const FORMULA = "y ~ d + x1 | unit + year";
const OPTIONS: MultiverseOptions = {
  term: "d",
  controls: ["x1", "x2+x3", "x4"],
  samples: ["all=true", "early=year < 7"],
  outcomes: ["y2"],
  effects: ["unit + region^year", "none"],
  vcov: ["cluster:unit"],
  seed: 11,
  draws: 6,
};

const columnOf = (table: Table, name: string): Float64Array => {
  const column = table.column(name);
  if (column.kind !== "numeric") throw new Error(name);
  return column.values;
};

describe("the joint test", () => {
  it("is the multiverse of permuted paths, within strata", async () => {
    const table = panelTable(40, 8);
    const options: MultiverseOptions = {
      ...OPTIONS,
      treatments: ["dose"],
      weights: ["none", "w"],
      vcov: ["cluster:unit", "iid", "hetero", "cluster:region"],
      strata: "region",
      test: "permutation",
    };
    const record = await multiverse(engine, table, FORMULA, options);
    const { drawn, units } = record.test!;
    expect(units).toBe(40);
    const choices = choicesOf(parseFormula(FORMULA), multiversePlan(options));
    const paths = pathsOf(engine, table, choices, { unit: "unit", time: "year" }, { strata: "region" });
    for (let b = 0; b < 3; b++) {
      const donors = permuted(engine, paths, 11, b);
      const permutedColumn = (t: number, name: string): Column =>
        numeric(
          name,
          Array.from({ length: table.nRows }, (_, row) => {
            return paths.values[t]![donors[paths.unitOf[row]!]! * paths.nPeriods + paths.periodOf[row]!]!;
          }),
        );
      const other = withColumns(table, [permutedColumn(0, "d"), permutedColumn(1, "dose")]);
      const again = await multiverse(engine, other, FORMULA, { ...options, test: "none" });
      const curve = again.curve!;
      expect(again.counts.estimated).toBe(record.counts.estimated);
      expect(drawn.median[b]).toBeCloseTo(curve.median, 9);
      expect(drawn.share_dominant[b]).toBeCloseTo(curve.share_dominant, 12);
      expect(drawn.share_significant_dominant[b]).toBeCloseTo(curve.share_significant_dominant, 12);
      expect(Math.abs(drawn.stouffer_z[b]! - curve.stouffer_z)).toBeLessThan(
        SAME * Math.max(1, Math.abs(curve.stouffer_z)),
      );
    }
  });

  it("is of draws with an estimate alone", async () => {
    const [units, years] = [16, 6];
    const each = (of: (unit: number, year: number) => number) =>
      Array.from({ length: units * years }, (_, i) => of(Math.floor(i / years), i % years));
    const columns = {
      unit: each((unit) => unit),
      year: each((_, year) => year),
      d: each((unit, year) => (unit < 2 && year >= 3 ? 1 : 0)),
      few: each((unit) => (unit < 6 ? 1 : 0)),
      y: each((unit, year) => ((unit * 31 + year * 17) % 13) / 13),
    };
    const table = makeTable(
      Object.entries(columns).map(([name, values]) => numeric(name, values)),
      { name: "few", bytes: 0, sha256: "" },
    );
    const record = await multiverse(engine, table, "y ~ d | unit + year", {
      ...{ term: "d", samples: ["few=few == 1"], vcov: ["cluster:unit"], test: "permutation", draws: 99, seed: 3 },
    });
    const { drawn, undefined: left, p_value } = record.test!;
    expect(left).toBeGreaterThan(10);
    expect(drawn.median).toHaveLength(99 - left);
    expect(p_value.share_dominant).toBe(1);
    expect(record.notes.map(({ code }) => code)).toContain("multiverse_undefined_draws");
  });

  it("is the multiverse of drawn clusters, each specification's own estimate taken off", async () => {
    const table = panelTable(40, 8);
    const options: MultiverseOptions = { ...OPTIONS, test: "bootstrap", ssc: "K.adj=false,G.adj=false" };
    const record = await multiverse(engine, table, FORMULA, options);
    const { drawn, units } = record.test!;
    expect(units).toBe(40);
    const unitOf = columnOf(table, "unit");
    for (let b = 0; b < 3; b++) {
      const counts = engine.scope((scope) =>
        clusterCountsBlock(engine, scope, 40, { first: b, count: 1, seed: 11, purpose: PURPOSE.multiverseTest })
          .view()
          .slice(),
      );
      const rows: number[] = [];
      const unit: number[] = [];
      let next = 0;
      counts.forEach((count, own) => {
        for (let copy = 0; copy < count; copy++, next++) {
          unitOf.forEach((value, row) => {
            if (value !== own) return;
            rows.push(row);
            unit.push(next);
          });
        }
      });
      const stacked = withColumns(selectRows(table, Uint32Array.from(rows)), [numeric("unit", unit)]);
      const again = await multiverse(engine, stacked, FORMULA, { ...options, test: "none", fixefRm: "none" });
      const taken = record.specifications.map((one) => {
        const other = again.specifications.find(
          (each) =>
            (["outcome", "treatment", "sample", "effects", "weights", "vcov"] as const).every(
              (key) => each[key] === one[key],
            ) && each.controls.join() === one.controls.join(),
        )!;
        const estimate = other.estimate - one.estimate;
        const statistic = estimate / other.std_error;
        return { ...one, estimate, statistic, p_value: 2 * pt(engine, -Math.abs(statistic), one.df) };
      });
      const curve = curveOf(engine, taken, 0.05)!;
      expect(drawn.median[b]).toBeCloseTo(curve.median, 8);
      expect(drawn.share_dominant[b]).toBeCloseTo(curve.share_dominant, 12);
      expect(drawn.share_significant_dominant[b]).toBeCloseTo(curve.share_significant_dominant, 12);
      expect(Math.abs(drawn.stouffer_z[b]! - curve.stouffer_z)).toBeLessThan(
        SAME * Math.max(1, Math.abs(curve.stouffer_z)),
      );
    }
  });

  it.each([
    ["treatment_within_unit", { unit: "region" }],
    ["strata_within_unit", { strata: "year" }],
    ["multiverse_draws", { draws: 10_000_000 }],
  ] as const)("refuses what it can't permute: %s", async (code, options) => {
    const run = multiverse(engine, panelTable(20, 6), FORMULA, { ...OPTIONS, test: "permutation", ...options });
    await expect(run).rejects.toMatchObject({ code });
  });

  it("moves paths of units that hold several rows a period, and says what it filled in", async () => {
    const table = panelTable(24, 6);
    const city = columnOf(table, "unit").map((unit) => Math.floor(unit / 2));
    const first = (row: number) => 2 + (city[row]! % 5);
    const did = columnOf(table, "year").map((year, row) => (city[row]! % 2 === 0 && year >= first(row) ? 1 : 0));
    const firms = withColumns(table, [numeric("city", city), numeric("did", did)]);
    const record = await multiverse(engine, firms, "y ~ did | unit + year", {
      ...{ term: "did", controls: ["x1", "x2"], vcov: ["cluster:city"], test: "permutation", unit: "city", draws: 19 },
    });
    expect(record.test).toMatchObject({ unit: "city", units: 12, draws: 19 });
    expect(record.test!.drawn.median.every(Number.isFinite)).toBe(true);
    const cells = new Set(Array.from(city, (one, row) => `${one} ${columnOf(firms, "year")[row]}`)).size;
    const filled = record.notes.find(({ code }) => code === "multiverse_filled");
    expect((filled?.detail as { count: number } | undefined)?.count ?? 0).toBe(12 * 6 - cells);
  });
});
