/**
 * What chance alone gives: every donor in turn as if it were treated, weighed from the others, and how the treated unit ranks among them.
 * Source: Abadie, Diamond & Hainmueller (2010), JASA 105(490), doi:10.1198/jasa.2009.ap08746, section 3.4; Abadie (2021), Journal of
 * Economic Literature 59(2), doi:10.1257/jel.20191450, section 3.5 (one-sided statistics).
 */
import { distances, type Measured, stated, syntheticPath } from "./distances.js";
import type { Case, ScPanel, TreatedUnit } from "./panel.js";
import type { ScPermutation } from "./record.js";
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

/** Ranks `own` among placebos of all donors; `step` is told how many are done. */
export function permute(
  panel: ScPanel,
  weigh: Weigher,
  donors: readonly number[],
  { before, after }: TreatedUnit,
  own: Placed,
  step: (done: number) => void,
): ScPermutation {
  const weights = weigh.placebos(donors, before, step);
  const placebos = donors.map((target, d) => place(panel, { target, donors, before }, after, weights[d]!));
  const all = [own, ...placebos];
  const rank = (of: (one: Placed) => number): number => all.filter((one) => of(one) >= of(own)).length / all.length;
  const isExact = own.measured.ratio === null;
  const shown = [...before, ...after].sort((a, b) => a - b);
  const share = (one: Placed, t: number): number =>
    one.measured.ratio === null ? Number.POSITIVE_INFINITY : Math.abs(one.gap[t]!) / one.measured.rmspe_pre;
  return {
    p_value: isExact ? null : rank(({ measured }) => measured.ratio ?? Number.POSITIVE_INFINITY),
    p_greater: isExact ? null : rank(({ measured }) => measured.above),
    p_less: isExact ? null : rank(({ measured }) => measured.below),
    by_period: isExact ? null : after.map((t) => ({ time: panel.periods[t]!, p_value: rank((one) => share(one, t)) })),
    units: all.length,
    placebos: placebos.map(({ unit, gap, measured }) => ({
      ...{ unit: panel.name(unit), ...stated(measured) },
      ...{ time: shown.map((t) => panel.periods[t]!), gap: shown.map((t) => gap[t]!) },
    })),
  };
}
