/**
 * What fepois and felogit refuse, and what they say of data that they take.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import type { Progress } from "../../src/base/progress.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { felogit, fepois } from "../../src/verbs/glm/fit-glm.js";
import type { GlmOptions } from "../../src/verbs/glm/verb.js";

const tableOf = (columns: Readonly<Record<string, readonly number[]>>): Table =>
  makeTable(
    Object.entries(columns).map(([name, values]) => ({ kind: "numeric", name, values: Float64Array.from(values) })),
    { name: "panel", bytes: 0, sha256: null },
  );

const DATA = {
  y: [0, 2, 1, 3, 0, 1, 4, 2],
  x: [0.1, 0.9, 0.2, 1.1, 0.3, 0.2, 1.4, 0.6],
  f: [1, 1, 1, 1, 2, 2, 2, 2],
  pop: [10, 20, 10, 30, 5, 8, 9, 10],
};

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function refusal(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    if (error instanceof WasmetricsError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const poisson = (
  columns: Readonly<Record<string, readonly number[]>>,
  options: GlmOptions = {},
  formula = "y ~ x | f",
) => fepois(engine, tableOf({ ...DATA, ...columns }), formula, { vcov: "hetero", ...options });

describe("fepois refuses", () => {
  it("a negative outcome, naming the row", () => {
    const error = refusal(() => poisson({ y: [0, 2, 1, 3, 0, -1, 4, 2] }));
    expect([error.code, error.detail.row]).toEqual(["negative_outcome", 6]);
    expect(error.message).toContain("'y' is -1 in row 6");
  });

  it("an outcome that is always the same, or so in every level", () => {
    expect(refusal(() => poisson({ y: [0, 0, 0, 0, 0, 0, 0, 0] })).code).toBe("constant_outcome");
    const columns = { y: [0, 0, 1, 1], x: [1, 2, 3, 5], f: [1, 1, 2, 2] };
    expect(refusal(() => felogit(engine, tableOf(columns), "y ~ x | f", { vcov: "iid" })).code).toBe("one_outcome");
  });

  it("an exposure of 0, naming the row", () => {
    const error = refusal(() => poisson({ pop: [10, 20, 10, 0, 5, 8, 9, 10] }, { exposure: "pop" }));
    expect([error.code, error.detail.row]).toEqual(["illegal_offset", 4]);
  });

  it("variances that are not validated, none, instruments, no regressors", () => {
    expect(refusal(() => poisson({}, { vcov: "HC3" })).code).toBe("vcov_type");
    expect(refusal(() => fepois(engine, tableOf(DATA), "y ~ x | f")).code).toBe("vcov_required");
    expect(refusal(() => poisson({}, {}, "y ~ 1 | f | x ~ pop")).code).toBe("instruments");
    expect(refusal(() => poisson({}, {}, "y ~ 1 | f")).code).toBe("no_regressors");
  });

  it("options it does not have, and values that an option does not take", () => {
    const given = (options: object) => () => fepois(engine, tableOf(DATA), "y ~ x | f", { vcov: "hetero", ...options });
    expect(refusal(given({ maxIteration: 5 })).message).toBe(
      "There is no option 'maxIteration'; did you mean 'maxIterations'?",
    );
    expect(refusal(given({ separation: "keep" })).message).toContain("Separation must be one of drop, error");
    expect(refusal(given({ maxIterations: 0.5 })).code).toBe("max_iterations");
    expect(refusal(given({ level: 95 })).code).toBe("level");
  });

  it("to stop before the likelihood has its maximum, with steps and deviance", () => {
    const error = refusal(() => poisson({}, { maxIterations: 2 }));
    expect([error.name, error.code, error.detail.iterations]).toEqual(["NumericalError", "irls_not_converged", 2]);
    expect(error.detail.deviance).toBeGreaterThan(0);
  });

  it("data in which every row is separated", () => {
    const error = refusal(() =>
      felogit(engine, tableOf({ y: [0, 0, 0, 1, 1, 1], x: [1, 2, 3, 4, 5, 6] }), "y ~ x", { vcov: "iid" }),
    );
    expect([error.code, error.detail.count]).toEqual(["separated", 6]);
  });
});

describe("felogit", () => {
  it("refuses an outcome that is neither 0 nor 1, naming the row, and an exposure", () => {
    const error = refusal(() => felogit(engine, tableOf(DATA), "y ~ x | f", { vcov: "iid" }));
    expect([error.code, error.detail.row]).toEqual(["binary_outcome", 2]);
    expect(refusal(() => felogit(engine, tableOf(DATA), "y ~ x", { vcov: "iid", exposure: "pop" })).code).toBe(
      "exposure",
    );
  });

  it("warns of incidental parameters, with rows a level", () => {
    const z = [0, 1, 1, 0, 0, 1, 0, 1, 1];
    const columns = { z, x: [...DATA.x, 0.5], f: [1, 1, 1, 1, 2, 2, 2, 2, 2] };
    const fit = felogit(engine, tableOf(columns), "z ~ x | f", { vcov: "iid" });
    const note = fit.notes.find(({ code }) => code === "incidental_parameters")!;
    expect(note.detail).toEqual({ effects: [{ name: "f", levels: 2, rows_per_level: 4.5, fewest: 4 }] });
    expect(note.message).toContain("f 4.5 on average, at least 4");
    expect(note.message).toContain("conditional logit");
  });
});

describe("fepois tells", () => {
  it("levels of zeros by effect, those that the loss of others leaves so too", () => {
    const fit = poisson(
      {
        y: [0, 0, 0, 2, 1, 3, 0, 1, 4, 2, 5, 0],
        x: [0.5, 0.1, 0.7, 0.9, 0.2, 1.1, 0.3, 0.2, 1.4, 0.6, 0.8, 0.4],
        f: [9, 9, 9, 1, 1, 1, 1, 2, 2, 2, 2, 2],
        g: [7, 7, 1, 1, 2, 3, 1, 2, 3, 1, 2, 3],
        pop: Array.from({ length: 12 }, () => 1),
      },
      {},
      "y ~ x | f + g",
    );
    expect(fit.dropped).toMatchObject({ "only_zeros:f": 3, "only_zeros:g": 0 });
    const note = fit.notes.find(({ code }) => code === "only_zeros")!;
    expect(note.message).toContain("1 level of f, 1 level of g (3 rows)");
  });

  it("steps, deviances, and that it converged", () => {
    const { climb, fit, kind, vcov } = poisson({});
    expect([kind, vcov.df, climb.converged, climb.tolerance]).toEqual(["poisson", null, true, 1e-8]);
    expect(climb.deviances.length).toBe(climb.iterations);
    expect(climb.deviances.at(-1)).toBe(fit.deviance);
    expect(climb.change).toBeLessThan(1e-8);
  });
});

describe.each([
  ["fepois", fepois, "y ~ x | f"],
  ["felogit", felogit, "d ~ x | f"],
] as const)("%s, followed and stopped", (_, estimate, formula) => {
  const data = tableOf({ ...DATA, d: [0, 1, 1, 0, 0, 1, 1, 0] });
  const vcov = "hetero";

  it("tells of each step, never less than before, and with it the time left", () => {
    const told: Progress[] = [];
    const { climb } = estimate(engine, data, formula, { vcov, onProgress: (progress) => told.push(progress) });
    const steps = told.filter(({ stage }) => stage === "maximum likelihood");
    expect(steps).toHaveLength(climb.iterations);
    expect(steps.map(({ fraction }) => fraction)).toEqual(steps.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(steps.at(-1)!.fraction).toBe((climb.iterations - 1) / climb.iterations);
    expect(steps.slice(1).every(({ msLeft }) => msLeft !== null && msLeft >= 0)).toBe(true);
  });

  it.each([1, 2, 4])("stops where progress %i aborts it, and the engine goes on", (last) => {
    const whole = estimate(engine, data, formula, { vcov }).coefficients;
    const stop = new AbortController();
    let told = 0;
    const onProgress = (): void => {
      told += 1;
      if (told === last) stop.abort();
    };
    expect(() => estimate(engine, data, formula, { vcov, onProgress, signal: stop.signal })).toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(told).toBe(last);
    expect(estimate(engine, data, formula, { vcov }).coefficients).toEqual(whole);
  });
});
