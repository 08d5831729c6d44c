/** Double-double arithmetic against whole numbers: products and sums are exact, the rest to 30 digits. */
import { describe, expect, it } from "vitest";
import {
  add,
  divide,
  squareRoot,
  subtract,
  type Twofold,
  TwofoldSum,
  twoProduct,
  twoSum,
} from "../../src/base/double-double.js";
import { seeded } from "../support/random.js";

/** Doubles are whole multiples of this unit in these tests. */
const UNIT = 2 ** -200;
const SCALE = 1n << 200n;
const whole = (x: number): bigint => {
  const [mantissa, shift] = [x * 2 ** 60, 140n];
  return Number.isInteger(mantissa) ? BigInt(mantissa) << shift : BigInt(x / UNIT);
};
const exact = ({ high, low }: Twofold): bigint => whole(high) + BigInt(low / UNIT);

/** 30 digits of a number of size 1. */
const CLOSE = SCALE / 10n ** 30n;
const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

const random = seeded(5);
const draw = (): Twofold => twoSum(0.5 + random(), (random() - 0.5) * 2 ** -54);

describe("double-double", () => {
  it("adds and multiplies doubles exactly", () => {
    for (let i = 0; i < 200; i++) {
      const [a, b] = [random() - 0.5, random() * 2 ** -10];
      expect(exact(twoSum(a, b))).toBe(whole(a) + whole(b));
      expect(exact(twoProduct(a, b)) * SCALE).toBe(whole(a) * whole(b));
    }
  });

  it("has 30 digits in sums, quotients, roots and sums of products", () => {
    for (let i = 0; i < 200; i++) {
      const [a, b] = [draw(), draw()];
      const [A, B] = [exact(a), exact(b)];
      expect(distance(exact(add(a, b)), A + B)).toBeLessThan(CLOSE);
      expect(distance(exact(subtract(a, b)), A - B)).toBeLessThan(CLOSE);
      expect(distance(exact(divide(a, b)), (A * SCALE) / B)).toBeLessThan(5n * CLOSE);
      expect(distance(exact(squareRoot(a)) ** 2n / SCALE, A)).toBeLessThan(3n * CLOSE);
      const sum = new TwofoldSum(b.high, b.low);
      sum.subtractProduct(a.high, a.low, b.high, b.low);
      expect(distance(exact(sum), B - (A * B) / SCALE)).toBeLessThan(3n * CLOSE);
    }
  });
});
