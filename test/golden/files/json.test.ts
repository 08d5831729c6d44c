/**
 * Every cell of JSON that pandas and polars wrote, as Python's own reader has it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { type Cell, cellsOf, likeColumn } from "../../support/cells.js";

const agree = agreeing("files-json");
const here = new URL("json/", import.meta.url).pathname;
const files: Record<string, Record<string, Cell[]>> = JSON.parse(readFileSync(`${here}expected.json`, "utf8"));

describe("JSON of pandas and polars", () => {
  it.each(Object.entries(files))("%s", async (name, expected) => {
    const table = await readTable(`${here}${name}`);
    expect(table.names).toEqual(Object.keys(expected));
    for (const column of table.columns)
      agreeCells(agree, cellsOf(column), likeColumn(column, expected[column.name]!), `${name}, ${column.name}`);
    expect(table.column("code").kind).toBe("text");
  });

  it("has an expectation for every file", () => {
    const there = readdirSync(here).filter((name) => /\.(json|jsonl|ndjson)$/.test(name) && name !== "expected.json");
    expect(there.sort()).toEqual(Object.keys(files).sort());
  });
});
