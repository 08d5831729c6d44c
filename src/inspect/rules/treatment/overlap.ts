/** Controls before treatment beyond what untreated units have: the comparison then rests on the regression's line, not on like units. */
import { finding } from "../../finding.js";
import { type Inspected, numbersOf, regressorColumns } from "../../inspected.js";
import { everTreated } from "../../measure/units.js";
import type { InspectRule } from "../rule.js";

/** Share of treated units beyond all untreated ones from which on the supports are apart. */
const BEYOND = 0.1;
const LEAST_UNITS = 10;
/** Were treated units drawn like untreated ones, so many would lie beyond with at most this probability. */
const CHANCE = 1e-4;

export const overlap: InspectRule = {
  name: "overlap",
  needs: ["panel", "treatment", "formula"],
  limits: { share: BEYOND, chance: CHANCE },
  find(data) {
    const { design, profile, keys } = data;
    const ever = everTreated(design!);
    return regressorColumns(data).flatMap((name) => {
      const values = name === design!.column || keys.has(name) ? null : numbersOf(data, name);
      if (values === null || profile(name).distinct <= 2) return [];
      const means = meansBefore(data, values);
      const untreated = means.filter((mean, u) => ever[u] === 0 && !Number.isNaN(mean));
      const treated = means.filter((mean, u) => ever[u] === 1 && !Number.isNaN(mean));
      if (untreated.length < LEAST_UNITS || treated.length < LEAST_UNITS) return [];
      const [low, high] = untreated.reduce(
        ([a, b], mean) => [Math.min(a, mean), Math.max(b, mean)],
        [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      );
      const beyond = treated.filter((mean) => mean < low || mean > high).length;
      if (beyond < BEYOND * treated.length || byChance(beyond, treated.length, untreated.length) > CHANCE) return [];
      return [
        finding(
          "overlap",
          "look",
          "no_common_support",
          { column: name, units: beyond, treated: treated.length, low, high, before: design!.cohorts.length > 0 },
          {
            columns: [name],
          },
        ),
      ];
    });
  },
};

/** Each unit's mean before any unit is treated; of all its rows where the treatment has no start that is seen. */
function meansBefore({ panel, design }: Inspected, values: Float64Array): Float64Array {
  const { unit, timeValues, nUnits } = panel!;
  const start = design!.cohorts[0]?.cohort ?? Number.POSITIVE_INFINITY;
  const [sums, counts] = [new Float64Array(nUnits), new Uint32Array(nUnits)];
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!) || timeValues[row]! >= start) continue;
    sums[unit.codes[row]!]! += values[row]!;
    counts[unit.codes[row]!]!++;
  }
  return sums.map((sum, u) => sum / counts[u]!);
}

/**
 * The probability that `beyond` treated units or more lie outside of the range of the untreated, were all drawn alike: from either end of the
 * order units are treated with the share p of treated ones until an untreated one comes, so that their number is negative binomial, and
 * p^k (1 + k (1 - p)) its tail (an upper bound where units are few).
 */
function byChance(beyond: number, treated: number, untreated: number): number {
  const p = treated / (treated + untreated);
  let tail = 1 + beyond * (1 - p);
  for (let k = 0; k < beyond && tail > 0; k++) tail *= p;
  return tail;
}
