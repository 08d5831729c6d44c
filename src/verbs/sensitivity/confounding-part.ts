/**
 * Cinelli and Hazlett's robustness values, bounds and adjusted coefficients of a regression in memory.
 */
import { type Note, note } from "../../base/messages.js";
import { qt } from "../../engine/kernels/math.js";
import type { Asked, Found } from "./asked.js";
import {
  adjustedCoefficient,
  type BoundMoments,
  biasFactor,
  boundEnd,
  type Confounder,
  confounderLike,
  robustnessOfBound,
  robustnessValue,
} from "./estimator/confounding.js";
import { partialR2 } from "./estimator/projection.js";
import { COEFFICIENT_SENSITIVITY_NOTES } from "./messages.js";
import { controlsNamed, INTERCEPT } from "./names.js";
import type { BoundRecord, ConfoundingRecord, ScenarioRecord } from "./record.js";

export function confoundingOf(asked: Asked): Found<ConfoundingRecord> {
  const { engine, plan, names, at, classical, record, quantile } = asked;
  const { q, level } = plan;
  const alpha = Number((1 - level).toPrecision(12));
  const isClassical = record.vcov.type === "iid";
  const moments = isClassical ? null : asked.rows().moments();
  const partial_r2 = classical.statistic ** 2 / (classical.statistic ** 2 + classical.df);
  const scenario = (confounder: Confounder) => scenarioOf(asked, confounder, moments);
  const bounds = boundsOf(asked, scenario);
  const named = ({ benchmark, kd, ky }: BoundRecord) => `${kd === ky ? kd : `${kd}/${ky}`} x ${benchmark}`;
  const capped = bounds.filter((bound) => bound.capped).map(named);
  const impossible = bounds.filter((bound) => bound.scenario === null).map(named);
  const { type } = record.vcov;
  const notes: Note[] = [
    ...(isClassical ? [] : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_classical", { type })]),
    ...(moments === null ? [] : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_bound", { type })]),
    ...(capped.length === 0 ? [] : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_capped", { bounds: capped })]),
    ...(impossible.length === 0
      ? []
      : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_impossible", { bounds: impossible })]),
  ];
  return {
    notes,
    found: {
      q,
      alpha,
      critical_t: Math.abs(qt(engine, alpha / 2, classical.df - 1)),
      partial_r2,
      partial_f2: classical.statistic ** 2 / classical.df,
      rv_q: robustnessValue(engine, classical, q, null),
      rv_q_alpha: robustnessValue(engine, classical, q, alpha),
      rv_q_alpha_robust:
        moments === null ? null : robustnessOfBound(Math.abs(classical.estimate), moments, q, quantile),
      controls: Object.fromEntries(
        names.flatMap((name, j) => (j === at || name === INTERCEPT ? [] : [[name, shareOf(asked, j)]])),
      ),
      scenarios: (plan.confounder ?? []).map(scenario),
      bounds,
    },
  };
}

/** What one control explains beside all others: partial correlations out of (X'X)^-1, whose cost is linear in the controls. */
function shareOf({ regression, at }: Asked, j: number) {
  const { k, beta, Rinv, ssr } = regression.result.fit;
  const inverse = (a: number, b: number) => {
    let sum = 0;
    for (let l = Math.max(a, b); l < k; l++) sum += Rinv[l * k + a]! * Rinv[l * k + b]!;
    return sum;
  };
  const own = inverse(j, j);
  const gained = beta[j]! ** 2 / own;
  return { outcome: gained / (gained + ssr), treatment: inverse(j, at) ** 2 / (own * inverse(at, at)) };
}

/** What a set of controls explains beside all others. */
function sharesOf({ names, at, triangle }: Asked, set: readonly number[]) {
  const others = names.flatMap((_, j) => (j === at || set.includes(j) ? [] : [j]));
  return {
    outcome: partialR2(triangle, triangle.length - 1, [...others, at], set),
    treatment: partialR2(triangle, at, others, set),
  };
}

function boundsOf(asked: Asked, scenario: (confounder: Confounder) => ScenarioRecord): BoundRecord[] {
  const { plan, names, at } = asked;
  return (plan.benchmarks ?? []).flatMap((benchmark) => {
    const set = controlsNamed(benchmark, names, at, "benchmarks");
    const { outcome, treatment } = sharesOf(asked, set);
    return plan.kd.map((kd, i): BoundRecord => {
      const ky = plan.ky === undefined ? kd : plan.ky[Math.min(i, plan.ky.length - 1)]!;
      const made = confounderLike({ r2_treatment: treatment, r2_outcome: outcome }, kd, ky);
      return {
        ...{ benchmark, terms: set.map((j) => names[j]!), kd, ky },
        scenario: made === null ? null : scenario(made),
        capped: made?.capped === true,
      };
    });
  });
}

function scenarioOf(
  { engine, plan, classical, quantile }: Asked,
  { r2_treatment, r2_outcome }: Confounder,
  moments: BoundMoments | null,
): ScenarioRecord {
  const confounder = { r2_treatment, r2_outcome };
  const sign = classical.estimate < 0 ? -1 : 1;
  const end =
    moments === null ? null : boundEnd(Math.abs(classical.estimate), moments, biasFactor(confounder), quantile);
  const { statistic, ...adjusted } = adjustedCoefficient(engine, classical, confounder, plan);
  return {
    ...confounder,
    ...adjusted,
    statistic: Number.isFinite(statistic) ? statistic : null,
    robust_end: end === null ? null : sign * end,
  };
}
