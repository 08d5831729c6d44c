/** Quantiles within groups against R (in test/quality/trim), a sort in the test, and themselves in other orders. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { groupQuantiles } from "../../src/engine/kernels/ranks.js";
import { randomCodes } from "../cases/row.js";
import { seeded } from "../support/random.js";

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 3 });
});
afterAll(() => pooled.close());

const SHARES = [0, 0.1, 0.5, 0.9, 1];

/** Values with ties and gaps, one group of half the rows. */
function sample(n: number) {
  const random = seeded(n);
  const x = Float64Array.from({ length: n }, () => (random() < 0.1 ? Number.NaN : Math.round(1000 * random()) / 8));
  const codes = randomCodes(n, 500, random).map((g) => (g < 250 ? 0 : g));
  const w = randomCodes(n, 9, random);
  return { x, codes, w: Float64Array.from(w, (weight) => weight + 1) };
}

describe("groupQuantiles", () => {
  it("are those of each group sorted by itself; a weight counts as so many equal observations", () => {
    const { x, codes, w } = sample(30_000);
    const plain = groupQuantiles(engine, x, codes, 501, SHARES);
    const weighted = groupQuantiles(engine, x, codes, 501, SHARES, w);
    for (let g = 0; g < 501; g++) {
      const rows = [...codes.keys()].filter((i) => codes[i] === g && !Number.isNaN(x[i]!));
      const sorted = Float64Array.from(rows, (i) => x[i]!).sort();
      const repeated = Float64Array.from(rows.flatMap((i) => new Array<number>(w[i]!).fill(x[i]!))).sort();
      SHARES.forEach((p, j) => {
        const at = (sorted.length - 1) * p;
        const [least, next] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
        expect(plain[g + 501 * j]).toEqual(sorted.length === 0 ? Number.NaN : least + (at % 1) * (next - least));
        // definition 2: the mean of observations ceil(n p) and floor(n p + 1), counted from 1 and kept within 1..n
        const size = repeated.length;
        const observation = (k: number) => repeated[Math.min(size, Math.max(1, k)) - 1]!;
        const two = [Math.ceil(size * p), Math.floor(size * p + 1)].map(observation) as [number, number];
        expect(weighted[g + 501 * j]).toEqual(size === 0 ? Number.NaN : (two[0] + two[1]) / 2);
      });
    }
  });

  it("at share 1 are the greatest value, though its weight is rounding to the others'", () => {
    const [x, w] = [Float64Array.of(3, 1, 2), Float64Array.of(1e-30, 5, 7)];
    expect([...groupQuantiles(engine, x, new Uint32Array(3), 1, [0, 1], w)]).toEqual([1, 3]);
  });

  it("do not depend on threads or on the order of rows", () => {
    const { x, codes, w } = sample(200_000);
    const fractional = w.map((weight) => weight / 7);
    const order = Uint32Array.from(x, (_, i) => i).reverse();
    const again = [x, fractional].map((column) => Float64Array.from(order, (i) => column[i]!)) as [
      Float64Array,
      Float64Array,
    ];
    const otherCodes = Uint32Array.from(order, (i) => codes[i]!);
    for (const [one, other] of [
      [null, null],
      [fractional, again[1]],
    ] as const) {
      const first = groupQuantiles(engine, x, codes, 500, SHARES, one);
      expect(groupQuantiles(pooled, x, codes, 500, SHARES, one)).toEqual(first);
      expect(groupQuantiles(engine, again[0], otherCodes, 500, SHARES, other)).toEqual(first);
    }
  });

  it("refuses shares outside 0 to 1", () => {
    const one = Float64Array.of(1);
    expect(() => groupQuantiles(engine, one, Uint32Array.of(0), 1, [0.5, 1.5])).toThrow(/got 1.5/);
  });
});
