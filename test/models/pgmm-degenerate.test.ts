/**
 * The verb where a panel is degenerate: regressors that do not vary, fewer groups than coefficients, one unit, an outcome without
 * error. What is expected follows from algebra, not from a program.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { seeded } from "../support/random.js";
import { numeric } from "./small-panel.js";

const FORMULA = "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** y = y(t-1) / 2 + 0.4 x + effect + error, `tenths` a column that is the same in all periods of a unit and no binary fraction. */
function made(nUnits: number, nPeriods: number, error = 1, shift = 0): Panel {
  const random = seeded(17);
  const normal = () => random() + random() + random() - 1.5;
  const rows: [number, number, number, number, number][] = [];
  for (let unit = 0; unit < nUnits; unit++) {
    const effect = normal();
    let [y, x] = [effect + normal(), normal()];
    for (let t = 0; t < nPeriods; t++) {
      x = x / 2 + effect / 3 + normal();
      y = y / 2 + 0.4 * x + effect + error * normal();
      rows.push([unit, t, y, x + shift, 0.1 + 0.3 * unit]);
    }
  }
  const columns = ["unit", "t", "y", "x", "tenths"].map((name, j) =>
    numeric(
      name,
      rows.map((row) => row[j]!),
    ),
  );
  return panel(makeTable(columns, { name: "made", bytes: 0, sha256: null }), { unit: "unit", time: "t" });
}

describe("a regressor that does not vary within units", () => {
  it.each(["d", "fod"] as const)("leaves nothing, rounding neither (%s)", (transform) => {
    const of = made(40, 7);
    const plainFit = pgmm(engine, of, FORMULA, { transform });
    const fit = pgmm(engine, of, "y ~ lag(y, 1) + x + tenths | gmm(y, 2:99) + iv(x, tenths)", { transform });
    expect(fit.collinear).toMatchObject([
      { term: "tenths", because: expect.stringContaining("does not vary within units") },
    ]);
    expect(fit.coefficients).toEqual(plainFit.coefficients);
    expect(fit.instruments.dropped.map(({ name, because }) => [name, because])).toContainEqual([
      `${transform === "d" ? "D" : "FOD"}.tenths`,
      "empty",
    ]);
  });

  it("a column far from zero loses no digits in orthogonal deviations", () => {
    const near = pgmm(engine, made(40, 7), FORMULA, { transform: "fod" });
    // 2^30 is added without rounding but for the last bits of x: 2^-23 of it stay.
    const far = pgmm(engine, made(40, 7, 1, 2 ** 30), FORMULA, { transform: "fod" });
    for (const [name, { estimate }] of Object.entries(near.coefficients)) {
      expect(Math.abs(far.coefficients[name]!.estimate - estimate)).toBeLessThan(1e-6);
    }
  });
});

describe("fewer groups than coefficients", () => {
  const options = { timeDummies: true } as const;

  it("test coefficients as far as the rank of their covariance goes", () => {
    const { tests, vcov, n_groups } = pgmm(engine, made(6, 9), FORMULA, options);
    expect(vcov.names.length).toBeGreaterThan(n_groups);
    expect(tests.wald.df1).toBeLessThanOrEqual(n_groups);
    expect(tests.wald.statistic).toBeGreaterThan(0);
    expect(tests.wald.p_value).toBeGreaterThanOrEqual(0);
  });

  it("have a one-step fit even where the weight of a second step has too little rank", () => {
    const of = made(6, 9);
    const [refused, taken] = (["refuse", "pseudoinverse"] as const).map((singular) =>
      pgmm(engine, of, FORMULA, { ...options, singular }),
    );
    expect(taken!.coefficients).toEqual(refused!.coefficients);
    expect([refused!.tests.hansen, taken!.tests.hansen]).toEqual([null, null]);
    const note = (record: typeof taken) => record!.notes.find(({ code }) => code === "hansen_none")!.message;
    expect(note(refused)).toContain("--singular pseudoinverse");
    expect(note(taken)).not.toContain("--singular pseudoinverse");
  });

  it("do not bound the rank of a one-step weight, and no message says so", () => {
    const system = () => pgmm(engine, made(5, 9), FORMULA, { ...options, model: "system" });
    expect(system).toThrow(/Z'HZ.*has no inverse/);
    expect(system).not.toThrow(/5 units give it rank/);
  });

  it("of one unit have no errors clustered by unit, and classical ones", () => {
    const formula = "y ~ lag(y, 1) | gmm(y, 2:3, collapse = TRUE)";
    expect(() => pgmm(engine, made(1, 12), formula)).toThrow(/Only one unit/);
    const { coefficients } = pgmm(engine, made(1, 12), formula, { robust: false });
    expect(coefficients["lag(y, 1)"]!.std_error).toBeGreaterThan(1e-3);
  });
});

it("periods that no row has are told by a note", () => {
  const { table } = made(40, 7);
  const times = Array.from(table.numeric("t"), (t) => (t >= 3 ? t + 1 : t));
  const columns = table.columns.map((column) => (column.name === "t" ? numeric("t", times) : column));
  const of = panel(makeTable(columns, { name: "made", bytes: 0, sha256: null }), { unit: "unit", time: "t" });
  const note = pgmm(engine, of, FORMULA).notes.find(({ code }) => code === "periods_absent");
  expect(note!.message).toContain("No row has t 3:");
  expect(pgmm(engine, made(40, 7), FORMULA).notes.map(({ code }) => code)).not.toContain("periods_absent");
});

it("estimates by a pseudo-inverse are said to depend on units", () => {
  const { notes } = pgmm(engine, made(12, 9), "y ~ lag(y, 1) + x | gmm(y, x, 2:99)", {
    steps: 2,
    singular: "pseudoinverse",
  });
  expect(notes.find(({ code }) => code === "weight_singular")!.message).toContain("depend on the units");
});

it("numbers whose squares overflow are refused by name", () => {
  const { table } = made(20, 6);
  const columns = table.columns.map((column) =>
    column.name === "x"
      ? numeric(
          "x",
          Array.from(table.numeric("x"), (value) => value * 1e200),
        )
      : column,
  );
  const of = panel(makeTable(columns, { name: "made", bytes: 0, sha256: null }), { unit: "unit", time: "t" });
  expect(() => pgmm(engine, of, FORMULA)).toThrow(/Squares of x sum to more/);
});

describe("an outcome without error", () => {
  it.each([1, 2] as const)("is estimated, with a note that errors are rounding (steps %i)", (steps) => {
    const { coefficients, notes } = pgmm(engine, made(40, 6, 0), FORMULA, { steps });
    expect(coefficients["lag(y, 1)"]!.estimate).toBeCloseTo(0.5, 12);
    expect(coefficients.x!.estimate).toBeCloseTo(0.4, 12);
    expect(notes.map(({ code }) => code)).toContain("perfect_fit");
  });

  it("that is its own regressor has a record too", () => {
    const { notes, tests } = pgmm(engine, made(40, 6), "y ~ y + lag(y, 1) | gmm(y, 2:99) + iv(y)");
    expect(notes.map(({ code }) => code)).toContain("perfect_fit");
    expect(tests.wald).toBeDefined();
  });

  it("has no such note when there is error", () => {
    const { notes } = pgmm(engine, made(40, 6), FORMULA);
    expect(notes.map(({ code }) => code)).not.toContain("perfect_fit");
  });
});
