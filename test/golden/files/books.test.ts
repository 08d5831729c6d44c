/**
 * Every cell of workbooks as other programs wrote and read them: writexl and openxlsx, openpyxl, LibreOffice.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { type Cell, cellsByName, cellsOf, likeColumn } from "../../support/cells.js";

const agree = agreeing("files-books");
const here = new URL(".", import.meta.url).pathname;

interface Expected {
  readonly options: FormatOptions;
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

const books: Record<string, Expected> = JSON.parse(readFileSync(`${here}books/expected.json`, "utf8"));

describe("workbooks of openpyxl and LibreOffice", () => {
  it.each(Object.entries(books))("%s", async (key, { options, columns }) => {
    const table = await readTable(`${here}books/${key.split(" ")[0]}`, options);
    expect(table.names).toEqual(Object.keys(columns));
    for (const column of table.columns)
      agreeCells(agree, cellsOf(column), likeColumn(column, columns[column.name]!), `${key}, ${column.name}`);
  });

  it("has an expectation for every workbook", () => {
    const files = readdirSync(`${here}books`).filter((name) => /\.(xlsx|ods)$/.test(name));
    expect(new Set(Object.keys(books).map((key) => key.split(" ")[0]))).toEqual(new Set(files));
  });
});

describe("workbooks of R", () => {
  const { columns, second_sheet } = JSON.parse(readFileSync(`${here}files_xlsx.json`, "utf8"));
  const expected = Object.fromEntries(
    Object.entries(columns as Record<string, { type: string; values: Cell[] }>).map(([name, { type, values }]) => [
      name,
      values.map((value) =>
        value === "" ? null : type === "datetime" ? ((value as string | null)?.replace("T", " ") ?? null) : value,
      ),
    ]),
  );
  // 0.30000000000000004 stands as 0.3 in the files: both programs write 15 or 16 digits
  expected.num![4] = 0.3;

  it("writexl: two sheets", async () => {
    const first = await readTable(`${here}files_xlsx_writexl.xlsx`);
    expect(cellsByName(first.columns)).toEqual(expected);
    expect(first.source.facts?.sheets).toEqual(["first", "second"]);
    expect(first.notes.map(({ code }) => code)).toEqual(["sheet_chosen"]);
    const second = await readTable(`${here}files_xlsx_writexl.xlsx`, { sheet: "second" });
    expect(cellsByName(second.columns)).toEqual(second_sheet);
  });

  it("openxlsx: a range, a merged title, a formula without a value", async () => {
    const table = await readTable(`${here}files_xlsx_openxlsx.xlsx`, { range: "B3", columns: Object.keys(expected) });
    expect(cellsByName(table.columns)).toEqual(expected);
    const whole = await readTable(`${here}files_xlsx_openxlsx.xlsx`, { range: "B3" });
    expect(whole.notes.map(({ code, detail }) => [code, detail?.cell])).toContainEqual(["sheet_uncached", "I4"]);
  });
});
