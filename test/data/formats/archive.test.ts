import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { strToU8, type Zippable, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { listSheets, readTable } from "../../../src/data/files/read-table.js";
import { piecesSource } from "../../../src/data/formats/archive/pieces-source.js";
import { memberBytes, memberCalled, openZip } from "../../../src/data/formats/archive/zip.js";
import { crc32 } from "../../../src/data/formats/crc32.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { MemoryBudget } from "../../../src/data/formats/memory-budget.js";
import { readFile } from "../../../src/data/formats/read-file.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { cellsByName } from "../../support/cells.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { runs } from "../../support/laws.js";

const golden = (name: string) => new Uint8Array(readFileSync(new URL(`../../golden/files/${name}`, import.meta.url)));
const csv = strToU8("id,x\n1,0.5\n2,\n");
const cells = { id: [1, 2], x: [0.5, null] };
const book = golden("books/types.xlsx");

const zipOf = (files: Zippable) => zipSync(files);
const read = (bytes: Uint8Array, name = "data.zip", options: FormatOptions = {}) =>
  readFile(bytes, { name, ...options });
const errorOf = (bytes: Uint8Array, name = "data.zip", options: FormatOptions = {}) =>
  read(bytes, name, options).then(
    () => expect.fail("it was read"),
    ({ code, message }) => ({ code, message }),
  );

describe("archives", () => {
  it.each([
    ["packed", { "folder/data.csv": csv }],
    ["stored", { "data.csv": [csv, { level: 0 }] }],
    ["with what a Macintosh leaves", { "data.csv": csv, "__MACOSX/._data.csv": csv, ".DS_Store": csv }],
  ] as [string, Zippable][])("one text file, %s", async (_, files) => {
    const table = await read(zipOf(files));
    expect(cellsByName(table.columns)).toEqual(cells);
    expect(table.notes).toEqual([]);
    expect(table.source.name).toBe("data.zip");
  });

  it("the only file of a known format, with a note on the others", async () => {
    const { notes, columns } = await read(zipOf({ "readme.pdf": csv, "data.csv": csv }));
    expect(cellsByName(columns)).toEqual(cells);
    expect(notes.map(({ code, detail }) => [code, detail])).toEqual([
      ["archive_member", { member: "data.csv", others: ["readme.pdf"] }],
    ]);
  });

  it("several files are listed, and one is chosen by name or number", async () => {
    const bytes = zipOf({ "a/one.csv": csv, "two.json": strToU8('[{"y":1}]'), "three.rds": golden("r/tibble.rds") });
    expect(await errorOf(bytes)).toEqual({
      code: "archive_members",
      message: "data.zip has 3 files that may be read: a/one.csv, two.json, three.rds; name one by sheet (--sheet).",
    });
    expect((await errorOf(bytes, "data.zip", { sheet: "four" })).code).toBe("unknown_sheet");
    expect((await read(bytes, "data.zip", { sheet: "one.csv" })).names).toEqual(["id", "x"]);
    expect((await read(bytes, "data.zip", { sheet: 2 })).names).toEqual(["y"]);
    expect((await read(bytes, "data.zip", { sheet: "three.rds" })).names).toEqual(["a", "b c"]);
  });

  it("a sheet of the only workbook within", async () => {
    const bytes = zipOf({ "book.xlsx": book });
    expect((await read(bytes)).names).toContain("firm code");
    expect((await read(bytes, "data.zip", { sheet: "Second" })).names).toEqual(["a", "b"]);
  });

  it("archives within archives, up to a point", async () => {
    let bytes = zipOf({ "data.csv": csv });
    for (let depth = 0; depth < 3; depth++) bytes = zipOf({ "inner.zip": bytes });
    expect(cellsByName((await read(bytes)).columns)).toEqual(cells);
    expect((await errorOf(zipOf({ "inner.zip": bytes }))).code).toBe("archive_deep");
  });

  it("nothing that is read", async () => {
    expect((await errorOf(zipOf({ "a.pdf": csv }))).message).toBe(
      "data.zip has no file of a format that is read: a.pdf; unpack it.",
    );
    expect((await errorOf(zipSync({}))).code).toBe("archive_members");
  });

  it("a password, another way to pack, one part of several", async () => {
    const bytes = zipOf({ "data.csv": csv });
    const directory = bytes.findLastIndex(
      (_, at) => bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1,
    );
    const changed = (at: number, value: number) => bytes.map((byte, k) => (k === at ? value : byte));
    expect((await errorOf(changed(directory + 8, 1))).code).toBe("encrypted");
    expect((await errorOf(changed(directory + 10, 93))).message).toContain("packed by Zstandard");
    expect((await errorOf(changed(bytes.length - 22 + 4, 1))).code).toBe("zip_split");
    expect((await errorOf(changed(directory + 16, bytes[directory + 16]! ^ 1))).code).toBe("file_damaged");
  });

  it("sizes beyond 4 GB have a field of their own", async () => {
    const bytes = zipOf({ "data.csv": [csv, { extra: { 1: new Uint8Array(24) } }] });
    const directory = bytes.findLastIndex(
      (_, at) => bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1,
    );
    const view = new DataView(bytes.buffer, directory);
    const extra = 46 + view.getUint16(28, true) + 4;
    for (const [k, at] of [24, 20, 42].entries()) {
      view.setBigUint64(extra + 8 * k, BigInt(view.getUint32(at, true)), true);
      view.setUint32(at, 0xffffffff, true);
    }
    expect(cellsByName((await read(bytes)).columns)).toEqual(cells);
  });
});

describe("packed files", () => {
  it.each([
    ["kinds_lz4.feather", "arrow/kinds_lz4.feather", "txt"],
    ["lines.json", "json/pandas_records.json", "code"],
    ["types.xlsx", "books/types.xlsx", "id"],
    ["plain.rds", "r/kinds_none.rds", "lab"],
    ["panel.dta", "files_dta_118.dta", ""],
  ])("%s.gz is as the file by itself", async (name, path, column) => {
    const bytes = golden(path);
    const packed = await read(gzipSync(bytes), `${name}.gz`);
    const plain = await read(bytes, name);
    expect(cellsByName(packed.columns)).toEqual(cellsByName(plain.columns));
    if (column !== "") expect(packed.names).toContain(column);
  });

  it("without a name to tell, by what is in it", async () => {
    expect((await read(gzipSync(golden("r/kinds_none.rds")), "data")).names).toContain("lab");
  });

  it("cut short is refused", async () => {
    const bytes = gzipSync(golden("json/pandas_records.json"));
    expect((await errorOf(bytes.subarray(0, bytes.length - 3), "x.json.gz")).code).toBe("file_damaged");
  });
});

describe("damaged archives", () => {
  const bytes = zipOf({ "data.json": golden("json/pandas_records.json") });
  const open = async (source: ReturnType<typeof bytesSource>) =>
    readFile(await source.slice(0, source.size), { name: "x.zip" });

  it("cut short are refused", async () => {
    expect((await readsDamaged("x.zip", cuts(bytes, 300), open)).read).toBe(0);
  });

  it("with flipped bits are refused or read as they were", async () => {
    const whole = cellsByName((await open(bytesSource("x.zip", bytes))).columns);
    await readsDamaged("x.zip", flips(bytes, runs(150).numRuns, 22), async (source) => {
      const table = await open(source);
      expect(cellsByName(table.columns)).toEqual(whole);
      return table;
    });
  });
});

describe("on disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("what an archive holds is listed", async () => {
    const several = join(folder, "several.zip");
    writeFileSync(several, zipOf({ "one.csv": csv, "two.csv": csv, "note.pdf": csv }));
    expect(await listSheets(several)).toEqual(["one.csv", "two.csv"]);
    const packed = join(folder, "types.xlsx.gz");
    writeFileSync(packed, gzipSync(book));
    expect(await listSheets(packed)).toEqual(["data", "Second", "hidden one"]);
    expect((await readTable(several, { sheet: "two.csv" })).nRows).toBe(2);
  });

  it("a file that has one table is looked into before it is said to", async () => {
    const whole = golden("files_dta_118.dta");
    const path = join(folder, "cut.dta");
    writeFileSync(path, whole);
    expect(await listSheets(path)).toBeUndefined();
    for (const packed of [whole.slice(0, 3000), gzipSync(whole.slice(0, 3000))]) {
      writeFileSync(path, packed);
      await expect(listSheets(path)).rejects.toMatchObject({
        code: expect.stringMatching(/^file_(damaged|truncated)$/),
      });
    }
  });
});

describe("parts of it", () => {
  it("the checksum of 'The quick brown fox' and of nothing", () => {
    expect(crc32(strToU8("The quick brown fox jumps over the lazy dog"))).toBe(0x414fa339);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it("a source over pieces is as one over all bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 8 }),
        fc.nat(60),
        fc.nat(60),
        async (parts, a, b) => {
          const pieces = async function* () {
            yield* parts;
          };
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          const all = new Uint8Array(parts.flatMap((part) => [...part]));
          const source = await piecesSource("x", pieces(), new MemoryBudget("x"));
          expect(source.size).toBe(all.length);
          expect([...(await source.slice(start, end))]).toEqual([...all.subarray(start, end)]);
        },
      ),
    );
  });

  it("members by name, letters small or capital", async () => {
    const zip = await openZip(bytesSource("x.zip", zipOf({ "A/b.TXT": csv })));
    expect(await memberBytes(zip, memberCalled(zip, "a/B.txt")!)).toEqual(csv);
  });
});
