/**
 * Placebo draws against fixest, draw by draw under the same assignments: the paper's Figure 2 on simulated cities, and
 * one cohort of a plain panel. Their p-values are b/B and are made here from the draws; the product's are (1+b)/(1+B).
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { placebo } from "../../../src/verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../../src/verbs/placebo/record.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative, of every single draw. */
const DRAW = 1e-8;
/** Relative: fixest was run to 1e-11. */
const COEFFICIENT = 1e-9;

const path = (name: string) => new URL(`./expected/${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(`${name}.json`), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("fixest-placebo");

/** Every draw of `file`: coefficient, error, t. */
async function expectDraws({ draws }: PlaceboRecord, file: string): Promise<void> {
  const expected = await readTable(path(file));
  expect(expected.nRows).toBe(500);
  for (const [name, column] of [
    ["coef", draws.estimate],
    ["se", draws.std_error],
    ["t", draws.statistic],
  ] as const) {
    expect(column).toHaveLength(500);
    expected.numeric(name).forEach((want, b) => {
      agree(column[b], want, DRAW, `draw ${b + 1}: ${name}`);
    });
  }
}

/** Share of draws at least as far from zero. */
const share = (draws: readonly (number | null)[], observed: number) =>
  draws.filter((value) => Math.abs(value!) >= Math.abs(observed)).length / draws.length;

describe("placebo reproduces fixest", () => {
  it("cities with three cohorts and nine controls", async () => {
    const expected = read("city_smartcity_sim_figure2_placebo");
    const cities = panel(await goldenTable("smartcity_sim.csv"), { unit: "city", time: "year" });
    const record = await placebo(
      engine,
      cities,
      "quality ~ did + eco + fin + fdi + open + urban + ia + edu + infra + market | city + year",
      { term: "did", permutations: await readTable(path("city_smartcity_sim_figure2_permutations.csv.gz")) },
    );
    await expectDraws(record, "city_smartcity_sim_figure2_draws.csv.gz");
    expect(record.cohorts.flatMap(({ cohort, units }) => new Array(units).fill(cohort))).toEqual(
      expected.batch_years_by_position,
    );
    agree(record.observed.estimate, expected.actual_coef, COEFFICIENT, "observed.estimate");
    agree(record.distribution.estimate.mean, expected.placebo_mean, DRAW, "distribution.estimate.mean");
    agree(record.distribution.estimate.sd, expected.placebo_sd, DRAW, "distribution.estimate.sd");
    expect(share(record.draws.estimate, record.observed.estimate)).toBe(expected.p_two_sided);
    expect(record.draws.statistic.filter((t) => Math.abs(t!) > 1.96).length / 500).toBe(
      expected["share_abs_t_gt_1.96"],
    );
    expect(record.p_value).toEqual({ estimate: 1 / 501, statistic: 1 / 501 });
    expect(record.counts).toMatchObject({ requested: 500, used: 500, without_variation: 0 });
    expect(record.pool).toMatchObject({ units: 220, treated: 92, outside: 0 });
  });

  it("one cohort, the treatment an interaction", async () => {
    const expected = read("ri_base_did");
    const data = panel(await goldenTable("base_did.csv"), { unit: "id", time: "period" });
    const record = await placebo(engine, data, "y ~ x1 + treat:post | id + period", {
      term: "treat:post",
      permutations: await readTable(path("ri_base_did_permutations.csv.gz")),
    });
    await expectDraws(record, "ri_base_did_draws.csv.gz");
    agree(record.observed.estimate, expected.coef.tp, COEFFICIENT, "observed.estimate");
    agree(record.observed.statistic, expected.t_stat, DRAW, "observed.statistic");
    agree(record.distribution.estimate.mean, expected.placebo_mean, DRAW, "distribution.estimate.mean");
    agree(record.distribution.estimate.sd, expected.placebo_sd, DRAW, "distribution.estimate.sd");
    for (const [name, want] of Object.entries<number>(expected.placebo_quantiles_type7)) {
      agree(record.distribution.estimate.quantiles[name], want, DRAW, name);
    }
    expect(share(record.draws.estimate, record.observed.estimate)).toBe(expected.p_two_sided_coef);
    expect(share(record.draws.statistic, record.observed.statistic)).toBe(expected.p_two_sided_t);
    expect(record.p_value.estimate).toBe(expected.p_two_sided_plus1);
  });
});
