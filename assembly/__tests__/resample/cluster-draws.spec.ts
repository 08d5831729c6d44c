import { clusterCounts } from "../../resample/cluster-counts";
import { jackknifeFits } from "../../resample/jackknife-fits";
import { philoxU32 } from "../../resample/philox";
import { reweightedFits } from "../../resample/reweighted-fits";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("clusterCounts", () => {
  it("of two, counts leading bits, and as many as there are clusters", () => {
    const counts = new GuardedF64(6);
    const work = new GuardedU32(4);
    const bits = new GuardedU32(2);
    expect(clusterCounts(2, 3, 7, 3, 0, 42, 0, counts.at, work.at)).toBe(0);
    for (let d = 0; d < 3; d++) {
      philoxU32(2, 0, 7 + d, 3, 0, 42, 0, bits.at, work.at);
      const ones = <f64>(bits.get(0) >> 31) + <f64>(bits.get(1) >> 31);
      expect(counts.get(2 * d + 1)).toBe(ones);
      expect(counts.get(2 * d)).toBe(2 - ones);
    }
    expect(counts.intact && work.intact && bits.intact).toBe(true);
  });

  it("draws nothing for no draws", () => {
    expect(clusterCounts(5, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
  });
});

// Two clusters of one regressor and an outcome: x = 1, y = 3 and x = 2, y = 2, so x'x = 1, 4; x'y = 3, 4; y'y = 9, 4.
const BLOCKS: f64[] = [1, 3, 9, 4, 4, 4];

describe("reweightedFits", () => {
  it("weighs clusters: (w 3 + v 4) / (w + 4 v), scores, and sums of tallies", () => {
    const blocks = GuardedF64.of(BLOCKS);
    const tallies = GuardedF64.of([10, 20]);
    const floor = GuardedF64.of([0]);
    const wanted = GuardedU32.of([0]);
    const weights = GuardedF64.of([1, 1, 4, 0]);
    const coefficients = new GuardedF64(2);
    const variances = new GuardedF64(2);
    const totals = new GuardedF64(2);
    const work = new GuardedF64(2 * 3 + 4 + 1);
    const flags = new GuardedU32(1);
    const info = reweightedFits(3, 2, 0, 1, 1, 1, 2, 1e-10, blocks.at, tallies.at, floor.at, wanted.at, weights.at,
      coefficients.at, variances.at, totals.at, 0, work.at, flags.at);
    expect(info).toBe(0);
    expect(abs(coefficients.get(0) - 1.4)).toBeLessThan(1e-15);
    // scores (3 - 1.4) / 5 and (4 - 5.6) / 5
    expect(abs(variances.get(0) - 2 * 0.32 * 0.32)).toBeLessThan(1e-15);
    expect(coefficients.get(1)).toBe(3);
    expect(variances.get(1)).toBe(0);
    expect(totals.get(0)).toBe(30);
    expect(totals.get(1)).toBe(40);
    expect(blocks.intact && tallies.intact && floor.intact && wanted.intact && weights.intact).toBe(true);
    expect(coefficients.intact && variances.intact && totals.intact && work.intact && flags.intact).toBe(true);
  });

  it("tells dummies that are absent, dropped and kept, and a regressor the dummies explain", () => {
    // one cluster, three dummies and a regressor: the second dummy repeats the first, the third has no row, x repeats the first
    const blocks = GuardedF64.of([2, 2, 2, 0, 0, 0, 2, 2, 0, 2, 6, 6, 0, 6, 18]);
    const tallies = GuardedF64.of([2, 2, 0, 2]);
    const floor = GuardedF64.of([0, 0, 0, 0]);
    const wanted = GuardedU32.of([0]);
    const weights = GuardedF64.of([1]);
    const coefficients = new GuardedF64(1);
    const variances = new GuardedF64(1);
    const totals = new GuardedF64(1);
    const states = new GuardedU32(3);
    const work = new GuardedF64(2 * 15 + 16 + 4);
    const flags = new GuardedU32(4);
    reweightedFits(15, 1, 3, 1, 1, 1, 1, 1e-10, blocks.at, tallies.at, floor.at, wanted.at, weights.at,
      coefficients.at, variances.at, totals.at, states.at, work.at, flags.at);
    expect(states.get(0) == 2 && states.get(1) == 1 && states.get(2) == 0).toBe(true);
    expect(isNaN(coefficients.get(0)) && isNaN(variances.get(0))).toBe(true);
    expect(states.intact && work.intact && flags.intact && coefficients.intact && variances.intact).toBe(true);
  });
});

describe("jackknifeFits", () => {
  it("leaves out each cluster, and takes the trace of A^-1 A_c", () => {
    const blocks = GuardedF64.of(BLOCKS);
    const total = GuardedF64.of([5, 7, 13]);
    const scale = GuardedF64.of([5]);
    const inverse = GuardedF64.of([0.25]);
    const coefficients = new GuardedF64(2);
    const leverage = new GuardedF64(2);
    const work = new GuardedF64(3 + 2);
    const flags = new GuardedU32(1);
    const info = jackknifeFits(3, 2, 0, 1, 1e-10, blocks.at, total.at, scale.at, inverse.at,
      coefficients.at, leverage.at, work.at, flags.at);
    expect(info).toBe(0);
    expect(coefficients.get(0)).toBe(1);
    expect(coefficients.get(1)).toBe(3);
    expect(leverage.get(0)).toBe(0.25);
    expect(leverage.get(1)).toBe(1);
    expect(blocks.intact && total.intact && scale.intact && inverse.intact && coefficients.intact).toBe(true);
    expect(leverage.intact && work.intact && flags.intact).toBe(true);
  });

  it("has no coefficient where the rest knows nothing of the regressor", () => {
    const blocks = GuardedF64.of([5, 7, 13]);
    const total = GuardedF64.of([5, 7, 14]);
    const scale = GuardedF64.of([5]);
    const inverse = GuardedF64.of([0.25]);
    const coefficients = new GuardedF64(1);
    const leverage = new GuardedF64(1);
    const work = new GuardedF64(5);
    const flags = new GuardedU32(1);
    jackknifeFits(3, 1, 0, 1, 1e-10, blocks.at, total.at, scale.at, inverse.at, coefficients.at, leverage.at, work.at,
      flags.at);
    expect(isNaN(coefficients.get(0))).toBe(true);
  });
});
