import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "../../../src/base/errors.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import type { EventPoint } from "../../../src/verbs/event-study/figure.js";
import { eventStudyFigure } from "../../../src/verbs/event-study/figure.js";
import { runs } from "../../support/laws.js";
import { marks, printed } from "./read-svg.js";

const point = (event: number, estimate: number, half: number, n_units = 92): EventPoint => ({
  event,
  estimate,
  conf_low: estimate - half,
  conf_high: estimate + half,
  n_units,
});
const POINTS = [point(-3, -0.01, 0.02, 62), point(-2, 0.01, 0.01), point(0, 0.02, 0.01), point(1, 0.04, 0.02, 1234)];
/** Pixels: positions are rounded to three decimals. */
const PIXEL = 0.002;

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).code;
  }
  return "nothing thrown";
};

describe("event-study figure", () => {
  test("a true effect is a line across at its height, and widens the axis where it lies beyond", async () => {
    const known = POINTS.map((one) => ({ ...one, ...(one.event < 0 ? {} : { truth: one.estimate + 0.05 }) }));
    const svg = await renderSvg(eventStudyFigure(known));
    const [dots, lines] = [marks(svg, "estimate"), marks(svg, "truth")];
    const perUnit = (dots[2]!.y - dots[3]!.y) / 0.02;
    expect(lines).toHaveLength(2);
    for (const [i, line] of lines.entries()) {
      // a rectangle two pixels high, from its upper edge
      const [, top] = /d="M[\d.]+,([-\d.]+)h/.exec(line.attributes)!;
      expect(dots[2 + i]!.y - (Number(top) + 1)).toBeCloseTo(0.05 * perUnit, 1);
      expect(Number(top)).toBeGreaterThan(0);
    }
    expect(marks(await renderSvg(eventStudyFigure(POINTS)), "truth")).toHaveLength(0);
  });

  test("marks stand where the numbers say", async () => {
    const svg = await renderSvg(eventStudyFigure([...POINTS].reverse()));
    const dots = marks(svg, "estimate");
    const [reference] = marks(svg, "reference");
    const [onset] = marks(svg, "onset");
    const intervals = marks(svg, "interval");
    const perPeriod = dots[1]!.x - dots[0]!.x;
    const perUnit = (dots[0]!.y - dots[1]!.y) / 0.02;
    expect(dots).toHaveLength(4);
    expect(dots[2]!.x - dots[1]!.x).toBeCloseTo(2 * perPeriod, 2);
    expect(reference!.x).toBeCloseTo((dots[1]!.x + dots[2]!.x) / 2, 2);
    expect(reference!.attributes).not.toContain("fill=");
    expect(dots[0]!.attributes).toContain("fill=");
    expect(onset!.x).toBeCloseTo(reference!.x + perPeriod / 2, 2);
    expect(onset!.attributes).toContain("stroke-dasharray");
    expect(reference!.y - dots[3]!.y).toBeCloseTo(0.04 * perUnit, 1);
    for (const [i, half] of [0.02, 0.01, 0.01, 0.02].entries()) {
      const ends = [intervals[i]!.y, intervals[i]!.y + intervals[i]!.dy].sort((a, b) => a - b);
      expect(ends[0]).toBeCloseTo(dots[i]!.y - half * perUnit, 1);
      expect(ends[1]).toBeCloseTo(dots[i]!.y + half * perUnit, 1);
    }
  });

  test("the zero line opens round the hollow point and nowhere else", async () => {
    const svg = await renderSvg(eventStudyFigure(POINTS));
    const [reference] = marks(svg, "reference");
    const [left, right] = marks(svg, "zero");
    expect(marks(svg, "zero")).toHaveLength(2);
    expect(left!.y).toBe(reference!.y);
    expect(left!.x).toBe(0);
    expect(left!.x + left!.dx).toBeLessThan(reference!.x - 4);
    expect(right!.x).toBeGreaterThan(reference!.x + 4);
    expect(right!.x - (left!.x + left!.dx)).toBeLessThan(12);
    expect(marks(await renderSvg(eventStudyFigure(POINTS, { reference: null })), "zero")).toHaveLength(1);
  });

  test("binned ends, units and titles are printed", async () => {
    const svg = await renderSvg(eventStudyFigure(POINTS, { binned: "both", labels: { x: "相对试点年份" } }));
    const words = printed(svg);
    for (const word of [
      "\u2264 \u22123",
      "\u22122",
      "\u22121",
      "0",
      "\u2265 1",
      "62",
      "92",
      "1,234",
      "Units",
      "相对试点年份",
    ])
      expect(words).toContain(word);
    expect(words).toContain("Estimate and 95% confidence interval");
    const units = marks(svg, "counts");
    expect(units.map(({ text }) => text)).toEqual(["62", "92", "92", "1,234"]);
    expect(units[0]!.x).toBeCloseTo(marks(svg, "estimate")[0]!.x, 2);
    const bare = POINTS.map(({ n_units: _, ...rest }) => rest);
    expect(printed(await renderSvg(eventStudyFigure(bare)))).not.toContain("Units");
  });

  test("one end binned marks that end alone", async () => {
    expect(printed(await renderSvg(eventStudyFigure(POINTS, { binned: "low" })))).toEqual(
      expect.arrayContaining(["\u2264 \u22123", "1"]),
    );
    expect(printed(await renderSvg(eventStudyFigure(POINTS, { binned: "high" })))).toEqual(
      expect.arrayContaining(["\u22123", "\u2265 1"]),
    );
  });

  test("labels of a long window don't touch", async () => {
    const long = Array.from({ length: 60 }, (_, i) => point(i - 33, i / 100, 0.1, 12345));
    const svg = await renderSvg(eventStudyFigure(long, { reference: null, binned: "both" }));
    const labels = marks(svg, "counts").map(({ x }) => x);
    expect(labels.length).toBeGreaterThan(5);
    for (let i = 1; i < labels.length; i++) expect(labels[i]! - labels[i - 1]!).toBeGreaterThan(40);
    expect(printed(svg)).toEqual(expect.arrayContaining(["\u2264 \u221233", "0", "\u2265 26"]));
  });

  test("a uniform band stands behind the intervals, none at the reference, and the axis holds it", async () => {
    const banded = POINTS.map((p) => ({ ...p, band_low: p.conf_low! - 0.01, band_high: p.conf_high! + 0.03 }));
    const svg = await renderSvg(eventStudyFigure([...banded, { ...point(-1, 0, 0), band_low: null, band_high: null }]));
    const [bars, intervals, dots] = ["band", "interval", "estimate"].map((name) => marks(svg, name));
    expect(bars).toHaveLength(4);
    expect(svg.indexOf("band_marks")).toBeLessThan(svg.indexOf("interval_marks"));
    expect(bars![0]!.attributes).toMatch(/opacity="0\.28"/);
    const perUnit = (dots![0]!.y - dots![1]!.y) / 0.02;
    for (const [i, { y, dy }] of bars!.entries()) {
      const [top, bottom] = [y, y + dy].sort((a, b) => a - b) as [number, number];
      const ends = [intervals![i]!.y, intervals![i]!.y + intervals![i]!.dy].sort((a, b) => a - b);
      expect(ends[0]! - top).toBeCloseTo(0.03 * perUnit, 1);
      expect(bottom - ends[1]!).toBeCloseTo(0.01 * perUnit, 1);
      expect(top).toBeGreaterThan(0);
      expect(bottom).toBeLessThan(300);
    }
    expect(printed(svg)).toContain("Estimate, 95% confidence interval and (light) uniform 95% band");
    const plain = await renderSvg(eventStudyFigure(POINTS));
    expect(marks(plain, "band")).toHaveLength(0);
  });

  test("any finite points are drawn inside the plotting area", async () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true });
    const row = fc.record({ event: fc.integer({ min: -30, max: 30 }), a: value, b: value, c: value });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { minLength: 1, maxLength: 12, selector: ({ event }) => event }),
        async (rows) => {
          const points = rows.map(({ event, a, b, c }) => {
            const [conf_low, estimate, conf_high] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
            return { event, conf_low, estimate, conf_high };
          });
          const svg = await renderSvg(eventStudyFigure(points, { reference: null }));
          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
          const dots = marks(svg, "estimate");
          expect(dots).toHaveLength(points.length);
          for (const { x, y } of dots) {
            expect(x).toBeGreaterThan(0);
            expect(x).toBeLessThan(640);
            expect(y).toBeGreaterThan(-PIXEL);
            expect(y).toBeLessThan(300 + PIXEL);
          }
        },
      ),
      runs(40),
    );
  });

  test("refusals", () => {
    expect(code(() => eventStudyFigure([]))).toBe("figure_empty");
    expect(code(() => eventStudyFigure([point(0.5, 1, 1)]))).toBe("figure_event");
    expect(code(() => eventStudyFigure([point(0, 1, 1), point(0, 2, 1)]))).toBe("figure_event");
    expect(code(() => eventStudyFigure([point(0, Number.NaN, 1)]))).toBe("figure_value");
    expect(code(() => eventStudyFigure([point(0, 1, -1)]))).toBe("figure_interval");
    expect(code(() => eventStudyFigure([{ ...point(0, 1, 1), band_low: 0.5, band_high: 3 }]))).toBe("figure_interval");
    expect(code(() => eventStudyFigure([{ ...point(0, 1, 1), band_low: -1 }]))).toBe("figure_value");
    expect(code(() => eventStudyFigure([point(-1, 0.1, 1)]))).toBe("figure_reference");
    expect(code(() => eventStudyFigure([point(-2, 0.1, 1)], { reference: -2 }))).toBe("figure_reference");
    expect(code(() => eventStudyFigure([point(-1, 0.1, 1)], { reference: null }))).toBe("nothing thrown");
  });
});
