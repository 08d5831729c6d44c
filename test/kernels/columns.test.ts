import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { gatherColumn, gatherColumns, sampleColumn } from "../../src/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
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
