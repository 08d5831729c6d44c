import { switchingMoments } from "../../switching/switching-moments";
import { switchingResiduals } from "../../switching/switching-residuals";
import { switchingScores } from "../../switching/switching-scores";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// two units, three periods, which keep their dose: changes of the outcome are twice those of the covariate, plus 1 and 2
const Y: f64[] = [0, 3, 9, 0, 1, 7];
const X: f64[] = [0, 1, 3, 0, 0, 2];

describe("switchingMoments", () => {
  it("leaves means by period out, and what is left regresses to the coefficient", () => {
    const y = GuardedF64.of(Y), x = GuardedF64.of(X), counts = GuardedF64.of([1, 1]), first = GuardedU32.of([3, 3]);
    const set = GuardedU32.of([0, 0]), level = GuardedU32.of([0]), cluster = GuardedU32.of([0, 1]);
    const means = new GuardedF64(12), moments = new GuardedF64(4), z = new GuardedF64(2);
    expect(switchingMoments(
      2, 3, 1, 1, 1, 0, 0, y.at, x.at, 0, 0, counts.at, first.at, set.at, level.at, cluster.at, means.at, moments.at, z.at,
    )).toBe(0);
    expect(means.get(4)).toBe(2);
    expect(means.get(6)).toBe(0.5);
    expect(means.get(7)).toBe(2);
    // x moves apart by 1/2 in the middle period alone
    expect(moments.get(0)).toBe(0.5);
    expect(moments.get(1)).toBe(1);
    expect(moments.get(2)).toBe(1);
    expect(means.intact && moments.intact && z.intact && y.intact && x.intact).toBe(true);

    const theta = GuardedF64.of([2]), out = new GuardedF64(6);
    expect(switchingResiduals(2, 3, 1, 0, y.at, x.at, 0, set.at, level.at, theta.at, out.at)).toBe(0);
    const expected: f64[] = [0, 1, 3, 0, 1, 3];
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(expected[i]);
    expect(out.intact).toBe(true);

    // nothing is left beside the coefficient, so that it has no influence; beside another one it has
    const factor = GuardedF64.of([1, 1, 1]), along = GuardedF64.of([1]), influence = new GuardedF64(2);
    expect(switchingScores(
      2, 3, 1, 2, 1, 0, 1, 0, y.at, x.at, 0, 0, first.at, set.at, level.at, cluster.at, means.at, theta.at, factor.at,
      along.at, influence.at, z.at,
    )).toBe(0);
    expect(influence.get(0)).toBe(0);
    const none = GuardedF64.of([0]);
    switchingScores(
      2, 3, 1, 2, 1, 0, 1, 0, y.at, x.at, 0, 0, first.at, set.at, level.at, cluster.at, means.at, none.at, factor.at,
      along.at, influence.at, z.at,
    );
    expect(influence.get(0)).toBe(0.5);
    expect(influence.get(1)).toBe(0.5);
    expect(influence.intact).toBe(true);
  });

  it("has a power of the baseline dose a place a period", () => {
    const y = GuardedF64.of(Y), powers = GuardedF64.of([1, 3]), counts = GuardedF64.of([1, 1]), first = GuardedU32.of([3, 2]);
    const set = GuardedU32.of([0, 0]), level = GuardedU32.of([0]), cluster = GuardedU32.of([0, 1]);
    const means = new GuardedF64(12), moments = new GuardedF64(16), z = new GuardedF64(2);
    switchingMoments(
      2, 3, 1, 1, 0, 1, 0, y.at, 0, powers.at, 0, counts.at, first.at, set.at, level.at, cluster.at, means.at, moments.at,
      z.at,
    );
    // both in the middle period, powers 1 and 3, changes 3 and 1; one alone in the last
    expect(moments.get(5)).toBe(2);
    expect(moments.get(7)).toBe(-2);
    expect(moments.get(10)).toBe(0);
    const theta = GuardedF64.of([0, -1, 0]), out = new GuardedF64(6);
    switchingResiduals(2, 3, 0, 1, y.at, 0, powers.at, set.at, level.at, theta.at, out.at);
    expect(out.get(1)).toBe(4);
    expect(out.get(2)).toBe(10);
    expect(out.get(4)).toBe(4);
  });
});
