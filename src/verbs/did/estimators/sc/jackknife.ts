/**
 * Jackknife+ over periods: weights are fitted without each period before treatment in turn, and what they miss of it is how far they may be
 * from the outcome without treatment later. At level 1 - a its coverage is at least 1 - 2a where periods are exchangeable.
 * Source: Barber, Candès, Ramdas & Tibshirani (2021), Annals of Statistics 49(1), doi:10.1214/20-AOS1965; as intervals of synthetic
 * controls Ben-Michael, Feller & Rothstein (2021), JASA 116(536), doi:10.1080/01621459.2021.1929245.
 */
import { NotSupported } from "../../../../base/errors.js";
import { syntheticPath } from "./distances.js";
import type { ScIntervals } from "./record.js";
import type { Subject } from "./subject.js";

/** Throws NotSupported `sc_intervals` for one period before treatment. */
export function jackknife({ panel, treated, donors, gap, level, refit }: Subject): ScIntervals {
  const { unit, before, after } = treated;
  if (before.length < 2) {
    throw new NotSupported(
      "sc_intervals",
      `--intervals jackknife leaves out each period before treatment, of which '${panel.name(unit)}' has one: ask for another kind.`,
      { got: 1, expected: ">= 2" },
    );
  }
  const own = panel.path(unit);
  const without = before.map((out) => {
    const path = syntheticPath(
      panel,
      donors,
      refit(
        before.filter((t) => t !== out),
        own,
      ),
    );
    return { path, miss: Math.abs(own[out]! - path[out]!) };
  });
  const n = before.length;
  // which of the sorted numbers is the end, from 1 on: beyond them there is none
  const rank = Math.ceil(level * (n + 1) * (1 - 1e-14));
  const effects = after.map((t) => {
    const lows = without.map(({ path, miss }) => path[t]! - miss).sort((a, b) => b - a);
    const highs = without.map(({ path, miss }) => path[t]! + miss).sort((a, b) => a - b);
    const isOpen = rank > n;
    return {
      ...{ time: panel.periods[t]!, estimate: gap[t]! },
      low: isOpen ? null : own[t]! - highs[rank - 1]!,
      high: isOpen ? null : own[t]! - lows[rank - 1]!,
    };
  });
  return { kind: "jackknife", level, effects, p_value: null, draws: null, seed: null };
}
