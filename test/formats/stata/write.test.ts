import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column, ColumnFacts } from "../../../src/base/columns.js";
import type { FileContent } from "../../../src/data/formats/format.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import type { StataWriteOptions } from "../../../src/data/formats/stata/write/plan.js";
import { writeStata } from "../../../src/data/formats/stata/write/write-stata.js";
import { textColumn } from "../../../src/data/table/new-columns.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { cellsOf } from "../../support/cells-of.js";
import { runs } from "../../support/laws.js";

const context = { engine: () => Promise.reject(new Error("no kernels are needed")) };

const tableOf = (...columns: Column[]): Table => makeTable(columns, { name: "t", bytes: 0, sha256: null });

const numeric = (name: string, cells: readonly (number | null)[], facts?: ColumnFacts): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(cells, (cell) => cell ?? Number.NaN),
  ...(facts !== undefined && { facts }),
});

const text = (name: string, cells: readonly (string | null)[], facts?: ColumnFacts): Column => {
  const levels = [...new Set(cells.filter((cell) => cell !== null))];
  return textColumn(
    name,
    levels,
    Uint32Array.from(cells, (cell) => (cell === null ? 0xffff_ffff : levels.indexOf(cell))),
    facts,
  );
};

async function bytesOf(table: Table, options?: StataWriteOptions): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeStata(table, options)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const again = async (table: Table, options?: StataWriteOptions): Promise<FileContent> =>
  STATA.read(bytesSource("t.dta", await bytesOf(table, options)), {}, context);

const column = async (written: Column): Promise<Column> => (await again(tableOf(written))).columns[0]!;
const storedOf = async (written: Column) => (await column(written)).facts?.stored;

