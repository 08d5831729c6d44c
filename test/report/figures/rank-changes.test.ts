/** The figure of rank changes, where its numbers say. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { rankChangesFigure } from "../../../src/trade/sensitivity/figure.js";
import { marks, printed } from "./read-svg.js";

const ROWS = [
  { label: "3 / product^year", pooled: 0.2, within: 0.1, spearman: 0.9, kendall: 0.7 },
  { label: "5 / product^year (base)", pooled: 0, within: 0, spearman: 1, kendall: 1 },
  { label: "10 / product", pooled: 0.4, within: null, spearman: -0.25, kendall: null },
];

/** Pixels Vega sets the baseline below the middle of a line of 11.5 and 10.5. */
const BASELINE = 3;

test("dots stand at their percentages, a row a choice, the numbers beside them", async () => {
  const figure = rankChangesFigure(ROWS);
  const svg = await renderSvg(figure);
  const [pooled, within] = [marks(svg, "pooled"), marks(svg, "within")];
  expect(pooled).toHaveLength(3);
  expect(within).toHaveLength(2);
  expect(pooled[2]!.x - pooled[1]!.x).toBeCloseTo(2 * (pooled[0]!.x - pooled[1]!.x), 2);
  expect(within[0]!.x - within[1]!.x).toBeCloseTo((pooled[0]!.x - pooled[1]!.x) / 2, 2);
  expect(within.map(({ y }) => y)).toEqual(pooled.slice(0, 2).map(({ y }) => y));
  expect(pooled[2]!.y - pooled[1]!.y).toBeCloseTo(pooled[1]!.y - pooled[0]!.y, 2);
  expect(marks(svg, "label").map(({ y }) => y - BASELINE)).toEqual(pooled.map(({ y }) => y));
  expect(marks(svg, "numbers").map(({ text }) => text)).toEqual(["0.9000", "1.0000", "\u22120.2500"]);
  expect(marks(svg, "numbers-2").map(({ text }) => text)).toEqual(["0.7000", "1.0000", "NA"]);
  const words = printed(svg);
  for (const word of ["all pairs", "pairs of one year", "Spearman", "Kendall"]) expect(words).toContain(word);
  expect(figure.description).toContain(
    "3 / product^year: 20.00% of pairs, 10.00% of those of one year; Spearman 0.9000",
  );
});

test("without years there are no diamonds and no word of them; without changes the axis still has a length", async () => {
  const svg = await renderSvg(rankChangesFigure([{ ...ROWS[1]!, within: null }]));
  expect(marks(svg, "within")).toHaveLength(0);
  expect(printed(svg)).not.toContain("pairs of one year");
  expect(marks(svg, "axis-label").length).toBeGreaterThan(1);
});

test("nothing to draw and shares that are no numbers are refused", () => {
  expect(() => rankChangesFigure([])).toThrow(/no rows/);
  expect(() => rankChangesFigure([{ ...ROWS[0]!, pooled: Number.NaN }])).toThrow(/finite/);
});
