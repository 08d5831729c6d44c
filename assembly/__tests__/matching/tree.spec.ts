import { boxTree } from "../../matching/box-tree";
import { mahalanobisPoints } from "../../matching/mahalanobis-points";
import { treeNearest } from "../../matching/tree-nearest";
import { treeOnce } from "../../matching/tree-once";
import { treeWithin } from "../../matching/tree-within";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const NONE: u32 = 0xffffffff;

describe("mahalanobisPoints", () => {
  it("takes rows from columns and puts them in coordinates of the inverse triangle", () => {
    const rows = GuardedU32.of([2, 0]);
    const X = GuardedF64.of([1, 0, 3, 4, 0, 2]); // rows (1, 4), (0, 0), (3, 2)
    const score = GuardedF64.of([7, 8, 9]);
    const centre = GuardedF64.of([1, 2]);
    const inverse = GuardedF64.of([0.5, -1, NaN, 2]); // the upper corner is not looked at
    const raw = new GuardedF64(4);
    const points = new GuardedF64(6);
    const info = mahalanobisPoints(
      2, 3, 2, 3, rows.at, X.at, score.at, centre.at, inverse.at, raw.at, points.at,
    );
    expect(info).toBe(0);
    const columns: f64[] = [3, 2, 1, 4];
    const expected: f64[] = [1, -2, 9, 0, 4, 7];
    for (let i = 0; i < 4; i++) expect(raw.get(i)).toBe(columns[i]);
    for (let i = 0; i < 6; i++) expect(points.get(i)).toBe(expected[i]);
    expect(raw.intact && points.intact && X.intact && inverse.intact).toBe(true);
  });
});

// Controls at (0,0), (4,0), (1,0), (5,1), (1,0): one level splits the first coordinate, by number where it is equal.
const AT: f64[] = [0, 0, 4, 0, 1, 0, 5, 1, 1, 0];

class Tree {
  order: GuardedU32 = GuardedU32.of([4, 3, 2, 1, 0]);
  bounds: GuardedF64 = new GuardedF64(12);
  points: GuardedF64 = new GuardedF64(10);
  units: GuardedU32 = new GuardedU32(5);
  constructor() {
    boxTree(2, 2, 1, 1, 0, 5, 0, GuardedF64.of(AT).at, this.order.at, this.bounds.at);
    for (let at = 0; at < 5; at++) {
      const number = this.order.get(at);
      this.units.set(at, 10 + number);
      for (let d = 0; d < 2; d++) this.points.set(2 * at + d, AT[2 * number + d]);
    }
  }
  get intact(): bool { return this.order.intact && this.bounds.intact && this.points.intact; }
}

describe("boxTree", () => {
  it("halves the points where the box is widest and puts boxes round the halves", () => {
    const tree = new Tree();
    const order: u32[] = [0, 2, 1, 3, 4];
    for (let at = 0; at < 5; at++) expect(tree.order.get(at)).toBe(order[at]);
    const bounds: f64[] = [0, 0, 5, 1, 0, 0, 1, 0, 1, 0, 5, 1];
    for (let i = 0; i < 12; i++) expect(tree.bounds.get(i)).toBe(bounds[i]);
    expect(tree.intact).toBe(true);
  });

  it("stops short of leaves without sorting them", () => {
    const order = GuardedU32.of([1, 0]);
    const bounds = new GuardedF64(4);
    expect(boxTree(1, 2, 0, 0, 0, 2, 0, GuardedF64.of([3, 4, 1, 6]).at, order.at, bounds.at)).toBe(0);
    expect(order.get(0)).toBe(1);
    const expected: f64[] = [1, 4, 3, 6];
    for (let i = 0; i < 4; i++) expect(bounds.get(i)).toBe(expected[i]);
    expect(order.intact && bounds.intact).toBe(true);
  });
});

// Treated units at (1, 0) and (3, 0), in the only cell; the identity for inverse.
const OWN: f64[] = [1, 0, 3, 0];
const IDENTITY: f64[] = [1, 0, 0, 1];

function expectNearest(ratio: i32, limit: f64, expected: u32[], number: u32[], last: f64[]): void {
  const tree = new Tree();
  const own = GuardedF64.of(OWN);
  const cells = GuardedU32.of([0, 0]);
  const offsets = GuardedU32.of([0, 5]);
  const zero = GuardedU32.of([0]);
  const one = GuardedU32.of([1]);
  const inverse = GuardedF64.of(IDENTITY);
  const chosen = new GuardedU32(2 * ratio);
  const counts = new GuardedU32(2);
  const squared = new GuardedF64(2);
  const keys = new GuardedF64(ratio + 64);
  const places = new GuardedU32(ratio + 256);
  const info = treeNearest(
    2, 2, 2, ratio, limit, Infinity, 1e-9, cells.at, own.at, own.at, offsets.at, zero.at, one.at, tree.bounds.at,
    tree.points.at, tree.points.at, tree.units.at, inverse.at,
    chosen.at, counts.at, squared.at, keys.at, places.at,
  );
  expect(info).toBe(0);
  for (let i = 0; i < 2 * ratio; i++) expect(chosen.get(i)).toBe(expected[i]);
  for (let i = 0; i < 2; i++) {
    expect(counts.get(i)).toBe(number[i]);
    expect(squared.get(i)).toBe(last[i]);
  }
  expect(chosen.intact && counts.intact && squared.intact && keys.intact && places.intact && tree.intact).toBe(true);
}

