/** feols beside what golden numbers cover: nearly collinear regressors, outcomes with nothing to explain, exact fits. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { seeded } from "../support/random.js";
import { numeric, text } from "./small-panel.js";

/** 1e-16 times the condition of a cubic in calendar years, about 1e9, with a margin for sums over the rows. */
const ILL_CONDITIONED = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const tableOf = (columns: readonly Column[]): Table =>
  makeTable([...columns], { name: "rows", bytes: 0, sha256: null });

const refused = (code: string) => expect.objectContaining({ code });

/** Years, the same years about their mean, an outcome that is quadratic in them, and 40 units. */
function trends(n = 300): Table {
  const random = seeded(7);
  const rows = Array.from({ length: n }, () => {
    const year = 2000 + Math.floor(13 * random());
    const unit = Math.floor(40 * random());
    const x = random() - 0.5;
    const z = year - 2006;
    return { year, z, unit, x, y: 0.3 * z - 0.02 * z * z + x + Math.sin(unit) + random() };
  });
  return tableOf(
    (["year", "z", "unit", "x", "y"] as const).map((name) =>
      numeric(
        name,
        rows.map((row) => row[name]),
      ),
    ),
  );
}

describe("standard errors of nearly collinear regressors", () => {
  const table = trends();
  it.each(["iid", "hetero", "cluster:unit", "cluster:year"])(
    "%s: years from 2000 on or about their mean, the same",
    (vcov) => {
      const raw = feols(engine, table, "y ~ x + year + I(year^2) + I(year^3)", { vcov });
      const centred = feols(engine, table, "y ~ x + z + I(z^2) + I(z^3)", { vcov });
      const pairs = [
        ["x", "x"],
        ["I(year^3)", "I(z^3)"],
      ] as const;
      for (const [name, same] of pairs) {
        const ratio = raw.coefficients[name]!.std_error / centred.coefficients[same]!.std_error;
        expect(Math.abs(ratio - 1)).toBeLessThan(ILL_CONDITIONED);
      }
    },
  );
});

describe("an outcome with nothing to explain is refused", () => {
  const unit = [1, 1, 2, 2, 3, 3];
  const x = [1, 2, 4, 3, 7, 5];
  const table = tableOf([
    numeric("unit", unit),
    numeric("x", x),
    numeric("large", [1, 2, 3, 5, 8, 1e200]),
    numeric("constant", [4, 4, 4, 4, 4, 4]),
    numeric("of_unit", [1, 1, 5, 5, 2, 2]),
    numeric(
      "tiny",
      x.map((value) => value * 1e-300),
    ),
  ]);
  it.each([
    ["constant ~ x", "constant_outcome"],
    ["constant ~ x | unit", "constant_outcome"],
    ["of_unit ~ x | unit", "absorbed_outcome"],
    ["tiny ~ x", "outcome_scale"],
    ["tiny ~ x | unit", "outcome_scale"],
  ])("%s: %s", (formula, code) => {
    expect(() => feols(engine, table, formula, { vcov: "iid" })).toThrow(refused(code));
  });

  it("a column whose squares overflow is named", () => {
    expect(() => feols(engine, table, "x ~ large", { vcov: "iid" })).toThrow(/'large'/);
    expect(() => feols(engine, table, "large ~ x | unit", { vcov: "iid" })).toThrow(/'large'/);
  });
});

describe("errors that are rounding are said to be", () => {
  const cities = ["a", "a", "b", "b", "c", "c", "c"];
  const table = tableOf([
    text("city", cities),
    numeric("x", [1, 2, 3, 4, 5, 7, 6]),
    numeric("twice", [2, 4, 6, 8, 10, 14, 12]),
    numeric("y", [3, 1, 4, 1, 5, 9, 2]),
  ]);
  const codes = (formula: string, vcov: string) =>
    feols(engine, table, formula, { vcov }).notes.map(({ code }) => code);

  it("of an exact fit, which has no Wald test without a variance", () => {
    expect(codes("twice ~ x", "iid")).toContain("perfect_fit");
    const exact = feols(engine, table, "twice ~ x - 1", { vcov: "iid" });
    expect(exact.fit.ssr).toBe(0);
    expect(exact.tests).toEqual({});
    expect(codes("y ~ x", "iid")).not.toContain("perfect_fit");
  });

  it("of dummies for the clusters themselves", () => {
    const fit = feols(engine, table, "y ~ city", { vcov: "cluster:city" });
    expect(fit.notes).toContainEqual(
      expect.objectContaining({ code: "vanishing_error", detail: { terms: ["(Intercept)", "cityb", "cityc"] } }),
    );
    expect(codes("y ~ city", "hetero")).not.toContain("vanishing_error");
    expect(codes("y ~ x", "cluster:city")).not.toContain("vanishing_error");
  });
});

it("the rank of the effects is exact when those left are two, though one more contains another", () => {
  const random = seeded(11);
  const rows = Array.from({ length: 60 }, (_, i) => ({ firm: i % 12, country: i % 4, year: Math.floor(i / 12) }));
  const table = tableOf([
    ...(["firm", "country", "year"] as const).map((name) =>
      numeric(
        name,
        rows.map((row) => row[name]),
      ),
    ),
    numeric("x", rows.map(random)),
    numeric("y", rows.map(random)),
  ]);
  const fit = feols(engine, table, "y ~ x | firm + country + year", { vcov: "iid" });
  expect(fit.fixed_effects.rank).toEqual({ value: 12 + 5 - 1, exact: true });
});

describe("a regressor that differs from an earlier one by what effects absorb, and rounding", () => {
  it.each([1e-3, 1e-6, 1e-7, 1e-8])("is collinear when what is left of it is %d of it", (scale) => {
    const random = seeded(3);
    const g = Array.from({ length: 200 }, (_, i) => i % 20);
    const z = g.map(() => scale * (random() - 0.5));
    const v = g.map((level, i) => Math.cos(level) + z[i]!);
    const y = z.map((value) => value / scale + random());
    const table = tableOf([numeric("g", g), numeric("z", z), numeric("v", v), numeric("y", y)]);
    const fit = feols(engine, table, "y ~ z + v | g", { vcov: "hetero" });
    expect(fit.collinear.map(({ term }) => term)).toEqual(["v"]);
    expect(fit.coefficients.z!.estimate * scale).toBeGreaterThan(0.5);
    expect(fit.coefficients.z!.estimate * scale).toBeLessThan(1.5);
  });
});
