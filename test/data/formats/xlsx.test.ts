import { readFileSync } from "node:fs";
import fc from "fast-check";
import { strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { clockTime } from "../../../src/data/formats/build-columns.js";
import { FORMATS } from "../../../src/data/formats/catalogue.js";
import { decimalAt } from "../../../src/data/formats/decimal.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { ODS } from "../../../src/data/formats/opendocument/ods.js";
import { readFile } from "../../../src/data/formats/read-file.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { columnLetters, parseRange } from "../../../src/data/formats/workbook/cell-range.js";
import { CELL } from "../../../src/data/formats/workbook/grid.js";
import { codeKind } from "../../../src/data/formats/workbook/number-format.js";
import { serialMs } from "../../../src/data/formats/workbook/serial.js";
import { XLSX } from "../../../src/data/formats/workbook/xlsx.js";
import { cellsByName } from "../../support/cells.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { runs } from "../../support/laws.js";
import { type WorkbookParts, workbookOf } from "../../support/workbook-file.js";

const read = (parts: WorkbookParts, options: FormatOptions = {}) =>
  readFile(workbookOf(parts), { name: "book.xlsx", ...options });
const inline = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`;
const context = { engine: async () => Promise.reject(new Error("no kernels are asked for")) };

describe("cells of a workbook", () => {
  it("texts are shared, inline or of a formula; readings are left out and escapes undone", async () => {
    const table = await read({
      strings:
        '<si><t>name</t></si><si><r><rPr><b/></rPr><t>to</t></r><r><t xml:space="preserve">gether </t></r><rPh sb="0" eb="1"><t>READING</t></rPh></si>',
      rows: `<row r="1"><c r="A1" t="s"><v>0</v></c>${inline("B1", "b")}</row>
        <row r="2"><c r="A2" t="s"><v>1</v></c>${inline("B2", "a_x000D_b_x005F_x &lt;&#233;&#x4e2d;&gt;")}</row>
        <row r="3"><c r="A3" t="str"><f>A2</f><v>made</v></c>${inline("B3", "<![CDATA[<&>]]>")}</row>`,
    });
    expect(cellsByName(table.columns)).toEqual({ name: ["together", "made"], b: ["a\rb_x <é中>", "<&>"] });
    expect(table.notes.map(({ code }) => code)).toEqual(["trimmed"]);
  });

  it("rows and cells without addresses stand one after the other, prefixes or not", async () => {
    const table = await read({
      rows: "<x:row><x:c t='str'><x:v>a</x:v></x:c><x:c t='str'><x:v>b</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2.5e-1</x:v></x:c></x:row>",
    });
    expect(cellsByName(table.columns)).toEqual({ a: [1], b: [0.25] });
  });

  it("errors and formulas without a value are missing, with a note that names the first", async () => {
    const table = await read({
      workbook: '<calcPr fullCalcOnLoad="1"/>',
      rows: `<row r="1">${inline("A1", "e")}${inline("B1", "f")}${inline("C1", "g")}</row>
        <row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>A1</f><v>0</v></c></row>
        <row r="3"><c r="A3"><v>1</v></c><c r="B3"><f>1+1</f><v></v></c><c r="C3" t="str"><f>A1</f><v></v></c></row>`,
    });
    expect(cellsByName(table.columns)).toEqual({ e: [null, 1], f: [null, null], g: [0, null] });
    expect(table.notes.map(({ code, detail }) => [code, detail?.column, detail?.count, detail?.cell])).toEqual([
      ["sheet_errors", "e", 1, "A2"],
      ["sheet_uncached", "f", 2, "B2"],
      ["sheet_uncomputed", "g", 1, "C2"],
    ]);
  });

  it("numbers stored as text are read as text files' are, codes stay text, long integers too", async () => {
    const table = await read({
      rows: `<row r="1">${["x", "code", "long", "mixed"].map((name, k) => inline(`${"ABCD"[k]}1`, name)).join("")}</row>
        <row r="2">${inline("A2", "1.5")}${inline("B2", "85010024")}<c r="C2"><v>1234567890123456789</v></c><c r="D2"><v>3</v></c></row>
        <row r="3"><c r="A3"><v>2</v></c>${inline("B3", "12345678")}<c r="C3"><v>12345678901234567000</v></c>${inline("D3", "030285")}</row>`,
    });
    expect(cellsByName(table.columns)).toEqual({
      x: [1.5, 2],
      code: ["85010024", "12345678"],
      long: ["1234567890123456789", "12345678901234567000"],
      mixed: ["3", "030285"],
    });
    expect(table.notes.map(({ code, detail }) => [code, detail?.column])).toEqual([
      ["sheet_numbers_as_text", "x"],
      ["numbers_as_text", "code"],
      ["codes", "long"],
      ["codes", "mixed"],
    ]);
    const asked = { numeric: ["code"], text: ["x"], missing: { mixed: ["3"] } };
    const told = await read(
      {
        rows: `<row r="1">${inline("A1", "x")}${inline("B1", "code")}${inline("C1", "mixed")}</row><row r="2"><c r="A2"><v>1</v></c>${inline("B2", "85010024")}<c r="C2"><v>3</v></c></row>`,
      },
      asked,
    );
    expect(cellsByName(told.columns)).toEqual({ x: ["1"], code: [85010024], mixed: [null] });
  });

  it("dates by built-in and own formats; the day that never was stays as it is shown", async () => {
    const table = await read({
      formats:
        '<numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00;[Blue]&quot;day&quot;"/>',
      styles: '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>',
      rows: `<row r="1">${["d", "e", "f"].map((name, k) => inline(`${"ABC"[k]}1`, name)).join("")}</row>
        <row r="2"><c r="A2" s="1"><v>59</v></c><c r="B2" s="2"><v>43890.25</v></c><c r="C2" s="3"><v>5</v></c></row>
        <row r="3"><c r="A3" s="1"><v>61</v></c><c r="B3" s="2"><v>43891</v></c><c r="C3" s="3"><v>6</v></c></row>
        <row r="4"><c r="A4" s="1"><v>60</v></c><c r="B4" s="2"/></row>`,
    });
    expect(cellsByName(table.columns)).toEqual({
      d: ["1900-02-28", "1900-03-01", "1900-02-29"],
      e: ["2020-02-29 06:00:00", "2020-03-01 00:00:00", null],
      f: [5, 6, null],
    });
    expect(table.notes.map(({ code }) => code)).toEqual(["sheet_mixed"]);
  });

  it("header rows are joined, a merged cell above several columns is each one's; letters where there are none", async () => {
    const rows = `<row r="1">${inline("B1", "sales")}</row><row r="2">${inline("A2", "id")}${inline("B2", "2010")}${inline("C2", "2011")}</row><row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c><c r="C3"><v>3</v></c></row>`;
    const after = '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>';
    const table = await read({ rows, after }, { headerRows: 2 });
    expect(cellsByName(table.columns)).toEqual({ id: [1], sales_2010: [2], sales_2011: [3] });
    expect(table.notes.map(({ message }) => message)).toEqual([
      "1 merged area of cells, first B1:C1: the value is in the first cell of each, the others are empty.",
    ]);
    const lettered = await read({ rows }, { headerRows: 0, range: "B3:C3" });
    expect(cellsByName(lettered.columns)).toEqual({ B: [2], C: [3] });
  });
});

describe("what is refused", () => {
  const header = `<row r="1">${inline("A1", "a")}</row>`;
  const error = async (parts: WorkbookParts, options: FormatOptions = {}) =>
    read(parts, options).then(
      () => expect.fail("it was read"),
      ({ code, message }) => ({ code, message }),
    );

  it("names the cell that is wrong", async () => {
    expect(await error({ rows: `${header}<row r="2"><c r="A2"><v>1,5</v></c></row>` })).toEqual({
      code: "file_damaged",
      message: "book.xlsx (sheet s) is damaged: cell A2 holds '1,5', a number was expected. Copy or download it again.",
    });
    expect((await error({ rows: `${header}<row r="2"><c r="A2" t="s"><v>7</v></c></row>` })).message).toContain(
      "cell A2 refers to shared text 7, of 0",
    );
    expect((await error({ rows: `${header}<row r="2"><c r="ZZZZ2"><v>7</v></c></row>` })).message).toContain(
      "'ZZZZ2' is no address",
    );
    expect((await error({ rows: `${header}<row r="2"><c r="A2"><v>1e999</v></c></row>` })).message).toContain(
      "cell A2 holds '1e999'",
    );
  });

  it("says what to do about sheets, ranges and headers", async () => {
    const rows = `${header}<row r="2"><c r="A2"><v>1</v></c></row>`;
    const codes = [
      await error({ rows }, { sheet: "t" }),
      await error({ rows }, { sheet: 2 }),
      await error({ rows }, { range: "A0" }),
      await error({ rows }, { range: "C4:B3" }),
      await error({ rows }, { range: "C:D" }),
      await error({ rows }, { headerRows: 2 }),
      await error({ rows }, { headerRows: -1 }),
      await error({ rows }, { columns: ["b"] }),
      await error({ rows: '<row r="1"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>' }),
      await error({
        rows: `<row r="1">${inline("A1", "a")}${inline("B1", "a")}</row><row r="2"><c><v>1</v></c></row>`,
      }),
      await error({ rows }, { encoding: "latin1" }),
    ].map(({ code }) => code);
    expect(codes).toEqual([
      "unknown_sheet",
      "unknown_sheet",
      "sheet_range",
      "sheet_range",
      "sheet_empty",
      "sheet_no_rows",
      "header_rows",
      "unknown_column",
      "sheet_no_header",
      "duplicate_column",
      "read_option",
    ]);
  });

  it("a sheet whose last cell is far from all others takes no memory", async () => {
    const far = Array.from({ length: 100 }, (_, k) => `<c r="${columnLetters(100 + k)}1048576"><v>1</v></c>`).join("");
    expect((await error({ rows: `${header}<row r="1048576">${far}</row>` })).code).toBe("sheet_sparse");
  });

  it("a bomb is refused by its size", async () => {
    const bomb = workbookOf({ rows: header });
    const view = new DataView(bomb.buffer);
    // every entry of the directory says that its member is larger than any table of so few bytes
    for (let at = 0; at + 28 < bomb.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 2 ** 28 + 1, true);
    await expect(readFile(bomb, { name: "bomb.xlsx" })).rejects.toMatchObject({ code: "unpacked_size" });
  });

  it("old workbooks, protected ones and binary ones are named", async () => {
    const compound = new Uint8Array(2048);
    compound.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    new DataView(compound.buffer).setUint16(30, 9, true);
    await expect(readFile(compound, { name: "old.xls" })).rejects.toMatchObject({ code: "file_format" });
    const wide = new Uint8Array([..."EncryptedPackage"].flatMap((letter) => [letter.charCodeAt(0), 0]));
    compound.set(wide, 512);
    await expect(readFile(compound, { name: "x.xlsx" })).rejects.toMatchObject({ code: "encrypted" });
    const rels =
      '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>';
    const binary = zipSync({ "_rels/.rels": strToU8(rels), "xl/workbook.bin": strToU8("") });
    await expect(readFile(binary, { name: "x.xlsx" })).rejects.toMatchObject({ code: "file_format" });
  });
});

it.each(["&#78;", "1.5x", ""])("a row that is said to be '%s' is named as it stands", async (row) => {
  await expect(read({ rows: `<row r="${row}">${inline("A1", "a")}</row>` })).rejects.toMatchObject({
    code: "file_damaged",
    message: expect.stringContaining(`a row '${row}'`),
  });
});

describe("damaged workbooks", () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../golden/files/books/yearbook.xlsx", import.meta.url)));
  const options = { range: "B4:E8", headerRows: 2 };
  const open = (source: ReturnType<typeof bytesSource>) => XLSX.read(source, options, context);

  it("cut short are refused", async () => {
    const { read } = await readsDamaged("cut.xlsx", cuts(bytes, 600), open);
    expect(read).toBe(0);
  });

  it("with flipped bits are refused or read as they were", async () => {
    const whole = cellsByName((await open(bytesSource("whole.xlsx", bytes))).columns);
    await readsDamaged("flip.xlsx", flips(bytes, runs(150).numRuns, 22), async (source) => {
      const content = await open(source);
      expect(cellsByName(content.columns)).toEqual(whole);
      return content;
    });
  });
});

describe("parts that are damaged though their sums are right", () => {
  const parts = (name: string) =>
    unzipSync(new Uint8Array(readFileSync(new URL(`../../golden/files/books/${name}`, import.meta.url))));
  /** Workbooks with one part damaged, packed again. */
  function* repacked(name: string, part: string, times: number) {
    const whole = parts(name);
    for (const { how, bytes } of flips(whole[part]!, times, 22))
      yield { how: `${part}: ${how}`, bytes: zipSync({ ...whole, [part]: bytes }) };
  }

  it.each([
    ["types.xlsx", "xl/worksheets/sheet1.xml"],
    ["office.xlsx", "xl/sharedStrings.xml"],
    ["types.xlsx", "xl/styles.xml"],
    ["types.xlsx", "xl/workbook.xml"],
    ["types.ods", "content.xml"],
  ])("%s %s", async (name, part) => {
    const format = name.endsWith(".ods") ? ODS : XLSX;
    const { refused, read } = await readsDamaged(name, repacked(name, part, runs(40).numRuns), (source) =>
      format.read(source, {}, context),
    );
    expect(refused + read).toBeGreaterThan(0);
  });
});

describe("the parts of it", () => {
  it("kinds of number formats", () => {
    const kinds = [
      "General",
      "0.00E+00",
      "#,##0.00",
      "yyyy-mm-dd",
      "d/m/yy h:mm",
      "mm:ss.0",
      "[h]:mm",
      "[mm]",
      '"years" 0',
      "mmm",
      "[Red]0;[h]",
      "h AM/PM",
      "\\d0",
      "[$-409]d-mmm",
      "@",
      "ge.m.d",
    ].map(codeKind);
    const { number, date, moment, time, duration } = CELL;
    expect(kinds).toEqual([
      number,
      number,
      number,
      date,
      moment,
      time,
      duration,
      duration,
      number,
      date,
      number,
      time,
      number,
      date,
      number,
      date,
    ]);
  });

  it("of a long format is known at once, however many brackets are open in it", () => {
    const start = process.cpuUsage();
    expect(codeKind("[".repeat(200_000))).toBe(CELL.number);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });

  it("every decimal is the nearest double", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
          fc.stringMatching(/^-?\d{1,20}(\.\d{1,25})?(e[+-]?\d{1,2})?$/),
        ),
        (text) => {
          expect(decimalAt(strToU8(text), 0, text.length)).toBe(Number(text));
        },
      ),
      runs(1000),
    );
  });

  it("ranges and serial days", () => {
    expect(columnLetters(0) + columnLetters(25) + columnLetters(26) + columnLetters(16383)).toBe("AZAAXFD");
    expect(parseRange("$b$3:F200")).toMatchObject({ top: 2, left: 1, bottom: 199, right: 5, fixed: true });
    expect(parseRange("B:F")).toMatchObject({ top: 0, left: 1, right: 5, fixed: false });
    expect(["", "B3:", "3B", "XFE1", "A1048577", "A1:B2:C3"].map(parseRange)).toEqual(Array(6).fill(undefined));
    expect(serialMs(25569, false)).toBe(0);
    expect(serialMs(24107.5, true)).toBe(43_200_000);
    expect(clockTime(-1500)).toBe("-00:00:01.500");
  });

  it("is known by its name, whatever its first member", async () => {
    const parts = unzipSync(workbookOf({ rows: "<row><c><v>1</v></c></row>" }));
    const file = zipSync({ "other.bin": new Uint8Array(4), ...parts });
    const { columns } = await readFile(file, { name: "other.xlsx", headerRows: 0 });
    expect(cellsByName(columns)).toEqual({ A: [1] });
  });

  it("is known by name and by first bytes", () => {
    const entry = FORMATS.find(({ endings }) => endings.includes(".xlsx"))!;
    expect(entry.probe(workbookOf({ rows: "" }))).toBe(true);
    expect(entry.probe(zipSync({ "data.csv": strToU8("a\n1") }))).toBe(false);
  });
});
