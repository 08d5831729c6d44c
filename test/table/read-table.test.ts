import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadOptions, readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { runs } from "../support/laws.js";
import { readCsvByKernels } from "../support/read-csv.js";

const fixtures = join(import.meta.dirname, "..", "fixtures", "table");
/** Each run writes a file and opens a database. */
const LAW_RUNS = 200;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wasmetrics-table-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const put = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const content = ({ columns, notes, nRows }: Table) => ({ columns, notes, nRows });
const outcome = async (read: () => Table | Promise<Table>) => {
  try {
    return content(await read());
  } catch (error) {
    return { code: (error as { code?: string }).code, message: (error as Error).message };
  }
};

test.each(["wide.csv", "wide.csv.gz"])("%s: many columns of few rows are read as they are in memory", async (name) => {
  const head = ["city", ...Array.from({ length: 999 }, (_, k) => `x${k}`)].join(",");
  const row = (city: string, r: number) => [
    city,
    ...Array.from({ length: 999 }, (_, k) => (k % 97 === 0 ? "" : r + k / 8)),
  ];
  const text = `${head}\n${row('"a,b"', 1).join(",")}\n${row("\u00e9", 2).join(",")}\n`;
  const table = await readCsvByKernels(await put(name, name.endsWith(".gz") ? gzipSync(text) : text));
  expect(content(table)).toEqual(content(parseCsv(text)));
  expect(table.text("city").levels).toEqual(["a,b", "\u00e9"]);
  expect(Array.from(table.numeric("x9"))).toEqual([1 + 9 / 8, 2 + 9 / 8]);
  expect(table.source.sha256).toMatch(/^[0-9a-f]{64}$/);
});

describe("both readers give the same table", () => {
  test.each([
    "semicolon-bom-crlf.csv",
    "codes.tsv",
    "markers.txt",
    "mostly-numeric.csv",
    "identifiers.csv",
    "mac.csv",
    "one-column.csv",
  ])("%s", async (name) => {
    const path = join(fixtures, name);
    const bytes = await readFile(path);
    const table = await readCsvByKernels(path);
    expect(content(table)).toEqual(content(parseCsv(bytes.toString("utf8"), {}, { name: path })));
    expect(table.source).toEqual({
      name: path,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      facts: { format: expect.stringMatching(/^Text separated by (commas|semicolons|tabs|bars)$/), encoding: "utf-8" },
    });
    const packed = await put(`${name}.gz`, gzipSync(bytes));
    expect(content(await readCsvByKernels(packed))).toEqual(content(table));
  });

  test.each([
    'p,q\n  "",',
    'p,q\n,  ""',
    'p,q\n  "0",',
    'p,q\n1,  "a,\nb"  ',
    'p,q\r\n  "a""b",3\r\n4,5\r\n',
    'p\tq\n  "a"\t2\n "b"\t3\n',
    '  "p,x",q\n1,2',
  ])("quotes behind more than one space: %j", async (body) => {
    const path = await put("indented.csv", body);
    expect(await outcome(() => readCsvByKernels(path))).toEqual(
      await outcome(() => parseCsv(body, {}, { name: path })),
    );
  });

  test("law: on any CSV, sound or not, whatever its dialect", async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        "1",
        "-2.5",
        "1e3",
        "030285",
        "NA",
        "",
        ".",
        "Inf",
        " 7 ",
        "x",
        "n.a.",
        "1_000",
        "1e999",
        "+.5",
        "4.",
      ),
      fc.constantFrom(
        "12345678901234567",
        "上海",
        "\u3000北京 ",
        "🐟",
        'say "hi"',
        "a,b",
        "a;b",
        "a\tb",
        "0x1F",
        "1,5",
        "\u00a03",
      ),
      fc.constantFrom("line\nbreak", "'", "true", "2020-01-01", "00", "null", "NULL", "-0", "\\", "#", "Infinity"),
      fc.double().map(String),
    );
    const dialect = fc.record({
      columns: fc.integer({ min: 1, max: 4 }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      newline: fc.constantFrom("\n", "\r\n", "\r"),
      mark: fc.constantFrom("", "\ufeff"),
      end: fc.boolean(),
      quoteAll: fc.boolean(),
      slip: fc.constantFrom("", "", "", '"', ",", "\n", "\n\n", "\r"),
    });
    const file = fc.record({
      dialect,
      cells: fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(file, fc.nat(), async ({ dialect, cells }, at) => {
        const { columns, delimiter, newline, mark, end, quoteAll, slip } = dialect;
        const quote = (text: string) =>
          quoteAll || /["\n\r,;\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const records = [["id", "x\nx", "name", "y"], ...cells].map((row) =>
          row.slice(0, columns).map(quote).join(delimiter),
        );
        const body = records.join(newline) + (end ? newline : "");
        const cut = at % (body.length + 1);
        const text = Buffer.from(mark + body.slice(0, cut) + slip + body.slice(cut)).toString();
        const path = await put("law.csv", text);
        expect(await outcome(() => readCsvByKernels(path))).toEqual(
          await outcome(() => parseCsv(text, {}, { name: path })),
        );
      }),
      runs(LAW_RUNS),
    );
  });

  test("law: on any sequence of the characters that matter", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "0", ",", '"', "\n", "\r", " "), minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(text, async (rows) => {
        const body = `p,q\n${rows}`;
        const path = await put("raw.csv", body);
        expect(await outcome(() => readCsvByKernels(path))).toEqual(
          await outcome(() => parseCsv(body, {}, { name: path })),
        );
      }),
      runs(LAW_RUNS),
    );
  });
});

