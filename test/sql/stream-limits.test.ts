/** What a streamed run does with dirty files, options it has not, interruptions, and its temporary files. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { StreamQualityOptions } from "../../src/sql/stream-options.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { customsRows } from "../quality/customs-rows.js";

/** Two libraries' logarithms and sums in two orders. */
const STREAM = 1e-10;

let engine: Engine;
let folder: string;
let temp: string;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
beforeEach(() => {
  temp = mkdtempSync(join(folder, "temp-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function csv(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const HEADER = "firm,product,dest,year,value,quantity,city";
const DIRTY = [
  HEADER,
  "a,01,US,2010,10,5,x",
  "a,01,DE,2010,30,5,x",
  "b,01,US,2010,20,4,",
  " b ,01,DE,2010,12,3,y",
  "b,02,US,2010,9,1,y",
  "b,02,DE,2010,0,7,y",
  "b,02,DE,2010,8,-1,y",
  "b,02,DE,2010,8,NA,y",
  "b,02,NA,2010,8,2,y",
  "b,02,DE,2010,Inf,2,y",
  "b,02,DE,2010,5,Inf,y",
  "b,02,DE,2010,,2,y",
  "b,03,FR,2010,7,2,y",
];

const run = (path: string, options: StreamQualityOptions = {}) => streamQuality(engine, path, { temp, ...options });

describe("dirty files", () => {
  it("every row that leaves is counted by its first reason, in rows and value, as in memory", async () => {
    const path = csv("dirty.csv", ...DIRTY);
    const { record } = await run(path);
    const taken = record.waterfall.map(({ step, dropped_rows, dropped_value }) => [step, dropped_rows, dropped_value]);
    expect(taken.filter(([, rows]) => rows !== 0)).toEqual([
      ["value missing", 1, 0],
      ["quantity missing", 1, 8],
      ["value <= 0", 1, 0],
      ["quantity <= 0", 1, 8],
      ["unit value not finite or 0", 2, 5],
      ["dest missing", 1, 8],
      ["singletons", 2, 16],
    ]);
    const memory = estimateQuality(engine, await readTable(path));
    expect(record.waterfall).toEqual(memory.record.waterfall);
    expect(record.aggregates).toEqual(memory.record.aggregates);
    const codes = record.notes.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(["sums_by_duckdb", "trimmed", "missing_marker", "aggregate_missing_key"]),
    );
  });

  it("text among values is refused with the first such cell", async () => {
    const path = csv("text.csv", HEADER, "a,01,US,2010,10,5,x", "a,01,DE,2010,ca. 30,5,x", "b,01,US,2010,n.a.,4,");
    await expect(run(path)).rejects.toMatchObject({
      code: "not_numeric",
      detail: { column: "value", row: 2, got: "ca. 30", count: 2 },
    });
  });

  it("codes are no quantities", async () => {
    const path = csv("codes.csv", HEADER, "a,01,US,2010,10,5,x", "a,01,DE,2010,30,05,x");
    await expect(run(path)).rejects.toMatchObject({ code: "not_numeric", detail: { row: 2, got: "05" } });
  });

  it("no row left says where they went", async () => {
    const path = csv("none.csv", HEADER, "a,01,US,2010,10,5,x", "b,02,DE,2011,0,5,x");
    await expect(run(path)).rejects.toMatchObject({
      code: "no_rows_left",
      message: expect.stringContaining("value <= 0 1, singletons 1"),
    });
  });

  it("effects that explain every row leave no quality", async () => {
    const lines = ["a,01,US,2010,10,5,x", "b,02,DE,2010,30,5,x", "c,03,FR,2010,30,6,x"];
    const path = csv("absorbed.csv", HEADER, ...lines);
    await expect(run(path, { singletons: "keep" })).rejects.toMatchObject({ code: "quality_absorbed" });
  });

  it("numbers padded with full-width spaces, GB18030 labels and codes are read as in memory", async () => {
    const path = join(folder, "gb.csv");
    const [ningbo, suzhou] = [Buffer.from([0xc4, 0xfe, 0xb2, 0xa8]), Buffer.from([0xcb, 0xd5, 0xd6, 0xdd])];
    const line = (text: string, city: Buffer) => Buffer.concat([Buffer.from(text), city, Buffer.from("\n")]);
    const rows = [
      ["a,0101,US,2010,10,5,", ningbo],
      ["a,0101,DE,2010,30,5,", suzhou],
      ["b,0101,US,2010,20,4,", suzhou],
      ["b,0101,DE,2010,12,3,", ningbo],
      ["c,0102,DE,2010,11,3,", ningbo],
      ["c,0102,US,2010,13,2,", suzhou],
    ] as const;
    writeFileSync(path, Buffer.concat([Buffer.from(`${HEADER}\n`), ...rows.map(([text, city]) => line(text, city))]));
    const stream = await run(path);
    const memory = estimateQuality(engine, await readTable(path));
    const [ours, theirs] = [stream.aggregates[1]!.table, memory.aggregates[1]!.table];
    expect(ours.text("city").levels).toEqual(["宁波", "苏州"]);
    ours.numeric("r_quality").forEach((mean, g) => {
      expect(Math.abs(mean - theirs.numeric("r_quality")[g]!)).toBeLessThan(STREAM);
    });
    expect(stream.record.notes.map(({ code }) => code)).toContain("transcoded");

    const padded = csv("padded.csv", ...DIRTY.map((text) => text.replace(",10,5,", ",　10　,5,")));
    expect((await run(padded)).record.waterfall[0]!.value).toBe(
      (await run(csv("dirty2.csv", ...DIRTY))).record.waterfall[0]!.value,
    );
  });
});

describe("rows of one kind", () => {
  const lines = [
    HEADER,
    "a,01,US,2010,10,5,x",
    "a,01,DE,2010,30,5,x",
    "b,01,US,2010,20,4,z",
    "a,01,US,2010,5,1,x",
    "b,01,DE,2010,12,3,y",
    "a,01,US,2010,7,2,x",
    "c,01,US,2010,20,4,",
    "c,01,US,2010,21,4,",
    "c,01,DE,2010,22,5,y",
  ];

  it("are summed into the first, as in memory, in the rows too; rows without a key stay", async () => {
    const path = csv("twice.csv", ...lines);
    const rows = join(folder, "twice.parquet");
    const { record } = await run(path, { rows });
    const memory = estimateQuality(engine, await readTable(path));
    expect(record.cleaning.duplicates).toEqual({ rule: "sum", within: "firm^product^dest^year^city", rows: 2 });
    expect(record.waterfall).toEqual(memory.record.waterfall);
    const written = await readTable(rows);
    const expected = memory.rows();
    expect([...written.numeric("row_id")]).toEqual([...memory.sample]);
    for (const name of ["value", "quantity", "unit_value"])
      expect(written.numeric(name)).toEqual(expected.numeric(name));
    expect(written.numeric("value")[0]).toBe(22);
  });

  it("stay, or are an error that names two, when asked", async () => {
    const path = csv("twice.csv", ...lines);
    expect((await run(path, { duplicates: "keep" })).record.nobs).toBe(9);
    await expect(run(path, { duplicates: "error" })).rejects.toMatchObject({
      code: "duplicate_rows",
      detail: { got: [1, 4] },
    });
  });
});

describe("singletons", () => {
  it("are dropped recursively: a chain that unravels, and what it leaves", async () => {
    const chain = Array.from({ length: 8 }, (_, i) => [
      `f,${i},D${i},2010,${10 + i},5,x`,
      `f,${i + 1},D${i},2010,${20 + i},5,x`,
    ]).flat();
    const block = ["f,90,E,2010,3,1,x", "f,91,E,2010,4,1,x", "f,90,G,2010,7,1,x", "f,91,G,2010,5,1,x"];
    const path = csv("chain.csv", HEADER, ...chain, ...block);
    const { record } = await run(path, { by: "" });
    const memory = estimateQuality(engine, await readTable(path), { by: "" });
    expect(record.waterfall.at(-1)).toMatchObject({ step: "singletons", dropped_rows: 16, rows: 4, value: 19 });
    expect(record.waterfall).toEqual(memory.record.waterfall);
  });
});

describe("limits", () => {
  it("refuses by name what is not streamed, before the file is opened", async () => {
    const options: StreamQualityOptions = { singleDest: "other-years" };
    await expect(run("no-file.csv", options)).rejects.toMatchObject({ name: "NotSupported", code: "stream_option" });
    await expect(run("no-file.csv", { rows: "rows.xlsx" })).rejects.toMatchObject({ code: "rows_format" });
    await expect(run("no-file.csv", { memory: "lots" })).rejects.toMatchObject({ code: "memory_size" });
    await expect(run("no-file.csv", { memory: "10MB" })).rejects.toMatchObject({ code: "memory_size" });
    await expect(run("no-file.csv", { temp: join(folder, "no-folder") })).rejects.toMatchObject({
      code: "temp_folder",
    });
    await expect(run("no-file.csv")).rejects.toMatchObject({ code: "file_missing" });
    await expect(run("data.xlsx")).rejects.toMatchObject({ code: "file_format" });
  });

  it("leaves no temporary file, whatever happens", async () => {
    const path = csv("left.csv", ...DIRTY);
    await run(path);
    await expect(run(path, { fe: "no_such_column" })).rejects.toMatchObject({ code: "unknown_key" });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("stops when asked to, without rows and without temporary files", async () => {
    const path = csv("simulated.csv", formatCsv(customsRows(1, 5000).columns).trimEnd());
    const before = engine.usedBytes();
    for (const stop of ["clean", "score", "rows"]) {
      const control = new AbortController();
      const rows = join(folder, `stopped-${stop}.parquet`);
      const onProgress = ({ stage }: { stage: string }): void => {
        if (stage === stop) setTimeout(() => control.abort());
      };
      await expect(run(path, { rows, onProgress, signal: control.signal })).rejects.toThrow(/abort/i);
      expect(existsSync(rows)).toBe(false);
    }
    expect(readdirSync(temp)).toEqual([]);
    expect(engine.usedBytes()).toBe(before);
  });

  it("reports each step with its share and the time left", async () => {
    const path = csv("reported.csv", ...DIRTY);
    const reported: (readonly [string, number, number | null])[] = [];
    await run(path, { onProgress: ({ stage, fraction, msLeft }) => reported.push([stage, fraction, msLeft]) });
    const fractions = reported.map(([, fraction]) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(reported[0]).toEqual(["read", 0, null]);
    expect(reported.at(-1)![2]).toBeGreaterThan(0);
  });

  it("does not put half a rows' file, or one under a folder that can't be", async () => {
    const path = csv("rows.csv", ...DIRTY);
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "a file");
    await expect(run(path, { rows: join(blocked, "rows.csv") })).rejects.toMatchObject({ code: "cannot_write" });
    mkdirSync(join(folder, "out"), { recursive: true });
    await run(path, { rows: join(folder, "out", "rows [1].csv") });
    expect(readdirSync(join(folder, "out"))).toEqual(["rows [1].csv"]);
  });

  it("works in the least memory it takes, and says what it was given", async () => {
    const path = csv("least.csv", formatCsv(customsRows(2, 20_000).columns).trimEnd());
    const { record } = await run(path, { memory: "100MB" });
    expect(record.stream.memory_limit_bytes).toBe(1e8);
    const memory = estimateQuality(engine, await readTable(path));
    expect(Math.abs(record.quality.sd - memory.record.quality.sd)).toBeLessThan(STREAM);
  });

  it("does not take the place of a column of the data", async () => {
    const path = csv("taken.csv", ...DIRTY.map((line, i) => `${line},${i === 0 ? "row_id" : i}`));
    await expect(run(path, { rows: join(folder, "taken.parquet") })).rejects.toMatchObject({ code: "row_name_taken" });
    expect((await run(path)).record.nobs).toBe(4);
  });
});
