import { describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { SAV } from "../../../src/data/formats/spss/sav.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import {
  cellsOf,
  codesOf,
  goldenBytes,
  goldenJson,
  goldenSource,
  NO_ENGINE,
  readGolden,
} from "../../support/format-files.js";
import { savBytes } from "./sav-bytes.js";

const agree = agreeing("files-spss");
const read = (path: string, options?: FormatOptions) => readGolden(SAV, `spss/${path}`, options);
const named = (columns: readonly Column[], name: string): Column => columns.find((column) => column.name === name)!;

interface HavenColumn {
  readonly label?: string;
  readonly value_labels?: readonly { readonly value: number; readonly label: string }[];
  readonly type: "number" | "string" | "date" | "datetime";
  readonly values: readonly (number | string | null)[];
  readonly user_missing?: readonly number[];
}

/** Cells as haven has them: times with a T, empty text, user-missing values as numbers. */
function asHaven(column: Column, { type, user_missing = [] }: HavenColumn) {
  const codes = codesOf(column);
  return cellsOf(column).map((cell, row) => {
    if (codes[row] !== undefined && user_missing.length > 0) return Number(codes[row]);
    if (type === "datetime" && typeof cell === "string") return cell.replace(" ", "T");
    return type === "string" ? (cell ?? "") : cell;
  });
}

describe("files of haven", () => {
  it.each([
    ["files_sav.sav", "files_sav_sav.json"],
    ["files_sav_byte.sav", "files_sav_byte_sav.json"],
    ["files_zsav.zsav", "files_zsav_zsav.json"],
  ])("%s has every cell, label and user-missing value", async (file, json) => {
    const { columns: wanted, nrow } = goldenJson<{ columns: Record<string, HavenColumn>; nrow: number }>(
      `spss/${json}`,
    );
    const { columns } = await read(file);
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(wanted));
    for (const column of columns) {
      const want = wanted[column.name]!;
      agreeCells(agree, asHaven(column, want), want.values, `${file}, ${column.name}`);
      expect(cellsOf(column)).toHaveLength(nrow);
      expect(column.facts?.label).toBe(want.label);
      const labels = column.facts?.valueLabels?.map(({ value, label }) => ({ value: Number(value), label }));
      expect(labels, column.name).toEqual(want.value_labels);
    }
  });
});

interface Expected {
  readonly label: string | null;
  readonly notes: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly label: string | null;
    readonly stored: string;
    readonly cells: readonly (number | string | null)[];
    readonly codes: Readonly<Record<string, string>>;
    readonly valueLabels: readonly unknown[];
  }[];
}

const EXPECTED = goldenJson<Record<string, Expected>>("spss/expected.json");

describe("files of PSPP and ReadStat", () => {
  it.each(Object.keys(EXPECTED))(
    "%s has every cell, label and user-missing value that pyreadstat reads",
    async (file) => {
      const { columns, facts } = await read(file);
      const want = EXPECTED[file]!;
      expect(facts.label ?? null).toBe(want.label);
      expect(facts.notes ?? []).toEqual(want.notes);
      expect(
        columns.map((column) => ({
          name: column.name,
          label: column.facts?.label ?? null,
          stored: column.facts?.stored,
          codes: codesOf(column),
          valueLabels: column.facts?.valueLabels ?? [],
        })),
      ).toEqual(want.columns.map(({ cells: _, ...facts }) => facts));
      for (const [k, { name, cells }] of want.columns.entries())
        agreeCells(agree, cellsOf(columns[k]!), cells, `${file}, ${name}`);
    },
  );

  it("are weighted by a variable, which is said", async () => {
    const { facts, notes } = await read("pspp.sav");
    expect(facts.weightedBy).toBe("w");
    expect(notes.map(({ code }) => code)).toContain("spss_weighted");
  });
});

