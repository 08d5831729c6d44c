import { pairComponents } from "../../groups/pair-components";
import { GuardedU32 } from "../support/guarded";

describe("pairComponents", () => {
  it("joins levels through a chain and numbers by first level", () => {
    // a0: b3, b1; a1: b1, b2 -> {1, 2, 3}; a2: b0; b4 has no row
    const a = GuardedU32.of([0, 0, 1, 1, 2]);
    const b = GuardedU32.of([3, 1, 1, 2, 0]);
    const components = new GuardedU32(5);
    const work = new GuardedU32(8);
    expect(pairComponents(5, 3, 5, a.at, b.at, components.at, work.at)).toBe(3);
    const expected: u32[] = [0, 1, 1, 1, 2];
    for (let l = 0; l < 5; l++) expect(components.get(l)).toBe(expected[l]);
    expect(a.intact && b.intact && components.intact && work.intact).toBe(true);
  });

  it("reads no further once all levels are joined", () => {
    const components = new GuardedU32(2);
    const work = new GuardedU32(3);
    const a = GuardedU32.of([0, 0, 7]);
    const b = GuardedU32.of([1, 0, 9]);
    expect(pairComponents(3, 1, 2, a.at, b.at, components.at, work.at)).toBe(1);
    expect(components.get(0)).toBe(0);
    expect(components.get(1)).toBe(0);
    expect(work.intact && components.intact).toBe(true);
  });

  it("refuses codes outside", () => {
    const components = new GuardedU32(2);
    const work = new GuardedU32(3);
    expect(pairComponents(1, 1, 2, GuardedU32.of([1]).at, GuardedU32.of([0]).at, components.at, work.at)).toBe(-4);
    expect(pairComponents(1, 1, 2, GuardedU32.of([0]).at, GuardedU32.of([2]).at, components.at, work.at)).toBe(-5);
    expect(work.intact && components.intact).toBe(true);
  });
});
