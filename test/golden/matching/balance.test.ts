/** Balance of lalonde before and after matching, against base R, MatchIt's summary, weighted lm and ks.test. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { psmatch2Error } from "../../../src/verbs/psmatch/estimator/abadie-imbens.js";
import { type BalanceColumn, type BalanceRow, balanceOf } from "../../../src/verbs/psmatch/estimator/balance.js";
import { agreeing } from "../../support/agree.js";
import { lalondeCovariates } from "./covariates.js";
import { expectedNames, expectedTable, lalonde, readExpected } from "./reference.js";

/** Two sums of some hundred numbers in another order, and what a difference of nearly equal means loses. */
const TOLERANCE = 1e-11;
/** ks.test stops its series at 1e-6. */
const KS_TEST_SERIES = 1e-5;

const own = JSON.parse(readFileSync(new URL("./balance.json", import.meta.url), "utf8"));

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;
let columns: BalanceColumn[];
let treated: Uint8Array;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  data = await lalonde();
  columns = lalondeCovariates(data.data);
  treated = data.candidates.treated;
});

/** |a - b| <= TOLERANCE max(1, |b|) in units of the covariate's sd where that is given. */
const agree = agreeing("balance");
const expectClose = (got: number, expected: number, what: string, tolerance = TOLERANCE): void =>
  agree(got, expected, tolerance, what, tolerance);

// biome-ignore lint/suspicious/noExplicitAny: the shape of a JSON file
function expectBalance(rows: readonly BalanceRow[], expected: Record<string, any>, what: string): void {
  expect(rows.map((row) => row.name)).toEqual(Object.keys(expected));
  for (const row of rows) {
    const reference = expected[row.name];
    expectClose(row.meanTreated, reference.mean_treated, `${what}, ${row.name}, mean of treated`);
    expectClose(row.meanControl, reference.mean_control, `${what}, ${row.name}, mean of controls`);
    expectClose(row.biasTreatedSd, reference.smd_treated_sd, `${what}, ${row.name}, bias by sd of treated`);
    expectClose(row.biasPooledSd, reference.smd_pooled_sd, `${what}, ${row.name}, bias by pooled sd`);
  }
}

const weightsOf = async (name: string) =>
  Float64Array.from((await expectedTable(`${name}_weights.csv`)).numeric("weight"));

describe("before matching", () => {
  it("means and biases by both denominators are those of base R", () => {
    const expected = readExpected("match_lalonde_balance_before");
    expectBalance(balanceOf(engine, columns, treated, null), expected.balance, "before");
  });

  it("variance ratios, distances, t and Kolmogorov-Smirnov tests are those of MatchIt, lm and ks.test", () => {
    const rows = balanceOf(engine, columns, treated, null);
    for (const row of rows) {
      const reference = own.before[row.name];
      expectClose(row.varianceRatio, reference.variance_ratio, `${row.name}, variance ratio`);
      expectClose(row.ksStatistic, reference.ecdf_max, `${row.name}, MatchIt's distance`);
      expectClose(row.ksStatistic, reference.ks_d, `${row.name}, distance of ks.test`);
      agree(row.ksP!, reference.ks_p_limit, TOLERANCE, "row.ksP!");
      expectClose(row.ksP!, reference.ks_p_test, `${row.name}, p of ks.test`, KS_TEST_SERIES);
      expectClose(row.tStatistic, reference.t, `${row.name}, t`);
      agree(row.tP, reference.p, 1e-10, "row.tP");
    }
  });
});

describe("after matching", () => {
  const names = expectedNames(/^match_lalonde_nn/);

  it("there are files", () => expect(names.length).toBeGreaterThanOrEqual(17));

  for (const name of names) {
    it(`${name}: means, biases, and MatchIt's own standardised differences`, async () => {
      const expected = readExpected(name);
      const rows = balanceOf(engine, columns, treated, await weightsOf(name));
      expectBalance(rows, expected.balance_after, name);
      for (const row of rows) expectClose(row.biasMatchIt, expected.matchit_smd[row.name], `${name}, ${row.name}`);
    });
  }

  for (const name of Object.keys(own.after)) {
    it(`${name}: variance ratios, distances and t tests`, () => {
      const rows = balanceOf(engine, columns, treated, Float64Array.from(own.weights[name]));
      for (const row of rows) {
        const reference = own.after[name][row.name];
        expectClose(row.varianceRatio, reference.variance_ratio, `${row.name}, variance ratio`);
        expectClose(row.ksStatistic, reference.ecdf_max, `${row.name}, distance`);
        expectClose(row.tStatistic, reference.t, `${row.name}, t`);
        agree(row.tP, reference.p, 1e-9, "row.tP");
        expect(row.ksP).toBe(null);
      }
    });
  }

  it("inverse probability: means and biases", () => {
    const score = data.score("ps_logit");
    const weights = Float64Array.from(treated, (t, i) => (t === 1 ? 1 : score[i]! / (1 - score[i]!)));
    const expected = readExpected("match_lalonde_ipw_att");
    expectBalance(balanceOf(engine, columns, treated, weights), expected.balance_after, "ipw");
  });
});

