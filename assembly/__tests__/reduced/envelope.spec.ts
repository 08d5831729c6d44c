import { envelopeBuild } from "../../reduced/envelope-build";
import { envelopeFactor } from "../../reduced/envelope-factor";
import { envelopeSolve } from "../../reduced/envelope-solve";
import { levelGroups } from "../../reduced/level-groups";
import { reverseCuthillMcKee } from "../../reduced/reverse-cuthill-mckee";
import { GuardedF64, GuardedU32 } from "../support/guarded";

function expectU32(buffer: GuardedU32, values: u32[]): void {
  for (let i = 0; i < values.length; i++) expect(buffer.get(i)).toBe(values[i]);
  expect(buffer.intact).toBe(true);
}

function expectF64(buffer: GuardedF64, values: f64[]): void {
  for (let i = 0; i < values.length; i++) expect(buffer.get(i)).toBe(values[i]);
  expect(buffer.intact).toBe(true);
}

describe("order of the levels", () => {
  it("lists the groups of each level", () => {
    const offsets = GuardedU32.of([0, 2, 5]), codes = GuardedU32.of([2, 0, 0, 3, 2]);
    const starts = new GuardedU32(5), groups = new GuardedU32(5);
    expect(levelGroups(2, 4, offsets.at, codes.at, starts.at, groups.at)).toBe(0);
    expectU32(starts, [0, 2, 2, 4, 5]);
    expectU32(groups, [0, 1, 0, 1, 1]);
  });

  it("puts a path in its order, and levels that meet none apart", () => {
    // the path 3 - 0 - 4 - 1, and level 2 without cells
    const offsets = GuardedU32.of([0, 2, 4, 6]), codes = GuardedU32.of([3, 0, 0, 4, 1, 4]);
    const starts = new GuardedU32(6), groups = new GuardedU32(6), work = new GuardedU32(5 + 2 * 3 + 3);
    levelGroups(3, 5, offsets.at, codes.at, starts.at, groups.at);
    const order = new GuardedU32(5), position = new GuardedU32(5), first = new GuardedU32(5), last = new GuardedU32(5);
    // rows of the path reach one back: three multiplications
    const components = reverseCuthillMcKee(
      3, 5, 3, offsets.at, codes.at, starts.at, groups.at, order.at, position.at, first.at, last.at, work.at,
    );
    expect(components).toBe(2);
    // from 0 the remotest is 1, from 1 it is 3; from 3 the path runs 3 0 4 1, and back
    expectU32(order, [1, 4, 0, 3, 2]);
    expectU32(position, [2, 0, 4, 3, 1]);
    expectU32(first, [0, 0, 1, 2, 4]);
    expectU32(last, [0, 0, 0, 1, 1]);
    const tooMuch = reverseCuthillMcKee(
      3, 5, 2, offsets.at, codes.at, starts.at, groups.at, order.at, position.at, first.at, last.at, work.at,
    );
    expect(tooMuch).toBe(0);
    for (let i = 0; i < 5; i++) expect(order.get(i) + position.get(i) + first.get(i) + last.get(i)).toBe(0);
    expect(work.intact).toBe(true);
  });
});

