/**
 * Kernel, radius and local linear matching and psmatch2's common support on LaLonde's data against a plain script in R that
 * makes all pairs; the cities' common support against the rows R kept.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { kernelMatching, radiusMatching } from "../../../src/verbs/psmatch/estimator/kernel-matching.js";
import type { Candidates, KernelName } from "../../../src/verbs/psmatch/estimator/match.js";
import { fitPropensity } from "../../../src/verbs/psmatch/estimator/propensity.js";

import { commonSupport } from "../../../src/verbs/psmatch/estimator/scored-units.js";
import { agreeing } from "../../support/agree.js";
import { cityYears, expectedCsv, expectedJson, lalondeScore } from "./score-data.js";

/** Both sides round sums of 429 terms; the files carry full doubles. */
const TOLERANCE = 1e-8;

let engine: Engine;
let outcome: Float64Array;
let scores: Record<"ps_logit" | "ps_probit", Float64Array>;
let everyone: Candidates;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const data = await lalondeScore();
  const table = await expectedCsv("match_lalonde_ps.csv");
  outcome = data.outcome;
  scores = { ps_logit: table.numeric("ps_logit"), ps_probit: table.numeric("ps_probit") };
  const n = outcome.length;
  everyone = { treated: data.treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
});

const agree = agreeing("kernel-matching");
const near = (got: number, wanted: number, what: string): void => agree(got, wanted, TOLERANCE, what);

/** Files of the reference, with what they ask for. */
const CASES: readonly {
  readonly name: string;
  readonly kernel: KernelName;
  readonly bandwidth: number;
  readonly score?: "ps_probit";
  readonly support?: true;
  readonly localLinear?: true;
}[] = [
  { name: "kernel_epan", kernel: "epanechnikov", bandwidth: 0.06 },
  { name: "kernel_epan_cs", kernel: "epanechnikov", bandwidth: 0.06, support: true },
  { name: "kernel_epan_probit", kernel: "epanechnikov", bandwidth: 0.06, score: "ps_probit" },
  { name: "kernel_gauss", kernel: "normal", bandwidth: 0.06 },
  { name: "kernel_biweight", kernel: "biweight", bandwidth: 0.06 },
  { name: "kernel_tricube", kernel: "tricube", bandwidth: 0.06 },
  { name: "radius_0.05", kernel: "uniform", bandwidth: 0.05 },
  { name: "radius_0.01", kernel: "uniform", bandwidth: 0.01 },
  { name: "llr_gauss", kernel: "normal", bandwidth: 0.1, localLinear: true },
];

describe.each(CASES)("$name", ({ name, kernel, bandwidth, score, support, localLinear = false }) => {
  it("has the effect, means, counts, first counterfactuals and first weights of the script", () => {
    const expected = expectedJson(`match_lalonde_${name}`);
    const index = scores[score ?? "ps_logit"];
    const eligible = support ? commonSupport(everyone, index, { kind: "psmatch2" }).eligible : everyone.eligible;
    const candidates = { ...everyone, eligible };
    const matching =
      kernel === "uniform"
        ? radiusMatching(engine, candidates, index, bandwidth, outcome)
        : kernelMatching(engine, candidates, index, { kernel, bandwidth, localLinear }, outcome);
    const { weights } = matching;
    const rows = (group: number) => [...weights.keys()].filter((i) => everyone.treated[i] === group);
    const used = rows(1).filter((i) => weights[i]! > 0);
    const counterfactual = [...matching.counterfactual!].filter((value) => !Number.isNaN(value));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const meanTreated = mean(used.map((i) => outcome[i]!));

    expect(used).toHaveLength(expected.n_treated_used);
    expect(counterfactual).toHaveLength(expected.n_treated_used);
    expect(rows(0).filter((i) => weights[i]! > 0)).toHaveLength(expected.n_control_used);
    expect(matching.withoutControls + used.length).toBe(rows(1).filter((i) => eligible[i] === 1).length);
    near(meanTreated, expected.mean_treated, "mean of the treated");
    near(mean(counterfactual), expected.mean_counterfactual, "mean counterfactual");
    near(meanTreated - mean(counterfactual), expected.att, "effect");
    // by weights too: they sum to the treated that are used
    const sum = rows(0).reduce((total, i) => total + weights[i]!, 0);
    near(sum, used.length, "sum of the weights of controls");
    near(
      rows(0).reduce((total, i) => total + weights[i]! * outcome[i]!, 0) / sum,
      expected.mean_counterfactual,
      "by weights",
    );
    Object.values<number>(expected.counterfactual_first10).forEach((value, t) => {
      near(counterfactual[t]!, value, `counterfactual ${t + 1}`);
    });
    Object.values<number>(expected.weight_controls_first10).forEach((value, c) => {
      near(weights[rows(0)[c]!]!, value, `weight ${c + 1}`);
    });
    // psmatch2's standard error, which depends on every weight
    const variance = (values: readonly number[]) => {
      const centre = mean(values);
      return values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1);
    };
    const positive = rows(0).filter((i) => weights[i]! > 0);
    const squares = rows(0).reduce((total, i) => total + weights[i]! ** 2, 0);
    const ofTreated = variance(used.map((i) => outcome[i]!)) / used.length;
    const ofControls = (variance(positive.map((i) => outcome[i]!)) * squares) / used.length ** 2;
    near(Math.sqrt(ofTreated + ofControls), expected.se_psmatch2, "psmatch2's error");
  });
});

describe("the cities' common support", () => {
  it("keeps the rows R keeps, in the same range", async () => {
    const data = await cityYears();
    const n = data.treated.length;
    const { fitted } = fitPropensity(engine, data, "logit");
    const all = { treated: data.treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
    const found = commonSupport(all, fitted, { kind: "minmax" });
    const expected = expectedJson("city_smartcity_sim_table2_psmdid_commonsupport");
    near(found.range!.low, expected.support.lo, "low");
    near(found.range!.high, expected.support.hi, "high");
    const left = found.eligible.reduce((sum, value) => sum + value, 0);
    expect(left).toBe(expected.nobs);
    expect(found.offTreated + found.offControl).toBe(n - expected.nobs);
    expect(found.offTreated).toBeGreaterThan(0);
    expect(found.offControl).toBeGreaterThan(0);
  });
});
