/** Goods of different price levels within one product: how much of the variance of unit values they make, and what is said. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../src/base/messages.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { simulateCustoms } from "../../src/trade/simulate/customs.js";
import { feols } from "../../src/verbs/feols/feols.js";

/** Rounding of sums of squares over some thousand rows. */
const ROUNDING = 1e-10;

let engine: Engine;
let rows: Table;
/** The same at an elasticity of 2, of which pooled goods leave less than 1. */
let low: Table;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  rows = simulateCustoms(engine, { firms: 400, seed: 2 }).table;
  low = simulateCustoms(engine, { firms: 400, seed: 2, sigma: 2 }).table;
  folder = mkdtempSync(join(tmpdir(), "spread-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codesOf = (record: { readonly notes: readonly { readonly code: string }[] }): string[] =>
  record.notes.map(({ code }) => code);

describe("goods of several prices in one product", () => {
  it("make a share of the variance that regressions on dummies give, corrected for degrees of freedom", () => {
    const { record } = estimateQuality(engine, rows, { product: "hs6", sigma: 5, duplicates: "keep" });
    expect(record.product_spread).toHaveLength(2);
    const [spread] = record.product_spread;
    expect(spread).toMatchObject({ kind: "code", column: "hs8", product: "hs6" });
    const price = {
      kind: "numeric",
      name: "lnp",
      values: rows.numeric("value").map((v, i) => Math.log(v / rows.numeric("quantity")[i]!)),
    } as const;
    const residual = (effect: string): number => {
      const { fit, nobs, fixed_effects } = feols(engine, withColumns(rows, [price]), `lnp ~ 1 | ${effect}`, {
        vcov: "iid",
        fixefRm: "none",
      });
      return (fit.rmse ** 2 * nobs) / (nobs - fixed_effects.df);
    };
    expect(Math.abs(spread!.share - (1 - residual("hs8") / residual("hs6")))).toBeLessThan(ROUNDING);
    expect(spread!.share).toBeGreaterThan(0.5);
    const note = record.notes.find(({ code }) => code === "product_spread");
    expect(note?.message).toMatch(/of \d+ products of 'hs6' have several values of 'hs8', which account for \d\d%/);
    expect(note?.message).toContain("use the finer code as the product (--product hs8)");
    expect(noteText(note!, "zh")).toContain("hs8");
  });

  it("are not looked for where the finest code is the product", () => {
    const { record } = estimateQuality(engine, rows, { product: "hs8" });
    expect(record.product_spread.map(({ column }) => column)).toEqual(["unit"]);
    expect(record.product_spread[0]).toMatchObject({ of_several: 0, share: 0 });
    expect(codesOf(record)).not.toContain("product_spread");
  });

  it("are only named where their prices are alike", () => {
    const { codes } = rows.text("hs8");
    // within a product prices no longer depend on the good
    const random = codes.map((_, i) => (i * 7919) % 2);
    const finer = { kind: "text", name: "hs10", codes: random, levels: ["a", "b"] } as const;
    const { record } = estimateQuality(engine, withColumns(rows, [finer]), { product: "hs8" });
    const spread = record.product_spread.find(({ column }) => column === "hs10")!;
    expect(spread.share).toBeLessThan(0.01);
    expect(codesOf(record)).toContain("finer_product");
    expect(codesOf(record)).not.toContain("product_spread");
  });

  it("in several units of quantity are warned of, unless the unit is used", () => {
    const units = {
      kind: "text",
      name: "unit",
      codes: rows.text("hs8").codes.map((_, i) => i % 2),
      levels: ["kg", "g"],
    } as const;
    const quantity = {
      kind: "numeric",
      name: "quantity",
      values: rows.numeric("quantity").map((q, i) => (i % 2 === 0 ? q : 1000 * q)),
    } as const;
    const table = withColumns(rows, [units, quantity]);
    const { record } = estimateQuality(engine, table, { product: "hs8" });
    const note = record.notes.find(({ code }) => code === "product_spread");
    expect(note?.message).toContain("specify the unit of quantity (--unit unit)");
    expect(codesOf(estimateQuality(engine, table, { product: "hs8", unit: "unit" }).record)).not.toContain(
      "product_spread",
    );
  });
});

describe("an estimated sigma of such products", () => {
  it("comes out below 1 however strong the first stage, and the error and the note say why", () => {
    expect(() => estimateQuality(engine, low, { product: "hs6", sigma: "iv" })).toThrow(
      /Sigma by iv is .*first-stage F \d{3,}.*% of the variance of log unit values within 'hs6' lies between values of 'hs8': use --product hs8/,
    );
    const { record } = estimateQuality(engine, low, { product: "hs6", sigma: "iv", sigmaInvalid: 5 });
    const note = record.notes.find(({ code }) => code === "sigma_not_above_one");
    expect(note?.message).toMatch(
      /is not above 1 and was not used: quality is based on sigma 5; a first-stage F of \d+ shows/,
    );
    expect(noteText(note!, "zh")).toContain("5");
    const fine = estimateQuality(engine, low, { product: "hs8", sigma: "iv" });
    expect(codesOf(fine.record)).not.toContain("sigma_not_above_one");
  });
});

describe("a file that is streamed", () => {
  it("has the same spread and the same cautions", async () => {
    const path = join(folder, "customs.csv");
    writeFileSync(path, formatCsv(low.columns));
    for (const options of [
      { product: "hs6", sigma: 5 },
      { product: "hs6", sigma: "iv", sigmaInvalid: 5 },
    ] as const) {
      const [stream, memory] = [await streamQuality(engine, path, options), estimateQuality(engine, low, options)];
      expect(stream.record.product_spread).toEqual(
        memory.record.product_spread.map((spread) => ({ ...spread, share: expect.closeTo(spread.share, 9) })),
      );
      const cautions = ["product_spread", "sigma_not_above_one", "means_named"];
      const of = ({ notes }: { readonly notes: readonly { readonly code: string }[] }) =>
        notes.filter(({ code }) => cautions.includes(code));
      expect(of(stream.record).map(({ code }) => code)).toEqual(of(memory.record).map(({ code }) => code));
      expect(stream.record.aggregates).toEqual(
        memory.record.aggregates.map((one) => ({
          ...one,
          largest_share: {
            median: expect.closeTo(one.largest_share!.median, 9),
            p90: expect.closeTo(one.largest_share!.p90, 9),
          },
        })),
      );
    }
    const message = /use --product hs8/;
    await expect(streamQuality(engine, path, { product: "hs6", sigma: "iv" })).rejects.toThrow(message);
  });
});
