/** The love plot: rings and dots where the biases say, rows in the order of the bias before. */
import { describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { figureOfBalance, lovePlot } from "../../../src/verbs/psmatch/report/love-plot.js";
import { sampleMatching } from "../sample-matching.js";
import { marks, printed } from "./read-svg.js";

const ROWS = [
  { label: "age", before: -24, after: 8 },
  { label: "black", before: 168, after: -12 },
  { label: "always", before: null, after: null },
  { label: "educ", before: 4, after: null },
];

/** Pixels Vega sets the baseline below the middle of a line. */
const BASELINE = 3;

describe("the love plot", () => {
  test("sorts by the bias before, and sets ring, dot and the lines of the limit by one scale", async () => {
    const svg = await renderSvg(lovePlot(ROWS));
    expect(marks(svg, "label").map(({ text }) => text)).toEqual(["black", "educ", "age", "always"]);
    const before = marks(svg, "before");
    const after = marks(svg, "after");
    expect(before).toHaveLength(3);
    expect(after).toHaveLength(2);
    const perPercent = (before[0]!.x - before[1]!.x) / 164;
    const at = (x: number) => (x - before[1]!.x) / perPercent + 4;
    expect(at(before[2]!.x)).toBeCloseTo(-24, 1);
    expect(after.map(({ x }) => at(x))).toEqual([expect.closeTo(-12, 1), expect.closeTo(8, 1)]);
    expect(marks(svg, "limit").map(({ x }) => at(x))).toEqual([expect.closeTo(-10, 1), expect.closeTo(10, 1)]);
    expect(at(marks(svg, "zero")[0]!.x)).toBeCloseTo(0, 1);
    expect(marks(svg, "label").map(({ y }) => y - BASELINE)[0]).toBeCloseTo(before[0]!.y, 2);
    expect(after.map(({ y }) => y)).toEqual([before[0]!.y, before[2]!.y]);
    const changes = marks(svg, "change");
    expect(changes).toHaveLength(2);
    const RING = 5.36;
    expect(Math.abs(changes[0]!.dx)).toBeCloseTo(180 * perPercent - RING, 1);
  });

  test("prints what it draws, and what is not defined as such", async () => {
    const svg = await renderSvg(lovePlot(ROWS));
    expect(marks(svg, "numbers").map(({ text }) => text)).toEqual([
      "168.0 \u2192",
      "4.0 \u2192",
      "\u221224.0 \u2192",
      "NA \u2192",
    ]);
    expect(marks(svg, "numbers-2").map(({ text }) => text)).toEqual(["\u221212.0", "NA", "8.0", "NA"]);
    const narrow = lovePlot(ROWS, { width: 370 });
    expect(marks(await renderSvg(narrow), "numbers-2")).toHaveLength(0);
    expect(narrow.description).toContain("Beyond 10% in size: 2 before matching, 1 after. black: 168.0 before");
  });

  test("a bias that rounding left is no number with an exponent", async () => {
    const svg = await renderSvg(lovePlot([{ label: "x", before: 40, after: -8.8e-14 }]));
    expect(marks(svg, "numbers-2").map(({ text }) => text)).toEqual(["&lt;0.1"]);
  });

  test("the band is seen when all biases are small, and follows the limit asked for", async () => {
    const svg = await renderSvg(lovePlot([{ label: "x", before: 1, after: 0 }], { limit: 25 }));
    const [low, high] = marks(svg, "limit");
    const perPercent = (high!.x - low!.x) / 50;
    expect(marks(svg, "before")[0]!.x - marks(svg, "after")[0]!.x).toBeCloseTo(perPercent, 2);
  });

  test("long names break and are cut, each row as high as its own name", async () => {
    const long = "Logarithm of gross regional product per person at constant prices of 2010";
    const wordy = `share_of_${"tertiary_".repeat(6)}industry`;
    const svg = await renderSvg(
      lovePlot([...ROWS, { label: long, before: 2, after: 1 }, { label: wordy, before: 1, after: 1 }]),
    );
    const lines = marks(svg, "label").map(({ text }) => text);
    expect(lines.length).toBeGreaterThan(7);
    expect(lines.some((line) => line.endsWith("\u2026"))).toBe(true);
    const y = marks(svg, "before").map((mark) => mark.y);
    expect(y[3]! - y[2]!).toBeGreaterThan(0);
    expect(y[2]! - y[1]!).toBeGreaterThan(y[1]! - y[0]!);
  });

  test("forty covariates keep rows of their own", async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ label: `x${i}`, before: 40 - i, after: 0 }));
    const y = marks(await renderSvg(lovePlot(many)), "before").map((mark) => mark.y);
    expect(new Set(y).size).toBe(40);
    expect(y[1]! - y[0]!).toBeGreaterThanOrEqual(18);
  });

  test("nothing to draw and what is no number are refused", () => {
    expect(() => lovePlot([])).toThrow(/no rows/);
    expect(() => lovePlot([{ label: "x", before: Number.NaN, after: 0 }])).toThrow(/'x' before matching.*finite/);
    expect(() => lovePlot([{ label: "x", before: 0, after: Number.POSITIVE_INFINITY }])).toThrow(/after matching/);
  });

  test("of a record: the pooled bias in percent under the study's words", async () => {
    const svg = await renderSvg(figureOfBalance(sampleMatching(), { names: { re74: "Earnings 1974" } }));
    expect(marks(svg, "label").map(({ text }) => text)).toEqual(["age", "Earnings 1974", "always"]);
    expect(printed(svg)).toContain("\u221259.6 \u2192");
  });
});
