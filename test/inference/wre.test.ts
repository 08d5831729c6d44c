/** The wild restricted efficient bootstrap from moments against 2SLS on the rows of every draw. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import {
  andersonRubin,
  andersonRubinDraws,
  andersonRubinStatistic,
  andersonRubinStatistics,
} from "../../src/inference/iv/ar-bootstrap.js";
import { instrumentMoments } from "../../src/inference/iv/instrument-moments.js";
import { type WildPieces, wildPieces } from "../../src/inference/iv/wild-pieces.js";
import { twoStage, wreDraws, wreSystem } from "../../src/inference/iv/wre.js";
import { type Engine, loadEngine, type Scope } from "../../src/kernels/engine.js";
import { PURPOSE } from "../../src/kernels/resample.js";
import { type WildKind, wildWeights } from "../../src/kernels/wild.js";
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
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

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

function prepare(scope: Scope, panel: SmallInstruments, { cells, errors, boot }: Case): WildPieces {
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
  return wildPieces(instrumentMoments(engine, moments, roles), errorClusters, ofCells(boot, cells));
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
