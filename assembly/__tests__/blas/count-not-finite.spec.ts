import { countNotFinite } from "../../blas/count-not-finite";
import { GuardedF64 } from "../support/guarded";

describe("countNotFinite", () => {
  it("counts NaN and both infinities, in body and tail", () => {
    const x = GuardedF64.of([NaN, 0, -0, Infinity, f64.MAX_VALUE, -Infinity, 5e-324]);
    expect(countNotFinite(7, x.at)).toBe(3);
    expect(countNotFinite(3, x.at)).toBe(1);
    expect(countNotFinite(1, x.at + 40)).toBe(1);
    expect(countNotFinite(0, x.at)).toBe(0);
    expect(x.intact).toBe(true);
  });
});
