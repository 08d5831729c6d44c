import { scoreCells } from "../../matching/score-cells";
import { scoreOrder } from "../../matching/score-order";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// row      0    1   2   3    4    5
// score   0.5  -1   2  -0    0   0.5     rows 0 2 3 4 5 are meant
const SCORE: f64[] = [0.5, -1, 2, -0.0, 0, 0.5];
const ROWS: u32[] = [0, 2, 3, 4, 5];

function expectOrder(descending: i32, expected: u32[]): void {
  const rows = GuardedU32.of(ROWS);
  const labels = GuardedU32.of([10, 11, 12, 13, 14]);
  const score = GuardedF64.of(SCORE);
  const order = new GuardedU32(5);
  const sorted = new GuardedF64(5);
  const keys = new GuardedF64(10);
  const places = new GuardedU32(5);
  const counts = new GuardedU32(12288);
  const info = scoreOrder(
    5, descending, rows.at, labels.at, score.at, order.at, sorted.at, keys.at, places.at, counts.at,
  );
  expect(info).toBe(0);
  for (let i = 0; i < 5; i++) {
    expect(order.get(i)).toBe(10 + expected[i]);
    expect(sorted.get(i)).toBe(SCORE[ROWS[expected[i]]] + 0);
  }
  expect(rows.intact && labels.intact && score.intact && order.intact && sorted.intact).toBe(true);
  expect( keys.intact && places.intact && counts.intact).toBe(true);
}

describe("scoreOrder", () => {
  it("ascends or descends, equal scores in the order of the rows, -0 being 0", () => {
    expectOrder(0, [2, 3, 0, 4, 1]);
    expectOrder(1, [1, 0, 4, 2, 3]);
  });

  it("takes no rows and refuses NaN", () => {
    const counts = new GuardedU32(12288);
    expect(scoreOrder(0, 0, 0, 0, 0, 0, 0, 0, 0, counts.at)).toBe(0);
    const rows = GuardedU32.of([0]);
    const order = new GuardedU32(1);
    const keys = new GuardedF64(2);
    const places = new GuardedU32(1);
    const sorted = new GuardedF64(1);
    const score = GuardedF64.of([NaN]);
    const info = scoreOrder(
      1, 0, rows.at, rows.at, score.at, order.at, sorted.at, keys.at, places.at, counts.at,
    );
    expect(info).toBe(-5);
    expect(order.intact && sorted.intact && keys.intact && places.intact && counts.intact).toBe(true);
  });
});

describe("scoreCells", () => {
  it("puts cells apart, one of them empty, and finds equal scores of a cell", () => {
    const order = GuardedU32.of([3, 4, 0, 5, 2]);
    const sorted = GuardedF64.of([0, 0, 0.5, 0.5, 2]);
    const cells = GuardedU32.of([2, 0, 0, 2, 2, 2]);
    const offsets = new GuardedU32(4);
    const units = new GuardedU32(5);
    const values = new GuardedF64(5);
    const runs = new GuardedU32(5);
    const out = scoreCells(5, 3, order.at, sorted.at, cells.at, offsets.at, units.at, values.at, runs.at);
    expect(out).toBe(0);
    const starts: u32[] = [0, 1, 1, 5];
    for (let c = 0; c < 4; c++) expect(offsets.get(c)).toBe(starts[c]);
    const expected: u32[] = [2, 3, 4, 0, 5];
    const first: u32[] = [0, 1, 1, 3, 3];
    for (let at = 0; at < 5; at++) {
      expect(units.get(at)).toBe(expected[at]);
      expect(values.get(at)).toBe(SCORE[expected[at]] + 0);
      expect(runs.get(at)).toBe(first[at]);
    }
    expect(order.intact && sorted.intact && cells.intact).toBe(true);
    expect(offsets.intact && units.intact && values.intact && runs.intact).toBe(true);
  });

  it("refuses a cell that isn't there", () => {
    const one = GuardedU32.of([0]);
    const offsets = new GuardedU32(3);
    const out = new GuardedU32(1);
    const values = new GuardedF64(1);
    const cells = GuardedU32.of([2]);
    const info = scoreCells(1, 2, one.at, values.at, cells.at, offsets.at, out.at, values.at, out.at);
    expect(info).toBe(-5);
    expect(offsets.intact && out.intact && values.intact).toBe(true);
  });
});
