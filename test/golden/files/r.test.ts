/**
 * Every cell of files that R wrote, in every way it has, as R itself has them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listSheets, readTable } from "../../../src/data/files/read-table.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import type { Table } from "../../../src/data/table/table.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { type Cell, cellsOf } from "../../support/cells.js";

const agree = agreeing("files-r");
const here = new URL(".", import.meta.url).pathname;

interface RColumn {
  readonly numeric: boolean;
  /** Numbers in 17 digits. */
  readonly values: readonly (string | null)[];
}

interface Expected {
  readonly columns: Readonly<Record<string, RColumn>>;
  readonly options?: FormatOptions | readonly [];
}

const files: Record<string, Expected> = JSON.parse(readFileSync(`${here}r/expected.json`, "utf8"));

const number = (text: string): number =>
  text.endsWith("Inf") ? Number(text.replace("Inf", "Infinity")) : Number(text);

const expectedCells = ({ numeric, values }: RColumn): Cell[] =>
  values.map((value) => (value === null || value === "" ? null : numeric ? number(value) : value));

const expectColumns = (table: Table, columns: Expected["columns"]) => {
  expect(table.names).toEqual(Object.keys(columns));
  for (const column of table.columns)
    agreeCells(agree, cellsOf(column), expectedCells(columns[column.name]!), column.name);
};

describe("files of R", () => {
  it.each(Object.entries(files))("%s", async (key, { columns, options = {} }) => {
    expectColumns(
      await readTable(`${here}r/${key.split(" ")[0]}`, Array.isArray(options) ? {} : (options as FormatOptions)),
      columns,
    );
  });

  it("has an expectation for every file", () => {
    const there = readdirSync(`${here}r`).filter(
      (name) => /\.(rds|rda|RData)$/.test(name) && !name.startsWith("refused"),
    );
    expect(new Set(Object.keys(files).map((key) => (key === "list.rds two" ? "list.rds" : key.split(" ")[0])))).toEqual(
      new Set(there),
    );
  });

  it("labels, missing values with a reason, levels and zones live on", async () => {
    const table = await readTable(`${here}r/kinds_gzip.rds`);
    expect(table.column("lab").facts).toEqual({
      label: "Level of education",
      stored: "double",
      valueLabels: [
        { value: 1, label: "low" },
        { value: 2, label: "high" },
        { value: ".a", label: "refused" },
      ],
      missingCodes: { names: [".a", ".z"], rows: Uint32Array.of(2, 3), codes: Uint8Array.of(0, 1) },
    });
    expect(table.column("spss").facts?.missingCodes).toEqual({
      names: ["-9", "98", "99"],
      rows: Uint32Array.of(1, 2, 3),
      codes: Uint8Array.of(0, 1, 2),
    });
    expect(table.column("labchr").facts?.valueLabels).toEqual([
      { value: "m", label: "male" },
      { value: "f", label: "female" },
    ]);
    expect(table.column("f").facts).toEqual({ stored: "factor", notes: ["levels: low, mid, high"] });
    expect(table.column("ord").facts).toEqual({ stored: "ordered factor" });
    expect(table.column("berlin").facts?.stored).toBe("POSIXct (Europe/Berlin)");
    expect(table.column("dif").facts?.stored).toBe("difftime, hours");
    expect(table.notes.map(({ code, detail }) => [code, detail?.column])).toEqual([
      ["r_time_zone", "berlin"],
      ["numbers_as_text", "num"],
    ]);
  });

  it("several objects: data frames are listed, the first is read", async () => {
    const path = `${here}r/several.RData`;
    expect(await listSheets(path)).toEqual(["table", "named"]);
    const { notes } = await readTable(path);
    expect(notes.map(({ code }) => code)).toEqual(["r_object_chosen"]);
    await expect(readTable(path, { sheet: "fit" })).rejects.toMatchObject({ code: "unknown_sheet" });
    const named = await readTable(path, { sheet: "named" });
    expect(named.notes.map(({ code }) => code)).toEqual(["r_row_names"]);
  });

  it.each([
    ["list", "r_column", "column 'l' is a list"],
    ["lt", "r_column", "x$t <- as.POSIXct(x$t)"],
    ["matrix", "r_column", "column 'm' is a matrix"],
    ["complex", "r_column", "column 'c' is complex numbers"],
    ["vector", "r_object", "holds a vector, integer"],
  ])("refuses a column or object that is no column: %s", async (name, code, words) => {
    await expect(readTable(`${here}r/refused_${name}.rds`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it("reads a column that is asked for beside one that is none", async () => {
    expect((await readTable(`${here}r/refused_list.rds`, { columns: ["ok"] })).names).toEqual(["ok"]);
  });
});

describe("the reference file in four encodings", () => {
  const { columns } = JSON.parse(readFileSync(`${here}files_rds.json`, "utf8"));
  const expected = Object.fromEntries(
    Object.entries(columns as Record<string, { type: string; values: Cell[] }>).map(([name, { type, values }]) => [
      name,
      values.map((value) =>
        value === "" ? null : type === "datetime" && value !== null ? String(value).replace("T", " ") : value,
      ),
    ]),
  );

  it.each(["gz", "v2_none", "xz", "ascii"])("%s", async (how) => {
    const table = await readTable(`${here}files_rds_${how}.rds`);
    // R writes 16 digits in ASCII, and reads 0.3 itself
    const num =
      how === "ascii" ? expected.num!.map((value) => (value === 0.30000000000000004 ? 0.3 : value)) : expected.num;
    for (const column of table.columns) {
      agreeCells(agree, cellsOf(column), { ...expected, num }[column.name]!, column.name);
    }
    expect(table.names).toEqual(Object.keys(expected));
    expect(table.column("f").facts?.notes).toEqual(["levels: c, b, a"]);
  });
});
