/**
 * What estimators of staggered adoption estimate, in closed form: effects by cohort and period, averaged by the weights that each
 * estimator has by its definition and the sizes of cohorts. Knows neither panels nor the estimators' code.
 * Sources of the weights: Goodman-Bacon (2021), doi:10.1016/j.jeconom.2021.03.014; Sun & Abraham (2021),
 * doi:10.1016/j.jeconom.2020.09.006; Wing, Freedman & Hollingsworth (2024), doi:10.3386/w32054; Dube, Girardi, Jorda & Taylor (2025),
 * doi:10.1002/jae.70000.
 */
import { Matrix, solve } from "ml-matrix";

/** Units that start together; Infinity: never. */
interface Group {
  readonly first: number;
  readonly size: number;
  /** Mean effect in a period, and mean outcome but for what is the same for all periods of the group or all groups. */
  readonly effect: (period: number) => number;
  readonly mean: (period: number) => number;
}

export interface Setting {
  readonly groups: readonly Group[];
  /** Periods are 1 to this one. */
  readonly periods: number;
}

/** An effect that is reported: of an event time, or the average of all. */
export type Which = number | "average";
export type Estimand = (setting: Setting, which: Which) => number;

const cohortsOf = ({ groups }: Setting): readonly Group[] =>
  groups.filter(({ first }) => first < Number.POSITIVE_INFINITY);
const upTo = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i);

function weighed(parts: readonly { readonly weight: number; readonly value: number }[]): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.reduce((sum, { weight, value }) => sum + (weight / total) * value, 0);
}

/** The average over treated rows: of all, or at an event time, and 0 before treatment. */
export const effectOnTreated: Estimand = (setting, which) => {
  if (which !== "average" && which < 0) return 0;
  const rows = cohortsOf(setting).flatMap(({ first, size, effect }) =>
    upTo(first, setting.periods)
      .filter((period) => which === "average" || period - first === which)
      .map((period) => ({ weight: size, value: effect(period) })),
  );
  return weighed(rows);
};

/** Two-way fixed effects: means of cohorts by period, regressed on the treatment or on event times but -1. */
export const twoWay: Estimand = (setting, which) => {
  if (which === "average") return projected(setting, [(first, period) => period >= first])[0]!;
  const cohorts = cohortsOf(setting).map(({ first }) => first);
  const events = upTo(1 - Math.max(...cohorts), setting.periods - Math.min(...cohorts)).filter((event) => event !== -1);
  const dummies = events.map((event) => (first: number, period: number) => period - first === event);
  return projected(setting, dummies)[events.indexOf(which)]!;
};

/** Coefficients of dummies in a regression of means with effects of cohorts and periods, weighed by units. */
function projected(
  { groups, periods }: Setting,
  dummies: readonly ((first: number, period: number) => boolean)[],
): number[] {
  const all = upTo(1, periods);
  const net = (of: (group: Group, period: number) => number): number[] => {
    const byPeriod = (period: number) =>
      weighed(groups.map((group) => ({ weight: group.size, value: of(group, period) })));
    const byGroup = (group: Group) => weighed(all.map((period) => ({ weight: 1, value: of(group, period) })));
    const grand = weighed(groups.map((group) => ({ weight: group.size, value: byGroup(group) })));
    return groups.flatMap((group) =>
      all.map((period) => of(group, period) - byGroup(group) - byPeriod(period) + grand),
    );
  };
  const x = dummies.map((dummy) => net(({ first }, period) => Number(dummy(first, period))));
  const y = net(({ mean }, period) => mean(period));
  const sizes = groups.flatMap(({ size }) => all.map(() => size));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + sizes[i]! * value * b[i]!, 0);
  return solve(
    new Matrix(x.map((a) => x.map((b) => dot(a, b)))),
    Matrix.columnVector(x.map((a) => dot(a, y))),
  ).to1DArray();
}

/** Units untreated through `until` of those that do not start in `first`. */
const untreated = ({ groups }: Setting, until: number): number =>
  groups.reduce((sum, group) => sum + (group.first > until ? group.size : 0), 0);

/** How the effects of cohorts are averaged: by treated units, or by the variance of treatment among treated and controls. */
export type Weighing = "units" | "variance";

const weightOf = (by: Weighing, treated: number, controls: number): number =>
  by === "units" ? treated : (treated * controls) / (treated + controls);

/** Stacks over event times up to `high`, which every cohort is observed over; averages are of event times from 0 on, all alike. */
export const stacks =
  (by: Weighing, high: number): Estimand =>
  (setting, which) => {
    if (which === "average")
      return weighed(upTo(0, high).map((event) => ({ weight: 1, value: stacks(by, high)(setting, event) })));
    if (which < 0) return 0;
    return weighed(
      cohortsOf(setting).map(({ first, size, effect }) => ({
        weight: weightOf(by, size, untreated(setting, first + high)),
        value: effect(first + which),
      })),
    );
  };

/** Local projections: a comparison a horizon, or of the mean outcome from event time 0 to `high`, with units untreated to its end. */
export const projections =
  (by: Weighing, high: number): Estimand =>
  (setting, which) => {
    if (which !== "average" && which < 0) return 0;
    const horizons = which === "average" ? upTo(0, high) : [which];
    const last = horizons.at(-1)!;
    return weighed(
      cohortsOf(setting)
        .filter(({ first }) => first + last <= setting.periods)
        .map(({ first, size, effect }) => ({
          weight: weightOf(by, size, untreated(setting, first + last)),
          value: weighed(horizons.map((event) => ({ weight: 1, value: effect(first + event) }))),
        })),
    );
  };
