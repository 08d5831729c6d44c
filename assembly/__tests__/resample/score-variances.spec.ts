import { scoreVariances } from "../../resample/score-variances";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Two coarse clusters of two and one fine ones, one regressor that is alone.
const SCORES: f64[] = [1, 2, -3];

describe("scoreVariances", () => {
  it("is squares of coarse sums less squares of fine ones, and twice the products of pairs of squares", () => {
    const offsets = GuardedU32.of([0, 2, 3]);
    const scores = GuardedF64.of(SCORES);
    const one = GuardedF64.of([1]);
    const P = GuardedF64.of([1, 1, 2]);
    const out = new GuardedF64(2);
    const work = new GuardedF64(5);
    // the scores add up to 0, so that nothing is taken off them
    expect(scoreVariances(2, 3, 1, 1, 1, 1, 1, offsets.at, scores.at, one.at, one.at, P.at, out.at, work.at)).toBe(0);
    expect(out.get(0)).toBe(9 + 9 - (1 + 4 + 9));
    expect(out.get(1)).toBe(2 * (1 * 4 + 4 * 1));
    expect(out.intact && work.intact && scores.intact).toBe(true);
  });

  it("takes the coefficient of a draw off: b = A sum s, S = G s - b P", () => {
    const offsets = GuardedU32.of([0, 1, 2]);
    const scores = GuardedF64.of([3, 1]);
    const G = GuardedF64.of([1]);
    const A = GuardedF64.of([0.25]);
    const P = GuardedF64.of([1, 3]);
    const out = new GuardedF64(2);
    const work = new GuardedF64(5);
    // b = 1: S = 2, -2; factors 2 and 1
    expect(scoreVariances(2, 2, 1, 1, 1, 2, 1, offsets.at, scores.at, G.at, A.at, P.at, out.at, work.at)).toBe(0);
    expect(out.get(0)).toBe(2 * 8 - 8);
    expect(out.get(1)).toBe(0);
  });

  it("does nothing for no draws", () => {
    expect(scoreVariances(0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
  });
});
