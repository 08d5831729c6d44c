import { linearCombinations } from "../../blas/linear-combinations";
import { GuardedF64 } from "../support/guarded";

describe("linearCombinations", () => {
  it("are zero without columns", () => {
    const out = GuardedF64.of([5, 5, 5, 5]);
    expect(linearCombinations(2, 2, 2, 0, 2, 0, 0, out.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(out.get(i)).toBe(0);
    expect(out.intact).toBe(true);
  });

  it("are none without outputs and touch nothing without rows", () => {
    const A = GuardedF64.of([1, 2]), C = GuardedF64.of([3]), out = GuardedF64.of([5]);
    expect(linearCombinations(2, 2, 2, 1, 0, A.at, 0, out.at)).toBe(0);
    expect(linearCombinations(0, 2, 1, 1, 1, A.at, C.at, out.at)).toBe(0);
    expect(out.get(0) == 5 && out.intact).toBe(true);
  });

  it("pass tiles of four, two and one outputs, blocks and odd rows, and leave what is between columns", () => {
    const n = 517, stride = 520, outStride = 519, p = 3, q = 7;
    const A = new GuardedF64(stride * p), C = new GuardedF64(p * q), out = new GuardedF64(outStride * q);
    for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) A.set(j * stride + i, i + 10 * j);
    for (let t = 0; t < q; t++) for (let j = 0; j < p; j++) C.set(t * p + j, t + 1 - j);
    for (let i = 0; i < outStride * q; i++) out.set(i, -1);
    expect(linearCombinations(n, stride, outStride, p, q, A.at, C.at, out.at)).toBe(0);
    for (let t = 0; t < q; t++) {
      // sum over j of (i + 10 j) (t + 1 - j) = 3 i t + 30 t - 20
      for (let i = 0; i < n; i++) expect(out.get(t * outStride + i)).toBe(3 * i * t + 30 * t - 20);
      for (let i = n; i < outStride; i++) expect(out.get(t * outStride + i)).toBe(-1);
    }
    expect(A.intact && C.intact && out.intact).toBe(true);
  });
});
