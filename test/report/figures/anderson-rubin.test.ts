import { describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { andersonRubinFigure, type DrawnSet } from "../../../src/verbs/iv/report/figure.js";
import { type DrawnMark, marks, printed } from "./read-svg.js";

/** The plot of the usual width: 640 less the margins. */
const ACROSS = 640 - 46 - 24;
const HEIGHT = 300;

/** The middle of a stroke, which is drawn as a rectangle. */
const middleOf = ({ attributes }: DrawnMark): number => {
  const [, left, width] = /d="M([-\d.]+),[-\d.]+h([-\d.]+)v/.exec(attributes)!.map(Number);
  return left! + width! / 2;
};

/** A curve on [-2, 2]: `p` of each value. */
const set = (intervals: DrawnSet["intervals"], p: (beta: number) => number): DrawnSet => ({
  level: 0.95,
  intervals,
  estimate: 0.5,
  curve: Array.from({ length: 41 }, (_, i) => ({ beta: -2 + i / 10, p_value: p(-2 + i / 10) })),
});

const bounded = set([[-1, 1]], (beta) => Math.max(0, 1 - 0.95 * Math.abs(beta)));
const rays = set(
  [
    [null, -1],
    [1, null],
  ],
  (beta) => Math.min(1, 0.05 * beta * beta),
);

describe("Anderson-Rubin figure", () => {
  test("bar, ends, curve and level stand where the numbers say", async () => {
    const svg = await renderSvg(andersonRubinFigure(bounded));
    const [bar] = marks(svg, "set");
    expect([bar!.x, bar!.y, bar!.dx]).toEqual([ACROSS / 4, HEIGHT * 0.95, ACROSS / 2]);
    expect(["set-low", "set-high"].map((end) => marks(svg, end).map(middleOf))).toEqual([
      [ACROSS / 4],
      [(3 * ACROSS) / 4],
    ]);
    expect(marks(svg, "level")[0]!.y).toBe(HEIGHT * 0.95);
    expect(marks(svg, "observed")[0]!.x).toBeCloseTo((ACROSS * 2.5) / 4, 9);
    expect(svg).not.toContain("beyond");
    const words = printed(svg).join("|");
    for (const word of ["95% set: [\u22121.000, 1.000]", "Estimate 0.500", "0.05", "p-value", "Coefficient"]) {
      expect(words).toContain(word);
    }
  });

  test("two rays: two bars to the edges, an arrow at each", async () => {
    const svg = await renderSvg(andersonRubinFigure(rays));
    expect(marks(svg, "set").map(({ x, dx }) => [x, x + dx])).toEqual([
      [0, ACROSS / 4],
      [(3 * ACROSS) / 4, ACROSS],
    ]);
    expect([marks(svg, "set-beyond-low")[0]!.x, marks(svg, "set-beyond-high")[0]!.x]).toEqual([0, ACROSS]);
    expect(printed(svg)).toContain("95% set: (\u2212\u221e, \u22121.000] \u222a [1.000, \u221e)");
  });

  test("the whole line and the empty set say what they are", async () => {
    const whole = await renderSvg(andersonRubinFigure(set([[null, null]], () => 0.3)));
    expect([...marks(whole, "set-low"), ...marks(whole, "set-high")]).toEqual([]);
    expect(printed(whole)).toContain("95% set: (\u2212\u221e, \u221e)");
    const empty = andersonRubinFigure(set([], () => 0.01));
    const svg = await renderSvg(empty);
    expect([...marks(svg, "set"), ...marks(svg, "set-low"), ...marks(svg, "set-high")]).toEqual([]);
    expect(printed(svg)).toContain("95% set: empty, every value is rejected");
    expect(empty.description).toContain("the largest is 0.010");
  });

  test("refuses a set without a curve and numbers that are none", () => {
    const refused = (code: string) => expect.objectContaining({ code });
    expect(() => andersonRubinFigure({ ...bounded, curve: [] })).toThrow(refused("figure_empty"));
    expect(() => andersonRubinFigure({ ...bounded, estimate: Number.NaN })).toThrow(refused("figure_value"));
    expect(() => andersonRubinFigure(set([], () => Number.NaN))).toThrow(refused("figure_value"));
  });
});
