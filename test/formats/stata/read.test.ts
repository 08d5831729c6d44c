/**
 * What a reader of Stata files is told, and what is not read: cells that are no numbers of Stata's, dates that are none, other
 * encodings, aliases, columns asked for.
 */

import { describe, expect, it } from "vitest";
import type { Column, ColumnFacts } from "../../../src/base/columns.js";
import type { FormatOptions, ReadContext } from "../../../src/data/formats/format.js";
import { MemoryBudget } from "../../../src/data/formats/memory-budget.js";
import { type ByteSource, bytesSource } from "../../../src/data/formats/source.js";
import { isStata } from "../../../src/data/formats/stata/probe.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import { writeStata } from "../../../src/data/formats/stata/write/write-stata.js";
import { textColumn } from "../../../src/data/table/new-columns.js";
import { makeTable } from "../../../src/data/table/table.js";
import { cellsOf } from "../../support/cells-of.js";
import { earlyStata } from "../../support/early-stata.js";

const context: ReadContext = { engine: () => Promise.reject(new Error("no kernels are needed")) };

const numeric = (name: string, cells: readonly number[], facts?: ColumnFacts): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(cells),
  ...(facts !== undefined && { facts }),
});

const text = (name: string, cells: readonly string[]): Column => {
  const levels = [...new Set(cells)];
  return textColumn(
    name,
    levels,
    Uint32Array.from(cells, (cell) => levels.indexOf(cell)),
  );
};

async function written(...columns: Column[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeStata(makeTable(columns, { name: "t", bytes: 0, sha256: null }))) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const read = (bytes: Uint8Array, options: FormatOptions = {}) =>
  STATA.read(bytesSource("t.dta", bytes), options, context);

/** Where `text` stands in a file. */
const place = (bytes: Uint8Array, text: string): number => Buffer.from(bytes).indexOf(text, 0, "latin1");

/** A copy with `change` made at the first row. */
function patched(bytes: Uint8Array, change: (view: DataView, rows: number) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), place(copy, "<data>") + "<data>".length);
  return copy;
}

describe("cells that are no numbers of Stata's", () => {
  it.each([
    ["infinite", Number.POSITIVE_INFINITY, "Infinity"],
    ["no number", Number.NaN, "NaN"],
    ["beyond the largest", 1.7e308, "1.7e+308"],
  ])("%s: missing, and said", async (_, value, got) => {
    const bytes = patched(await written(numeric("x", [0.1, 2.5])), (view, rows) => view.setFloat64(rows, value, true));
    const { columns, notes } = await read(bytes);
    expect(cellsOf(columns[0]!)).toEqual([null, 2.5]);
    expect(notes).toMatchObject([{ code: "dta_unknown_number", detail: { column: "x", count: 1, row: 1, got } }]);
  });

  it("in release 112, what 111 and 113 would read differently is refused", async () => {
    const as112 = (byte: number) => {
      const bytes = earlyStata(111, "little");
      bytes[0] = 112;
      bytes[bytes.length - rowsEnd(111)] = byte;
      return bytes;
    };
    expect(cellsOf((await read(as112(100))).columns[0]!)[0]).toBe(100);
    expect(cellsOf((await read(as112(127))).columns[0]!)[0]).toBe(null);
    await expect(read(as112(101))).rejects.toMatchObject({ name: "NotSupported", code: "dta_release_112" });
  });
});

/** Bytes from the first row of an early file to its end: three rows of 23 bytes, and the value labels. */
const rowsEnd = (release: number) => 3 * 23 + 4 + (release < 110 ? 9 : 33) + 3 + 8 + 16 + "small\0largest.\0".length;

