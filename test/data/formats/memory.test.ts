import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { tableBytes } from "../../../src/data/files/write-tables.js";
import { openZip } from "../../../src/data/formats/archive/zip.js";
import { defaultMaxMemory, MemoryBudget } from "../../../src/data/formats/memory-budget.js";
import { type ReadFileOptions, readFile } from "../../../src/data/formats/read-file.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { makeTable } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellsByName } from "../../support/cells.js";
import { goldenBytes } from "../../support/format-files.js";
import { workbookOf } from "../../support/workbook-file.js";

const MB = 2 ** 20;

const refusal = (bytes: Uint8Array, options: ReadFileOptions) =>
  readFile(bytes, options).then(
    () => ({ code: "none", message: "it was read" }),
    ({ code, message }) => ({ code, message }),
  );

/** An object of R as saveRDS writes it (XDR, version 2), word by word. */
class Rds {
  private readonly parts: Uint8Array[] = [];

  int(...values: number[]): this {
    const view = new DataView(new ArrayBuffer(4 * values.length));
    for (const [k, value] of values.entries()) view.setInt32(4 * k, value);
    this.parts.push(new Uint8Array(view.buffer));
    return this;
  }

  double(...values: number[]): this {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    for (const [k, value] of values.entries()) view.setFloat64(8 * k, value);
    this.parts.push(new Uint8Array(view.buffer));
    return this;
  }

  text(text: string): this {
    this.int(0x40009, text.length);
    this.parts.push(strToU8(text));
    return this;
  }

  symbol = (name: string): this => this.int(1).text(name);

  bytes(): Uint8Array {
    return gzipSync(Buffer.concat([strToU8("X\n"), ...this.parts]));
  }
}

/** data.frame(x = 1:count), which says that it has `rows` rows, in which x is a sequence by its rule. */
function sequence(count: number, rows: number): Uint8Array {
  const rds = new Rds().int(2, 0x40300, 0x20300).int(0x313, 1);
  rds.int(238).int(2).symbol("compact_intseq").int(2).symbol("base").int(2).int(13, 1, 13).int(254);
  rds.int(14, 3).double(count, 1, 1).int(254);
  rds.int(0x402).symbol("names").int(16, 1).text("x");
  rds.int(0x402).symbol("class").int(16, 1).text("data.frame");
  rds
    .int(0x402)
    .symbol("row.names")
    .int(13, 2, -(2 ** 31), -rows)
    .int(254);
  return rds.bytes();
}

describe("the memory of reading", () => {
  it("is counted by what is asked for, held and let go", () => {
    const memory = new MemoryBudget("f", 1000);
    const values = memory.float64(50, "column 'x'");
    expect([memory.held, memory.left]).toEqual([400, 600]);
    const longer = memory.grown(values, 60, 500, "column 'x'"); // what is left, in the place of what is wanted
    expect([longer.length, memory.held, memory.peak]).toEqual([75, 600, 1000]);
    expect(() => memory.take(401, "column 'y'")).toThrow(
      "f asks for 1.00 kB of memory (column 'y'), and 1.00 kB may be taken; if the file is one you trust, read fewer columns of it (columns, --use) or allow more (maxMemory, --max-memory).",
    );
    expect(() => new MemoryBudget("f", Number.NaN)).toThrow("must be a number of bytes above 0; got NaN");
    expect(defaultMaxMemory()).toBeGreaterThan(MB);
  });

  it.each([
    "grunfeld.csv",
    "grunfeld.dta",
    "grunfeld.RData",
    "grunfeld.feather",
    "grunfeld.json",
    "grunfeld.ndjson",
    "grunfeld-zstd.parquet",
    "grunfeld.sav",
    "grunfeld.zsav",
    "grunfeld.xpt",
    "grunfeld.xlsx",
    "grunfeld.ods",
  ])("%s is read within its limit, and refused beyond it before memory is taken", async (name) => {
    const bytes = goldenBytes(`real/${name}`);
    const many = name === "grunfeld.csv" ? csvOf(bytes) : bytes; // small texts are read without a budget
    const whole = await readFile(many, { name });
    const within = await readFile(many, { name, maxMemory: 8 * MB });
    expect(cellsByName(within.columns)).toEqual(cellsByName(whole.columns));
    const { code, message } = await refusal(many, { name, maxMemory: 1000 });
    expect(code).toBe("file_memory");
    expect(message).toContain(`${name} asks for `);
    expect(message).toContain("1.00 kB may be taken");
  });
});

/** The rows of a CSV file often enough that kernels read it. */
function csvOf(bytes: Uint8Array): Uint8Array {
  const [head, ...rows] = new TextDecoder().decode(bytes).trim().split("\n");
  return strToU8([head, ...Array.from({ length: 100 }, () => rows.join("\n"))].join("\n"));
}

