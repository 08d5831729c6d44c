/**
 * Conformal intervals: the effects of a period under which its gap, with weights fitted to it too, is not among the largest of all gaps; and
 * the test that there is no effect at all, whose gaps are compared with those that come as many periods after another.
 * Source: Chernozhukov, Wuthrich & Zhu (2021), JASA 116(536), doi:10.1080/01621459.2021.1920957, sections 2.2 and 4 (moving blocks).
 */
import { syntheticPath } from "./distances.js";
import type { ScIntervals } from "./record.js";
import type { Subject } from "./subject.js";

/** Doublings of the step before an end is taken to be infinite, and halvings of the last one. */
const DOUBLINGS = 60;
const HALVINGS = 50;
/** Gaps this much smaller, as a share of the largest outcome, are as large. */
const TIE = 1e-12;

export function conformal(subject: Subject): ScIntervals {
  const { panel, treated, gap, level, scale } = subject;
  const alpha = 1 - level;
  const size = treated.before.length + 1;
  const effects = treated.after.map((t) => {
    const at = { time: panel.periods[t]!, estimate: gap[t]! };
    if (1 / size > alpha) return { ...at, low: null, high: null };
    const end = (side: 1 | -1): number | null =>
      edge(
        (step) => pointP(subject, t, gap[t]! + side * step) > alpha,
        scale > 0 ? scale : Math.abs(gap[t]!) || 1,
        gap[t]!,
        side,
      );
    return { ...at, low: end(-1), high: end(1) };
  });
  return { kind: "conformal", level, effects, p_value: jointP(subject), draws: null, seed: null };
}

/** The share of periods, `t` among those before treatment, whose gap is at least as large as that of `t`, had it an effect. */
export function pointP(subject: Subject, t: number, effect: number): number {
  const { panel, treated } = subject;
  const own = Float64Array.from(panel.path(treated.unit));
  own[t]! -= effect;
  const periods = [...treated.before, t];
  const gaps = gapsOf(subject, periods, own);
  const least = Math.abs(gaps.at(-1)!) - TIE * Math.max(...periods.map((s) => Math.abs(own[s]!)));
  return gaps.filter((each) => Math.abs(each) >= least).length / periods.length;
}

/** That no period has an effect: weights of all periods, mean absolute gaps of so many periods on end, wherever they begin. */
export function jointP(subject: Subject): number {
  const { panel, treated } = subject;
  const own = panel.path(treated.unit);
  const periods = [...treated.before, ...treated.after];
  const gaps = gapsOf(subject, periods, own).map(Math.abs);
  const sums = gaps.map((_, start) => treated.after.reduce((sum, _t, i) => sum + gaps[(start + i) % gaps.length]!, 0));
  const observed = sums[treated.before.length]!;
  const least = observed - TIE * Math.max(...periods.map((s) => Math.abs(own[s]!)));
  return sums.filter((sum) => sum >= least).length / sums.length;
}

function gapsOf({ panel, donors, refit }: Subject, periods: readonly number[], own: Float64Array): number[] {
  const synthetic = syntheticPath(panel, donors, refit(periods, own));
  return periods.map((s) => own[s]! - synthetic[s]!);
}

/** Where `isIn` ends on one side of `from`; null where it does not. */
function edge(isIn: (step: number) => boolean, first: number, from: number, side: 1 | -1): number | null {
  let [inside, outside] = [0, first];
  for (let doubling = 0; isIn(outside); doubling++) {
    if (doubling === DOUBLINGS) return null;
    inside = outside;
    outside *= 2;
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (inside + outside) / 2;
    if (middle <= inside || middle >= outside) break;
    if (isIn(middle)) inside = middle;
    else outside = middle;
  }
  return from + side * inside;
}
