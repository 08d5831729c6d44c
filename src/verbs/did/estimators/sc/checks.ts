/**
 * Whether a finding hangs on one donor, and whether there is one where there should be none: donors left out one at a time, and treatment
 * dated back to a time before it.
 * Source: Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59(2), doi:10.1111/ajps.12116, "Inference" and
 * "Robustness Test".
 */

import { UsageError } from "../../../../base/errors.js";
import { flagText } from "../../../../base/text.js";
import { periodWords } from "../../../../data/panel/period-text.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import { stated } from "./distances.js";
import type { Case, ScPanel, TreatedUnit } from "./panel.js";
import { type Placed, place } from "./permutation.js";
import { donorsWith, type Predictors, predictorsBefore, requirePredictors } from "./predictors.js";
import type { GapPath, ScUnit } from "./record.js";
import { NO_WEIGHT, type Weighed, weigher } from "./weigh.js";

/**
 * The unit weighed again without each donor that its synthetic control has a weight on; weights of predictors, or the penalty of augmentation,
 * stay as they are.
 */
export function leftOut(
  engine: Engine,
  panel: ScPanel,
  chosen: Predictors | null,
  plan: DidPlan,
  one: Case,
  after: readonly number[],
  { weights, predictors, ridge }: Weighed,
): ScUnit["left_out"] {
  const weigh = weigher(engine, panel, chosen, { ...plan, ...(ridge === null ? {} : { augment: ridge.lambda }) });
  const simplex = ridge?.simplex ?? weights;
  return one.donors.flatMap((out, j) => {
    if (simplex[j]! < NO_WEIGHT) return [];
    const less = { ...one, donors: one.donors.filter((donor) => donor !== out) };
    const placed = place(panel, less, after, weigh.one(less, predictors ?? undefined).weights);
    return [{ unit: panel.name(out), ...stated(placed.measured), ...pathOf(panel, placed, [...one.before, ...after]) }];
  });
}

/** The unit as if treatment began in `period`; effects of the treatment itself are left out of it. Throws UsageError `sc_backdate`. */
export function backdated(
  engine: Engine,
  panel: ScPanel,
  { unit, cohort, before }: TreatedUnit,
  plan: DidPlan,
  period: number,
): NonNullable<ScUnit["backdated"]> {
  const earlier = before.filter((t) => panel.periods[t]! < period);
  const later = before.filter((t) => panel.periods[t]! >= period);
  if (earlier.length === 0 || later.length === 0) {
    const say = (at: number): string => periodWords(panel.sample.panel.period, at);
    throw new UsageError(
      "sc_backdate",
      `${flagText("backdate", say(period))} leaves '${panel.name(unit)}', treated in ${say(cohort)}, ${earlier.length === 0 ? "no period before it to fit" : "no period from it on that is before treatment"}: it is observed from ${say(panel.periods[before[0]!]!)} to ${say(panel.periods[before.at(-1)!]!)} before treatment; give a period between.`,
      { got: period, expected: [panel.periods[before[0]!], panel.periods[before.at(-1)!]] },
    );
  }
  const predictors = predictorsBefore(panel, plan, period);
  const donors = donorsWith(predictors, panel.donors);
  requirePredictors(predictors, unit, donors, panel.name);
  const one: Case = { target: unit, donors, before: earlier };
  const { weights } = weigher(engine, panel, predictors, plan).one(one);
  const placed = place(panel, one, later, weights);
  return { period, ...stated(placed.measured), ...pathOf(panel, placed, before) };
}

function pathOf({ periods }: ScPanel, { gap }: Placed, at: readonly number[]): GapPath {
  return { time: at.map((t) => periods[t]!), gap: at.map((t) => gap[t]!) };
}
