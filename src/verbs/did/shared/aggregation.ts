/**
 * Effects by cohort and period, averaged: over all treated cells, by cohort, by event time, by calendar period. Weights are the shares
 * of cohorts (estimated, so that their error counts), the rows of cells, or sums of a column over them (fixed). Knows no estimator.
 * Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001, section 3.
 */
import { DataError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { delta, type Estimates } from "./estimates.js";

export const AGGREGATIONS = ["simple", "group", "dynamic", "calendar"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** The effect of a treatment on one cohort in one period. */
export interface Cell {
  readonly cohort: number;
  readonly period: number;
  /** Units of the cohort that the estimate is of. */
  readonly units: number;
  /** (Weighted) rows of the cell. */
  readonly weight: number;
  /** The period others are compared with: 0 by definition, and no estimate. */
  readonly isReference: boolean;
}

/** Effects by cohort and period, with how their averages are weighed. */
export interface CellEstimates {
  /** By cohort, then period. */
  readonly cells: readonly Cell[];
  /** Of the cells that are no reference, in their order; where `shares` is not null, of the cohorts' shares behind them. */
  readonly estimates: Estimates;
  /** Shares of cohorts, by which averages across them are weighed; null: rows of cells weigh. */
  readonly shares: ReadonlyMap<number, number> | null;
}

/** An average: of the cells of an event time, a cohort, a period; `at` is null for that of all. */
export interface Effect {
  readonly at: number | null;
  readonly units: number;
  readonly cohorts: number;
  readonly isReference: boolean;
  /** Rows of its regression, where each effect has one of its own. */
  readonly rows?: number;
}

/** Effects, and the estimates of those that are no reference, in their order, with one average of them last. */
export interface Aggregated {
  readonly effects: readonly Effect[];
  readonly estimates: Estimates;
  /** Whether the last of the estimates is the average of the effects; one effect alone is its own. */
  readonly hasOverall: boolean;
}

/** A function of cells and shares, by value and gradient. */
interface Average {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** What an average is taken over. */
export interface Member {
  readonly cell: Cell;
  /** Position of its estimate; -1 for a reference. */
  readonly at: number;
}

/** `balanced`: of event times only the cohorts that are observed at all of 0 .. `balanced`. */
export function aggregate(engine: Engine, given: CellEstimates, by: Aggregation, balanced?: number): Aggregated {
  const groups = effectsOf(given.cells, by, balanced);
  const averages = groups
    .filter(({ effect }) => !effect.isReference)
    .map(({ effect: { at }, own }) => {
      return { at, own, average: averageOf(given, own, by === "group" ? "equal" : "weighed") };
    });
  const all =
    by === "simple"
      ? averages.map(({ average }) => average)
      : [...averages.map(({ average }) => average), overall(given, averages, by)];
  const size = given.estimates.values.length;
  const gradient = new Float64Array(size * all.length);
  all.forEach((average, j) => {
    gradient.set(average.gradient, j * size);
  });
  const values = Float64Array.from(all, ({ value }) => value);
  return {
    effects: groups.map(({ effect }) => effect),
    estimates: delta(engine, given.estimates, values, gradient),
    hasOverall: by !== "simple",
  };
}

/** The effects of an aggregation, ascending, with the cells of each. Throws DataError `did_no_effect`. */
export function effectsOf(
  cells: readonly Cell[],
  by: Aggregation,
  balanced?: number,
): { readonly effect: Effect; readonly own: readonly Member[] }[] {
  const keyed = new Map<number | null, Member[]>();
  const members = membersOf(cells, by, balanced);
  requireEffect(cells, members, balanced);
  for (const member of members) {
    const key = keyOf(member.cell, by);
    keyed.set(key, [...(keyed.get(key) ?? []), member]);
  }
  return [...keyed]
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([at, own]) => {
      const units =
        by === "group" || by === "simple" ? unitsOf(own) : own.reduce((sum, { cell }) => sum + cell.units, 0);
      const cohorts = new Set(own.map(({ cell }) => cell.cohort)).size;
      return { effect: { at, units, cohorts, isReference: own.every(({ cell }) => cell.isReference) }, own };
    });
}

/** Refuses an average over nothing: there are cells before treatment alone, or none that `balanced` keeps. */
function requireEffect(cells: readonly Cell[], members: readonly Member[], balanced: number | undefined): void {
  const isEffect = (cell: Cell): boolean => isPost(cell) && !cell.isReference;
  if (members.some(({ cell }) => isEffect(cell))) return;
  if (cells.some(isEffect)) {
    throw new DataError(
      "did_no_effect",
      `No cohort has effects at all event times from 0 to ${balanced} (--balanced): ask for fewer, or leave it out.`,
      { got: 0, expected: "a cohort observed at all of them", balanced },
    );
  }
  throw noEffect();
}

/** No treated cell, or event time from 0 on, has an estimate. */
export const noEffect = (): DataError =>
  new DataError(
    "did_no_effect",
    "No effect from the start of treatment on is identified against others untreated in the same period: add periods after a treatment, or units still untreated in them.",
    { got: 0, expected: "a treated cell that can be compared" },
  );

export const isPost = ({ cohort, period }: Cell): boolean => period >= cohort;

/** Units of the cohorts of these cells, each cohort once: the most it has in a cell. */
function unitsOf(own: readonly Member[]): number {
  const most = new Map<number, number>();
  for (const { cell } of own) most.set(cell.cohort, Math.max(most.get(cell.cohort) ?? 0, cell.units));
  return [...most.values()].reduce((sum, units) => sum + units, 0);
}

function keyOf({ cohort, period }: Cell, by: Aggregation): number | null {
  if (by === "simple") return null;
  if (by === "dynamic") return period - cohort;
  return by === "group" ? cohort : period;
}

function membersOf(cells: readonly Cell[], by: Aggregation, balanced: number | undefined): Member[] {
  let next = 0;
  const all = cells.map((cell): Member => ({ cell, at: cell.isReference ? -1 : next++ }));
  if (by !== "dynamic") return all.filter(({ cell }) => isPost(cell));
  if (balanced === undefined) return all;
  const eventOf = ({ cell }: Member): number => cell.period - cell.cohort;
  const isAsked = (event: number): boolean => event >= 0 && event <= balanced;
  const asked = new Set([...all.map(eventOf).filter(isAsked), balanced]);
  const seen = new Map<number, number>();
  for (const member of all) {
    const { cohort } = member.cell;
    seen.set(cohort, (seen.get(cohort) ?? 0) + Number(isAsked(eventOf(member))));
  }
  return all.filter((member) => seen.get(member.cell.cohort) === asked.size && eventOf(member) <= balanced);
}

/** The average over cells, all alike or weighed by the share of their cohort, or by their rows. */
function averageOf(
  { cells, estimates, shares }: CellEstimates,
  own: readonly Member[],
  how: "equal" | "weighed",
): Average {
  const weightOf = ({ cell }: Member): number =>
    how === "equal" && shares !== null ? 1 : shares === null ? cell.weight : shares.get(cell.cohort)!;
  const total = own.reduce((sum, member) => sum + weightOf(member), 0);
  if (!(total > 0)) throw nothingWeighs(own);
  const gradient = new Float64Array(estimates.values.length);
  let value = 0;
  for (const member of own) {
    if (member.at < 0) continue;
    gradient[member.at] = weightOf(member) / total;
    value += (weightOf(member) / total) * estimates.values[member.at]!;
  }
  if (shares !== null && how === "weighed") {
    const places = sharePlaces(cells, shares);
    for (const { cell, at } of own) {
      gradient[places.get(cell.cohort)!]! += ((at < 0 ? 0 : estimates.values[at]!) - value) / total;
    }
  }
  return { value, gradient };
}

function nothingWeighs(own: readonly Member[]): DataError {
  const [{ cohort, period }] = own.map(({ cell }) => cell) as [Cell];
  return new DataError(
    "did_weigh_by",
    `Cells to average, such as cohort ${cohort} in ${period}, weigh 0 together: choose another column for --weigh-by, or leave it out.`,
    { got: 0, expected: "> 0", cohort, period },
  );
}

/** Positions of the shares behind the cells. */
function sharePlaces(cells: readonly Cell[], shares: ReadonlyMap<number, number>): Map<number, number> {
  const first = cells.reduce((n, { isReference }) => n + Number(!isReference), 0);
  return new Map([...shares.keys()].map((cohort, g) => [cohort, first + g]));
}

/**
 * The average of effects: where rows weigh, that of all treated cells; else of cohorts by their shares, and of event times from 0
 * on, and of periods, all alike.
 */
function overall(
  given: CellEstimates,
  averages: readonly { readonly at: number | null; readonly own: readonly Member[]; readonly average: Average }[],
  by: Aggregation,
): Average {
  const post = averages.filter(({ at }) => by !== "dynamic" || at! >= 0);
  const { cells, estimates, shares } = given;
  if (shares === null) {
    return averageOf(
      given,
      post.flatMap(({ own }) => own),
      "weighed",
    );
  }
  const weights = post.map(({ at }) => (by === "group" ? shares.get(at!)! : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gradient = new Float64Array(estimates.values.length);
  let value = 0;
  post.forEach(({ average }, j) => {
    value += (weights[j]! / total) * average.value;
    average.gradient.forEach((slope, i) => {
      gradient[i]! += (weights[j]! / total) * slope;
    });
  });
  if (by === "group") {
    const places = sharePlaces(cells, shares);
    post.forEach(({ at, average }) => {
      gradient[places.get(at!)!]! += (average.value - value) / total;
    });
  }
  return { value, gradient };
}
