import { philoxU32 } from "../../resample/philox";
import { randomPermutation } from "../../resample/random-permutation";
import { GuardedU32 } from "../support/guarded";

describe("randomPermutation", () => {
  it("leaves nothing and one as they are", () => {
    const order = new GuardedU32(1);
    const work = new GuardedU32(4);
    expect(randomPermutation(0, 0, 0, 0, 0, 0, order.at, work.at)).toBe(0);
    expect(randomPermutation(1, 0, 0, 0, 0, 0, order.at, work.at)).toBe(0);
    expect(order.get(0)).toBe(0);
    expect(order.intact && work.intact).toBe(true);
  });

  it("of two, swaps when the first number's leading bit is set", () => {
    const order = new GuardedU32(2);
    const work = new GuardedU32(4);
    const first = new GuardedU32(1);
    for (let seed: u32 = 0; seed < 20; seed++) {
      philoxU32(1, 0, 7, 1, 0, seed, 0, first.at, work.at);
      randomPermutation(2, 7, 1, 0, seed, 0, order.at, work.at);
      expect(order.get(0)).toBe(first.get(0) >> 31);
      expect(order.get(1)).toBe(1 - (first.get(0) >> 31));
    }
    expect(order.intact && work.intact && first.intact).toBe(true);
  });

  it("has every number once", () => {
    const n = 1000;
    const order = new GuardedU32(n);
    const seen = new GuardedU32(n);
    const work = new GuardedU32(4);
    randomPermutation(n, 3, 1, 0, 42, 0, order.at, work.at);
    for (let i = 0; i < n; i++) seen.set(order.get(i), seen.get(order.get(i)) + 1);
    for (let i = 0; i < n; i++) expect(seen.get(i)).toBe(1);
    expect(order.intact && work.intact).toBe(true);
  });
});
