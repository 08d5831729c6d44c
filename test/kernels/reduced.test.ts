/**
 * The reduced system from rows in memory: cells against merging by hand, the grid of slabs, and products against the
 * matrix formed densely.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import {
  cellGraph,
  chunksOfLevels,
  reducedApplyWork,
  reducedDiagonal,
  slabGrid,
  sumOfChunks,
} from "../../src/engine/kernels/reduced.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rounding of sums of a few hundred terms of size 1. */
const ROUNDING = 1e-12;

describe("cellGraph", () => {
  it("gives cells whose system is that of the rows, for one, two and three other effects, with weights or not", () => {
    for (const p of [1, 2, 3]) {
      for (const weighted of [false, true]) {
        const random = seeded(10 * p + Number(weighted));
        const [n, nGroups, each] = [400, 60, 7];
        const nLevels = p * each;
        const group = Uint32Array.from({ length: n }, () => Math.floor(random() * nGroups)).sort();
        const offsets = new Uint32Array(nGroups + 1);
        for (const g of group) offsets[g + 1]!++;
        for (let g = 0; g < nGroups; g++) offsets[g + 1]! += offsets[g]!;
        const codes = Uint32Array.from({ length: p * n }, (_, i) =>
          Math.floor(Math.floor(i / n) * each + random() * each),
        );
        const w = Float64Array.from({ length: n }, () => (!weighted ? 1 : random() < 0.3 ? 0 : 0.5 + random()));
        const S = denseSystem(nGroups, nLevels, p, offsets, codes, w);
        engine.scope((scope) => {
          const graph = cellGraph(engine, scope, {
            n,
            nGroups,
            nLevels,
            p,
            offsets: scope.copyU32(offsets),
            codes: scope.copyU32(codes),
            weights: weighted ? scope.copyF64(w) : null,
          });
          expect(graph.nCells).toBeLessThanOrEqual(n);
          const { inverses, totals, diagonal, weighted: weighed } = reducedDiagonal(engine, scope, graph);
          diagonal.view().forEach((value, l) => {
            expect(Math.abs(value - S[l]![l]!)).toBeLessThan(ROUNDING * 100);
          });
          const a = scope.copyF64(Float64Array.from({ length: 4 * nLevels }, () => random() - 0.5));
          const [y, dots] = [scope.f64(4 * nLevels), scope.f64(4 * chunksOfLevels(nLevels))];
          engine.kernels.reducedApply(
            4,
            0,
            graph.nGroups,
            nLevels,
            p,
            graph.stride,
            weighed ? 1 : 0,
            graph.offsets.address,
            graph.codes.address,
            graph.weights.address,
            inverses.address,
            a.address,
            y.address,
            scope.f64(reducedApplyWork(4)).address,
          );
          engine.kernels.reducedFinish(
            4,
            0,
            nLevels,
            nLevels,
            1,
            p,
            totals.address,
            a.address,
            y.address,
            dots.address,
          );
          const from = a.view();
          y.view().forEach((value, at) => {
            const row = S[Math.floor(at / 4)]!;
            const product = row.reduce((sum, s, l) => sum + s * from[4 * l + (at % 4)]!, 0);
            expect(Math.abs(value - product)).toBeLessThan(ROUNDING * 100);
          });
        });
      }
    }
  });

  it("merges many rows only where some share of them can be merged", () => {
    const [nGroups, size] = [10_000, 7];
    const n = nGroups * size;
    const cellsIn = (level: (i: number) => number) =>
      engine.scope((scope) => {
        const offsets = scope.copyU32(Uint32Array.from({ length: nGroups + 1 }, (_, g) => g * size));
        const codes = scope.copyU32(Uint32Array.from({ length: n }, (_, i) => level(i)));
        const graph = cellGraph(engine, scope, { n, nGroups, nLevels: size, p: 1, offsets, codes, weights: null });
        const { weighted, totals } = reducedDiagonal(engine, scope, graph);
        return { groups: graph.nGroups, cells: graph.nCells, weighted, first: totals.view()[0] };
      });
    expect(cellsIn((i) => i % size)).toEqual({ groups: nGroups, cells: n, weighted: false, first: nGroups });
    // one group in a hundred has a level twice: it stays so
    const twice = (i: number) => (Math.floor(i / size) % 100 === 0 && i % size === 1 ? 0 : i % size);
    expect(cellsIn(twice)).toEqual({ groups: nGroups, cells: n, weighted: false, first: 1.01 * nGroups });
    const merged = { groups: nGroups, cells: 4 * nGroups, weighted: true, first: 2 * nGroups };
    expect(cellsIn((i) => (i % size) >> 1)).toEqual(merged);
  });

  it("refuses codes that are no level", () => {
    engine.scope((scope) => {
      const rows = {
        n: 1,
        nGroups: 1,
        nLevels: 3,
        p: 1,
        offsets: scope.copyU32(Uint32Array.of(0, 1)),
        codes: scope.copyU32(Uint32Array.of(3)),
        weights: null,
      };
      expect(() => cellGraph(engine, scope, rows)).toThrow("reducedCells: argument 7 is illegal");
    });
  });
});

