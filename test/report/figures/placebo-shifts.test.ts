/** The figure of a placebo in time, where its numbers say. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { placeboShiftsFigure } from "../../../src/verbs/placebo/figure.js";
import { marks, printed } from "./read-svg.js";

const SHIFTS = [
  { shift: -1, estimate: 0.1, conf_low: -0.2, conf_high: 0.4, n_units: 3 },
  { shift: -2, estimate: -0.1, conf_low: -0.5, conf_high: 0.3, n_units: 1 },
];
const OBSERVED = { estimate: 1, conf_low: 0.7, conf_high: 1.3, n_units: 3 };

test("the true estimate stands at zero, on a dashed line, beside those of shifts with their intervals", async () => {
  const figure = placeboShiftsFigure({ shifts: SHIFTS, observed: OBSERVED });
  const svg = await renderSvg(figure);
  const points = marks(svg, "estimate");
  expect(points).toHaveLength(3);
  const perUnit = (points[2]!.y - points[0]!.y) / (1 - -0.1);
  expect(points[1]!.y - points[0]!.y).toBeCloseTo(0.2 * perUnit, 1);
  expect(points[1]!.x - points[0]!.x).toBeCloseTo(points[2]!.x - points[1]!.x, 1);
  const [line] = marks(svg, "observed");
  expect(line!.y).toBeCloseTo(points[2]!.y, 2);
  expect(line!.attributes).toContain("stroke-dasharray");
  expect(marks(svg, "observed-point")[0]!.x).toBeCloseTo(points[2]!.x, 2);
  expect(marks(svg, "interval")).toHaveLength(3);
  expect(printed(svg).join("|")).toContain("Periods all cohorts are moved by (0: the true dates, all rows)");
  expect(figure.description).toContain("2 earlier: \u22120.100 (\u22120.500, 0.300), 1 units; 1 earlier: ");
  expect(figure.description).toContain("true dates: 1.000 (0.700, 1.300), 3 units");
});

test("nothing to draw and intervals that don't hold their estimate are refused", () => {
  expect(() => placeboShiftsFigure({ shifts: [], observed: OBSERVED })).toThrow(/no rows/);
  const [first] = SHIFTS;
  const broken = { shifts: [{ ...first!, conf_low: 0.2 }], observed: OBSERVED };
  expect(() => placeboShiftsFigure(broken)).toThrow(/does not hold/);
});
