/** The stacked bars of a decomposition, where its numbers say. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { decompositionFigure } from "../../../src/trade/decompose/figure.js";
import { marks, printed } from "./read-svg.js";

const BARS = [
  { label: "Ningbo", change: 0.2, terms: { within: 0.3, between: -0.2, entry: 0.1, exit: 0 } },
  { label: "a city whose name is far too long", change: -0.1, terms: { within: -0.1, between: 0, entry: 0, exit: 0 } },
];

/** Left edge and width in pixels of a drawn rectangle, read from its path "M0,0h12v16h-12Z" moved to a place. */
function rectangles(svg: string, name: string): { left: number; width: number }[] {
  return marks(svg, name).map(({ attributes }) => {
    const [, left, , width] = /d="M([-\d.]+),([-\d.]+)h([-\d.]+)v/.exec(attributes)!.map(Number);
    return { left: left!, width: width! };
  });
}

test("terms stand end to end on their side of zero, in one scale, and the change where they end", async () => {
  const svg = await renderSvg(decompositionFigure(BARS));
  const zero = marks(svg, "zero")[0]!.x;
  const [within, between, entry] = ["within", "between", "entry"].map((name) => rectangles(svg, name)[0]!) as [
    ReturnType<typeof rectangles>[0],
    ReturnType<typeof rectangles>[0],
    ReturnType<typeof rectangles>[0],
  ];
  const perUnit = within.width / 0.3;
  expect(within.left).toBeCloseTo(zero, 1);
  expect(between.width).toBeCloseTo(0.2 * perUnit, 1);
  expect(between.left).toBeCloseTo(zero - 0.2 * perUnit, 1);
  expect(entry.left).toBeCloseTo(zero + 0.3 * perUnit, 1);
  const changes = marks(svg, "change");
  expect(changes[0]!.x).toBeCloseTo(zero + 0.2 * perUnit, 1);
  expect(changes[1]!.x).toBeCloseTo(zero - 0.1 * perUnit, 1);
});

test("prints names of terms, rows and changes; a long label breaks into lines about its row", async () => {
  const figure = decompositionFigure(BARS, { labels: { x: "Change of q" } });
  const words = printed(await renderSvg(figure));
  for (const word of ["within", "between", "entry", "exit", "Ningbo", "0.200", "\u22120.100", "Change of q"]) {
    expect(words).toContain(word);
  }
  expect(words.join(" ")).toContain("a city whose name is far too long");
  expect(words).not.toContain("a city whose name is far too long");
  expect(figure.description).toContain("far too long: \u22120.100 (within \u22120.100,");
});

test("entry and exit have an outline where they are wide enough to show more than that", async () => {
  const svg = await renderSvg(decompositionFigure(BARS));
  const strokes = (name: string) =>
    marks(svg, name).map(({ attributes }) => Number(/stroke-width="([\d.]+)"/.exec(attributes)?.[1] ?? 0));
  expect(strokes("entry")[0]).toBeGreaterThan(0);
  expect(strokes("exit")[0]).toBe(0);
  expect(strokes("within")).toEqual([0, 0]);
});

test("nothing to draw and numbers that are none are refused", () => {
  expect(() => decompositionFigure([])).toThrow(/no rows/);
  const [first] = BARS;
  expect(() => decompositionFigure([{ ...first!, change: Number.NaN }])).toThrow(/the change of 'Ningbo'/);
  expect(() => decompositionFigure([first!, { ...first!, terms: { within: 1 } }])).toThrow(/between of 'Ningbo'/);
});
