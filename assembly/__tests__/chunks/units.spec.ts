import { chunkRows } from "../../chunks/chunk-rows";
import { unitProducts } from "../../chunks/unit-products";
import { unitMeat, unitScores } from "../../chunks/unit-scores";
import { unitMeans, unitSums } from "../../chunks/unit-sums";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const NONE: u32 = 0xffff_ffff;

describe("chunkRows", () => {
  it("turns columns to rows less the centre, and leaves out what is missing, weightless or another part's", () => {
    // columns 1..5 and weights; row 1 is infinite, row 2 has no cluster, row 3 no weight, row 4 a unit beyond the part
    const X = GuardedF64.of([1, Infinity, 3, 4, 5, 1, 1, 1, 0, 1]);
    const centre = GuardedF64.of([1, 0, 0, 0]);
    const time = GuardedU32.of([0, 0, 0, 0, 0]);
    const unit = GuardedU32.of([3, 3, 3, 3, 9]);
    const cluster = GuardedU32.of([1, 1, NONE, 1, 1]);
    const rows = new GuardedF64(20);
    const sums = new GuardedU32(6);
    const lost = new GuardedU32(3);
    const info = chunkRows(
      0, 5, 1, 5, 1, 2, 2, 2, 4, X.at, centre.at, time.at, unit.at, cluster.at, rows.at, sums.at, lost.at,
    );
    expect(info).toBe(0);
    expect(rows.get(0) == 0 && rows.get(8) == 2 && rows.get(16) == 4 && rows.get(17) == 0).toBe(true);
    expect(unit.get(0) == 1 && unit.get(1) == NONE && unit.get(2) == NONE && unit.get(3) == NONE && unit.get(4) == NONE).toBe(true);
    // cluster 1 of two lanes, unit 3 is in the second
    expect(cluster.get(0) == 3 && cluster.get(1) == 4 && cluster.get(4) == 4).toBe(true);
    expect(lost.get(0) == 2 && lost.get(1) == 1 && lost.get(2) == 0).toBe(true);
    expect(X.intact && centre.intact && time.intact && unit.intact && cluster.intact).toBe(true);
    expect(rows.intact && sums.intact && lost.intact).toBe(true);
  });
});

describe("unitSums", () => {
  it("adds rows to their units, notes cluster and periods, and stops at a unit in two clusters or twice in a period", () => {
    const rows = GuardedF64.of([1, 10, 0, 0, 2, 20, 0, 0, 4, 40, 0, 0]);
    const unit = GuardedU32.of([0, 1, 0]);
    const time = GuardedU32.of([0, 2, 1]);
    const cluster = GuardedU32.of([5, 6, 5]);
    const sums = new GuardedF64(4);
    const levels = new GuardedF64(0);
    const masks = new GuardedU32(2);
    const owners = GuardedU32.of([NONE, NONE]);
    expect(
      unitSums(3, 2, 3, 1, 0, 0, 1, rows.at, 0, unit.at, time.at, cluster.at, sums.at, levels.at, masks.at, owners.at),
    ).toBe(0);
    expect(sums.get(0) == 5 && sums.get(1) == 50 && sums.get(2) == 2 && sums.get(3) == 20).toBe(true);
    expect(masks.get(0) == 3 && masks.get(1) == 4 && owners.get(0) == 5 && owners.get(1) == 6).toBe(true);
    // row 0 repeats its period
    expect(
      unitSums(3, 2, 3, 1, 0, 0, 1, rows.at, 0, unit.at, time.at, cluster.at, sums.at, levels.at, masks.at, owners.at),
    ).toBe(2);
    owners.set(1, 9);
    time.set(0, 2);
    masks.set(0, 0);
    expect(
      unitSums(3, 2, 3, 1, 0, 0, 1, rows.at, 0, unit.at, time.at, cluster.at, sums.at, levels.at, masks.at, owners.at),
    ).toBe(3);
    expect(rows.intact && unit.intact && time.intact && cluster.intact && sums.intact).toBe(true);
    expect(levels.intact && masks.intact && owners.intact).toBe(true);
  });

  it("adds up weights by period where rows have weights", () => {
    const rows = GuardedF64.of([1, 0, 0, 0, 3, 0, 0, 0]);
    const w = GuardedF64.of([2, 0.5]);
    const unit = GuardedU32.of([0, 0]);
    const time = GuardedU32.of([1, 1]);
    const cluster = GuardedU32.of([0, 0]);
    const sums = new GuardedF64(2);
    const levels = new GuardedF64(3);
    const masks = new GuardedU32(0);
    const owners = GuardedU32.of([NONE]);
    expect(
      unitSums(2, 1, 2, 0, 1, 0, 1, rows.at, w.at, unit.at, time.at, cluster.at, sums.at, levels.at, masks.at, owners.at),
    ).toBe(0);
    expect(sums.get(0) == 3.5 && levels.get(0) == 0 && levels.get(1) == 2.5 && levels.get(2) == 2).toBe(true);
    expect(sums.intact && levels.intact && masks.intact && w.intact).toBe(true);
  });
});

