/**
 * Parquet that is written: read back equal by the library and by DuckDB, whatever the columns are.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Column, MISSING_CODE } from "../../../src/base/columns.js";
import { PARQUET } from "../../../src/data/formats/parquet/parquet.js";
import { parquetPieces } from "../../../src/data/formats/parquet/write/write-parquet.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellsOf } from "../../support/format-files.js";
import { runs } from "../../support/laws.js";

let engine: Engine;
let folder: string;
let duck: DuckDBConnection;
let nFiles = 0;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-parquet-"));
  duck = await (await DuckDBInstance.create(":memory:")).connect();
});
afterAll(async () => {
  duck.closeSync();
  rmSync(folder, { recursive: true, force: true });
  await engine.close();
});

const written = (columns: readonly Column[], nRows: number, integers: readonly string[] = []) =>
  new Uint8Array(Buffer.concat([...parquetPieces(engine, [{ columns, nRows }], integers)]));

const read = (bytes: Uint8Array) =>
  PARQUET.read(bytesSource("t.parquet", bytes), { missing: [] }, { engine: async () => engine });

const numeric = (name: string, values: Iterable<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

function text(name: string, cells: readonly (string | null)[]): Column {
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort();
  const codes = Uint32Array.from(cells, (cell) => (cell === null ? MISSING_CODE : levels.indexOf(cell)));
  return { kind: "text", name, codes, levels };
}

/** Rows as DuckDB reads them, numbers of 64 bits as numbers. */
async function byDuck(bytes: Uint8Array): Promise<unknown[][]> {
  // another file each time: DuckDB remembers parts of those it has read
  const path = join(folder, `${nFiles++}.parquet`);
  writeFileSync(path, bytes);
  const rows = (await duck.runAndReadAll(`FROM '${path}'`)).getRows();
  return rows.map((row) => row.map((cell) => (typeof cell === "bigint" ? Number(cell) : cell)));
}

describe("what is written", () => {
  it("law: is read back equal, bits of numbers and texts, by the library and by DuckDB", async () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, 2, -0, Number.NaN));
    const word = fc.option(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map((s) => `<${s}>`),
      { nil: null },
    );
    const row = fc.tuple(
      number,
      fc.constantFrom(1, 2, Number.NaN),
      fc.maxSafeInteger(),
      word,
      fc.constantFrom("a", "b"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 80 }), async (rows) => {
        const columns = [
          numeric(
            "x",
            rows.map((r) => r[0]),
          ),
          numeric(
            "few",
            rows.map((r) => r[1]),
          ),
          numeric(
            "whole",
            rows.map((r) => r[2] + 0),
          ),
          text(
            "word",
            rows.map((r) => r[3]),
          ),
          text(
            "level",
            rows.map((r) => r[4]),
          ),
        ];
        const bytes = written(columns, rows.length, ["whole"]);
        const back = await read(bytes);
        expect(back.columns.map(({ kind, name }) => [kind, name])).toEqual(
          columns.map(({ kind, name }) => [kind, name]),
        );
        for (const [k, column] of back.columns.entries()) expect(cellsOf(column)).toEqual(cellsOf(columns[k]!));
        const cells = columns.map(cellsOf);
        expect(await byDuck(bytes)).toEqual(rows.map((_, i) => cells.map((column) => column[i])));
      }),
      runs(60),
    );
  });

  it("has many row groups, dictionaries of any width, columns without a value, and texts that repeat nowhere", async () => {
    const n = 300_001;
    const every = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
    const columns = [
      numeric(
        "id",
        every((i) => i),
      ),
      numeric(
        "negative",
        every((i) => -1 - i * 1e5),
      ),
      numeric(
        "year",
        every((i) => 2000 + (i % 20)),
      ),
      numeric(
        "price",
        every((i) => (i % 13 === 0 ? Number.NaN : (i * 7919) / 9973)),
      ),
      numeric(
        "late",
        every((i) => (i < 290_000 ? 1 : i)),
      ),
      numeric(
        "none",
        every(() => Number.NaN),
      ),
      {
        kind: "text" as const,
        name: "key",
        codes: Uint32Array.from(every((i) => i)),
        levels: every((i) => `k${String(i).padStart(6, "0")}`),
      },
      {
        kind: "text" as const,
        name: "city",
        codes: Uint32Array.from(every((i) => (i % 7 === 0 ? MISSING_CODE : (i * 31) % 1000))),
        levels: Array.from({ length: 1000 }, (_, i) => `c${String(i).padStart(3, "0")}`),
      },
    ];
    const bytes = written(columns, n, ["id", "negative", "year"]);
    const back = await read(bytes);
    for (const [k, column] of back.columns.entries()) {
      const expected = columns[k]!;
      if (column.kind === "numeric" && expected.kind === "numeric") expect(column.values).toEqual(expected.values);
      else if (column.kind === "text" && expected.kind === "text") {
        expect(column.levels).toEqual(expected.levels);
        expect(column.codes).toEqual(expected.codes);
      } else expect(column.kind).toBe(expected.kind);
    }
    const path = join(folder, "many.parquet");
    writeFileSync(path, bytes);
    const sums =
      "count(*)::INT, sum(id)::DOUBLE, sum(negative)::DOUBLE, count(price)::INT, count(none)::INT, count(DISTINCT key)::INT, count(city)::INT";
    const [row] = (await duck.runAndReadAll(`SELECT ${sums} FROM '${path}'`)).getRows();
    expect(row).toEqual([
      n,
      (n * (n - 1)) / 2,
      -n - 1e5 * ((n * (n - 1)) / 2),
      n - Math.ceil(n / 13),
      0,
      n,
      n - Math.ceil(n / 7),
    ]);
  });

  it("refuses a number that is not whole in a column of whole numbers", () => {
    expect(() => written([numeric("year", [2000, 2000.5])], 2, ["year"])).toThrow("row 2 has 2000.5");
  });
});
