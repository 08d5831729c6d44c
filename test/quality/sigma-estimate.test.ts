/**
 * Sigma estimated group by group: against one pooled run a group (which the golden test holds against fixest), what
 * becomes of groups that can't be used, and equations of their own.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimatedSigmaRecord } from "../../src/trade/quality/sigma/sigma-record.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { seeded } from "../support/random.js";

/** Two solves of the same small least-squares problem. */
const SAME = 1e-11;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/**
 * Rows with an elasticity a product: 3 + product / 2; product 9 has demand that rises with price, product 8 a cost that
 * does not reach other destinations, product 7 four rows.
 */
function simulated(seed: number): Table {
  const random = seeded(seed);
  const noise = (): number => random() + random() + random() - 1.5;
  const rows: number[][] = [];
  for (let firm = 0; firm < 40; firm++) {
    for (let product = 0; product < 10; product++) {
      for (let year = 2010; year < 2013; year++) {
        const cost = noise();
        for (let dest = 0; dest < 4; dest++) {
          if (random() < 0.5 || (product === 7 && (firm > 1 || dest > 1 || year > 2010))) continue;
          const quality = noise();
          const price = (product === 8 ? noise() : cost) + 0.6 * quality + 0.1 * noise();
          const sigma = product === 9 ? -0.5 : 3 + product / 2;
          const lnq = -sigma * price + 3 * quality + product + dest * 0.3 + (year - 2010) * 0.2 + 0.2 * noise();
          rows.push([firm, firm % 6, product, dest, year, Math.exp(lnq + price), Math.exp(lnq)]);
        }
      }
    }
  }
  const names = ["firm", "city", "product", "dest", "year", "value", "quantity"];
  const columns = names.map((name, c) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(rows, (row) => row[c]!),
  }));
  return makeTable(columns, { name: "simulated", bytes: 0, sha256: null });
}

function sigmaOf(table: Table, options: EstimateQualityOptions) {
  const result = estimateQuality(engine, table, options);
  return { ...result, sigma: result.record.sigma as EstimatedSigmaRecord };
}

const byProduct: EstimateQualityOptions = { sigma: "iv", sigmaBy: "product", by: "firm^year" };

