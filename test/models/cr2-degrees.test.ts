/** CR2 is read by degrees of freedom of its own or what comes after a fit is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { goldenTable } from "../support/golden-table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

describe("CR2", () => {
  it("refuses intervals of predictions, whose degrees of freedom are not those of any coefficient", async () => {
    const data = panel(await goldenTable("castle.csv"), { unit: "sid", time: "year" });
    const by = (vcov: string) =>
      fitFeols(engine, data, "l_homicide ~ post", { vcov }).predict(data, { interval: "confidence" });
    expect(by("cluster:sid").interval).toBe("confidence");
    expect(() => by("CR2:sid")).toThrow(expect.objectContaining({ code: "predict_interval" }));
  });
});
