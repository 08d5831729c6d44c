/** Frames and expressions over rows that stay with DuckDB, and what they refuse. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../src/base/errors.js";
import { MISSING_MARKERS } from "../../src/data/table/cells.js";
import { parseFormula } from "../../src/formula/parser.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { type FrameOptions, makeFrame } from "../../src/sql/make-frame.js";
import { Queries } from "../../src/sql/queries.js";
import { expressionLaws, frameLaws } from "../engines/frame-laws.js";
import { type Rows, randomRows, sourceOf } from "../engines/frame-rows.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB({ memory: 5e8 });
});
afterAll(() => engine.close());

const KEYS = { unit: "unit", time: "year" };
const NEEDS = { type: "cluster", by: [["unit"]] };
const load = (rows: Rows) => sourceOf(engine, "rows", rows);

frameLaws(load, [1, 2, 3]);
expressionLaws(load);

describe("what a frame refuses, and how", () => {
  const rows = {
    id: [1, 2, 3, 4],
    unit: [1, 1, 2, 2],
    year: [2000, 2001, 2000, 2001],
    x: [1, 2, 4, 3],
    f: ["a", "b", "a", null],
    w: [1, 0, 2, 1],
  };
  const refusal = async (formula: string, options: FrameOptions = {}, own: Rows = rows): Promise<WasmetricsError> => {
    try {
      await makeFrame(new Queries(engine), await load(own), parseFormula(formula), { type: "iid" }, options);
    } catch (error) {
      return error as WasmetricsError;
    }
    throw new Error(`'${formula}' was not refused`);
  };

  it.each<[code: string, words: string, formula: string, options?: FrameOptions, rows?: Rows]>([
    ["unknown_column", "did you mean 'year'", "x ~ yeat"],
    ["unknown_column", "has no column 'weigh'", "x ~ year", { weights: "weigh" }],
    ["text_in_arithmetic", "Column 'f' is text", "x ~ log(f)"],
    ["text_in_arithmetic", "Column 'f' is text", "f ~ x"],
    ["text_constant", 'The text "a"', 'x ~ I(year + "a")'],
    ["comparison_types", "compares text column 'f'", "x ~ I(f > 1)"],
    ["comparison_types", "compares", "x ~ year", { subset: 'x %in% c("a", "b")' }],
    ["subset_condition", "is not a condition", "x ~ year", { subset: "x + 1" }],
    ["lag_panel", "needs to know unit and time", "x ~ l(x, 1)"],
    ["lag_panel", "needs to know unit and time", "x ~ year", { subset: "l(x, 1) > 0" }],
    ["no_rows_after_subset", "3 rows are false, 1 missing", "x ~ year", { subset: 'f == "c"' }],
    ["all_missing", "x (4)", "x ~ year", {}, { ...rows, x: [null, null, null, Number.NaN] }],
    ["illegal_weight", "such as -1", "x ~ year", { weights: "w" }, { ...rows, w: [1, -1, 1, 1] }],
    ["no_rows_left", "are 0 in every row", "x ~ year", { weights: "w" }, { ...rows, w: [0, 0, 0, 0] }],
    ["no_regressors", "has no regressor", "x ~ 1 | unit"],
    ["no_rows", "has no rows", "x ~ year", {}, Object.fromEntries(Object.keys(rows).map((name) => [name, []]))],
    ["poly_orthogonal", "raw = TRUE", "x ~ poly(year, 2)"],
    ["slopes", "slopes that vary", "x ~ year | unit[year]"],
    ["instruments", "instrumental variables", "x ~ 1 | unit | year ~ w"],
    ["panel_missing", "missing in 1 of 4", "x ~ l(x, 1)", { panel: { unit: "f", time: "year" } }],
    ["panel_duplicate", "(2 such rows in all)", "x ~ l(x, 1)", { panel: { unit: "year", time: "year" } }],
    ["panel_time", "such as", "x ~ l(x, 1)", { panel: KEYS }, { ...rows, year: [1, 2.5, 1, 2] }],
    ["not_numeric", "Time 'f' is no number", "x ~ l(x, 1)", { panel: { unit: "unit", time: "f" } }],
    ["no_level_left", "no level of 'unit'", "x ~ i(unit, ref = c(1, 2))"],
    ["not_finite", "overflow", "x ~ year", {}, { ...rows, year: [1e308, 1e308, 1e308, 1] }],
  ])("%s: %s", async (code, words, formula, options, own) => {
    const error = await refusal(formula, options, own);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(words)]);
  });

  it("columns of types that no formula reads", async () => {
    const relation = "(SELECT 1 AS x, 2 AS z, [1] AS many) AS odd";
    const source = { engine, relation, name: "odd", columns: await engine.columnsOf(relation) };
    const frame = makeFrame(new Queries(engine), source, parseFormula("x ~ many"), { type: "iid" });
    await expect(frame).rejects.toMatchObject({ code: "column_kind", detail: { column: "many" } });
  });

  it("a combination of more levels than can be read", async () => {
    const relation = "(SELECT range AS x, range AS id FROM range(20001)) AS many";
    const source = { engine, relation, name: "many", columns: await engine.columnsOf(relation) };
    const frame = makeFrame(new Queries(engine), source, parseFormula("x ~ i(id, keep = 1)"), { type: "iid" });
    await expect(frame).rejects.toMatchObject({ code: "too_many_columns" });
  });
});

describe("columns of a database", () => {
  it("truth is 1 and 0, dates are texts in order, integers and decimals numbers", async () => {
    const relation = `(SELECT i AS id, i % 2 = 0 AS even, DATE '2020-01-01' + i::INTEGER AS day, i::DECIMAL(9, 2) / 4 AS share,
      i::UTINYINT AS small, CASE WHEN i < 9 THEN 'k' || i ELSE 'NA' END AS word FROM range(10) AS r(i)) AS typed`;
    const source = { engine, relation, name: "typed", columns: await engine.columnsOf(relation) };
    const made = (formula: string, options: FrameOptions = {}) =>
      makeFrame(new Queries(engine), source, parseFormula(formula), { type: "iid" }, options);
    const frame = await made("share ~ even + small", { subset: 'day >= "2020-01-03" & day < "2020-01-09"' });
    expect([frame.names, frame.nobs, frame.means]).toEqual([["(Intercept)", "even", "small"], 6, [1, 0.5, 4.5, 1.125]]);
    const byDay = await made("share ~ small | even + day");
    expect(byDay.effects.map(({ isNumeric }) => isNumeric)).toEqual([true, false]);
    const file = { ...source, missing: MISSING_MARKERS };
    const words = await makeFrame(new Queries(engine), file, parseFormula("share ~ small | word"), { type: "iid" });
    expect(words.dropped).toEqual({ missing: 1 });
  });

  it("numbers that a double would round are kept apart: as texts where they are keys, refused where they are levels", async () => {
    const relation = "(SELECT 90071992547409910 + i AS id, i::DOUBLE AS x, i % 2 AS z FROM range(6) AS r(i)) AS ids";
    const source = { engine, relation, name: "ids", columns: await engine.columnsOf(relation) };
    const made = (formula: string) =>
      makeFrame(new Queries(engine), source, parseFormula(formula), { type: "cluster", by: [["id"]] });
    expect((await made("x ~ z")).clusterings).toEqual([{ name: "id", keys: ["k1"], isNumeric: false }]);
    await expect(made("x ~ factor(id)")).rejects.toMatchObject({ code: "level_rounded" });
  });

  it("stops when it is asked to", async () => {
    const source = await load(randomRows(60, 1));
    const reason = new Error("enough");
    const queries = new Queries(engine, { signal: AbortSignal.abort(reason) });
    await expect(makeFrame(queries, source, parseFormula("x ~ z"), { type: "iid" })).rejects.toBe(reason);
  });

  it("what changes between two statements is no answer", async () => {
    const source = await load(randomRows(60, 1));
    let asked = 0;
    const changing: SqlEngine = {
      ...{ dialect: engine.dialect, limits: engine.limits, shown: "changing", version: "1", isSnapshot: false },
      columnsOf: (relation) => engine.columnsOf(relation),
      query: async (sql) => {
        if (asked++ > 0) await engine.execute("DELETE FROM rows WHERE id < 30");
        return engine.query(sql);
      },
      execute: (sql) => engine.execute(sql),
      snapshot: (work) => work(),
      close: async () => {},
    };
    const frame = makeFrame(new Queries(changing), { ...source, engine: changing }, parseFormula("x ~ region"), NEEDS);
    await expect(frame).rejects.toMatchObject({ code: "engine_changed" });
  });
});
