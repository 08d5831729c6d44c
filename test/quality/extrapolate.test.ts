/** Extrapolation on a table worked out by hand: every value, its provenance, scales, provincial means, laws, errors. */
import { beforeAll, describe, expect, it } from "vitest";
import { MISSING_CODE } from "../../src/base/columns.js";
import { WasmetricsError } from "../../src/base/errors.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { extrapolate } from "../../src/trade/extrapolate/fit.js";
import { builtFromRegressor } from "../../src/trade/extrapolate/notes.js";
import { compareValues } from "../../src/trade/extrapolate/record.js";
import type { ExtrapolateOptions } from "../../src/trade/extrapolate/verb.js";

/** Sums of a handful of numbers of size 1, rounded in another order. */
const ROUNDING = 1e-14;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/**
 * Cities a and b in north, c in south, d nowhere. Measured to 2012; b lacks 2012, c is measured in 2013 too, c lacks x in
 * 2014, d has a measured value in 2011 alone.
 */
const CSV = `city,year,province,value,x,q
a,2011,north,1,0.5,0.2
a,2012,north,3,0.5,0.4
a,2013,north,,0.6,
a,2014,north,,0.7,
b,2011,north,3,0.25,0.6
b,2012,north,,0.25,
b,2013,north,,0.5,
b,2014,north,,0.5,
c,2011,south,2,1,0.5
c,2012,south,2,1,0.75
c,2013,south,2,1,0.9
c,2014,south,,,
d,2011,,1,0.5,0.1
d,2013,,,0.5,
`;
const BASE: ExtrapolateOptions = { outcome: "q", unit: "city", time: "year", last: 2012, formula: "x" };
const run = (options: Partial<ExtrapolateOptions> = {}, csv = CSV) =>
  extrapolate(engine, parseCsv(csv), { ...BASE, ...options });

const words = (table: Table, name: string): (string | null)[] => {
  const { codes, levels } = table.text(name);
  return Array.from(codes, (code) => (code === MISSING_CODE ? null : levels[code]!));
};
const NA = Number.NaN;
const [M, I, O] = ["measured", "imputed", "missing"] as const;

function near(ours: ArrayLike<number>, expected: readonly number[]): void {
  expect(ours.length).toBe(expected.length);
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(ours[i], `row ${i + 1}`).toBeNaN();
    else expect(Math.abs(ours[i]! - value), `row ${i + 1}: ${ours[i]} for ${value}`).toBeLessThan(ROUNDING);
  });
}

describe("values and provenance", () => {
  it("keeps what is measured, imputes after the last measured period, leaves the rest missing with the reason", () => {
    const { table, record } = run();
    near(table.numeric("q"), [0.2, 0.4, 0.6, 0.7, 0.6, NA, 0.5, 0.5, 0.5, 0.75, 0.9, NA, 0.1, 0.5]);
    near(table.numeric("q_measured"), [0.2, 0.4, NA, NA, 0.6, NA, NA, NA, 0.5, 0.75, 0.9, NA, 0.1, NA]);
    expect(words(table, "provenance")).toEqual([M, M, I, I, M, O, I, I, M, M, M, O, M, I]);
    const because = Array<string | null>(14).fill(null);
    because[5] = "not measured";
    because[11] = "x missing";
    expect(words(table, "missing_because")).toEqual(because);
    expect(record).toMatchObject({
      last: { period: 2012, source: "given" },
      counts: { measured: 7, imputed: 5, missing: 2 },
      missing_because: { "not measured": 1, "x missing": 1 },
      measured_after_last: { kept: 1, replaced: 0 },
      by_period: [
        { period: 2011, measured: 4, imputed: 0, missing: 0 },
        { period: 2012, measured: 2, imputed: 0, missing: 1 },
        { period: 2013, measured: 1, imputed: 3, missing: 0 },
        { period: 2014, measured: 0, imputed: 2, missing: 1 },
      ],
    });
    expect(record.notes.map(({ code }) => code)).toEqual([
      "outcome_imputed",
      "measured_after_last",
      "outcome_missing",
      "level_jump",
    ]);
    expect(Object.isFrozen(record.counts)).toBe(true);
  });

  it("finds the last period with a measured outcome, and says so", () => {
    const { record } = run({ last: undefined } as never);
    expect(record.last).toEqual({ period: 2013, source: "found" });
    expect(record.counts).toEqual({ measured: 7, imputed: 2, missing: 5 });
  });

  it("writes over a measured value only where asked and where the formula has one", () => {
    const { table, record } = run({ prefer: "imputed", last: 2011 });
    near(table.numeric("q"), [0.2, 0.5, 0.6, 0.7, 0.6, 0.25, 0.5, 0.5, 0.5, 1, 1, NA, 0.1, 0.5]);
    near(table.numeric("q_measured"), [0.2, NA, NA, NA, 0.6, NA, NA, NA, 0.5, NA, NA, NA, 0.1, NA]);
    expect(record.measured_after_last).toEqual({ kept: 0, replaced: 3 });
    const lacking = CSV.replace("c,2013,south,2,1,0.9", "c,2013,south,2,,0.9");
    expect(run({ prefer: "imputed" }, lacking).record.measured_after_last).toEqual({ kept: 1, replaced: 0 });
  });

  it("fills gaps only where asked", () => {
    const { table } = run({ gaps: "impute" });
    expect(table.numeric("q")[5]).toBe(0.25);
    expect(words(table, "provenance")[5]).toBe(I);
  });

  it("does not depend on the order of rows", () => {
    const rows = Uint32Array.from([13, 5, 2, 8, 0, 11, 3, 7, 1, 12, 4, 10, 6, 9]);
    const options = { ...BASE, formula: "x * province_quality", province: "province", scale: "fit" } as const;
    const table = parseCsv(CSV);
    const straight = extrapolate(engine, table, options);
    const mixed = extrapolate(engine, selectRows(table, rows), options);
    near(mixed.table.numeric("q"), Array.from(selectRows(straight.table, rows).numeric("q")));
    expect(mixed.record.counts).toEqual(straight.record.counts);
  });
});

