/** The wild restricted efficient bootstrap from moments against 2SLS on the rows of every draw. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import { PURPOSE } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type WildKind, wildWeights } from "../../src/engine/kernels/wild.js";
import { wildDraws, wildTest } from "../../src/regression/cluster-bootstrap/wild.js";
import { drawStatistics } from "../../src/regression/cluster-bootstrap/wild-statistic.js";
import { nullSet } from "../../src/verbs/bootstrap/anderson-rubin-bootstrap.js";
import {
  andersonRubin,
  andersonRubinDraws,
  andersonRubinStatistic,
  andersonRubinStatistics,
} from "../../src/verbs/iv/inference/ar-bootstrap.js";
import { instrumentMoments } from "../../src/verbs/iv/inference/instrument-moments.js";
import { twoStage, type WildPieces, wildPieces, wreDraws, wreSystem } from "../../src/verbs/iv/inference/wre.js";
import { naiveMoments } from "../support/naive-moments.js";
import type { RowTerm } from "../support/naive-wild.js";
import { naiveInstruments } from "../support/naive-wre.js";
import { type SmallInstruments, smallInstruments } from "../support/small-instruments.js";

/** Draw by draw beside 2SLS on rows. */
const DRAW = 1e-9;
const SEED = 42;
/** On the squares of the Anderson-Rubin statistic. */
const FACTOR = 1.2;
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

interface Case {
  readonly cells: Category;
  readonly errors: readonly RowTerm[];
  readonly boot: Category;
}

function prepare(
  scope: Scope,
  panel: SmallInstruments,
  { cells, errors, boot }: Case,
  on: Engine = engine,
): WildPieces {
  const { W, Z, x } = panel;
  const moments = naiveMoments(scope, { ...panel, X: [...W, ...Z, x], clusters: cells, periods: null });
  const roles = {
    exogenous: W.map((_, j) => j),
    instruments: Z.map((_, j) => W.length + j),
    endogenous: W.length + Z.length,
  };
  const errorClusters = errors.map(({ clusters, factor }) => {
    const sign = factor < 0 ? (-1 as const) : (1 as const);
    return { clusters: ofCells(clusters, cells), sign, factor: Math.abs(factor) };
  });
  return wildPieces(instrumentMoments(on, moments, roles), errorClusters, ofCells(boot, cells));
}

const near = (got: number, expected: number, where: string) => {
  const isNear = Object.is(got, expected) || Math.abs(got - expected) <= DRAW * Math.max(1, Math.abs(expected));
  expect(isNear, `${where}: ${got}, naive ${expected}`).toBe(true);
};

/** Compares the estimate, t and the first draws, with the null imposed and not. */
function compare(panel: SmallInstruments, setup: Case, kind: WildKind, count: number, what: string): void {
  const naive = naiveInstruments({ ...panel, ...setup });
  const n = setup.boot.nLevels;
  engine.scope((scope) => {
    const pieces = prepare(scope, panel, setup);
    const observed = twoStage(pieces);
    near(observed.estimate, naive.estimate, `${what}, estimate`);
    near(Math.sqrt(observed.variance), naive.std_error, `${what}, standard error`);
    const weights = wildWeights(engine, n, 3, count, { kind, seed: SEED, purpose: PURPOSE.wild });
    const test = andersonRubin(scope, pieces, observed.estimate, FACTOR);
    const drawn = andersonRubinDraws(engine, test, { first: 3, count, kind, seed: SEED });
    for (const value of [0.3, observed.estimate]) {
      const expected = naive.wre(value);
      const request = { first: 3, count, kind, seed: SEED };
      const { statistics } = wreDraws(engine, wreSystem(scope, pieces, value), observed, request);
      const direction = { c: 1, s: value - observed.estimate };
      const naiveWald = naive.andersonRubin(value, FACTOR);
      near(andersonRubinStatistic(test, direction), naiveWald.observed, `${what}, Wald at ${value}`);
      const walds = andersonRubinStatistics(test, drawn, direction);
      for (let d = 0; d < count; d++) {
        const v = weights.subarray(d * n, (d + 1) * n);
        near(statistics[d]!, expected.draw(v), `${what}, t at ${value}, draw ${d}`);
        near(walds[d]!, naiveWald.draw(v), `${what}, Wald at ${value}, draw ${d}`);
      }
    }
  });
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);

describe("WRE draws equal 2SLS on the rows of the draw", () => {
  it("on 20 panels", () => {
    for (const seed of seeds) {
      const panel = smallInstruments(seed);
      const { clusters } = panel;
      const setup = { cells: clusters, errors: [{ clusters, factor: 1.1 }], boot: clusters };
      compare(panel, setup, KINDS[seed % 3]!, 3, `panel ${seed}`);
    }
  });

  it("weights by clusters and errors by units, and weights by units and errors by clusters", () => {
    for (const seed of seeds) {
      const panel = smallInstruments(seed);
      const { clusters, unit } = panel;
      for (const [boot, error] of [
        [clusters, unit],
        [unit, clusters],
      ] as const) {
        const setup = { cells: unit, errors: [{ clusters: error, factor: 1.2 }], boot };
        compare(panel, setup, "webb", 2, `panel ${seed}, weights by ${boot.name}`);
      }
    }
  });

  it("errors by clusters and years, weights by either or by both", () => {
    for (const seed of seeds) {
      const panel = smallInstruments(seed);
      const { clusters, year } = panel;
      const cells = both(clusters, year);
      // factors of the size of G/(G-1), which keep most variances positive
      const errors = [
        { clusters, factor: 1.3 },
        { clusters: year, factor: 1.3 },
        { clusters: cells, factor: -0.3 },
      ];
      for (const boot of [clusters, year, cells]) {
        compare(panel, { cells, errors, boot }, "rademacher", 3, `panel ${seed}, weights by ${boot.name}`);
      }
    }
  });
});

