/** feols: what the sample loses and what is counted, said in the record; and samples that can't serve. */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import { seeded } from "../support/random.js";
import { numeric } from "./small-panel.js";

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  table = rows(48);
});

/** Firms 0-2 are observed in years 0-3, firms 3-5 in years 4-7: the graph of firms and years has two components. */
function rows(n: number): Table {
  const random = seeded(3);
  const draws = () => Array.from({ length: n }, random);
  const firms = Array.from({ length: n }, (_, i) => i % 6);
  const years = firms.map((firm, i) => (firm < 3 ? 0 : 4) + (Math.floor(i / 6) % 4));
  const [x, z] = [draws(), draws()];
  const columns = {
    firm: firms,
    year: years,
    x,
    z,
    v: draws(),
    sum: x.map((value, i) => 2 * value - 3 * z[i]!),
    y: draws(),
    w: firms.map((_, i) => (i % 8 === 0 ? 0 : 1 + (i % 3))),
    infinite: x.map((value, i) => (i < 5 ? Number.POSITIVE_INFINITY : i < 7 ? Number.NaN : value)),
    gap: x.map((value, i) => (i === 7 || i === 20 ? Number.NaN : value)),
    negative: x.map((_, i) => (i === 9 ? -1 : 1)),
    one: x.map(() => 1),
  };
  return makeTable(
    Object.entries(columns).map(([name, values]) => numeric(name, values)),
    { name: "rows", bytes: 0, sha256: null },
  );
}

const estimate = (formula: string, options: Partial<FeolsOptions> = {}) =>
  feols(engine, table, formula, { vcov: "iid", ...options });
const refused = (code: string) => expect.objectContaining({ code });

describe("rows lost are counted by reason", () => {
  it("zero weights, as if these rows were not there", () => {
    const weighted = estimate("y ~ x | firm", { weights: "w" });
    expect(weighted.dropped).toEqual({ missing: 0, zero_weight: 6, singletons: 0 });
    expect(weighted.nobs).toBe(42);
    const chosen = estimate("y ~ x | firm", { weights: "w", subset: "w > 0" });
    expect(chosen.dropped).toEqual({ subset: 6, missing: 0, zero_weight: 0, singletons: 0 });
    expect(weighted.coefficients).toEqual(chosen.coefficients);
  });

  it("infinite and missing values, named", () => {
    const { dropped, nobs, notes } = estimate("y ~ infinite");
    expect(dropped).toEqual({ missing: 7, singletons: 0 });
    expect(nobs).toBe(41);
    expect(notes).toContainEqual(expect.objectContaining({ code: "missing", detail: { infinite: 7 } }));
  });

  it("missing slopes, and numbers of i() at levels without a dummy", () => {
    for (const formula of ["y ~ v | firm[gap]", "y ~ v | firm[[gap]]", "y ~ v + i(firm, gap, keep = 0)"]) {
      const { dropped, coefficients } = estimate(formula);
      expect(dropped, formula).toEqual({ missing: 2, singletons: 0 });
      const complete = estimate(formula.replaceAll("gap", "x"), { subset: "!is.na(gap)" });
      expect(coefficients.v, formula).toEqual(complete.coefficients.v);
    }
  });
});

describe("a missing number among many rows", () => {
  const large = rows(3_000);
  const places = [5, 1_001, 1_700, 2_999];

  it.each(["y ~ x | firm + year", "y ~ x | firm^year", "y ~ x + z | firm"])(
    "%s: in an effect or a regressor",
    (formula) => {
      for (const name of ["firm", "x"]) {
        for (const place of places) {
          const holed = makeTable(
            large.names.map((column) => {
              const values = Array.from(large.numeric(column));
              if (column === name) values[place] = Number.NaN;
              return numeric(column, values);
            }),
            { name: "holed", bytes: 0, sha256: null },
          );
          const found = feols(engine, holed, formula, { vcov: "iid" });
          const complete = feols(engine, holed, formula, { vcov: "iid", subset: `!is.na(${name})` });
          expect(found.dropped, `${name} ${place}`).toEqual({ missing: 1, singletons: 0 });
          expect(found.coefficients).toEqual(complete.coefficients);
          expect(found.vcov).toEqual(complete.vcov);
          expect(found.notes).toContainEqual(expect.objectContaining({ code: "missing", detail: { [name]: 1 } }));
        }
      }
    },
  );
});

describe("rows alone in an effect", () => {
  it.each(["singletons", "once"] as const)("%s: the levels they leave go, the others keep their labels", (fixefRm) => {
    const all = rows(48);
    const alone = all.numeric("firm").map((firm, i) => (i === 20 ? 7 : i === 30 ? -1 : firm));
    const odd = makeTable(
      all.names.map((name) => numeric(name, Array.from(name === "firm" ? alone : all.numeric(name)))),
      { name: "odd", bytes: 0, sha256: null },
    );
    const found = feols(engine, odd, "y ~ x | firm + year", { vcov: "iid", fixefRm });
    const chosen = feols(engine, odd, "y ~ x | firm + year", { vcov: "iid", fixefRm, subset: "firm >= 0 & firm < 7" });
    expect(found.dropped).toEqual({ missing: 0, singletons: 2 });
    expect(found.fixed_effects).toEqual(chosen.fixed_effects);
    expect(found.coefficients).toEqual(chosen.coefficients);
  });
});

