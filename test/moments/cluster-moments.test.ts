/** Blocks made in linear memory against their definition on dense columns, and what their sums give. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { instantiate } from "../../src/engine/wasm/load.js";
import { clusterMoments } from "../../src/regression/moments/compute.js";
import type { ClusterMoments, MomentsInput } from "../../src/regression/moments/moments.js";
import { naiveMoments } from "../support/naive-moments.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Of an entry against the roots of its diagonals before effects are taken out. */
const AGREE = 1e-11;

let engine: Engine;
let others: Engine[];
beforeAll(async () => {
  const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
  engine = await loadEngine({ threads: 1 });
  others = [
    await loadEngine({ threads: 2 }),
    await loadEngine({ threads: 5 }),
    instantiate(scalar, { build: "scalar", shared: false, notes: [] }),
  ];
});
afterAll(() => Promise.all(others.map((one) => one.close())));

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

function made(where: Engine, scope: Scope, panel: SmallPanel, over: Partial<MomentsInput> = {}): ClusterMoments {
  const columns = scope.copyF64(Float64Array.from([...panel.X, panel.y].flatMap((column) => [...column])));
  const input = { ...panel, columns, nRows: panel.n, nRegressors: panel.X.length, periods: panel.year, ...over };
  const before = columns.view().slice();
  const moments = clusterMoments(where, scope, input);
  expect(columns.view().every((value, i) => value === before[i])).toBe(true);
  if ("refused" in moments) throw new Error(moments.refused);
  return moments;
}

/** Largest difference of two sets of blocks, each entry against the size of its two columns. */
function difference(a: ClusterMoments, b: ClusterMoments, panel: SmallPanel): number {
  const size = (a.order * (a.order + 1)) / 2;
  const [x, y] = [a.blocks.view(), b.blocks.view()];
  expect(x.length).toBe(y.length);
  const square = (column: Float64Array) =>
    Math.sqrt(column.reduce((sum, value, i) => sum + (panel.weights?.[i] ?? 1) * value * value, 0));
  const ones = Math.sqrt(panel.n * 5);
  const norms = Array.from({ length: a.order }, (_, i) => {
    const j = i - a.nDummies;
    const column = j >= 0 && j < panel.X.length ? panel.X[j]! : j === panel.X.length ? panel.y : undefined;
    return column === undefined ? ones : square(column);
  });
  let worst = 0;
  for (let c = 0; c < a.clusters.nLevels; c++) {
    for (let i = 0, at = c * size; i < a.order; i++) {
      for (let j = 0; j <= i; j++, at++) worst = Math.max(worst, Math.abs(x[at]! - y[at]!) / (norms[i]! * norms[j]!));
    }
  }
  return worst;
}

const everythingElse = ({ blocks: _, clusters, ...rest }: ClusterMoments) => ({
  ...rest,
  clusters: [clusters.name, clusters.nLevels],
});

const crossed = (name: string, n: number, of: (i: number) => number): Category => {
  const values = Array.from({ length: n }, (_, i) => of(i));
  const levels = [...new Set(values)].sort((a, b) => a - b);
  return { name, codes: Uint32Array.from(values, (v) => levels.indexOf(v)), nLevels: levels.length, label: String };
};

describe("blocks are what their definition says", () => {
  const agree = (panel: SmallPanel, over: Partial<MomentsInput> = {}) =>
    engine.scope((scope) => {
      const [fast, naive] = [
        made(engine, scope, panel, over),
        naiveMoments(scope, { periods: panel.year, ...panel, ...over }),
      ];
      expect(difference(fast, naive, panel)).toBeLessThan(AGREE);
      const [a, b] = [everythingElse(fast), everythingElse(naive)];
      expect({ ...a, dummyWeights: null, periodWeights: null }).toEqual({
        ...b,
        dummyWeights: null,
        periodWeights: null,
      });
      a.dummyWeights.forEach((value, i) => {
        expect(value).toBeCloseTo(b.dummyWeights[i]!, 10);
      });
      expect(a.periodWeights === null).toBe(b.periodWeights === null);
      a.periodWeights?.forEach((value, i) => {
        expect(value).toBeCloseTo(b.periodWeights![i]!, 10);
      });
    });

  it.each(seeds)("units nested, years dummies, panel %i", (seed) => agree(smallPanel(seed)));

  it.each(seeds)("no periods asked for, rows out of order, panel %i", (seed) => {
    const panel = smallPanel(seed);
    const order = Array.from({ length: panel.n }, (_, i) => (i * 7919) % panel.n);
    expect(new Set(order).size).toBe(panel.n);
    const turn = (column: Float64Array) => Float64Array.from(order, (i) => column[i]!);
    const turned = (e: Category) => ({ ...e, codes: Uint32Array.from(order, (i) => e.codes[i]!) });
    const weights = panel.weights === null ? null : turn(panel.weights);
    const [unit, year, clusters] = [turned(panel.unit), turned(panel.year), turned(panel.clusters)];
    agree(
      { ...panel, y: turn(panel.y), X: panel.X.map(turn), weights, unit, year, clusters, effects: [unit, year] },
      { periods: null },
    );
  });

  it.each(seeds)("units only, periods behind the outcome, panel %i", (seed) => {
    const panel = smallPanel(seed);
    agree(panel, { effects: [panel.unit] });
  });

  it.each(seeds)("a third effect across clusters, panel %i", (seed) => {
    const panel = smallPanel(seed);
    agree(panel, { effects: [panel.unit, panel.year, crossed("kind", panel.n, (i) => (i * i) % 5)] });
  });

  it.each(seeds)("clusters absorbed beside their units, panel %i", (seed) => {
    const panel = smallPanel(seed);
    agree(panel, { effects: [panel.clusters, panel.unit, panel.year] });
  });

  it.each(seeds)("two effects nested, none in the other, panel %i", (seed) => {
    const panel = smallPanel(seed);
    const half = crossed("half", panel.n, (i) => panel.clusters.codes[i]! * 2 + (panel.year.codes[i]! % 2));
    agree(panel, { effects: [panel.unit, half, panel.year] });
    agree(panel, { effects: [panel.unit, half], periods: panel.year });
  });

  it.each(seeds)("no effects at all, panel %i", (seed) => {
    agree(smallPanel(seed), { effects: [] });
  });
});

