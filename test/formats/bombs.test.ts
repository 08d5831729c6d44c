/**
 * Small files that ask for a great deal: parts that share bytes, texts made of others, repeats. Each is refused by a code before memory is
 * taken, which the budget counts, whatever else runs.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { putVarint, thriftBytes } from "../../src/data/formats/parquet/write/thrift-writer.js";
import { type ReadFileOptions, readFile } from "../../src/data/formats/read-file.js";
import { writeStata } from "../../src/data/formats/stata/write/write-stata.js";
import { makeTable } from "../../src/data/table/table.js";
import { goldenBytes } from "../support/format-files.js";
import { workbookOf } from "../support/workbook-file.js";
import { savBytes } from "./spss/sav-bytes.js";

const MB = 1e6;
/** What each file may take here: a hundredth of what it asks for. */
const maxMemory = 8 * MB;

/** The code and the words with which a small file is refused. */
async function refused(bytes: Uint8Array, name: string, options: ReadFileOptions = {}) {
  expect(gzipSync(bytes).length).toBeLessThan(400_000);
  const read = readFile(bytes, { name, maxMemory, ...options });
  return read.then(
    () => ({ code: "none", message: "it was read" }),
    (error) => {
      expect(error).toBeInstanceOf(WasmetricsError);
      return { code: error.code, message: error.message };
    },
  );
}

/** Refused for what it asks for, with the remedy. */
const MEMORY = {
  code: "file_memory",
  message: expect.stringMatching(/ asks for .* of memory .*, and 8\.00 MB may be taken; .*--max-memory/),
};
const damage = (words: string) => ({ code: "file_damaged", message: expect.stringContaining(words) });

describe("OpenDocument", () => {
  const NAMES = `xmlns:office="o" xmlns:table="t" xmlns:text="x"`;
  const sheets = (tables: string) =>
    zipSync({
      mimetype: strToU8("application/vnd.oasis.opendocument.spreadsheet"),
      "content.xml": strToU8(
        `<office:document-content ${NAMES}><office:body>${tables}</office:body></office:document-content>`,
      ),
    });
  const sheet = (rows: string) => sheets(`<table:table table:name="s">${rows}</table:table>`);
  const text = (inside: string) =>
    `<table:table-cell office:value-type="string"><text:p>${inside}</text:p></table:table-cell>`;
  const number = '<table:table-cell office:value-type="float" office:value="1"/>';

  it("spaces by their number, in the cells of a row that has not ended", async () => {
    const cell = text(`a${'<text:s text:c="32768"/>'.repeat(64)}`);
    expect(await refused(sheet(`<table:table-row>${cell.repeat(64)}</table:table-row>`), "s.ods")).toMatchObject(
      MEMORY,
    );
  });

  it("more cells in a row than a sheet has columns, whatever range is asked for", async () => {
    const row = `<table:table-row>${number.repeat(20_000)}</table:table-row>`;
    const words = damage("beyond the last of a sheet");
    expect(await refused(sheet(row), "c.ods", { maxMemory: 64 * MB, range: "A1:B2" })).toMatchObject(words);
  });

  it("rows and columns that are repeated, names of sheets by the million", async () => {
    const cell = number.replace("/>", ' table:number-columns-repeated="16384"/>');
    const rows = `<table:table-row table:number-rows-repeated="1048576">${cell}</table:table-row>`;
    expect((await refused(sheet(rows), "r.ods")).code).toBe("file_memory");
    expect((await refused(sheet(rows), "r.ods", { maxMemory: 1e9 })).code).toMatch(/sheet_repeats|file_memory/);
    expect(await refused(sheets('<table:table table:name="n"/>'.repeat(2e5)), "n.ods")).toMatchObject(MEMORY);
  });
});

