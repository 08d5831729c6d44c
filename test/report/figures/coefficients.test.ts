import { describe, expect, test } from "vitest";
import type { WasmetricsError } from "../../../src/base/errors.js";
import { coefficientFigure } from "../../../src/report/figures/coefficients.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { marks, printed } from "./read-svg.js";

const row = (label: string, estimate: number, half: number) => ({
  label,
  estimate,
  conf_low: estimate - half,
  conf_high: estimate + half,
});
const ROWS = [row("did", 0.02, 0.01), row("did", -0.01, 0.02), row('城市 <a> & "b" \\ \'', 0.004, 0.001)];

/** Pixels Vega sets the baseline below the middle of a line: 0.3 of 11.5, rounded. */
const BASELINE = 3;

describe("coefficient figure", () => {
  test("rows go down in order, equal labels keep their own rows", async () => {
    const svg = await renderSvg(coefficientFigure(ROWS));
    const dots = marks(svg, "estimate");
    expect(dots).toHaveLength(3);
    expect(dots[1]!.y - dots[0]!.y).toBeCloseTo(dots[2]!.y - dots[1]!.y, 2);
    expect(dots[1]!.y).toBeGreaterThan(dots[0]!.y);
    const perUnit = (dots[0]!.x - dots[1]!.x) / 0.03;
    expect(marks(svg, "zero")[0]!.x).toBeCloseTo(dots[0]!.x - 0.02 * perUnit, 1);
    const [first] = marks(svg, "interval");
    expect(Math.abs(first!.dx)).toBeCloseTo(0.02 * perUnit, 1);
    expect(marks(svg, "label").map(({ y }) => y - BASELINE)).toEqual(dots.map(({ y }) => y));
  });

  test("labels are printed as they are, numbers beside them", async () => {
    const words = printed(await renderSvg(coefficientFigure(ROWS)));
    expect(words).toContain('城市 &lt;a&gt; &amp; "b" \\ \'');
    expect(words).toContain("0.0200 (0.0100, 0.0300)");
    expect(words).toContain("\u22120.0100 (\u22120.0300, 0.0100)");
    const bare = printed(await renderSvg(coefficientFigure(ROWS, { numbers: false })));
    expect(bare.some((word) => word.includes("("))).toBe(false);
  });

  test("a long label breaks into lines about its row", async () => {
    const svg = await renderSvg(coefficientFigure([row("Callaway and Sant'Anna, doubly robust, never treated", 1, 1)]));
    const lines = marks(svg, "label");
    expect(lines.length).toBeGreaterThan(1);
    const middle = lines.reduce((sum, { y }) => sum + y, 0) / lines.length;
    expect(middle - BASELINE).toBeCloseTo(marks(svg, "estimate")[0]!.y, 2);
    expect(lines[1]!.y - lines[0]!.y).toBeCloseTo(14, 2);
  });

  test("refusals", () => {
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return (error as WasmetricsError).code;
      }
      return "nothing thrown";
    };
    expect(code(() => coefficientFigure([]))).toBe("figure_empty");
    expect(code(() => coefficientFigure([row("a", Number.NaN, 1)]))).toBe("figure_value");
    expect(code(() => coefficientFigure([row("a", 1, -1)]))).toBe("figure_interval");
  });
});
