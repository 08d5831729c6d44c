/** feolsMulti: each fit is that of feols alone; what fails fails alone; samples and refusals. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { feolsMulti } from "../../src/verbs/feols/multiple-estimation.js";
import { goldenTable } from "../support/golden-table.js";

/** Shared effects stand in another order of rows: rounding alone may differ. */
const SHARED = 1e-10;

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const read = await goldenTable("base_did.csv");
  const gaps = read.numeric("x1").map((x, i) => (i % 7 === 0 ? Number.NaN : x));
  const h = read.numeric("id").map((id) => (id < 5 ? Number.NaN : id % 3));
  table = withColumns(read, [
    { kind: "numeric", name: "xm", values: gaps },
    { kind: "numeric", name: "h", values: h },
  ]);
});
afterAll(() => engine.close());

describe("feolsMulti", () => {
  it("has the numbers of feols, whether effects are shared or not", () => {
    const several = feolsMulti(engine, table, "c(y, log(x1^2)) ~ sw(x1, xm, xm:post) | sw(id, id + period)", {
      vcov: "cluster:id",
    });
    expect(several.fits).toHaveLength(12);
    expect(several.varies).toEqual(["fixed_effects", "depvar", "rhs"]);
    for (const { fit, depvar, rhs, fixed_effects } of several.fits) {
      const alone = feols(engine, table, `${depvar} ~ ${rhs} | ${fixed_effects}`, { vcov: "cluster:id" });
      expect(fit!.call).toBe(alone.call);
      expect(fit!.nobs).toBe(alone.nobs);
      expect(fit!.dropped).toEqual(alone.dropped);
      Object.entries(alone.coefficients).forEach(([name, { estimate, std_error }]) => {
        const got = fit!.coefficients[name]!;
        expect(Math.abs(got.estimate - estimate)).toBeLessThan(SHARED * std_error);
        expect(Math.abs(got.std_error - std_error)).toBeLessThan(SHARED * std_error);
      });
    }
  });

  it("lets one regression fail without the others", () => {
    const { fits, failed } = feolsMulti(engine, table, "y ~ sw(x1, nope, post) | id + period", { vcov: "iid" });
    expect(failed).toBe(2);
    expect(fits.map(({ error }) => error?.code ?? null)).toEqual([null, "unknown_column", "no_variation"]);
    expect(fits.map(({ fit }) => fit === null)).toEqual([false, true, true]);
    expect(fits[1]!.label).toBe("y ~ nope | id + period");
  });

  it("throws the first error where all fail", () => {
    const run = () => feolsMulti(engine, table, "y ~ sw(nope, post) | id + period", { vcov: "iid" });
    expect(run).toThrow(expect.objectContaining({ code: "unknown_column" }));
  });

  it("splits the sample, and names what is in no part of it", () => {
    const { split, fits } = feolsMulti(engine, table, "y ~ x1 | id", {
      vcov: "hetero",
      fsplit: "h",
      subset: "period > 2",
    });
    expect(split).toEqual({ column: "h", values: ["0", "1", "2"], full_sample: true, missing: 40 });
    expect(fits.map(({ sample }) => sample)).toEqual(["Full sample", "0", "1", "2"]);
    expect(fits.map(({ label }) => label)).toEqual([
      "y ~ x1 | id (Full sample)",
      "y ~ x1 | id (h: 0)",
      "y ~ x1 | id (h: 1)",
      "y ~ x1 | id (h: 2)",
    ]);
    const alone = feols(engine, table, "y ~ x1 | id", { vcov: "hetero", subset: "period > 2 & h == 1" });
    expect(fits[2]!.fit!.coefficients).toEqual(alone.coefficients);
    expect(fits[0]!.fit!.nobs).toBe(fits.slice(1).reduce((sum, { fit }) => sum + fit!.nobs, 0));
  });

  it("takes lags before it splits", () => {
    const byPeriod = feolsMulti(engine, panel(table, { unit: "id", time: "period" }), "y ~ l(x1)", {
      vcov: "iid",
      split: "period %drop% 1",
    });
    expect(byPeriod.fits.map(({ fit }) => fit!.nobs)).toEqual(new Array(9).fill(108));
  });

  it("takes one model, and freezes its record", () => {
    const { fits, varies } = feolsMulti(engine, table, 'y ~ ..("^x1$")', { vcov: "iid" });
    expect(fits.map(({ label }) => label)).toEqual(["y ~ x1"]);
    expect(varies).toEqual([]);
    expect(Object.isFrozen(fits[0])).toBe(true);
  });

  it.each([
    [{ split: "nope" }, "unknown_column"],
    [{ split: "h %keep% 7" }, "split_value"],
    [{ split: "h %drop% 0:2" }, "split_empty"],
    [{ split: "h + id" }, "formula_syntax"],
    [{ split: "h", fsplit: "h" }, "split_twice"],
    [{ vcov: "nonsense" }, "vcov"],
    [{ subset: "x1 >" }, "formula_syntax"],
  ])("refuses %j", (options, code) => {
    const run = () => feolsMulti(engine, table, "y ~ sw(x1, xm)", { vcov: "iid", ...options });
    expect(run).toThrow(expect.objectContaining({ code: expect.stringContaining(code) }));
  });

  it("stops when it is told to", () => {
    const signal = AbortSignal.abort(new Error("enough"));
    expect(() => feolsMulti(engine, table, "y ~ sw(x1, xm)", { vcov: "iid", signal })).toThrow("enough");
  });

  it("is named by feols where a formula asks for several", () => {
    for (const formula of ["c(y, x1) ~ post", "y ~ csw(x1, post)", '..("^x") ~ post']) {
      expect(() => feols(engine, table, formula, { vcov: "iid" })).toThrow(/feolsMulti/);
    }
  });
});
