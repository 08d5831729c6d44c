/**
 * Effects by event time that the questions on trends are about, all against the last period before treatment, and what their leads could
 * have shown. Event times at which hardly a unit is treated have errors that mean nothing, and are left out unless the study asks for them.
 */
import { DataError } from "../../../base/errors.js";
import { note } from "../../../base/messages.js";
import { expressionText } from "../../../formula/parser.js";
import { FEW_CLUSTERS } from "../../../regression/few-clusters.js";
import type { DidEffect, DidRecord } from "../../../verbs/did/design/record.js";
import type { DidOptions } from "../../../verbs/did/design/verb.js";
import type { EstimatorName } from "../../../verbs/did/shared/names.js";
import { oneReference } from "../../../verbs/event-path/one-reference.js";
import type { PretrendsRecord } from "../../../verbs/pretrends/record.js";
import type { StudySpec } from "../../file/schema.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { StageTools } from "../../run/stage-node.js";
import type { EstimateFacts } from "../effect-column.js";
import { did, pretrends } from "../estimates.js";
import { panelEffects } from "../model-choice.js";
import { REFEREE_NOTES } from "./messages.js";
import type { RefereeSpec } from "./schema.js";

/** With fewer clustered errors and the wild bootstrap both fail. */
export const FEWEST_TREATED = FEW_CLUSTERS.treated + 1;

export interface Dynamic {
  readonly record: DidRecord;
  /** Event times with treated units that are left out, ascending. */
  readonly leftOut: readonly number[];
}

/** Estimators that know no other units to compare with than those never treated. */
const OF_NEVER_TREATED: readonly EstimatorName[] = ["sc", "sdid", "gsynth"];

/** Those of `spec.estimator`, or of the one that suits the design. Throws DataError `referee_few_treated` where no event time has enough treated units. */
export async function dynamicEffects(
  { estimator, window }: RefereeSpec,
  { variance: vcov, ssc, level, seed, panel }: StudySpec,
  made: TreatmentMade,
  tools: StageTools,
  { treatment: treat, controls }: Pick<EstimateFacts, "treatment" | "controls">,
): Promise<Dynamic> {
  const cohorts = made.facts.cohorts.filter(({ identified }) => identified.length > 0).length;
  const name = estimator ?? (cohorts > 1 ? "cs" : "twfe");
  const options: DidOptions = {
    ...{ treat, vcov, ssc, level, seed },
    estimator: [name],
    // without leads compared with the never treated, etwfe has none
    control: OF_NEVER_TREATED.includes(name) || (name === "etwfe" && made.facts.never.units > 0) ? "never" : "notyet",
    ...oneReference(name),
  };
  // the others condition on covariates in ways of their own: no path of theirs has the regression's controls
  const right = name === "twfe" && controls.length > 0 ? controls.join(" + ") : "1";
  const estimate = (shown?: readonly [number, number]) =>
    did(made, tools, `${expressionText(panel.outcome)} ~ ${right} | ${panelEffects({ panel })}`, {
      ...options,
      ...(shown === undefined ? {} : { window: shown }),
    });
  const whole = await estimate(window ?? (name === "stacked" ? commonWindow(made) : undefined));
  const { effects } = whole.estimates[0]!;
  const kept = withUnits(effects);
  const leftOut = effects.flatMap(({ event }) => (event === undefined || kept.includes(event) ? [] : [event]));
  if (window !== undefined || leftOut.length === 0) return { record: whole, leftOut: [] };
  if (!kept.some((event) => event >= 0)) throw fewTreated();
  return { record: await estimate([kept[0]!, kept.at(-1)!]), leftOut };
}

/** The event times at which all cohorts are observed. */
function commonWindow({ facts, balance: { periods } }: TreatmentMade): readonly [number, number] {
  const starts = facts.cohorts.flatMap(({ cohort, identified }) => (identified.length > 0 ? [cohort] : []));
  return [periods[0] - Math.min(...starts), periods[1] - Math.max(...starts)];
}

/** Code of the error that no event time has enough treated units. */
export const FEW_TREATED = "referee_few_treated";

function fewTreated(): DataError {
  const { code, message, detail } = note(REFEREE_NOTES, "referee_few_treated", { fewest: FEWEST_TREATED });
  return new DataError(code, message, detail);
}

/** Event times about the start of treatment, up to the first on either side with too few treated units. */
function withUnits(effects: readonly DidEffect[]): readonly number[] {
  const shown = effects.flatMap(({ event, n_units, reference }) =>
    event === undefined ? [] : [{ event, n_units, reference }],
  );
  const enough = ({ n_units, reference }: (typeof shown)[number]) => reference || n_units >= FEWEST_TREATED;
  const after = shown.filter(({ event }) => event >= 0);
  const before = shown.filter(({ event }) => event < 0).reverse();
  const run = (some: typeof shown) => {
    const end = some.findIndex((one) => !enough(one));
    return end < 0 ? some : some.slice(0, end);
  };
  return [...run(before).reverse(), ...run(after)].map(({ event }) => event);
}

/** What their leads could have shown, at the study's level. */
export const pretestsOf = async (
  dynamic: () => Promise<Dynamic>,
  { level }: StudySpec,
  tools: StageTools,
): Promise<PretrendsRecord> => pretrends(tools, (await dynamic()).record, { level });