describe("columns", () => {
  it("are listed without their cells, and read alone where they are asked for", async () => {
    const head = await SAV.columns(goldenSource("spss/files_zsav.zsav"), {}, NO_ENGINE);
    expect(head.nRows).toBe(8);
    expect(head.columns[0]).toEqual({ name: "id", kind: "numeric", label: "row identifier", stored: "F8.0" });
    expect(head.columns.map(({ kind }) => kind)).toEqual(
      (await read("files_zsav.zsav")).columns.map(({ kind }) => kind),
    );
    const { columns } = await read("files_zsav.zsav", { columns: ["um", "grp"] });
    expect(columns.map(({ name }) => name)).toEqual(["grp", "um"]);
    await expect(read("files_sav.sav", { columns: ["grpp"] })).rejects.toMatchObject({ code: "unknown_column" });
  });

  it("are text, and cells missing, as the user says", async () => {
    const { columns, notes } = await read("files_sav.sav", { text: ["grp"], missing: { str: ["Alpha"], id: ["8"] } });
    expect(cellsOf(named(columns, "grp")).slice(0, 3)).toEqual(["1", "2", "3"]);
    expect(cellsOf(named(columns, "str"))[0]).toBeNull();
    expect(cellsOf(named(columns, "id"))[7]).toBeNull();
    expect(notes.filter(({ code }) => code === "missing_marker")).toHaveLength(2);
  });
});

describe("big-endian files", () => {
  it.each(["none", "bytes"] as const)("are read as others are (%s)", async (compression) => {
    const variables = [
      { name: "A", values: [1, Number.NaN, -2.5, 1e10] },
      { name: "B", values: ["x", "", "longer than eight", "x"] },
    ];
    for (const little of [true, false]) {
      const { columns } = await SAV.read(
        bytesSource("x.sav", savBytes({ variables, little, compression })),
        {},
        NO_ENGINE,
      );
      expect(columns.map(cellsOf)).toEqual([
        [1, null, -2.5, 1e10],
        ["x", null, "longer than eight", "x"],
      ]);
    }
  });
});

describe("encodings", () => {
  const of = (bytes: readonly number[], options: Parameters<typeof savBytes>[0]) =>
    bytesSource("x.sav", savBytes({ ...options, variables: [{ name: "T", values: [String.fromCharCode(...bytes)] }] }));
  const cells = async (source: ReturnType<typeof of>, options: FormatOptions = {}) => {
    const { columns, notes, facts } = await SAV.read(source, options, NO_ENGINE);
    return { cells: columns.map(cellsOf), codes: notes.map(({ code }) => code), encoding: facts.encoding };
  };
  const CHINA = [0xd6, 0xd0, 0xb9, 0xfa];

  it("are those the file or the user names", async () => {
    const stated = of(CHINA, { encoding: "CP936" });
    expect(await cells(stated)).toEqual({ cells: [["中国"]], codes: [], encoding: "gbk" });
    expect(await cells(of(CHINA, { codePage: 936 }))).toEqual({ cells: [["中国"]], codes: [], encoding: "gbk" });
    expect((await cells(stated, { encoding: "windows-1252" })).cells).toEqual([["ÖÐ¹ú"]]);
    await expect(cells(stated, { encoding: "klingon" })).rejects.toMatchObject({ code: "encoding" });
  });

  it("are assumed where none is named, which is said", async () => {
    expect(await cells(of([0x80, 0x35], { codePage: 2 }))).toEqual({
      cells: [["€5"]],
      codes: ["encoding_assumed"],
      encoding: undefined,
    });
    expect((await cells(of([0xc3, 0xa9], {}))).cells).toEqual([["é"]]);
  });

  it("refuse what is not in them, and say what was cut", async () => {
    await expect(cells(of([0xff, 0x41, 0x41, 0x41, 0x41], { encoding: "UTF-8" }))).rejects.toMatchObject({
      code: "not_decodable",
      message: expect.stringContaining("T has the text '?AAAA'"),
    });
    expect(await cells(of([0x61, 0xe4, 0xb8], { encoding: "UTF-8" }))).toMatchObject({
      cells: [["a"]],
      codes: ["text_cut"],
    });
    await expect(cells(of([0xe9], { encoding: "cp850" }))).rejects.toMatchObject({
      name: "NotSupported",
      code: "encoding",
    });
    expect((await cells(of([0x61], { encoding: "cp850" }))).cells).toEqual([["a"]]);
  });
});

