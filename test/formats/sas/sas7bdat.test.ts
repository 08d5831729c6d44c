import { describe, expect, it } from "vitest";
import { meaningOf, secondsOf } from "../../../src/data/formats/sas/formats.js";
import { isSas7bdat } from "../../../src/data/formats/sas/probe.js";
import { unpackRdc } from "../../../src/data/formats/sas/rdc.js";
import { unpackRle } from "../../../src/data/formats/sas/rle.js";
import { SAS7BDAT } from "../../../src/data/formats/sas/sas7bdat.js";
import { doubleReader, missingReader } from "../../../src/data/formats/sas/special-missing.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { agreeing } from "../../support/agree.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { cellsOf, codesOf, NO_ENGINE } from "../../support/format-files.js";
import { EXPECTED, expectColumns, readSas, sasBytes } from "./sas-files.js";

const agree = agreeing("files-sas");
const FILES = Object.keys(EXPECTED).filter((file) => file.includes(".sas7bdat"));

describe("data sets of SAS", () => {
  it.each(FILES)("%s has every cell, label and missing value that pyreadstat reads", async (file) => {
    const { columns, facts } = await readSas(SAS7BDAT, file);
    expectColumns(agree, file, columns, true);
    expect(facts.label ?? null).toBe(EXPECTED[file]!.label);
    expect(isSas7bdat(sasBytes(file))).toBe(true);
  });

  it("are of either byte order and width, compressed or not, and have lost rows", () => {
    // what the files above cover: bytes 32 and 37 of the header, and the rows of those with deleted ones
    const kinds = FILES.map((file) => `${sasBytes(file)[32] === 0x33 ? 64 : 32} ${sasBytes(file)[37]}`);
    expect(new Set(kinds)).toEqual(new Set(["32 1", "64 1", "64 0"]));
    expect(EXPECTED["comp_deleted.sas7bdat.gz"]!.columns[0]!.cells).toHaveLength(3);
  });

  it("keep .A, .H and .Z apart", async () => {
    const { columns } = await readSas(SAS7BDAT, "tagged-na.sas7bdat.gz");
    expect(new Set(Object.values(codesOf(columns[0]!)))).toEqual(new Set([".A", ".H", ".Z"]));
  });

  it("have dates in the calendar of SAS, which has no 29 February in 4000", async () => {
    const { columns } = await readSas(SAS7BDAT, "date_leap_days.sas7bdat.gz");
    const dates =
      "2000-02-28 2000-02-29 2000-03-01 2000-12-31 4000-02-28 4000-03-01 4000-12-31 6000-02-28 6000-02-29 6000-03-01";
    const later = "6000-12-31 8000-02-28 8000-03-01 8000-12-31";
    expect(cellsOf(columns[0]!)).toEqual([...dates.split(" "), ...later.split(" "), null, "9999-12-31"]);
    expect(cellsOf(columns[1]!)[0]).toBe("2000-02-28 00:00:00");
  });

  it("are listed without their rows, and read in part", async () => {
    const source = bytesSource("x.sas7bdat", sasBytes("comp_deleted.sas7bdat.gz"));
    const head = await SAS7BDAT.columns(source, {}, NO_ENGINE);
    const all = (await SAS7BDAT.read(source, {}, NO_ENGINE)).columns;
    expect(head.nRows).toBe(3);
    expect(head.columns.map(({ name, kind }) => [name, kind])).toEqual(all.map(({ name, kind }) => [name, kind]));
    const last = all.at(-1)!;
    expect((await SAS7BDAT.read(source, { columns: [last.name] }, NO_ENGINE)).columns).toEqual([last]);
  });

  it("are decoded by the number of their encoding, or the user's word", async () => {
    const { columns, facts } = await readSas(SAS7BDAT, "chinese_column_works.sas7bdat.gz");
    expect([columns[0]!.name, facts.encoding]).toEqual(["测试", "gb18030"]);
    const forced = await readSas(SAS7BDAT, "chinese_column_works.sas7bdat.gz", { encoding: "windows-1252" });
    expect(forced.columns[0]!.name).toBe("²âÊÔ");
  });
});

describe("formats", () => {
  it("of dates, times and numbers are told apart by name", () => {
    expect(["DATE", "mmddyy", "YYMMDDD", "YYQ", "E8601DA", "MONYY"].map(meaningOf)).toEqual(Array(6).fill("date"));
    expect(["DATETIME", "E8601DT", "DTDATE", "dateampm"].map(meaningOf)).toEqual(Array(4).fill("time"));
    const numbers = ["", "BEST", "TIME", "HHMM", "COMMA", "DOLLAR", "XFMT", "YEARS", "DAYS", "MONTHC"];
    expect(numbers.map(meaningOf)).toEqual(Array(numbers.length).fill("number"));
    expect(secondsOf("date")(3653)).toBe(0);
    expect(secondsOf("time")(-315_619_200)).toBe(-631_238_400);
  });
});

