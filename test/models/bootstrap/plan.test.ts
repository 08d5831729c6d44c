/** What a bootstrap can be asked for: defaults, and every refusal with its code. */
import { describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../../src/base/errors.js";
import { makeTable } from "../../../src/data/table/table.js";
import { bootstrapPlan } from "../../../src/verbs/bootstrap/plan.js";
import type { BootstrapOptions } from "../../../src/verbs/bootstrap/verb.js";

const INDICES = makeTable([{ kind: "numeric", name: "c1", values: Float64Array.of(1) }], {
  name: "draws.csv",
  bytes: 0,
  sha256: null,
});

function refusal(options: Record<string, unknown>): WasmetricsError {
  try {
    bootstrapPlan({ term: "d", cluster: "city", ...options } as BootstrapOptions);
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was refused");
}

describe("bootstrapPlan", () => {
  it("fills in the published defaults", () => {
    expect(bootstrapPlan({ term: "d", cluster: "city" })).toMatchObject({
      kind: "wild",
      variance: { type: "cluster", by: [["city"]] },
      bootCluster: null,
      terms: ["d"],
      values: [0],
      draws: 9999,
      multipliers: "rademacher",
      type: "11",
      imposeNull: true,
      ci: "inversion",
      ties: "count",
      level: 0.95,
    });
    expect(bootstrapPlan({ kind: "pairs", term: "d", cluster: "city" }).draws).toBe(999);
  });

  it("reads clusterings as the variance does", () => {
    expect(bootstrapPlan({ term: "d", cluster: "a+b^c", bootCluster: "a^b" })).toMatchObject({
      variance: { by: [["a"], ["b", "c"]] },
      bootCluster: ["a", "b"],
    });
    expect(bootstrapPlan({ term: ["d", "x"], cluster: ["a"], value: [1, 2] })).toMatchObject({ values: [1, 2] });
  });

  it.each([
    [{ kind: "wilde" }, "bootstrap_kind", /did you mean 'wild'/],
    [{ multipliers: "rademacer" }, "bootstrap_weights", /did you mean 'rademacher'/],
    [{ type: "12" }, "wild_type", /11, 13, 31, 33/],
    [{ ties: "maybe" }, "bootstrap_ties", /count, strict/],
    [{ ci: "percentile" }, "bootstrap_ci", /inversion, none/],
    [{ cluster: "" }, "bootstrap_cluster", /--cluster city/],
    [{ kind: "pairs", cluster: "a+b" }, "bootstrap_cluster", /kind wild/],
    [{ bootCluster: "a+b" }, "bootstrap_cluster", /city\^year/],
    [{ term: [] }, "bootstrap_term", /got none/],
    [{ term: ["d", "d"] }, "bootstrap_term", /each once/],
    [{ kind: "pairs", term: ["d", "x"] }, "bootstrap_term", /kind wild/],
    [{ value: [1, 2] }, "bootstrap_value", /1 terms/],
    [{ value: Number.NaN }, "bootstrap_value", /NaN/],
    [{ draws: 0 }, "bootstrap_draws", /from 1 to/],
    [{ draws: 2.5 }, "bootstrap_draws", /2.5/],
    [{ level: 1.5 }, "level", /between 0 and 1/],
    [{ kind: "pairs", type: "33" }, "bootstrap_option", /--type/],
    [{ kind: "pairs", multipliers: "webb" }, "bootstrap_option", /--multipliers/],
    [{ kind: "jackknife", draws: 10 }, "bootstrap_option", /--draws/],
    [{ indices: INDICES }, "bootstrap_option", /--indices/],
    [{ kind: "pairs", indices: INDICES, draws: 10 }, "bootstrap_option", /leave out draws/],
  ])("refuses %o", (options, code, words) => {
    const error = refusal(options);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });
});