describe("scale", () => {
  // 2012 has q and x of a and c: means 0.575 and 0.75
  it("fit makes the means meet in the base period", () => {
    const { table, record } = run({ scale: "fit" });
    expect(record.scale.base).toMatchObject({ period: 2012, rows: 2 });
    expect(record.scale.base!.ratio).toBeCloseTo(0.575 / 0.75, 14);
    const r = 0.575 / 0.75;
    near(table.numeric("q"), [0.2, 0.4, 0.6 * r, 0.7 * r, 0.6, NA, 0.5 * r, 0.5 * r, 0.5, 0.75, 0.9, NA, 0.1, 0.5 * r]);
    expect(record.notes.map(({ code }) => code)).not.toContain("level_jump");
  });

  it("fit-unit makes each unit meet its own last measured value", () => {
    const { table, record } = run({ scale: "fit-unit" });
    near(table.numeric("q"), [0.2, 0.4, 0.48, 0.56, 0.6, NA, 1.2, 1.2, 0.5, 0.75, 0.9, NA, 0.1, 0.1]);
    expect(record.scale.units).toEqual({
      with_ratio: 4,
      min: 0.1 / 0.5,
      max: 0.6 / 0.25,
      base_periods: { "2011": 2, "2012": 2 },
      without_ratio: [],
    });
  });

  it("a unit without a ratio stays missing, and is named", () => {
    const { table, record } = run({ scale: "fit-unit" }, CSV.replace("d,2011,,1,0.5,0.1", "d,2011,,1,0.5,"));
    expect(table.numeric("q")[13]).toBeNaN();
    expect(words(table, "missing_because")[13]).toBe("no scale for the unit");
    expect(record.scale.units?.without_ratio).toEqual(["d"]);
    expect(record.notes.map(({ code }) => code)).toContain("units_without_scale");
  });

  it("tells a unit without a ratio from a column that its formula does not need", () => {
    const { table } = run(
      { scale: "fit-unit", formula: "ifelse(x > 2, value, 1)" },
      CSV.replace("d,2011,,1,0.5,0.1", ""),
    );
    // d has no measured value, and no value in 2013 where its x is below 2
    expect(words(table, "missing_because").at(-1)).toBe("no scale for the unit");
  });

  it.each([
    ["fit", "the ratio of measured to formula values is -"],
    ["fit-unit", "in some unit"],
  ] as const)("%s says when a ratio turns the formula round", (scale, text) => {
    const negative = CSV.replace("0.5,0.4", "0.5,-0.4").replace("1,0.75", "1,-0.75");
    const codes = (csv: string) => run({ scale }, csv).record.notes.filter(({ code }) => code === "scale_not_positive");
    expect(codes(CSV)).toEqual([]);
    expect(codes(negative)).toHaveLength(1);
    expect(codes(negative)[0]!.message.toLowerCase()).toContain(text);
  });
});