describe("what is written is read again", () => {
  const LARGEST = 8.988465674311579e307;
  const number = fc.oneof(
    fc.double({ min: -LARGEST, max: LARGEST, noNaN: true }),
    fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 126), max: 2 ** 126 }),
    fc.integer(),
    fc.integer({ min: -130, max: 130 }),
    fc.constantFrom(
      -0,
      100,
      101,
      -127,
      -128,
      32_740,
      32_741,
      2_147_483_620,
      2_147_483_621,
      -2_147_483_648,
      LARGEST,
      1.701e38,
    ),
  );
  const code = fc.constantFrom(...Array.from({ length: 26 }, (_, k) => `.${String.fromCharCode(97 + k)}`));
  const cell = fc.oneof({ weight: 6, arbitrary: number }, code, fc.constant(null));
  const words = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
    fc.constantFrom(" blank ", "tab\tin", "中国", "x".repeat(2045), "é".repeat(1023), "1"),
  );
  const clean = words.filter((word) => !word.includes("\0") && word !== "");

  it("numbers and missing codes, each column in one type", async () => {
    const columns = fc.array(fc.array(cell, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(columns, async (all) => {
        const written = all.map((cells, k) => coded(`x${k}`, cells));
        const { columns: read } = await again(tableOf(...written));
        for (const [k, cells] of all.entries()) {
          expect(cellsOf(read[k]!)).toEqual(cells);
          expect(read[k]!.facts?.missingCodes?.names ?? []).toEqual(
            [...new Set(cells.filter((value) => typeof value === "string"))].sort(),
          );
        }
      }),
      runs(200),
    );
  });

  it("text of any length", async () => {
    const long = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 3 })
      .map((part) => part.replaceAll("\0", "x").repeat(2046));
    const cells = fc.array(fc.oneof({ weight: 4, arbitrary: clean }, long, fc.constant(null)), {
      minLength: 5,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 4 }), async (all) => {
        const { columns: read } = await again(tableOf(...all.map((values, k) => text(`s${k}`, values))));
        for (const [k, values] of all.entries()) expect(cellsOf(read[k]!)).toEqual(values);
      }),
      runs(100),
    );
  });

  it("labels, notes, characteristics, value labels, periods", async () => {
    const word = clean.map((value) => value.slice(0, 20)).filter((value) => !/\p{Surrogate}/u.test(value));
    const facts = fc.record(
      {
        label: word,
        notes: fc.array(word, { minLength: 1, maxLength: 3 }),
        characteristics: fc.dictionary(fc.constantFrom("source", "unit_of", "tsvar"), word, { minKeys: 1 }),
        period: fc.constantFrom("year", "half", "quarter", "month", "week"),
      },
      { requiredKeys: [] },
    );
    const labels = fc.uniqueArray(
      fc.record({ value: fc.oneof(fc.integer({ min: -2_147_483_647, max: 2_147_483_620 }), code), label: word }),
      {
        selector: ({ value }) => value,
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(facts, { minLength: 1, maxLength: 4 }),
        labels,
        word,
        async (each, valueLabels, label) => {
          const written = each.map((own, k) =>
            numeric(`x${k}`, [1, 2, null], (k % 2 === 0 ? { ...own, valueLabels } : own) as ColumnFacts),
          );
          const options = { label, notes: [label, label], characteristics: { made_by: label } };
          const { columns: read, facts: about, notes } = await again(tableOf(...written), options);
          expect(notes).toEqual([]);
          expect(about).toMatchObject(options);
          for (const [k, own] of written.entries()) {
            const { stored, valueLabels: found, ...rest } = read[k]!.facts!;
            const { valueLabels: given, ...others } = own.facts!;
            expect(rest).toEqual(others);
            expect(stored).toMatch(/^byte %/);
            const place = ({ value }: { value: number | string }) =>
              typeof value === "number" ? value : 3e9 + value.charCodeAt(1);
            expect(found).toEqual(given && [...given].sort((a, b) => place(a) - place(b)));
          }
        },
      ),
      runs(60),
    );
  });

  it("dates and times that came from Stata, leap seconds among them", async () => {
    const days = ["1960-01-01", "0100-01-01", null, "9999-12-31", "2000-02-29"];
    expect(await storedOf(text("d", days, { stored: "float %td" }))).toBe("long %td");
    expect(cellsOf(await column(text("d", days, { stored: "float %td" })))).toEqual(days);
    const times = [
      "1960-01-01 00:00:00",
      "2020-02-29 12:34:56.789",
      null,
      "2016-12-31 23:59:59",
      "2017-01-01 00:00:00",
    ];
    expect(cellsOf(await column(text("t", times, { stored: "double %tc" })))).toEqual(times);
    const leaps = [...times, "2016-12-31 23:59:60", "2016-12-31 23:59:60.999", "1972-06-30 23:59:60"];
    expect(cellsOf(await column(text("t", leaps, { stored: "double %tC" })))).toEqual(leaps);
    expect(await storedOf(text("t", leaps, { stored: "double %tC" }))).toBe("double %tC");
    // No date of Stata's: text it stays.
    expect(await storedOf(text("d", ["1960-01-01", "soon"], { stored: "float %td" }))).toBe("str10 %10s");
    expect(await storedOf(text("d", ["1960-01-01"]))).toBe("str10 %10s");
  });

  it("dates and times that another file declares", async () => {
    const days = ["1960-01-01", null, "2000-02-29"];
    expect(await storedOf(text("d", days, { stored: "DATE11", moment: "date" }))).toBe("int %td");
    expect(cellsOf(await column(text("d", days, { stored: "DATE11", moment: "date" })))).toEqual(days);
    const times = ["2020-02-29 12:34:56.789", null];
    expect(await storedOf(text("t", times, { moment: "time" }))).toBe("double %tc");
    expect(cellsOf(await column(text("t", times, { moment: "time" })))).toEqual(times);
    expect(await storedOf(text("d", ["1960-01-01", "soon"], { moment: "date" }))).toBe("str10 %10s");
  });

  it("missing codes of dates", async () => {
    const missingCodes = { names: [".b"], rows: Uint32Array.of(1), codes: Uint8Array.of(0) };
    const written = text("d", ["1960-01-02", null, null], { stored: "int %td", missingCodes });
    expect(cellsOf(await column(written))).toEqual(["1960-01-02", ".b", null]);
  });

  function coded(name: string, cells: readonly (number | string | null)[]): Column {
    const names = [...new Set(cells.filter((value) => typeof value === "string"))].sort();
    const rows = cells.flatMap((value, row) => (typeof value === "string" ? [row] : []));
    if (rows.length === 0) return numeric(name, cells as (number | null)[]);
    const missingCodes = {
      names,
      rows: Uint32Array.from(rows),
      codes: Uint8Array.from(rows, (row) => names.indexOf(cells[row] as string)),
    };
    return numeric(
      name,
      cells.map((value) => (typeof value === "string" ? null : value)),
      { missingCodes },
    );
  }
});