describe("large files", () => {
  test("a code in row 300,001 makes the column text, cells intact and rows in order", async () => {
    const n = 300_001;
    const lines = Array.from(
      { length: n },
      (_, i) => `${i},${i === n - 1 ? "030285" : 100_000 + (i % 777)},r${i % 90_001}`,
    );
    const table = await readCsvByKernels(await put("late-code.csv", `row,code,tag\n${lines.join("\n")}\n`));
    const code = table.text("code");
    expect(code.levels[code.codes[n - 1]!]).toBe("030285");
    expect(code.levels.length).toBe(778);
    expect(table.numeric("row")).toEqual(Float64Array.from({ length: n }, (_, i) => i));
    const tag = table.text("tag");
    expect(tag.levels.length).toBe(90_001);
    let wrong = 0;
    for (let i = 0; i < n; i++) {
      if (tag.levels[tag.codes[i]!] !== `r${i % 90_001}`) wrong++;
      if (i < n - 1 && code.levels[code.codes[i]!] !== String(100_000 + (i % 777))) wrong++;
    }
    expect(wrong).toBe(0);
    expect(() => table.numeric("code")).toThrow("first at row 300001: '030285'");
  });

  test("a character cut by the end of a piece is whole, in a file of several pieces", async () => {
    const n = 40_000;
    const lines = Array.from({ length: n }, (_, i) => `"上海,\n第${i % 11}区 🐟","${i}"`);
    const text = `city,row\n${lines.join("\n")}\n`;
    const path = await put("pieces.csv.gz", gzipSync(text));
    expect(content(await readCsvByKernels(path))).toEqual(content(parseCsv(text, {}, { name: path })));
  });

  test("17 digits parse to the nearest double", async () => {
    const values = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 20_000, seed: 7 });
    const printed = values.map((value) => (Object.is(value, -0) ? "-0" : value.toExponential(16)));
    const table = await readCsvByKernels(await put("digits.csv", `x,y\n${printed.map((x) => `${x},1`).join("\n")}\n`));
    const read = table.numeric("x");
    expect(values.findIndex((value, i) => !Object.is(read[i], value))).toBe(-1);
  });
});

test("a customs file: product codes keep their zeros, destinations lose their trailing spaces", async () => {
  const path = join(import.meta.dirname, "..", "..", "examples", "fish", "fish_export_ship.csv.gz");
  const table = await readCsvByKernels(path);
  expect(table.nRows).toBe(89_577);
  expect(table.columns.map(({ kind }) => kind)).toEqual(["numeric", "text", "text", "text", "numeric", "numeric"]);
  const product = table.text("k");
  expect(product.levels[product.codes[0]!]).toBe("030285");
  expect(table.text("j").levels.filter((level) => level !== level.trim())).toEqual([]);
  expect(table.notes.map(({ code }) => code)).toEqual(["trimmed", "codes"]);
  const text = gunzipSync(await readFile(path)).toString();
  expect(content(table)).toEqual(content(parseCsv(text, {}, { name: path })));
});

