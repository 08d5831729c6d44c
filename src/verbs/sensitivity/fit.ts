/**
 * `sensitivity`: what would turn a coefficient of a regression. Fits it as `feols` does, and asks of its triangle how strong a
 * confounder would have to be, of its rows how few would. Orchestrates; every number is made in a layer below.
 */
import { NotSupported } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { checkSample, requireRegressionVcov } from "../../regression/fit-options.js";
import { specOf } from "../../regression/frame/inputs.js";
import { type Asked, ask } from "./asked.js";
import { confoundingOf } from "./confounding-part.js";
import { influenceOf } from "./influence-part.js";
import { COEFFICIENT_SENSITIVITY_NOTES } from "./messages.js";
import { osterOf } from "./oster-part.js";
import type { SensitivityRecord } from "./record.js";
import { type Part, type SensitivityOptions, sensitivityPlan } from "./verb.js";

/** Refuses what no data could serve. */
export function checkSensitivity(formula: string, given: SensitivityOptions): void {
  requireRegressionVcov(given.vcov);
  checkSample(formula, given);
  refuse(parseFormula(formula));
  sensitivityPlan(given);
}

/**
 * How strong a confounder, and how few rows or clusters, would turn the coefficient `term` of `formula`.
 *
 * @param data a table, or a panel (its table is used)
 * @throws UsageError `sensitivity_term`, `sensitivity_part`, `sensitivity_r2max`, `sensitivity_r2`, `sensitivity_ky`, `sensitivity_name`, `sensitivity_groups`; DataError
 *   `term_dropped`; NotSupported `sensitivity_instruments`; NumericalError `sensitivity_spread`; and as `feols`
 */
export function sensitivity(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: SensitivityOptions,
): SensitivityRecord {
  const started = performance.now();
  const spec = specOf(formula, data);
  const plan = sensitivityPlan(given);
  refuse(spec);
  const variance = requireRegressionVcov(plan.vcov);
  const wants = (part: Part) => plan.parts.includes(part);
  const nothing = { found: null, notes: [] };
  return engine.scope((scope) => {
    const asked = ask(engine, scope, data, spec, plan, variance);
    const fitted = performance.now();
    const oster = wants("oster") ? osterOf(asked) : nothing;
    const confounding = wants("confounding") ? confoundingOf(asked) : nothing;
    const before = performance.now();
    const influence = wants("influence") ? influenceOf(asked) : nothing;
    const { record, names, at, classical } = asked;
    const ended = performance.now();
    return deepFreeze({
      ...record,
      kind: "sensitivity",
      term: names[at]!,
      classical,
      oster: oster.found,
      confounding: confounding.found,
      influence: influence.found,
      notes: [...record.notes, ...commonNotes(asked), ...oster.notes, ...confounding.notes, ...influence.notes],
      timing_ms: {
        ...record.timing_ms,
        confounding: before - fitted,
        influence: ended - before - asked.clock.refits,
        refits: asked.clock.refits,
        total: ended - started,
      },
    } satisfies SensitivityRecord);
  });
}

function commonNotes({ regression, classical }: Asked): Note[] {
  const effects = regression.sample.effects.map(({ name }) => name);
  return [
    ...(effects.length === 0 ? [] : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_within", { effects })]),
    ...(classical.exact_df ? [] : [note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_df_bound", { df: classical.df })]),
  ];
}

function refuse(spec: ModelSpec): void {
  if (!hasInstruments(spec)) return;
  throw new NotSupported(
    "sensitivity_instruments",
    `'${spec.call}' has instruments: delta, partial R2 and influence here are of least squares. For instruments that may have a direct effect use plausexog; for omitted variables ask of the reduced form, the outcome on the instruments.`,
    { got: spec.call, expected: "a formula without | endogenous ~ instruments" },
  );
}
