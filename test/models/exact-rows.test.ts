/** Variances by leverage where effects or clusters leave nothing but rounding: what is left must not be divided by. */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Eight units in two regions, five periods, weights; `only` is 1 in one of the two rows that `few` keeps of a unit. */
function weightedPanel(): Table {
  const random = seeded(7);
  const made = (value: (i: number) => number) => Float64Array.from({ length: 40 }, (_, i) => value(i));
  const columns = {
    unit: made((i) => i % 8),
    region: made((i) => Math.floor((i % 8) / 4)),
    period: made((i) => Math.floor(i / 8)),
    one: made(() => 1),
    only: made((i) => (i === 11 ? 1 : 0)),
    few: made((i) => (i % 8 === 3 && i > 16 ? 0 : 1)),
    x: made(() => random() - 0.5),
    y: made(() => random() - 0.5),
    w: made(() => 0.2 + 3 * random()),
  };
  return makeTable(
    Object.entries(columns).map(([name, values]) => ({ kind: "numeric", name, values }) as const),
    {
      name: "made",
      bytes: 0,
      sha256: null,
    },
  );
}

describe("weighted regressions of which rounding is left", () => {
  it("gives clusters no leverage for an effect that the clusters' own effects contain", () => {
    for (const [formula, rank] of [
      ["y ~ x | unit + region", 9],
      ["y ~ x | unit + one", 9],
      ["y ~ x | unit + region^one", 9],
    ] as const) {
      const made = feols(engine, weightedPanel(), formula, { vcov: "iid", weights: "w", clusterDiagnostics: "unit" });
      const { table } = made.cluster_diagnostics!;
      const total = table.reduce((sum, { leverage }) => sum + leverage, 0);
      expect(total, formula).toBeCloseTo(rank, 10);
      for (const { leverage, partial_leverage } of table) expect(leverage).toBeCloseTo(1 + partial_leverage.x!, 10);
    }
  });

  it("says that nothing is left of an error where one cluster alone is behind a coefficient", () => {
    for (const vcov of ["CR2:unit", "CR3:unit"]) {
      const options = { vcov, weights: "w", subset: "few == 1" };
      const made = feols(engine, weightedPanel(), "y ~ only | unit", options);
      const codes = made.notes.map(({ code }) => code);
      expect(codes, vcov).toContain("cluster_alone");
      expect(codes, vcov).toContain("vanishing_error");
      expect(made.vcov.df_by_term!.only, vcov).toBe(made.vcov.df);
    }
  });

  it("names the working model of the degrees of freedom", () => {
    const modelOf = (vcov: string, weights: { readonly weights?: string }) =>
      feols(engine, weightedPanel(), "y ~ x | period", { vcov, ...weights }).notes.find(
        (n) => n.code === "satterthwaite",
      )!.message;
    expect(modelOf("CR2:unit", {})).toContain("under uncorrelated homoskedastic errors);");
    expect(modelOf("CR2:unit", { weights: "w" })).toContain("homoskedastic errors, whatever the weights);");
    expect(modelOf("CR3:unit", { weights: "w" })).toContain("with variances inverse to the weights);");
  });
});