describe("treeNearest", () => {
  it("finds the nearest, lower rows first where distances are equal", () => {
    expectNearest(1, Infinity, [12, 11], [1, 1], [0, 1]);
    expectNearest(3, Infinity, [12, 14, 10, 11, 12, 14], [3, 3], [1, 4]);
  });

  it("finds fewer within a caliper, nobody perhaps", () => {
    expectNearest(3, 1, [12, 14, 10, 11, NONE, NONE], [3, 1], [1, 1]);
    expectNearest(1, 0.5, [12, NONE], [1, 0], [0, 0]);
  });
});

describe("treeWithin", () => {
  it("counts all within reach, and lists them where there is room", () => {
    const tree = new Tree();
    const own = GuardedF64.of(OWN);
    const cells = GuardedU32.of([0, 0]);
    const offsets = GuardedU32.of([0, 5]);
    const zero = GuardedU32.of([0]);
    const one = GuardedU32.of([1]);
    const inverse = GuardedF64.of(IDENTITY);
    const reach = GuardedF64.of([1, -1]);
    const who = GuardedU32.of([3, 4]);
    const counts = new GuardedU32(2);
    const treated = new GuardedU32(3);
    const control = new GuardedU32(3);
    const share = new GuardedF64(3);
    const keys = new GuardedF64(67);
    const places = new GuardedU32(259);
    for (let call: u32 = 0; call < 2; call++) {
      const starts = GuardedU32.of([0, 3 * call, 3 * call]);
      treeWithin(
        2, 2, 2, 3 * call, Infinity, Infinity, 1e-9, cells.at, own.at, own.at, offsets.at, zero.at, one.at,
        tree.bounds.at, tree.points.at, tree.points.at, tree.units.at, inverse.at, reach.at, starts.at, who.at,
        counts.at, treated.at, control.at, share.at, keys.at, places.at,
      );
      expect(counts.get(0)).toBe(3);
      expect(counts.get(1)).toBe(0);
      expect(control.get(0)).toBe(call ? 12 : 0);
    }
    const expected: u32[] = [12, 14, 10];
    for (let pair = 0; pair < 3; pair++) {
      expect(treated.get(pair)).toBe(3);
      expect(control.get(pair)).toBe(expected[pair]);
      expect(share.get(pair)).toBe(1.0 / 3);
    }
    expect(counts.intact && treated.intact && control.intact && share.intact && keys.intact && places.intact).toBe(true);
  });
});

describe("treeOnce", () => {
  it("gives a control once, round by round", () => {
    const tree = new Tree();
    const own = GuardedF64.of([1, 0, 1, 0]);
    const cells = GuardedU32.of([0, 0]);
    const offsets = GuardedU32.of([0, 5]);
    const zero = GuardedU32.of([0]);
    const one = GuardedU32.of([1]);
    const inverse = GuardedF64.of(IDENTITY);
    const turns = GuardedU32.of([1, 0]);
    const chosen = new GuardedU32(6);
    const counts = new GuardedU32(2);
    const free = new GuardedU32(3);
    const taken = new GuardedU32(5);
    const keys = new GuardedF64(65);
    const places = new GuardedU32(257);
    treeOnce(
      2, 5, 1, 3, 2, 2, 3, 3, Infinity, 1e-9, turns.at, cells.at, own.at, own.at, offsets.at, zero.at, one.at,
      tree.bounds.at, tree.points.at, tree.points.at, tree.units.at, inverse.at,
      chosen.at, counts.at, free.at, taken.at, keys.at, places.at,
    );
    // unit 1 first: 12, unit 0: 14; then 10 and 11; then nobody, for 13 is farther than 3
    const expected: u32[] = [14, 11, NONE, 12, 10, NONE];
    for (let i = 0; i < 6; i++) expect(chosen.get(i)).toBe(expected[i]);
    expect(counts.get(0)).toBe(2);
    expect(counts.get(1)).toBe(2);
    expect(chosen.intact && counts.intact && free.intact && taken.intact && keys.intact && places.intact).toBe(true);
  });
});
