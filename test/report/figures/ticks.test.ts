import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticksAcross, ticksWithin, widen } from "../../../src/report/figures/axis.js";

describe("ticks", () => {
  test("round positions and their labels, by hand", () => {
    expect(ticksWithin(-0.013, 0.036, 6, 11)).toMatchObject({
      values: [-0.01, 0, 0.01, 0.02, 0.03],
      labels: ["\u22120.01", "0.00", "0.01", "0.02", "0.03"],
    });
    expect(ticksWithin(0, 2600, 5, 11).labels).toEqual(["0", "500", "1,000", "1,500", "2,000", "2,500"]);
    expect(ticksWithin(0, 0.3, 3, 11).values).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticksWithin(-1e-6, 2.1e-6, 3, 11).labels).toEqual(["\u22121e\u22126", "0", "1e\u22126", "2e\u22126"]);
    expect(ticksWithin(0, 2.1e8, 4, 11).labels).toEqual(
      ["0", "5.0e7", "1.0e8", "1.5e8", "2.0e8"].map((s) => s.replace("5.0e7", "5e7")),
    );
  });

  test("within the range, evenly spaced, no two labels the same, not many more or fewer than asked", () => {
    const bound = fc.double({ min: -1e12, max: 1e12, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        bound,
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: 3, max: 9 }),
        (low, share, count) => {
          const high = low + share * Math.max(Math.abs(low), 1e-9);
          const { values, labels } = ticksWithin(low, high, count, 11);
          const slack = (high - low) * 1e-6;
          expect(values.length).toBeGreaterThanOrEqual(Math.floor(count / 2));
          expect(values.length).toBeLessThanOrEqual(2 * count + 1);
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(low - slack);
            expect(value).toBeLessThanOrEqual(high + slack);
          }
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });

  test("labels side by side don't touch", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-8, max: 1e9, noNaN: true }),
        fc.integer({ min: 120, max: 900 }),
        (length, pixels) => {
          const { values, labelWidth } = ticksAcross(-length / 3, length, pixels, 11);
          if (values.length < 2) return;
          const spacing = ((values[1]! - values[0]!) / (length * (4 / 3))) * pixels;
          expect(spacing).toBeGreaterThan(Math.min(labelWidth, pixels / 3));
        },
      ),
    );
  });

  test("widen gives a single point room", () => {
    expect(widen(0, 10, 0.1)).toEqual([-1, 11]);
    expect(widen(5, 5, 0.1)).toEqual([4.5, 5.5]);
    expect(widen(0, 0, 0.1)).toEqual([-0.1, 0.1]);
  });
});
