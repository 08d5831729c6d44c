import { counterfactualFits, counterfactualFitsWork } from "../../counterfactual/counterfactual-fits";
import { mixed } from "../../counterfactual/mixing";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";

/** Three units by three periods, the last cell left out; all one group apart. */
class Panel {
  used: GuardedU8 = GuardedU8.of([1, 1, 1, 1, 1, 1, 1, 1, 0]);
  x: GuardedF64 = new GuardedF64(0);
  w: GuardedF64 = GuardedF64.of([1, 1, 1]);
  ranks: GuardedU32 = GuardedU32.of([0]);
  thresholds: GuardedF64 = GuardedF64.of([-1]);
  labels: GuardedU32 = GuardedU32.of([9, 9, 9, 9, 9, 9, 9, 9, 0]);
  start: GuardedF64 = new GuardedF64(9);
  beta: GuardedF64 = new GuardedF64(0);
  status: GuardedU32 = new GuardedU32(1);
  sums: GuardedF64 = new GuardedF64(1);
  totals: GuardedF64 = new GuardedF64(1);
  squares: GuardedF64 = new GuardedF64(1);
  common: GuardedF64 = new GuardedF64(9);
  period: GuardedF64 = new GuardedF64(3);
  values: GuardedF64 = new GuardedF64(3);
  vectors: GuardedF64 = new GuardedF64(9);
  work: GuardedF64 = new GuardedF64(<i32>counterfactualFitsWork(3, 3, 0, 1));
  constructor(public y: GuardedF64) {}
  fit(additive: i32, projected: i32): i32 {
    return counterfactualFits(
      1, 3, 3, 0, additive, projected, 1e-12, 1000, 1, 1, 1, 0, 0, 0, 0, this.y.at, this.used.at, this.x.at, this.w.at,
      this.w.at, this.ranks.at, this.thresholds.at, this.labels.at, this.start.at, this.beta.at, this.status.at,
      this.beta.at, this.sums.at, this.totals.at, this.squares.at, this.common.at, this.period.at, this.values.at,
      this.vectors.at, this.work.at,
    );
  }
  get intact(): bool {
    return this.sums.intact && this.totals.intact && this.squares.intact && this.common.intact && this.period.intact &&
      this.values.intact && this.vectors.intact && this.work.intact && this.status.intact;
  }
}

describe("counterfactualFits", () => {
  it("predicts by additive effects", () => {
    // a_i + b_t with a = 0, 1, 4 and b = 0, 2, 5; the last cell is 3 above
    const panel = new Panel(GuardedF64.of([0, 2, 5, 1, 3, 6, 4, 6, 12]));
    expect(panel.fit(3, 0)).toBe(0);
    expect(panel.status.get(0)).toBe(0);
    expect(abs(panel.sums.get(0) - 3)).toBeLessThan(1e-10);
    expect(panel.totals.get(0)).toBe(1);
    expect(abs(panel.squares.get(0) - 9)).toBeLessThan(1e-9);
    expect(panel.intact).toBe(true);
  });

  it("predicts by a factor, of the units of positive weight where others are projected", () => {
    // loadings 1, 2, 3 of the factor 1, 2, 4; the last cell is 5 above
    const panel = new Panel(GuardedF64.of([1, 2, 4, 2, 4, 8, 3, 6, 17]));
    panel.ranks.set(0, 1);
    expect(panel.fit(0, 0)).toBe(0);
    expect(abs(panel.sums.get(0) - 5)).toBeLessThan(1e-9);
    panel.w.set(2, 0);
    expect(panel.fit(0, 1)).toBe(0);
    expect(panel.status.get(0)).toBe(0);
    // without weight it is in no sum, but what it is predicted is there
    expect(panel.totals.get(0)).toBe(0);
    expect(abs(panel.common.get(8) - 12)).toBeLessThan(1e-9);
    expect(panel.intact).toBe(true);
  });

  it("says where a period has too few cells, and where steps do not suffice", () => {
    const panel = new Panel(GuardedF64.of([1, 2, 4, 2, 4, 8, 3, 6, 17]));
    panel.w.set(0, 0);
    panel.w.set(1, 0);
    expect(panel.fit(3, 0)).toBe(0);
    expect(panel.status.get(0)).toBe(2);
    expect(panel.intact).toBe(true);
  });
});

describe("mixed", () => {
  it("finds the fixed point of a linear map of one number at once", () => {
    // g = z / 2 + 1 at z = 0 and z = 1: f = 1 and 1/2, and the fixed point is 2
    const dF = GuardedF64.of([-0.5]), dG = GuardedF64.of([0.5]), f = GuardedF64.of([0.5]), g = GuardedF64.of([1.5]);
    const next = new GuardedF64(1), work = new GuardedF64(72);
    expect(mixed(1, 1, dF.at, dG.at, f.at, g.at, next.at, work.at)).toBe(true);
    expect(abs(next.get(0) - 2)).toBeLessThan(1e-12);
    expect(next.intact && work.intact).toBe(true);
  });
});