describe("provincial quality", () => {
  it("is the mean of measured rows, then that of the province's last measured period", () => {
    const { table, record } = run({ formula: "x * province_quality", province: "province" });
    const [north, south] = [0.4, 0.75];
    near(table.numeric("province_quality"), [
      0.4,
      0.4,
      north,
      north,
      0.4,
      0.4,
      north,
      north,
      0.5,
      0.75,
      south,
      south,
      NA,
      NA,
    ]);
    near(table.numeric("q"), [0.2, 0.4, 0.24, 0.28, 0.6, NA, 0.2, 0.2, 0.5, 0.75, 0.9, NA, 0.1, NA]);
    const sources = ["measured", "measured", "carried", "carried"];
    expect(words(table, "province_quality_provenance")).toEqual([...sources, ...sources, ...sources, O, O]);
    expect(words(table, "missing_because").slice(11)).toEqual(["x missing", null, "province_quality missing"]);
    expect(record.province).toEqual({
      column: "province",
      weight: null,
      left_out: { no_province: 1, no_weight: 0 },
      rows: { measured: 6, carried: 6, missing: 2 },
      carried_from: { "2012": 2 },
    });
  });

  it("takes weights, and counts rows without one", () => {
    const options = { formula: "x * province_quality", province: "province", weight: "value" } as const;
    const { table, record } = run(options, CSV.replace("c,2012,south,2,", "c,2012,south,0,"));
    expect(table.numeric("province_quality")[0]).toBeCloseTo((0.2 + 3 * 0.6) / 4, 14);
    // south has no usable row in 2012: no mean there, and 2011's afterwards
    near(table.numeric("province_quality").subarray(8, 12), [0.5, NA, 0.5, 0.5]);
    expect(record.province).toMatchObject({
      left_out: { no_province: 1, no_weight: 1 },
      carried_from: { "2011": 1, "2012": 1 },
    });
  });
});

describe("comparison on measured rows", () => {
  it("is that of a naive computation", () => {
    const { record } = run();
    const pairs = [
      [0.2, 0.5],
      [0.4, 0.5],
      [0.6, 0.25],
      [0.5, 1],
      [0.75, 1],
      [0.9, 1],
      [0.1, 0.5],
    ] as const;
    const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / 7;
    const product = (j: 0 | 1, k: 0 | 1) =>
      pairs.reduce((sum, pair) => sum + (pair[j] - mean(j)) * (pair[k] - mean(k)), 0);
    const { comparison } = record;
    expect(comparison).toMatchObject({ n: 7 });
    expect(comparison!.correlation).toBeCloseTo(product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1)), 13);
    expect(comparison!.slope).toBeCloseTo(product(0, 1) / product(1, 1), 13);
    expect(comparison!.intercept).toBeCloseTo(mean(0) - (product(0, 1) / product(1, 1)) * mean(1), 13);
    expect(comparison!.formula.sd).toBeCloseTo(Math.sqrt(product(1, 1) / 6), 13);
    expect(record.imputed_range).toEqual({
      measured: [0.1, 0.9],
      imputed: [0.5, 0.7],
      below: 0,
      above: 0,
      share_outside: 0,
    });
  });

  it("counts imputed values outside the measured range, and notes them", () => {
    const { record } = run({ formula: "2 * x - 0.2" });
    expect(record.imputed_range).toMatchObject({ below: 0, above: 2, share_outside: 2 / 5 });
    expect(record.notes.map(({ code }) => code)).toContain("imputed_outside_range");
  });

  it("has no slope on a formula that does not vary", () => {
    expect(compareValues(Float64Array.of(1, 2), Float64Array.of(0.1, 0.1))).toMatchObject({
      correlation: null,
      slope: null,
    });
    expect(compareValues(new Float64Array(0), new Float64Array(0))).toBeNull();
  });
});

