/** The wild cluster bootstrap from moments against a loop of full regressions, draw by draw, and the laws of its draws. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import { PURPOSE } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type WildKind, wildWeights } from "../../src/engine/kernels/wild.js";
import {
  placeWildDraws,
  wildColumns,
  wildDraws,
  wildDrawsIn,
  wildTest,
} from "../../src/regression/cluster-bootstrap/wild.js";
import { wildInterval } from "../../src/regression/cluster-bootstrap/wild-interval.js";
import { WILD_TYPES } from "../../src/regression/cluster-bootstrap/wild-spec.js";
import { drawStatistics, type WildTest, wildPValue } from "../../src/regression/cluster-bootstrap/wild-statistic.js";
import { naiveMoments } from "../support/naive-moments.js";
import { type NaiveWild, naiveWild } from "../support/naive-wild.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Draw by draw beside full regressions. */
const DRAW = 1e-9;
const SEED = 42;
const KINDS: readonly WildKind[] = ["rademacher", "webb", "mammen"];

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  pooled.close();
});

/** Combinations of two groupings. */
function both(a: Category, b: Category): Category {
  const keys = Array.from(a.codes, (code, i) => code * b.nLevels + b.codes[i]!);
  const levels = [...new Set(keys)].sort((x, y) => x - y);
  const codes = Uint32Array.from(keys, (key) => levels.indexOf(key));
  return { name: `${a.name}^${b.name}`, codes, nLevels: levels.length, label: (g) => String(levels[g]) };
}

/** A grouping of rows as one of cells. */
function ofCells(rows: Category, cells: Category): Category {
  const codes = new Uint32Array(cells.nLevels);
  cells.codes.forEach((cell, i) => {
    codes[cell] = rows.codes[i]!;
  });
  return { ...rows, codes };
}

interface Case extends Omit<NaiveWild, "input"> {
  readonly cells: Category;
}

function prepare(on: Engine, scope: Scope, panel: SmallPanel, setup: Case): WildTest {
  const { cells, tested, values, type, imposeNull, errors, boot } = setup;
  const moments = naiveMoments(scope, { ...panel, clusters: cells, periods: null });
  const errorClusters = errors.map(({ clusters, factor }) => {
    const sign = factor < 0 ? (-1 as const) : (1 as const);
    return { clusters: ofCells(clusters, cells), sign, factor: Math.abs(factor) };
  });
  const spec = { type, imposeNull, errorClusters, bootClusters: ofCells(boot, cells) };
  return wildTest(on, scope, moments, { columns: tested, values }, spec);
}

