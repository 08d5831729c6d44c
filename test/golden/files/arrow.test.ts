/**
 * Every cell of Arrow files that pyarrow, polars and pandas wrote, as pyarrow has them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import { readHead, readTable } from "../../../src/data/files/read-table.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { type Cell, cellsOf } from "../../support/cells.js";

const agree = agreeing("files-arrow");
const here = new URL("arrow/", import.meta.url).pathname;
const files: Record<string, Record<string, Cell[]>> = JSON.parse(readFileSync(`${here}expected.json`, "utf8"));

/** Cells of pyarrow as a column of ours has them: whole numbers and decimals are told apart from texts of digits. */
const expectedCells = (column: Column, cells: readonly Cell[]): Cell[] =>
  cells.map((cell) => {
    if (cell === null || cell === "") return null;
    const exact = /^(integer|decimal):(.*)$/.exec(String(cell))?.[2];
    if (exact !== undefined) return column.kind === "numeric" ? Number(exact) : exact;
    return column.kind === "numeric" && typeof cell === "string" ? Number(cell.replace("Inf", "Infinity")) : cell;
  });

describe("Arrow files of pyarrow, polars and pandas", () => {
  it.each(Object.entries(files))("%s", async (name, expected) => {
    const table = await readTable(`${here}${name}`, { columns: Object.keys(expected) });
    expect(table.names).toEqual(Object.keys(expected));
    for (const column of table.columns)
      agreeCells(agree, cellsOf(column), expectedCells(column, expected[column.name]!), `${name}, ${column.name}`);
  });

  it("has an expectation for every file", () => {
    expect(
      readdirSync(here)
        .filter((name) => /\.(arrow|arrows|feather)$/.test(name))
        .sort(),
    ).toEqual(Object.keys(files).sort());
  });

  it("numbers stay numbers unless one would be rounded, text stays text", async () => {
    const table = await readTable(`${here}kinds_lz4.feather`);
    const text = table.columns.filter(({ kind }) => kind === "text").map(({ name }) => name);
    expect(text).toEqual(
      "big near near_u near_n u64 txt large view bytes num dict ddate d256 d32 d64 ts_s ts_ms ts_us ts_ns t32 t64".split(
        " ",
      ),
    );
    expect(table.notes.map(({ code, detail }) => [code, detail?.column])).toEqual([["numbers_as_text", "num"]]);
    expect(table.column("ts_us").facts?.stored).toBe("timestamp[us, Europe/Berlin]");
  });

  it("says what a file holds without reading it", async () => {
    const head = await readHead(`${here}many.arrows`);
    expect(head).toEqual({
      facts: { format: "Arrow stream" },
      columns: [
        { name: "x", kind: "numeric", stored: "double" },
        { name: "g", kind: "text", stored: "string" },
        { name: "k", kind: "numeric", stored: "int64" },
      ],
      nRows: 3000,
    });
  });

  it.each(["list", "struct", "map", "fixed", "union", "inner"])("refuses a nested column: %s", async (column) => {
    await expect(readTable(`${here}nested.feather`, { columns: [column] })).rejects.toMatchObject({
      code: "arrow_type",
      message: expect.stringContaining(`column '${column}' is of type`),
    });
  });
});
