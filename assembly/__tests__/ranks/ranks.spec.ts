import { midranks } from "../../ranks/midranks";
import { pairCounts } from "../../ranks/pair-counts";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("midranks", () => {
  it("shares ranks among equal numbers, within groups, and leaves other rows alone", () => {
    const x = GuardedF64.of([9, 3, 1, 3, 5, 0, -0.0]);
    const offsets = GuardedU32.of([1, 5, 5, 7]);
    const ranks = GuardedF64.of([7, 7, 7, 7, 7, 7, 7]);
    const keys = new GuardedF64(12);
    const order = new GuardedU32(12);
    expect(midranks(3, offsets.at, x.at, ranks.at, keys.at, order.at)).toBe(0);
    const expected: f64[] = [7, 2.5, 1, 2.5, 4, 1.5, 1.5];
    for (let i = 0; i < 7; i++) expect(ranks.get(i)).toBe(expected[i]);
    expect(x.intact && offsets.intact && ranks.intact && keys.intact && order.intact).toBe(true);
  });

  it("takes no groups and refuses NaN", () => {
    expect(midranks(0, 0, 0, 0, 0, 0)).toBe(0);
    const ranks = new GuardedF64(2);
    const keys = new GuardedF64(4);
    const order = new GuardedU32(4);
    expect(midranks(1, GuardedU32.of([0, 2]).at, GuardedF64.of([1, NaN]).at, ranks.at, keys.at, order.at)).toBe(-3);
    expect(ranks.intact && keys.intact && order.intact).toBe(true);
  });
});

describe("pairCounts", () => {
  it("counts the six pairs of four rows", () => {
    const x = GuardedF64.of([1, 2, 1, 2]);
    const y = GuardedF64.of([1, 2, 3, 2]);
    const offsets = GuardedU32.of([0, 4]);
    const counts = new GuardedF64(5);
    const keys = new GuardedF64(8);
    const order = new GuardedU32(8);
    // pairs: 12 agree, 13 tied in x, 14 agree, 23 oppose, 24 tied in both, 34 oppose
    expect(pairCounts(1, offsets.at, x.at, y.at, counts.at, keys.at, order.at)).toBe(0);
    const expected: f64[] = [2, 2, 1, 0, 1];
    for (let i = 0; i < 5; i++) expect(counts.get(i)).toBe(expected[i]);
    expect(x.intact && y.intact && offsets.intact && counts.intact && keys.intact && order.intact).toBe(true);
  });

  it("keeps groups apart: none of one row or none has a pair", () => {
    const x = GuardedF64.of([5, 1, 2, 3]);
    const y = GuardedF64.of([0, 4, 4, 1]);
    const counts = new GuardedF64(15);
    const keys = new GuardedF64(8);
    const order = new GuardedU32(8);
    expect(pairCounts(3, GuardedU32.of([0, 1, 1, 4]).at, x.at, y.at, counts.at, keys.at, order.at)).toBe(0);
    const expected: f64[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0];
    for (let i = 0; i < 15; i++) expect(counts.get(i)).toBe(expected[i]);
    expect(counts.intact && keys.intact && order.intact).toBe(true);
  });

  it("refuses NaN, and says in which column", () => {
    const counts = new GuardedF64(5);
    const keys = new GuardedF64(4);
    const order = new GuardedU32(4);
    const offsets = GuardedU32.of([0, 2]);
    const good = GuardedF64.of([1, 2]);
    const bad = GuardedF64.of([1, NaN]);
    expect(pairCounts(1, offsets.at, bad.at, good.at, counts.at, keys.at, order.at)).toBe(-3);
    expect(pairCounts(1, offsets.at, good.at, bad.at, counts.at, keys.at, order.at)).toBe(-4);
    expect(counts.intact && keys.intact && order.intact).toBe(true);
  });
});
