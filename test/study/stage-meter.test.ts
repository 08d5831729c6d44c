import { expect, test } from "vitest";
import type { Progress } from "../../src/base/progress.js";
import { stageMeter } from "../../src/study/run/run-stages.js";

test("progress goes by the shares of stages and extrapolates the time left", () => {
  const seen: Progress[] = [];
  let clock = 100;
  const enter = stageMeter(
    [
      { name: "read", share: 1 },
      { name: "work", share: 3 },
    ],
    (progress) => seen.push(progress),
    () => clock,
  );
  enter("read");
  clock = 300;
  enter("work");
  clock = 600;
  enter("work", 0.5);
  expect(seen).toEqual([
    { stage: "read", fraction: 0, msLeft: null },
    { stage: "work", fraction: 0.25, msLeft: 600 },
    { stage: "work", fraction: 0.625, msLeft: 300 },
  ]);
});
