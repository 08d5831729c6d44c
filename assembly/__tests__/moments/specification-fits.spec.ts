import { specificationFits } from "../../moments/specification-fits";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("specificationFits", () => {
  it("regresses (3, 4) on (1, 1) alone and beside (1, 0), and says of a column beside its double that it has no estimate", () => {
    // columns: control (1, 0), its double (2, 0), regressor (1, 1), outcome (3, 4)
    const C = GuardedF64.of([1, 0, 2, 0, 1, 1, 3, 4]);
    const least = GuardedF64.of([1e-9, 1e-9, 1e-9, 1e-9]);
    // the form that counts the square of the second product, x_1 b_0 + x_0 b_1
    const K = GuardedF64.of([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const starts = GuardedU32.of([0, 0, 1, 2]);
    const columns = GuardedU32.of([0, 0]);
    const regressors = GuardedU32.of([2, 2, 1]);
    const outcomes = GuardedU32.of([3, 3, 3]);
    const firsts = GuardedU32.of([0, 0, 0]);
    const counts = GuardedU32.of([1, 0, 0]);
    const fits = new GuardedF64(12);
    const work = new GuardedF64(11);
    const kept = new GuardedU32(12);
    expect(specificationFits(0, 3, 2, 4, 1, C.at, least.at, K.at, starts.at, columns.at, regressors.at, outcomes.at, firsts.at, counts.at, fits.at, work.at, kept.at)).toBe(0);
    // 7/2; residual (-1/2, 1/2): products -1/2, 0, 1/2
    expect(fits.get(0)).toBe(3.5);
    expect(fits.get(1)).toBe(2);
    expect(fits.get(2)).toBe(0.5);
    expect(fits.get(3)).toBe(0);
    expect(fits.get(4)).toBe(4);
    expect(fits.get(5)).toBe(1);
    expect(fits.get(6)).toBe(0);
    expect(isNaN(fits.get(8))).toBe(true);
    expect(C.intact && K.intact && fits.intact && work.intact && kept.intact && columns.intact && starts.intact).toBe(true);
  });
});
