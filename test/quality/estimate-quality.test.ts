import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { noteText } from "../../src/base/messages.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { csvTable, customsRows } from "./customs-rows.js";

/** Rounding of sums over a few hundred rows of size 1, in another order. */
const ORDER = 1e-12;
/** A change of units moves ln q by a constant of size 10: its rounding, times sigma. */
const UNITS = 1e-11;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const options: EstimateQualityOptions = { by: "firm^year,city^year,firm^product^year" };

/** Column `name` of `rows` at each row's own number, kept in column `id`; NaN where the row was dropped. */
function byId(rows: Table, name: string, size: number): Float64Array {
  const values = new Float64Array(size).fill(Number.NaN);
  rows.numeric("id").forEach((id, i) => {
    values[id] = rows.numeric(name)[i]!;
  });
  return values;
}

const withId = (table: Table): Table =>
  withColumns(table, [
    { kind: "numeric", name: "id", values: Float64Array.from({ length: table.nRows }, (_, i) => i) },
  ]);

function expectClose(ours: Float64Array, theirs: Float64Array, tolerance: number): void {
  expect(ours.length).toBe(theirs.length);
  const far = ours.findIndex((value, i) => !(Object.is(value, theirs[i]) || Math.abs(value - theirs[i]!) <= tolerance));
  expect(far, `row ${far}: ${ours[far]} against ${theirs[far]}`).toBe(-1);
}

describe("roles that are not named", () => {
  const renamed = (names: Readonly<Record<string, string>>): Table => {
    const { columns, source } = customsRows(1);
    return makeTable(
      columns.map((column) => ({ ...column, name: names[column.name] ?? column.name })),
      source,
    );
  };
  const withCode = (table: Table, name: string, of: string): Table =>
    withColumns(table, [{ ...table.column(of), name } as Column]);

  it("are the one column of a usual name, the product the finest code, and a note says so", () => {
    const table = withCode(renamed({ product: "HS8", quantity: "qty", dest: "country" }), "hs6", "HS8");
    const { record, quality } = estimateQuality(engine, table, {});
    expect(quality).toEqual(estimateQuality(engine, customsRows(1), {}).quality);
    const found = record.notes.filter(({ code }) => code === "role_found");
    expect(found.map(({ detail }) => detail)).toEqual([
      { role: "product", column: "HS8", others: ["hs6"] },
      { role: "dest", column: "country", others: [] },
      { role: "quantity", column: "qty", others: [] },
    ]);
    expect(found[0]!.message).toContain("the finest of the codes HS8, hs6");
    expect(noteText(found[0]!, "zh")).toContain("HS8");
  });

  it("are none where several columns fit, and the message names them", () => {
    const table = withCode(renamed({ dest: "country" }), "destination", "country");
    expect(() => estimateQuality(engine, table, {})).toThrow(
      /Which column is the dest\?.*destination, country could be it; name it with dest/,
    );
    expect(
      estimateQuality(engine, table, { dest: "country" }).record.notes.some(({ code }) => code === "role_found"),
    ).toBe(false);
  });

  it("never a column that plays another role", () => {
    const table = renamed({ dest: "country" });
    expect(() => estimateQuality(engine, table, { city: "country" })).toThrow(/Which column is the dest/);
  });
});

describe("laws of quality", () => {
  it("does not depend on the order of rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const table = withId(customsRows(seed));
        const random = seeded(seed + 1);
        const shuffled = Uint32Array.from({ length: table.nRows }, (_, i) => i);
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = Math.floor(random() * (i + 1));
          [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
        }
        const a = estimateQuality(engine, table, options);
        const b = estimateQuality(engine, selectRows(table, shuffled), options);
        for (const name of ["quality", "r_quality"]) {
          expectClose(byId(a.rows(), name, table.nRows), byId(b.rows(), name, table.nRows), ORDER);
        }
        a.aggregates.forEach(({ table: means }, k) => {
          expectClose(means.numeric("r_quality"), b.aggregates[k]!.table.numeric("r_quality"), ORDER);
        });
      }),
      runs(5),
    );
  });

  it("does not depend on the unit a product's quantity is measured in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (seed, factor) => {
        const table = customsRows(seed);
        const product = table.numeric("product");
        const quantity = table.numeric("quantity").map((q, i) => (product[i] === 2 ? q * factor : q));
        const rescaled = withColumns(table, [{ kind: "numeric", name: "quantity", values: quantity }]);
        const a = estimateQuality(engine, table, options);
        const b = estimateQuality(engine, rescaled, options);
        expectClose(a.quality, b.quality, UNITS);
        expectClose(a.rQuality, b.rQuality, UNITS);
      }),
      runs(5),
    );
  });

  it("leaves residuals that average to zero in every level of every effect", () => {
    const result = estimateQuality(engine, customsRows(3), options);
    const rows = result.rows();
    for (const key of [["product"], ["dest", "year"]]) {
      const sums = new Map<string, number>();
      for (let i = 0; i < rows.nRows; i++) {
        const group = key.map((name) => rows.numeric(name)[i]).join("|");
        sums.set(group, (sums.get(group) ?? 0) + result.quality[i]!);
      }
      for (const sum of sums.values()) expect(Math.abs(sum)).toBeLessThan(1e-9);
    }
  });

  it("gives means between the least and the greatest of their rows, exactly one of each key", () => {
    const result = estimateQuality(engine, customsRows(4), options);
    const rows = result.rows();
    const means = result.aggregates[2]!.table;
    const keyOf = (table: Table, i: number): string =>
      ["firm", "product", "year"].map((name) => table.numeric(name)[i]).join("|");
    const bounds = new Map<string, [number, number]>();
    for (let i = 0; i < rows.nRows; i++) {
      const [low, high] = bounds.get(keyOf(rows, i)) ?? [1, 0];
      bounds.set(keyOf(rows, i), [Math.min(low, result.rQuality[i]!), Math.max(high, result.rQuality[i]!)]);
    }
    expect(means.nRows).toBe(bounds.size);
    for (let i = 0; i < means.nRows; i++) {
      const [low, high] = bounds.get(keyOf(means, i))!;
      expect(means.numeric("r_quality")[i]).toBeGreaterThanOrEqual(low - ORDER);
      expect(means.numeric("r_quality")[i]).toBeLessThanOrEqual(high + ORDER);
    }
  });

  it("aggregates the same value however it is cut: n and value_sum add up to the rows", () => {
    const result = estimateQuality(engine, customsRows(5), options);
    const total = result
      .rows()
      .numeric("value")
      .reduce((sum, value) => sum + value, 0);
    for (const { table } of result.aggregates) {
      expect(table.numeric("n").reduce((sum, n) => sum + n, 0)).toBe(result.record.r_quality.n);
      expect(table.numeric("value_sum").reduce((sum, value) => sum + value, 0) / total).toBeCloseTo(1, 12);
    }
  });
});

