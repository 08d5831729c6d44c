import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderPage } from "../../src/report/page/render-page.js";
import { SCRIPT, SCRIPT_SHA256 } from "../../src/report/page/script.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderCsv } from "../../src/report/render/csv.js";
import { renderLatex } from "../../src/report/render/latex.js";
import { renderMarkdown } from "../../src/report/render/markdown.js";
import { textCell } from "../../src/report/table-model.js";
import { coefficient, sampleFit } from "./sample-fits.js";
import { PNG, pageOf } from "./sample-page.js";

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
        {
          kind: "table",
          id: "table1",
          table: regressionTable([{ label: "", fit: sampleFit({ did: coefficient(-0.028, 0.027) }) }]),
        },
        { kind: "paragraph", text: "A & B" },
        { kind: "facts", rows: [["Rows", "89,577"]] },
        { kind: "list", items: ["one", "two"] },
        { kind: "code", text: "wasmetrics example fish --window -4,4" },
        {
          kind: "figure",
          id: "figure1",
          caption: "Figure 1. Leads & lags",
          drawing: {
            wide: `<svg xmlns="${SVG}"><desc>Points.</desc></svg>\n`,
            narrow: `<svg xmlns="${SVG}"><g></g></svg>\n`,
            png: new Uint8Array(),
            file: "figure1.png",
            description: "Points.",
          },
          about: [
            ["Sample", "24 rows"],
            ["Seed", "7"],
          ],
          notes: ["From -0.081 to 0.026, 2014-10-14"],
          command: "wasmetrics example fish --only figure1",
        },
      ],
    },
  ],
  footer: "wasmetrics 0.1.0",
});

describe("renderPage", () => {
  test("asks nothing of any other place, and runs the one script its policy names", () => {
    const [before, after, ...more] = page.split(`<script>${SCRIPT}</script>`);
    expect(more).toEqual([]);
    expect(before! + after!).not.toMatch(
      /<script|<link|<img|<iframe|https?:|url\(|@import|\ssrc=|\shref="(?!#)|\son\w+=/i,
    );
    expect(SCRIPT_SHA256).toBe(createHash("sha256").update(SCRIPT).digest("base64"));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${SCRIPT_SHA256}'`);
    expect(SCRIPT).not.toMatch(/<\/script|<!--|https?:|fetch|XMLHttpRequest|import\(/);
  });

  test("opens and closes every element", () => {
    const open: string[] = [];
    for (const [, slash, name] of page.replace(SCRIPT, "").matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
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
      '<p class="about"><span>Sample: 24 rows</span> <span>Seed: 7</span></p>',
      '<p class="made"><code>wasmetrics example fish --only figure1</code></p>',
      "<td><span",
      "<footer><p>wasmetrics 0.1.0</p></footer>",
    ]) {
      expect(page).toContain(part);
    }
  });

  test("what buttons copy is in the page, whatever it holds; buttons are hidden until the script runs", () => {
    const hostile = "</template><script>alert(1)</script><!-- =cmd() & 'quoted'";
    const html = renderPage({
      title: hostile,
      language: "zh",
      lead: hostile,
      sections: [{ heading: hostile, blocks: [tableOf(hostile), { kind: "warning", title: hostile, text: hostile }] }],
      footer: hostile,
    });
    const marks = html.replace(`<script>${SCRIPT}</script>`, "").match(/<script|<!--|<\/template>/g);
    expect(marks).toEqual(new Array(4).fill("</template>"));
    expect(textOf(html, "csv")).toBe(renderCsv(tableOf(hostile).table));
    expect(textOf(html, "latex")).toBe(renderLatex(tableOf(hostile).table));
    expect(textOf(html, "markdown")).toBe(renderMarkdown(tableOf(hostile).table));
    expect(textOf(html, "docx")).toBe("AAH/");
    expect(html).toContain('<html lang="zh" data-copied="已复制"');
    const tools = [...html.matchAll(/<div class="tools"[^>]*>/g)];
    expect(tools).toHaveLength(1);
    expect(tools[0]![0]).toMatch(/ hidden>$/);
    for (const name of ["复制为 LaTeX", "复制为 Markdown", "复制为 CSV", "下载 Word"]) {
      expect(html).toContain(`aria-label="${name}"`);
    }
  });

  test("a drawing is one image: its marks have no roles", () => {
    const svg = '<svg><g class="m" role="graphics-symbol" aria-roledescription="rule mark container"></g></svg>';
    const base = pageOf("Words");
    const drawing = { wide: svg, narrow: svg, png: PNG, file: "figure1.png", description: "" };
    const figure = { kind: "figure" as const, id: "figure1", caption: "", notes: [], drawing };
    const html = renderPage({ ...base, sections: [{ heading: "", blocks: [figure] }] });
    expect(html.match(/<svg><g class="m"><\/g><\/svg>/g)).toHaveLength(2);
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

const tableOf = (text: string) => ({
  kind: "table" as const,
  id: "table1",
  word: Uint8Array.of(0, 1, 255),
  table: {
    title: text,
    stub: text,
    heads: [[text]],
    rows: [{ label: text, quantity: "text", cells: [textCell(`${text}\r\n2`)], ruleAbove: false }],
    notes: [text],
  },
});

/** Text of the template of that class, as a browser reads it. */
function textOf(html: string, name: string): string {
  const source = new RegExp(`<template class="${name}">(.*?)</template>`, "s").exec(html)![1]!;
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", "#13": "\r", amp: "&" };
  return source.replace(/\r\n?/g, "\n").replace(/&([^;]+);/g, (_, entity: string) => entities[entity]!);
}

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