describe("laws of the draws", () => {
  const oneWay = (panel: SmallInstruments): Case => {
    const { clusters } = panel;
    return { cells: clusters, errors: [{ clusters, factor: 1.1 }], boot: clusters };
  };

  it("are the same numbers in one run, in slices, and on two threads", () => {
    const panel = smallInstruments(5);
    const on = (which: Engine, slices: readonly (readonly [number, number])[]): number[] =>
      which.scope((scope) => {
        const pieces = prepare(scope, panel, oneWay(panel), which);
        const [observed, system] = [twoStage(pieces), wreSystem(scope, pieces, 0.2)];
        return slices.flatMap(([first, count]) => [
          ...wreDraws(which, system, observed, { first, count, kind: "webb", seed: SEED }).statistics,
        ]);
      });
    const whole = on(engine, [[0, 700]]);
    expect(new Set(whole).size).toBeGreaterThan(690);
    expect(
      on(engine, [
        [0, 1],
        [1, 8],
        [9, 691],
      ]),
    ).toEqual(whole);
    expect(on(pooled, [[0, 700]])).toEqual(whole);
  });

  it("give the sample back where every sign is 1, under any null value", () => {
    for (const seed of seeds) {
      const panel = smallInstruments(seed);
      engine.scope((scope) => {
        const pieces = prepare(scope, panel, oneWay(panel));
        const observed = twoStage(pieces);
        for (const value of [-2, 0.3, 5]) {
          const request = { first: 0, count: 1, kind: "enumerate", seed: SEED } as const;
          const { distances, statistics } = wreDraws(engine, wreSystem(scope, pieces, value), observed, request);
          near(distances[0]!, observed.estimate - value, `panel ${seed}, distance`);
          near(statistics[0]!, (observed.estimate - value) / Math.sqrt(observed.variance), `panel ${seed}, t`);
        }
      });
    }
  });

  it("with one instrument Anderson-Rubin is the wild bootstrap of the reduced form, and at infinity of the first stage", () => {
    for (const seed of [3, 6, 9, 12, 15, 18]) {
      const panel = smallInstruments(seed);
      const { W, Z, x, clusters } = panel;
      expect(Z).toHaveLength(1);
      engine.scope((scope) => {
        const pieces = prepare(scope, panel, oneWay(panel));
        const centre = twoStage(pieces).estimate;
        const test = andersonRubin(scope, pieces, centre, FACTOR);
        const request = { first: 0, count: 40, kind: "webb", seed: SEED } as const;
        const draws = andersonRubinDraws(engine, test, request);
        for (const [outcome, direction] of [
          [panel.y, { c: 1, s: -centre }],
          [x, { c: 0, s: 1 }],
        ] as const) {
          const moments = naiveMoments(scope, { ...panel, y: outcome, X: [...W, ...Z], clusters, periods: null });
          const own = ofCells(clusters, clusters);
          const spec = {
            type: "11",
            imposeNull: true,
            errorClusters: [{ clusters: own, sign: 1, factor: FACTOR }],
            bootClusters: own,
          } as const;
          const single = wildTest(engine, scope, moments, { columns: [W.length], values: [0] }, spec);
          near(andersonRubinStatistic(test, direction), single.statistic ** 2, `panel ${seed}, observed`);
          const t = drawStatistics(single, wildDraws(engine, single, request));
          andersonRubinStatistics(test, draws, direction).forEach((F, i) => {
            near(F, t[i]! ** 2, `panel ${seed}, draw ${i}`);
          });
        }
      });
    }
  });
});

describe("the set of values not rejected", () => {
  const roots = (a: number, b: number, c: number) => nullSet(0, 1, (t, s) => a * s * s + b * s * t + c * t * t <= 0);
  const ends = (pieces: ReturnType<typeof nullSet>) => pieces.map((both) => both.map((end) => end && +end.toFixed(9)));

  it("is an interval, two rays, the line or nothing, as a quadratic has it", () => {
    expect(ends(roots(1, -3, 2))).toEqual([[1, 2]]);
    expect(ends(roots(-1, 3, -2))).toEqual([
      [null, 1],
      [2, null],
    ]);
    expect(roots(-1, 0, -1)).toEqual([[null, null]]);
    expect(roots(1, 0, 1)).toEqual([]);
  });

  it("may be of several intervals", () => {
    const inside = (b: number) => Math.abs(b) <= 1 || Math.abs(b - 5) <= 2;
    expect(ends(nullSet(0.3, 2, (c, s) => c > 0 && inside(0.3 + s / c)))).toEqual([
      [-1, 1],
      [3, 7],
    ]);
  });
});
