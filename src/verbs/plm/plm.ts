/**
 * `plm`: the classical models of panel data, from a panel and a formula to a record that says everything
 * dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */

import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { pooling, within } from "./absorbed.js";
import { describePlm } from "./describe.js";
import { type PanelData, panelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import { type PlmPlan, plmPlan, requirePlainFormula } from "./plan.js";
import { random } from "./random.js";
import type { PlmRecord } from "./record.js";
import { between, differenced } from "./transformed.js";
import type { PlmOptions } from "./verb.js";

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
    return deepFreeze({ ...record, timing_ms: timing });
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
