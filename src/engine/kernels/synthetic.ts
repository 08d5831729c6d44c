/**
 * Wrapper of the kernel of synthetic differences-in-differences in many draws of units, a task for some draws each. Knows nothing of how
 * they are drawn.
 */
import { NumericalError } from "../../base/errors.js";
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { searchWork } from "./simplex.js";

/** Draws of a task: enough to be worth a hand-over, few enough to share out. */
const A_TASK = 4;

/** The most scratch of a search for weights of up to n points of up to m numbers. */
const mostWork = (m: number, n: number): number =>
  Math.max(searchWork(m, n, true), searchWork(Math.max(1, Math.min(m, n - 1)), n, true));

/** Scratch of `syntheticDraws`, in f64 and in u32. */
export const syntheticWork = (most: number, nPeriods: number): number =>
  most * nPeriods +
  most +
  2 * nPeriods +
  Math.max(most, nPeriods) +
  Math.max(mostWork(nPeriods, most), mostWork(most, nPeriods));
export const syntheticPlaces = (most: number, nPeriods: number): number => 2 * Math.max(most, nPeriods);

/** Units, and the groups that are treated. */
export interface SyntheticProblem {
  /** f64[nUnits * nPeriods], a column a period. */
  readonly y: Float64Array;
  readonly nUnits: number;
  readonly nPeriods: number;
  /** Of each group: periods before treatment, squares of the penalties on unit and on time weights. */
  readonly groups: readonly { readonly before: number; readonly unit: number; readonly time: number }[];
}

/** The units of a draw: donors, and those of each group. */
export interface DrawnUnits {
  readonly donors: ArrayLike<number>;
  readonly treated: readonly ArrayLike<number>[];
}

/** Effects of draws of units: f64[nPeriods * groups * draws]; NaN for a group that has none in a draw. */
export function syntheticDraws(
  engine: Engine,
  { y, nUnits, nPeriods, groups }: SyntheticProblem,
  draws: readonly DrawnUnits[],
): Float64Array {
  checkLength("syntheticDraws", "Y", y.length, nUnits * nPeriods);
  return engine.scope((scope) => {
    const Y = scope.copyF64(y);
    const effects = scope.f64(nPeriods * groups.length * draws.length);
    if (draws.length > 0) run(engine, scope, { nUnits, nPeriods, groups }, Y, draws, effects);
    return effects.view().slice();
  });
}

function run(
  engine: Engine,
  scope: Scope,
  { nUnits, nPeriods, groups }: Omit<SyntheticProblem, "y">,
  Y: F64Block,
  draws: readonly DrawnUnits[],
  effects: F64Block,
): void {
  const lists = draws.flatMap(({ donors, treated }) => [donors, ...treated]);
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => {
    offsets[i + 1] = offsets[i]! + list.length;
  });
  const listed = new Uint32Array(offsets.at(-1)!);
  lists.forEach((list, i) => {
    listed.set(list, offsets[i]!);
  });
  const most = draws.reduce((n, { donors }) => Math.max(n, donors.length), 1);
  const [scratch, kept] = [syntheticWork(most, nPeriods), syntheticPlaces(most, nPeriods)];
  const nTasks = Math.ceil(draws.length / A_TASK);
  const [starts, members] = [scope.copyU32(offsets), scope.copyU32(listed)];
  const firsts = scope.copyU32(Uint32Array.from(groups, ({ before }) => before));
  const penalties = scope.copyF64(Float64Array.from(groups.flatMap(({ unit, time }) => [unit, time])));
  const [work, places] = [scope.f64(nTasks * scratch), scope.u32(nTasks * kept)];
  const tasks = Array.from({ length: nTasks }, (_, t): Task<"syntheticDraws"> => {
    const [low, high] = [t * A_TASK, Math.min(draws.length, (t + 1) * A_TASK)];
    return {
      ...{ low, high, nUnits, nPeriods, nGroups: groups.length, most, Y, starts, members, firsts, penalties, effects },
      ...{ work: work.at(t * scratch), places: places.at(t * kept) },
    };
  });
  if (runChecked(engine, "syntheticDraws", tasks).some((info) => info > 0)) {
    throw new NumericalError("synthetic_not_finite", "Draws of units have a number that is not finite, or no donor.", {
      got: "not finite",
      expected: "finite numbers",
    });
  }
}