describe("dates that are none", () => {
  const day = { stored: "double %td" };
  it.each([
    ["half a day", [1, 2.5], "2.5"],
    ["a year beyond 9999", [1, 3e6], "3000000"],
  ])("%s: the column stays numeric", async (_, cells, got) => {
    const { columns, notes } = await read(await written(numeric("d", cells, day)));
    expect(columns[0]).toMatchObject({ kind: "numeric", facts: { period: "day" } });
    expect(cellsOf(columns[0]!)).toEqual(cells);
    expect(notes).toMatchObject([{ code: "dta_date_kept", detail: { column: "d", row: 2, got, unit: "day" } }]);
  });

  it("parts of a millisecond", async () => {
    const { columns, notes } = await read(await written(numeric("t", [0.25], { stored: "double %tc" })));
    expect(cellsOf(columns[0]!)).toEqual([0.25]);
    expect(notes).toMatchObject([{ code: "dta_date_kept", detail: { unit: "time" } }]);
  });

  it("numbers in any other format stay numbers, periods with their name", async () => {
    const formats = ["%tm", "%tq", "%th", "%tw", "%ty", "%tbcalendar", "%9.0g", "%-12.2fc", "%tdCCYY-NN-DD", "%-td"];
    const columns = formats.map((format, k) => numeric(`x${k}`, [626], { stored: `int ${format}` }));
    const { columns: found } = await read(await written(...columns));
    expect(found.map(({ facts }) => facts?.period)).toEqual([
      "month",
      "quarter",
      "half",
      "week",
      "year",
      ...Array(5).fill(undefined),
    ]);
    expect(found.map((column) => cellsOf(column)[0])).toEqual([...Array(8).fill(626), "1961-09-18", "1961-09-18"]);
  });
});

describe("text", () => {
  it("is what the file has: blanks, NA and a point are text, unless they are named as missing", async () => {
    const bytes = await written(text("s", ["NA", " a ", ".", "b"]));
    expect(cellsOf((await read(bytes)).columns[0]!)).toEqual(["NA", " a ", ".", "b"]);
    const { columns, notes } = await read(bytes, { missing: ["NA", "."] });
    expect(cellsOf(columns[0]!)).toEqual([null, " a ", null, "b"]);
    expect(notes).toMatchObject([{ code: "missing_marker", detail: { column: "s", count: 2, of: 4 } }]);
  });

  it("that is numbers throughout is said, and numbers are text where that is asked", async () => {
    const bytes = await written(text("s", ["1", "2"]), numeric("x", [1.5, 3]));
    const { notes } = await read(bytes);
    expect(notes).toMatchObject([{ code: "numbers_as_text", detail: { column: "s", count: 2 } }]);
    const { columns, notes: none } = await read(bytes, { text: ["s", "x"] });
    expect(columns.map(cellsOf)).toEqual([
      ["1", "2"],
      ["1.5", "3"],
    ]);
    expect(none).toEqual([]);
  });

  it("that is not UTF-8 although the file says so is Western, and said", async () => {
    const bytes = patched(await written(text("s", ["caf_"])), (view, rows) => view.setUint8(rows + 3, 0xe9));
    const { columns, notes } = await read(bytes);
    expect(cellsOf(columns[0]!)).toEqual(["café"]);
    expect(notes).toMatchObject([{ code: "dta_not_utf8", detail: { count: 1, sample: "café" } }]);
    const { notes: undecodable } = await read(bytes, { encoding: "utf-8" });
    expect(undecodable).toMatchObject([{ code: "dta_undecodable", detail: { encoding: "utf-8", count: 1 } }]);
  });

  it("has an encoding that exists", async () => {
    await expect(read(await written(text("s", ["a"])), { encoding: "klingon" })).rejects.toMatchObject({
      name: "UsageError",
      code: "encoding",
    });
  });

  it("of bytes that are no text is missing, and said", async () => {
    const bytes = await written(text("s", ["x".repeat(2050), "y".repeat(2050)]));
    const kind = place(bytes, "GSO") + 3 + 4 + 8;
    bytes[kind] = 129;
    bytes[kind + 5 + 100] = 0;
    const { columns, notes } = await read(bytes);
    expect(cellsOf(columns[0]!)).toEqual([null, "y".repeat(2050)]);
    expect(notes).toMatchObject([{ code: "dta_binary", detail: { column: "s", count: 1, row: 1 } }]);
  });
});

