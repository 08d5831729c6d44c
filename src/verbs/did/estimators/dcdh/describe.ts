/**
 * What DID_l says beside its effects, put in its record.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { wald } from "../../../../regression/tests/coefficients.js";
import { jointTest, type WaldTest } from "../../../../regression/tests/joint-test.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Estimates } from "../../shared/estimates.js";
import { averageLags, pathsOf } from "./doses.js";
import type { Drawn } from "./drawn-errors.js";
import { eventOf, type SwitchingEstimate } from "./estimate.js";
import type { SwitchingDetails } from "./record.js";
import type { SwitchingPanel } from "./switching-panel.js";

export function describeSwitching(
  engine: Engine,
  { periods }: DidSample,
  panel: SwitchingPanel,
  plan: DidPlan,
  { horizons, doses }: SwitchingEstimate,
  estimates: Estimates,
  drawn: Drawn | null,
  df: number,
): SwitchingDetails {
  const effects = horizons.filter(({ placebo }) => !placebo);
  const { paths, leftOut } = pathsOf(panel, periods);
  return {
    normalized: plan.normalized,
    control: plan.controlAsked ?? "notyet",
    switchers: plan.switchers ?? "all",
    same_switchers: plan.sameSwitchers ?? null,
    linear_trends: plan.linearTrends,
    trends_by: plan.trendsBy ?? null,
    continuous: plan.continuous ?? null,
    horizons: horizons.map((horizon, h) => ({
      event: eventOf(horizon),
      switchers: horizon.contrast.up + horizon.contrast.down,
      up: horizon.contrast.up,
      weight: horizon.contrast.weight,
      n_obs: horizon.contrast.rows,
      mean_dose: doses[h]!.mean,
      total_dose: doses[h]!.total,
    })),
    lag_weights: horizons.flatMap((horizon, h) =>
      horizon.placebo ? [] : [{ event: eventOf(horizon), weights: doses[h]!.lags }],
    ),
    overall: "per_dose",
    switchers_of_overall: effects.reduce((sum, { contrast: { up, down } }) => sum + up + down, 0),
    average_lags: averageLags(panel, effects),
    tests: testsOf(engine, horizons.map(eventOf), estimates, df),
    errors: {
      kind: drawn !== null ? "drawn" : plan.lessConservative ? "path" : "first_change",
      draws: drawn?.draws ?? null,
      used: drawn?.used ?? null,
      seed: drawn === null ? null : plan.seed,
    },
    times: [...periods],
    paths,
    paths_left_out: leftOut,
  };
}

/** That all effects from the change on are 0, and that they are all the same. */
function testsOf(
  engine: Engine,
  events: readonly number[],
  { values, covariance }: Estimates,
  df: number,
): SwitchingDetails["tests"] {
  const p = values.length;
  const at = events.flatMap((event, j) => (event >= 0 && covariance[j * p + j]! > 0 ? [j] : []));
  if (at.length < 2) return {};
  const [first = 0, ...others] = at;
  const gaps = Float64Array.from(others, (j) => values[j]! - values[first]!);
  const between = (i: number, j: number): number => covariance[i * p + j]!;
  const ofGaps = Float64Array.from(
    others.flatMap((i) =>
      others.map((j) => between(i, j) - between(i, first) - between(first, j) + between(first, first)),
    ),
  );
  const denominators = { rule: df, t: df };
  const names = at.map((j) => `event::${events[j]}`);
  const read = (found: ReturnType<typeof wald>, terms: readonly string[]): WaldTest => ({
    ...jointTest(engine, found, denominators),
    terms,
  });
  return {
    effects: read(wald(values, covariance, at), names),
    equal: read(wald(gaps, ofGaps, [...gaps.keys()]), names),
  };
}