describe("sigma by group", () => {
  for (const sigmaVcov of ["cluster:firm", "hetero", "iid"]) {
    it(`is, group by group, what one sigma for the rows of the group is (${sigmaVcov})`, () => {
      const table = simulated(1);
      const { sigmas, sample, quality } = sigmaOf(table, { ...byProduct, sigmaVcov });
      const product = table.numeric("product");
      let checked = 0;
      for (let g = 0; g < sigmas!.nRows; g++) {
        if (sigmas!.numeric("product")[g]! >= 7) continue;
        const own = selectRows(
          table,
          Uint32Array.from(product.keys()).filter((i) => product[i] === sigmas!.numeric("product")[g]),
        );
        const alone = sigmaOf(own, { sigma: "iv", fe: "product + dest^year", sigmaVcov, by: "" });
        const { pooled } = alone.sigma;
        const pairs: [string, number][] = [
          ["n", alone.sigma.nobs],
          ["sigma_hat", pooled!.estimate],
          ["std_error", pooled!.std_error],
          ["conf_low", pooled!.conf_low],
          ["conf_high", pooled!.conf_high],
          ["first_stage", pooled!.first_stage!.estimate],
          ["first_stage_F", pooled!.first_stage!.F],
          ["sigma_ols", pooled!.ols.estimate],
          ["sigma_ols_std_error", pooled!.ols.std_error],
        ];
        for (const [name, wanted] of pairs) {
          expect(Math.abs(sigmas!.numeric(name)[g]! / wanted - 1), `${name} of product ${g}`).toBeLessThan(SAME);
        }
        const ours = [...sample.keys()].filter((i) => product[sample[i]!] === g).map((i) => quality[i]!);
        expect(ours.length).toBe(alone.quality.length);
        ours.forEach((value, i) => {
          expect(Math.abs(value - alone.quality[i]!)).toBeLessThan(SAME);
        });
        checked++;
      }
      expect(checked).toBe(7);
    });
  }

  it("counts effects as nested in clusters group by group, as a regression on the rows of the group does", () => {
    const random = seeded(8);
    // each destination-year of product 0 has one firm, those of product 1 have all
    const keys = [0, 1].flatMap((product) =>
      [0, 1, 2, 3, 4, 5].flatMap((firm) =>
        [0, 1, 2].map((k) => [firm, product, product === 0 ? firm : k, 2010] as const),
      ),
    );
    const names = ["firm", "product", "dest", "year", "value", "quantity"];
    const rows = keys.map((key) => [...key, Math.exp(random()), Math.exp(2 * random())]);
    const columns = names.map((name, c) => ({
      kind: "numeric" as const,
      name,
      values: Float64Array.from(rows, (row) => row[c]!),
    }));
    const table = makeTable(columns, { name: "nested", bytes: 0, sha256: null });
    const options: EstimateQualityOptions = { sigma: "ols", sigmaInvalid: 5, duplicates: "keep", by: "" };
    const errors = sigmaOf(table, { ...options, sigmaBy: "product" }).sigmas!.numeric("std_error");
    for (const product of [0, 1]) {
      const own = Uint32Array.from(rows.keys()).filter((i) => rows[i]![1] === product);
      const alone = sigmaOf(selectRows(table, own), options).sigma.pooled!.std_error;
      expect(Math.abs(errors[product]! / alone - 1)).toBeLessThan(SAME);
    }
  });

  it("lists groups with sigma <= 1, a weak first stage or too few rows, and leaves out the first and last", () => {
    const { sigma, record, sigmas } = sigmaOf(simulated(2), { ...byProduct, singletons: "keep" });
    const { by_status, not_estimated } = sigma.groups!;
    expect(by_status).toMatchObject({ not_above_one: 1, not_estimable: 1 });
    expect(not_estimated.find(({ group }) => group === "9")).toMatchObject({ status: "not_above_one", used: null });
    expect(not_estimated.find(({ group }) => group === "7")).toMatchObject({ status: "not_estimable", sigma: null });
    const weak = not_estimated.find(({ status }) => status === "weak");
    expect(weak?.group).toBe("8");
    expect(weak!.F).toBeLessThan(10);
    const used = sigmas!.numeric("sigma_used");
    expect([...used.keys()].filter((g) => Number.isNaN(used[g]!))).toEqual([7, 9]);
    expect(record.notes.map(({ code }) => code)).toContain("sigma_groups");
    const dropped = Object.fromEntries(record.waterfall.map((step) => [step.step, step.dropped_rows]));
    expect(dropped["estimated sigma <= 1"]).toBe(not_estimated.find(({ group }) => group === "9")!.n);
    expect(dropped["weak first stage (F < 10)"]).toBe(0);
  });

  it("gives them the elasticity asked for", () => {
    const table = simulated(2);
    const { sigmas, record, rows } = sigmaOf(table, {
      ...byProduct,
      singletons: "keep",
      sigmaInvalid: 5,
      sigmaWeak: 4,
    });
    expect([...sigmas!.numeric("sigma_used")].slice(7)).toEqual([5, 4, 5]);
    const made = rows();
    for (let i = 0; i < made.nRows; i++) {
      const product = made.numeric("product")[i]!;
      if (product >= 7) expect(made.numeric("sigma")[i]).toBe(product === 8 ? 4 : 5);
    }
    expect(
      record.waterfall.filter(({ step }) => /sigma|weak/.test(step)).every((step) => step.dropped_rows === 0),
    ).toBe(true);
  });

  it("is used with common effects where the demand equation is not estimated separately", () => {
    const table = simulated(3);
    const { rows } = sigmaOf(table, { ...byProduct, separately: "none", singletons: "keep" });
    const made = rows();
    const names = ["firm", "product", "dest", "year", "value", "quantity"];
    const plain = makeTable(
      [...names, "sigma"].map((name) => ({ ...made.column(name), name: name === "sigma" ? "s" : name })),
      made.source,
    );
    const tabled = makeTable(
      [...new Set(plain.numeric("product"))]
        .reduce(
          (columns, product) => {
            const at = plain.numeric("product").indexOf(product);
            columns[0]!.values.push(product);
            columns[1]!.values.push(plain.numeric("s")[at]!);
            return columns;
          },
          [
            { name: "product", values: [] as number[] },
            { name: "sigma", values: [] as number[] },
          ],
        )
        .map(({ name, values }) => ({ kind: "numeric" as const, name, values: Float64Array.from(values) })),
      { name: "elasticities", bytes: 0, sha256: null },
    );
    const again = estimateQuality(engine, plain, { sigma: { table: tabled }, singletons: "keep" });
    const quality = made.numeric("quality");
    again.quality.forEach((value, i) => {
      expect(Math.abs(value - quality[i]!)).toBeLessThan(SAME);
    });
  });

  it("has the same bits on one thread and two", async () => {
    const two = await loadEngine({ threads: 2 });
    const one = await loadEngine({ threads: 1 });
    const [a, b] = [one, two].map((each) => estimateQuality(each, simulated(4), byProduct));
    expect(b!.quality).toEqual(a!.quality);
    expect(b!.sigmas!.numeric("std_error")).toEqual(a!.sigmas!.numeric("std_error"));
    await two.close();
  });
});

describe("a demand equation for every group", () => {
  it("with a fixed sigma is the run of each group's rows", () => {
    const table = simulated(5);
    const whole = estimateQuality(engine, table, { separately: "product", by: "" });
    expect(Object.keys(whole.record.fixed_effects.effects)).toEqual(["product", "product^dest^year"]);
    const product = table.numeric("product");
    for (const p of [0, 4]) {
      const own = selectRows(
        table,
        Uint32Array.from(product.keys()).filter((i) => product[i] === p),
      );
      const alone = estimateQuality(engine, own, { by: "" });
      const ours = [...whole.sample.keys()]
        .filter((i) => product[whole.sample[i]!] === p)
        .map((i) => whole.quality[i]!);
      expect(ours.length).toBe(alone.quality.length);
      ours.forEach((value, i) => {
        expect(Math.abs(value - alone.quality[i]!)).toBeLessThan(SAME);
      });
    }
  });
});
