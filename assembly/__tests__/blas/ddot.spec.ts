import { ddot } from "../../blas/ddot";
import { GuardedF64 } from "../support/guarded";

describe("ddot", () => {
  it("is 0 for no rows", () => {
    const work = new GuardedF64(32);
    expect(ddot(0, 0, 0, work.at)).toBe(0);
  });

  it("gives 1*4 + 2*5 + 3*6 = 32", () => {
    const x = GuardedF64.of([1, 2, 3]);
    const y = GuardedF64.of([4, 5, 6]);
    const work = new GuardedF64(32);
    expect(ddot(3, x.at, y.at, work.at)).toBe(32);
    expect(x.intact && y.intact && work.intact).toBe(true);
  });

  it("merges chunks: the sum of 1..20000 squared", () => {
    const n = 20000;
    const x = new GuardedF64(n);
    for (let i = 0; i < n; i++) x.set(i, i + 1);
    const work = new GuardedF64(32);
    expect(ddot(n, x.at, x.at, work.at)).toBe(2666866670000);
    expect(x.intact && work.intact).toBe(true);
  });
});
