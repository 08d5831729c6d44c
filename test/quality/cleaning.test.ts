/**
 * The steps between reading and estimation: what each takes, that the waterfall adds up, and that nothing a file can hold
 * gives a wrong number.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality, type QualityResult } from "../../src/trade/quality/fit.js";
import type { WaterfallStep } from "../../src/trade/quality/sample.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { seeded } from "../support/random.js";
import { csvTable } from "./customs-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rounding of sums of a few hundred values. */
const ROUNDING = 1e-12;

/** Each step leaves what the one before left less what it takes, and the last leaves the rows that have a quality. */
function expectToAddUp({ record, rows }: QualityResult, options: EstimateQualityOptions = {}): void {
  const steps = record.waterfall;
  for (let s = 1; s < steps.length; s++) {
    const [before, after] = [steps[s - 1]!, steps[s]!];
    expect(after.rows).toBe(before.rows - after.dropped_rows);
    expect(Math.abs(after.value - (before.value - after.dropped_value))).toBeLessThan(ROUNDING * before.value);
  }
  expect(steps.at(-1)!.rows).toBe(record.nobs);
  const left = rows()
    .numeric(options.value ?? "value")
    .reduce((sum, value) => sum + value, 0);
  expect(Math.abs(left / steps.at(-1)!.value - 1)).toBeLessThan(ROUNDING);
}

const stepOf = ({ record }: QualityResult, pattern: RegExp): WaterfallStep =>
  record.waterfall.find(({ step }) => pattern.test(step))!;

/** Clean rows: 8 firms, 3 products, 4 destinations, 2 years, value 10 to 20 times quantity. */
function lines(): string[][] {
  const random = seeded(5);
  const rows: string[][] = [];
  for (let firm = 0; firm < 8; firm++) {
    for (const product of ["010110", "010121", "020130"]) {
      for (const dest of ["USA", "DEU", "JPN", "GBR"]) {
        for (const year of ["2015", "2016"]) {
          const quantity = 1 + 99 * random();
          const value = quantity * (10 + 10 * random());
          rows.push([`F${firm}`, "name", product, dest, year, String(value), String(quantity), "kg"]);
        }
      }
    }
  }
  return rows;
}

const HEADER = "firm,firm_name,product,dest,year,value,quantity,unit";
const table = (rows: readonly (readonly string[])[]): Table => csvTable(HEADER, ...rows.map((row) => row.join(",")));
const changed = (rows: string[][], at: number, column: number, cell: string): string[][] =>
  rows.map((row, i) => (i === at ? row.map((old, c) => (c === column ? cell : old)) : row));

describe("the waterfall", () => {
  it("adds up over every step at once, in rows and in value", () => {
    let rows = lines();
    rows = changed(rows, 0, 5, "0");
    rows = changed(rows, 1, 6, "");
    rows = changed(rows, 2, 5, "");
    rows = changed(rows, 3, 6, "-4");
    rows = changed(rows, 4, 3, "");
    rows = changed(rows, 5, 1, "Shanghai Import & Export Co");
    rows = changed(rows, 6, 1, "上海进出口贸易公司");
    rows = changed(rows, 7, 7, "piece");
    rows = changed(rows, 8, 5, "900000");
    rows.push([...rows[10]!]);
    const options: EstimateQualityOptions = {
      intermediaries: "firm_name",
      unit: "unit",
      unitChanges: "main",
      trim: 0.01,
      maxRatio: 50,
      minRows: 5,
    };
    const result = estimateQuality(engine, table(rows), options);
    expectToAddUp(result);
    expect(stepOf(result, /^value <= 0/).dropped_rows).toBe(1);
    expect(stepOf(result, /^quantity missing/).dropped_rows).toBe(1);
    expect(stepOf(result, /^value missing/).dropped_rows).toBe(1);
    expect(stepOf(result, /^quantity <= 0/).dropped_rows).toBe(1);
    expect(stepOf(result, /^dest missing/).dropped_rows).toBe(1);
    expect(stepOf(result, /^intermediaries/).dropped_rows).toBe(2);
    expect(stepOf(result, /^unit other than/).dropped_rows).toBe(1);
    expect(stepOf(result, /summed/)).toMatchObject({ dropped_rows: 1, dropped_value: 0 });
    expect(stepOf(result, /percentiles/).dropped_rows).toBeGreaterThan(0);
  });

  it("adds up where sigma is estimated and groups are left out", () => {
    const result = estimateQuality(engine, table(lines()), { sigma: "iv", sigmaBy: "product", sigmaInvalid: 4 });
    expectToAddUp(result);
  });
});

