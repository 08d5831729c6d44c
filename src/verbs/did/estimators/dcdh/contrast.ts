/**
 * One horizon from its sums: the mean over switchers of their change less that of units that keep their dose, those whose dose fell with
 * the opposite sign; and what makes influences of changes.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, equation 3 and web
 * appendix (variances; adjustment by degrees of freedom of cohorts, units alone in theirs judged beside those they are compared with).
 */
import {
  CELL_NUMBERS,
  type ChangeGrid,
  type ChangeSums,
  COHORT_NUMBERS,
} from "../../../../engine/kernels/switching.js";
import type { Cohorts, Layers } from "./cohorts.js";
import { UP } from "./switching-panel.js";

// Places of a cell and of a cohort, as the kernel has them, behind its weight.
const [SUM, UNITS, CLUSTERS] = [1, 2, 3];
/** Directions: place in a cell, and sign. */
const WAYS = [
  { place: 4, sign: 1 },
  { place: 8, sign: -1 },
] as const;

export interface Contrast {
  readonly value: number;
  /** Weight of the switchers. */
  readonly weight: number;
  readonly up: number;
  readonly down: number;
  /** Rows it is made of. */
  readonly rows: number;
  /** Periods in which the switchers are seen. */
  readonly dates: number;
}

/** What the sums of a horizon say. `value` is NaN without switchers. */
export function contrastOf({ cells }: ChangeSums, { nSets, nPeriods }: ChangeGrid): Contrast {
  let [sum, weight, up, down, rows] = [0, 0, 0, 0, 0];
  const dates = new Set<number>();
  for (let cell = 0; cell < nSets * nPeriods; cell++) {
    const at = CELL_NUMBERS * cell;
    const units = [cells[at + 6]!, cells[at + 10]!];
    if (units[0]! + units[1]! === 0) continue;
    const mean = cells[at + SUM]! / cells[at]!;
    for (const { place, sign } of WAYS) {
      weight += cells[at + place]!;
      sum += sign * (cells[at + place + SUM]! - cells[at + place]! * mean);
    }
    up += units[0]!;
    down += units[1]!;
    rows += units[0]! + units[1]! + cells[at + UNITS]!;
    dates.add(cell % nPeriods);
  }
  return { value: sum / weight, weight, up, down, rows, dates: dates.size };
}

/** The parts of `value` by level and period: f64[nLevels * nPeriods]. */
export function contrastByLevel({ cells }: ChangeSums, { nSets, nPeriods, nLevels, level }: ChangeGrid): Float64Array {
  const out = new Float64Array(nLevels * nPeriods);
  let weight = 0;
  for (let cell = 0; cell < nSets * nPeriods; cell++) {
    const at = CELL_NUMBERS * cell;
    if (cells[at + 6]! + cells[at + 10]! === 0) continue;
    const mean = cells[at + SUM]! / cells[at]!;
    const place = level[Math.floor(cell / nPeriods)]! * nPeriods + (cell % nPeriods);
    for (const way of WAYS) {
      weight += cells[at + way.place]!;
      out[place]! += way.sign * (cells[at + way.place + SUM]! - cells[at + way.place]! * mean);
    }
  }
  return out.map((sum) => sum / weight);
}

/** Weight, sum of changes, units and clusters of units. */
export interface Alike {
  readonly weight: number;
  readonly sum: number;
  readonly units: number;
  readonly clusters: number;
}

/** A change counts as its distance from `mean`, times `factor` for the degree of freedom that the mean takes. */
export interface Deviation {
  readonly factor: number;
  readonly mean: number;
}

/** From what a change deviates: the mean of those `alike`, those most alike first, or of both sides of the comparison. */
export type Judge = (alike: readonly Alike[], withOthers: Alike) => Deviation;

/** From the mean of the first of those alike that are of two clusters, else from that of both sides, else from 0. */
export const byClusters: Judge = (alike, withOthers) => {
  const own = [...alike, withOthers].find(({ clusters }) => clusters >= 2);
  return own === undefined ? { factor: 1, mean: 0 } : fromMean(own, own.clusters);
};

export const fromMean = ({ weight, sum }: Alike, count: number): Deviation => ({
  factor: Math.sqrt(count / (count - 1)),
  mean: sum / weight,
});

/** How changes become influences, as `switchingInfluence` takes it; all multiplied by `scale`. `layers`: the sums of each of `cohorts`. */
export function influenceOf(
  { cells }: ChangeSums,
  { nSets, nPeriods }: ChangeGrid,
  cohorts: Layers,
  layers: readonly Float64Array[],
  {
    lag,
    weight,
    scale,
    judge,
  }: { readonly lag: number; readonly weight: number; readonly scale: number; readonly judge: Judge },
) {
  const [{ set, first, direction }] = cohorts as [Cohorts];
  const nCells = nSets * nPeriods;
  const live = new Uint8Array(nCells);
  const [slope, centre] = [new Float64Array(nCells), new Float64Array(nCells)];
  const unit = scale / weight;
  for (let cell = 0; cell < nCells; cell++) {
    const at = CELL_NUMBERS * cell;
    for (const { place, sign } of WAYS) {
      if (cells[at + place + UNITS] === 0) continue;
      live[cell] = 1;
      const share = (-sign * unit * cells[at + place]!) / cells[at]!;
      const { factor, mean } = judge([alikeAt(cells, at)], together(cells, at, place));
      slope[cell]! += share * factor;
      centre[cell]! += share * factor * mean;
    }
  }
  const within = cohorts.map((coarser) => positionsIn(cohorts[0]!, coarser));
  const ofCohorts = set.map((own, k): Deviation => {
    const alike = layers.map((sums, j) => alikeAt(sums, COHORT_NUMBERS * within[j]![k]!));
    if (alike[0]!.units === 0) return { factor: 0, mean: 0 };
    const cell = own * nPeriods + first[k]! + lag - 1;
    const { place } = WAYS[direction[k] === UP ? 0 : 1];
    return judge(alike, together(cells, CELL_NUMBERS * cell, place));
  });
  return {
    ...{ live, slope, centre },
    share: Float64Array.from(ofCohorts, ({ factor }) => unit * factor),
    mean: Float64Array.from(ofCohorts, ({ mean }) => mean),
  };
}

/** The coarser cohort that each finer one is in. */
function positionsIn({ ofUnit, count }: Cohorts, coarser: Cohorts): Uint32Array {
  const out = new Uint32Array(count);
  ofUnit.forEach((k, g) => {
    out[k] = coarser.ofUnit[g]!;
  });
  return out;
}

const alikeAt = (numbers: Float64Array, at: number): Alike => ({
  weight: numbers[at]!,
  sum: numbers[at + SUM]!,
  units: numbers[at + UNITS]!,
  clusters: numbers[at + CLUSTERS]!,
});

/** Switchers of a direction and those they are compared with. */
function together(cells: Float64Array, at: number, place: number): Alike {
  const [others, own] = [alikeAt(cells, at), alikeAt(cells, at + place)];
  return {
    weight: others.weight + own.weight,
    sum: others.sum + own.sum,
    units: others.units + own.units,
    clusters: others.clusters + own.clusters,
  };
}
