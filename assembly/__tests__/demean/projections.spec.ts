import { ironsTuck } from "../../demean/irons-tuck";
import { projectEffect } from "../../demean/project-effect";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("projectEffect", () => {
  it("updates the levels of one effect: a balanced panel converges in one step", () => {
    // two firms, two years: right-hand side -19.5, 19.5 gives -9.75, 9.75
    const offsets = GuardedU32.of([0, 2, 4]);
    const codes = GuardedU32.of([0, 1, 0, 1]);
    const totals = GuardedF64.of([2, 2]);
    const rhs = GuardedF64.of([-19.5, 0, 0, 1, 19.5, 0, 0, -1]);
    const coefs = new GuardedF64(8);
    const work = new GuardedF64(8);
    for (let sweep = 0; sweep < 2; sweep++) {
      const info = projectEffect(
        4, 2, 2, 1, 0, 0, 2, 0, offsets.at, codes.at, 0, totals.at, rhs.at, coefs.at, work.at,
      );
      expect(info).toBe(0);
      expect(coefs.get(0)).toBe(-9.75);
      expect(coefs.get(4)).toBe(9.75);
      expect(coefs.get(3)).toBe(0.5);
      expect(coefs.get(7)).toBe(-0.5);
      expect(coefs.get(1)).toBe(0);
    }
    expect(rhs.intact && coefs.intact && work.intact && totals.intact && codes.intact).toBe(true);
  });

  it("takes the other effects into account and leaves their coefficients", () => {
    // one group of two rows with weights 1 and 3; effect 1 (level 2 for both rows) given levels 0 and 1 of effect 0
    const offsets = GuardedU32.of([0, 2]);
    const codes = GuardedU32.of([0, 1, 2, 2]);
    const totals = GuardedF64.of([1, 3, 4]);
    const w = GuardedF64.of([1, 3]);
    const rhs = new GuardedF64(12);
    rhs.set(8, 8);
    const coefs = new GuardedF64(12);
    coefs.set(0, 4);
    coefs.set(4, 8);
    coefs.set(8, 1);
    const work = new GuardedF64(12);
    const info = projectEffect(
      2, 1, 3, 2, 1, 2, 3, 1, offsets.at, codes.at, w.at, totals.at, rhs.at, coefs.at, work.at,
    );
    expect(info).toBe(0);
    // group mean -(1*5 + 3*9)/4 = -8; the rest of the rows: 1*(-8 + 4) + 3*(-8 + 8) = -4; (8 + 4)/4 = 3
    expect(coefs.get(0)).toBe(4);
    expect(coefs.get(4)).toBe(8);
    expect(coefs.get(8)).toBe(3);
    expect(rhs.intact && coefs.intact && work.intact && w.intact).toBe(true);
  });

  it("refuses an effect or a range that is not there", () => {
    const offsets = GuardedU32.of([0]);
    expect(projectEffect(0, 0, 2, 1, 1, 0, 2, 0, offsets.at, 0, 0, 0, 0, 0, 0)).toBe(-5);
    expect(projectEffect(0, 0, 2, 1, 0, 2, 1, 0, offsets.at, 0, 0, 0, 0, 0, 0)).toBe(-7);
    expect(projectEffect(0, 0, 2, 1, 0, 0, 3, 0, offsets.at, 0, 0, 0, 0, 0, 0)).toBe(-7);
  });
});

describe("ironsTuck", () => {
  it("finds the limit of a geometric sequence at once, where asked", () => {
    // x = 0, F(x) = 1, F(F(x)) = 1.5: the limit is 2
    const totals = GuardedF64.of([1]);
    const once = GuardedF64.of([1, 1, 1, 0]);
    const twice = GuardedF64.of([1.5, 1.5, 2, 0]);
    const active = GuardedF64.of([1, 0, 1, 1]);
    const x = new GuardedF64(4);
    const steps = new GuardedF64(8);
    expect(ironsTuck(1, totals.at, once.at, twice.at, active.at, x.at, steps.at)).toBe(0);
    expect(x.get(0)).toBe(2);
    expect(x.get(1)).toBe(1.5);
    expect(x.get(2)).toBe(2);
    expect(x.get(3)).toBe(0);
    expect(steps.get(0)).toBe(1);
    expect(steps.get(4)).toBe(0.25);
    expect(steps.get(3)).toBe(0);
    expect(totals.intact && once.intact && twice.intact && active.intact && x.intact && steps.intact).toBe(true);
  });
});
