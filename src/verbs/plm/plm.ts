/**
 * `plm`: the classical models of panel data, from a panel and a formula to a record that says everything
 * dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */

import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { modelLabels } from "../../regression/record/model-labels.js";
import { renderText } from "../../report/render/text.js";
import type { Presentation } from "../verb.js";
import { describePlm, type PlmPlan, plmPlan, requirePlainFormula } from "./describe.js";
import { type PanelData, panelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import { panelTestNames, panelTests } from "./panel-tests.js";
import { random } from "./random.js";
import type { PanelTestsRecord, PlmRecord } from "./record.js";
import { panelTestsTable, plmSummary, plmTable } from "./report/table.js";
import { between, differenced, pooling, within } from "./transformed.js";
import type { PanelTestsOptions, PlmModel, PlmModelsOptions, PlmOptions } from "./verb.js";

/**
 * One of the classical models of a panel: pooled least squares, within (dummies of units, periods or both), between (means
 * of units or periods), first differences, random effects by Swamy and Arora, or as Stata's xtreg has them.
 *
 * @param formula `y ~ x1 + log(x2)`, without fixed effects: `effect` says them.
 * @throws UsageError for a malformed formula or option; DataError for columns and samples that can't serve, `one_period`
 *   and `one_unit` among them; NumericalError without residual degrees of freedom; NotSupported for what is not validated:
 *   random effects of both in an unbalanced panel or with components `xtreg`, variances a model has not.
 */
export function plm(engine: Engine, panel: Panel, formula: string | ModelSpec, options: PlmOptions = {}): PlmRecord {
  const started = performance.now();
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  requirePlainFormula(spec);
  const plan = plmPlan(options);
  return engine.scope((scope) => {
    const data = panelData(engine, scope, panel, spec, plan.variance, options);
    const placed = performance.now();
    options.signal?.throwIfAborted();
    const fit = fitPlm(data, plan);
    const fitted = performance.now();
    const record = describePlm(scope, data, fit, plan);
    const ended = performance.now();
    const timing = { sample: placed - started, fit: fitted - placed, vcov: ended - fitted, total: ended - started };
    const labels = modelLabels(data.panel.table, record, data.pooled.terms);
    return deepFreeze({ ...record, ...labels, timing_ms: timing });
  });
}

/** The model of `plan`. Throws as `plm`. */
function fitPlm(data: PanelData, { model, effect, components }: PlmPlan): PanelFit {
  switch (model) {
    case "pooling":
      return pooling(data, effect);
    case "within":
      return within(data, effect);
    case "between":
      return between(data, effect);
    case "fd":
      return differenced(data);
    case "random":
      return random(data, effect, components);
  }
}

// What the command gives.

export interface PlmModels {
  readonly fits: readonly PlmRecord[];
  /** Null for none. */
  readonly tests: PanelTestsRecord | null;
}

/** The models of `model`, and `tests`: those named, or Hausman's where within and random stand side by side. Throws as both verbs. */
export function plmModels(engine: Engine, panel: Panel, formula: string, options: PlmModelsOptions): PlmModels {
  const { subset } = options;
  const { models, tests } = askedOf(options);
  return {
    fits: models.map((model) => plm(engine, panel, formula, model)),
    tests:
      tests === null
        ? null
        : panelTests(engine, panel, formula, { tests, ...(subset === undefined ? {} : { subset }) }),
  };
}

/** Throws what `plm` and `panelTests` would throw whatever the data. */
export function checkPlmModels(formula: string, options: PlmModelsOptions): void {
  const { models, tests } = askedOf(options);
  checkPanelTests(formula, { ...options, tests: tests ?? "all" });
  models.forEach(plmPlan);
}

export function checkPanelTests(formula: string, { tests = "all", subset }: PanelTestsOptions): void {
  requirePlainFormula(parseFormula(formula));
  if (subset !== undefined) parseExpression(subset);
  panelTestNames(tests);
}

/** In a row of models an effect is that of those that have it. */
function askedOf({ model: names = ["within"], tests, ...options }: PlmModelsOptions): {
  readonly models: readonly PlmOptions[];
  readonly tests: readonly string[] | null;
} {
  const { effect = "individual" } = options;
  const has = (model: string): boolean => model !== "fd" && (model !== "between" || effect !== "twoways");
  const models = names.map((model) => ({
    ...options,
    model: model as PlmModel,
    effect: names.length === 1 || has(model) ? effect : "individual",
  }));
  const compared = names.includes("within") && names.includes("random") && effect === "individual";
  return { models, tests: tests ?? (compared ? ["hausman"] : null) };
}

export function presentPlmModels({ fits, tests }: PlmModels): Presentation {
  const [first] = fits;
  const single = fits.length === 1 ? first : undefined;
  const beneath = tests === null ? [] : presentPanelTests(tests).tables;
  return {
    record: single !== undefined && tests === null ? single : { kind: "plm-models", fits, tests },
    tables: [
      plmTable(
        fits.map((fit) => ({ label: "", fit })),
        { title: first!.call },
      ),
      ...beneath,
    ],
    ...(single && {
      text: (presentation) =>
        [`${plmSummary(single, presentation)}\n`, ...beneath.map((table) => renderText(table))].join("\n"),
    }),
  };
}

export const presentPanelTests = (record: PanelTestsRecord): Presentation => ({
  record,
  tables: [panelTestsTable(record)],
});
