/** The figure of confidence sets: bars where their ends say, arrows where a set runs off, nothing where it is empty. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import type { SetGroup } from "../../../src/verbs/iv/report/figure.js";
import { intervalSetsFigure } from "../../../src/verbs/iv/report/figure.js";
import { setText } from "../../../src/verbs/iv/report/words.js";
import { marks, printed } from "./read-svg.js";

const INF = Number.POSITIVE_INFINITY;
const LOOK = { decimals: 2, x: "Effect" };
const GROUPS: readonly SetGroup[] = [
  {
    heading: "Year effects",
    rows: [
      { label: "OLS", estimate: 0.5, pieces: [[0, 1]], quiet: true },
      { label: "2SLS", estimate: 1, pieces: [[-1, 3]] },
    ],
  },
  {
    heading: "Both effects",
    rows: [
      {
        label: "Anderson-Rubin",
        estimate: null,
        pieces: [
          [-INF, -1],
          [3, INF],
        ],
      },
      { label: "None", estimate: null, pieces: [] },
    ],
  },
];

test("sets in words", () => {
  expect(setText([[0.1, 0.9]], 1)).toBe("[0.1, 0.9]");
  expect(
    setText(
      [
        [-INF, 0.1],
        [0.9, INF],
      ],
      1,
    ),
  ).toBe("(-inf, 0.1] U [0.9, inf)");
  expect(setText([[-INF, INF]], 1)).toBe("(-inf, inf)");
  expect(setText([], 1)).toBe("empty");
});

test("estimates and caps stand at their values, arrows where a set has no end, nothing for an empty one", async () => {
  const svg = await renderSvg(intervalSetsFigure(GROUPS, LOOK));
  const estimates = marks(svg, "estimate");
  expect(estimates).toHaveLength(2);
  const perUnit = (estimates[1]!.x - estimates[0]!.x) / 0.5;
  const at = (x: number): number => (x - estimates[0]!.x) / perUnit + 0.5;
  const bars = marks(svg, "set").map(({ x, dx }) => [at(x), at(x + dx)].sort((a, b) => a - b));
  expect(bars[0]).toEqual([expect.closeTo(0, 2), expect.closeTo(1, 2)]);
  expect(bars[1]).toEqual([expect.closeTo(-1, 2), expect.closeTo(3, 2)]);
  expect(bars[2]![1]).toBeCloseTo(-1, 2);
  expect(bars[3]![0]).toBeCloseTo(3, 2);
  expect(marks(svg, "set-low")).toHaveLength(3);
  expect(marks(svg, "set-high")).toHaveLength(3);
  expect(at(marks(svg, "set-beyond-low")[0]!.x)).toBeCloseTo(bars[2]![0]!, 2);
  expect(at(marks(svg, "set-beyond-high")[0]!.x)).toBeCloseTo(bars[3]![1]!, 2);
  expect(marks(svg, "set-beyond-low")).toHaveLength(1);
  expect(marks(svg, "set-beyond-high")).toHaveLength(1);
  expect(marks(svg, "numbers").map(({ text }) => text)).toEqual([
    "0.50 [0.00, 1.00]",
    "1.00 [\u22121.00, 3.00]",
    "(\u2212\u221e, \u22121.00] \u222a [3.00, \u221e)",
    "empty",
  ]);
});

test("a set far beyond the estimates is cut with an arrow and its numbers stay", async () => {
  const far: SetGroup = { heading: "", rows: [{ label: "AR", estimate: null, pieces: [[-1, 500]] }] };
  const svg = await renderSvg(intervalSetsFigure([GROUPS[0]!, far], LOOK));
  expect(marks(svg, "set-beyond-high")).toHaveLength(1);
  expect(printed(svg)).toContain("[\u22121.00, 500.00]");
});

test("on a phone numbers stay in the description, and an empty set says so where its bar would be", async () => {
  const figure = intervalSetsFigure(GROUPS, { ...LOOK, width: 370, mark: { at: 0.7, text: "true effect 0.70" } });
  const svg = await renderSvg(figure);
  expect(marks(svg, "numbers")).toHaveLength(0);
  expect(printed(svg)).toContain("empty");
  expect(printed(svg)).toContain("true effect 0.70");
  expect(figure.description).toContain("Anderson-Rubin: (\u2212\u221e, \u22121.00] \u222a [3.00, \u221e)");
});

test("nothing to draw and an estimate that is no number are refused", () => {
  expect(() => intervalSetsFigure([], LOOK)).toThrow(/no rows/);
  const bad: SetGroup = { heading: "", rows: [{ label: "a", estimate: Number.NaN, pieces: [] }] };
  expect(() => intervalSetsFigure([bad], LOOK)).toThrow(/finite/);
});
