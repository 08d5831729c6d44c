/**
 * Which switchers the change of a switcher is expected to be like, so that its deviation from their mean is its noise: those of the same set,
 * date and dose of their first change; or, less conservatively, of the same path of doses up to the horizon, and where there are not
 * two of them, of the same first change, or of its date alone.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, web appendix.
 */
import type { DidPlan } from "../../design/plan.js";
import { DOWN, type SwitchingPanel, UP } from "./switching-panel.js";

/** Units by cohort: of each unit, and of each cohort what its units share. */
export interface Cohorts {
  readonly ofUnit: Uint32Array;
  readonly count: number;
  readonly set: readonly number[];
  readonly first: readonly number[];
  readonly direction: readonly number[];
}

/** Cohorts of a horizon, the finest first; each is within one of every other. */
export type Layers = readonly Cohorts[];

type Key = (unit: number) => number;

/** Cohorts by first change, which placebos are judged by; then, less conservatively, those of each horizon (1, 2, ...) up to `most`. */
export function cohortsByHorizon(panel: SwitchingPanel, plan: DidPlan, most: number): readonly Layers[] {
  const { grid, dose, baseline } = panel;
  const { nUnits, nPeriods, set, first } = grid;
  const at = (g: number, t: number): number => dose[g * nPeriods + t]!;
  // where baselines differ within a set, so do doses: a change is up or down
  const doseAt = (g: number, t: number): number =>
    plan.continuous === undefined ? at(g, t) : Number(at(g, first[g]!) > baseline[g]!);
  const ofDate = grouped(nUnits, (g) => set[g]! * (nPeriods + 1) + first[g]!);
  const along = (before: Uint32Array, lag: number): Uint32Array =>
    grouped(
      nUnits,
      (g) => before[g]!,
      (g) => (first[g]! + lag - 1 < nPeriods ? doseAt(g, first[g]! + lag - 1) : Number.NaN),
    );
  const ofChange = along(ofDate, 1);
  const standard = [described(panel, ofChange)];
  if (!plan.lessConservative) return [standard];
  const coarser = [...standard, described(panel, ofDate)];
  const found: Layers[] = [standard];
  let path = ofChange;
  for (let lag = 1; lag <= most; lag++) {
    if (lag > 1) path = along(path, lag);
    found.push([described(panel, path), ...coarser]);
  }
  return found;
}

/** Dense numbers of units that share both keys, in the order of their first units. */
function grouped(nUnits: number, key: Key, second: Key = () => 0): Uint32Array {
  const known = new Map<number, Map<number, number>>();
  let count = 0;
  return Uint32Array.from({ length: nUnits }, (_, g) => {
    const own = known.get(key(g)) ?? new Map<number, number>();
    known.set(key(g), own);
    const number = own.get(second(g)) ?? count++;
    own.set(second(g), number);
    return number;
  });
}

function described({ grid, dose, baseline }: SwitchingPanel, ofUnit: Uint32Array): Cohorts {
  const { set, first, nPeriods } = grid;
  const count = ofUnit.reduce((most, k) => Math.max(most, k), 0) + 1;
  const [sets, firsts, ways] = [[], [], []].map(() => new Array<number>(count).fill(0)) as [
    number[],
    number[],
    number[],
  ];
  ofUnit.forEach((k, g) => {
    sets[k] = set[g]!;
    firsts[k] = first[g]!;
    ways[k] = dose[g * nPeriods + first[g]!]! > baseline[g]! ? UP : DOWN;
  });
  return { ofUnit, count, set: sets, first: firsts, direction: ways };
}
