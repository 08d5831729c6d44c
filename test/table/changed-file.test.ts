/**
 * A file that is replaced or written to while it is read: numbers and hash are of the same bytes, or it is an error. The change
 * is made when the first bytes of a text have been read; of a Parquet file, between the hash and DuckDB.
 */
import { createHash } from "node:crypto";
import { appendFileSync, chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { writeTables } from "../../src/data/files/write-tables.js";
import { makeTable } from "../../src/data/table/table.js";
import { readCsvByKernels } from "../support/read-csv.js";

/** Called once before DuckDB opens the file, or a Parquet file is read. */
const hook = vi.hoisted(() => ({ between: () => {} }));

vi.mock("../../src/data/files/duckdb.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/data/files/duckdb.js")>();
  return {
    ...original,
    withDuckDB: (purpose: string, use: Parameters<typeof original.withDuckDB>[1]) =>
      original.withDuckDB(purpose, (connection) => {
        const { between } = hook;
        hook.between = () => {};
        between();
        return use(connection);
      }),
  };
});

vi.mock("../../src/data/formats/parquet/parquet.js", async (importOriginal) => {
  const { PARQUET } = await importOriginal<typeof import("../../src/data/formats/parquet/parquet.js")>();
  const read: typeof PARQUET.read = (...args) => {
    const { between } = hook;
    hook.between = () => {};
    between();
    return PARQUET.read(...args);
  };
  return { PARQUET: { ...PARQUET, read } };
});

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
beforeEach(() => {
  path = join(folder, "data.csv");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const csv = (value: number): string => `x\n${Array.from({ length: 1000 }, () => value).join("\n")}\n`;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Writes the file as if long ago. */
function writeLongAgo(text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 1e9, 1e9);
}

/** The hash of a table's file, and the values in it. */
async function read(between: () => void): Promise<[string | null, number[]]> {
  const isParquet = path.endsWith(".parquet");
  if (isParquet) hook.between = between;
  const table = await (isParquet ? readTable(path) : readCsvByKernels(path, {}, undefined, between));
  return [table.source.sha256, [...new Set(table.numeric("x"))]];
}

describe("a text file", () => {
  it("in whose place another is put is read to its end: hash and numbers are of one", async () => {
    writeLongAgo(csv(1));
    const replaced = await read(() => {
      writeFileSync(join(folder, "new"), csv(2));
      renameSync(join(folder, "new"), path);
    });
    expect(replaced).toEqual([hashOf(csv(1)), [1]]);
    expect(await read(() => {})).toEqual([hashOf(csv(2)), [2]]);
  });

  it("that is removed is read to its end", async () => {
    writeLongAgo(csv(1));
    expect(await read(() => rmSync(path))).toEqual([hashOf(csv(1)), [1]]);
  });

  it.each([
    ["the same length", () => writeFileSync(path, csv(2))],
    ["more", () => appendFileSync(path, "3\n")],
    ["less, which DuckDB does not take for the file", () => writeFileSync(path, "x\n")],
    ["the same length, its time put back", () => writeLongAgo(csv(2))],
  ])("that is written over with %s is an error", async (_, change) => {
    writeLongAgo(csv(1));
    await expect(read(change)).rejects.toMatchObject({
      name: "DataError",
      code: "file_changed",
      message: expect.stringContaining(path),
    });
  });

  it("written just before and then again within one tick of the clock is an error", async () => {
    writeFileSync(path, csv(1));
    const now = new Date();
    utimesSync(path, now, now);
    const change = () => {
      writeFileSync(path, csv(2));
      utimesSync(path, now, now);
    };
    await expect(read(change)).rejects.toMatchObject({ code: "file_changed" });
  });

  it("whose permissions change is read", async () => {
    writeLongAgo(csv(1));
    expect(await read(() => chmodSync(path, 0o600))).toEqual([hashOf(csv(1)), [1]]);
  });
});

describe("a Parquet file", () => {
  const write = (to: string, value: number): Promise<unknown> =>
    writeTables(to, [
      makeTable([{ kind: "numeric", name: "x", values: new Float64Array(10).fill(value) }], {
        name: "",
        bytes: 0,
        sha256: null,
      }),
    ]);

  it("in whose place another is put, or that is written over, gives numbers of its hash or an error", async () => {
    path = join(folder, "data.parquet");
    const other = join(folder, "other.parquet");
    await write(path, 1);
    const [before] = await read(() => {});
    await write(other, 2);
    expect(await read(() => renameSync(other, path))).toEqual([before, [1]]);
    await expect(read(() => appendFileSync(path, "more"))).rejects.toMatchObject({ code: "file_changed" });
  });
});
