/** Parquet files that a pattern names, read as one table in passes, and held to be what they were. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { filesMatching } from "../../src/data/files/files-matching.js";
import { withParquetRows } from "../../src/data/files/parquet-files.js";
import { parquetPieces } from "../../src/data/formats/parquet/write/write-parquet.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-files-"));
  mkdirSync(join(folder, "2020", "deep"), { recursive: true });
  mkdirSync(join(folder, "2021"));
  for (const [k, name] of [
    "2020/b.parquet",
    "2020/a.parquet",
    "2020/deep/c.parquet",
    "2021/[d].parquet",
    "2021/.e.parquet",
  ].entries()) {
    writeFileSync(join(folder, name), bytes([10 * k, 10 * k + 1]));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (values: readonly number[]): Buffer => {
  const columns = [{ kind: "numeric" as const, name: "x", values: Float64Array.from(values) }];
  return Buffer.concat([...parquetPieces(engine, [{ columns, nRows: values.length }])]);
};

/** All values of x, a few rows at a time. */
const valuesOf = (patterns: readonly string[]): Promise<number[]> =>
  withParquetRows(patterns, async (rows) => {
    const reader = rows.reader(engine, ["x"], []);
    const found: number[] = [];
    const room = new Float64Array(3);
    for (let n = await reader.load(3); n > 0; n = await reader.load(3)) {
      reader.decode();
      reader.take([room], []);
      found.push(...room.subarray(0, n));
    }
    expect(found).toHaveLength(rows.nRows);
    return found;
  });

it.each([
  ["2020/*.parquet", [10, 11, 0, 1]],
  ["*/?.parquet", [10, 11, 0, 1]],
  ["20??/*.parquet", [10, 11, 0, 1, 30, 31]],
  ["**/*.parquet", [10, 11, 0, 1, 20, 21, 30, 31]],
  ["2021/[d].parquet", [30, 31]],
  ["2021/.*", [40, 41]],
])("%s, in the order of their names", async (pattern, values) => {
  expect(await valuesOf([join(folder, pattern)])).toEqual(values);
});

it("says that no file matches, or that there is none", async () => {
  await expect(valuesOf([join(folder, "2022/*.parquet")])).rejects.toMatchObject({ code: "no_files" });
  await expect(valuesOf([join(folder, "2020/z.parquet")])).rejects.toMatchObject({ code: "file_missing" });
  expect(await filesMatching("a[1].parquet")).toEqual(["a[1].parquet"]);
});

it("refuses a file that is written to while it is read, whatever was made of it", async () => {
  const path = join(folder, "changing.parquet");
  writeFileSync(path, bytes([1, 2, 3]));
  utimesSync(path, 1e9, 1e9);
  await expect(
    withParquetRows([path], async () => {
      writeFileSync(path, bytes([1, 2, 4]));
      throw new Error("some damage");
    }),
  ).rejects.toMatchObject({ code: "file_changed" });
  utimesSync(path, 1e9, 1e9);
  await expect(withParquetRows([path], async () => utimesSync(path, 1e9, 2e9))).rejects.toMatchObject({
    code: "file_changed",
  });
});
