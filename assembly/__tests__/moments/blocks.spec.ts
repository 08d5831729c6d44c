import { groupBlocks } from "../../moments/group-blocks";
import { leaveOutSolve } from "../../moments/leave-out-solve";
import { packedProducts } from "../../moments/packed-products";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("packedProducts", () => {
  it("multiplies (1 2; 2 3) by (1, 10) and (4 5; 5 6) by (1, 0)", () => {
    const blocks = GuardedF64.of([1, 2, 3, 4, 5, 6]);
    const codes = GuardedU32.of([1, 0]);
    const vectors = GuardedF64.of([1, 0, 1, 10]);
    const out = new GuardedF64(4);
    expect(packedProducts(2, 2, blocks.at, codes.at, vectors.at, out.at)).toBe(0);
    expect(out.get(0) == 21 && out.get(1) == 32 && out.get(2) == 4 && out.get(3) == 5).toBe(true);
    expect(blocks.intact && codes.intact && vectors.intact && out.intact).toBe(true);
  });
});

describe("groupBlocks", () => {
  it("adds blocks of a group in its entries alone", () => {
    const codes = GuardedU32.of([1, 0, 1]);
    const blocks = GuardedF64.of([1, 2, 3, 10, 20, 30, 100, 200, 300]);
    const sums = new GuardedF64(6);
    expect(groupBlocks(3, 1, 3, 3, 2, codes.at, blocks.at, sums.at)).toBe(0);
    const expected: f64[] = [0, 20, 30, 0, 202, 303];
    for (let i = 0; i < 6; i++) expect(sums.get(i)).toBe(expected[i]);
    expect(groupBlocks(3, 2, 1, 3, 2, codes.at, blocks.at, sums.at)).toBe(-2);
    expect(codes.intact && blocks.intact && sums.intact).toBe(true);
  });
});

describe("leaveOutSolve", () => {
  it("solves (4 2; 2 5) - (0 0; 0 0) for its last unit vector and a right-hand side, in the order of the columns", () => {
    // order 3: column 2 is the right-hand side (8, 10)
    const total = GuardedF64.of([4, 2, 5, 8, 10, 99]);
    const part = GuardedF64.of([0, 0, 1, 0, 0, 0]);
    const columns = GuardedU32.of([1, 0]);
    const right = GuardedU32.of([2]);
    const scale = GuardedF64.of([5, 4]);
    const X = new GuardedF64(6);
    const kept = new GuardedU32(2);
    const work = new GuardedF64(5);
    // M = (4 2; 2 4) in either order: inverse (4 -2; -2 4) / 12
    const info = leaveOutSolve(
      3, 2, 1, 1, 1e-10, columns.at, right.at, scale.at, total.at, part.at, X.at, kept.at, work.at,
    );
    expect(info).toBe(0);
    const expected: f64[] = [1.0 / 3, -1.0 / 6, 0, 1, 2, 0];
    for (let i = 0; i < 6; i++) expect(abs(X.get(i) - expected[i]) < 1e-15).toBe(true);
    expect(kept.get(0) == 1 && kept.get(1) == 1).toBe(true);
    expect(total.intact && part.intact && columns.intact && right.intact && scale.intact).toBe(true);
    expect(X.intact && kept.intact && work.intact).toBe(true);
  });

  it("drops a column that the part held alone", () => {
    const total = GuardedF64.of([4, 2, 5]);
    const part = GuardedF64.of([4, 2, 1]);
    const columns = GuardedU32.of([0, 1]);
    const scale = GuardedF64.of([4, 5]);
    const X = new GuardedF64(2);
    const kept = new GuardedU32(2);
    const work = new GuardedF64(5);
    expect(leaveOutSolve(2, 2, 1, 0, 1e-10, columns.at, 0, scale.at, total.at, part.at, X.at, kept.at, work.at)).toBe(1);
    expect(kept.get(0) == 0 && kept.get(1) == 1).toBe(true);
    expect(X.get(0) == 0 && X.get(1) == 0.25).toBe(true);
    expect(X.intact && kept.intact && work.intact).toBe(true);
  });
});