describe("reducedDiagonal", () => {
  it("knows cells of weight 1: rows without weights of which none were merged", () => {
    const weighted = (codes: readonly number[], weights: readonly number[] | null, p = 1) =>
      engine.scope((scope) => {
        const graph = cellGraph(engine, scope, {
          n: codes.length / p,
          nGroups: 2,
          nLevels: 4,
          p,
          offsets: scope.copyU32(Uint32Array.of(0, 2, codes.length / p)),
          codes: scope.copyU32(Uint32Array.from(codes)),
          weights: weights === null ? null : scope.copyF64(Float64Array.from(weights)),
        });
        return reducedDiagonal(engine, scope, graph).weighted;
      });
    expect(weighted([0, 1, 2, 1, 3], null)).toBe(false);
    expect(weighted([0, 1, 2, 1], null)).toBe(false);
    expect(weighted([0, 1, 2, 2, 3], null)).toBe(true);
    expect(weighted([0, 1, 2, 2], null)).toBe(false);
    expect(weighted([0, 1, 2, 1, 3], [1, 1, 1, 1, 1])).toBe(true);
    expect(weighted([0, 1, 0, 1, 2, 3, 3, 2], null, 2)).toBe(false);
    expect(weighted([0, 0, 0, 1, 2, 3, 3, 2], null, 2)).toBe(false);
    expect(weighted([0, 1, 0, 0, 1, 2, 3, 3, 3, 2], null, 2)).toBe(true);
  });
});

describe("slabGrid", () => {
  it("cuts at whole groups, as many slabs as cells are worth", () => {
    const nGroups = 30_000;
    const offsets = Uint32Array.from({ length: nGroups + 5 }, (_, g) => (g <= nGroups ? 3 * g : 0));
    expect(slabGrid(nGroups, offsets, 10)).toEqual(Uint32Array.of(0, 7_500, 15_000, 22_500, 30_000));
    expect(slabGrid(nGroups, offsets, 1_000)).toEqual(Uint32Array.of(0, 15_000, 30_000));
    expect(slabGrid(nGroups, offsets, 2_000)).toEqual(Uint32Array.of(0, 30_000));
    expect(slabGrid(0, Uint32Array.of(0), 10)).toEqual(Uint32Array.of(0, 0));
    const giant = Uint32Array.of(0, 1e6, 1e6 + 2);
    const grid = slabGrid(2, giant, 4);
    expect(grid.length).toBe(17);
    expect([...grid]).toEqual([...grid].sort((a, b) => a - b));
    expect(grid[16]).toBe(2);
  });
});

describe("sumOfChunks", () => {
  it("adds lane by lane in the order of a binary tree", () => {
    expect(sumOfChunks(new Float64Array(0), 4)).toEqual(new Float64Array(4));
    const tiny = 2 ** -53;
    // ((1 + tiny) + (tiny + tiny)) + 0: in row order every tiny would be lost
    const partials = Float64Array.of(1, 1, tiny, 2, tiny, 3, tiny, 4, 0, 5);
    expect(sumOfChunks(partials, 2)).toEqual(Float64Array.of(1 + 2 * tiny, 15));
    expect(() => sumOfChunks(partials, 4)).toThrow("'partials' has length 10");
  });
});

/** D2'W D2 - D2'W D1 (D1'W D1)^- D1'W D2, row by row. */
function denseSystem(
  nGroups: number,
  nLevels: number,
  p: number,
  offsets: Uint32Array,
  codes: Uint32Array,
  w: Float64Array,
): number[][] {
  const n = w.length;
  const S = Array.from({ length: nLevels }, () => new Array<number>(nLevels).fill(0));
  for (let g = 0; g < nGroups; g++) {
    const byLevel = new Array<number>(nLevels).fill(0);
    let W = 0;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      W += w[i]!;
      for (let f = 0; f < p; f++) {
        byLevel[codes[f * n + i]!]! += w[i]!;
        for (let e = 0; e < p; e++) S[codes[f * n + i]!]![codes[e * n + i]!]! += w[i]!;
      }
    }
    if (W === 0) continue;
    for (let l = 0; l < nLevels; l++) {
      for (let m = 0; m < nLevels; m++) S[l]![m]! -= (byLevel[l]! * byLevel[m]!) / W;
    }
  }
  return S;
}
