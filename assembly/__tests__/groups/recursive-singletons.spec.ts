import { recursiveSingletons } from "../../groups/recursive-singletons";
import { GuardedU32 } from "../support/guarded";

describe("recursiveSingletons", () => {
  it("falls like dominoes: row 0 alone in its firm leaves row 1 alone in its year, and so on", () => {
    // firms 0 1 1 2 2 2, years 0 0 1 1 2 2: only the last two rows hold each other
    const levels = GuardedU32.of([3, 3]);
    const codes = GuardedU32.of([0, 1, 1, 2, 2, 2, 0, 0, 1, 1, 2, 2]);
    const drop = new GuardedU32(6);
    const work = new GuardedU32(18);
    expect(recursiveSingletons(6, 2, levels.at, codes.at, drop.at, work.at)).toBe(4);
    for (let i = 0; i < 6; i++) expect(drop.get(i)).toBe(i < 4 ? 1 : 0);
    expect(levels.intact && codes.intact && drop.intact && work.intact).toBe(true);
  });

  it("keeps rows that have company and takes no effects", () => {
    const levels = GuardedU32.of([1]);
    const codes = GuardedU32.of([0, 0]);
    const drop = new GuardedU32(2);
    const work = new GuardedU32(3);
    expect(recursiveSingletons(2, 1, levels.at, codes.at, drop.at, work.at)).toBe(0);
    expect(recursiveSingletons(2, 0, levels.at, codes.at, drop.at, work.at)).toBe(0);
    expect(drop.intact && work.intact).toBe(true);
  });

  it("drops a row that is alone in two effects once", () => {
    const levels = GuardedU32.of([1, 1]);
    const codes = GuardedU32.of([0, 0]);
    const drop = new GuardedU32(1);
    const work = new GuardedU32(6);
    expect(recursiveSingletons(1, 2, levels.at, codes.at, drop.at, work.at)).toBe(1);
    expect(drop.get(0)).toBe(1);
    expect(drop.intact && work.intact).toBe(true);
  });

  it("refuses a code that is no level", () => {
    const drop = new GuardedU32(1);
    const work = new GuardedU32(3);
    expect(recursiveSingletons(1, 1, GuardedU32.of([1]).at, GuardedU32.of([1]).at, drop.at, work.at)).toBe(-4);
    expect(drop.intact && work.intact).toBe(true);
  });
});
