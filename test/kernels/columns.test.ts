import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { SampleColumn } from "../../src/base/row-runs.js";
import {
  gatherColumn,
  gatherColumns,
  isFiniteElsewhere,
  placeColumns,
  placeFiniteColumns,
  sampleColumn,
} from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { seeded } from "../support/random.js";

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const f64 = (...values: number[]) => Float64Array.from(values);
const u32 = (...values: number[]) => Uint32Array.from(values);

describe("columns", () => {
  it("go into memory order and back", () => {
    const order = u32(2, 0, 1);
    engine.scope((scope) => {
      const block = gatherColumns(engine, scope, [f64(1, 2, 3), f64(4, 5, 6)], order);
      expect(Array.from(block.view())).toEqual([3, 1, 2, 6, 4, 5]);
      expect(sampleColumn(block, 3, 1, order)).toEqual(f64(4, 5, 6));
      expect(Array.from(gatherColumn(engine, scope, f64(1, 2), null).view())).toEqual([1, 2]);
      expect(sampleColumn(block, 3, 0, null)).toEqual(f64(3, 1, 2));
    });
  });

  it("are the same for every number of them, any number of threads and more rows than a task has", () => {
    const n = 70_001;
    const random = seeded(7);
    const order = Uint32Array.from({ length: n }, (_, i) => (i * 40_009) % n);
    for (const k of [0, 1, 2, 3, 4, 5, 11]) {
      const columns = Array.from({ length: k }, () => Float64Array.from({ length: n }, random));
      for (const used of [engine, pooled]) {
        used.scope((scope) => {
          const view = gatherColumns(used, scope, columns, order).view();
          expect(view.length).toBe(k * n);
          columns.forEach((column, j) => {
            expect(order.findIndex((from, i) => !Object.is(view[j * n + i], column[from]))).toBe(-1);
          });
        });
      }
      expect(pooled.usedBytes()).toBe(0);
    }
  });

  it("leave nothing in memory when an index or a length is wrong", () => {
    engine.scope((scope) => {
      expect(() => gatherColumns(engine, scope, [f64(1, 2)], u32(2, 0, 1))).toThrow("column 1");
      expect(() => gatherColumns(engine, scope, [f64(1, 2)], u32(2, 0))).toThrow(KernelError);
      expect(() => gatherColumns(engine, scope, [f64(1, 2), f64(3, 4)], u32(0, 2))).toThrow(KernelError);
      expect(() => sampleColumn(gatherColumn(engine, scope, f64(1, 2), null), 2, 1, null)).toThrow(KernelError);
    });
    expect(engine.usedBytes()).toBe(0);
  });
});

describe("placed columns", () => {
  const n = 40_000;
  const random = seeded(11);
  const values = Float64Array.from({ length: n }, random);
  const kept = (keep: (i: number) => boolean) => Uint32Array.from(values.keys()).filter(keep);
  const samples: [string, Uint32Array | undefined][] = [
    ["all rows", undefined],
    ["few rows left out", kept((i) => i % 9_001 !== 17)],
    ["every other row", kept((i) => i % 2 === 1)],
  ];

  it.each(samples)("%s: bits and places of a plain copy", (_, rows) => {
    const column = new SampleColumn(values, rows);
    const expected = rows === undefined ? values : Float64Array.from(rows, (row) => values[row]!);
    engine.scope((scope) => {
      for (const place of [placeColumns, placeFiniteColumns.bind(null, engine)]) {
        const block = scope.f64(2 * column.length);
        block.view().fill(7);
        expect(place([column, column], block)).not.toBe(false);
        for (const j of [0, 1]) expect(block.part(j * column.length, column.length).view()).toEqual(expected);
      }
    });
    expect(column.numbers()).toEqual(expected);
  });

  it.each(samples)("%s: a number that is not finite is seen wherever it is", (_, rows) => {
    engine.scope((scope) => {
      const block = scope.f64(2 * (rows?.length ?? n));
      for (const [i, row] of [0, 17, 18, 16_384, n - 2, n - 1].entries()) {
        const broken = values.slice();
        broken[row] = [Number.NaN, Number.NEGATIVE_INFINITY][i % 2]!;
        const columns = [new SampleColumn(values, rows), new SampleColumn(broken, rows)];
        const areFinite = placeFiniteColumns(engine, columns, block) && columns.every(isFiniteElsewhere);
        expect(areFinite).toBe(false);
      }
    });
  });

  it("tell their length, first number and whether they vary", () => {
    const column = new SampleColumn(Float64Array.of(1, 2, 2, 2), Uint32Array.of(1, 3));
    expect([column.length, column.first, column.isConstant()]).toEqual([2, 2, true]);
    expect(new SampleColumn(column.values).isConstant()).toBe(false);
    expect(new SampleColumn(new Float64Array(0)).first).toBeNaN();
  });
});
