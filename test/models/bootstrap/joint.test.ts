/** A joint hypothesis by the wild bootstrap: what is said of it by formula is what `feols` says of the same test. */
import { expect, it } from "vitest";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { coefficientTests } from "../../../src/regression/record/fit-record.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { goldenTable } from "../../support/golden-table.js";

/** Agreement of two ways to the same statistic. */
const SAME = 1e-9;

it("gives F and its p as feols's Wald test, clustered", async () => {
  const engine = await loadEngine({ threads: 1 });
  const table = await goldenTable("castle.csv");
  const formula = "l_homicide ~ post + l_police + unemployrt | state + year";
  const { observed } = await bootstrap(engine, table, formula, {
    term: ["post", "l_police"],
    cluster: "state",
    draws: 99,
  });
  const pattern = "^(post|l_police)$";
  const { tests } = feols(engine, table, formula, { vcov: "cluster:state", wald: [pattern] });
  const wald = coefficientTests(tests)[pattern];
  expect(Math.abs(observed.statistic / wald!.statistic - 1)).toBeLessThan(SAME);
  expect(Math.abs(observed.p_value / wald!.p_value - 1)).toBeLessThan(SAME);
  expect(observed.df).toBe(wald!.df2);
  await engine.close();
});