describe("what cannot be read is said", () => {
  const error = async (path: string) => {
    const result = await outcome(() => readTable(path));
    if (!("code" in result)) throw new Error(`${path} was read`);
    return result;
  };

  test("a missing file, with the nearest name in its folder", async () => {
    await put("cities.csv", "a\n1\n");
    expect(await error(join(folder, "citys.csv"))).toEqual({
      code: "file_missing",
      message: `There is no file ${join(folder, "citys.csv")}; did you mean 'cities.csv'?`,
    });
    expect((await error(join(folder, "nowhere", "x.csv"))).code).toBe("file_missing");
  });

  test("a directory", async () => {
    await mkdir(join(folder, "folder.csv"));
    expect((await error(join(folder, "folder.csv"))).code).toBe("file_is_directory");
    expect((await error(folder)).code).toBe("file_is_directory");
  });

  test("an empty file, a header alone, a mark alone", async () => {
    expect((await error(await put("empty.csv", ""))).code).toBe("file_empty");
    expect((await error(await put("header.csv", "a,b\n"))).message).toContain("no data rows");
    expect((await error(await put("mark.csv", "\ufeff"))).code).toBe("csv_no_header");
    expect((await error(await put("nothing.csv.gz", gzipSync("")))).code).toBe("csv_no_header");
  });

  test("gzip cut short, damaged, or not gzip at all", async () => {
    const packed = gzipSync(
      `a,b\n${Array.from({ length: 5000 }, (_, i) => `${i},${(i * 7919) % 104_729}`).join("\n")}\n`,
    );
    expect((await error(await put("short.csv.gz", packed.subarray(0, packed.length - 500)))).code).toBe(
      "gzip_truncated",
    );
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 6]! ^= 0xff;
    expect((await error(await put("damaged.csv.gz", damaged))).code).toBe("gzip_corrupt");
    const broken = Buffer.from(packed).fill(0xff, 2000, 2100);
    expect((await error(await put("broken.csv.gz", broken))).code).toBe("gzip_corrupt");
    expect((await error(await put("plain.csv.gz", "a,b\n1,2\n"))).code).toBe("gzip_corrupt");
  });

  test("gzip members in a row, and gzip without .gz, are read", async () => {
    const members = Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]);
    expect((await readCsvByKernels(await put("members.csv.gz", members))).nRows).toBe(2);
    expect((await readCsvByKernels(await put("renamed.csv", members))).nRows).toBe(2);
  });

  test("zero bytes, with the line", async () => {
    expect((await error(await put("zero.csv", "a,b\n1,2\n3,\0\n"))).message).toContain("line 3 has a zero byte");
  });

  test("decimal commas between semicolons, the same by both readers; as text on request", async () => {
    const path = join(fixtures, "decimal-comma.csv");
    const text = await readFile(path, "utf8");
    const message =
      `${path}: column 'x' has decimal commas, first at row 1: '1,5'; decimal points were expected. ` +
      "Export the file with points, or convert it: tr , . < FILE > NEW, if it has commas only in numbers. " +
      "To keep the column as text, name it in the option text.";
    expect(await error(path)).toEqual({ code: "decimal_comma", message });
    expect(await outcome(() => parseCsv(text, {}, { name: path }))).toEqual({ code: "decimal_comma", message });
    const table = await readCsvByKernels(path, { text: ["x", "y"] });
    expect(table.text("x").levels).toEqual(["1,5", "2,5"]);
  });

  test("other formats and other names", async () => {
    expect((await error(await put("data.doc", "x"))).code).toBe("file_format");
  });
});

test("names with characters that match other files are taken literally", async () => {
  const path = await put("it's [1]*?.csv", "a,b\n1,2\n");
  await put("it's 1.csv", "a,b\n8,8\n");
  expect((await readCsvByKernels(path)).numeric("a")).toEqual(Float64Array.of(1));
});

test("options reach the file: delimiter and text", async () => {
  const path = await put("options.csv", "a;b,c\n1.50;2,3\n");
  expect((await readCsvByKernels(path, { delimiter: "," })).names).toEqual(["a;b", "c"]);
  expect((await readCsvByKernels(path, { delimiter: ",", text: ["c"] })).text("c").levels).toEqual(["3"]);
  expect(await outcome(() => readCsvByKernels(path, { text: ["d"] }))).toMatchObject({ code: "unknown_column" });
});

describe("missing markers", () => {
  const countries = "country,x,code\nNA,1,-99\nZA,NA,3\n,.,NA\n-99,-99,4\n";

  test.each<[ReadOptions["missing"], (string | null)[], (number | null)[]]>([
    [undefined, [null, "ZA", null, "-99"], [1, null, null, -99]],
    [{ country: [] }, ["NA", "ZA", null, "-99"], [1, null, null, -99]],
    [{ country: ["-99"], x: ["-99", "NA", "."] }, ["NA", "ZA", null, null], [1, null, null, null]],
    [
      ["NA", ".", "-99"],
      [null, "ZA", null, null],
      [1, null, null, null],
    ],
  ])("%j", async (missing, country, x) => {
    const path = await put("countries.csv", countries);
    const options = missing === undefined ? {} : { missing };
    const table = await readCsvByKernels(path, options);
    expect(content(table)).toEqual(content(parseCsv(countries, options, { name: path })));
    const { codes, levels } = table.text("country");
    expect(Array.from(codes, (code) => levels[code] ?? null)).toEqual(country);
    expect(Array.from(table.numeric("x"), (value) => (Number.isNaN(value) ? null : value))).toEqual(x);
  });

  test("a marker taken away makes its column text; spaces around one don't matter", async () => {
    const path = await put("marked.csv", "x,y\n1, 9 \n.,2\n3,9\n");
    const table = await readCsvByKernels(path, { missing: [" 9"] });
    expect(table.text("x").levels).toEqual([".", "1", "3"]);
    expect(table.numeric("y")).toEqual(Float64Array.of(Number.NaN, 2, Number.NaN));
  });

  test("a column that is not there is refused, with the nearest name", async () => {
    const path = await put("countries.csv", countries);
    expect(await outcome(() => readCsvByKernels(path, { missing: { contry: [] } }))).toMatchObject({
      code: "unknown_column",
      message: `${path} has no column 'contry'; did you mean 'country'?`,
    });
  });
});