/** Compares the observed statistic and the first draws with those of full regressions. */
function compare(panel: SmallPanel, setup: Case, kind: WildKind, count: number, what: string): void {
  const naive = naiveWild({ ...setup, input: panel });
  engine.scope((scope) => {
    const test = prepare(engine, scope, panel, setup);
    const near = (got: number, expected: number, where: string) => {
      expect(
        Math.abs(got - expected) <= DRAW * Math.max(1, Math.abs(expected)),
        `${where}: ${got}, naive ${expected}`,
      ).toBe(true);
    };
    near(test.statistic, naive.observed, `${what}, observed`);
    const n = setup.boot.nLevels;
    const statistics = drawStatistics(test, wildDraws(engine, test, { first: 3, count, kind, seed: SEED }));
    const weights = wildWeights(engine, n, 3, count, { kind, seed: SEED, purpose: PURPOSE.wild });
    for (let d = 0; d < count; d++) {
      near(statistics[d]!, naive.draw(weights.subarray(d * n, (d + 1) * n)), `${what}, draw ${d}`);
    }
  });
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
const base = { tested: [0], values: [0.3], imposeNull: true } as const;

describe("wild draws equal full regressions", () => {
  for (const type of WILD_TYPES) {
    for (const imposeNull of [true, false]) {
      it(`type ${type}, null ${imposeNull ? "" : "not "}imposed, on 20 panels`, () => {
        for (const seed of seeds) {
          const panel = smallPanel(seed);
          const { clusters } = panel;
          const errors = [{ clusters, factor: 1.1 }];
          const setup = { ...base, cells: clusters, type, imposeNull, errors, boot: clusters };
          compare(panel, setup, KINDS[seed % 3]!, type[1] === "3" ? 1 : 3, `panel ${seed}`);
        }
      });
    }
  }

  it("weights by clusters and errors by units, and weights by units and errors by clusters", () => {
    for (const seed of seeds) {
      const panel = smallPanel(seed);
      const { clusters, unit } = panel;
      // of units only the scores are jackknifed: one may hold all there is of a regressor
      const ways = [
        { boot: clusters, error: unit, type: seed % 2 === 0 ? "11" : "31" },
        { boot: unit, error: clusters, type: seed % 2 === 0 ? "13" : "11" },
      ] as const;
      for (const { boot, error, type } of ways) {
        const setup = { ...base, cells: unit, type, errors: [{ clusters: error, factor: 1.2 }], boot };
        compare(panel, setup, "webb", 2, `panel ${seed}, type ${type}, weights by ${boot.name}`);
      }
    }
  });

  it("errors by clusters and years, weights by either or by both", () => {
    for (const seed of seeds) {
      const panel = smallPanel(seed);
      const { clusters, year } = panel;
      const cells = both(clusters, year);
      // factors of the size of G/(G-1), which keep most variances positive
      const errors = [
        { clusters, factor: 1.3 },
        { clusters: year, factor: 1.3 },
        { clusters: cells, factor: -0.3 },
      ];
      for (const boot of [clusters, year, cells]) {
        compare(
          panel,
          { ...base, cells, type: "11", errors, boot },
          "rademacher",
          3,
          `panel ${seed}, weights by ${boot.name}`,
        );
      }
    }
  });

  it("two coefficients jointly, a type a panel", () => {
    for (const seed of seeds) {
      const panel = smallPanel(seed);
      const { clusters } = panel;
      const [type, imposeNull] = [WILD_TYPES[seed % 4]!, seed % 8 < 4];
      const errors = [{ clusters, factor: 1 }];
      const setup = { tested: [1, 0], values: [0.5, 0.2], cells: clusters, type, imposeNull, errors, boot: clusters };
      compare(panel, setup, "webb", 2, `panel ${seed}, type ${type}`);
    }
  });
});

describe("wild draws", () => {
  const panel = smallPanel(4);
  const setup: Case = {
    ...base,
    cells: panel.clusters,
    type: "33",
    errors: [{ clusters: panel.clusters, factor: 1 }],
    boot: panel.clusters,
  };

  it("are the same in slices of any size, and for one and two threads", () => {
    const make = (on: Engine, sizes: readonly number[]) =>
      on.scope((scope) => {
        const test = prepare(on, scope, panel, setup);
        let first = 0;
        const columns = wildColumns(test.system, 1000);
        for (const count of sizes) {
          placeWildDraws(columns, first, wildDraws(on, test, { first, count, kind: "webb", seed: 7 }));
          first += count;
        }
        return wildDrawsIn(columns, first);
      });
    const whole = make(engine, [1000]);
    expect(make(engine, [1, 7, 300, 692])).toEqual(whole);
    expect(make(pooled, [1000])).toEqual(whole);
  });

  it("of another null value are those of a test at that value", () => {
    engine.scope((scope) => {
      const test = prepare(engine, scope, panel, setup);
      const other = prepare(engine, scope, panel, { ...setup, values: [-1.7] });
      const request = { first: 0, count: 200, kind: "rademacher", seed: 1 } as const;
      const [at, own] = [wildDraws(engine, test, request), wildDraws(engine, other, request)];
      expect(drawStatistics(test, at, -1.7)).toEqual(drawStatistics(other, own));
      expect(wildPValue(test, at, "count", -1.7)).toEqual(wildPValue(other, own, "count"));
    });
  });

  it("put the ends of the interval where p passes 1 - level, by either rule of ties and either tail", () => {
    engine.scope((scope) => {
      const test = prepare(engine, scope, panel, setup);
      const draws = wildDraws(engine, test, { first: 0, count: 1999, kind: "webb", seed: 3 });
      const se = Math.sqrt(test.variance[0]!);
      for (const ties of ["count", "strict"] as const) {
        for (const tail of ["symmetric", "equalTailed"] as const) {
          const { low, high, lowUnbounded } = wildInterval(test, draws, { level: 0.9, ties, tail });
          expect(lowUnbounded).toBe(false);
          expect(low < test.estimates[0]! && high > test.estimates[0]!).toBe(true);
          const p = (value: number) => wildPValue(test, draws, ties, value)[tail]!;
          expect(p(low - 1e-8 * se)).toBeLessThanOrEqual(0.1 + 1e-12);
          expect(p(low + 1e-8 * se)).toBeGreaterThan(0.1);
          expect(p(high + 1e-8 * se)).toBeLessThanOrEqual(0.1 + 1e-12);
          expect(p(high - 1e-8 * se)).toBeGreaterThan(0.1);
        }
      }
    });
  });

  it("have no rejected value where ties alone are more than 1 - level", () => {
    engine.scope((scope) => {
      const test = prepare(engine, scope, panel, { ...setup, type: "11" });
      const draws = wildDraws(engine, test, { first: 0, count: 2, kind: "enumerate", seed: 0 });
      // of draws 0 and 1 the first has all weights 1 and ties with every statistic: p >= 1/2
      const interval = wildInterval(test, draws, { level: 0.9, ties: "count" });
      expect([interval.lowUnbounded, interval.highUnbounded, interval.low, interval.high]).toEqual([
        true,
        true,
        -Infinity,
        Infinity,
      ]);
      expect(wildInterval(test, draws, { level: 0.4, ties: "count" }).lowUnbounded).toBe(false);
    });
  });

  it("without variance are left out and counted", () => {
    engine.scope((scope) => {
      const test = prepare(engine, scope, panel, { ...setup, type: "11" });
      const draws = wildDraws(engine, test, { first: 0, count: 9, kind: "webb", seed: 3 });
      for (const column of draws.columns.slice(2)) column.fill(0, 0, 4);
      expect(wildPValue(test, draws, "count")).toMatchObject({ used: 5, undefined: 4 });
    });
  });
});

describe("a wild test refuses", () => {
  const panel = smallPanel(4);
  const { clusters, unit, year } = panel;
  const setup: Case = { ...base, cells: clusters, type: "11", errors: [{ clusters, factor: 1 }], boot: clusters };
  const tried = (changes: Partial<Case>, on: SmallPanel = panel) => {
    return () => engine.scope((scope) => prepare(engine, scope, on, { ...setup, ...changes }));
  };

  it("a hypothesis that names no regressor, one twice, or no value", () => {
    expect(tried({ tested: [9] })).toThrow(/distinct regressors among 0\.\./);
    expect(tried({ tested: [0, 0], values: [1, 2] })).toThrow(/distinct/);
    expect(tried({ values: [Number.NaN] })).toThrow(/finite/);
  });

  it("the jackknife's variance by two clusterings", () => {
    const errors = [
      { clusters, factor: 1 },
      { clusters: year, factor: 1 },
    ];
    expect(tried({ cells: both(clusters, year), type: "13", errors })).toThrow(/not validated for two clusterings/);
  });

  it("a coefficient that only one cluster identifies, for types that leave it out", () => {
    const D = panel.X[0]!.map((_, i) => Number(clusters.codes[i] === 0 && year.codes[i]! >= 2));
    const alone = { ...panel, X: [D, ...panel.X.slice(1)] };
    expect(tried({ type: "13" }, alone)).toThrow(/not identified without cluster '.*' of cluster/);
    expect(tried({ type: "31", imposeNull: false }, alone)).toThrow(/not identified without cluster/);
    expect(tried({ type: "31" }, alone)).not.toThrow();
  });

  it("a coefficient that is not identified at all", () => {
    const same = { ...panel, X: [panel.X[1]!, panel.X[1]!] };
    expect(tried({}, same)).toThrow(/not identified in the sample/);
    expect(unit.nLevels).toBeGreaterThan(clusters.nLevels);
  });
});