describe("duplicates", () => {
  const split = (): string[][] => {
    const rows = lines();
    const [value, quantity] = [Number(rows[3]![5]), Number(rows[3]![6])];
    const half = changed(changed(rows, 3, 5, String(value / 4)), 3, 6, String(quantity / 4));
    return [...half, [...rows[3]!.slice(0, 5), String((3 * value) / 4), String((3 * quantity) / 4), "kg"]];
  };

  it("summed are the row they were before they were split", () => {
    const whole = estimateQuality(engine, table(lines()));
    const summed = estimateQuality(engine, table(split()));
    expect(summed.record.cleaning.duplicates).toEqual({ rule: "sum", within: "firm^product^dest^year", rows: 1 });
    expect(summed.record.notes.map(({ code }) => code)).toContain("duplicates_summed");
    whole.quality.forEach((value, i) => {
      expect(Math.abs(value - summed.quality[i]!)).toBeLessThan(1e-12);
    });
    expect(summed.rows().numeric("value")[3]).toBeCloseTo(Number(lines()[3]![5]), 10);
    expect(summed.rows().nRows).toBe(lines().length);
  });

  it("are kept, or refused by their rows", () => {
    expect(estimateQuality(engine, table(split()), { duplicates: "keep" }).record.nobs).toBe(lines().length + 1);
    expect(() => estimateQuality(engine, table(split()), { duplicates: "error" })).toThrow(
      `Rows 4 and ${lines().length + 1} have the same firm^product^dest^year`,
    );
  });

  it("are not rows that differ in a key the run uses", () => {
    const modes = lines().flatMap((row) => ["sea", "air"].map((mode) => [...row, mode]));
    const wide = csvTable(`${HEADER},mode`, ...modes.map((row) => row.join(",")));
    const plain = estimateQuality(engine, wide, { by: "firm^year" });
    expect(plain.record.nobs).toBe(lines().length);
    for (const options of [{ by: "mode^year" }, { fe: "product + dest^year^mode" }, { normalise: "mode^year" }]) {
      const { cleaning, nobs } = estimateQuality(engine, wide, options).record;
      expect(cleaning.duplicates).toEqual({ rule: "sum", within: "firm^product^dest^year^mode", rows: 0 });
      expect(nobs).toBe(modes.length);
    }
  });

  it("in rows without a firm are not told, and stay", () => {
    const rows = lines().map((row, i) => (i < 2 ? ["", ...row.slice(1)] : row));
    const twice = [...rows, ["", ...rows[0]!.slice(1)]];
    expect(estimateQuality(engine, table(twice), { by: "" }).record.nobs).toBe(twice.length);
  });
});

describe("units", () => {
  const mixed = (): string[][] =>
    lines().map((row, i) =>
      i % 5 === 0 && row[2] === "010110" ? [...row.slice(0, 6), String(Number(row[6]) / 1000), "t"] : row,
    );

  it("of one product split make several, and change no quality but through their own effect", () => {
    const result = estimateQuality(engine, table(mixed()), { unit: "unit", by: "firm^year" });
    const products = result.rows().text("product");
    expect(products.levels).toEqual(["010110 (kg)", "010110 (t)", "010121", "020130"]);
    expect(result.rows().text("product_as_recorded").levels).toEqual(["010110", "010121", "020130"]);
    expect(result.record.cleaning.unit).toEqual({ column: "unit", changes: "split", products: 1 });
    expectToAddUp(result);
  });

  it("held to the main one: rows without a unit are a unit of their own, and a product that has none keeps its rows", () => {
    const without = (code: string, every: number): string[][] =>
      mixed().map((row, i) => (row[2] === code && i % every === 0 ? [...row.slice(0, 7), ""] : row));
    const main = { unit: "unit", unitChanges: "main", by: "" } as const;
    const none = estimateQuality(engine, table(without("020130", 1)), main);
    const units = mixed().filter((row) => row[7] === "t").length;
    expect(stepOf(none, /^unit other than/).dropped_rows).toBe(units);
    const some = estimateQuality(engine, table(without("020130", 4)), main);
    const empty = without("020130", 4).filter((row) => row[7] === "").length;
    expect(empty).toBeGreaterThan(0);
    expect(stepOf(some, /^unit other than/).dropped_rows).toBe(units + empty);
    expectToAddUp(some);
  });

  it("held to the main one leave rows without a product alone", () => {
    const rows = changed(changed(mixed(), 3, 2, ""), 5, 2, "");
    const options = { unit: "unit", unitChanges: "main", fe: "dest^year", normalise: "year", by: "" } as const;
    const result = estimateQuality(engine, table(rows), options);
    const units = rows.filter((row) => row[2] !== "" && row[7] === "t").length;
    expect(stepOf(result, /^unit other than/).dropped_rows).toBe(units);
    expect(result.record.nobs).toBe(rows.length - units);
  });

  it("split leave the first digits of codes as they were", () => {
    const short = mixed().map((row) => [...row.slice(0, 2), row[2]!.slice(0, 3), ...row.slice(3)]);
    const result = estimateQuality(engine, table(short), { unit: "unit", by: "hs4" });
    expect(result.aggregates[0]!.table.text("hs4").levels).toEqual(["010", "020"]);
  });

  it("wrong by 1,000 are warned of, and dropped when asked", () => {
    const rows = lines();
    const wrong = changed(rows, 9, 6, String(Number(rows[9]![6]) / 1000));
    const result = estimateQuality(engine, table(wrong));
    expect(result.record.cleaning.suspect_unit_values).toMatchObject({ ratio: 100, rows: 1 });
    expect(result.record.notes.find(({ code }) => code === "suspect_unit_values")!.message).toContain("--max-ratio");
    const dropped = estimateQuality(engine, table(wrong), { maxRatio: 100 });
    expect(stepOf(dropped, /100 times off the median/).dropped_rows).toBe(1);
    expect(dropped.record.cleaning.suspect_unit_values).toMatchObject({ rows: 0 });
    expectToAddUp(dropped);
  });
});

