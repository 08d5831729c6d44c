/**
 * What the record of pgmm says beside estimates: long-run effects, bounds, counts of rows, rows left out, notes; and the
 * panels it refuses.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { lag, type Panel, panel } from "../../../src/data/panel/panel.js";
import { makeTable, selectRows, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parsePanelGmm } from "../../../src/formula/read-panel-gmm.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { differenceRecord, longRunEffects } from "../../../src/verbs/pgmm/describe.js";
import { pgmm, pgmmRows } from "../../../src/verbs/pgmm/fit.js";
import { pgmmNotes } from "../../../src/verbs/pgmm/notes.js";
import { pgmmPlan } from "../../../src/verbs/pgmm/plan.js";
import type { PgmmRecord } from "../../../src/verbs/pgmm/record.js";
import { differenceText } from "../../../src/verbs/pgmm/report/summary.js";
import { emplUk } from "../../support/gmm-panels.js";

const FORMULA = "log(emp) ~ lag(log(emp), 1) + log(wage) + lag(log(capital), 0:1) | gmm(log(emp), 2:4) + iv(log(wage))";
const MODEL = `${FORMULA} + iv(lag(log(capital), 0:1))`;

let engine: Engine;
let firms: Panel;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  firms = await emplUk();
});

describe("long-run effects", () => {
  const { terms } = parsePanelGmm("y ~ lag(y, 1:2) + x + lag(x, 1) + z | gmm(y, 2)");
  const names = ["lag(y, 1)", "lag(y, 2)", "x", "lag(x, 1)", "z"];
  const beta = [0.5, 0.1, 0.3, 0.1, -0.2];
  const matrix = Float64Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 0.04 : 0.01 / (1 + (at % 5))));
  for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) matrix[i * 5 + j] = matrix[j * 5 + i]!;

  it("are sums over one less the lags, with errors by the derivative", () => {
    const effects = longRunEffects("y", terms, names, beta, matrix);
    expect(effects.get("x")!.estimate).toBeCloseTo(0.4 / 0.4, 12);
    expect(effects.get("z")!.estimate).toBeCloseTo(-0.2 / 0.4, 12);
    const ratio = (b: readonly number[]) => (b[2]! + b[3]!) / (1 - b[0]! - b[1]!);
    const step = 1e-6;
    const gradient = beta.map((_, i) => {
      const at = (sign: number) => ratio(beta.map((value, j) => value + (i === j ? sign * step : 0)));
      return (at(1) - at(-1)) / (2 * step);
    });
    const variance = gradient.reduce(
      (sum, gi, i) => sum + gradient.reduce((inner, gj, j) => inner + gi * matrix[i * 5 + j]! * gj, 0),
      0,
    );
    expect(effects.get("x")!.error).toBeCloseTo(Math.sqrt(variance), 8);
  });

  it("are none without a lag of the outcome, and count a term left out as zero", () => {
    expect(longRunEffects("q", terms, names, beta, matrix).size).toBe(0);
    const kept = names.filter((name) => name !== "lag(x, 1)");
    const effects = longRunEffects("y", terms, kept, [0.5, 0.1, 0.3, -0.2], new Float64Array(16).fill(0));
    expect(effects.get("x")!.estimate).toBeCloseTo(0.3 / 0.4, 12);
  });
});

describe("what is no statistic", () => {
  it("are long-run effects where the lags of the outcome sum to one or more", () => {
    const { terms } = parsePanelGmm("y ~ lag(y, 1:2) + x | gmm(y, 2)");
    const none = (second: number) =>
      longRunEffects("y", terms, ["lag(y, 1)", "lag(y, 2)", "x"], [0.75, second, 0.3], new Float64Array(9).fill(0.01));
    expect([none(0.25).size, none(0.5).size, none(0.125).size]).toEqual([0, 0, 1]);
  });

  const bare = { group: "g", instruments: 2 };
  const J = (statistic: number, df: number) => ({ statistic, df, p: df > 0 ? 0.5 : null });
  it.each([
    ["what adds no restriction", J(3, 4), J(-1.06, 0), /adds no restriction/],
    ["what is below zero", J(3, 4), J(-0.5, 2), /larger without it/],
    ["what others do not identify", null, null, /do not identify/],
  ])("is a difference in J: %s", (_, excluding, difference, because) => {
    const record = differenceRecord({ ...bare, excluding, difference });
    expect(record.difference).toBeNull();
    expect(record.because).toMatch(because);
    expect(differenceText(record)).not.toMatch(/= -|chi2\(0\)/);
  });

  it("but one above zero is", () => {
    const record = differenceRecord({ ...bare, excluding: J(3, 0), difference: J(1.5, 2) });
    expect(record).toMatchObject({ because: null, difference: { statistic: 1.5, df1: 2 } });
    expect(differenceText(record)).toContain("without them n.a., no restriction to test; difference chi2(2) = 1.5");
  });
});

describe("bounds", () => {
  it.each(["difference", "system"] as const)("are least squares on lags made beforehand, in a %s model", (model) => {
    const { table } = firms;
    const logs = ["emp", "wage", "capital"].map((name) => table.numeric(name).map(Math.log));
    const [n, w, k] = logs as [Float64Array, Float64Array, Float64Array];
    const columns = { n, n1: lag(firms, n, 1), w, k, k1: lag(firms, k, 1) };
    const made = withColumns(
      table,
      Object.entries(columns).map(([name, values]) => ({ kind: "numeric" as const, name, values })),
    );
    const { bounds } = pgmm(engine, firms, MODEL, { model, timeDummies: true });
    const vcov = { cluster: ["firm"] };
    const pooled = feols(engine, made, "n ~ n1 + w + k + k1 | year", { vcov }).coefficients.n1!;
    const within = feols(engine, made, "n ~ n1 + w + k + k1 | firm + year", { vcov, fixefRm: "none" }).coefficients.n1!;
    expect(bounds!.pooled_ols.estimate).toBeCloseTo(pooled.estimate, 9);
    expect(bounds!.within.estimate).toBeCloseTo(within.estimate, 9);
    expect(bounds!.within.std_error).toBeCloseTo(within.std_error, 9);
  });

  it("are none without a first lag", () => {
    expect(pgmm(engine, firms, "emp ~ wage | gmm(wage, 2:3)").bounds).toBeNull();
  });
});

describe("rows", () => {
  it("add up: those of the table are reported or dropped by reason", () => {
    for (const model of ["difference", "system"] as const) {
      for (const transform of ["d", "fod"] as const) {
        const { nobs, dropped } = pgmm(engine, firms, MODEL, { model, transform, subset: "year >= 1979" });
        const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
        expect(nobs + lost).toBe(firms.table.nRows);
      }
    }
  });

  it("are chosen by subset as equations, while others serve as lags", () => {
    const all = pgmm(engine, firms, MODEL);
    const late = pgmm(engine, firms, MODEL, { subset: "year >= 1979" });
    expect(late.dropped.subset).toBe(firms.table.numeric("year").filter((year) => year < 1979).length);
    expect(late.dropped.lags).toBe(0);
    expect(late.nobs).toBeLessThan(all.nobs);
    expect(late.notes.map(({ code }) => code)).toContain("subset_lags");
  });

  it("of the equation in levels are those with every lag", () => {
    const rows = pgmmRows(engine, firms, MODEL);
    const lagged = lag(firms, firms.table.numeric("emp"), 1);
    expect(Array.from(rows)).toEqual(Array.from(lagged.keys()).filter((row) => !Number.isNaN(lagged[row]!)));
  });

  it("do not change an estimate by their order", () => {
    const order = Uint32Array.from({ length: firms.table.nRows }, (_, i) => (i * 379) % firms.table.nRows);
    const mixed = panel(selectRows(firms.table, order), { unit: "firm", time: "year" });
    const [a, b] = [firms, mixed].map((of) => pgmm(engine, of, MODEL, { steps: 2 }).coefficients);
    expect(b).toEqual(a);
  });
});

describe("equations of instruments", () => {
  const system = (instruments: string) =>
    pgmm(engine, firms, `log(emp) ~ lag(log(emp), 1) + log(wage) | ${instruments}`, { model: "system", steps: 2 });
  const estimates = (instruments: string) =>
    Object.values(system(instruments).coefficients).flatMap(({ estimate, std_error }) => [estimate, std_error]);

  it("of a gmm() for both are levels for one and the difference a period nearer for the other", () => {
    const both = estimates("gmm(log(emp), 2:3) + iv(log(wage))");
    const apart = estimates("gmm(log(emp), 2:3, eq = diff) + gmm(log(emp), 1, eq = level) + iv(log(wage))");
    apart.forEach((value, i) => {
      expect(value).toBeCloseTo(both[i]!, 9);
    });
  });

  it("of an iv() for both are one column, of one for each two", () => {
    const [both, each] = ["iv(log(wage))", "iv(log(wage), eq = diff) + iv(log(wage), eq = level)"].map((iv) =>
      system(`gmm(log(emp), 2:3) + ${iv}`),
    );
    expect(each!.n_instruments).toBe(both!.n_instruments + 1);
    expect(each!.coefficients["log(wage)"]!.estimate).not.toBeCloseTo(both!.coefficients["log(wage)"]!.estimate, 4);
  });
});

describe("what is left out or made", () => {
  it("names a regressor that differences take away", () => {
    const { collinear } = pgmm(engine, firms, `${FORMULA.replace("+ log(wage)", "+ log(wage) + sector")} + iv(sector)`);
    expect(collinear).toMatchObject([
      { term: "sector", because: "does not vary within units, so that the transformation removes it" },
    ]);
  });

  it("makes dummies of a factor as of time dummies", () => {
    const factor = pgmm(engine, firms, `${MODEL.replace(" |", " + factor(year) |")} + iv(factor(year))`);
    const dummies = pgmm(engine, firms, MODEL, { timeDummies: true });
    expect(factor.coefficients["log(wage)"]!.estimate).toBeCloseTo(dummies.coefficients["log(wage)"]!.estimate, 9);
    expect(factor.long_run).not.toHaveProperty("factor(year)1980");
    expect(dummies.time_dummies).toEqual(["1978", "1979", "1980", "1981", "1982", "1983", "1984"]);
  });

  it("lists every instrument, those in no row as dropped", () => {
    const { instruments, n_instruments } = pgmm(engine, firms, MODEL.replace("2:4", "2:99"), { model: "system" });
    expect(instruments.used).toHaveLength(n_instruments);
    expect(instruments.groups.reduce((sum, { used }) => sum + used, 0)).toBe(n_instruments);
    expect(instruments.dropped.every(({ because }) => because === "empty")).toBe(true);
    expect(instruments.used.find(({ lag: of, equation }) => of === 1 && equation === "level")!.name).toContain(
      "levels",
    );
  });

  it("has a classical covariance and its degrees of freedom when asked", () => {
    const { vcov, nobs } = pgmm(engine, firms, MODEL, { robust: false, small: true });
    expect(vcov).toMatchObject({ type: "classical", df: nobs - vcov.names.length, clusters: {} });
    const plain = pgmm(engine, firms, MODEL, { robust: false });
    expect(vcov.matrix[0]![0]! / plain.vcov.matrix[0]![0]!).toBeCloseTo(nobs / (nobs - vcov.names.length), 12);
  });
});

describe("notes", () => {
  const codes = (change: (record: PgmmRecord) => object) => {
    const record = pgmm(engine, firms, MODEL, { steps: 2 });
    const plan = pgmmPlan(MODEL, []);
    return pgmmNotes({ ...record, ...change(record) } as PgmmRecord, plan).map(({ code }) => code);
  };

  it.each([
    ["instruments_exceed_groups", () => ({ n_groups: 10 })],
    ["ar1_not_negative", ({ tests }) => ({ tests: { ...tests, ar1: { ...tests.ar1, statistic: 17.97 } } })],
    ["ar2_rejected", ({ tests }) => ({ tests: { ...tests, ar2: { ...tests.ar2, p_value: 0.01 } } })],
    ["hansen_near_one", ({ tests }) => ({ tests: { ...tests, hansen: { ...tests.hansen, p_value: 1 } } })],
    ["hansen_none", ({ tests }) => ({ tests: { ...tests, hansen: null } })],
    ["exactly_identified", ({ tests }) => ({ tests: { ...tests, sargan: { ...tests.sargan, df1: 0 } } })],
    ["outside_bounds", ({ bounds }) => ({ bounds: { ...bounds, position: "above pooled" } })],
    ["weight_singular", ({ instruments }) => ({ instruments: { ...instruments, weight_rank: 3 } })],
    ["two_step_uncorrected", () => ({ robust: false })],
    [
      "unit_root",
      ({ coefficients }) => ({
        coefficients: { ...coefficients, "lag(log(emp), 1)": { ...coefficients["lag(log(emp), 1)"], estimate: 1.1 } },
      }),
    ],
    ["gaps", ({ panel: of }) => ({ panel: { ...of, units_with_gaps: 3 } })],
  ] as [string, (record: PgmmRecord) => object][])("%s where it is so, and not otherwise", (code, change) => {
    expect(codes(change)).toContain(code);
    expect(codes(() => ({ bounds: null }))).not.toContain(code);
  });
});

describe("panels that can't serve", () => {
  const small = (time: readonly number[], y: readonly number[]): Panel =>
    panel(
      makeTable(
        [
          { kind: "numeric", name: "unit", values: Float64Array.from(time, (_, i) => i % 2) },
          { kind: "numeric", name: "time", values: Float64Array.from(time) },
          { kind: "numeric", name: "y", values: Float64Array.from(y) },
        ],
        { name: "small.csv", bytes: 0, sha256: null },
      ),
      { unit: "unit", time: "time" },
    );
  const refusal = (of: Panel, formula = "y ~ lag(y, 1) | gmm(y, 2:99)") => {
    try {
      pgmm(engine, of, formula);
    } catch (error) {
      return error as { code: string; message: string };
    }
    throw new Error("estimated");
  };

  it("periods two apart, or months as yyyymm", () => {
    expect(refusal(small([0, 0, 2, 2, 4, 4], [1, 2, 3, 4, 5, 6]))).toMatchObject({ code: "panel_step" });
    const months = refusal(small([201_011, 201_011, 201_012, 201_012, 201_101, 201_101], [1, 2, 3, 4, 5, 6]));
    expect(months).toMatchObject({ code: "panel_step" });
    expect(months.message).toContain("number the periods 1, 2, 3");
  });

  it("too few periods for the lags of the formula, or of the instruments", () => {
    expect(refusal(small([1, 1], [1, 2]))).toMatchObject({ code: "no_rows_left" });
    const { code, message } = refusal(small([1, 1, 2, 2, 3, 3], [1, 2, 4, 4, 5, 8]), "y ~ lag(y, 1) | gmm(y, 3)");
    expect(code).toMatch(/^[a-z_]+$/);
    expect(message).toMatch(/lag 3|periods/);
  });

  it("gaps that leave no lag", () => {
    expect(refusal(small([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]))).toMatchObject({ code: "no_rows_left" });
  });

  it("a subset that no row satisfies, and no instrument for a regressor", () => {
    expect(() => pgmm(engine, firms, MODEL, { subset: "year > 1999" })).toThrow(/No row satisfies/);
    expect(() => pgmm(engine, firms, "emp ~ lag(emp, 1) + wage | gmm(emp, 2, collapse = TRUE)")).toThrow(/instrument/);
  });
});