/** Weights of kernel matching by the definition, every pair looked at. */
function kernelWeights(index: Float64Array, kernel: (u: number) => number, h: number, commonSupport: boolean) {
  const controls = [...treated.keys()].filter((i) => treated[i] === 0);
  const scores = controls.map((i) => index[i]!);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const weights = new Float64Array(treated.length);
  treated.forEach((isTreated, i) => {
    if (isTreated === 0 || (commonSupport && (index[i]! > high || index[i]! < low))) return;
    const row = controls.map((c) => kernel((index[i]! - index[c]!) / h));
    const sum = row.reduce((total, k) => total + k, 0);
    if (sum === 0) return;
    weights[i] = 1;
    controls.forEach((c, j) => {
      weights[c]! += row[j]! / sum;
    });
  });
  return weights;
}

/** Weights of local linear matching with a normal kernel by the definition. */
function localLinearWeights(index: Float64Array, h: number) {
  const controls = [...treated.keys()].filter((i) => treated[i] === 0);
  const weights = new Float64Array(treated.length);
  treated.forEach((isTreated, i) => {
    if (isTreated === 0) return;
    weights[i] = 1;
    const distance = controls.map((c) => index[c]! - index[i]!);
    const kernel = distance.map((d) => Math.exp((-d * d) / (2 * h * h)));
    const [s0, s1, s2] = [0, 1, 2].map((power) => kernel.reduce((sum, k, j) => sum + k * distance[j]! ** power, 0)) as [
      number,
      number,
      number,
    ];
    controls.forEach((c, j) => {
      weights[c]! += (kernel[j]! * (s2 - distance[j]! * s1)) / (s0 * s2 - s1 * s1);
    });
  });
  return weights;
}

describe("local linear weights", () => {
  it("llr_gauss: psmatch2's error", () => {
    const weights = localLinearWeights(data.score("ps_logit"), 0.1);
    const se = psmatch2Error(engine, data.outcome, treated, weights);
    agree(se, readExpected("match_lalonde_llr_gauss").se_psmatch2, 1e-9, "se");
  });
});

describe("kernel weights", () => {
  const inside = (u: number, value: number) => (Math.abs(u) < 1 ? value : 0);
  const epanechnikov = (u: number) => inside(u, 0.75 * (1 - u * u));
  const uniform = (u: number) => (Math.abs(u) <= 1 ? 0.5 : 0);
  const cases = [
    { name: "kernel_epan", kernel: epanechnikov, h: 0.06 },
    { name: "kernel_epan_cs", kernel: epanechnikov, h: 0.06, commonSupport: true },
    { name: "kernel_gauss", kernel: (u: number) => Math.exp(-u * u * 0.5), h: 0.06 },
    { name: "kernel_biweight", kernel: (u: number) => inside(u, (15 / 16) * (1 - u * u) ** 2), h: 0.06 },
    { name: "kernel_tricube", kernel: (u: number) => inside(u, (70 / 81) * (1 - Math.abs(u) ** 3) ** 3), h: 0.06 },
    { name: "kernel_epan_probit", kernel: epanechnikov, h: 0.06, score: "ps_probit" },
    { name: "radius_0.05", kernel: uniform, h: 0.05 },
    { name: "radius_0.01", kernel: uniform, h: 0.01 },
  ];
  for (const { name, kernel, h, score = "ps_logit", commonSupport = false } of cases) {
    it(`${name}: balance, and psmatch2's error of the effect`, () => {
      const expected = readExpected(`match_lalonde_${name}`);
      const weights = kernelWeights(data.score(score), kernel, h, commonSupport);
      expectBalance(balanceOf(engine, columns, treated, weights), expected.balance_after, name);
      const se = psmatch2Error(engine, data.outcome, treated, weights);
      agree(se, expected.se_psmatch2, TOLERANCE, "se");
    });
  }
});
