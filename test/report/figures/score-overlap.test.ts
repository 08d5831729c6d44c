/** Mirrored histograms of scores: bars as long as the shares, treated up and controls down, bounds where they are. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { figureOfOverlap, scoreOverlapFigure } from "../../../src/verbs/psmatch/report/score-overlap.js";
import { sampleMatching } from "../sample-matching.js";
import { marks, printed } from "./read-svg.js";

const PANEL = { heading: "Before: 10 treated, 20 controls", treated: [0, 0.25, 0.75], control: [0.5, 0.5, 0] };
const OVERLAP = {
  edges: [0, 0.25, 0.5, 0.75],
  panels: [PANEL, { ...PANEL, heading: "After", control: [0, 0.25, 0.75] }],
  support: { low: 0.3, high: 0.6 },
};

/** Left, top, width and height of each bar, from its path. */
function bars(svg: string, name: string): { x: number; y: number; width: number; height: number }[] {
  return marks(svg, name).map(({ attributes }) => {
    const numbers = /d="M([-\d.]+),([-\d.]+)h([-\d.]+)v([-\d.]+)h/.exec(attributes)!.slice(1).map(Number);
    const [x, y, width, height] = numbers as [number, number, number, number];
    return { x, y, width, height };
  });
}

test("bars are as long as their shares, on both sides of a line, on one scale in both panels", async () => {
  const svg = await renderSvg(scoreOverlapFigure(OVERLAP));
  const up = bars(svg, "panel-1-treated");
  const down = bars(svg, "panel-1-control");
  const after = bars(svg, "panel-2-control");
  expect([up.length, down.length, after.length]).toEqual([2, 2, 2]);
  expect(up[1]!.height).toBeCloseTo(3 * up[0]!.height, 1);
  expect(down[0]!.height).toBeCloseTo(2 * up[0]!.height, 1);
  expect(after[1]!.height).toBeCloseTo(up[1]!.height, 1);
  const middle = marks(svg, "panel-1-middle")[0]!.y;
  expect(up[0]!.y + up[0]!.height).toBeCloseTo(middle, 1);
  expect(up[1]!.y + up[1]!.height).toBeCloseTo(middle, 1);
  expect(down[0]!.y).toBeCloseTo(middle, 1);
  expect(down[1]!.x - down[0]!.x).toBeCloseTo(down[0]!.width, 1);
  expect(up[0]!.x).toBeCloseTo(down[1]!.x, 1);
  const bounds = marks(svg, "support");
  expect(bounds).toHaveLength(4);
  expect(bounds[0]!.x - down[0]!.x).toBeCloseTo((0.3 / 0.25) * down[0]!.width, 1);
});

test("says what is drawn", async () => {
  const figure = scoreOverlapFigure(OVERLAP, { width: 370 });
  const svg = await renderSvg(figure);
  expect(printed(svg)).toContain("common support 0.300 to 0.600");
  expect(printed(svg)).toContain("Before: 10 treated, 20 controls");
  expect(figure.description).toBe(
    "Histograms of the score in 3 bins from 0.000 to 0.750. Before: 10 treated, 20 controls; the two distributions overlap by 25%. " +
      "After; the two distributions overlap by 100%. Common support 0.300 to 0.600.",
  );
});

test("without support there are no lines; a bound beyond the scores has none, and nothing is shaded there", async () => {
  const none = await renderSvg(scoreOverlapFigure({ ...OVERLAP, support: null }));
  expect(marks(none, "support")).toHaveLength(0);
  const wide = await renderSvg(scoreOverlapFigure({ ...OVERLAP, support: { low: 0.3, high: 2 } }));
  expect(marks(wide, "support")).toHaveLength(2);
  expect(bars(wide, "outside")).toHaveLength(2);
});

test("one bin, and a panel of which nothing is left, are drawn", async () => {
  const empty = { heading: "After", treated: [0], control: [0] };
  const svg = await renderSvg(
    scoreOverlapFigure({ edges: [0.1, 0.2], panels: [{ ...empty, treated: [1], control: [1] }, empty], support: null }),
  );
  expect(bars(svg, "panel-1-treated")).toHaveLength(1);
  expect(bars(svg, "panel-2-treated")).toHaveLength(0);
});

test("nothing to draw and what is no number are refused", () => {
  expect(() => scoreOverlapFigure({ ...OVERLAP, panels: [] })).toThrow(/no rows/);
  expect(() => scoreOverlapFigure({ ...OVERLAP, edges: [0] })).toThrow(/no rows/);
  expect(() => scoreOverlapFigure({ ...OVERLAP, panels: [{ ...PANEL, treated: [Number.NaN, 0, 0] }] })).toThrow(
    /share of 'Before.*finite/,
  );
});

test("of a record: headings count, the rule's range or where both groups are found, the score by its name", async () => {
  const record = sampleMatching();
  const words = printed(await renderSvg(figureOfOverlap(record)!));
  expect(words).toContain("Before: 185 treated, 429 controls");
  expect(words).toContain("After, weighted: 180 treated, 83 controls");
  expect(words).toContain("common support \u22123.700 to 1.300");
  expect(words).toContain("Log odds of the score");
  const support = { ...record.support!, range: null };
  const without = printed(await renderSvg(figureOfOverlap(sampleMatching({ support }))!));
  expect(without).toContain("both groups: \u22123.700 to 1.300");
  const apart = { ...support, treated: { min: 2, mean: 3, max: 4 } };
  expect(printed(await renderSvg(figureOfOverlap(sampleMatching({ support: apart }))!)).join()).not.toContain(
    "both groups",
  );
  const other = { ...support, scale: "probability" as const };
  expect(printed(await renderSvg(figureOfOverlap(sampleMatching({ support: other }))!)).join()).not.toContain(
    "both groups",
  );
  expect(figureOfOverlap(sampleMatching({ overlap: null }))).toBeNull();
});
