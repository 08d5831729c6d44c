/** Step-down p-values: a family worked by hand, ties, one side, and what holds of any family. */
import { describe, expect, it } from "vitest";
import { sharpenedQ } from "../../src/regression/tests/adjusted-p.js";
import { stepDown } from "../../src/regression/tests/step-down.js";

/** Numbers that look random, the same always. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 6;
  });
}

describe("a family by hand", () => {
  const observed = [2, -3, 1];
  const draws = [
    [1, -2, 0.5, 2.5],
    [0, 1, -3.5, 1],
    [-1, 0.5, 0.2, 0],
  ];

  it("steps down from the largest", () => {
    const found = stepDown({ observed, draws });
    // |-3|: largest of all three are 1, 2, 3.5, 2.5; 2: of the first and last 1, 2, 0.5, 2.5; 1: 1, 0.5, 0.2, 0
    expect(found.order).toEqual([1, 0, 2]);
    expect([...found.bootstrap]).toEqual([0.5, 0.25, 0.25]);
    expect([...found.westfallYoung]).toEqual([0.5, 0.25, 0.5]);
    expect([...found.romanoWolf]).toEqual([0.6, 0.4, 0.6]);
    expect([...found.singleStep]).toEqual([0.75, 0.25, 1]);
  });

  it("does not count ties where they are strict", () => {
    const found = stepDown({ observed, draws }, { ties: "strict" });
    expect([...found.bootstrap]).toEqual([0.25, 0.25, 0]);
    expect([...found.westfallYoung]).toEqual([0.25, 0.25, 0.25]);
  });

  it("takes one side", () => {
    expect([...stepDown({ observed, draws }, { alternative: "greater" }).bootstrap]).toEqual([0.25, 0.75, 0]);
    expect([...stepDown({ observed, draws }, { alternative: "less" }).bootstrap]).toEqual([0.75, 0.25, 1]);
  });

  it("leaves draws in which some statistic is undefined to the hypotheses that have one", () => {
    const gappy = [draws[0]!, [0, Number.NaN, -3.5, 1], draws[2]!];
    const found = stepDown({ observed, draws: gappy });
    expect([found.used, found.undefined]).toEqual([3, 1]);
    expect([...found.bootstrap]).toEqual([0.5, 1 / 3, 0.25]);
    // of three draws one has |t| 2.5 in the first; the first's own share is larger
    expect(found.westfallYoung[0]).toBe(0.5);
  });

  it("counts the sample once where it is among the draws", () => {
    expect([...stepDown({ observed, draws }, { holdsSample: true }).romanoWolf]).toEqual([0.5, 0.25, 0.5]);
  });
});

describe.each(["two-sided", "greater", "less"] as const)("any family, %s", (alternative) => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))("seed %i", (seed) => {
    const m = 1 + (seed % 7);
    const observed = numbers(m, seed);
    const draws = Array.from({ length: m }, (_, h) => numbers(199, 100 * seed + h));
    const { order, bootstrap, romanoWolf, westfallYoung, singleStep } = stepDown({ observed, draws }, { alternative });
    order.forEach((h, i) => {
      expect(westfallYoung[h]).toBeGreaterThanOrEqual(bootstrap[h]!);
      expect(romanoWolf[h]).toBeGreaterThanOrEqual(westfallYoung[h]!);
      expect(singleStep[h]).toBeGreaterThanOrEqual(westfallYoung[h]!);
      if (i > 0) expect(westfallYoung[h]).toBeGreaterThanOrEqual(westfallYoung[order[i - 1]!]!);
    });
    if (m === 1) expect([...westfallYoung]).toEqual([...bootstrap]);
  });
});

describe("refusals", () => {
  it.each([
    [[1, 2], [[1]]],
    [[], []],
    [
      [1, 2],
      [[1, 2], [1]],
    ],
    [[Number.NaN], [[1]]],
    [
      [1, 1],
      [
        [Number.NaN, 1],
        [1, Number.NaN],
      ],
    ],
  ])("%j with draws %j is no family", (observed, draws) => {
    expect(() => stepDown({ observed, draws })).toThrow(expect.objectContaining({ code: "family" }));
  });

  it("a number that is no p-value is named", () => {
    expect(() => sharpenedQ([0.1, 1.2])).toThrow(/P-value 2 of 2 is 1.2/);
  });
});
