/** The wild bootstrap by a hundred thousand clusters: what it needs grows with them, not with their square. */
import { expect, it } from "vitest";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { smallTable } from "../small-panel.js";

it("draws over the units of a long list", async () => {
  const engine = await loadEngine({ threads: 1 });
  const table = smallTable({
    cohorts: Array.from({ length: 100_000 }, (_, u) => (u % 3 === 0 ? 2 : null)),
    periods: [1, 2],
  });
  const formula = "y ~ d + x | unit + time";
  const { observed } = await bootstrap(engine, table, formula, { term: "d", cluster: "unit", draws: 9 });
  const { coefficients } = feols(engine, table, formula, { vcov: "cluster:unit" });
  expect(observed.statistic).toBeCloseTo(coefficients.d!.statistic, 6);
  await engine.close();
}, 60_000);
