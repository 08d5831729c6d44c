/** The layout that all figures share: what it says stands inside the figure and does not meet. */
import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { fitLines, textWidth } from "../../../src/report/figures/words.js";
import { decompositionFigure } from "../../../src/trade/decompose/figure.js";
import { andersonRubinFigure } from "../../../src/verbs/iv/report/figure.js";
import { marks } from "./read-svg.js";

const SIZE = 11.5;

test("lines are at most as wide as asked, broken at spaces, Chinese anywhere; other long words are cut", () => {
  const lines = fitLines("Logarithm of gross regional product per person", 120, SIZE);
  expect(lines.join(" ")).toBe("Logarithm of gross regional product per person");
  expect(lines.length).toBeGreaterThan(2);
  const chinese = fitLines("剔除二零一零年至二零一一年出口额最高的四个城市", 120, SIZE);
  expect(chinese.join("")).toBe("剔除二零一零年至二零一一年出口额最高的四个城市");
  const cut = fitLines(`of ${"x".repeat(60)}.csv`, 120, SIZE);
  expect(cut).toEqual(["of", expect.stringMatching(/^x+\u2026$/)]);
  for (const line of [...lines, ...chinese, ...cut]) expect(textWidth(line, SIZE)).toBeLessThanOrEqual(120);
});

test("a key wider than its figure breaks, and the head of the numbers has a line of its own beneath", async () => {
  const terms = { within: 0.3, between: -0.2, cross: 0.02, entry: 0.1, exit: -0.02 };
  const draw = (width: number) =>
    renderSvg(decompositionFigure([{ label: "2008 to 2010", change: 0.2, terms }], { width }));
  const places = (svg: string) => Object.keys(terms).map((name) => marks(svg, `${name}-words`)[0]!);
  const wide = await draw(640);
  expect(new Set(places(wide).map(({ y }) => y)).size).toBe(1);
  expect(marks(wide, "numbers-head")[0]!.y).toBe(places(wide)[0]!.y);
  const narrow = await draw(300);
  const [left] = /translate\((\d+),/.exec(narrow)!.slice(1).map(Number);
  const key = places(narrow);
  expect(new Set(key.map(({ y }) => y)).size).toBe(2);
  for (const { x, text } of key) expect(left! + x + textWidth(text, 10.5)).toBeLessThanOrEqual(300);
  expect(marks(narrow, "numbers-head")[0]!.y).toBeGreaterThan(Math.max(...key.map(({ y }) => y)));
});

test("the title of an axis and the words of a line have a line each", async () => {
  const curve = [-2, -1, 0, 1, 2].map((beta) => ({ beta, p_value: 0.05 * beta * beta }));
  const svg = await renderSvg(andersonRubinFigure({ level: 0.95, intervals: [], curve, estimate: -1.9 }));
  const [label] = marks(svg, "observed-label");
  const title = marks(svg, "axis-title").find(({ text }) => text === "p-value")!;
  expect(label!.y - title.y).toBeGreaterThan(12);
  expect(title.y - marks(svg, "set-words")[0]!.y).toBeGreaterThan(12);
});
