/** `event-study --estimator X` hands `--interval` on to the estimator; two-way effects, a regression, have no normal. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidRecord } from "../../../src/verbs/did/design/record.js";
import { eventStudyBy } from "../../../src/verbs/event-study/by-estimator.js";
import { goldenTable } from "../../support/golden-table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

describe("an event study by an estimator of did", () => {
  it("takes the distribution its effects are read by", async () => {
    const data = panel(await goldenTable("castle.csv"), { unit: "sid", time: "year" });
    const by = (options: object) =>
      eventStudyBy(engine, data, "l_homicide ~ 1 | sid + year", { treat: "post", subset: "sid <= 38", ...options });
    const estimate = (record: unknown) => (record as DidRecord).estimates[0]!;
    expect(estimate(by({ estimator: "cs" })).interval).toBe("t");
    expect(estimate(by({ estimator: "cs", interval: "normal" }))).toMatchObject({ interval: "normal", df: null });
    expect(() => by({ interval: "normal", vcov: "cluster:sid" })).toThrow(
      expect.objectContaining({ code: "event_interval" }),
    );
  });
});
