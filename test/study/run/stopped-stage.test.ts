/** A stage that was stopped ends the run, though the kernels that heard of it have cleared the word they heard it by. */
import { beforeAll, expect, test } from "vitest";
import { abortError } from "../../../src/base/progress.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { planNodes, runNodes } from "../../../src/study/run/run-stages.js";
import { stageNode } from "../../../src/study/run/stage-node.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

test("an AbortError is no outcome of a stage, whatever the signal says", async () => {
  const stopped = stageNode({
    name: "stopped",
    share: 1,
    reads: {},
    needs: [],
    run: () => {
      throw abortError();
    },
  });
  const plan = planNodes([stopped], () => false);
  await expect(runNodes(plan, { engine, signal: new AbortController().signal })).rejects.toThrow("aborted");
});
