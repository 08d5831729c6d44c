/**
 * Columns of numbers to codes: the same as the plain grouping, a table and ascending order declining where they do not serve.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { MISSING_CODE } from "../../src/base/columns.js";
import { type DistinctNumbers, distinctNumbers } from "../../src/data/panel/codes.js";
import { countNotFinite } from "../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { ascendingCodes, hashedCodes, integerCodes } from "../../src/engine/kernels/number-codes.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** A coding, its rows counted by level and those without one. */
function counted(coding: DistinctNumbers): DistinctNumbers {
  const counts = new Uint32Array(coding.levels.length);
  for (const code of coding.codes) if (code !== MISSING_CODE) counts[code]!++;
  return { ...coding, counts, nMissing: coding.codes.filter((code) => code === MISSING_CODE).length };
}

/** Rows that end inside a part, at its end and just behind it. */
const LENGTHS = [1, 2, 7, 16_384, 16_385, 40_001];

describe("integerCodes", () => {
  it.each(LENGTHS)(
    "%i rows: codes and levels of the plain grouping, missing rows and negative numbers among them",
    (n) => {
      const random = seeded(n);
      const x = Float64Array.from({ length: n }, (_, i) =>
        i > 0 && random() < 0.1 ? Number.NaN : Math.floor(3 * n * random()) - n,
      );
      expect(integerCodes(engine, x)).toEqual(counted(distinctNumbers(x)));
    },
  );

  it.each([
    ["lie far from the first ones", (i: number) => (i < 20_000 ? i % 7 : 70_000 - i)],
    ["begin after missing ones", (i: number) => (i < 20_000 ? Number.NaN : i % 7)],
    [
      "lie within a table about the first ones, missing ones among them",
      (i: number) => (i % 5 === 0 ? Number.NaN : -i),
    ],
  ])("codes as the plain grouping numbers that %s", (_, value) => {
    const x = Float64Array.from({ length: 40_001 }, (_, i) => value(i));
    expect(integerCodes(engine, x)).toEqual(counted(distinctNumbers(x)));
  });

  it("takes -0 for 0 and identifiers far from 0", () => {
    expect(integerCodes(engine, Float64Array.of(-0, 0, 1))).toEqual({
      codes: Uint32Array.of(0, 0, 1),
      levels: Float64Array.of(0, 1),
      counts: Uint32Array.of(2, 1),
      nMissing: 0,
    });
    const base = Number.MAX_SAFE_INTEGER - 3;
    expect(integerCodes(engine, Float64Array.of(base + 3, base))!.codes).toEqual(Uint32Array.of(1, 0));
  });

  it("declines fractions, infinities, integers that doubles can't tell apart, wide ranges and columns without a number", () => {
    for (const values of [
      [1, 2.5],
      [1, Number.POSITIVE_INFINITY],
      [2 ** 53, 2 ** 53 + 2],
      [0, 1e9],
      [Number.NaN],
      [],
    ]) {
      expect(integerCodes(engine, Float64Array.from(values))).toBeUndefined();
    }
    const late = new Float64Array(20_000);
    late[19_999] = 0.5;
    expect(integerCodes(engine, late)).toBeUndefined();
  });
});

describe("hashedCodes", () => {
  it.each(LENGTHS)("%i rows: codes and levels of the plain grouping, whatever the numbers are", (n) => {
    const random = seeded(n);
    const values = [Number.NaN, -0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 5e-324, -1.5];
    const number = () =>
      random() < 0.1 ? values[Math.floor(7 * random())]! : 1e9 + 104_729 * Math.floor(n * random());
    const x = Float64Array.from({ length: n }, number);
    expect(hashedCodes(engine, x)).toEqual(counted(distinctNumbers(x)));
  });

  it("codes as many levels as rows, and none", () => {
    const all = Float64Array.from({ length: 100_001 }, (_, i) => ((i * 7919) % 100_001) / 3);
    expect(hashedCodes(engine, all)).toEqual(counted(distinctNumbers(all)));
    for (const x of [Float64Array.of(), Float64Array.of(Number.NaN)]) {
      expect(hashedCodes(engine, x)).toEqual(counted(distinctNumbers(x)));
    }
  });
});

describe("ascendingCodes", () => {
  it.each(LENGTHS)("%i rows: codes and levels of the plain grouping", (n) => {
    const random = seeded(n);
    const x = Float64Array.from({ length: n }, () => Math.floor(n * random()) / 3 - n / 7).sort();
    expect(ascendingCodes(engine, x)).toEqual({ ...counted(distinctNumbers(x)), ordered: true });
  });

  it("takes infinities and -0, and declines what falls, even late, what is missing, and nothing", () => {
    const x = Float64Array.of(Number.NEGATIVE_INFINITY, -0, 0, Number.POSITIVE_INFINITY);
    expect(ascendingCodes(engine, x)).toEqual({ ...counted(distinctNumbers(x)), ordered: true });
    const late = Float64Array.from({ length: 20_000 }, (_, i) => i);
    late[16_384] = 16_382;
    for (const values of [late, Float64Array.of(2, 1), Float64Array.of(1, Number.NaN), new Float64Array(0)]) {
      expect(ascendingCodes(engine, values)).toBeUndefined();
    }
  });
});

describe("countNotFinite", () => {
  it.each(LENGTHS)("counts over %i rows", (n) => {
    const x = new Float64Array(n).fill(1);
    expect(countNotFinite(engine, x)).toBe(0);
    x[n - 1] = Number.NaN;
    x[Math.floor((n - 1) / 2)] = Number.NEGATIVE_INFINITY;
    expect(countNotFinite(engine, x)).toBe(n === 1 ? 1 : 2);
  });
});
