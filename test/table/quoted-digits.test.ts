/** Digits in quotes: codes where a file quotes text alone, in every reader the same. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../src/base/messages.js";
import { readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { CsvOptions } from "../../src/data/table/csv-head.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { readCsvByKernels } from "../support/read-csv.js";

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "quoted-"));
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** The table by both readers, which must agree. */
async function read(text: string, options: CsvOptions = {}): Promise<Table> {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  const [memory, file] = [parseCsv(text, options), await readCsvByKernels(path, options)];
  expect(file.columns).toEqual(memory.columns);
  expect(file.notes).toEqual(memory.notes);
  return file;
}

const kinds = ({ columns }: Table): Record<string, string> =>
  Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));
const codes = ({ notes }: Table): string[] => notes.map(({ code }) => code);

describe("a file that quotes text alone", () => {
  it("keeps digits in quotes as text, with a note", async () => {
    const table = await read('"hs8","value"\n"85010024",12.5\n"85010099",3\n');
    expect(kinds(table)).toEqual({ hs8: "text", value: "numeric" });
    expect(table.text("hs8").levels).toEqual(["85010024", "85010099"]);
    expect(table.notes).toEqual([
      {
        code: "quoted_digits",
        message:
          "Column 'hs8': all 2 non-missing cells are digits in quotes, such as '85010024'; kept as text, as codes are. numeric (--numeric-columns hs8) reads them as numbers.",
        detail: { column: "hs8", count: 2, got: "85010024" },
      },
    ]);
    expect(noteText(table.notes[0]!, "zh")).toMatch(/^列 'hs8'/);
  });

  it("whatever the column is called, with missing cells bare, empty or quoted", async () => {
    const table = await read('id,x\n"12",1\nNA,2\n,3\n"NA",4\n"7",5\n');
    expect(kinds(table)).toEqual({ id: "text", x: "numeric" });
    expect(table.notes.find(({ code }) => code === "quoted_digits")?.detail).toMatchObject({ count: 2, got: "12" });
  });

  it("reads what one bare number, a sign, a point or an exponent shows to be amounts", async () => {
    const table = await read('a,b,c,d,x\n"1","-1","1.5","1e3",0\n2,"2","2","2",0\n');
    expect(kinds(table)).toEqual({ a: "numeric", b: "numeric", c: "numeric", d: "numeric", x: "numeric" });
    expect(codes(table)).toEqual([]);
  });

  it("reads years, however a program came to quote them", async () => {
    const table = await read('"year","yr","fiscal_year","x"\n"2010","2010","2010",1\n"2011","2011","2011",2\n');
    expect(Object.values(kinds(table))).toEqual(["numeric", "numeric", "numeric", "numeric"]);
  });

  it("is read otherwise where the user says so", async () => {
    const text = 'id,x\n"12",1\n"7",2\n';
    expect([...(await read(text, { numeric: ["id"] })).numeric("id")]).toEqual([12, 7]);
    await expect(read(text, { numeric: ["idd"] })).rejects.toMatchObject({ code: "unknown_column" });
    expect(() => parseCsv(text).numeric("id")).toThrow(/name it in numeric \(--numeric-columns id\)/);
  });

  it("has codes with leading zeros as before, and all its missing cells", async () => {
    const table = await read('hs,empty,x\n"030285","NA",1\n"160411","",2\n');
    expect(kinds(table)).toEqual({ hs: "text", empty: "numeric", x: "numeric" });
    expect(codes(table)).toEqual(["codes"]);
  });
});

describe("a file that quotes every cell", () => {
  it("has numbers, with a note, but codes where the name says so", async () => {
    const table = await read('"HS_code","id","1960"\n"85010024","12","54608"\n"85010099","7","1.5"\n');
    expect(kinds(table)).toEqual({ HS_code: "text", id: "numeric", 1960: "numeric" });
    expect(table.notes.find(({ code }) => code === "all_quoted")?.detail).toEqual({ columns: ["id", "1960"] });
  });

  it("has no note where nothing is numeric, nor a file without quotes", async () => {
    expect(codes(await read('"a","b"\n"x","y"\n'))).toEqual([]);
    expect(codes(await read("a,b\n-1,-2\n"))).toEqual([]);
  });
});

describe("a file that is streamed", () => {
  it("is typed the same, with the same notes", async () => {
    const rows = ["firm,hs8,dest,year,value,quantity"];
    for (let i = 0; i < 60; i++) {
      rows.push(`${i % 5},"8501002${i % 3}","d${i % 4}",${2010 + (i % 2)},${100 + i * 7},${10 + (i % 13)}`);
    }
    const path = join(folder, "customs.csv");
    writeFileSync(path, `${rows.join("\n")}\n`);
    const out = join(folder, "rows.parquet");
    const { record } = await streamQuality(engine, path, {
      product: "hs8",
      by: "",
      fe: "product",
      duplicates: "keep",
      rows: out,
    });
    const memory = await readTable(path);
    const quoted = memory.notes.filter(({ code }) => code === "quoted_digits");
    expect(quoted).toHaveLength(1);
    expect(record.notes.filter(({ code }) => code === "quoted_digits")).toEqual(quoted);
    expect((await readTable(out)).column("hs8").kind).toBe("text");
  });
});
