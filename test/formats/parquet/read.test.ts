/**
 * Parquet of pyarrow and polars: every type, encoding and compression, cell by cell; and damaged files.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { PARQUET } from "../../../src/data/formats/parquet/parquet.js";
import { type ByteSource, bytesSource } from "../../../src/data/formats/source.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { cellsOf, goldenBytes, goldenJson, goldenSource } from "../../support/format-files.js";
import { runs } from "../../support/laws.js";

const agree = agreeing("files-parquet");

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
});
afterAll(() => engine.close());

const read = (source: ByteSource, options: FormatOptions = {}) =>
  PARQUET.read(source, options, { engine: async () => engine });

const FILES = ["types", "version-2", "gzip", "brotli", "lz4", "checksums", "encodings", "polars-zstd", "polars-snappy"];
const expected = goldenJson<Readonly<Record<string, readonly (number | string | null)[]>>>("parquet/expected.json");

describe("files of pyarrow and polars", () => {
  it.each(FILES)("%s: every cell", async (file) => {
    const { columns, notes } = await read(goldenSource(`parquet/${file}.parquet`));
    if (!file.startsWith("polars")) expect(columns.map(({ name }) => name)).toEqual(Object.keys(expected));
    for (const column of columns) agreeCells(agree, cellsOf(column), expected[column.name]!, `${file}, ${column.name}`);
    expect(notes.map(({ code, detail }) => [code, detail?.column])).toEqual([
      ["codes", "int64"],
      ["codes", "uint64"],
    ]);
  });

  it("decodes the columns asked for alone, in the file's order", async () => {
    const { columns } = await read(goldenSource("parquet/types.parquet"), { columns: ["key", "double"] });
    expect(columns.map(({ name }) => name)).toEqual(["double", "key"]);
    const source = goldenSource("parquet/types.parquet");
    await expect(read(source, { columns: ["keys"] })).rejects.toMatchObject({ code: "unknown_column" });
  });

  it("tells what a file holds without reading it", async () => {
    const source = goldenSource("parquet/types.parquet");
    const head = await PARQUET.columns(source, {}, { engine: () => Promise.reject(new Error("no kernels")) });
    expect(head.nRows).toBe(60);
    expect(head.facts.format).toMatch(/^Parquet \(parquet-cpp-arrow/);
    expect(head.columns.find(({ name }) => name === "cents")).toEqual({
      name: "cents",
      kind: "numeric",
      stored: "FIXED_LEN_BYTE_ARRAY(5) DECIMAL(10, 2)",
    });
  });
});

/** What pyarrow writes of a table without rows: a group whose data pages stand nowhere. */
const NO_ROWS =
  "UEFSMRUEFQAVAEwVABUAEgAAFQQVABUATBUAFQASAAAVBBk8NQAYBnNjaGVtYRUEABUMJQIYAXMlAEwcAAAAFQolAhgBeAAWABkcGSwmABwVDBklAAYZGAFzFQAWABYcFhwmACYIKRwVBBUAFQIAAAAmABwVChklAAYZGAF4FQAWABYcFhwmACYkKRwVBBUAFQIAAAAWOBYAJggWOAAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAqQAAAFBBUjE=";

it("a table without rows is said to have none", async () => {
  const source = bytesSource("none.parquet", Buffer.from(NO_ROWS, "base64"));
  await expect(read(source)).rejects.toMatchObject({ code: "parquet_no_rows" });
  const head = await PARQUET.columns(source, {}, { engine: () => Promise.reject(new Error("no kernels")) });
  expect(head.columns.map(({ name }) => name)).toEqual(["s", "x"]);
});

describe("damaged files are refused or read, and nothing else", () => {
  it.each(FILES.slice(0, -1))("%s", { timeout: 120_000 }, async (file) => {
    const bytes = goldenBytes(`parquet/${file}.parquet`);
    expect((await readsDamaged(file, cuts(bytes, 30), read)).read).toBe(0);
    await readsDamaged(file, flips(bytes, runs(50).numRuns, 22), read);
  });

  it("a checksum tells every flip within pages", async () => {
    const bytes = goldenBytes("parquet/checksums.parquet");
    const length = new DataView(bytes.buffer, bytes.length - 8).getUint32(0, true);
    const [pages, footer] = [bytes.slice(0, -8 - length), bytes.slice(-8 - length)];
    const truth = await read(goldenSource("parquet/checksums.parquet"));
    for (const { how, bytes: flipped } of flips(pages, 100, 7)) {
      const source = { ...goldenSource("parquet/checksums.parquet") };
      const whole = Uint8Array.from([...flipped, ...footer]);
      source.slice = async (start, end) => whole.slice(start, end);
      const found = await read(source).catch(() => null);
      // a header has no checksum: a flip there may mean nothing
      if (found !== null) expect(found.columns, how).toEqual(truth.columns);
    }
  });
});
