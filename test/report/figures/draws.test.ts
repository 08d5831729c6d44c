/** Histograms of draws: every draw in a bar or said to be outside, bars beyond the limits apart, lines where numbers say. */
import { describe, expect, it } from "vitest";
import { drawsFigure, histogram } from "../../../src/report/figures/draws.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { seeded } from "../../support/random.js";
import { marks, printed } from "./read-svg.js";

function sample(n: number, spread = 1): number[] {
  const random = seeded(5);
  return Array.from({ length: n }, () => spread * (random() + random() + random() + random() - 2));
}
const count = (draws: readonly number[], isCounted: (draw: number) => boolean) => draws.filter(isCounted).length;

describe("histogram", () => {
  it.each([
    [1000, 1.1],
    [9999, 0.4],
    [50, 0.9],
    [9999, 30],
    [2000, 0.001],
  ])("of %i draws with limits at %f counts each draw once, on its side", (n, t) => {
    const draws = sample(n);
    const { bins, leftOut } = histogram(draws, { low: -t, high: t });
    const inBins = bins.reduce((sum, { within, beyond }) => sum + within + beyond, 0);
    expect(inBins + leftOut[0] + leftOut[1]).toBe(n);
    expect(leftOut[0] + leftOut[1]).toBeLessThanOrEqual(Math.ceil(0.004 * n));
    for (const { low, high, within, beyond } of bins) {
      // an edge may hold a draw that differs from it by rounding
      const inside = draws.filter((draw) => draw >= low - 1e-9 && draw < high + 1e-9);
      expect(within).toBeLessThanOrEqual(count(inside, (draw) => Math.abs(draw) < t));
      expect(beyond).toBeLessThanOrEqual(count(inside, (draw) => Math.abs(draw) >= t));
      if (t >= 0.4 && t < 2) expect(Math.min(within, beyond)).toBe(0);
    }
  });

  it("without limits has every draw within", () => {
    const draws = sample(1000);
    const { bins } = histogram(draws, { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    expect(bins.every(({ beyond }) => beyond === 0)).toBe(true);
    expect(bins.reduce((sum, { within }) => sum + within, 0)).toBeGreaterThan(0.99 * draws.length);
  });

  it("of draws that do not vary is one bar", () => {
    expect(histogram([3, 3, 3], { low: -1, high: 1 }).bins).toMatchObject([{ within: 0, beyond: 3 }]);
    expect(histogram([0, 0], { low: -1, high: 1 }).bins).toMatchObject([{ within: 2, beyond: 0 }]);
  });
});

describe("figure of draws", () => {
  it("has bars as high as counts, and a dashed line at the sample's value", async () => {
    const draws = sample(500);
    const t = 0.8;
    const svg = await renderSvg(drawsFigure({ draws, observed: t, low: -t, high: t }));
    const { bins } = histogram(draws, { low: -t, high: t });
    expect(marks(svg, "within")).toHaveLength(bins.filter(({ within }) => within > 0).length);
    expect(marks(svg, "beyond")).toHaveLength(bins.filter(({ beyond }) => beyond > 0).length);
    const [observed] = marks(svg, "observed");
    expect([observed!.y, observed!.dy]).toEqual([0, 260]);
    expect(observed!.attributes).toContain("stroke-dasharray");
    const words = printed(svg).join("|");
    for (const word of ["draws nearer to zero", "draws at least as far", "t 0.800"]) expect(words).toContain(word);
  });

  it("says the numbers in words", () => {
    const { description } = drawsFigure({ draws: [-2, -1, 0, 1, 2.5], observed: 2, low: -2, high: 2 });
    expect(description).toContain("Histogram of 5 draws, from \u22122.000 to 2.500");
    expect(description).toContain("2 draws lie at or beyond \u22122.000 and 2.000");
  });

  it("refuses nothing to draw and what is no number", () => {
    expect(() => drawsFigure({ draws: [], observed: 1, low: -1, high: 1 })).toThrow(/no rows/);
    expect(() => drawsFigure({ draws: [1, Number.NaN], observed: 1, low: -1, high: 1 })).toThrow(/draw 2/);
  });
});
