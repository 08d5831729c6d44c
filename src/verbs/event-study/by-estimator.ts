/**
 * The command `event-study` by any estimator: two-way effects as here, the others as `did` has them by event time.
 */
import { UsageError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { requireOwners } from "../did/design/plan.js";
import type { DidRecord } from "../did/design/record.js";
import type { DidOptions } from "../did/design/verb.js";
import type { EstimatorName } from "../did/shared/names.js";
import { checkDid, did } from "../did/verb/fit.js";
import { DEFAULT_DRAWS } from "../resampling/options.js";
import { checkEventStudy, eventStudy } from "./fit.js";
import type { EventStudyRecord } from "./record.js";
import type { EventStudyByOptions } from "./verb.js";

/** Refuses what no data could serve. */
export function checkEventStudyBy(formula: string, { estimator = "twfe", ...options }: EventStudyByOptions): void {
  if (estimator === "twfe") checkEventStudy(formula, twoWay(options));
  else checkDid(formula, didOptions(estimator, options));
}

/** Effects by event time, by two-way effects or as `did` has them. Throws as `eventStudy`, or as `did` and `didOptions`. */
export function eventStudyBy(
  engine: Engine,
  panel: Panel,
  formula: string,
  { estimator = "twfe", ...options }: EventStudyByOptions,
): EventStudyRecord | DidRecord {
  return estimator === "twfe"
    ? eventStudy(engine, panel, formula, twoWay(options))
    : did(engine, panel, formula, didOptions(estimator, options));
}

/** Throws UsageError `did_option` for an option of estimators that compare cohorts, `event_interval` for the normal, which no regression is read by. */
export function twoWay<O extends Omit<EventStudyByOptions, "estimator">>({ base, interval, ...options }: O) {
  requireOwners(base === undefined ? {} : { base }, ["twfe"]);
  if (interval !== "normal") return options;
  throw new UsageError(
    "event_interval",
    "--interval normal: two-way effects are a regression, read by t with its degrees of freedom; leave it out, or choose another --estimator.",
    { got: interval, expected: "t" },
  );
}

/** Options of `did` that mean the same. Throws UsageError `event_estimator` for those that are of two-way effects alone. */
export function didOptions(
  estimator: EstimatorName,
  { ref, bin, fixefRm, solver, ...shared }: Omit<EventStudyByOptions, "estimator">,
): DidOptions {
  const alone = Object.entries({ "--ref": ref, "--bin": bin, "--fixef-rm": fixefRm, solver });
  const given = alone.flatMap(([name, value]) => (value === undefined || value === false ? [] : [name]));
  if (given.length > 0) {
    throw new UsageError(
      "event_estimator",
      `${given.join(" and ")}: ${given.length === 1 ? "an option" : "options"} of two-way effects, which mean nothing for ${estimator}; leave out, or use --estimator twfe.`,
      { got: given, expected: [] },
    );
  }
  const draws = shared.band === "uniform" ? { draws: DEFAULT_DRAWS.wild } : {};
  return { ...draws, ...shared, estimator: [estimator], aggregate: "dynamic" };
}
