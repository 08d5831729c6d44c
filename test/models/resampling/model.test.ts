/**
 * A regression made ready for resampling: the moments of its cells add up to its coefficients, cells are intersections of
 * the clusterings, and where blocks can't be used the reason is told.
 */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { prepareResampling, type ResamplingOptions, termPosition } from "../../../src/verbs/resampling/model.js";
import { goldenTable } from "../../support/golden-table.js";

let engine: Engine;
let idle: number;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  idle = engine.usedBytes();
});
afterEach(() => expect(engine.usedBytes()).toBe(idle));

async function prepared<T>(
  file: string,
  formula: string,
  options: ResamplingOptions,
  look: (model: ReturnType<typeof prepareResampling>) => T,
): Promise<T> {
  const table = await goldenTable(file);
  return engine.scope((scope) => look(prepareResampling(engine, scope, table, formula, options)));
}

describe("a model prepared for resampling", () => {
  it("has blocks of its clusters: units projected out, periods as dummies", async () => {
    await prepared("base_did.csv", "y ~ x1 + i(treat, post, ref=0) | id + period", { clusters: [["id"]] }, (model) => {
      expect(model.refused).toBeNull();
      const { moments, names, fit } = model;
      expect(moments?.clusters.nLevels).toBe(108);
      expect(moments?.dummies.map(({ name }) => name)).toEqual(["period"]);
      expect(moments?.eliminated.map(({ name }) => name)).toEqual(["id"]);
      expect(names).toEqual(Object.keys(fit.coefficients));
    });
  });

  it("makes cells of the intersections of all clusterings, each in one level of every one", async () => {
    const options = { clusters: [["period"]], others: [["treat"]] };
    await prepared("base_did.csv", "y ~ x1 | id + period", options, ({ cells, clusterings, moments }) => {
      expect(cells.nLevels).toBe(20);
      expect(moments?.clusters.nLevels).toBe(20);
      for (const { codes, ofCell } of clusterings) {
        expect(Array.from(cells.codes, (cell) => ofCell[cell])).toEqual(Array.from(codes));
      }
    });
  });

  it("leaves what feols drops out of the blocks", async () => {
    await prepared("base_did.csv", "y ~ treat + x1 | id + period", { clusters: [["id"]] }, (model) => {
      expect(model.names).toEqual(["x1"]);
      expect(model.moments?.nRegressors).toBe(1);
      expect(() => termPosition(model, "treat")).toThrow(/no coefficient/);
      expect(() => termPosition(model, "x2")).toThrow(/no regressor/);
      expect(termPosition(model, " x1 ")).toBe(0);
    });
  });

  it("says why where cross-products are too ill-conditioned for the digits asked for", async () => {
    const cubic = "y ~ x1 + I((period+2000)^2) + I((period+2000)^3) | id";
    await prepared("base_did.csv", cubic, { clusters: [["id"]] }, ({ moments, refused }) => {
      expect(moments).toBeNull();
      expect(refused).toMatch(/ill-conditioned: a coefficient is off by/);
    });
  });

  it("refuses a clustering that is missing in a row of the sample, naming row and column", async () => {
    const options = { clusters: [["state"]], others: [["effyear"]] };
    await expect(prepared("castle.csv", "l_homicide ~ post | state + year", options, () => 0)).rejects.toThrow(
      /Cluster 'effyear' is missing in row \d+/,
    );
  });
});
