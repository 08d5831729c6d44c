import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadOptions, readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { runs } from "../support/laws.js";

/** Each run writes two files and opens a database. */
const LAW_RUNS = 40;
let folder = "";
let writer: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wasmetrics-parquet-"));
  writer = await (await DuckDBInstance.create(":memory:")).connect();
});
afterAll(async () => {
  writer.closeSync();
  await rm(folder, { recursive: true });
});

/** Writes the rows of an SQL query to a Parquet file. */
async function write(name: string, query: string, options = ""): Promise<string> {
  const path = join(folder, name);
  await writer.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  return path;
}
const put = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const content = ({ columns, nRows }: Table) => ({ columns, nRows });
const codes = ({ notes }: Table) => notes.map(({ code }) => code);
const cellsOf = (table: Table, name: string) => {
  const column = table.column(name);
  if (column.kind === "numeric") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => column.levels[code] ?? null);
};
const failure = async (path: string, options: ReadOptions = {}) => {
  const error = await readTable(path, options).then(
    () => undefined,
    (reason: { code: string; message: string }) => reason,
  );
  if (error === undefined) throw new Error(`${path} was read`);
  return error;
};

describe("a CSV file and the Parquet file made from it give the same table", () => {
  test("law: whatever the cells", async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        "1",
        "-2.5",
        "1e3",
        "030285",
        "NA",
        "",
        ".",
        " 7 ",
        "x",
        "12345678901234567",
        "上海 ",
        "🐟",
        "Inf",
      ),
      fc.double({ noNaN: true }).map((value) => String(value + 0)),
    );
    const rows = fc.array(fc.tuple(cell, cell, fc.constantFrom("1", "2.5", "", "-7"), fc.constant("0")), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const lines = [["p", "q", "r", "s"], ...rows].map((row) => row.map((text) => `"${text}"`).join(","));
        const text = `${lines.join("\n")}\n`;
        const table = parseCsv(text);
        const csv = await put("law.csv", text);
        const cells = table.columns.map(({ kind, name }) => {
          if (kind === "text") return name;
          return `CASE WHEN trim(${name}) NOT IN ('NA', '.') THEN ${name}::DOUBLE END AS ${name}`;
        });
        const path = await write(
          "law.parquet",
          `SELECT ${cells.join(", ")} FROM read_csv('${csv}', all_varchar = true)`,
        );
        const read = await readTable(path);
        expect(content(read)).toEqual(content(table));
        // quotes, which these files have around every cell, say nothing in Parquet
        expect(read.notes).toEqual(table.notes.filter(({ code }) => code !== "all_quoted"));
      }),
      runs(LAW_RUNS),
    );
  });

  test("with DuckDB's own types: dates, integers beyond a double, codes kept as text", async () => {
    const text =
      "id,long,day,at,hs,price\n1,12345678901234567,2020-01-02,2020-01-02 03:04:05,030285,1.5\n2,7,1999-12-31,2021-01-01 00:00:00,160420,\n";
    const csv = await put("typed.csv", text);
    const path = await write("typed.parquet", `FROM read_csv('${csv}', types = {'hs': 'VARCHAR'})`);
    const table = await readTable(path);
    expect(content(table)).toEqual(content(await readTable(csv)));
    expect(cellsOf(table, "long")).toEqual(["12345678901234567", "7"]);
    expect(codes(table)).toEqual(["codes", "codes"]);
  });

  test("rows stand in the file's order, over many row groups", async () => {
    const n = 300_001;
    const query = `SELECT i AS row, 'r' || (i * 7919 % 90001) AS tag, i % 3 = 0 AS flag FROM range(${n}) AS t(i)`;
    const path = await write("groups.parquet", query, ", ROW_GROUP_SIZE 2048");
    const table = await readTable(path);
    expect(table.numeric("row")).toEqual(Float64Array.from({ length: n }, (_, i) => i));
    expect(table.numeric("flag")).toEqual(Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0)));
    const tag = table.text("tag");
    expect(tag.codes.findIndex((code, i) => tag.levels[code] !== `r${(i * 7919) % 90_001}`)).toBe(-1);
    const bytes = await readFile(path);
    expect(table.source).toEqual({
      name: path,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      facts: { format: expect.stringMatching(/^Parquet \(DuckDB/) },
    });
  });
});

