import { nearMeat } from "../../covariance/near-meat";
import { windowMeat } from "../../covariance/window-meat";
import { spherePoints } from "../../math/sphere-points";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const NONE: u32 = 0xffffffff;

describe("windowMeat", () => {
  it("weighs products of neighbours by the windows they share", () => {
    // scores 2, 3, 5 in a row, then an empty place: windows of two 2, 5, 8, 5
    const X = GuardedF64.of([1, 3, 5]), u = GuardedF64.of([2, 1, 1]);
    const places = GuardedU32.of([0, 1, 2, NONE]);
    const meat = new GuardedF64(1), work = new GuardedF64(2 * 265 + 264 + 8 * 3 + 1);
    expect(windowMeat(0, 4, 3, 1, 1, 0, X.at, u.at, places.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(4 + 25 + 64 + 25);
    // windows 2 and 3 alone read the place before them
    expect(windowMeat(2, 2, 3, 1, 1, 0, X.at, u.at, places.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(64 + 25);
    expect(X.intact && u.intact && places.intact && meat.intact && work.intact).toBe(true);
  });

  it("is exact over blocks and chunks, and over a triangle", () => {
    const n = 5000, lag = 3;
    const X = new GuardedF64(n), u = new GuardedF64(n), places = new GuardedU32(n);
    for (let i = 0; i < n; i++) { X.set(i, 2); u.set(i, 1); places.set(i, n - 1 - i); }
    const R = GuardedF64.of([2]);
    const meat = new GuardedF64(1), work = new GuardedF64(2 * 267 + 264 + 8 * 3 + 2);
    expect(windowMeat(0, n, n, 1, lag, 1, X.at, u.at, places.at, R.at, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(1 + 4 + 9 + 16 * (n - 3));
    expect(X.intact && u.intact && places.intact && R.intact && meat.intact && work.intact).toBe(true);
  });

  it("is zero without windows", () => {
    const meat = GuardedF64.of([1]), work = new GuardedF64(2 * 264 + 264 + 8 * 3 + 1);
    expect(windowMeat(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0) == 0 && meat.intact && work.intact).toBe(true);
  });
});

describe("nearMeat", () => {
  it("takes pairs in reach, the far end of a band included, and no other", () => {
    // on the equator's axis: points 0, 1 and 3 apart along x; latitudes only order them
    const latitudes = GuardedF64.of([0, 1, 3]), points = GuardedF64.of([0, 1, 3, 0, 0, 0, 0, 0, 0]);
    const scores = GuardedF64.of([2, 3, 5]);
    const meat = new GuardedF64(1), work = new GuardedF64(1 + 2 * 264 + 1);
    expect(nearMeat(0, 3, 3, 1, 0, 1, 1, latitudes.at, points.at, scores.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(4 + 9 + 25 + 2 * 6);
    expect(nearMeat(0, 3, 3, 1, 0, 9, 3, latitudes.at, points.at, scores.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(100);
    // a band narrower than the chord cuts first
    expect(nearMeat(0, 3, 3, 1, 0, 9, 2, latitudes.at, points.at, scores.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(4 + 9 + 25 + 2 * (6 + 15));
    // parts add up to the whole
    expect(nearMeat(1, 2, 3, 1, 0, 9, 3, latitudes.at, points.at, scores.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(9 + 25 + 2 * 15);
    expect(latitudes.intact && points.intact && scores.intact && meat.intact && work.intact).toBe(true);
  });

  it("is symmetric, over a triangle, and zero without locations", () => {
    const R = GuardedF64.of([2, 77, 4, 5]);
    const latitudes = GuardedF64.of([0, 0]), points = GuardedF64.of([0, 0, 0, 0, 0, 0]);
    // (2, 9) R^-1 = (1, 1), (4, -2) R^-1 = (2, -2)
    const scores = GuardedF64.of([2, 9, 4, -2]);
    const meat = new GuardedF64(4), work = new GuardedF64(2 + 4 * 264 + 4);
    expect(nearMeat(0, 2, 2, 2, 1, 0, 0, latitudes.at, points.at, scores.at, R.at, meat.at, work.at)).toBe(0);
    // (3, -1)(3, -1)'
    expect(meat.get(0) == 9 && meat.get(1) == -3 && meat.get(2) == -3 && meat.get(3) == 1).toBe(true);
    expect(nearMeat(0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0) == 0 && meat.get(3) == 0 && meat.intact && work.intact && R.intact).toBe(true);
  });
});

describe("spherePoints", () => {
  it("is exact at right angles and symmetric in sign", () => {
    const latitudes = GuardedF64.of([0, 90, -90, 0, 0, 0, 30]), longitudes = GuardedF64.of([0, 17, 0, 90, 180, -90, 0]);
    const points = new GuardedF64(21);
    expect(spherePoints(7, latitudes.at, longitudes.at, points.at)).toBe(0);
    expect(points.get(0) == 1 && points.get(7) == 0 && points.get(14) == 0).toBe(true);
    expect(points.get(1) == 0 && points.get(8) == 0 && points.get(15) == 1).toBe(true);
    expect(points.get(16)).toBe(-1);
    expect(points.get(3) == 0 && points.get(10) == 1).toBe(true);
    expect(points.get(4) == -1 && points.get(11) == 0).toBe(true);
    expect(points.get(5) == 0 && points.get(12) == -1).toBe(true);
    expect(Math.abs(points.get(20) - 0.5) < 2e-16).toBe(true);
    expect(latitudes.intact && longitudes.intact && points.intact).toBe(true);
  });
});
