/** The library, safe for browsers: no file system, no `node:` module. */
export type { Category, Column, Note, NumericColumn, TextColumn } from "./base/columns.js";
export { DataError, KernelError, NotSupported, NumericalError, UsageError, WasmetricsError } from "./base/errors.js";
export type { Progress } from "./base/progress.js";
export { version } from "./base/version.js";
export { type ModelSpecInput, modelSpec } from "./formula/model-spec.js";
export type { PanelGmmFormula } from "./formula/panel-gmm-spec.js";
export { parseFormula } from "./formula/parser.js";
export { parsePanelGmm } from "./formula/read-panel-gmm.js";
export { parseFormulas, type SeveralModels } from "./formula/several.js";
export type { ModelSpec } from "./formula/spec.js";
export { parseStata, type StataReading } from "./formula/stata/parse-stata.js";
export type { StataModel, StataOptions } from "./formula/stata/stata-model.js";
export { parseSsc, type Ssc } from "./inference/ssc.js";
export type { VcovOption } from "./inference/vcov-spec.js";
export { type Engine, type EngineOptions, loadEngine } from "./kernels/engine.js";
export type { BootstrapOptions } from "./models/bootstrap/options.js";
export type { BootstrapRecord } from "./models/bootstrap/record.js";
export { bootstrap } from "./models/bootstrap.js";
export type { EstimateRecord } from "./models/combinations/estimates.js";
export type { CombinationOptions } from "./models/combinations/infer-combinations.js";
export type { CombinationRecord, WaldRecord } from "./models/combinations/records.js";
export {
  type DemeanedColumns,
  type DemeanOptions,
  type EffectsPlan,
  type PlanOptions,
  planEffects,
} from "./models/effects-plan.js";
export type { EventStudyOptions } from "./models/event-study/plan.js";
export type { EventBand, EventEffect, EventStudyRecord } from "./models/event-study/record.js";
export { eventStudy } from "./models/event-study.js";
export { felogit } from "./models/felogit.js";
export { type FeolsOptions, feols } from "./models/feols.js";
export { type FeolsEachOptions, feolsEach } from "./models/feols-each.js";
export { fepois } from "./models/fepois.js";
export { type FromStata, fromStata } from "./models/from-stata.js";
export type { GlmOptions } from "./models/glm/options.js";
export type { GlmRecord } from "./models/glm/record.js";
export { type GroupDifferenceOptions, groupDifference } from "./models/group-difference.js";
export type { GroupDifferenceRecord } from "./models/group-difference-record.js";
export type { FittedRows } from "./models/hold-feols/held-rows.js";
export type { Prediction, PredictOptions } from "./models/hold-feols/predict.js";
export type { FixefResult } from "./models/hold-feols/recovered.js";
export { type HeldFit, holdFeols, type RevisedOptions } from "./models/hold-feols.js";
export type { PlausiblyExogenousRecord } from "./models/iv/plausibly-exogenous-record.js";
export { lincom } from "./models/lincom.js";
export type { MediationOptions } from "./models/mediation/options.js";
export type { MediationRecord } from "./models/mediation/record.js";
export { mediation } from "./models/mediation.js";
export { type MomentsFitOptions, type MomentsFitRecord, momentsFit } from "./models/moments-fit.js";
export { nlcom } from "./models/nlcom.js";
export type { PanelTestsRecord } from "./models/panel-tests/record.js";
export { type PanelTestsOptions, panelTests } from "./models/panel-tests.js";
export type { PgmmOptions } from "./models/pgmm/plan.js";
export type { PgmmRecord } from "./models/pgmm/record.js";
export { pgmm } from "./models/pgmm.js";
export type { PlaceboRecord } from "./models/placebo/record.js";
export { type PlaceboOptions, placebo } from "./models/placebo.js";
export { type PlausiblyExogenousOptions, plausiblyExogenous } from "./models/plausibly-exogenous.js";
export type { PlmOptions } from "./models/plm/options.js";
export type { PlmRecord } from "./models/plm/record.js";
export { plm } from "./models/plm.js";
export type { PsmatchOptions } from "./models/psmatch/options.js";
export type { PsmatchRecord, PsmatchResult } from "./models/psmatch/record.js";
export { psmatch } from "./models/psmatch.js";
export type { FitRecord } from "./models/regression/fit-record.js";
export type { ClusterDiagnostics } from "./models/regression/leverage/diagnostics-record.js";
export { type Dimensions, type MemoryNeed, memoryNeed } from "./models/regression/memory-need.js";
export type { OneFit, SeveralRecord } from "./models/several/record.js";
export { type WaldOptions, wald } from "./models/wald.js";
export { lag } from "./panel/lag.js";
export { type Panel, type PanelTable, panel, withPanel } from "./panel/panel.js";
export { parseCsv } from "./panel/parse-csv.js";
export { describe } from "./panel/sample.js";
export { type DecomposeOptions, decompose } from "./quality/decompose/decompose.js";
export type { DecompositionRecord } from "./quality/decompose/decomposition-record.js";
export { type EstimateQualityOptions, estimateQuality } from "./quality/estimate-quality.js";
export { type ExtrapolateOptions, type Extrapolation, extrapolate } from "./quality/extrapolate/extrapolate.js";
export type { ExtrapolationRecord } from "./quality/extrapolate/extrapolate-record.js";
export {
  type QualityPolicyOptions,
  type QualityPolicyRecord,
  type QualityPolicyResult,
  qualityPolicy,
} from "./quality/policy/quality-policy.js";
export {
  type QualitySensitivityOptions,
  type QualitySensitivityRecord,
  qualitySensitivity,
} from "./quality/sensitivity/sensitivity.js";
export { dressTable, NOTE_LEVELS, type NoteLevel, starsAt, type TableDress } from "./report/dress-table.js";
export type { FigureOptions, FigureSpec } from "./report/figures/figure-spec.js";
export { glmTable, type LabelledGlm } from "./report/glm/table.js";
export { type IvFit, isIvFit } from "./report/iv/columns.js";
export { type IvTableOptions, ivTable, type LabelledEquation } from "./report/iv/table.js";
export { type CoefplotOptions, type CoefplotRows, coefplot } from "./report/model-table/coefplot.js";
export type { ModelRecord, NamedResult } from "./report/model-table/model-column.js";
export { type ModelTableOptions, modelTable } from "./report/model-table/model-table.js";
export { type LabelledPgmm, type PgmmTableOptions, pgmmTable } from "./report/pgmm/table.js";
export { type LabelledPlm, type PlmTableOptions, plmTable } from "./report/plm/table.js";
export { panelTestsTable } from "./report/plm/tests-table.js";
export { combinationTable } from "./report/regression/combination-table.js";
export { type RegressionTableOptions, regressionTable } from "./report/regression/regression-table.js";
export { renderDocx } from "./report/render/docx.js";
export { renderTable } from "./report/render/render.js";
export { type CitiesSimulation, citiesSimulation, simulateCities } from "./simulate/cities/cities.js";
export type { SimulateCitiesOptions } from "./simulate/cities/options.js";
export type { CitiesRecord } from "./simulate/cities/record.js";
export {
  type CustomsSimulation,
  customsSimulation,
  type SimulatedCustoms,
  simulateCustoms,
} from "./simulate/customs.js";
export type { SimulateCustomsOptions } from "./simulate/options.js";
export type { SimulationRecord } from "./simulate/record.js";
export { type JoinOptions, type JoinRecord, joinTables } from "./table/join.js";
export { makeTable, selectRows, type Table, withColumns } from "./table/table.js";
export { formatCsv } from "./table/write-csv.js";
export { type Abortable, type EngineWorker, type EngineWorkerOptions, startEngineWorker } from "./worker/client.js";
