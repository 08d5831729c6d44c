/** The verbs as callers have them: what each takes is what its declaration says. */

import type { Panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import { optionsArgument } from "../declare/check.js";
import { argument, checked, checkedBy, optional } from "../declare/checked.js";
import { closed, number, text, words } from "../declare/shape.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { ModelSpec } from "../formula/spec.js";
import { keysShape, vcovShape } from "../regression/option-shapes.js";
import { decompose as decomposeRun } from "../trade/decompose/fit.js";
import { decomposeVerb } from "../trade/decompose/verb.js";
import { extrapolate as extrapolateRun } from "../trade/extrapolate/fit.js";
import { extrapolateVerb } from "../trade/extrapolate/verb.js";
import { qualityPolicy as qualityPolicyRun } from "../trade/policy/fit.js";
import { qualityPolicyVerb } from "../trade/policy/verb.js";
import { estimateQuality as estimateQualityRun } from "../trade/quality/fit.js";
import { qualityVerb } from "../trade/quality/verb.js";
import { qualitySensitivity as qualitySensitivityRun } from "../trade/sensitivity/fit.js";
import { qualitySensitivityVerb } from "../trade/sensitivity/verb.js";
import {
  citiesSimulation as citiesSimulationRun,
  simulateCities as simulateCitiesRun,
} from "../trade/simulate/cities/cities.js";
import { simulateCitiesVerb } from "../trade/simulate/cities/verb.js";
import {
  customsSimulation as customsSimulationRun,
  simulateCustoms as simulateCustomsRun,
} from "../trade/simulate/customs.js";
import { simulateCustomsVerb } from "../trade/simulate/verb.js";
import { data } from "../verbs/argument-kinds.js";
import { bootstrap as bootstrapRun } from "../verbs/bootstrap/fit.js";
import { bootstrapVerb } from "../verbs/bootstrap/verb.js";
import { clusterLevels as clusterLevelsRun } from "../verbs/cluster-levels/fit.js";
import { clusterLevelsVerb } from "../verbs/cluster-levels/verb.js";
import { didVerb } from "../verbs/did/design/verb.js";
import { did as didRun } from "../verbs/did/verb/fit.js";
import { eventStudy as eventStudyRun } from "../verbs/event-study/fit.js";
import { eventStudyVerb } from "../verbs/event-study/verb.js";
import { feols as feolsRun } from "../verbs/feols/feols.js";
import type { FittedModel } from "../verbs/feols/fitted/fitted-rows.js";
import type { PredictOptions } from "../verbs/feols/fitted/predict.js";
import { fitFeols as fitFeolsRun } from "../verbs/feols/fitted-model.js";
import { feolsMulti as feolsMultiRun } from "../verbs/feols/multiple-estimation.js";
import { type FeolsOptions, feolsMultiVerb, feolsVerb, revisedOptions } from "../verbs/feols/verb.js";
import { felogit as felogitRun, fepois as fepoisRun } from "../verbs/glm/fit-glm.js";
import { felogitVerb, fepoisVerb } from "../verbs/glm/verb.js";
import { groupDifference as groupDifferenceRun } from "../verbs/group-difference/fit.js";
import { groupDifferenceVerb } from "../verbs/group-difference/verb.js";
import { honest as honestRun } from "../verbs/honest/fit.js";
import { honestVerb } from "../verbs/honest/verb.js";
import { mediation as mediationRun } from "../verbs/mediation/fit.js";
import { mediationVerb } from "../verbs/mediation/verb.js";
import { multiverse as multiverseRun } from "../verbs/multiverse/fit.js";
import { multiverseVerb } from "../verbs/multiverse/verb.js";
import { pgmm as pgmmRun } from "../verbs/pgmm/fit.js";
import { pgmmVerb } from "../verbs/pgmm/verb.js";
import { placebo as placeboRun } from "../verbs/placebo/fit.js";
import { placeboVerb } from "../verbs/placebo/verb.js";
import { plausexog as plausexogRun } from "../verbs/plausexog/fit.js";
import { plausexogVerb } from "../verbs/plausexog/verb.js";
import { panelTests as panelTestsRun } from "../verbs/plm/panel-tests.js";
import { plm as plmRun } from "../verbs/plm/plm.js";
import { panelTestsVerb, plmVerb } from "../verbs/plm/verb.js";
import { power as powerRun } from "../verbs/power/fit.js";
import { powerVerb } from "../verbs/power/verb.js";
import { pretrends as pretrendsRun } from "../verbs/pretrends/fit.js";
import { pretrendsVerb } from "../verbs/pretrends/verb.js";
import { psmatch as psmatchRun } from "../verbs/psmatch/fit.js";
import { psmatchVerb } from "../verbs/psmatch/verb.js";
import { romanoWolf as romanoWolfRun } from "../verbs/romano-wolf/fit.js";
import { romanoWolfVerb } from "../verbs/romano-wolf/verb.js";
import { sensitivity as sensitivityRun } from "../verbs/sensitivity/fit.js";
import { sensitivityVerb } from "../verbs/sensitivity/verb.js";
import { xtsum as xtsumRun } from "../verbs/xtsum/fit.js";
import { xtsumVerb } from "../verbs/xtsum/verb.js";
import { verbFunction } from "./verb-function.js";

export const bootstrap = verbFunction("bootstrap", bootstrapVerb, bootstrapRun);
export const clusterLevels = verbFunction("clusterLevels", clusterLevelsVerb, clusterLevelsRun);
export const did = verbFunction("did", didVerb, didRun);
export const eventStudy = verbFunction("eventStudy", eventStudyVerb, eventStudyRun);
export const fepois = verbFunction("fepois", fepoisVerb, fepoisRun);
export const felogit = verbFunction("felogit", felogitVerb, felogitRun);
export const groupDifference = verbFunction("groupDifference", groupDifferenceVerb, groupDifferenceRun);
export const honest = verbFunction("honest", honestVerb, honestRun);
export const mediation = verbFunction("mediation", mediationVerb, mediationRun);
export const multiverse = verbFunction("multiverse", multiverseVerb, multiverseRun);
export const pgmm = verbFunction("pgmm", pgmmVerb, pgmmRun);
export const placebo = verbFunction("placebo", placeboVerb, placeboRun);
export const plausexog = verbFunction("plausexog", plausexogVerb, plausexogRun);
export const plm = verbFunction("plm", plmVerb, plmRun);
export const panelTests = verbFunction("panelTests", panelTestsVerb, panelTestsRun);
export const power = verbFunction("power", powerVerb, powerRun);
export const pretrends = verbFunction("pretrends", pretrendsVerb, pretrendsRun);
export const psmatch = verbFunction("psmatch", psmatchVerb, psmatchRun);
export const romanoWolf = verbFunction("romanoWolf", romanoWolfVerb, romanoWolfRun);
export const sensitivity = verbFunction("sensitivity", sensitivityVerb, sensitivityRun);
export const xtsum = verbFunction("xtsum", xtsumVerb, xtsumRun);
export const feols = verbFunction("feols", feolsVerb, feolsRun);
export const feolsMulti = verbFunction("feolsMulti", feolsMultiVerb, feolsMultiRun);
const revised = optionsArgument(revisedOptions);
const prediction = optional(
  argument(
    "options",
    closed<PredictOptions>({
      effects: words("add", "none"),
      interval: words("confidence", "prediction"),
      level: number,
      panel: keysShape,
    }),
  ),
);

/** `model`, whose methods are checked as functions are. */
const checkedModel = (model: FittedModel): FittedModel =>
  Object.freeze(
    Object.defineProperties({} as FittedModel, {
      ...Object.getOwnPropertyDescriptors(model),
      predict: { enumerable: true, value: checked("predict", model.predict, () => [data, prediction]) },
      withVcov: {
        enumerable: true,
        value: checkedBy("withVcov", model.withVcov, () => [argument("vcov", vcovShape), revised]),
      },
      clusterDiagnostics: {
        enumerable: true,
        value: checked("clusterDiagnostics", model.clusterDiagnostics, () => [argument("by", text)]),
      },
    }),
  );

export const fitFeols = verbFunction(
  "fitFeols",
  feolsVerb,
  (engine: Engine, of: Table | Panel, formula: string | ModelSpec, options: FeolsOptions) =>
    checkedModel(fitFeolsRun(engine, of, formula, options)),
);
export const decompose = verbFunction("decompose", decomposeVerb, decomposeRun);
export const extrapolate = verbFunction("extrapolate", extrapolateVerb, extrapolateRun);
export const qualityPolicy = verbFunction("qualityPolicy", qualityPolicyVerb, qualityPolicyRun);
export const estimateQuality = verbFunction("estimateQuality", qualityVerb, estimateQualityRun);
export const qualitySensitivity = verbFunction("qualitySensitivity", qualitySensitivityVerb, qualitySensitivityRun);
export const citiesSimulation = verbFunction("citiesSimulation", simulateCitiesVerb, citiesSimulationRun);
export const simulateCities = verbFunction("simulateCities", simulateCitiesVerb, simulateCitiesRun);
export const customsSimulation = verbFunction("customsSimulation", simulateCustomsVerb, customsSimulationRun);
export const simulateCustoms = verbFunction("simulateCustoms", simulateCustomsVerb, simulateCustomsRun);
