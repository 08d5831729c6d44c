import { it } from "vitest";
import { loadEngine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import { goldenTable } from "../support/golden-table.js";

it("x", async () => {
  const engine = await loadEngine();
  const t = await goldenTable("base_did.csv");
  for (const v of ["iid", "hetero", "cluster:id"]) {
    const r = feols(engine, t, "y ~ 1 | id + period", { vcov: v });
    console.log(JSON.stringify({ ...r, provenance: 0 }).slice(0, 1800));
  }
});
