import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { normalise } from "../../src/trade/quality/normalise.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const cells = (codes: number[]) => ({
  name: "cell",
  codes: Uint32Array.from(codes),
  nLevels: Math.max(...codes) + 1,
  label: String,
});

describe("normalise", () => {
  it("by percentiles: of 0, 1, 2, 3, 10 the 25% and 75% are 1 and 3; 0 and 10 are clipped", () => {
    const quality = Float64Array.of(10, 0, 1, 2, 3, 7, 5, 5);
    const { values, ...counts } = normalise(engine, quality, cells([0, 0, 0, 0, 0, 1, 2, 2]), {
      kind: "percentile",
      share: 0.25,
    });
    expect([...values]).toEqual([1, 0, 0, 0.5, 1, Number.NaN, Number.NaN, Number.NaN]);
    expect(counts).toEqual({ nCells: 3, nDegenerateCells: 2, nDegenerateRows: 3, nClipped: 2 });
  });

  it("by percentiles: one error of units leaves the others where they are, which min and max do not", () => {
    const random = seeded(4);
    const quality = Float64Array.from({ length: 2_000 }, () => random());
    const wrong = quality.slice();
    wrong[7] = 1e6;
    const one = cells(new Array<number>(2_000).fill(0));
    const rule = { kind: "percentile", share: 0.05 } as const;
    const [before, after] = [quality, wrong].map((values) => normalise(engine, values, one, rule).values) as [
      Float64Array,
      Float64Array,
    ];
    const moved = before.map((value, i) => (i === 7 ? 0 : Math.abs(value - after[i]!)));
    // a row more above the upper percentile moves it by a gap between neighbours, about 1 / 2,000
    expect(Math.max(...moved)).toBeLessThan(5e-3);
    expect(normalise(engine, wrong, one).values[0]).toBeLessThan(1e-6);
  });

  it("not at all: values as they are, no cell degenerate", () => {
    const quality = Float64Array.of(-3, 8);
    const none = normalise(engine, quality, cells([0, 1]), { kind: "none" });
    expect([...none.values]).toEqual([-3, 8]);
    expect(none.nDegenerateRows).toBe(0);
    expect(none.values).not.toBe(quality);
  });

  it.each([0, 0.5, -0.1, Number.NaN])("refuses a share of %d", (share) => {
    expect(() => normalise(engine, Float64Array.of(1), cells([0]), { kind: "percentile", share })).toThrow(
      /above 0 and below 0.5/,
    );
  });
});
