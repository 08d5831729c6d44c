import { describe, expect, test } from "vitest";
import type { WasmetricsError } from "../../../src/base/errors.js";
import { gaussianDensity, silvermanBandwidth } from "../../../src/report/figures/draws.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { placeboFigure } from "../../../src/verbs/placebo/figure.js";
import { marks, printed } from "./read-svg.js";

const DRAWS = Array.from({ length: 40 }, (_, i) => {
  const estimate = Math.sin(12.9898 * (i + 1)) * 0.01;
  return { estimate, p: 1 - Math.abs(estimate) * 100 };
});
/** exp(-z^2/2) of the curve against the platform's, relative to the peak. */
const DENSITY_BOUND = 1e-12;

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as WasmetricsError).code;
  }
  return "nothing thrown";
};

describe("density", () => {
  test("Silverman's rule by hand: sd 1.5811, quartiles 2 and 4", () => {
    expect(silvermanBandwidth([1, 2, 3, 4, 5])).toBeCloseTo((0.9 * (2 / 1.34)) / 5 ** 0.2, 14);
    expect(silvermanBandwidth([0, 1])).toBeCloseTo((0.9 * (0.5 / 1.34)) / 2 ** 0.2, 14);
  });

  test("the standard deviation alone when the quartiles coincide", () => {
    expect(silvermanBandwidth([0, 0, 0, 0, 0, 0, 0, 8])).toBeCloseTo((0.9 * Math.sqrt(8)) / 8 ** 0.2, 14);
  });

  test("the curve is the mean of normal densities and integrates to one", () => {
    const values = [-1, 0.2, 0.3, 2];
    const { points, bandwidth } = gaussianDensity(values);
    const naive = (x: number) =>
      values.reduce((sum, v) => sum + Math.exp(-(((x - v) / bandwidth) ** 2) / 2), 0) /
      (values.length * bandwidth * Math.sqrt(2 * Math.PI));
    for (const { x, density } of points) expect(Math.abs(density - naive(x))).toBeLessThan(DENSITY_BOUND);
    const step = points[1]!.x - points[0]!.x;
    const area = points.reduce((sum, { density }) => sum + density * step, 0);
    expect(area).toBeGreaterThan(0.995);
    expect(area).toBeLessThan(1.0001);
    expect(points[0]!.x).toBeCloseTo(-1 - 3 * bandwidth, 12);
  });

  test("values that don't vary have none", () => {
    expect(code(() => gaussianDensity([2, 2, 2]))).toBe("density_spread");
    expect(code(() => gaussianDensity([2]))).toBe("density_spread");
  });
});

describe("placebo figure", () => {
  test("points, lines and axes stand where the numbers say", async () => {
    const svg = await renderSvg(placeboFigure({ draws: DRAWS, observed: 0.02 }));
    const points = marks(svg, "p");
    expect(points).toHaveLength(DRAWS.length);
    points.forEach(({ y }, i) => {
      expect(y).toBeCloseTo(300 * (1 - DRAWS[i]!.p), 2);
    });
    const perUnit = (points[1]!.x - points[0]!.x) / (DRAWS[1]!.estimate - DRAWS[0]!.estimate);
    const [observed] = marks(svg, "observed");
    expect(observed!.x).toBeCloseTo(points[0]!.x + (0.02 - DRAWS[0]!.estimate) * perUnit, 1);
    expect([observed!.y, observed!.dy]).toEqual([0, 300]);
    expect(observed!.attributes).toContain("stroke-dasharray");
    const [level] = marks(svg, "level");
    expect(level!.y).toBe(270);
    expect(level!.attributes).toContain("stroke-dasharray");
    const words = printed(svg);
    for (const word of ["Density of the estimates", "p-value", "0.1", "1", "Actual estimate 0.020"])
      expect(words.join("|")).toContain(word);
  });

  test("the peak of the curve is where the density is greatest, on its own axis", async () => {
    const svg = await renderSvg(placeboFigure({ draws: DRAWS, observed: 0.02 }));
    const path = / d="M([^"]+)"/.exec(marks(svg, "density")[0]!.attributes)![1]!;
    const ys = path.split("L").map((pair) => Number(pair.split(",")[1]));
    const { points } = gaussianDensity(DRAWS.map(({ estimate }) => estimate));
    const densities = points.map(({ density }) => density);
    expect(ys.indexOf(Math.min(...ys))).toBe(densities.indexOf(Math.max(...densities)));
    expect(Math.min(...ys)).toBeCloseTo(300 * (1 - 1 / 1.06), 1);
  });

  test("another level moves the line and its label", async () => {
    const svg = await renderSvg(placeboFigure({ draws: DRAWS, observed: 0 }, { level: 0.05 }));
    expect(marks(svg, "level")[0]!.y).toBe(285);
    expect(printed(svg)).toContain("0.05");
    expect(printed(svg)).not.toContain("0.1");
  });

  test("the description counts the draws beyond and names the bandwidth", () => {
    const { description } = placeboFigure({ draws: DRAWS, observed: 0.005 });
    const beyond = DRAWS.filter(({ estimate }) => Math.abs(estimate) >= 0.005).length;
    expect(description).toContain(`${beyond} draws are at least as far from zero`);
    expect(description).toContain("Silverman's bandwidth");
    expect(placeboFigure({ draws: DRAWS, observed: 0 }, { bandwidth: 0.002 }).description).toContain(
      "bandwidth 0.00200",
    );
  });

  test("refusals", () => {
    const figure =
      (estimate: number, p: number, observed: number, options = {}) =>
      () =>
        placeboFigure({ draws: [...DRAWS, { estimate, p }], observed }, options);
    expect(code(() => placeboFigure({ draws: [], observed: 0 }))).toBe("figure_empty");
    expect(code(figure(Number.NaN, 0.5, 0))).toBe("figure_value");
    expect(code(figure(0, 0.5, Number.POSITIVE_INFINITY))).toBe("figure_value");
    expect(code(figure(0, 1.5, 0))).toBe("figure_p");
    expect(code(figure(0, Number.NaN, 0))).toBe("figure_p");
    expect(code(figure(0, 0.5, 0, { level: -1 }))).toBe("figure_p");
    expect(code(figure(0, 0.5, 0, { bandwidth: 0 }))).toBe("figure_bandwidth");
    expect(code(() => placeboFigure({ draws: [{ estimate: 1, p: 1 }], observed: 0 }))).toBe("density_spread");
  });
});
