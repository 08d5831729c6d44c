/** Stages that drew at random, told from those whose records only repeat a seed. */
import { expect, test } from "vitest";
import { drawingStages } from "../../../src/study/replication/drawing.js";

const stage = (name: string, record: object, seed: number | null = null) => ({
  name,
  record,
  exhibits: [
    {
      kind: "figure",
      id: "f",
      stage: name,
      caption: "",
      notes: [],
      about: { sample: "", variance: null, seed },
      spec: () => ({}),
    },
  ],
});

test("by what an exhibit rests on, or by draws with their seed in the record", () => {
  const stages = [
    stage("placebo", {}, 7),
    stage("fect", { estimates: [{ errors: { kind: "bootstrap", draws: 500, seed: 7 } }] }),
    stage("permutation", { tests: [{ draws: { seed: 7, done: 99 } }] }),
    stage("wild", { bootstrap: { generator: "Philox4x32-10", seed: 7 } }),
    // an analytic error: the option was there, nothing was drawn
    stage("regressions", { provenance: { seed: 7 }, bootstrap: null }),
    stage("chosen", { choice: { draws: 999 }, provenance: { seed: 7 } }),
  ];
  expect(drawingStages(stages as never)).toEqual(["placebo", "fect", "permutation", "wild"]);
});
