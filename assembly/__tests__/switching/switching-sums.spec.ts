import { switchingInfluence } from "../../switching/switching-influence";
import { switchingSums } from "../../switching/switching-sums";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";

// three units, three periods: the first keeps its dose, the second changes it in the last period, the third has a gap
const Y: f64[] = [0, 1, 3, 0, 2, 9, 0, NaN, 4];
let cells: GuardedF64 = new GuardedF64(1);
let cohorts: GuardedF64 = new GuardedF64(1);
let flags: GuardedU8 = new GuardedU8(1);

function run(lag: i32, placebo: i32, clusters: u32[], direction: u32[]): void {
  const y = GuardedF64.of(Y), counts = GuardedF64.of([1, 1, 1]), until = GuardedU32.of([3, 2, 3]);
  const first = GuardedU32.of([3, 2, 3]), way = GuardedU32.of(direction), set = GuardedU32.of([0, 0, 0]);
  const cohort = GuardedU32.of([0, 1, 0]), cluster = GuardedU32.of(clusters), allowed = new GuardedU8(3);
  for (let u = 0; u < 3; u++) allowed.set(u, 1);
  cells = new GuardedF64(36);
  cohorts = new GuardedF64(8);
  flags = new GuardedU8(3);
  const stamps = new GuardedU32(11);
  expect(switchingSums(
    3, 3, 1, 2, lag, placebo, 0, y.at, 0, counts.at, until.at, first.at, way.at, set.at, cohort.at, cluster.at, allowed.at,
    cells.at, cohorts.at, flags.at, stamps.at,
  )).toBe(0);
  expect(y.intact && counts.intact && until.intact && first.intact && way.intact && set.intact).toBe(true);
  expect(cohort.intact && cluster.intact && allowed.intact && cells.intact && cohorts.intact).toBe(true);
  expect(flags.intact && stamps.intact).toBe(true);
}

describe("switchingSums", () => {
  it("sums changes of those who keep their dose and of those who change it", () => {
    run(1, 0, [0, 1, 2], [0, 1, 0]);
    // the last period: the first unit moves by 2; the second, which rises, by 7
    const last = 24;
    expect(cells.get(last)).toBe(1);
    expect(cells.get(last + 1)).toBe(2);
    expect(cells.get(last + 3)).toBe(1);
    expect(cells.get(last + 4)).toBe(1);
    expect(cells.get(last + 5)).toBe(7);
    expect(cells.get(last + 7)).toBe(1);
    expect(cells.get(last + 8)).toBe(0);
    // the period before: both keep their dose
    expect(cells.get(12)).toBe(2);
    expect(cells.get(13)).toBe(3);
    expect(flags.get(1)).toBe(1);
    expect(flags.get(0)).toBe(0);
    expect(cohorts.get(5)).toBe(7);
  });

  it("counts a cluster on both sides once", () => {
    run(1, 0, [0, 0, 1], [0, 1, 0]);
    expect(cells.get(24 + 7)).toBe(0);
    expect(cohorts.get(7)).toBe(1);
  });

  it("puts falls apart from rises, and has no placebo beyond the first period", () => {
    run(1, 0, [0, 1, 2], [0, 2, 0]);
    expect(cells.get(24 + 8)).toBe(1);
    expect(cells.get(24 + 4)).toBe(0);
    run(1, 1, [0, 1, 2], [0, 1, 0]);
    // from the middle period back to the first one
    expect(cells.get(24 + 1)).toBe(-1);
    expect(cells.get(24 + 5)).toBe(-2);
    run(2, 1, [0, 1, 2], [0, 1, 0]);
    expect(flags.get(1)).toBe(0);
  });
});

describe("switchingInfluence", () => {
  it("adds changes less what is expected of them, and marks their rows", () => {
    run(1, 0, [0, 1, 2], [0, 1, 0]);
    const y = GuardedF64.of(Y), until = GuardedU32.of([3, 2, 3]), first = GuardedU32.of([3, 2, 3]);
    const way = GuardedU32.of([0, 1, 0]), set = GuardedU32.of([0, 0, 0]), cohort = GuardedU32.of([0, 1, 0]);
    const cluster = GuardedU32.of([0, 1, 2]), live = new GuardedU8(3);
    live.set(2, 1);
    const slope = GuardedF64.of([0, 0, -1]), centre = GuardedF64.of([0, 0, -2]);
    const share = GuardedF64.of([0, 1]), mean = GuardedF64.of([0, 5]), used = new GuardedU8(9), influence = new GuardedF64(3);
    expect(switchingInfluence(
      3, 3, 1, 0, 0, y.at, 0, until.at, first.at, way.at, set.at, cohort.at, cluster.at, flags.at, live.at, slope.at,
      centre.at, share.at, mean.at, used.at, influence.at,
    )).toBe(0);
    expect(influence.get(0)).toBe(0);
    expect(influence.get(1)).toBe(2);
    expect(influence.get(2)).toBe(0);
    expect(used.get(2)).toBe(1);
    expect(used.get(5)).toBe(1);
    expect(used.get(1)).toBe(0);
    expect(used.intact && influence.intact && live.intact && slope.intact && mean.intact).toBe(true);
  });
});
