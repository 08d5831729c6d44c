/** The likelihood-ratio test of balance where all means are equal, as weights may make them: none below zero by rounding. */
import { beforeAll, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { jointTest } from "../../../src/verbs/psmatch/estimator/joint-balance.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

it("is zero, and so is the pseudo R2, where weighted groups are the same", () => {
  for (let n = 3; n <= 40; n++) {
    const value = (i: number) => 1 + Math.sin(3 * i);
    const columns = [value, (i: number) => value(7 * i)].map((of, c) => ({
      name: `x${c}`,
      values: Float64Array.from({ length: 3 * n }, (_, i) => of(i % n)),
    }));
    const treated = Uint8Array.from({ length: 3 * n }, (_, i) => Number(i < n));
    const weights = Float64Array.from({ length: 3 * n }, (_, i) => (i < n ? 1 : i < 2 * n ? 0.3 : 0.7));
    const found = jointTest(engine, columns as never, treated, weights, "weighted", "logit");
    if (!("lrChi2" in found)) throw new Error(found.because);
    expect([found.lrChi2 >= 0, found.pseudoR2 >= 0, found.p], `${n}`).toEqual([true, true, expect.closeTo(1, 5)]);
    expect(found.lrChi2).toBeLessThan(1e-9);
  }
});
