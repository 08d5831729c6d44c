import { describe, expect, test } from "vitest";
import { renderPage } from "../../src/report/page/page.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const SVG = "http://www.w3.org/2000/svg";
const page = renderPage({
  title: "Cards & quality",
  language: "en",
  lead: "No effect <found>.",
  contents: "Contents",
  sections: [
    {
      heading: "Table 1",
      blocks: [
        { kind: "table", table: regressionTable([{ label: "", fit: sampleFit({ did: coefficient(-0.028, 0.027) }) }]) },
        { kind: "paragraph", text: "A & B" },
        { kind: "facts", rows: [["Rows", "89,577"]] },
        { kind: "list", items: ["one", "two"] },
        { kind: "code", text: "wasmetrics example fish --window -4,4" },
        {
          kind: "figure",
          id: "figure1",
          caption: "Figure 1. Leads & lags",
          drawing: { wide: `<svg xmlns="${SVG}"><g></g></svg>\n`, narrow: `<svg xmlns="${SVG}"><g></g></svg>\n` },
          notes: ["From -0.081 to 0.026, 2014-10-14"],
          command: "wasmetrics example fish --only figure1",
        },
      ],
    },
  ],
  footer: "wasmetrics 0.1.0",
});

describe("renderPage", () => {
  test("asks nothing of any other place and runs no script", () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import|\ssrc=|\shref="(?!#)/i);
  });

  test("opens and closes every element", () => {
    const open: string[] = [];
    for (const [, slash, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (name === "meta") continue;
      if (slash === "/") expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });

  test("sets every kind of block, escaped", () => {
    for (const part of [
      "<title>Cards &amp; quality</title>",
      "No effect &lt;found&gt;.",
      "<p>A &amp; B</p>",
      "<dt>Rows</dt><dd>89,577</dd>",
      "<li>two</li>",
      "<pre><code>wasmetrics example fish --window -4,4</code></pre>",
      '<a href="#figure1">Figure 1. Leads &amp; lags</a>',
      '<figure id="figure1">',
      "<p>From −0.081 to 0.026, 2014-10-14</p>",
      '<p class="made"><code>wasmetrics example fish --only figure1</code></p>',
      "<td><span",
      "<footer>wasmetrics 0.1.0</footer>",
    ]) {
      expect(page).toContain(part);
    }
  });

  test("text stands out from its ground by 7 to 1 in both schemes", () => {
    const schemes = [...page.matchAll(/--ground: (#[0-9a-f]{6}); --text: (#[0-9a-f]{6}); --quiet: (#[0-9a-f]{6})/g)];
    expect(schemes).toHaveLength(2);
    for (const [, ground, text, quiet] of schemes) {
      expect(contrast(ground!, text!)).toBeGreaterThan(7);
      expect(contrast(ground!, quiet!)).toBeGreaterThan(7);
    }
  });
});

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
