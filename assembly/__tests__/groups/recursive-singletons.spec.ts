import { levelRows, recursiveSingletons } from "../../groups/recursive-singletons";
import { GuardedU32 } from "../support/guarded";

/** Counts and rows of each level, and what is dropped, for effects of n rows. */
class Sample {
  readonly counts: GuardedU32;
  readonly rows: GuardedU32;
  readonly drop: GuardedU32;
  readonly stack: GuardedU32;

  constructor(readonly n: i32, readonly levels: GuardedU32, readonly codes: GuardedU32, q: i32, total: i32) {
    this.counts = new GuardedU32(total);
    this.rows = new GuardedU32(total);
    this.drop = new GuardedU32(n);
    this.stack = new GuardedU32(total);
    let base: usize = 0;
    for (let e = 0; e < q; e++) {
      const codesAt = codes.at + ((e * n) << 2);
      expect(levelRows(n, levels.get(e), codesAt, this.counts.at + base, this.rows.at + base)).toBe(0);
      base += levels.get(e) << 2;
    }
  }

  dropped(q: i32): i32 {
    const counts = this.counts.at, rows = this.rows.at, drop = this.drop.at, stack = this.stack.at;
    return recursiveSingletons(this.n, q, this.levels.at, this.codes.at, counts, rows, drop, stack);
  }

  get intact(): bool {
    return this.counts.intact && this.rows.intact && this.drop.intact && this.stack.intact;
  }
}

describe("recursiveSingletons", () => {
  it("falls like dominoes: row 0 alone in its firm leaves row 1 alone in its year, and so on", () => {
    // firms 0 1 1 2 2 2, years 0 0 1 1 2 2: only the last two rows hold each other
    const levels = GuardedU32.of([3, 3]);
    const codes = GuardedU32.of([0, 1, 1, 2, 2, 2, 0, 0, 1, 1, 2, 2]);
    const sample = new Sample(6, levels, codes, 2, 6);
    expect(sample.dropped(2)).toBe(4);
    for (let i = 0; i < 6; i++) expect(sample.drop.get(i)).toBe(i < 4 ? 1 : 0);
    for (let l = 0; l < 6; l++) expect(sample.counts.get(l)).toBe(l % 3 == 2 ? 2 : 0);
    expect(levels.intact && codes.intact && sample.intact).toBe(true);
  });

  it("keeps rows that have company and takes no effects", () => {
    const sample = new Sample(2, GuardedU32.of([1]), GuardedU32.of([0, 0]), 1, 1);
    expect(sample.rows.get(0)).toBe(1);
    expect(sample.dropped(1)).toBe(0);
    expect(sample.dropped(0)).toBe(0);
    expect(sample.intact).toBe(true);
  });

  it("drops a row that is alone in two effects once", () => {
    const sample = new Sample(1, GuardedU32.of([1, 1]), GuardedU32.of([0, 0]), 2, 2);
    expect(sample.dropped(2)).toBe(1);
    expect(sample.intact).toBe(true);
  });
});

describe("levelRows", () => {
  it("refuses a code that is no level", () => {
    const counts = new GuardedU32(1), rows = new GuardedU32(1);
    expect(levelRows(2, 1, GuardedU32.of([0, 1]).at, counts.at, rows.at)).toBe(-3);
    expect(counts.intact && rows.intact).toBe(true);
  });
});
