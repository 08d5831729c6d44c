import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { kendallTauB, midranks, pairCounts, spearman } from "../../src/engine/kernels/ranks.js";
import { seeded } from "../support/random.js";

/** Rounding of a correlation of a few dozen ranks. */
const ROUNDING = 1e-14;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});

/** Enough rows for several tasks, in groups of 0 to 199. */
function manyGroups() {
  const random = seeded(7);
  const offsets = [0];
  while (offsets.at(-1)! < 100_000) offsets.push(offsets.at(-1)! + Math.floor(200 * random()));
  const n = offsets.at(-1)!;
  const draw = () => Float64Array.from({ length: n }, () => Math.floor(50 * random()));
  return { x: draw(), y: draw(), offsets: Uint32Array.from(offsets) };
}

describe("midranks", () => {
  it("ranks all rows, or each group by itself", () => {
    const x = Float64Array.of(3, 1, 3, 2, 2);
    expect([...midranks(engine, x)]).toEqual([4.5, 1, 4.5, 2.5, 2.5]);
    expect([...midranks(engine, x, Uint32Array.of(0, 2, 2, 5))]).toEqual([2, 1, 3, 1.5, 1.5]);
    expect(midranks(engine, new Float64Array(0)).length).toBe(0);
  });

  it("gives each group of many, on any number of threads, what it gives it alone", () => {
    const { x, offsets } = manyGroups();
    const ranks = midranks(engine, x, offsets);
    expect(Buffer.from(midranks(pooled, x, offsets).buffer).equals(Buffer.from(ranks.buffer))).toBe(true);
    for (const g of [0, 1, 300, 700, offsets.length - 2]) {
      const [low, high] = [offsets[g]!, offsets[g + 1]!];
      expect(ranks.slice(low, high)).toEqual(midranks(engine, x.slice(low, high)));
    }
  });

  it("refuses NaN and offsets of another length", () => {
    expect(() => midranks(engine, Float64Array.of(1, Number.NaN))).toThrow(/argument 3 is illegal/);
    expect(() => midranks(engine, new Float64Array(2), Uint32Array.of(0, 3))).toThrow(KernelError);
  });
});

describe("pairCounts", () => {
  it("counts a sorted and a reversed column, more pairs than 32 bits hold", () => {
    const n = 100_000;
    const up = Float64Array.from({ length: n }, (_, i) => i);
    const all = (n * (n - 1)) / 2;
    const none = { concordant: 0, discordant: 0, tiedFirst: 0, tiedSecond: 0, tiedBoth: 0 };
    expect(pairCounts(engine, up, up)).toEqual({ ...none, concordant: all });
    expect(pairCounts(engine, up, up.toReversed())).toEqual({ ...none, discordant: all });
    expect(pairCounts(engine, up, new Float64Array(n))).toEqual({ ...none, tiedSecond: all });
    expect(pairCounts(engine, new Float64Array(n), up)).toEqual({ ...none, tiedFirst: all });
    expect(pairCounts(engine, new Float64Array(n), new Float64Array(n))).toEqual({ ...none, tiedBoth: all });
  });

  it("adds up groups, on any number of threads", () => {
    const { x, y, offsets } = manyGroups();
    const counts = pairCounts(engine, x, y, offsets);
    expect(pairCounts(pooled, x, y, offsets)).toEqual(counts);
    let discordant = 0;
    for (let g = 0; g + 1 < offsets.length; g++) {
      const [low, high] = [offsets[g]!, offsets[g + 1]!];
      discordant += pairCounts(engine, x.slice(low, high), y.slice(low, high)).discordant;
    }
    expect(counts.discordant).toBe(discordant);
  });

  it("refuses NaN in either column and unequal lengths", () => {
    const [good, bad] = [Float64Array.of(1, 2), Float64Array.of(1, Number.NaN)];
    expect(() => pairCounts(engine, bad, good)).toThrow(/argument 3 is illegal/);
    expect(() => pairCounts(engine, good, bad)).toThrow(/argument 4 is illegal/);
    expect(() => pairCounts(engine, good, new Float64Array(3))).toThrow(KernelError);
  });
});

describe("rank correlations", () => {
  it("are 1 between monotone columns, -1 when turned round, NaN where a column is tied throughout", () => {
    const x = Float64Array.of(5, 1, 9, 7);
    const cubed = x.map((value) => value ** 3);
    expect(spearman(engine, x, cubed)).toBe(1);
    expect(kendallTauB(pairCounts(engine, x, cubed))).toBe(1);
    expect(
      spearman(
        engine,
        x,
        cubed.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 14);
    expect(spearman(engine, x, new Float64Array(4))).toBeNaN();
    expect(kendallTauB(pairCounts(engine, x, new Float64Array(4)))).toBeNaN();
  });

  it("within groups compare rows of one group only: levels of groups don't matter", () => {
    const offsets = Uint32Array.of(0, 3, 6);
    const x = Float64Array.of(1, 2, 3, 1, 2, 3);
    const y = Float64Array.of(101, 103, 102, 7, 9, 8);
    // ranks 1 3 2 against 1 2 3 in both groups: 1 - 6 * 2 / (3 * 8) = 1/2
    expect(Math.abs(spearman(engine, x, y, offsets) - 0.5)).toBeLessThan(ROUNDING);
    expect(kendallTauB(pairCounts(engine, x, y, offsets))).toBeCloseTo(1 / 3, 14);
  });
});