describe("files that ask for more than they hold", () => {
  it("a sequence of R that is kept by its rule is read where it is as long as its data frame, within the limit", async () => {
    const table = await readFile(sequence(5, 5), { name: "s.rds" });
    expect(cellsByName(table.columns)).toEqual({ x: [1, 2, 3, 4, 5] });
    expect((await refusal(sequence(3e8, 5), { name: "s.rds" })).code).toBe("file_damaged");
    const huge = sequence(3e8, 3e8);
    expect(huge.length).toBeLessThan(400);
    expect(await refusal(huge, { name: "s.rds", maxMemory: 1e9 })).toEqual({
      code: "file_memory",
      message:
        "s.rds asks for 2.40 GB of memory (column 'x'), and 1.00 GB may be taken; if the file is one you trust, read fewer columns of it (columns, --use) or allow more (maxMemory, --max-memory).",
    });
  });

  it("objects of R by the million, from one byte a thousand", async () => {
    const rds = new Rds()
      .int(2, 0x40300, 0x20300)
      .int(19, 4e6)
      .int(...new Array<number>(1e5).fill(253));
    expect((await refusal(rds.bytes(), { name: "o.rds", maxMemory: 4 * MB })).code).toBe("file_memory");
  });

  it("columns without a value, by the page", async () => {
    const values = new Float64Array(2e6).fill(Number.NaN);
    const about = { name: "x", bytes: 0, sha256: null };
    const engine = await loadEngine({ threads: 1 });
    const bytes = await tableBytes(engine, "x.parquet", makeTable([{ kind: "numeric", name: "x", values }], about));
    await engine.close();
    expect(bytes.length).toBeLessThan(10_000);
    expect((await refusal(bytes, { name: "x.parquet", maxMemory: 8 * MB })).code).toBe("file_memory");
    expect((await readFile(bytes, { name: "x.parquet", maxMemory: 128 * MB })).nRows).toBe(2e6);
  });

  it("text of commas, packed", async () => {
    const head = Array.from({ length: 1000 }, (_, k) => `x${k}`).join(",");
    const row = ",".repeat(999);
    const packed = gzipSync(`${head}\n${`${row}\n`.repeat(20_000)}`);
    expect((await refusal(packed, { name: "c.csv.gz", maxMemory: 16 * MB })).code).toBe("file_memory");
  });

  it("rows of JSON, which are not copied anew for each further one where memory becomes short", async () => {
    const packed = gzipSync('{"a":1,"b":2}\n'.repeat(1e6));
    const start = process.cpuUsage();
    const read = { name: "r.ndjson.gz", maxMemory: 37 * MB };
    expect((await refusal(packed, read)).code).toBe("file_memory");
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10);
  });

  it("a member of an archive that is held whole", async () => {
    const zeros = zipSync({ "x.dta": new Uint8Array(32 * MB) });
    expect((await refusal(zeros, { name: "z.zip", maxMemory: 4 * MB })).code).toBe("file_memory");
    const packed = gzipSync(new Uint8Array(32 * MB));
    expect((await refusal(packed, { name: "z.dta.gz", maxMemory: 4 * MB })).code).toBe("file_memory");
  });
});

describe("workbooks that ask for more than they hold", () => {
  const cell = (address: string) => `<c r="${address}" t="s"><v>0</v></c>`;
  const book = { name: "b.xlsx", maxMemory: 8 * MB };

  it("shared texts and styles by the million, and one text without an end", async () => {
    const rows = `<row r="1">${cell("A1")}</row><row r="2">${cell("A2")}</row>`;
    const many = workbookOf({ rows, strings: "<si><t>a</t></si>".repeat(2e5) });
    expect((await refusal(many, book)).code).toBe("file_memory");
    const styles = workbookOf({ rows, strings: "<si><t>a</t></si>", styles: '<xf numFmtId="1"/>'.repeat(2e5) });
    expect((await refusal(styles, book)).code).toBe("file_memory");
    const long = workbookOf({ rows, strings: `<si>${`<t>${"a".repeat(2 ** 20)}</t>`.repeat(20)}</si>` });
    expect(await refusal(long, { ...book, maxMemory: 512 * MB })).toMatchObject({
      code: "file_damaged",
      message: expect.stringContaining("a text is longer than 16777216 bytes"),
    });
  });

  it("rows that are far apart, merged cells by the million, entities that stand for others", async () => {
    const far = workbookOf({
      rows: `<row r="1">${cell("A1")}</row><row r="1048576">${cell("XFD1048576")}</row>`,
      strings: "<si><t>a</t></si>",
    });
    expect((await refusal(far, book)).code).toBe("file_memory");
    const merged = workbookOf({
      rows: `<row r="1">${cell("A1")}</row><row r="2">${cell("A2")}</row>`,
      strings: "<si><t>a</t></si>",
      after: `<mergeCells>${'<mergeCell ref="A1:B2"/>'.repeat(2e5)}</mergeCells>`,
    });
    expect((await refusal(merged, book)).code).toBe("file_memory");
    const parts = { "xl/workbook.xml": strToU8('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook/>') };
    expect(await refusal(zipSync(parts), book)).toMatchObject({
      code: "file_damaged",
      message: expect.stringContaining("declares a document type"),
    });
  });
});

