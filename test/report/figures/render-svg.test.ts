import { describe, expect, test, vi } from "vitest";
import { UsageError } from "../../../src/base/errors.js";
import { coefficientFigure } from "../../../src/report/figures/coefficients.js";
import type { FigureSpec } from "../../../src/report/figures/figure-spec.js";
import { renderSvg, svgDocument } from "../../../src/report/figures/render-svg.js";
import { eventStudyFigure } from "../../../src/verbs/event-study/figure.js";

const POINTS = [
  { event: -2, estimate: 0.1, conf_low: -0.3, conf_high: 0.4 },
  { event: 0, estimate: 0.5, conf_low: 0.2, conf_high: 0.9 },
];
const ROWS = [{ label: "did", estimate: 0.1, conf_low: -0.1, conf_high: 0.3 }];
const clipped = (estimate: number): FigureSpec => {
  const spec = coefficientFigure([{ ...ROWS[0]!, estimate }]);
  return { ...spec, config: { ...(spec.config as object), view: { stroke: null, clip: true } } };
};
const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);

describe("SVG", () => {
  test("the same figure is the same bytes, alone, again and among others", async () => {
    const spec = () => eventStudyFigure(POINTS);
    const alone = await renderSvg(spec());
    const together = await Promise.all([clipped(0.1), clipped(0.2), spec(), clipped(0.1)].map(renderSvg));
    expect(together[2]).toBe(alone);
    expect(together[3]).toBe(together[0]);
    expect(await renderSvg(spec())).toBe(alone);
  });

  test("ids differ between figures and are the ones referred to", async () => {
    const [first, second] = await Promise.all([renderSvg(clipped(0.1)), renderSvg(clipped(0.2))]);
    expect(ids(first!).length).toBeGreaterThan(0);
    expect(ids(first!).some((id) => ids(second!).includes(id))).toBe(false);
    const referred = [...first!.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]!);
    expect(referred.length).toBeGreaterThan(0);
    for (const id of referred) expect(ids(first!)).toContain(id);
  });

  test("one image with a name and its numbers in words, scalable", async () => {
    const svg = await renderSvg(eventStudyFigure(POINTS, { title: 'A & "B" <质量>\u0000' }));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="640" height="\d+" viewBox="0 0 640 \d+"/);
    expect(svg).toContain('role="img" aria-label="A &amp; &quot;B&quot; &lt;质量&gt;"');
    expect(svg).toContain(
      "<title>A &amp; &quot;B&quot; &lt;质量&gt;</title><desc>Estimates with 95% confidence intervals",
    );
    expect(svg).toContain("0.10 (\u22120.30, 0.40)".replaceAll(/(\.\d\d)/g, "$10"));
    expect(svg).not.toContain("\u0000");
    expect(svg.endsWith("</svg>\n")).toBe(true);
  });

  test("themes: white ground, dark ground, or the page's colour on none", async () => {
    const [light, dark, inherit] = await Promise.all(
      (["light", "dark", "inherit"] as const).map((theme) => renderSvg(eventStudyFigure(POINTS, { theme }))),
    );
    expect(light).toContain('fill="#ffffff"/>');
    expect(dark).toContain('fill="#171716"/>');
    expect(inherit).toContain('fill="currentColor"');
    expect(inherit).not.toMatch(/<rect|#1d1d1b|#ffffff/);
  });

  test("another width keeps the words and moves the marks", async () => {
    const svg = await renderSvg(eventStudyFigure(POINTS, { width: 400 }));
    expect(svg).toContain('viewBox="0 0 400 ');
  });

  test("a spec can be changed before it is drawn", async () => {
    const spec = eventStudyFigure(POINTS);
    const svg = await renderSvg({ ...spec, title: "In the figure" } as FigureSpec);
    expect(svg).toContain(">In the figure</text>");
  });

  test("nothing is fetched, and Vega's complaints are errors", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    const outside = { ...coefficientFigure(ROWS), data: { url: "https://example.org/a.csv" } } as unknown as FigureSpec;
    const inner = {
      ...outside,
      layer: [{ mark: "point", encoding: { x: { field: "a", type: "quantitative" } } }],
    } as unknown as FigureSpec;
    await expect(renderSvg(inner)).rejects.toMatchObject({ code: "figure_spec" });
    await expect(
      renderSvg({ ...outside, layer: [{ mark: "nothing" }] } as unknown as FigureSpec),
    ).rejects.toBeInstanceOf(UsageError);
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });
});

describe("SVG document", () => {
  test("rounds numbers in tags and leaves words alone", () => {
    const svg = '<svg viewBox="0 0 10 20"><path d="M0.123456,-1e-9L3.99999,2"/><text>0.123456</text></svg>';
    expect(svgDocument(svg, "t", "d")).toContain('<path d="M0.123,0L4,2"/><text>0.123456</text></svg>');
  });
});