describe("what Stata has no room for", () => {
  it("takes the smallest type that has every number", async () => {
    const types = [
      [100, -127],
      [101],
      [-128],
      [32_740, -32_767],
      [32_741],
      [2_147_483_620, -2_147_483_647],
      [2_147_483_621],
      [0.5],
      [0.1],
      [-0],
      [16_777_217, 0.5],
      [null],
    ];
    const stored = [];
    for (const cells of types) stored.push((await storedOf(numeric("x", cells)))!.split(" ")[0]);
    expect(stored).toEqual([
      "byte",
      "int",
      "int",
      "int",
      "long",
      "long",
      "double",
      "float",
      "double",
      "float",
      "double",
      "byte",
    ]);
  });

  it("mends names and keeps those there were", async () => {
    const columns = [
      numeric("GDP per capita", [1]),
      numeric("2010", [1], { label: "the year" }),
      numeric("if", [1]),
      numeric("str5", [1]),
    ];
    const others = [
      numeric(`${"long".repeat(9)}1`, [1]),
      numeric(`${"long".repeat(9)}2`, [1]),
      numeric("人均", [1]),
      numeric("GDP_per_capita", [1]),
    ];
    const table = tableOf(...columns, ...others);
    const { columns: read } = await again(table);
    const long = "long".repeat(8);
    expect(read.map(({ name }) => name)).toEqual([
      "GDP_per_capita_2",
      "_2010",
      "if_",
      "str5_",
      long,
      `${long.slice(0, 30)}_2`,
      "人均",
      "GDP_per_capita",
    ]);
    expect(read[0]!.facts?.label).toBe("GDP per capita");
    expect(read[1]!.facts).toMatchObject({ label: "the year", characteristics: { original_name: "2010" } });
    expect(writeStata(table).notes.map(({ code }) => code)).toEqual(Array(6).fill("dta_renamed"));
  });

  it("says what it cuts, leaves out or writes as missing", async () => {
    const table = tableOf(
      numeric("x", [Number.POSITIVE_INFINITY, 1e308, 1], { label: "é".repeat(81) }),
      numeric("y", [1, 2, 3], {
        valueLabels: [
          { value: 1.5, label: "half" },
          { value: 1, label: "one" },
        ],
      }),
      text("s", ["a", "b", null], {
        missingCodes: { names: ["-9"], rows: Uint32Array.of(2), codes: Uint8Array.of(0) },
      }),
    );
    const { notes } = writeStata(table, { notes: ["n".repeat(70_000)] });
    expect(notes.map(({ code }) => code)).toEqual([
      "dta_cut",
      "dta_infinite",
      "dta_cut",
      "dta_labels_left",
      "dta_codes_left",
    ]);
    const { columns } = await again(table);
    expect(cellsOf(columns[0]!)).toEqual([null, null, 1]);
    expect(columns[0]!.facts?.label).toBe("é".repeat(80));
    expect(columns[1]!.facts?.valueLabels).toEqual([{ value: 1, label: "one" }]);
  });

  it("gives missing codes of other programs letters, with their labels", async () => {
    const codes = (...names: string[]) => ({
      names,
      rows: Uint32Array.from(names.keys()),
      codes: Uint8Array.from(names.keys()),
    });
    const valueLabels = [
      { value: ".B", label: "refused" },
      { value: "-9", label: "unknown" },
      { value: ".A", label: "of no cell" },
    ];
    const cells = [Number.NaN, Number.NaN, 1];
    const table = tableOf(numeric("x", cells, { missingCodes: codes(".B", "-9"), valueLabels }));
    const { columns } = await again(table);
    expect(cellsOf(columns[0]!)).toEqual([".b", ".c", 1]);
    expect(columns[0]!.facts?.valueLabels).toEqual([
      { value: ".a", label: "of no cell" },
      { value: ".b", label: "refused" },
      { value: ".c", label: "unknown" },
    ]);
    expect(writeStata(table).notes).toMatchObject([
      { code: "dta_codes", detail: { column: "x", pairs: [{ code: "-9", written: ".c" }] } },
    ]);
    const many = Array.from({ length: 28 }, (_, k) => `-${k + 1}`);
    const full = tableOf(numeric("x", Array(28).fill(Number.NaN), { missingCodes: codes(...many) }));
    expect(cellsOf((await again(full)).columns[0]!).slice(24)).toEqual([".y", ".z", null, null]);
    expect(writeStata(full).notes[1]).toMatchObject({ code: "dta_codes_left", detail: { codes: ["-27", "-28"] } });
  });

  it("refuses text with the character that ends text", () => {
    expect(() => writeStata(tableOf(text("s", ["a\0b"])))).toThrow(expect.objectContaining({ code: "dta_zero" }));
  });

  it("writes the same bytes for the same table, and 119 above 32,767 columns", async () => {
    const table = tableOf(numeric("x", [1, 2]), text("s", ["a", "x".repeat(3000)]));
    expect(await bytesOf(table)).toEqual(await bytesOf(table));
    const wide = tableOf(
      ...Array.from({ length: 32_768 }, (_, k) => numeric(`v${k}`, [k])),
      text("s", ["y".repeat(3000)]),
    );
    const { columns, facts } = await again(wide);
    expect(facts.format).toContain("119");
    expect(cellsOf(columns[32_767]!)).toEqual([32_767]);
    expect(cellsOf(columns[32_768]!)).toEqual(["y".repeat(3000)]);
  });

  it("writes a table without rows", async () => {
    const { columns } = await again(tableOf(numeric("x", []), text("s", [])));
    expect(columns.map(cellsOf)).toEqual([[], []]);
  });
});