it.each([1, 2, 3])("the same bits on 1, 2 and 5 threads and in scalar code, rows in tasks, panel %i", (seed) => {
  const panel = manyTimes(smallPanel(seed), 150);
  const bits = (where: Engine) => where.scope((scope) => made(where, scope, panel).blocks.view().slice());
  const first = bits(engine);
  for (const other of others) expect(bits(other)).toEqual(first);
});

/** The panel over and over, units and clusters of every copy its own: enough rows for several tasks. */
function manyTimes(panel: SmallPanel, copies: number): SmallPanel {
  const long = (column: Float64Array) =>
    Float64Array.from({ length: panel.n * copies }, (_, i) => column[i % panel.n]! + (i % 97));
  const own = ({ name, codes, nLevels, label }: Category): Category => {
    const shift = (i: number) => codes[i % panel.n]! + nLevels * Math.floor(i / panel.n);
    return {
      name,
      codes: Uint32Array.from({ length: panel.n * copies }, (_, i) => shift(i)),
      nLevels: nLevels * copies,
      label,
    };
  };
  const [unit, clusters] = [own(panel.unit), own(panel.clusters)];
  const year = { ...panel.year, codes: Uint32Array.from(unit.codes, (_, i) => panel.year.codes[i % panel.n]!) };
  const weights = panel.weights === null ? null : long(panel.weights);
  const n = panel.n * copies;
  return { ...panel, n, y: long(panel.y), X: panel.X.map(long), weights, unit, year, clusters, effects: [unit, year] };
}

it.each([1, 2, 3])(
  "clusters scattered over memory: sums of blocks of their parts, same bits on any threads, panel %i",
  (seed) => {
    const [small, copies] = [smallPanel(seed), 400];
    const panel = manyTimes(small, copies);
    const C = small.clusters.nLevels;
    const codes = Uint32Array.from({ length: panel.n }, (_, i) => small.clusters.codes[i % small.n]!);
    const scattered = { ...panel, clusters: { ...small.clusters, codes } };
    engine.scope((scope) => {
      const [whole, parts] = [made(engine, scope, scattered), made(engine, scope, panel)];
      const size = (whole.order * (whole.order + 1)) / 2;
      const summed = new Float64Array(C * size);
      parts.blocks.view().forEach((value, i) => {
        const c = Math.floor(i / size) % C;
        summed[c * size + (i % size)]! += value;
      });
      const diagonal = (c: number, i: number) => Math.abs(summed[c * size + (i * (i + 1)) / 2 + i]!);
      const blocks = whole.blocks.view();
      for (let c = 0; c < C; c++) {
        for (let i = 0, at = c * size; i < whole.order; i++) {
          for (let j = 0; j <= i; j++, at++) {
            const scale = Math.sqrt(diagonal(c, i) * diagonal(c, j));
            expect(Math.abs(blocks[at]! - summed[at]!)).toBeLessThanOrEqual(AGREE * scale);
          }
        }
      }
    });
    const bits = (where: Engine) => where.scope((scope) => made(where, scope, scattered).blocks.view().slice());
    const first = bits(engine);
    for (const other of others) expect(bits(other)).toEqual(first);
  },
);

it("tells in figures why blocks are not made", () => {
  const panel = smallPanel(2);
  const own = crossed("kind", panel.n, (i) => (i * 7) % 50);
  const wide: Category = { ...own, nLevels: 1300 };
  engine.scope((scope) => {
    const columns = scope.f64(panel.n * (panel.X.length + 1));
    const input = {
      ...panel,
      columns,
      nRows: panel.n,
      nRegressors: panel.X.length,
      periods: null,
      effects: [panel.unit, wide],
    };
    expect(clusterMoments(engine, scope, input)).toEqual({
      refused: `blocks of ${1300 + panel.X.length + 1} columns pass the limit of 1200; not nested in the clusters: kind (1300 levels)`,
    });
  });
});
