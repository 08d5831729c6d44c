/** The share at which an interval first covers zero, of bounds whose crossing is known. */
import { describe, expect, it } from "vitest";
import { type BoundsAt, boundsPath, breakingFraction } from "../../../src/verbs/plausexog/direct-effects.js";

/** The bisection stops at 1e-13 of the share. */
const FOUND = 1e-13;

const bounds = (low: (share: number) => number, high: (share: number) => number): BoundsAt => {
  return (share) => [
    { estimate_low: 0, estimate_high: 0, conf_low: 1, conf_high: 2 },
    { estimate_low: 0, estimate_high: 0, conf_low: low(share), conf_high: high(share) },
  ];
};

describe("the share at which an interval covers zero", () => {
  it.each<[string, BoundsAt, number]>([
    [
      "a low end through zero",
      bounds(
        (f) => 1 - 2 * f * f,
        (f) => 2 + f,
      ),
      Math.SQRT1_2,
    ],
    [
      "a high end through zero",
      bounds(
        (f) => -2 - f,
        (f) => f + f * f - 0.75,
      ),
      0.5,
    ],
    [
      "soon",
      bounds(
        (f) => 1e-7 - f,
        () => 1,
      ),
      1e-7,
    ],
    [
      "at all of it",
      bounds(
        (f) => 1 - f,
        () => 1,
      ),
      1,
    ],
    [
      "an interval that passes zero wholly",
      bounds(
        (f) => 1 - 4 * f,
        (f) => 2 - 4 * f,
      ),
      0.25,
    ],
  ])("%s", (_, at, wanted) => {
    const found = breakingFraction(at, 1)!;
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(FOUND * wanted);
    expect(at(found)[1]!.conf_low).toBeLessThanOrEqual(0);
    expect(at(found)[1]!.conf_high).toBeGreaterThanOrEqual(0);
  });

  it("is none, or nothing at all", () => {
    expect(
      breakingFraction(
        bounds(
          (f) => 1.01 - f,
          () => 3,
        ),
        1,
      ),
    ).toBeNull();
    expect(
      breakingFraction(
        bounds(
          () => -3,
          (f) => f - 1.01,
        ),
        1,
      ),
    ).toBeNull();
    expect(
      breakingFraction(
        bounds(
          () => 0,
          () => 1,
        ),
        1,
      ),
    ).toBe(0);
    expect(
      breakingFraction(
        bounds(
          () => -1,
          () => 0,
        ),
        1,
      ),
    ).toBe(0);
  });
});

it("the path has tenths of each regressor's bounds", () => {
  const [first, second] = boundsPath(
    bounds(
      (f) => -f,
      (f) => 2 * f,
    ),
  );
  expect(first).toHaveLength(11);
  expect(second!.map(({ fraction }) => fraction)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  expect(second![3]).toEqual({ fraction: 0.3, estimate_low: 0, estimate_high: 0, conf_low: -0.3, conf_high: 0.6 });
});