describe("types", () => {
  test("numbers of every width; NULL and NaN are missing", async () => {
    const query = `SELECT * FROM (VALUES
      (1::TINYINT, 2::UINTEGER, 1.5::FLOAT, 0.1::DOUBLE, 3.25::DECIMAL(10,2), 12345678901234567.89::DECIMAL(38,2), true),
      (-1::TINYINT, NULL, 'NaN'::FLOAT, 'inf'::DOUBLE, -0.01::DECIMAL(10,2), NULL, false)) AS t(a, b, c, d, e, f, g)`;
    const table = await readTable(await write("numbers.parquet", query));
    expect(table.names.map((name) => cellsOf(table, name))).toEqual([
      [1, -1],
      [2, null],
      [1.5, null],
      [0.1, Number.POSITIVE_INFINITY],
      [3.25, -0.01],
      [Number("12345678901234567.89"), null],
      [1, 0],
    ]);
  });

  test("long integers are numbers as long as doubles hold them", async () => {
    const path = await write(
      "long.parquet",
      `SELECT 9007199254740991::BIGINT AS a, 9007199254740993::BIGINT AS b, 18446744073709551615::UBIGINT AS c,
        1152921504606846976::BIGINT AS d, -9007199254740993::DECIMAL(30,0) AS e`,
    );
    const table = await readTable(path);
    expect(table.names.map((name) => cellsOf(table, name)[0])).toEqual([
      9007199254740991,
      "9007199254740993",
      "18446744073709551615",
      2 ** 60,
      "-9007199254740993",
    ]);
  });

  test("dates and times are text that sorts as time does; zones are told in UTC wherever it is read", async () => {
    const zone = process.env.TZ;
    process.env.TZ = "Asia/Shanghai";
    try {
      const path = await write(
        "times.parquet",
        `SELECT DATE '2020-01-02' AS day, TIMESTAMP '2020-01-02 03:04:05.5' AS at, TIME '01:02:03' AS clock,
          TIMESTAMPTZ '2020-01-02 03:04:05+05' AS zoned, UUID '2fd64bdb-6bcd-4361-b2ad-854b16734055' AS id`,
      );
      const table = await readTable(path);
      expect(table.names.map((name) => cellsOf(table, name)[0])).toEqual([
        "2020-01-02",
        "2020-01-02 03:04:05.5",
        "01:02:03",
        "2020-01-01 22:04:05+00",
        "2fd64bdb-6bcd-4361-b2ad-854b16734055",
      ]);
      expect(table.notes).toEqual([]);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test("text stays text: numbers in it are noted, spaces and markers treated as in CSV", async () => {
    const path = await write(
      "text.parquet",
      "SELECT * FROM (VALUES ('1', 'NA', ' Lima '), ('2.5', 'ZA', NULL), (NULL, '', 'Rome')) AS t(x, country, city)",
    );
    const table = await readTable(path);
    expect(cellsOf(table, "x")).toEqual(["1", "2.5", null]);
    expect(cellsOf(table, "country")).toEqual([null, "ZA", null]);
    expect(cellsOf(table, "city")).toEqual(["Lima", null, "Rome"]);
    expect(codes(table)).toEqual(["numbers_as_text", "missing_marker", "trimmed"]);
    expect(table.notes[0]!.message).toBe(
      "Column 'x' is text in the file, and all its 2 non-missing cells are numbers; kept as text. Store it as a number to use it as one.",
    );
    const kept = await readTable(path, { missing: { country: [] }, text: ["x"] });
    expect(cellsOf(kept, "country")).toEqual(["NA", "ZA", null]);
    expect(codes(kept)).toEqual(["trimmed"]);
  });

  test("text of bytes without a declared encoding", async () => {
    const table = await readTable(await write("bytes.parquet", "SELECT encode('上海') AS city, 1 AS x"));
    expect(cellsOf(table, "city")).toEqual(["上海"]);
    const path = await write("blob.parquet", "SELECT 1 AS x, '\\xFF\\x00'::BLOB AS picture");
    expect(await failure(path)).toMatchObject({
      code: "parquet_type",
      message: expect.stringContaining("column 'picture' holds bytes that are no text"),
    });
  });

  test("a number kept as text on request is spelled without a needless point", async () => {
    const path = await write(
      "ids.parquet",
      "SELECT 12.0::DOUBLE AS id, 1.5::FLOAT AS x UNION ALL SELECT NULL, 'nan'::FLOAT",
    );
    const table = await readTable(path, { text: ["id", "x"] });
    expect(table.names.map((name) => cellsOf(table, name))).toEqual([
      ["12", null],
      ["1.5", null],
    ]);
  });

  test.each(["[1, 2]", "{'a': 1}", "MAP {1: 2}"])("nested %s is refused by name", async (value) => {
    expect(await failure(await write("nested.parquet", `SELECT 1 AS x, ${value} AS parts`))).toMatchObject({
      code: "parquet_nested",
      message: expect.stringContaining("column 'parts' is nested"),
    });
  });
});

describe("names", () => {
  test("names like the reader's own, names that differ in case only", async () => {
    const own = await readTable(await write("own.parquet", "SELECT 7 AS file_row_number, 8 AS c1, 9 AS r"));
    expect(own.names.map((name) => cellsOf(own, name)[0])).toEqual([7, 8, 9]);
    const bytes = await readFile(await write("case.parquet", "SELECT 1 AS zz1, 2 AS zz2"));
    const path = await put("cases.parquet", Buffer.from(bytes.toString("latin1").replaceAll("zz2", "ZZ1"), "latin1"));
    const table = await readTable(path);
    expect(table.names.map((name) => [name, ...cellsOf(table, name)])).toEqual([
      ["zz1", 1],
      ["ZZ1", 2],
    ]);
  });

  test("names that are the same once trimmed are refused", async () => {
    expect((await failure(await write("twice.parquet", 'SELECT 1 AS a, 2 AS "a "'))).code).toBe("duplicate_column");
  });
});

describe("what cannot be read is said", () => {
  const rows = "SELECT i AS x, 'tag' || i AS tag FROM range(5000) AS t(i)";

  test("other files, files cut short, damaged files, files without rows", async () => {
    const whole = await readFile(await write("whole.parquet", rows));
    expect((await failure(await put("none.parquet", ""))).code).toBe("file_empty");
    expect((await failure(await put("text.parquet", "a,b\n1,2\n"))).code).toBe("parquet_format");
    expect((await failure(await put("short.parquet", whole.subarray(0, -50)))).code).toBe("parquet_truncated");
    expect((await failure(await put("mark.parquet", "PAR1"))).code).toBe("parquet_truncated");
    expect((await failure(await put("locked.parquet", "PARE"))).message).toContain("is encrypted");
    const footer = Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100), Buffer.from("PAR1")]);
    expect((await failure(await put("footer.parquet", footer))).code).toBe("parquet_damaged");
    const damaged = Buffer.from(whole).fill(0xff, 4, 400);
    expect((await failure(await put("damaged.parquet", damaged))).code).toBe("parquet_damaged");
    expect((await failure(await write("rows.parquet", `${rows} WHERE false`))).code).toBe("parquet_no_rows");
  });

  test("options on text files, options on columns that are not there", async () => {
    const path = await write("options.parquet", rows);
    expect(await failure(path, { encoding: "gb18030" })).toMatchObject({ name: "UsageError", code: "read_option" });
    expect((await failure(path, { text: ["tags"] })).message).toContain("did you mean 'tag'?");
  });
});
