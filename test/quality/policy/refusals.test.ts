/**
 * What is refused, what is counted, and how draws that fail are told.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../../src/base/errors.js";
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qualityPolicy } from "../../../src/trade/policy/fit.js";
import type { QualityPolicyOptions } from "../../../src/trade/policy/verb.js";
import { numeric, policyData } from "./policy-data.js";

const FORMULA = "r_quality ~ did + eco | city + year";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const { rows, cities } = policyData(31, 8);
const run = (more: Partial<QualityPolicyOptions>, table: Table = rows, panel: Table = cities) =>
  qualityPolicy(engine, table, panel, { sigma: 4, formula: FORMULA, term: "did", draws: 4, ...more });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof WasmetricsError) return error.code;
    throw error;
  }
  return "none";
}

describe("refusals", () => {
  it("name what came and what was expected", async () => {
    expect(await codeOf(run({ term: "dud" }))).toBe("term");
    expect(await codeOf(run({ formula: "income ~ did | city + year" }))).toBe("policy_outcome");
    expect(await codeOf(run({ draws: 1 }))).toBe("bootstrap_draws");
    expect(await codeOf(run({ cluster: "city^year" }))).toBe("policy_cluster");
    expect(await codeOf(run({ cluster: "county" }))).toBe("unknown_key");
    expect(await codeOf(run({ panelUnit: "town" }))).toBe("unknown_column");
    expect(await codeOf(run({ normaliseRule: "percentile:0.01" }))).toBe("policy_percentile");
    expect(await codeOf(run({ sigma: "iv", sigmaWeak: "exclude" }))).toBe("policy_weak");
    expect(await codeOf(run({ sigma: "iv", singleDest: "product-mean" }))).toBe("policy_instrument");
  });

  it("do not touch runs without draws", async () => {
    const { record } = await run({ normaliseRule: "percentile:0.01", draws: 0 });
    expect(record.bootstrap).toBeNull();
    expect(record.provenance.seed).toBeNull();
  });

  it("stop clusters that split firm-product-years where prices elsewhere are the instrument, and only there", async () => {
    expect(await codeOf(run({ sigma: "iv", cluster: "dest" }))).toBe("policy_cluster_splits");
    expect(await codeOf(run({ cluster: "dest" }))).toBe("none");
    // clusters by year hold firm-product-years, but not the firm-products of other years
    expect(await codeOf(run({ sigma: "iv", cluster: "year", singleDest: "other-years" }))).toBe(
      "policy_cluster_splits",
    );
  });

  it("name the first row whose cluster is missing", async () => {
    const province = rows.numeric("province").slice();
    province[5] = Number.NaN;
    const table = withColumns(rows, [numeric("province", province)]);
    await expect(run({ cluster: "province" }, table)).rejects.toThrow("missing in row 6");
  });
});

describe("counts", () => {
  it("tell of cells without a panel row and panel rows without quality", async () => {
    const [city, sold] = [cities.numeric("city"), rows.numeric("city")];
    const panel = selectRows(
      cities,
      Uint32Array.from(city.keys()).filter((row) => city[row]! !== 2),
    );
    const table = selectRows(
      rows,
      Uint32Array.from(sold.keys()).filter((row) => sold[row]! !== 5),
    );
    const { record, cells } = await run({}, table, panel);
    expect(record.join.left.unmatched).toBe(4);
    expect(record.join.right.unmatched).toBe(4);
    const codes = record.notes.map(({ code }) => code);
    expect(codes).toContain("policy_panel_unmatched");
    expect(codes).toContain("policy_cells_unmatched");
    const inPanel = cells.numeric("in_panel");
    expect(cells.numeric("city").every((code, i) => (code === 2 ? 0 : 1) === inPanel[i])).toBe(true);
  });

  it("tell of draws in which sigma fails and of those that do not identify the coefficient", async () => {
    // quantities as if demand fell with the power 1.16 of price: sigma is 1 or below in some draws
    const [value, quantity] = [rows.numeric("value"), rows.numeric("quantity")];
    const flatter = quantity.map((q, i) => q * (value[i]! / q) ** 1.7);
    const worth = flatter.map((q, i) => (q * value[i]!) / quantity[i]!);
    const table = withColumns(rows, [numeric("quantity", flatter), numeric("value", worth)]);
    const { record } = await run({ sigma: "iv", draws: 40 }, table);
    const { failed, draws, values, coefficients } = record.bootstrap!;
    const lost = failed.sigma_not_above_one!;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(40);
    expect(draws.done).toBe(40);
    expect(values.normalised.filter((draw) => draw === null)).toHaveLength(lost);
    expect(values.normalised_held.filter((draw) => draw === null)).toHaveLength(0);
    expect(coefficients.normalised.re_estimated.used).toBe(40 - lost);
    expect(record.notes.map(({ code }) => code)).toContain("draws_sigma_not_above_one");

    // one treated city, which some draws do not have
    const did = cities.numeric("did").map((on, i) => (cities.numeric("city")[i] === 4 ? on : 0));
    const one = await run({ draws: 20 }, rows, withColumns(cities, [numeric("did", did)]));
    const drawn = one.record.bootstrap!.coefficients.normalised.re_estimated;
    expect(drawn.not_identified).toBeGreaterThan(0);
    expect(drawn.used + drawn.not_identified).toBe(20);
  });

  it("stop at an abort, and keep what there is where asked", async () => {
    const control = new AbortController();
    const stopping = { signal: control.signal, draws: 5000, keepPartial: true } as const;
    const { record } = await run({
      ...stopping,
      onProgress: ({ stage, fraction }) => {
        // the first report may come after one draw
        if (stage.startsWith("draws") && fraction > 2 / stopping.draws) control.abort();
      },
    });
    const { draws, partial, values } = record.bootstrap!;
    expect(partial).toBe(true);
    expect(draws.done).toBeGreaterThan(1);
    expect(draws.done).toBeLessThan(5000);
    expect(values.normalised).toHaveLength(draws.done);
    expect(record.notes.map(({ code }) => code)).toContain("partial");
  });
});