describe("Excel", () => {
  it("names of sheets and of parts by the million, elements without end", async () => {
    const many = workbookOf({ rows: "", workbook: `<sheets>${'<sheet name="n" r:id="x"/>'.repeat(2e5)}</sheets>` });
    expect(await refused(many, "n.xlsx")).toMatchObject(MEMORY);
    const relations = `<Relationships>${'<Relationship Id="x" Type="t" Target="a"/>'.repeat(2e5)}</Relationships>`;
    const parts = { "xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": relations };
    const book = zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
    expect(await refused(book, "p.xlsx")).toMatchObject(MEMORY);
    expect(await refused(workbookOf({ rows: "<a>".repeat(1e5) }), "d.xlsx")).toMatchObject(damage("1024 deep"));
  });

  it("a text without end, and cells far apart", async () => {
    const long = `<row r="1"><c r="A1" t="inlineStr"><is><t>${"a".repeat(2 ** 24 + 2 ** 20)}</t></is></c></row>`;
    expect((await refused(workbookOf({ rows: long }), "t.xlsx")).code).toBe("file_damaged");
    const far = Array.from({ length: 200 }, (_, k) => {
      const row = 1 + 5000 * k;
      return `<row r="${row}"><c r="A${row}"><v>1</v></c><c r="XFD${row}"><v>1</v></c></row>`;
    });
    expect((await refused(workbookOf({ rows: far.join("") }), "f.xlsx")).code).toMatch(/file_memory|sheet_sparse/);
  });
});

describe("SPSS", () => {
  it("value labels that all variables share", async () => {
    const variables = Array.from({ length: 300 }, (_, k) => ({ name: `V${k}`, values: [1, 2] }));
    const bytes = savBytes({ variables });
    const int32 = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
    const label = new Uint8Array(16).fill(97);
    label[8] = 7;
    const record = [
      int32(3, 1000),
      ...Array.from({ length: 1000 }, () => label),
      int32(4, variables.length, ...variables.map((_, k) => k + 1)),
    ];
    const at = 176 + 32 * variables.length;
    const all = new Uint8Array(Buffer.concat([bytes.subarray(0, at), ...record, bytes.subarray(at)]));
    expect(await refused(all, "l.sav")).toMatchObject(MEMORY);
    expect((await readFile(all, { name: "l.sav", maxMemory: 512 * MB })).columns[299]!.facts?.valueLabels).toHaveLength(
      1000,
    );
  });
});

describe("Stata", () => {
  /** A file of one column whose `count` labels all begin where the first does. */
  async function labelled(count: number): Promise<Uint8Array> {
    const valueLabels = Array.from({ length: count }, (_, k) => ({
      value: k,
      label: k === 0 ? "a".repeat(30_000) : "b",
    }));
    const x = { kind: "numeric", name: "x", values: Float64Array.of(0, 1), facts: { valueLabels } } as const;
    const pieces: Uint8Array[] = [];
    for await (const piece of writeStata(makeTable([x], { name: "x", bytes: 0, sha256: null })))
      pieces.push(piece.slice());
    const bytes = new Uint8Array(Buffer.concat(pieces));
    const table = Buffer.from(bytes.buffer).indexOf("<lbl>") + 5 + 4 + 129 + 3;
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(table, true)).toBe(count);
    for (let k = 0; k < count; k++) view.setUint32(table + 8 + 4 * k, 0, true);
    return bytes;
  }

  it("value labels that are all one long text", async () => {
    expect(await refused(await labelled(2000), "l.dta")).toMatchObject(MEMORY);
    expect(
      (await readFile(await labelled(100), { name: "l.dta", maxMemory })).columns[0]!.facts?.valueLabels,
    ).toHaveLength(100);
  });

  it("missing cells with a reason, packed", async () => {
    const missing = Float64Array.from({ length: 1e6 }, () => Number.NaN);
    const codes = { names: [".a"], rows: Uint32Array.from(missing.keys()), codes: new Uint8Array(1e6) };
    const x = { kind: "numeric", name: "x", values: missing, facts: { missingCodes: codes } } as const;
    const pieces: Uint8Array[] = [];
    for await (const piece of writeStata(makeTable([x], { name: "x", bytes: 0, sha256: null })))
      pieces.push(piece.slice());
    const bytes = new Uint8Array(gzipSync(Buffer.concat(pieces)));
    expect((await refused(bytes, "m.dta.gz", { maxMemory: 14 * MB })).code).toBe("file_memory");
    expect((await readFile(bytes, { name: "m.dta.gz", maxMemory: 64 * MB })).nRows).toBe(1e6);
  });
});

