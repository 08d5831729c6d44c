import { describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { plausexogFigure, type SharePoint } from "../../../src/verbs/plausexog/table.js";
import { marks, printed } from "./read-svg.js";

const HEIGHT = 300;
/** Decimals an SVG is written with. */
const WRITTEN = 3;

/** Ends that go from 1 and 3 straight to -1 and 5; estimates from 2 to 1 and 3, or one throughout. */
const path = (spread: number): SharePoint[] =>
  [0, 0.5, 1].map((fraction) => ({
    fraction,
    estimate_low: 2 - spread * fraction,
    estimate_high: 2 + spread * fraction,
    conf_low: 1 - 2 * fraction,
    conf_high: 3 + 2 * fraction,
  }));

/** The y axis: from -1 to 5 and a twentieth more on both sides. */
const heightOf = (value: number) => (HEIGHT * (5.3 - value)) / 6.6;

describe("figure of plausibly exogenous instruments", () => {
  test("zero, ends and the share at which zero is covered stand where the numbers say", async () => {
    const figure = plausexogFigure({ points: path(1), breaksAt: 0.5, level: 0.9 });
    const svg = await renderSvg(figure);
    expect(marks(svg, "zero")[0]!.y).toBeCloseTo(heightOf(0), WRITTEN);
    const [line] = marks(svg, "observed");
    const across = Math.abs(marks(svg, "zero")[0]!.dx);
    expect(across).toBe(640 - 46 - 24);
    expect(line!.x).toBeCloseTo(across / 2, WRITTEN);
    const low = / d="([^"]*)"/.exec(marks(svg, "conf-low")[0]!.attributes)![1]!;
    const points = [...low.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    expect(points).toHaveLength(3);
    [1, 0, -1].forEach((value, i) => {
      expect(points[i]![0]).toBeCloseTo((across * i) / 2, WRITTEN);
      expect(points[i]![1]).toBeCloseTo(heightOf(value), WRITTEN);
    });
    expect(marks(svg, "estimates")).toHaveLength(1);
    const words = printed(svg);
    for (const word of ["90% interval", "estimates", "Covers 0 from 0.500", "Coefficient"]) {
      expect(words).toContain(word);
    }
    expect(figure.description).toContain("It covers zero from 0.500 on.");
  });

  test("no line where zero is not covered; one estimate a share is a line", async () => {
    const figure = plausexogFigure(
      { points: path(0), breaksAt: null, level: 0.95 },
      { labels: { y: "Coefficient of x", estimate: "moved estimate" } },
    );
    const svg = await renderSvg(figure);
    expect([...marks(svg, "observed"), ...marks(svg, "estimates")]).toEqual([]);
    expect(marks(svg, "estimate-low")).toHaveLength(1);
    expect(printed(svg)).toEqual(expect.arrayContaining(["Coefficient of x", "moved estimate"]));
    expect(figure.description).toContain("0: 1.000 to 3.000; 0.5: 0.000 to 4.000");
    expect(figure.description).toContain("It never covers zero.");
  });

  test("refuses an empty path and ends that are no numbers", () => {
    const refused = (points: SharePoint[]) => () => plausexogFigure({ points, breaksAt: null, level: 0.95 });
    expect(refused([])).toThrow(expect.objectContaining({ code: "figure_empty" }));
    const broken = path(1).map((point, i) => (i === 1 ? { ...point, conf_high: Number.NaN } : point));
    expect(refused(broken)).toThrow(/conf_high at 0.5/);
  });
});