describe("archives that contradict themselves", () => {
  const two = () => zipSync({ "a.csv": strToU8("x\n1\n"), "b.csv": strToU8("x\n2\n") }, { level: 0 });
  const places = (bytes: Uint8Array, mark: number): number[] => {
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length - 4 }, (_, at) => at).filter((at) => view.getUint32(at, true) === mark);
  };

  it("two files of one name are refused, whichever is meant", async () => {
    const bytes = two();
    for (let at = 0; at < bytes.length - 4; at++)
      if (String.fromCharCode(...bytes.subarray(at, at + 5)) === "b.csv") bytes[at] = "a".charCodeAt(0);
    expect(await refusal(bytes, { name: "z.zip" })).toMatchObject({
      code: "file_damaged",
      message: expect.stringContaining("it has two files called 'a.csv'"),
    });
    await expect(openZip(bytesSource("z.zip", bytes))).rejects.toMatchObject({ code: "file_damaged" });
  });

  it("files that share their bytes are refused, as one that is counted many times is a bomb", async () => {
    const bytes = two();
    const [, second] = places(bytes, 0x02014b50);
    new DataView(bytes.buffer).setUint32(second! + 42, 0, true);
    expect(await refusal(bytes, { name: "z.zip", sheet: "a.csv" })).toMatchObject({
      code: "file_damaged",
      message: expect.stringContaining("its files 'a.csv' and 'b.csv' overlap"),
    });
  });

  it("a file that unpacks to more than it says is not unpacked further", async () => {
    const bytes = zipSync({ "a.csv": new Uint8Array(16 * MB).fill(97) });
    const [entry] = places(bytes.subarray(-400).slice(), 0x02014b50);
    new DataView(bytes.buffer).setUint32(bytes.length - 400 + entry! + 24, 10, true);
    expect(await refusal(bytes, { name: "z.zip" })).toMatchObject({
      code: "file_damaged",
      message: expect.stringContaining("does not unpack to its checksum and size"),
    });
  });
});

it("compressed rows of SPSS that its blocks cannot hold are refused", async () => {
  const bytes = zsavOf(2 ** 30);
  expect(await refusal(bytes, { name: "z.zsav" })).toMatchObject({
    code: "file_damaged",
    message: expect.stringContaining(`it says that it has ${2 ** 30} rows`),
  });
});

/** grunfeld.zsav, which says that it has `rows` rows. */
function zsavOf(rows: number): Uint8Array {
  const bytes = goldenBytes("real/grunfeld.zsav");
  const view = new DataView(bytes.buffer);
  view.setInt32(80, rows, true);
  for (let at = 176; at < bytes.length - 32; at++) {
    const record = [0, 4, 8, 12].map((field) => view.getInt32(at + field, true));
    if (record.join() === "7,16,8,2") view.setBigInt64(at + 24, BigInt(rows), true);
  }
  return bytes;
}

describe("a text whose header names very many columns", () => {
  it("has room for the rows that come, not for rows that might", async () => {
    let asked = 0;
    const counting = class extends Float64Array {
      constructor(length: number) {
        super(length);
        asked += 8 * length;
      }
    };
    vi.stubGlobal("Float64Array", counting);
    const text = strToU8(`a,b${",".repeat(50_000)}\n1,2\n`);
    const { code } = await refusal(text, { name: "wide.csv" }).finally(() => vi.unstubAllGlobals());
    expect(code).toBe("csv_ragged");
    expect(asked).toBeLessThan(8 * MB);
  });

  it("is refused where their dictionaries take more than may be taken", async () => {
    const names = Array.from({ length: 50_000 }, (_, k) => `c${k.toString(36)}`).join();
    const row = `${Array(50_000).fill("q").join()}\n`;
    const { code, message } = await refusal(strToU8(`${names}\n${row}${row}`), { name: "t.csv", maxMemory: 48 * MB });
    expect(code).toBe("file_memory");
    expect(message).toContain("columns of text");
  });
});