describe("compressed rows", () => {
  const unpack = (method: typeof unpackRle, length: number, ...packed: number[]) => {
    const out = new Uint8Array(length + 2).fill(7);
    const done = method(Uint8Array.from(packed), out, 1, length);
    // what is beside the row stays
    expect([out[0], out.at(-1)]).toEqual([7, 7]);
    return done ? [...out.subarray(1, -1)] : undefined;
  };

  it("by runs, the examples of Shotwell and Cummins", () => {
    const [a, b] = [Array.from({ length: 8 }, (_, i) => 65 + i), Array.from({ length: 11 }, (_, i) => i + 1)];
    const c = Array.from({ length: 34 }, (_, i) => 97 + i);
    const first = unpack(unpackRle, 59, 0x87, ...a, 0xf2, 0x8a, ...b, 0xd0, 0xa1, ...c);
    expect(first).toEqual([...a, 0, 0, 0, 0, ...b, 64, 64, ...c]);
    const d = Array.from({ length: 38 }, (_, i) => i);
    expect(unpack(unpackRle, 50, 0x87, ...a, 0xc1, 0x99, 0xa5, ...d)).toEqual([...a, 0x99, 0x99, 0x99, 0x99, ...d]);
  });

  it("by runs, every command", () => {
    const bytes = (n: number) => Array.from({ length: n }, (_, i) => i & 0xff);
    const run = (n: number, byte: number) => Array(n).fill(byte);
    const cases: [packed: number[], row: number[]][] = [
      [[0x01, 2, ...bytes(322)], bytes(322)],
      [[0x10, 1, ...bytes(4161)], bytes(4161)],
      [[0x23, ...bytes(99)], bytes(99)],
      [[0x41, 2, 9], run(276, 9)],
      [[0x50, 3], run(20, 64)],
      [[0x61, 0], run(273, 32)],
      [[0x70, 0], run(17, 0)],
      [[0x9f, ...bytes(32)], bytes(32)],
      [[0xb0, ...bytes(49)], bytes(49)],
      [[0xef], run(17, 32)],
    ];
    for (const [packed, row] of cases) expect(unpack(unpackRle, row.length, ...packed)).toEqual(row);
  });

  it("by Ross, every command", () => {
    // literals a b c; three more of z; a run of 20; back 3 for 4; back 4 for 17
    const packed = [0b0001_1110_0000_0000 >> 8, 0, 97, 98, 99, 0x00, 122, 0x11, 0, 121, 0x40, 0, 0x21, 0, 1];
    const row = [97, 98, 99, 122, 122, 122, ...Array(20).fill(121), ...Array(4).fill(121), ...Array(17).fill(121)];
    expect(unpack(unpackRdc, row.length, ...packed)).toEqual(row);
    expect(unpack(unpackRdc, row.length - 1, ...packed)).toBeUndefined();
  });

  it("are refused where they are longer or shorter than a row, or reach beyond it", () => {
    expect(unpack(unpackRle, 3, 0xe2)).toBeUndefined();
    expect(unpack(unpackRle, 3, 0x82, 1)).toBeUndefined();
    expect(unpack(unpackRle, 3, 0x30)).toBeUndefined();
    expect(unpack(unpackRdc, 3, 0x80, 0, 0x40, 9)).toBeUndefined();
    expect(unpack(unpackRdc, 3, 0)).toBeUndefined();
  });
});

describe("numbers", () => {
  it("of three bytes and more lack their least significant ones, in either order", () => {
    const value = new DataView(new ArrayBuffer(8));
    value.setFloat64(0, -Math.PI * 1e100);
    for (let width = 3; width <= 8; width++) {
      const cut = [...new Uint8Array(value.buffer)].fill(0, width);
      const want = new DataView(Uint8Array.from(cut).buffer).getFloat64(0);
      for (const little of [true, false]) {
        const field = cut.slice(0, width);
        const view = new DataView(Uint8Array.from([9, ...(little ? field.reverse() : field), 9]).buffer);
        expect(doubleReader(width, little)(view, 1)).toBe(want);
      }
    }
  });

  it("that are missing have their letter in either way of writing it", () => {
    const code = (third: number) => {
      const view = new DataView(Uint8Array.of(0, 0, 0, 0, 0, third, 0xff, 0xff).buffer);
      return missingReader(8, true)(view.getFloat64(0, true), view, 0);
    };
    expect([0xbe, 0xa5, 0xa0, 0xd1].map(code)).toEqual([".A", ".Z", "._", undefined]);
    expect([0xfd, 0xe4, 0xff, 0xfe].map(code)).toEqual([".A", ".Z", "._", undefined]);
  });
});

describe("damaged files", () => {
  const SMALL = ["comp_deleted.sas7bdat.gz", "mix_and_missing.sas7bdat.gz"];
  const readDamaged = (source: ReturnType<typeof bytesSource>) => SAS7BDAT.read(source, {}, NO_ENGINE);

  it.each(SMALL)("%s cut at any byte is refused", async (file) => {
    const { read } = await readsDamaged(file, cuts(sasBytes(file), 3000), readDamaged);
    expect(read).toBe(0);
  });

  it.each(SMALL)("%s with flipped bits is refused or read", async (file) => {
    const { refused } = await readsDamaged(file, flips(sasBytes(file), 2000, 22), readDamaged);
    expect(refused).toBeGreaterThan(50);
  });

  it("and files of other formats are refused by name", async () => {
    const foreign = bytesSource("x.sas7bdat", new Uint8Array(4096));
    await expect(readDamaged(foreign)).rejects.toMatchObject({ code: "file_foreign" });
  });
});
