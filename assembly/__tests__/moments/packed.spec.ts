import { packedFactor } from "../../moments/packed-factor";
import { packedSolve } from "../../moments/packed-solve";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("packedFactor and packedSolve", () => {
  it("factor (4 2; 2 10) into (2; 1 3) and solve for (1, 2)", () => {
    const A = GuardedF64.of([4, 2, 10]);
    const scale = GuardedF64.of([4, 10]);
    const kept = GuardedU32.of([7, 7]);
    const work = GuardedF64.of([0, 0]);
    expect(packedFactor(2, 1e-10, scale.at, A.at, kept.at, work.at)).toBe(0);
    expect(A.get(0) == 2 && A.get(1) == 1 && A.get(2) == 3).toBe(true);
    const x = GuardedF64.of([8, 22]);
    expect(packedSolve(2, 1, A.at, x.at)).toBe(0);
    expect(x.get(0) == 1 && x.get(1) == 2).toBe(true);
    expect(A.intact && scale.intact && kept.intact && work.intact && x.intact).toBe(true);
  });

  it("drop the second of two equal columns and keep the third", () => {
    const A = GuardedF64.of([4, 4, 4, 2, 2, 10]);
    const scale = GuardedF64.of([4, 4, 10]);
    const kept = GuardedU32.of([7, 7, 7]);
    const work = GuardedF64.of([0, 0, 0]);
    expect(packedFactor(3, 1e-10, scale.at, A.at, kept.at, work.at)).toBe(1);
    expect(kept.get(0) == 1 && kept.get(1) == 0 && kept.get(2) == 1).toBe(true);
    const expected: f64[] = [2, 0, 0, 1, 0, 3];
    for (let i = 0; i < 6; i++) expect(A.get(i)).toBe(expected[i]);
    const x = GuardedF64.of([8, 99, 22]);
    packedSolve(3, 1, A.at, x.at);
    expect(x.get(0) == 1 && x.get(1) == 0 && x.get(2) == 2).toBe(true);
    expect(A.intact && kept.intact && work.intact).toBe(true);
  });

  it("drop a column of zeros whatever its scale", () => {
    const A = GuardedF64.of([0]);
    const scale = GuardedF64.of([0]);
    const kept = GuardedU32.of([7]);
    const work = GuardedF64.of([0]);
    expect(packedFactor(1, 1e-10, scale.at, A.at, kept.at, work.at)).toBe(1);
    expect(kept.get(0)).toBe(0);
    expect(packedFactor(0, 1e-10, 0, 0, 0, 0)).toBe(0);
  });
});
