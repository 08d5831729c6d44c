import { poissonSaturated } from "../../glm/poisson-saturated";
import { GuardedF64 } from "../support/guarded";

function workFor(): GuardedF64 { return new GuardedF64(264 * 2 + 8 + 1); }

describe("poissonSaturated", () => {
  it("is zero without rows", () => {
    expect(poissonSaturated(0, 0, 0, 0, 0, workFor().at)).toBe(0);
  });

  it("is y log y - y a row, 0 for 0, and sums the log-likelihood of outcomes that are their own means", () => {
    const y = GuardedF64.of([0, 1, 2]), saturated = new GuardedF64(3), work = workFor();
    const sum = poissonSaturated(3, 0, y.at, 0, saturated.at, work.at);
    expect(saturated.get(0)).toBe(0);
    expect(saturated.get(1)).toBe(-1);
    expect(abs(saturated.get(2) - (2 * Math.LN2 - 2))).toBeLessThan(1e-15);
    // log Gamma is taken at 8, where it is 8.5: a few roundings of that size
    expect(abs(sum - (-1 + (2 * Math.LN2 - 2 - Math.LN2)))).toBeLessThan(1e-14);
    expect(y.intact && saturated.intact && work.intact).toBe(true);
  });

  it("keeps its digits for outcomes large, broken and small, and counts by weight", () => {
    // -log(2 pi 1e12) / 2 - 1/(12e12)
    const y = GuardedF64.of([1e12]), w = GuardedF64.of([2]), saturated = new GuardedF64(1), work = workFor();
    expect(abs(poissonSaturated(1, 1, y.at, w.at, saturated.at, work.at) + 2 * 14.7344490912)).toBeLessThan(1e-9);
    // y log y - y - log Gamma(y + 1) at a half: log Gamma(3/2) = -0.1207822376...
    y.set(0, 0.5);
    expect(abs(poissonSaturated(1, 0, y.at, 0, saturated.at, work.at) + 0.7257913526447274)).toBeLessThan(1e-14);
  });
});