describe("parts of a file", () => {
  const file = () => written(numeric("x", [1, 2]), text("s", ["a", "z".repeat(2050)]), numeric("y", [0.5, 0.1]));

  it("only the columns asked for, in the file's order", async () => {
    const { columns } = await read(await file(), { columns: ["y", "x"] });
    expect(columns.map(({ name }) => name)).toEqual(["x", "y"]);
    await expect(read(await file(), { columns: ["z"] })).rejects.toMatchObject({ code: "unknown_column" });
  });

  it("the head without rows", async () => {
    const bytes = await file();
    const asked: number[] = [];
    const source: ByteSource = {
      ...bytesSource("t.dta", bytes),
      slice: async (start, end) => {
        asked.push(end - start);
        return bytes.slice(start, end);
      },
    };
    expect(await STATA.columns(source, {}, context)).toEqual({
      facts: { format: "Stata 14-18 (.dta 118)", encoding: "utf-8" },
      nRows: 2,
      columns: [
        { name: "x", kind: "numeric", stored: "byte %8.0g" },
        { name: "s", kind: "text", stored: "strL %9s" },
        { name: "y", kind: "numeric", stored: "double %10.0g" },
      ],
    });
    expect(asked.length).toBeLessThan(4);
  });

  it("aliases are left out and said, refused where they are asked for", async () => {
    const bytes = Buffer.from(await written(numeric("x", [1]), text("a", ["z"])));
    bytes.write("120", bytes.indexOf("118"));
    // The text of one byte becomes an alias, which has none.
    const type = bytes.indexOf("<variable_types>") + "<variable_types>".length + 2;
    bytes.writeUInt16LE(65_525, type);
    const rows = bytes.indexOf("</data>") - 1;
    const cut = Buffer.concat([bytes.subarray(0, rows), bytes.subarray(rows + 1)]);
    for (const entry of [10, 11, 12, 13]) {
      const at = bytes.indexOf("<map>") + "<map>".length + 8 * entry;
      cut.writeBigUInt64LE(cut.readBigUInt64LE(at) - 1n, at);
    }
    const { columns, notes } = await read(new Uint8Array(cut));
    expect(columns.map(({ name }) => name)).toEqual(["x"]);
    expect(notes).toMatchObject([{ code: "dta_alias", detail: { columns: ["a"] } }]);
    await expect(read(new Uint8Array(cut), { columns: ["a"] })).rejects.toMatchObject({ code: "dta_alias" });
  });

  it("says how far it is, and stops when it is told to", async () => {
    const bytes = await written(
      numeric(
        "x",
        Array.from({ length: 700_000 }, (_, k) => k + 0.1),
      ),
    );
    const seen: number[] = [];
    await STATA.read(bytesSource("t.dta", bytes), {}, { ...context, onProgress: (fraction) => seen.push(fraction) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(1);
    const signal = AbortSignal.abort();
    await expect(STATA.read(bytesSource("t.dta", bytes), {}, { ...context, signal })).rejects.toThrow("aborted");
  });
});

describe("files of other kinds", () => {
  it("are told by their first bytes", () => {
    expect(isStata(earlyStata(113, "big"))).toBe(true);
    for (const bytes of ["", "s", "id,x\n", "<stata_dt", "PK\u0003\u0004"])
      expect(isStata(new TextEncoder().encode(bytes))).toBe(false);
  });

  it("are refused", async () => {
    await expect(read(new TextEncoder().encode("id,x\n1,2\n"))).rejects.toMatchObject({ code: "dta_format" });
  });
});

describe("a file that is larger than memory", () => {
  it("says so where its columns have no room, and gives those that have", async () => {
    const bytes = await written(numeric("x", [1]));
    const nRows = 2 ** 40;
    const rows = place(bytes, "<data>") + "<data>".length;
    const large = new DataView(bytes.slice().buffer);
    large.setBigUint64(place(bytes, "<N>") + 3, BigInt(nRows), true);
    const map = place(bytes, "<map>") + "<map>".length;
    for (const entry of [10, 11, 12, 13]) {
      large.setBigUint64(map + 8 * entry, large.getBigUint64(map + 8 * entry, true) + BigInt(nRows - 1), true);
    }
    // Rows that are not there are zeros: a terabyte of them, of which none is kept.
    const file = new Uint8Array(large.buffer);
    const end = rows + nRows;
    const source: ByteSource = {
      name: "large.dta",
      memory: new MemoryBudget("large.dta"),
      size: file.length + nRows - 1,
      slice: async (start, stop) => {
        const piece = new Uint8Array(stop - start);
        if (start < rows) piece.set(file.subarray(start, Math.min(stop, rows)));
        if (stop > end)
          piece.set(
            file.subarray(rows + 1 + Math.max(0, start - end), rows + 1 + stop - end),
            Math.max(0, end - start),
          );
        return piece;
      },
    };
    expect((await STATA.columns(source, {}, context)).nRows).toBe(nRows);
    await expect(STATA.read(source, {}, context)).rejects.toMatchObject({ code: "file_memory" });
  });
});
