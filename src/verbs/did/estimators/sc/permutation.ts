/**
 * What chance alone gives: every donor in turn as if it were treated, weighed from the others, and how the treated unit ranks among them.
 * Source: Abadie, Diamond & Hainmueller (2010), JASA 105(490), doi:10.1198/jasa.2009.ap08746, section 3.4; Abadie (2021), Journal of
 * Economic Literature 59(2), doi:10.1257/jel.20191450, section 3.5 (one-sided statistics).
 */
import { distances, type Measured, stated, syntheticPath } from "./distances.js";
import type { Case, ScPanel, TreatedUnit } from "./panel.js";
import type { ScPermutation, ScPlacebos } from "./record.js";
import type { Weigher } from "./weigh.js";

/** One unit with its weights found: where it stands among others. */
export interface Placed {
  readonly unit: number;
  readonly gap: Float64Array;
  readonly measured: Measured;
}

export function place(panel: ScPanel, one: Case, after: readonly number[], weights: Float64Array): Placed {
  const observed = panel.path(one.target);
  const synthetic = syntheticPath(panel, one.donors, weights);
  return {
    unit: one.target,
    gap: observed.map((value, t) => value - synthetic[t]!),
    measured: distances(observed, synthetic, one.before, after),
  };
}

/** Donors of whom gaps are kept, at most: of more, how far they are before and after treatment. */
export const MOST_GAPS = 200;

/** All donors as if they were treated: they do not depend on which unit is. */
export interface Placebos {
  /** Place among those of the record. */
  readonly at: number;
  readonly placed: readonly Placed[];
  readonly record: ScPlacebos;
}

/** Placebos of treated units, weighed once for those of one start that are observed in the same periods. */
export interface PlaceboBook {
  of(
    treated: TreatedUnit,
    weigh: Weigher,
    donors: readonly number[],
    step: (done: number, all: number) => void,
  ): Placebos;
  readonly all: readonly Placebos[];
}

export function placeboBook(panel: ScPanel): PlaceboBook {
  const all: Placebos[] = [];
  const known = new Map<string, Placebos>();
  return {
    all,
    of: (treated, weigh, donors, step) => {
      // donors and predictors are those of the start
      const key = [treated.cohort, ...treated.before, "|", ...treated.after].join(" ");
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = placebosOf(panel, treated, weigh, donors, all.length, (done) => step(done, donors.length));
      known.set(key, made);
      all.push(made);
      return made;
    },
  };
}

function placebosOf(
  panel: ScPanel,
  { cohort, before, after }: TreatedUnit,
  weigh: Weigher,
  donors: readonly number[],
  at: number,
  step: (done: number) => void,
): Placebos {
  const weights = weigh.placebos(donors, before, step);
  const placed = donors.map((target, d) => place(panel, { target, donors, before }, after, weights[d]!));
  const shown = [...before, ...after].sort((a, b) => a - b);
  return {
    ...{ at, placed },
    record: {
      ...{ cohort, time: shown.map((t) => panel.periods[t]!) },
      units: placed.map(({ unit, gap, measured }) => ({
        ...{ unit: panel.name(unit), ...stated(measured) },
        gap: donors.length > MOST_GAPS ? null : shown.map((t) => gap[t]!),
      })),
    },
  };
}

/** Ranks `own` among placebos of all donors. */
export function permute(
  { periods }: ScPanel,
  { after }: TreatedUnit,
  own: Placed,
  { at, placed }: Placebos,
): ScPermutation {
  const all = [own, ...placed];
  const rank = (of: (one: Placed) => number): number => all.filter((one) => of(one) >= of(own)).length / all.length;
  const isExact = own.measured.ratio === null;
  const share = (one: Placed, t: number): number =>
    one.measured.ratio === null ? Number.POSITIVE_INFINITY : Math.abs(one.gap[t]!) / one.measured.rmspe_pre;
  return {
    p_value: isExact ? null : rank(({ measured }) => measured.ratio ?? Number.POSITIVE_INFINITY),
    p_greater: isExact ? null : rank(({ measured }) => measured.above),
    p_less: isExact ? null : rank(({ measured }) => measured.below),
    by_period: isExact ? null : after.map((t) => ({ time: periods[t]!, p_value: rank((one) => share(one, t)) })),
    units: all.length,
    placebos: at,
    exact: placed.filter(({ measured }) => measured.ratio === null).length,
  };
}