describe("envelopeBuild, envelopeFactor and envelopeSolve", () => {
  it("solve a path of three levels, the last pinned, at 4, 8 and 12 lanes", () => {
    // groups 0 1 | 1 2 of weights 8: edges of 4
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 1, 2]);
    const weights = GuardedF64.of([8, 8, 8, 8]), position = GuardedU32.of([0, 1, 2]);
    const firsts = GuardedU32.of([0]), rows = GuardedU32.of([0, 4, 8, 12]);
    const S = new GuardedF64(16), work = new GuardedF64(6), index = new GuardedU32(3);
    const info = envelopeBuild(
      2, 3, 3, 1, 4, 16, offsets.at, codes.at, weights.at, position.at, rows.at, 0, S.at, work.at, index.at,
    );
    expect(info).toBe(0);
    expectF64(S, [0, 0, 0, 0, -4, 0, 0, 0, 0, -4, 0, 0, 0, 0, 0, 0]);
    expect(work.intact && index.intact).toBe(true);
    const pin = GuardedU32.of([0, 0, 1]), panel = new GuardedF64(24), reach = new GuardedU32(1);
    const pinned = envelopeFactor(
      1, 1, 3, 3, 1e-10, firsts.at, rows.at, S.at, pin.at, panel.at, reach.at,
    );
    expect(pinned).toBe(1);
    expectF64(S, [0.5, 0, 0, 0, -2, 0.5, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0]);
    expectU32(pin, [0, 0, 1]);
    expect(panel.intact && reach.intact).toBe(true);
    for (let lanes = 4; lanes <= 12; lanes += 4) {
      const b = new GuardedF64(3 * lanes), x = new GuardedF64(4 * lanes);
      for (let j = 0; j < lanes; j++) {
        b.set(j, 4.0 * <f64>(j + 1));
        b.set(2 * lanes + j, -4.0 * <f64>(j + 1));
      }
      expect(envelopeSolve(lanes, 1, 3, firsts.at, rows.at, S.at, position.at, b.at, x.at)).toBe(0);
      for (let j = 0; j < lanes; j++) {
        expect(b.get(j)).toBe(2.0 * <f64>(j + 1));
        expect(b.get(lanes + j)).toBe(<f64>(j + 1));
        expect(b.get(2 * lanes + j)).toBe(0);
      }
      expect(b.intact && x.intact).toBe(true);
    }
    expect(envelopeSolve(6, 1, 3, firsts.at, rows.at, S.at, position.at, 0, 0)).toBe(-1);
  });

  it("pins a border level that the first effect determines", () => {
    // one group, cells (0, 2) and (1, 3), weights 8: levels 2 and 3 repeat 0 and 1
    const offsets = GuardedU32.of([0, 2]), codes = GuardedU32.of([0, 1, 2, 3]), weights = GuardedF64.of([8, 8]);
    const position = GuardedU32.of([0, 1, 2, 3]), firsts = GuardedU32.of([0]), rows = GuardedU32.of([0, 4, 8, 12]);
    const diagonal = GuardedF64.of([4, 4, 4, 4]);
    const S = new GuardedF64(16), work = new GuardedF64(8), index = new GuardedU32(4);
    envelopeBuild(
      1, 2, 4, 2, 2, 16,
      offsets.at, codes.at, weights.at, position.at, rows.at, diagonal.at, S.at, work.at, index.at,
    );
    expectF64(S, [0, 0, 0, 0, -4, 0, 0, 0, 4, -4, 4, 0, -4, 4, -4, 4]);
    const pin = GuardedU32.of([0, 1, 0, 0]), panel = new GuardedF64(24), reach = new GuardedU32(1);
    const pinned = envelopeFactor(
      1, 0, 2, 4, 1e-10, firsts.at, rows.at, S.at, pin.at, panel.at, reach.at,
    );
    expect(pinned).toBe(3);
    expectU32(pin, [0, 1, 1, 1]);
    expectF64(S, [0.5, 0, 0, 0, -2, 0, 0, 0, 2, 0, 0, 0, -2, 0, 0, 0]);
  });

  it("keeps the digits of a group that one cell outweighs", () => {
    // one group, cells (0, 2) of 2^40 and (1, 3) of 1: the edge is 1 but for 2^-40
    const offsets = GuardedU32.of([0, 2]), codes = GuardedU32.of([0, 1, 2, 3]);
    const heavy: f64 = 1099511627776.0;
    const weights = GuardedF64.of([heavy, 1]), position = GuardedU32.of([0, 1, 2, 3]);
    const rows = GuardedU32.of([0, 4, 8, 12]), diagonal = new GuardedF64(4);
    const S = new GuardedF64(16), work = new GuardedF64(8), index = new GuardedU32(4);
    envelopeBuild(
      1, 2, 4, 2, 2, 16,
      offsets.at, codes.at, weights.at, position.at, rows.at, diagonal.at, S.at, work.at, index.at,
    );
    const edge = (1.0 / (heavy + 1.0)) * heavy;
    expectF64(S, [0, 0, 0, 0, -edge, 0, 0, 0, edge, -edge, 0, 0, -edge, edge, -edge, 0]);
  });
});
