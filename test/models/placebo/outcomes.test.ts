/** Placebo outcomes: each row is the regression of that outcome, p-values are those of the family, and what can't serve is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { placebo } from "../../../src/verbs/placebo/fit.js";
import { outcomesTable } from "../../../src/verbs/placebo/table.js";
import { romanoWolf } from "../../../src/verbs/romano-wolf/fit.js";
import { goldenTable } from "../../support/golden-table.js";

let engine: Engine;
let cities: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  cities = await goldenTable("smartcity_sim.csv");
});
afterAll(() => engine.close());

const FORMULA = "quality ~ did + eco | city + year";
const OUTCOMES = ["fin", "log(urban + 1)"];
const run = (outcomes: readonly string[], options: object = {}) =>
  placebo(engine, panel(cities, { unit: "city", time: "year" }), FORMULA, {
    ...{ term: "did", draws: 9, outcomes },
    ...options,
  });

describe("placebo outcomes", () => {
  it("are regressions on the same right-hand side, with p of the family", async () => {
    const { outcomes } = await run(OUTCOMES, { seed: 5 });
    const family = await romanoWolf(engine, cities, `c(${OUTCOMES.join(", ")}) ~ did + eco | city + year`, {
      ...{ term: "did", cluster: "city", seed: 5 },
    });
    OUTCOMES.forEach((outcome, i) => {
      const fit = feols(engine, cities, `${outcome} ~ did + eco | city + year`, { vcov: "cluster:city" });
      const { estimate, std_error, statistic, p_value } = fit.coefficients.did!;
      const row = outcomes!.rows[i]!;
      expect(row.outcome).toBe(fit.depvar);
      for (const [got, want] of [
        [row.estimate, estimate],
        [row.std_error, std_error],
        [row.statistic, statistic],
        [row.p_value, p_value],
      ] as const) {
        expect(Math.abs(got / want - 1)).toBeLessThan(1e-9);
      }
      expect(row.p_romano_wolf).toBe(family.hypotheses[i]!.p.romano_wolf);
      expect(row.p_holm).toBe(family.hypotheses[i]!.p.holm);
    });
    expect(outcomes!.joint.p_value).toBe(Math.min(...outcomes!.rows.map(({ p_romano_wolf }) => p_romano_wolf)));
    expect(outcomes!.joint.rejects).toBe(false);
  });

  it("find an outcome that the treatment does move", async () => {
    const moved = await run(["fin", "quality + 0.001 * fin"]);
    expect(moved.outcomes!.joint).toMatchObject({ rejects: true });
    const { title, notes } = outcomesTable(moved, moved.outcomes!, "zh");
    expect(title).toContain("安慰剂结果变量");
    expect(notes[0]).toContain("至少影响其中之一");
  });

  it("are clustered by the unit where errors are not clustered, and are not in the formula", async () => {
    expect((await run(["fin"], { vcov: "hetero" })).outcomes!.cluster).toBe("city");
    expect((await run(["fin"], { vcov: "cluster:province" })).outcomes!.cluster).toBe("province");
    for (const outcome of ["eco", "quality", "did"]) {
      await expect(run([outcome])).rejects.toMatchObject({ code: "placebo_outcomes" });
    }
  });
});