describe("user-missing ranges", () => {
  it("keep 254 codes apart and the rest together", async () => {
    const values = Array.from({ length: 300 }, (_, i) => -i);
    const variables = [{ name: "A", values, missing: { kind: -2, values: [-Number.MAX_VALUE, -1] } }];
    const { columns } = await SAV.read(bytesSource("x.sav", savBytes({ variables })), {}, NO_ENGINE);
    const codes = codesOf(columns[0]!);
    expect(Object.keys(codes)).toHaveLength(299);
    expect([codes[0], codes[1], codes[254], codes[255], codes[299]]).toEqual([
      undefined,
      "-1",
      "-254",
      "LO THRU -1",
      "LO THRU -1",
    ]);
  });
});

describe("dates", () => {
  const EVE = 12_219_379_200;
  it("with a time of day are written as times, so that it is not lost", async () => {
    const date = (values: readonly number[]) => ({ name: "D", values, format: 0x140b00 });
    const read = async (values: readonly number[]) => {
      const { columns } = await SAV.read(bytesSource("x.sav", savBytes({ variables: [date(values)] })), {}, NO_ENGINE);
      return cellsOf(columns[0]!);
    };
    expect(await read([EVE, EVE + 86_400])).toEqual(["1970-01-01", "1970-01-02"]);
    expect(await read([EVE, EVE + 1.5])).toEqual(["1970-01-01 00:00:00", "1970-01-01 00:00:01.500"]);
  });
});

describe("damaged files", () => {
  const SMALL = ["readstat-byte.sav", "readstat.zsav", "files_sav.sav"];
  const readDamaged = (source: ReturnType<typeof bytesSource>) => SAV.read(source, {}, NO_ENGINE);

  it.each(SMALL)("%s cut at any byte is refused", async (file) => {
    const { read } = await readsDamaged(file, cuts(goldenBytes(`spss/${file}`)), readDamaged);
    // a code that ends compressed data, and what pads it, may be missing
    expect(read).toBeLessThanOrEqual(8);
  });

  it.each(SMALL)("%s with flipped bits is refused or read", async (file) => {
    const { refused } = await readsDamaged(file, flips(goldenBytes(`spss/${file}`), 2000, 22), readDamaged);
    expect(refused).toBeGreaterThan(100);
  });

  it("and files of other formats are refused by name", async () => {
    const foreign = bytesSource("x.sav", new TextEncoder().encode("id,x\n".repeat(100)));
    await expect(readDamaged(foreign)).rejects.toMatchObject({ code: "file_foreign" });
  });

  it("with rows beyond those of the header are read up to these, which is said", async () => {
    const bytes = savBytes({ variables: [{ name: "A", values: [1, 2, 3] }], nCases: 2 });
    const { columns, notes } = await readDamaged(bytesSource("x.sav", bytes));
    expect(cellsOf(columns[0]!)).toEqual([1, 2]);
    expect(notes.map(({ code }) => code)).toEqual(["spss_more_rows"]);
  });
});

describe("what other programs write", () => {
  it("0 rows where they did not know the number", async () => {
    const bytes = savBytes({ variables: [{ name: "A", values: [1, 2, 3] }], nCases: 0 });
    const { columns, notes } = await SAV.read(bytesSource("x.sav", bytes), {}, NO_ENGINE);
    expect([columns.map(cellsOf), notes]).toEqual([[[1, 2, 3]], []]);
  });

  it("a file that is encrypted, which is refused", async () => {
    const bytes = new Uint8Array(400);
    bytes.set(new TextEncoder().encode("ENCRYPTEDSAV"), 8);
    await expect(SAV.read(bytesSource("x.sav", bytes), {}, NO_ENGINE)).rejects.toMatchObject({
      code: "file_encrypted",
    });
  });
});