it("SAS: subheaders by the thousand that are all the same bytes", async () => {
  const golden = new Uint8Array(gunzipSync(goldenBytes("sas/54-class.sas7bdat.gz")));
  const view = new DataView(golden.buffer);
  const [wide, shift, little] = [golden[32] === 0x33, golden[35] === 0x33 ? 4 : 0, golden[37] === 1];
  const headerBytes = view.getInt32(196 + shift, little);
  const pageBytes = 2 ** 20;
  const bytes = new Uint8Array(headerBytes + pageBytes);
  bytes.set(golden.subarray(0, headerBytes));
  const all = new DataView(bytes.buffer);
  const integer = (at: number, value: number) =>
    wide ? all.setBigInt64(at, BigInt(value), little) : all.setInt32(at, value, little);
  all.setInt32(200 + shift, pageBytes, little);
  integer(204 + shift, 1);
  const [start, size, word, length] = wide ? [32, 24, 8, 2 ** 17] : [16, 12, 4, 2 ** 17];
  const names = pageBytes - length;
  const count = 2000;
  all.setUint16(headerBytes + start + 2, count, little);
  all.setUint16(headerBytes + start + 4, count, little);
  for (let k = 0; k < count; k++) {
    const at = headerBytes + start + 8 + k * size;
    integer(at, names);
    integer(at + word, length);
  }
  bytes.fill(255, headerBytes + names, headerBytes + names + word);
  expect(await refused(bytes, "s.sas7bdat")).toMatchObject(MEMORY);
});

describe("Parquet", () => {
  /** `count` texts of `length` letters, each of which shares all with the one before (DELTA_BYTE_ARRAY). */
  function shared(count: number, length: number): Uint8Array {
    const body: number[] = [];
    // differences in blocks of 128 times 8, of which only the first is none of zeros
    const differences = (first: number, then: number) => {
      for (const value of [1024, 128, count, first * 2]) putVarint(value, body);
      for (let block = 0; block * 1024 < count - 1; block++) {
        body.push(0, ...Array.from({ length: 128 }, (_, k) => (block === 0 && k === 0 ? 64 : 0)));
        if (block === 0)
          body.push(...new Uint8Array(BigInt64Array.of(BigInt(then), ...new Array<bigint>(7).fill(0n)).buffer));
      }
    };
    differences(0, length);
    differences(length, -length);
    const page = new Uint8Array(Buffer.concat([Uint8Array.from(body), Buffer.alloc(length, "a")]));
    const header = thriftBytes({
      1: { i32: 0 },
      2: { i32: page.length },
      3: { i32: page.length },
      5: { struct: { 1: { i32: count }, 2: { i32: 7 }, 3: { i32: 3 }, 4: { i32: 3 } } },
    });
    const bytes = header.length + page.length;
    const meta = {
      ...{ 1: { i32: 6 }, 2: { i32s: [7] }, 3: { texts: ["x"] }, 4: { i32: 0 } },
      ...{ 5: { i64: count }, 6: { i64: bytes }, 7: { i64: bytes }, 9: { i64: 4 } },
    };
    const footer = thriftBytes({
      1: { i32: 1 },
      2: {
        structs: [
          { 4: { text: "schema" }, 5: { i32: 1 } },
          { 1: { i32: 6 }, 3: { i32: 0 }, 4: { text: "x" }, 6: { i32: 0 } },
        ],
      },
      3: { i64: count },
      4: {
        structs: [{ 1: { structs: [{ 2: { i64: 4 }, 3: { struct: meta } }] }, 2: { i64: bytes }, 3: { i64: count } }],
      },
    });
    const end = new Uint8Array(8);
    new DataView(end.buffer).setUint32(0, footer.length, true);
    end.set(strToU8("PAR1"), 4);
    return new Uint8Array(Buffer.concat([strToU8("PAR1"), header, page, footer, end]));
  }

  it("texts that are made of those before them", async () => {
    const few = await readFile(shared(3, 10), { name: "t.parquet" });
    expect(few.columns[0]).toMatchObject({ kind: "text", levels: ["a".repeat(10)] });
    expect(await refused(shared(2000, 50_000), "t.parquet")).toMatchObject(MEMORY);
  });
});

