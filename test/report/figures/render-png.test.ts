import { writeFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { fontCharacters, renderPng } from "../../../src/cli/render-png.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { eventStudyFigure } from "../../../src/verbs/event-study/figure.js";

const svg = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" viewBox="0 0 60 20">${body}</svg>`;
const text = (words: string, attributes = "") => svg(`<text x="2" y="15" font-size="12" ${attributes}>${words}</text>`);
const size = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};
const FONT = new URL("../../../data/fonts/DejaVuSans.ttf.br", import.meta.url);

describe("PNG", () => {
  test("twice the size unless told, and the same bytes every time", async () => {
    const figure = await renderSvg(eventStudyFigure([{ event: 0, estimate: 1, conf_low: 0, conf_high: 2 }]));
    const png = await renderPng(figure);
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(size(png)[0]).toBe(1280);
    expect(size(await renderPng(figure, { width: 320 }))[0]).toBe(320);
    expect(Buffer.from(await renderPng(figure)).equals(png)).toBe(true);
  });

  test("words are drawn, in the weight asked for", async () => {
    const [none, regular, bold, other] = await Promise.all(
      [svg(""), text("Units"), text("Units", 'font-weight="bold"'), text("Years")].map((s) => renderPng(s)),
    );
    const all = [none, regular, bold, other].map((png) => Buffer.from(png!).toString("base64"));
    expect(new Set(all).size).toBe(4);
  });

  test("the families of a figure end at a font of the package", async () => {
    const figure = await renderSvg(eventStudyFigure([{ event: 0, estimate: 1, conf_low: 0, conf_high: 2 }]));
    const wordless = figure.replace(/<text[^>]*>[^<]*<\/text>/g, "");
    expect(Buffer.from(await renderPng(figure)).equals(await renderPng(wordless))).toBe(false);
  });

  test("a character no font has is an error, unless only screen readers meet it", async () => {
    await expect(renderPng(text("质量"))).rejects.toMatchObject({
      code: "font_missing_character",
      detail: { got: "质量" },
    });
    await expect(renderPng(text("&#x8d28;"))).rejects.toMatchObject({ code: "font_missing_character" });
    await expect(renderPng(svg("<title>质量</title><desc>质</desc>"))).resolves.toBeInstanceOf(Uint8Array);
    await expect(renderPng(text("\u2264 \u22124 &amp; \u03b2"))).resolves.toBeInstanceOf(Uint8Array);
  });

  test("refusals", async () => {
    await expect(renderPng(text("质"), { fontFiles: ["no-such-font.ttf"] })).rejects.toMatchObject({
      code: "cannot_read_font",
    });
    await expect(renderPng("<p>")).rejects.toMatchObject({ code: "figure_svg" });
    const file = join(await mkdtemp(join(tmpdir(), "font-")), "a.ttf");
    writeFileSync(file, "not a font");
    await expect(renderPng(text("质"), { fontFiles: [file] })).rejects.toMatchObject({ code: "font_format" });
  });
});

describe("characters of a font", () => {
  test("DejaVu Sans has Latin, Greek, Cyrillic and signs, within and beyond the basic plane, and no ideographs", async () => {
    const has = fontCharacters(brotliDecompressSync(await readFile(FONT)));
    for (const character of "Aé\u03b2Ж\u2264\u2212\u{1d54f}")
      expect(has(character.codePointAt(0)!), character).toBe(true);
    for (const character of "质あ\u{20000}\uffff") expect(has(character.codePointAt(0)!), character).toBe(false);
  });

  test("bytes that are no font are refused at any length", async () => {
    const font = brotliDecompressSync(await readFile(FONT));
    for (const length of [0, 3, 12, 200]) {
      expect(() => fontCharacters(font.subarray(0, length))).toThrow(/Unicode character map/);
    }
  });
});