describe("product codes", () => {
  const concordance = (...pairs: string[]): Table => csvTable("HS5,HS4", ...pairs);

  it("of later years are brought to the earlier revision, those it lacks are counted and kept", () => {
    const rows = lines().map((row) =>
      row[4] === "2016" && row[2] === "010121" ? [...row.slice(0, 2), "010129", ...row.slice(3)] : row,
    );
    const codes = concordance("010129,010121", "010110,010110");
    const result = estimateQuality(engine, table(rows), { concordance: [{ table: codes, years: [2016, 2016] }] });
    expect(result.record.cleaning.concordance).toMatchObject({
      rows_changed: 32,
      rows_unknown: 32,
      unknown: ["020130"],
      codes_before: 4,
      codes_after: 3,
    });
    const plain = estimateQuality(engine, table(lines()));
    result.quality.forEach((value, i) => {
      expect(value).toBe(plain.quality[i]);
    });
  });

  it("that begin or end at a revision, more than usual, are told", () => {
    // three of six codes change at the revision of 2017, one in another year; all codes trade in every year they exist
    const spans = [
      ["010110", 2015, 2019],
      ["010121", 2015, 2016],
      ["010129", 2017, 2019],
      ["020130", 2015, 2016],
      ["020139", 2017, 2019],
      ["030289", 2015, 2018],
    ] as const;
    const rows = spans.flatMap(([code, first, last]) =>
      Array.from({ length: last - first + 1 }, (_, y) =>
        ["a", "b", "c"].map((firm, f) => [
          firm,
          "n",
          code,
          "USA",
          String(first + y),
          String(20 + f + y),
          String(1 + f),
          "kg",
        ]),
      ).flat(),
    );
    const told = ({ record }: QualityResult) => record.notes.filter(({ code }) => code === "code_changes");
    const notes = told(estimateQuality(engine, table(rows)));
    expect(notes.map(({ detail }) => detail)).toEqual([{ year: 2017, begin: 2, end: 2 }]);
    const codes = concordance("010129,010121", "020139,020130");
    expect(told(estimateQuality(engine, table(rows), { concordance: [{ table: codes }] }))).toEqual([]);
  });

  it("that become two are refused, naming the row", () => {
    const codes = concordance("010129,010121", "010129,010110");
    expect(() => estimateQuality(engine, table(lines()), { concordance: [{ table: codes }] })).toThrow(
      /'010129' becomes '010121' and, in row 2, '010110'/,
    );
  });

  it("give keys of their first digits", () => {
    const { aggregates } = estimateQuality(engine, table(lines()), { by: "hs2^year,hs4" });
    expect(aggregates[0]!.table.text("hs2").levels).toEqual(["01", "02"]);
    expect(aggregates[1]!.table.text("hs4").levels).toEqual(["0101", "0201"]);
  });
});

describe("products with few rows", () => {
  it("are dropped", () => {
    const rows = [
      ...lines(),
      ["F1", "n", "999999", "USA", "2015", "10", "1", "kg"],
      ["F2", "n", "999999", "USA", "2015", "30", "2", "kg"],
    ];
    const result = estimateQuality(engine, table(rows), { minRows: 3 });
    expect(stepOf(result, /fewer than 3 rows/)).toMatchObject({ dropped_rows: 2, dropped_value: 40 });
    expectToAddUp(result);
  });
});

it("value and quantity that are text are refused with the first cell that is none", () => {
  const rows = changed(lines(), 4, 5, "n/k");
  expect(() => estimateQuality(engine, table(rows))).toThrow(
    /Column 'value' is not numeric: 1 of 192 cells.*row 5: 'n\/k'/,
  );
});

it("the sample's columns of a table without notes stay as they were", () => {
  const source = table(lines());
  const before = JSON.stringify(
    source.columns.map((column) => (column.kind === "numeric" ? [...column.values] : [...column.codes])),
  );
  estimateQuality(engine, makeTable(source.columns, source.source), { trim: 0.05, unit: "unit" });
  expect(
    JSON.stringify(
      source.columns.map((column) => (column.kind === "numeric" ? [...column.values] : [...column.codes])),
    ),
  ).toBe(before);
});
