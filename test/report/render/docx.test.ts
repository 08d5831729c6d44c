import { strFromU8, unzipSync } from "fflate";
import { afterEach, describe, expect, test } from "vitest";
import { renderDocx } from "../../../src/report/render/docx.js";
import { emptyCell, numberCell, type TableModel, textCell } from "../../../src/report/table-model.js";

const hostile = 'a & b <script>alert("x")</script> \u0000\ud800 ]]> =cmd()';

const table = (columns: number, title = "Table 1. Cards"): TableModel => {
  const each = <T>(make: (c: number) => T): T[] => Array.from({ length: columns }, (_, c) => make(c));
  return {
    title,
    stub: "质量",
    heads: each((c) => [`(${c + 1})`, "All firms"]),
    rows: [
      {
        label: "Card given",
        quantity: "estimate",
        cells: each(() => numberCell(-0.028, "-0.028", "", "**")),
        ruleAbove: false,
      },
      {
        label: "",
        quantity: "std_error",
        cells: each(() => numberCell(0.0267, "0.027", "(", ")")),
        ruleAbove: false,
      },
      {
        label: "城市 effects",
        quantity: "",
        cells: each((c) => (c === 0 ? emptyCell() : textCell("yes"))),
        ruleAbove: true,
      },
      { label: "Observations", quantity: "", cells: each(() => numberCell(1967, "1,967")), ruleAbove: false },
    ],
    notes: ["质量用“残差”表示。"],
  };
};

async function partsOf(tables: readonly TableModel[]): Promise<Record<string, string>> {
  const parts = unzipSync(await renderDocx(tables));
  return Object.fromEntries(Object.entries(parts).map(([path, bytes]) => [path, strFromU8(bytes)]));
}
const documentOf = async (tables: readonly TableModel[]): Promise<string> =>
  (await partsOf(tables))["word/document.xml"]!;
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe("a Word document", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  test("the same tables give the same bytes, in every time zone", async () => {
    const tables = [table(2), table(9)];
    process.env.TZ = "UTC";
    const first = await renderDocx(tables);
    for (const other of ["Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati"]) {
      process.env.TZ = other;
      expect(await renderDocx(tables)).toEqual(first);
    }
  });

  test("holds no date", async () => {
    for (const [path, text] of Object.entries(await partsOf([table(2)]))) {
      expect(text, path).not.toMatch(/dcterms:(created|modified)>|20\d\d-\d\d-\d\dT/);
    }
  });

  test("has the caption in the Caption style above, notes beneath", async () => {
    const text = await documentOf([table(1)]);
    const caption = text.indexOf('<w:pStyle w:val="Caption"/>');
    const note = text.indexOf('<w:pStyle w:val="TableNote"/>');
    expect(caption).toBeGreaterThan(0);
    expect(text.indexOf("<w:tbl>")).toBeGreaterThan(caption);
    expect(note).toBeGreaterThan(text.indexOf("</w:tbl>"));
  });

  test("repeats every line of the heading, and has thick rules above and below, a thinner one beneath the heading", async () => {
    const text = await documentOf([table(1)]);
    expect(count(text, /<w:tblHeader\/>/g)).toBe(2);
    const rows = text.split("<w:tr>").slice(1);
    expect(rows[0]).toMatch(/<w:top w:val="single" w:color="000000" w:sz="12"\/>/);
    expect(rows[1]).toMatch(/<w:bottom w:val="single" w:color="000000" w:sz="6"\/>/);
    expect(rows[4]).toMatch(/<w:top w:val="single" w:color="000000" w:sz="4"\/>/);
    expect(rows[5]).toMatch(/<w:bottom w:val="single" w:color="000000" w:sz="12"\/>/);
    expect(text).not.toMatch(/<w:(left|right|insideV|insideH) w:val="single"/);
  });

  test("aligns numbers with a point by a decimal tab stop; counts and words stand in the middle", async () => {
    const text = await documentOf([table(1)]);
    expect(count(text, /<w:tab w:val="decimal"/g)).toBe(2);
    expect(text).toContain("\u22120.028");
    expect(text).toMatch(/<w:vertAlign w:val="superscript"\/><\/w:rPr><w:t[^>]*>\*\*</);
    expect(text.slice(0, text.indexOf("1,967"))).toMatch(/<w:jc w:val="center"\/>(?!.*<w:jc)/s);
  });

  test("wide tables lie across on a page of their own, and what no page takes is cut into blocks of columns", async () => {
    expect(await documentOf([table(3)])).not.toContain("landscape");
    const two = await documentOf([table(3), table(9)]);
    expect(count(two, /w:orient="landscape"/g)).toBe(1);
    expect(count(two, /<w:sectPr/g)).toBe(2);
    const blocks = await documentOf([table(40)]);
    expect(count(blocks, /<w:tbl>/g)).toBeGreaterThan(1);
    expect(count(blocks, />\(\d+\)</g)).toBe(40);
  });

  test("Latin in Times New Roman, Chinese in SimSun, its quotation marks too", async () => {
    const parts = await partsOf([table(1)]);
    expect(parts["word/styles.xml"]).toMatch(/w:ascii="Times New Roman"[^>]*w:eastAsia="SimSun"/);
    expect(count(parts["word/document.xml"]!, /<w:rFonts w:hint="eastAsia"\/><\/w:rPr><w:t[^>]*>[“”]</g)).toBe(2);
  });

  test("hostile text stands as text, in every part", async () => {
    const text = (words: string): TableModel => ({
      title: words,
      stub: words,
      heads: [[words]],
      rows: [{ label: words, quantity: words, cells: [textCell(words)], ruleAbove: false }],
      notes: [words],
    });
    for (const [path, part] of Object.entries(await partsOf([text(hostile)]))) {
      expect(part, path).not.toContain("<script");
      expect(part, path).not.toContain("\u0000");
    }
    const document = await documentOf([text(hostile)]);
    expect(count(document, /a &amp; b &lt;script/g)).toBe(6);
    expect(document).toContain("\ufffd\ufffd");
  });

  test("a document without tables is one", async () => {
    expect(await documentOf([])).toContain("<w:sectPr");
  });
});
