import { cohortMoments } from "../../did/cohort-moments";
import { timingDraws } from "../../did/timing-draws";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("cohortMoments", () => {
  it("of two cohorts, the second of one unit, in an order that is not that of rows", () => {
    const sizes = GuardedU32.of([2, 1]), order = GuardedU32.of([2, 0, 1]);
    const Y = GuardedF64.of([1, 2, 7, 8, 3, 6]);
    const means = new GuardedF64(4), S = new GuardedF64(8), work = new GuardedF64(2);
    expect(cohortMoments(2, 2, sizes.at, order.at, Y.at, means.at, S.at, work.at)).toBe(0);
    const wantMeans: f64[] = [2, 4, 7, 8], wantS: f64[] = [2, 4, 4, 8, 0, 0, 0, 0];
    for (let i = 0; i < 4; i++) expect(means.get(i)).toBe(wantMeans[i]);
    for (let i = 0; i < 8; i++) expect(S.get(i)).toBe(wantS[i]);
    expect(sizes.intact && order.intact && Y.intact && means.intact && S.intact && work.intact).toBe(true);
  });

  it("of nothing is nothing", () => {
    const none = new GuardedU32(0), empty = new GuardedF64(0), work = new GuardedF64(1);
    expect(cohortMoments(0, 1, none.at, none.at, empty.at, empty.at, empty.at, work.at)).toBe(0);
    expect(none.intact && empty.intact && work.intact).toBe(true);
  });
});

describe("timingDraws", () => {
  it("is the t of a difference of means where nothing is before treatment, whoever is assigned which date", () => {
    // one period, cohorts of two, one against the other; of 0, 1, 2, 5 all ways of assigning them give these t
    const sizes = GuardedU32.of([2, 2]), Y = GuardedF64.of([0, 1, 2, 5]), loads = GuardedF64.of([1, 0, -1, 0]);
    const draws = 32, statistics = new GuardedF64(draws), words = new GuardedU32(8), work = new GuardedF64(8);
    const info = timingDraws(
      draws, 4, 1, 2, 1, 0, 1, 0, sizes.at, Y.at, loads.at, 0, 13, 0, 7, 0, statistics.at, words.at, work.at,
    );
    expect(info).toBe(0);
    // (0.5 - 3.5) / sqrt(0.25 + 2.25), (1 - 3) / sqrt(1 + 4), (2.5 - 1.5) / sqrt(6.25 + 0.25)
    const wanted: f64[] = [3 / sqrt(2.5), 2 / sqrt(5.0), 1 / sqrt(6.5)];
    const seen: i32[] = [0, 0, 0];
    for (let d = 0; d < draws; d++) {
      let found = -1;
      for (let i = 0; i < 3; i++) if (abs(abs(statistics.get(d)) - wanted[i]) < 1e-12) found = i;
      expect(found).toBeGreaterThan(-1);
      seen[found] += 1;
    }
    for (let i = 0; i < 3; i++) expect(seen[i]).toBeGreaterThan(0);
    expect(sizes.intact && Y.intact && loads.intact && statistics.intact && words.intact && work.intact).toBe(true);
  });

  it("has no t where outcomes do not vary, and draws that are those of the whole in any share", () => {
    const sizes = GuardedU32.of([2, 2]), flat = GuardedF64.of([3, 3, 3, 3, 3, 3, 3, 3]);
    const Y = GuardedF64.of([0, 1, 2, 2, 5, 1, 4, 9]), loads = GuardedF64.of([0, 1, 1, 0, 0, -1, -1, 0]);
    const all = new GuardedF64(4), part = new GuardedF64(2), words = new GuardedU32(8), work = new GuardedF64(24);
    timingDraws(4, 4, 2, 2, 1, 1, NaN, 1, sizes.at, flat.at, loads.at, 0, 13, 0, 7, 0, all.at, words.at, work.at);
    for (let d = 0; d < 4; d++) expect(isNaN(all.get(d))).toBe(true);
    timingDraws(4, 4, 2, 2, 1, 1, NaN, 1, sizes.at, Y.at, loads.at, 0, 13, 0, 7, 0, all.at, words.at, work.at);
    timingDraws(2, 4, 2, 2, 1, 1, NaN, 1, sizes.at, Y.at, loads.at, 2, 13, 0, 7, 0, part.at, words.at, work.at);
    expect(part.get(0)).toBe(all.get(2));
    expect(part.get(1)).toBe(all.get(3));
    expect(all.intact && part.intact && words.intact && work.intact && flat.intact).toBe(true);
  });
});