describe("Arrow", () => {
  /** A stream whose one field has two fields that are the same, each of which has two again, `deep` times. */
  function fields(deep: number): Uint8Array {
    const out: number[] = [];
    const put = (bytes: number, ...values: number[]) => {
      for (const value of values) for (let k = 0; k < bytes; k++) out.push((value >> (8 * k)) & 255);
    };
    const set = (at: number, to: number) => {
      for (let k = 0; k < 4; k++) out[at + k] = ((to - at) >> (8 * k)) & 255;
    };
    put(4, 0); // where the message is
    const tables: number[] = [];
    /** A table with the fields of `sizes` bytes, in order; where each stands. */
    const table = (sizes: readonly number[]): number[] => {
      const [head, length] = [out.length, sizes.reduce((sum, size) => sum + size, 4)];
      let next = 4;
      put(2, 4 + 2 * sizes.length, length);
      for (const size of sizes) {
        put(2, size === 0 ? 0 : next);
        next += size;
      }
      while ((out.length - head) % 4 !== 0) put(1, 0);
      const at = out.length;
      put(4, at - head);
      tables.push(at);
      put(1, ...new Array<number>(length - 4).fill(0));
      return sizes.map((_, k) => sizes.slice(0, k).reduce((place, size) => place + size, at + 4));
    };
    const [, kind, schema] = table([0, 1, 4]);
    out[kind!] = 1;
    set(0, tables.at(-1)!);
    const [, list] = table([0, 4]);
    set(schema!, tables.at(-1)!);
    let from = list!;
    for (let k = 0; k < deep; k++) {
      set(from, out.length);
      put(4, k === 0 ? 1 : 2);
      const places = Array.from({ length: k === 0 ? 1 : 2 }, () => out.push(0, 0, 0, 0) - 4);
      const own = table([0, 0, 1, 4, 0, 4]);
      for (const place of places) set(place, tables.at(-1)!);
      table([]);
      set(own[3]!, tables.at(-1)!);
      out[own[2]!] = 1; // null
      from = own[5]!;
    }
    set(from, out.length);
    put(4, 0);
    while (out.length % 8 !== 0) put(1, 0);
    const lead = new Uint8Array(8);
    new DataView(lead.buffer).setUint32(0, 0xffffffff, true);
    new DataView(lead.buffer).setUint32(4, out.length, true);
    return new Uint8Array(Buffer.concat([lead, Uint8Array.from(out), new Uint8Array(8)]));
  }

  it("fields that are within themselves, twice each", async () => {
    expect(await refused(fields(3), "f.arrows")).toMatchObject({ code: "arrow_no_rows" });
    expect(await refused(fields(22), "f.arrows")).toMatchObject(MEMORY);
  });
});

describe("R", () => {
  const ints = (...values: number[]) =>
    Buffer.concat(
      values.map((value) => {
        const bytes = Buffer.alloc(4);
        bytes.writeInt32BE(value);
        return bytes;
      }),
    );
  const rds = (...parts: Uint8Array[]) =>
    new Uint8Array(gzipSync(Buffer.concat([strToU8("X\n"), ints(2, 0x40300, 0x20300), ...parts])));

  it("lists within lists, and vectors that say they have two thousand million elements", async () => {
    const deep = Array.from({ length: 100_000 }, () => ints(19, 1));
    expect(await refused(rds(...deep, ints(254)), "l.rds")).toMatchObject(damage("more than 500 deep"));
    for (const type of [10, 13, 14, 15, 16, 19, 24]) {
      expect((await refused(rds(ints(type, 2 ** 31 - 1)), "v.rds")).code).toBe("file_truncated");
    }
    expect((await refused(rds(ints(14, -1, 16, 0)), "v.rds")).code).toBe("r_object");
  });
});

describe("text", () => {
  it("JSON: each row with a name of its own, values within values", async () => {
    const rows = Array.from({ length: 50_000 }, (_, k) => `{"k${k}":1}\n`).join("");
    expect((await refused(strToU8(rows), "w.ndjson")).code).toMatch(/file_memory|json_sparse/);
    expect((await refused(strToU8(`{"a":${"[".repeat(1e6)}`), "d.ndjson")).code).toBe("json_nested");
  });

  it("CSV: columns by the ten thousand, each with nothing in it", async () => {
    const head = Array.from({ length: 20_000 }, (_, k) => `c${k}`).join(",");
    const packed = gzipSync(`${head}\n${`${",".repeat(19_999)}\n`.repeat(200)}`);
    expect((await refused(new Uint8Array(packed), "w.csv.gz")).code).toBe("file_memory");
  });

  it("an archive of an archive is read for neither", async () => {
    const inner = zipSync({ "a.csv": new Uint8Array(64 * MB).fill(97) });
    expect((await refused(zipSync({ "inner.csv.gz": gzipSync(inner) }), "z.zip")).code).toBe("not_text");
    expect(await refused(zipSync({ "a.dta": new Uint8Array(32 * MB) }), "z.zip")).toMatchObject(MEMORY);
  });
});
