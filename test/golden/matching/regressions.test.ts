/**
 * Regressions after matching: feols with the weights of a matching and vcov hetero is lm with weights and sandwich's HC1, on
 * rows that weigh something, with and without covariates.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { lalondeCovariates } from "./covariates.js";
import { expectedNames, expectedTable, lalonde, readExpected } from "./reference.js";

/** Relative: rounding of two ways to solve the same equations. */
const TOLERANCE = 1e-9;

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  data = await lalonde();
});

/** lalonde with its dummies of race and the weights. */
const agree = agreeing("weighting");

function weighted(weight: Float64Array) {
  const dummies = lalondeCovariates(data.data).filter(({ name }) => name.startsWith("race"));
  const columns = [...dummies, { name: "weight", values: weight }];
  return withColumns(
    data.data,
    columns.map((column) => ({ kind: "numeric" as const, ...column })),
  );
}

function expectRegressions(name: string, weight: Float64Array): void {
  const expected = readExpected(name).regression;
  const table = weighted(weight);
  const options = { vcov: "hetero", weights: "weight", subset: "weight > 0" } as const;
  const covariates = "age + educ + racehispan + racewhite + married + nodegree + re74 + re75";
  const cases = [
    { formula: "re78 ~ treat", att: expected.att_lm_no_cov, se: expected.se_hc1 },
    { formula: `re78 ~ treat + ${covariates}`, att: expected.att_lm_cov, se: expected.se_cov_hc1 },
  ];
  for (const { formula, att, se } of cases) {
    const record = feols(engine, table, formula, options);
    expect(record.nobs).toBe(expected.nobs);
    const { estimate, std_error } = record.coefficients.treat!;
    agree(estimate, att, TOLERANCE, `${name}: ${formula}, estimate`);
    agree(std_error, se, TOLERANCE, `${name}: ${formula}, error`);
  }
}

describe("regressions after matching", () => {
  for (const name of expectedNames(/^match_lalonde_nn/)) {
    it(name, async () => {
      expectRegressions(name, Float64Array.from((await expectedTable(`${name}_weights.csv`)).numeric("weight")));
    });
  }

  it("inverse probability", () => {
    const score = data.score("ps_logit");
    const { treated } = data.candidates;
    const weight = Float64Array.from(treated, (t, i) => (t === 1 ? 1 : score[i]! / (1 - score[i]!)));
    expectRegressions("match_lalonde_ipw_att", weight);
  });
});
