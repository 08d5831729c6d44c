/** What a plan counts: draws that a block names, and those it leaves to their defaults. */
import { expect, test } from "vitest";
import { askedFor } from "../../../src/study/run/stage-cost.js";

test.each([
  ["columns", { stage: "regressions", columns: [{}, {}], bootstrap: { fewer_than: 10, draws: 99 } }, 2, 99],
  ["measured rows and all", { stage: "regressions", columns: [{}, {}], rows: "both" }, 4, 0],
  ["a placebo without a number", { stage: "placebo" }, 1, 500],
  ["a placebo with its assignments", { stage: "placebo", permutations: "deals" }, 1, 0],
  ["a uniform band", { stage: "event-study", band: "uniform" }, 1, 9999],
  ["a pointwise band", { stage: "event-study", band: "pointwise" }, 1, 0],
  ["mediation by true", { stage: "mediation", mediators: [{}, {}, {}], mediation: true }, 3, 999],
  ["variants beside their base", { stage: "robustness", base: {}, variants: [{ bootstrap: true }, {}] }, 3, 9999],
  ["columns of other stages", { stage: "table", columns: [{}, {}] }, 0, 0],
])("%s", (_, block, models, draws) => {
  expect(askedFor(block)).toEqual({ models, draws });
});
