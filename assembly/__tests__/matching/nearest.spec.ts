import { chosenPairs } from "../../matching/chosen-pairs";
import { nearestControls } from "../../matching/nearest-controls";
import { nearestCounts } from "../../matching/nearest-counts";
import { nearestOnce } from "../../matching/nearest-once";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Treated rows 0 and 1 with scores 2 and 9; controls, by score:
// place   0  1  2  3  4
// row     4  3  5  2  6
// score   0  1  1  3  8
const ROWS: u32[] = [0, 1];
const SCORE: f64[] = [2, 9];
const UNITS: u32[] = [4, 3, 5, 2, 6];
const VALUES: f64[] = [0, 1, 1, 3, 8];
const RUNS: u32[] = [0, 1, 1, 3, 4];
const NONE: u32 = 0xffffffff;

function expectCounts(ratio: i32, limit: f64, tolerance: f64, expected: u32[]): void {
  const counts = new GuardedU32(2);
  const rows = GuardedU32.of(ROWS);
  const score = GuardedF64.of(SCORE);
  const cells = GuardedU32.of([0, 0]);
  const offsets = GuardedU32.of([0, 5]);
  const values = GuardedF64.of(VALUES);
  const middles = new GuardedU32(2);
  nearestCounts(2, ratio, limit, tolerance, rows.at, score.at, cells.at, offsets.at, values.at, middles.at, counts.at);
  for (let i = 0; i < 2; i++) expect(counts.get(i)).toBe(expected[i]);
  expect(middles.get(0)).toBe(3);
  expect(middles.get(1)).toBe(5);
  expect(counts.intact && middles.intact && values.intact).toBe(true);
}

describe("nearestCounts", () => {
  it("is the ratio, or what the caliper leaves", () => {
    expectCounts(2, Infinity, -1, [2, 2]);
    expectCounts(9, Infinity, -1, [5, 5]);
    expectCounts(2, 1, -1, [2, 1]); // at the edge of the caliper is within it
    expectCounts(2, 0.5, -1, [0, 0]);
  });

  it("averages ties: all as near as the last of them", () => {
    expectCounts(1, Infinity, 0, [3, 1]);
    expectCounts(4, Infinity, 0, [4, 4]);
    expectCounts(1, Infinity, 3, [4, 1]); // 2^2 <= 1^2 + 3, but 6^2 > 1^2 + 3
    expectCounts(1, 1, 3, [3, 1]); // no further than the caliper
  });

  it("finds nobody in an empty cell", () => {
    const counts = GuardedU32.of([7]);
    const rows = GuardedU32.of([0]);
    const cells = GuardedU32.of([1]);
    const offsets = GuardedU32.of([0, 5, 5]);
    const score = GuardedF64.of(SCORE);
    const values = GuardedF64.of(VALUES);
    const middles = new GuardedU32(1);
    nearestCounts(1, 1, Infinity, 0, rows.at, score.at, cells.at, offsets.at, values.at, middles.at, counts.at);
    expect(counts.get(0)).toBe(0);
  });
});

describe("nearestControls", () => {
  it("walks outwards, the lower row first where distances or scores are equal", () => {
    const middles = GuardedU32.of([3, 5]);
    const places = GuardedU32.of([0, 5, 7]);
    const treated = new GuardedU32(7);
    const control = new GuardedU32(7);
    const share = new GuardedF64(7);
    const rows = GuardedU32.of(ROWS);
    const score = GuardedF64.of(SCORE);
    const cells = GuardedU32.of([0, 0]);
    const offsets = GuardedU32.of([0, 5]);
    const units = GuardedU32.of(UNITS);
    const values = GuardedF64.of(VALUES);
    const runs = GuardedU32.of(RUNS);
    const info = nearestControls(
      2, rows.at, score.at, cells.at, offsets.at, units.at, values.at, runs.at,
      middles.at, places.at, treated.at, control.at, share.at,
    );
    expect(info).toBe(0);
    const expected: u32[] = [2, 3, 5, 4, 6, 6, 2];
    for (let pair = 0; pair < 7; pair++) {
      expect(treated.get(pair)).toBe(pair < 5 ? 0 : 1);
      expect(control.get(pair)).toBe(expected[pair]);
      expect(share.get(pair)).toBe(pair < 5 ? 0.2 : 0.5);
    }
    expect(treated.intact && control.intact && share.intact && units.intact && runs.intact).toBe(true);
  });
});

function expectChosen(ratio: i32, limit: f64, turns: u32[], expected: u32[], number: u32[]): void {
  const chosen = new GuardedU32(2 * ratio);
  const counts = new GuardedU32(2);
  const down = new GuardedU32(6);
  const up = new GuardedU32(6);
  const order = GuardedU32.of(turns);
  const rows = GuardedU32.of(ROWS);
  const score = GuardedF64.of([2, 2]); // both treated units in one place
  const cells = GuardedU32.of([0, 0]);
  const offsets = GuardedU32.of([0, 5]);
  const units = GuardedU32.of(UNITS);
  const values = GuardedF64.of(VALUES);
  const runs = GuardedU32.of(RUNS);
  nearestOnce(
    2, 5, 1, ratio, limit, order.at, rows.at, score.at, cells.at, offsets.at, units.at, values.at, runs.at,
    chosen.at, counts.at, down.at, up.at,
  );
  for (let i = 0; i < 2 * ratio; i++) expect(chosen.get(i)).toBe(expected[i]);
  for (let i = 0; i < 2; i++) expect(counts.get(i)).toBe(number[i]);
  expect(chosen.intact && counts.intact && down.intact && up.intact).toBe(true);
}

describe("nearestOnce", () => {
  it("gives a control once, round by round", () => {
    expectChosen(2, Infinity, [0, 1], [2, 5, 3, 4], [2, 2]);
    expectChosen(2, Infinity, [1, 0], [3, 4, 2, 5], [2, 2]);
  });

  it("leaves places empty where nothing is free within the caliper", () => {
    expectChosen(2, 1, [0, 1], [2, 5, 3, NONE], [2, 1]);
    expectChosen(3, Infinity, [0, 1], [2, 5, 6, 3, 4, NONE], [3, 2]);
  });
});

describe("chosenPairs", () => {
  it("lists choices by treated unit, who have equal shares", () => {
    const rows = GuardedU32.of([4, 5, 6]);
    const chosen = GuardedU32.of([1, 2, NONE, NONE, 3, NONE]);
    const places = GuardedU32.of([0, 2, 2, 3]);
    const treated = new GuardedU32(3);
    const control = new GuardedU32(3);
    const share = new GuardedF64(3);
    expect(chosenPairs(3, 2, rows.at, chosen.at, places.at, treated.at, control.at, share.at)).toBe(0);
    const units: u32[] = [4, 4, 6];
    const shares: f64[] = [0.5, 0.5, 1];
    for (let pair = 0; pair < 3; pair++) {
      expect(treated.get(pair)).toBe(units[pair]);
      expect(control.get(pair)).toBe(pair + 1);
      expect(share.get(pair)).toBe(shares[pair]);
    }
    expect(treated.intact && control.intact && share.intact).toBe(true);
  });
});
