/** Reasons that name what is at fault: the slopes that absorb a regressor, weights too small for a number's digits. */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fepois } from "../../src/verbs/glm/fit-glm.js";
import { seeded } from "../support/random.js";
import { numeric } from "./small-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Weights of `w`, and of `mixed` in every other row. */
function table(w: number) {
  const random = seeded(3);
  const made = (value: (i: number) => number) => Array.from({ length: 120 }, (_, i) => value(i));
  const x2 = made(() => random() - 0.5);
  return makeTable(
    [
      numeric("x", made(random)),
      numeric("x2", x2),
      numeric(
        "scaled",
        x2.map((value, i) => value * (0.1 + (i % 6))),
      ),
      numeric(
        "y",
        made(() => Math.floor(5 * random())),
      ),
      numeric(
        "st",
        made((i) => i % 6),
      ),
      numeric(
        "t",
        made((i) => Math.floor(i / 6)),
      ),
      numeric(
        "w",
        made(() => w),
      ),
      numeric(
        "mixed",
        made((i) => (i % 2 === 0 ? 1 : w)),
      ),
    ],
    { name: "rows", bytes: 0, sha256: null },
  );
}

describe("a regressor that the effects absorb", () => {
  const because = (formula: string) => feols(engine, table(1), formula, { vcov: "iid" }).collinear;

  it("is said to be absorbed by the slopes of it, of one variable among several, with and without intercepts", () => {
    const absorbed = (by: string) => [expect.objectContaining({ because: `is absorbed by the fixed effects ${by}` })];
    expect(because("y ~ x + x2 | st[x2] + t")).toEqual(absorbed("st[x2]"));
    expect(because("y ~ x + x2 | st[t, x2]")).toEqual(absorbed("st[x2]"));
    expect(because("y ~ x + x2 | st[[x2]] + t")).toEqual(absorbed("st[x2]"));
  });

  it("of another scale in each level too; by the effects together where no slope does it", () => {
    expect(because("y ~ x + scaled | st[x2] + t")[0]!.because).toContain("fixed effects st[x2]");
    expect(because("y ~ x + t | st[x2] + t")[0]!.because).toContain("fixed effects st + t");
  });
});

describe("weights below the numbers that have all their digits", () => {
  it.each(["y ~ x", "y ~ x | st"])("are refused for that: %s", (formula) => {
    const refusal = expect.objectContaining({
      code: "illegal_weight",
      message: expect.stringContaining("'w' are at most"),
    });
    expect(() => feols(engine, table(1e-320), formula, { vcov: "iid", weights: "w" })).toThrow(refusal);
    expect(() => fepois(engine, table(1e-320), formula, { vcov: "iid", weights: "w" })).toThrow(refusal);
  });

  it("serve beside others", () => {
    const fit = feols(engine, table(1e-320), "y ~ 1", { vcov: "iid", weights: "mixed" });
    expect(fit.nobs).toBe(120);
  });
});