describe("unitMeans and unitProducts", () => {
  it("leave of (1 3) and its dummies what one unit of two periods leaves: 1/2, -1/2 and 2", () => {
    const levels = new GuardedF64(0);
    const masks = GuardedU32.of([3]);
    const owners = GuardedU32.of([0]);
    const means = GuardedF64.of([4, 0]);
    const size = 16 + 2 * 4 + 3 + 2;
    const sums = new GuardedF64(size);
    const counts = new GuardedF64(3);
    const byLevel = new GuardedF64(2);
    const met = new GuardedU32(3);
    expect(
      unitMeans(
        1, 1, 2, 1, 0, 0, 1, levels.at, masks.at, owners.at, means.at, sums.at, counts.at, byLevel.at, met.at,
      ),
    ).toBe(0);
    expect(means.get(0) == 2 && counts.get(0) == 2 && counts.get(1) == 1 && counts.get(2) == 0).toBe(true);
    // D'D packed, then the weights by level
    expect(sums.get(24) == 0.5 && sums.get(25) == -0.5 && sums.get(26) == 0.5).toBe(true);
    expect(sums.get(27) == 1 && sums.get(28) == 1).toBe(true);
    const rows = GuardedF64.of([1, 0, 0, 0, 3, 0, 0, 0]);
    const order = GuardedU32.of([1, 0]);
    const unit = GuardedU32.of([0, 0]);
    const time = GuardedU32.of([0, 1]);
    const buffer = new GuardedF64(64 * 4);
    expect(
      unitProducts(
        0, 2, 1, 2, 0, order.at, rows.at, 0, unit.at, time.at, unit.at, means.at, sums.at, buffer.at,
      ),
    ).toBe(0);
    expect(sums.get(0) == 2 && sums.get(16) == -1 && sums.get(20) == 1).toBe(true);
    expect(levels.intact && masks.intact && owners.intact && means.intact && sums.intact && counts.intact).toBe(true);
    expect(byLevel.intact && met.intact && rows.intact && order.intact && buffer.intact).toBe(true);
  });

  it("counts a unit of one row only when asked", () => {
    const masks = GuardedU32.of([1]);
    const owners = GuardedU32.of([0]);
    const means = GuardedF64.of([4, 0]);
    const sums = new GuardedF64(29);
    const counts = new GuardedF64(3);
    const byLevel = new GuardedF64(2);
    const met = new GuardedU32(3);
    unitMeans(1, 1, 2, 1, 0, 0, 1, 0, masks.at, owners.at, means.at, sums.at, counts.at, byLevel.at, met.at);
    expect(counts.get(0) == 0 && counts.get(1) == 0 && counts.get(2) == 1 && sums.get(27) == 0).toBe(true);
    unitMeans(1, 1, 2, 1, 1, 0, 1, 0, masks.at, owners.at, means.at, sums.at, counts.at, byLevel.at, met.at);
    expect(counts.get(0) == 1 && counts.get(1) == 1 && sums.get(24) == 0 && sums.get(27) == 1).toBe(true);
    expect(sums.intact && counts.intact && byLevel.intact && met.intact).toBe(true);
  });
});

describe("unitScores and unitMeat", () => {
  it("score a unit by regressor times residual, both less their means", () => {
    // x = -1, 1 and y = -3, 3 about their means, slope 1, no periods: residuals -2, 2, score 4
    const rows = GuardedF64.of([-1, -3, 0, 0, 1, 3, 0, 0]);
    const unit = GuardedU32.of([0, 0]);
    const time = GuardedU32.of([0, 1]);
    const means = new GuardedF64(2);
    const beta = GuardedF64.of([1]);
    const periods = GuardedF64.of([0, 0, 0, 0]);
    const scores = new GuardedF64(1);
    expect(
      unitScores(
        2, 1, 0, 0, 1, rows.at, 0, unit.at, time.at, means.at, beta.at, periods.at, scores.at,
      ),
    ).toBe(0);
    expect(scores.get(0)).toBe(4);
    const masks = GuardedU32.of([3]);
    const owners = GuardedU32.of([0]);
    const meat = GuardedF64.of([7]);
    const byLevel = new GuardedF64(2);
    const met = new GuardedU32(3);
    const score = new GuardedF64(1);
    unitMeat(0, 1, 1, 2, 1, 0, masks.at, owners.at, periods.at, scores.at, meat.at, byLevel.at, met.at, score.at);
    expect(meat.get(0)).toBe(16);
    expect(scores.intact && meat.intact && byLevel.intact && met.intact && score.intact).toBe(true);
  });
});
