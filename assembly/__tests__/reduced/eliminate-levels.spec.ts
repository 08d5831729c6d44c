import { eliminateLevels, foldLevels, unfoldLevels } from "../../reduced/eliminate-levels";
import { GuardedF64, GuardedU32 } from "../support/guarded";

/** Levels 0 to 4 all joined with each other, weight 1, and a tail 0 - 5 - 6 of weights 1 and 0.5. */
const N_LEVELS = 7;
const HALVES = 24;

describe("eliminateLevels, foldLevels and unfoldLevels", () => {
  it("take out a tail and solve for it, and leave levels of four edges", () => {
    const starts = new GuardedU32(N_LEVELS + 1), others = new GuardedU32(HALVES), edges = new GuardedF64(HALVES);
    let count: u32 = 0;
    for (let l = 0; l < N_LEVELS; l++) {
      for (let o = 0; o < N_LEVELS; o++) {
        const joined = (l < 5 && o < 5) || (l == 0 && o == 5) || (l == 5 && o == 0) || (l > 4 && o > 4);
        if (l == o || !joined) continue;
        others.set(count, o);
        edges.set(count++, l > 4 && o > 4 ? 0.5 : 1);
      }
      starts.set(l + 1, count);
    }
    expect(count).toBe(HALVES);
    const order = new GuardedU32(N_LEVELS), ends = new GuardedU32(3 * N_LEVELS), core = new GuardedU32(N_LEVELS);
    const shares = new GuardedF64(3 * N_LEVELS), inverses = new GuardedF64(N_LEVELS), diagonal = new GuardedF64(N_LEVELS);
    const coreStarts = new GuardedU32(N_LEVELS + 1), coreOthers = new GuardedU32(HALVES);
    const coreEdges = new GuardedF64(HALVES), halves = new GuardedF64(HALVES + 6 * N_LEVELS);
    const index = new GuardedU32(2 * HALVES + 18 * N_LEVELS);
    const gone = eliminateLevels(
      HALVES, N_LEVELS, starts.at, others.at, edges.at, order.at, ends.at, shares.at, inverses.at,
      core.at, coreStarts.at, coreOthers.at, coreEdges.at, diagonal.at, halves.at, index.at,
    );
    expect(gone).toBe(2);
    expect(order.get(0)).toBe(6);
    expect(order.get(1)).toBe(5);
    expect(ends.get(0)).toBe(5);
    expect(ends.get(1)).toBe(6);
    expect(ends.get(3)).toBe(0);
    expect(shares.get(0)).toBe(1);
    expect(shares.get(1)).toBe(0);
    expect(inverses.get(0)).toBe(2);
    expect(inverses.get(1)).toBe(1);
    for (let c = 0; c < 5; c++) {
      expect(core.get(c)).toBe(c);
      expect(coreStarts.get(c + 1)).toBe(4 * (c + 1));
      expect(diagonal.get(c)).toBe(4);
    }
    expect(coreOthers.get(0)).toBe(1);
    expect(coreOthers.get(4)).toBe(0);
    expect(coreEdges.get(19)).toBe(1);
    expect(order.intact && ends.intact && core.intact && shares.intact && inverses.intact && diagonal.intact).toBe(true);
    expect(coreStarts.intact && coreOthers.intact && coreEdges.intact && halves.intact && index.intact).toBe(true);
    // x = 10 at 0 to 4, 13 at 5, 17 at 6: flows of 3 and 2 along the tail
    const b = new GuardedF64(2 * N_LEVELS), x = new GuardedF64(2 * N_LEVELS);
    const left = new GuardedF64(10);
    for (let j = 0; j < 2; j++) {
      b.set(j, -3);
      b.set(10 + j, 1);
      b.set(12 + j, 2);
    }
    foldLevels(2, 2, 5, order.at, ends.at, shares.at, core.at, b.at, left.at);
    for (let i = 0; i < 10; i++) {
      expect(left.get(i)).toBe(0);
      left.set(i, 10);
    }
    unfoldLevels(2, 2, 5, order.at, ends.at, shares.at, inverses.at, core.at, b.at, left.at, x.at);
    for (let i = 0; i < 10; i++) expect(x.get(i)).toBe(10);
    for (let j = 0; j < 2; j++) {
      expect(x.get(10 + j)).toBe(13);
      expect(x.get(12 + j)).toBe(17);
    }
    expect(b.intact && x.intact && left.intact).toBe(true);
  });

  it("join the neighbours of a level of three edges, and leave nothing of a graph so small", () => {
    // a star of centre 3: every level goes, the last without an edge
    const starts = GuardedU32.of([0, 1, 2, 3, 6]), others = GuardedU32.of([3, 3, 3, 0, 1, 2]);
    const edges = GuardedF64.of([1, 2, 3, 1, 2, 3]);
    const order = new GuardedU32(4), ends = new GuardedU32(12), core = new GuardedU32(4);
    const shares = new GuardedF64(12), inverses = new GuardedF64(4), diagonal = new GuardedF64(4);
    const coreStarts = new GuardedU32(5), coreOthers = new GuardedU32(6), coreEdges = new GuardedF64(6);
    const halves = new GuardedF64(30), index = new GuardedU32(84);
    const gone = eliminateLevels(
      6, 4, starts.at, others.at, edges.at, order.at, ends.at, shares.at, inverses.at,
      core.at, coreStarts.at, coreOthers.at, coreEdges.at, diagonal.at, halves.at, index.at,
    );
    expect(gone).toBe(4);
    expect(order.get(0)).toBe(3);
    expect(inverses.get(0)).toBe(1.0 / 6.0);
    expect(shares.get(1)).toBe(2.0 / 6.0);
    expect(inverses.get(3)).toBe(0);
    expect(ends.get(9)).toBe(order.get(3));
    expect(halves.intact && index.intact).toBe(true);
  });
});
