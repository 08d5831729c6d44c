/**
 * feols with slopes that vary by effects, beside its numbers: what the record says, slope variables of any scale, those
 * that are constant, missing or text, plans of effects, and what does not take slopes.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { DataError, NotSupported, UsageError, type WasmetricsError } from "../../src/base/errors.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { memoryNeed } from "../../src/regression/frame/memory-need.js";
import { prepareFixedEffects } from "../../src/regression/least-squares/absorber-cache.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitSummary } from "../../src/verbs/feols/present.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import { seeded } from "../support/random.js";

const N = 400;
let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const random = seeded(3);
const firm = Float64Array.from({ length: N }, (_, i) => i % 40);
const year = Float64Array.from({ length: N }, (_, i) => 2005 + Math.floor(i / 40));
const x = Float64Array.from({ length: N }, () => random());
const y = Float64Array.from({ length: N }, (_, i) => x[i]! + firm[i]! * 0.1 * (year[i]! - 2000) + random());

function table(more: Readonly<Record<string, Float64Array>> = {}, text = false): Table {
  const columns = Object.entries({ firm, year, x, y, ...more }).map(([name, values]) => ({
    kind: "numeric" as const,
    name,
    values,
  }));
  const word = { kind: "text" as const, name: "word", levels: ["a", "b"], codes: Uint32Array.from(firm, (f) => f % 2) };
  return makeTable([...columns, ...(text ? [word] : [])], { name: "slopes", bytes: 0, sha256: null });
}

const HOW: FeolsOptions = { vcov: "iid" };
const estimate = (data: Table, formula: string, how: FeolsOptions = HOW) =>
  feols(engine, data, formula, how).coefficients.x!.estimate;

function thrown(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

describe("the record", () => {
  it("tells slopes by effect, what is redundant, and why the method", () => {
    const fit = feols(engine, table(), "y ~ x | firm[year] + year", HOW);
    expect(fit.fixed_effects.effects).toEqual({
      firm: {
        levels: 40,
        redundant: 0,
        exact: true,
        slopes: { names: ["year"], intercept: true, redundant: [0] },
      },
      year: { levels: 10, redundant: 2, exact: true },
    });
    expect(fit.fixed_effects.rank).toEqual({ value: 88, exact: true });
    expect(fit.fixed_effects.df).toBe(40 + 40 + 10 - 1);
    expect(fit.solver).toMatchObject({ method: "direct", converged: true, error_estimate: 0 });
    expect(fit.solver.because).toBe("beside firm there are 10 coefficients: year");
    expect(fitSummary(fit)).toContain("firm (40; slopes of year), year (10, 2 redundant)");
    const alone = feols(engine, table(), "y ~ x | firm[[year]]", HOW);
    expect(alone.solver.method).toBe("one-way");
    expect(Object.keys(alone.coefficients)).toEqual(["(Intercept)", "x"]);
    expect(fitSummary(alone)).toContain("firm (40 without intercepts; slopes of year)");
  });

  it("says of a rank that conjugate gradients only bound that a factor counts it", () => {
    const other = table({ g: firm.map((f, i) => (f + 13 * (year[i]! - 2005)) % 20) });
    const how = { ...HOW, subset: "year < 2008", ssc: "K.exact=true", fixefRm: "none" } as const;
    const formula = "y ~ x | firm[year] + g[I(3*year)]";
    const krylov = thrown(() => feols(engine, other, formula, { ...how, solver: "krylov" }));
    expect(krylov.code).toBe("no_residual_df");
    expect(krylov.message).toContain("--solver direct counts it");
    expect(feols(engine, other, formula, how).fixed_effects.rank).toMatchObject({ exact: true });
  });

  it("a regressor that slopes absorb is collinear, and an outcome they explain is refused", () => {
    const fit = feols(engine, table(), "y ~ year + x | firm[year]", HOW);
    expect(fit.collinear.map(({ term }) => term)).toEqual(["year"]);
    expect(thrown(() => feols(engine, table(), "year ~ x | firm[year]", HOW)).code).toBe("absorbed_outcome");
  });
});

describe("slope variables", () => {
  it("give the same at any scale, and from any origin beside intercepts", () => {
    const want = estimate(table(), "y ~ x | firm[year] + year");
    for (const by of [1e8, 1e-8, 1e-160, 1e160, -3]) {
      const got = estimate(table({ t: year.map((value) => by * value) }), "y ~ x | firm[t] + year");
      expect(Math.abs(got - want)).toBeLessThan(1e-11);
    }
    const far = estimate(table({ t: year.map((value) => value + 1e8) }), "y ~ x | firm[t] + year");
    expect(Math.abs(far - want)).toBeLessThan(1e-11);
    expect(Math.abs(estimate(table(), "y ~ x | firm[2*year - 7] + year") - want)).toBeLessThan(1e-11);
  });

  it("one that is constant takes nothing out, and all of its slopes are told redundant", () => {
    const data = table({ one: new Float64Array(N).fill(0.3), zero: new Float64Array(N) });
    const want = feols(engine, data, "y ~ x | firm + year", HOW);
    for (const name of ["one", "zero"]) {
      const fit = feols(engine, data, `y ~ x | firm[${name}] + year`, HOW);
      expect(Math.abs(fit.coefficients.x!.estimate - want.coefficients.x!.estimate)).toBeLessThan(1e-12);
      expect(fit.fixed_effects.effects.firm!.slopes!.redundant).toEqual([40]);
      expect(fit.fixed_effects.rank).toEqual(want.fixed_effects.rank);
    }
    // without intercepts a constant is one
    const alone = feols(engine, data, "y ~ x | firm[[one]]", HOW);
    const plain = feols(engine, data, "y ~ x | firm", HOW);
    expect(Math.abs(alone.coefficients.x!.estimate - plain.coefficients.x!.estimate)).toBeLessThan(1e-12);
    expect(alone.collinear.map(({ term }) => term)).toEqual(["(Intercept)"]);
  });

  it("rows where one is missing are left out; text is refused by name", () => {
    const t = year.map((value, i) => (i % 7 === 3 ? Number.NaN : value));
    const fit = feols(engine, table({ t }), "y ~ x | firm[t] + year", HOW);
    expect(fit.nobs).toBe(N - t.filter(Number.isNaN).length);
    expect(fit.dropped.missing).toBe(N - fit.nobs);
    const error = thrown(() => feols(engine, table({}, true), "y ~ x | firm[word]", HOW));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain("word");
  });
});

describe("plans of effects", () => {
  it("serve regressions with the same slopes, on fewer rows and with other weights", () => {
    const w = Float64Array.from(x, (value) => 1 + value);
    const data = table({ w });
    const plan = prepareFixedEffects(engine, data, "firm[year] + year");
    expect(plan.effects).toEqual(["firm[year]", "year"]);
    for (const how of [HOW, { ...HOW, weights: "w" }, { ...HOW, subset: "x > 0.2" }]) {
      const formula = "y ~ x | firm[year] + year";
      const [planned, own] = [estimate(data, formula, { ...how, plan }), estimate(data, formula, how)];
      expect(Math.abs(planned - own)).toBeLessThan(1e-11);
    }
    expect(thrown(() => estimate(data, "y ~ x | firm + year", { ...HOW, plan })).code).toBe("plan_effects");
    const other = table({ w, year: year.map((value) => (value === 2005 ? 2004 : value)) });
    const error = thrown(() => estimate(other, "y ~ x | firm[year] + year", { ...HOW, plan }));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.code).toBe("plan_table");
    expect(error.message).toContain("slopes of 'firm[year]'");
    plan.free();
  });
});

describe("what does not take slopes", () => {
  it("is refused: projections, instruments", () => {
    const error = thrown(() => feols(engine, table(), "y ~ x | firm[year] + year", { ...HOW, solver: "map" }));
    expect(error).toBeInstanceOf(NotSupported);
    expect(error.code).toBe("solver");
    const iv = thrown(() => feols(engine, table({ z: x.map((v) => v ** 2) }), "y ~ 1 | firm[year] | x ~ z", HOW));
    expect(iv).toBeInstanceOf(NotSupported);
    expect(iv.code).toBe("slopes");
  });
});

describe("memory", () => {
  it("counts slopes", () => {
    const dimensions = { n: 1e6, k: 11, levels: [1e5, 12], weighted: false, clusters: [] };
    const [plain, sloped] = [memoryNeed(dimensions), memoryNeed({ ...dimensions, slopes: [1, 0] })];
    expect(sloped.total - plain.total).toBeGreaterThan(8e6);
  });
});