describe("counts", () => {
  const lines = [
    "firm,product,dest,year,value,quantity,city",
    "a,01,US,2010,10,5,x",
    "a,01,DE,2010,30,5,x",
    "b,01,US,2010,20,4,",
    "b,01,DE,2010,12,3,y",
    "b,02,US,2010,9,1,y",
    "b,02,DE,2010,0,7,y",
    "b,02,DE,2010,8,-1,y",
    "b,02,DE,2010,8,NA,y",
    "b,02,,2010,8,2,y",
    "b,03,FR,2010,7,2,y",
  ];

  it("counts every dropped row by its first reason, in rows and value", () => {
    const { record } = estimateQuality(engine, csvTable(...lines));
    const taken = record.waterfall.map(({ step, dropped_rows, dropped_value }) => [step, dropped_rows, dropped_value]);
    expect(taken.filter(([, rows]) => rows !== 0)).toEqual([
      ["quantity missing", 1, 8],
      ["value <= 0", 1, 0],
      ["quantity <= 0", 1, 8],
      ["dest missing", 1, 8],
      ["singletons", 2, 16],
    ]);
    expect(record.waterfall[0]).toMatchObject({ step: "read", rows: 10, value: 112 });
    expect(record.waterfall.at(-1)).toMatchObject({ rows: 4, value: 72 });
    expect(record.nobs).toBe(4);
  });

  it("keeps singletons on request: their quality is 0, their cell degenerate", () => {
    const { record, quality, rQuality, sample } = estimateQuality(engine, csvTable(...lines), { singletons: "keep" });
    expect([...sample]).toEqual([0, 1, 2, 3, 4, 9]);
    expect(Math.abs(quality[5]!)).toBeLessThan(ORDER);
    expect(rQuality[5]).toBeNaN();
    expect(record.r_quality).toMatchObject({ n: 4, n_degenerate: 2, n_degenerate_cells: 2 });
    expect(record.notes.map((note) => note.code)).toContain("degenerate_cells");
  });

  it("leaves a row with a missing key out of that aggregate alone, and says so", () => {
    const { record, aggregates } = estimateQuality(engine, csvTable(...lines));
    expect(record.aggregates.map(({ by, groups, excluded }) => [by, groups, excluded.missing_key])).toEqual([
      ["firm^year", 2, 0],
      ["city^year", 2, 1],
    ]);
    expect(aggregates[1]!.table.names).toEqual([
      "city",
      "year",
      "n",
      "value_sum",
      "largest_share",
      "r_quality",
      "r_quality_unweighted",
      "n_raw",
      "quality",
    ]);
    expect(record.notes.map((note) => note.code)).toContain("aggregate_missing_key");
  });

  it("returns a frozen record that JSON can carry", () => {
    const { record } = estimateQuality(engine, csvTable(...lines));
    expect(Object.isFrozen(record.waterfall[0])).toBe(true);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record.call).toContain("fe = product + dest^year, normalise = product^year, duplicates = sum, trim = 0");
  });

  it("tells progress, and stops between stages when asked", () => {
    const stages: string[] = [];
    const controller = new AbortController();
    const onProgress = ({ stage }: { stage: string }): void => {
      stages.push(stage);
      if (stage === "demand") controller.abort();
    };
    expect(() => estimateQuality(engine, customsRows(1), { onProgress, signal: controller.signal })).toThrow(/abort/i);
    expect(stages).toEqual(["product codes", "clean", "sigma", "demand"]);
    expect(engine.usedBytes()).toBeLessThan(2048);
    expect(estimateQuality(engine, customsRows(1)).record.nobs).toBe(600);
  });
});