describe("laws", () => {
  const twin = `city,year,x,q\n${["a", "b", "c"]
    .flatMap((city, c) => [2011, 2012, 2013].map((year) => [city, year, 0.1 * (c + 1) + 0.01 * (year - 2010)] as const))
    .map(([city, year, x]) => `${city},${year},${x},${year < 2013 ? x : ""}`)
    .join("\n")}\n`;

  it("a formula equal to the outcome continues it: slope 1, correlation 1, ratio 1, nothing to note but imputation", () => {
    for (const scale of ["none", "fit", "fit-unit"] as const) {
      const { table, record } = run({ scale }, twin);
      near(table.numeric("q"), Array.from(table.numeric("x")));
      expect(record.comparison!.slope).toBeCloseTo(1, 12);
      expect(record.comparison!.correlation).toBeCloseTo(1, 12);
      expect(record.comparison!.intercept).toBeCloseTo(0, 12);
      expect(record.scale.base!.ratio).toBeCloseTo(1, 14);
      expect(record.notes.map(({ code }) => code).filter((code) => code === "level_jump")).toEqual([]);
    }
  });

  it("a complete outcome is untouched", () => {
    const complete = twin.replaceAll(/,([\d.]+),\n/g, ",$1,$1\n");
    for (const options of [{ last: 2013 }, { last: 2011 }, { last: 2011, prefer: "imputed" }] as const) {
      const { table } = run(options, complete);
      expect([...table.numeric("q")]).toEqual([...parseCsv(complete).numeric("q")]);
    }
    expect(run({ last: 2013 }, complete).record.notes.map(({ code }) => code)).toEqual(["nothing_imputed"]);
  });
});

describe("errors", () => {
  function failure(options: Partial<ExtrapolateOptions>, csv = CSV): WasmetricsError {
    try {
      run(options, csv);
    } catch (error) {
      if (error instanceof WasmetricsError) return error;
      throw error;
    }
    throw new Error("nothing was thrown");
  }

  it.each([
    [{ formula: "xx" }, "unknown_column", "did you mean 'x'?"],
    [{ formula: "province * x" }, "text_in_arithmetic", "province"],
    [{ formula: "x > 1" }, "formula_condition", "is a condition"],
    [{ formula: "x * q" }, "formula_uses_outcome", "uses the outcome 'q'"],
    [{ formula: "x *" }, "formula_syntax", "^"],
    [{ formula: "log(x - 0.6)" }, "formula_no_number", "row 3 (city 'a', year 2013), where x is 0.6"],
    [{ formula: "value" }, "formula_no_number", "in none of the 6 rows it is needed in: value is missing in row 3"],
    [{ last: 2020 }, "last_outside", "2011 to 2014; the last one with a measured q is 2013"],
    [{ last: 2012.5 }, "last_not_whole", "got 2012.5"],
    [{ scale: "fitt" as "fit" }, "unknown_choice", "Scale must be one of none, fit, fit-unit"],
    [{ scale: "fit", formula: "x - x" }, "scale_undefined", "the formula is 0"],
    [{ weight: "value" }, "weight_without_province", "--province"],
    [{ province: "province" }, "province_not_used", "does not use it"],
    [{ province: "provinc", formula: "province_quality" }, "unknown_column", "did you mean 'province'?"],
    [{ outcome: "province", formula: "x" }, "not_numeric", "province"],
  ] as const)("%j", (options, code, text) => {
    const error = failure(options as Partial<ExtrapolateOptions>);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  it("says which data can't serve", () => {
    expect(failure({}, CSV.replace("a,2012", "a,2011"))).toMatchObject({ code: "panel_duplicate" });
    expect(failure({}, CSV.replace("a,2012", "a,2012.5"))).toMatchObject({ code: "panel_time" });
    expect(failure({}, CSV.replace(",q\n", ",provenance\n").replace(",x,", ",q,"))).toMatchObject({
      code: "extrapolate_name_taken",
    });
    expect(failure({}, CSV.replace("0.5,0.2", "0.5,Inf"))).toMatchObject({ code: "outcome_not_finite" });
    const unmeasured = `city,year,x,q\na,2011,1,\na,2012,1,\n`;
    expect(failure({ last: 2011 }, unmeasured)).toMatchObject({ code: "nothing_measured" });
    const nowhere = CSV.replaceAll(/north|south/g, "");
    expect(failure({ province: "province", formula: "province_quality" }, nowhere)).toMatchObject({
      code: "no_province_mean",
    });
  });
});

describe("outcome built from a regressor", () => {
  it("names the columns of the formula among the regressors", () => {
    const [note] = builtFromRegressor("q", "ia * province_quality", "q ~ did + log(ia):post | city + year");
    expect(note).toMatchObject({ code: "outcome_built_from_regressor", detail: { columns: ["ia"] } });
  });

  it("is silent otherwise", () => {
    expect(builtFromRegressor("q", "ia * year", "q ~ did + eco | city + year")).toEqual([]);
    expect(builtFromRegressor("q", "ia", "other ~ ia | city")).toEqual([]);
  });
});