describe("what is counted", () => {
  it("K.exact: the rank of the dummies, one less for each component", () => {
    const K = (ssc: string) => estimate("y ~ x | firm + year", { ssc }).vcov.K;
    expect(K("K.exact=false")).toBe(1 + 6 + 8 - 1);
    expect(K("K.exact=true")).toBe(1 + 6 + 8 - 2);
  });

  it("a joint test has the rank of its covariance: three clusters allow two", () => {
    const { slopes } = estimate("y ~ x + z + v", { vcov: "cluster:firm", subset: "firm < 3" }).tests;
    expect(slopes).toMatchObject({ df1: 2, terms: ["x", "z", "v"] });
    expect(slopes!.statistic).toBeGreaterThan(0);
    expect(slopes!.p_value).toBeLessThanOrEqual(1);
  });

  it("a collinear term is named with what it is a combination of", () => {
    expect(estimate("y ~ x + z + sum").collinear).toMatchObject([{ term: "sum", because: "equals 2 * x + -3 * z" }]);
  });
});

describe("samples and options that can't serve", () => {
  it.each<[string, Partial<FeolsOptions>, string]>([
    ["y ~ x", { vcov: "cluster:one" }, "one_cluster"],
    ["y ~ x", { vcov: "cluster:firm+one" }, "one_cluster"],
    ["y ~ x", { weights: "negative" }, "illegal_weight"],
    ["y ~ x", { weights: "infinite", subset: "!is.na(infinite)" }, "illegal_weight"],
    ["y ~ x", { level: 95 }, "level"],
    ["y ~ x", { level: 0 }, "level"],
    ["y ~ x", { subset: "year > 7" }, "no_rows_after_subset"],
    ["y ~ x", { wald: ["z"] }, "wald_pattern"],
    ["y ~ x", { wald: ["["] }, "wald_pattern"],
    ["y ~ one | firm", {}, "no_variation"],
  ])("%s, %j: %s", (formula, options, code) => {
    expect(() => estimate(formula, options)).toThrow(refused(code));
  });

  it("as many parameters as rows: no residual degrees of freedom; one more row: an estimate", () => {
    const first = (n: number) =>
      feols(
        engine,
        makeTable(
          ["y", "x", "z"].map((name) => numeric(name, table.numeric(name).subarray(0, n))),
          { name: "few", bytes: 0, sha256: null },
        ),
        "y ~ x + z",
        { vcov: "hetero" },
      );
    expect(() => first(3)).toThrow(refused("no_residual_df"));
    expect(first(4).vcov.df).toBe(1);
  });

  it("as many parameters as rows, those of nested effects included, whatever K counts", () => {
    const saturated = makeTable(
      [
        numeric("firm", [1, 1, 2, 2, 3, 3]),
        ...["x", "z", "v", "y"].map((name) => numeric(name, table.numeric(name).subarray(0, 6))),
      ],
      { name: "saturated", bytes: 0, sha256: null },
    );
    const options = { vcov: "cluster:firm" } as const;
    expect(() => feols(engine, saturated, "y ~ x + z + v | firm", options)).toThrow(refused("no_residual_df"));
    expect(feols(engine, saturated, "y ~ x + z | firm", options).fit.adj_r2).toBeLessThan(1);
  });

  it("levels less one each may be more than the rows, where the graph falls into components", () => {
    const pairs = Array.from({ length: 24 }, (_, i) => i);
    const broken = makeTable(
      [
        numeric(
          "a",
          pairs.map((i) => Math.floor(i / 2)),
        ),
        numeric(
          "b",
          pairs.map((i) => 2 * Math.floor(i / 4) + (i % 2)),
        ),
        ...["x", "y"].map((name) => numeric(name, table.numeric(name).subarray(0, 24))),
      ],
      { name: "broken", bytes: 0, sha256: null },
    );
    const { fixed_effects, fit, tests, coefficients } = feols(engine, broken, "y ~ x | a + b", {
      ...{ vcov: "iid", ssc: "K.exact=true" },
    });
    expect(fixed_effects.rank).toEqual({ value: 12 + 12 - 6, exact: true });
    expect(fit.sigma2).toBeCloseTo(fit.ssr / (24 - 1 - 18), 15);
    // counted one by one they leave no rows to the joint test: it has the degrees of freedom of t
    expect(tests.slopes).toMatchObject({ df1: 1, df2: 24 - 1 - 18 });
    expect(tests.slopes!.statistic).toBeCloseTo(coefficients.x!.statistic ** 2, 12);
  });
});
