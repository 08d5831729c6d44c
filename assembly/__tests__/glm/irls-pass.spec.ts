import { irlsPass } from "../../glm/irls-pass";
import { GuardedF64 } from "../support/guarded";

const POISSON: i32 = 0, LOGIT: i32 = 1;

function workFor(): GuardedF64 { return new GuardedF64(264 * 5 + 24 + 3); }

describe("irlsPass", () => {
  it("is zero without rows", () => {
    const sums = GuardedF64.of([7, 7, 7]), residual = GuardedF64.of([7]), work = workFor();
    expect(irlsPass(0, POISSON, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sums.at, residual.at, work.at)).toBe(0);
    for (let i = 0; i < 3; i++) expect(sums.get(i)).toBe(0);
    expect(residual.get(0)).toBe(0);
  });

  it("of a Poisson outcome has the mean as weight, and a deviance of 0 where the mean is the outcome", () => {
    const y = GuardedF64.of([1, 0, 3]), saturated = GuardedF64.of([-1, 0, 3 * Math.log(3) - 3]);
    const linear = GuardedF64.of([0, 0, 0]), direction = GuardedF64.of([0, -1, 2]);
    const eta = new GuardedF64(3), weight = new GuardedF64(3), root = new GuardedF64(3), working = new GuardedF64(3);
    const sums = new GuardedF64(3), residual = new GuardedF64(1), work = workFor();
    const largest = irlsPass(
      3, POISSON, 0, 0, 0.5, y.at, 0, saturated.at, linear.at, direction.at, eta.at, weight.at, root.at, working.at,
      sums.at, residual.at, work.at,
    );
    expect(largest).toBe(2);
    expect(eta.get(1)).toBe(-0.5);
    expect(weight.get(0)).toBe(1);
    expect(working.get(0)).toBe(0);
    expect(working.get(1)).toBe(-1);
    expect(residual.get(0)).toBe(1);
    expect(abs(weight.get(2) - Math.E)).toBeLessThan(1e-15);
    const half = Math.exp(-0.5) + 3 * Math.log(3) - 3 - 3 + Math.E;
    expect(abs(sums.get(0) - half)).toBeLessThan(1e-14);
    expect(abs(sums.get(1) - (1 + Math.exp(-0.5) + Math.E))).toBeLessThan(1e-14);
    expect(abs(sums.get(2) - (Math.exp(-0.5) + 4 * Math.E))).toBeLessThan(1e-14);
    expect(y.intact && saturated.intact && linear.intact && direction.intact).toBe(true);
    expect(eta.intact && weight.intact && root.intact && working.intact && sums.intact && residual.intact && work.intact).toBe(true);
  });

  it("keeps a weight at a share of the score where the mean vanishes, and the score as it is", () => {
    const y = GuardedF64.of([4, 0]), saturated = GuardedF64.of([4 * Math.log(4) - 4, 0]);
    const linear = GuardedF64.of([-700, -700]);
    const eta = new GuardedF64(2), weight = new GuardedF64(2), root = new GuardedF64(2), working = new GuardedF64(2);
    const sums = new GuardedF64(3), residual = new GuardedF64(1), work = workFor();
    irlsPass(
      2, POISSON, 0, 0.0078125, 0, y.at, 0, saturated.at, linear.at, 0, eta.at, weight.at, root.at, working.at, sums.at,
      residual.at, work.at,
    );
    expect(weight.get(0)).toBe(0.03125);
    expect(working.get(0)).toBe(128);
    expect(residual.get(0)).toBe(128);
    expect(working.get(1)).toBe(-1);
    expect(weight.get(1)).toBeLessThan(1e-279);
  });

  it("of a logit at 0 has weights of a quarter, working residuals of 2, a deviance of 2 log 2 a row; counts by weight", () => {
    const y = GuardedF64.of([1, 0]), w = GuardedF64.of([3, 1]), linear = GuardedF64.of([0, 0]);
    const eta = new GuardedF64(2), weight = new GuardedF64(2), root = new GuardedF64(2), working = new GuardedF64(2);
    const sums = new GuardedF64(3), residual = new GuardedF64(1), work = workFor();
    const largest = irlsPass(
      2, LOGIT, 1, 0, 0, y.at, w.at, 0, linear.at, 0, eta.at, weight.at, root.at, working.at, sums.at,
      residual.at, work.at,
    );
    expect(largest).toBe(0);
    expect(weight.get(0)).toBe(0.75);
    expect(root.get(1)).toBe(0.5);
    expect(working.get(0)).toBe(2);
    expect(working.get(1)).toBe(-2);
    expect(abs(sums.get(0) - 4 * Math.LN2)).toBeLessThan(1e-14);
    expect(sums.get(1)).toBe(1);
    expect(sums.get(2)).toBe(0);
  });
});
