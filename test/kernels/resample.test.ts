/** Random streams: known answers of the generator, uniformity, and permutations that favour none. */
import { beforeAll, describe, expect, it } from "vitest";
import { callKernel } from "../../src/engine/kernels/call.js";
import {
  PHILOX_WORK,
  philoxNormal,
  philoxU32,
  philoxUniform,
  randomPermutation,
} from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pchisq, pnorm } from "../../src/engine/kernels/math.js";

/** Chi-squared tests on fixed seeds: a p-value below this would show a defect, not bad luck. */
const SUSPICIOUS = 1e-3;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const stream = (replication: number, seed = 1) => ({ seed, replication, purpose: 9 });

/** p-value of equal shares. */
function pOfEqualCounts(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return pchisq(engine, statistic, counts.length - 1, true);
}

describe("philoxU32", () => {
  it.each([
    ["zeros", [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [
      "ones",
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      "digits of pi",
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("gives the published answer: %s", (_, counter, key, answer) => {
    const out = new Uint32Array(4);
    callKernel(engine, "philoxU32", [4, ...counter, ...key, out, new Uint32Array(PHILOX_WORK)]);
    expect([...out]).toEqual(answer);
  });

  it("puts seed, replication and purpose where streams can't meet", () => {
    const streams = [
      { seed: 0, replication: 0, purpose: 0 },
      { seed: 1, replication: 0, purpose: 0 },
      { seed: 2 ** 32, replication: 0, purpose: 0 },
      { seed: 0, replication: 1, purpose: 0 },
      { seed: 0, replication: 0, purpose: 1 },
      { seed: 2 ** 53 - 1, replication: 2 ** 32 - 1, purpose: 2 ** 32 - 1 },
    ].map((each) => philoxU32(engine, 8, each).join());
    expect(new Set(streams).size).toBe(streams.length);
    expect(streams[0]!.startsWith([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8].join())).toBe(true);
  });

  it("gives the same first numbers however many are asked for", () => {
    const long = philoxU32(engine, 1001, stream(3));
    for (const n of [0, 1, 2, 3, 4, 5, 999]) expect(philoxU32(engine, n, stream(3))).toEqual(long.slice(0, n));
  });

  it.each([
    ["seed", { seed: -1, replication: 0, purpose: 0 }],
    ["seed", { seed: 2 ** 53, replication: 0, purpose: 0 }],
    ["replication", { seed: 0, replication: 2 ** 32, purpose: 0 }],
    ["purpose", { seed: 0, replication: 0, purpose: 0.5 }],
  ])("refuses a %s out of range", (what, illegal) => {
    expect(() => philoxU32(engine, 1, illegal)).toThrow(
      expect.objectContaining({ code: "random_stream", message: expect.stringContaining(what) }),
    );
  });
});

describe("philoxUniform", () => {
  it("is even over [0, 1), in each number and in pairs", () => {
    const u = philoxUniform(engine, 100_000, stream(0));
    const tenths = new Array<number>(10).fill(0);
    const squares = new Array<number>(100).fill(0);
    u.forEach((value, i) => {
      expect(value >= 0 && value < 1).toBe(true);
      tenths[Math.floor(10 * value)]!++;
      if (i > 0) squares[10 * Math.floor(10 * u[i - 1]!) + Math.floor(10 * value)]!++;
    });
    expect(pOfEqualCounts(tenths)).toBeGreaterThan(SUSPICIOUS);
    expect(pOfEqualCounts(squares)).toBeGreaterThan(SUSPICIOUS);
  });
});

describe("philoxNormal", () => {
  it("is standard normal: as many in each of fifty equally likely bins, cosine and sine side unrelated", () => {
    const n = 200_000;
    const z = philoxNormal(engine, n, stream(11));
    const counts = new Array<number>(50).fill(0);
    for (const x of z) counts[Math.floor(50 * pnorm(engine, x))]! += 1;
    expect(pOfEqualCounts(counts)).toBeGreaterThan(SUSPICIOUS);
    const cells = new Array<number>(16).fill(0);
    for (let i = 0; i < n; i += 2) {
      const [a, b] = [z[i]!, z[i + 1]!].map((x) => Math.floor(4 * pnorm(engine, x)));
      cells[4 * a! + b!]! += 1;
    }
    expect(pOfEqualCounts(cells)).toBeGreaterThan(SUSPICIOUS);
  });

  it("gives the same first numbers however many are asked for", () => {
    const long = philoxNormal(engine, 101, stream(3));
    for (const n of [0, 1, 2, 3, 4, 5, 100]) expect(philoxNormal(engine, n, stream(3))).toEqual(long.slice(0, n));
  });
});

describe("randomPermutation", () => {
  it("favours no order of four", () => {
    const counts = new Map<string, number>();
    for (let replication = 0; replication < 12_000; replication++) {
      const order = randomPermutation(engine, 4, stream(replication)).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(pOfEqualCounts([...counts.values()])).toBeGreaterThan(SUSPICIOUS);
  });

  it("puts each of 220 units in the first 92 places equally often", () => {
    const counts = new Array<number>(220).fill(0);
    const draws = 2_000;
    for (let replication = 0; replication < draws; replication++) {
      const order = randomPermutation(engine, 220, stream(replication, 7));
      expect(new Set(order).size).toBe(220);
      for (const unit of order.subarray(0, 92)) counts[unit]!++;
    }
    // Without replacement: each count has variance B p (1 - p), the sum is fixed
    const p = 92 / 220;
    const statistic = counts.reduce((sum, count) => sum + (count - draws * p) ** 2, 0) / (draws * p * (1 - p));
    const pValue = pchisq(engine, (statistic * 219) / 220, 219, true);
    expect(pValue).toBeGreaterThan(SUSPICIOUS);
    expect(pValue).toBeLessThan(1 - SUSPICIOUS);
  });
});
