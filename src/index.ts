/** The library, safe for browsers: no file system, no `node:` module. */
export {
  type AuditOptions,
  auditReport,
  auditTables,
  type PrintedTables,
  type TablesFile,
} from "./audit/audit-tables.js";
export type { CellRef, PrintedPaper } from "./audit/paper.js";
export type { AuditRecord, FindingRecord } from "./audit/record.js";
export type { Category, Column, NumericColumn, TextColumn } from "./base/columns.js";
export { DataError, KernelError, NotSupported, NumericalError, UsageError, WasmetricsError } from "./base/errors.js";
export type { Note } from "./base/messages.js";
export type { Progress } from "./base/progress.js";
export { type DrawnShare, type Replications, ShareMade } from "./base/replications.js";
export { version } from "./base/version.js";
export { csvPieces } from "./data/formats/csv/write-csv.js";
export { parquetPieces } from "./data/formats/parquet/write/write-parquet.js";
export { type ReadFileOptions, readFile } from "./data/formats/read-file.js";
export { withoutLabels } from "./data/labels.js";
export { lag, type Panel, type PanelTable, panel, parseCsv, withPanel } from "./data/panel/panel.js";
export { describe } from "./data/panel/sample.js";
export { type JoinOptions, type JoinRecord, joinTables } from "./data/table/join.js";
export { makeTable, selectRows, type Table, withColumns } from "./data/table/table.js";
export { formatCsv } from "./data/table/write-csv.js";
export { type Engine, type EngineOptions, loadEngine } from "./engine/kernels/engine.js";
export type { PanelGmmFormula } from "./formula/panel-gmm-spec.js";
export { type ModelSpecInput, modelSpec, parseFormula } from "./formula/parser.js";

export { parsePanelGmm } from "./formula/read-panel-gmm.js";
export { parseFormulas, type SeveralModels } from "./formula/several.js";
export type { ModelSpec } from "./formula/spec.js";
export { parseStata, type StataReading } from "./formula/stata/parse-stata.js";
export type { StataModel, StataOptions } from "./formula/stata/stata-model.js";
export { type Dimensions, type MemoryNeed, memoryNeed } from "./regression/frame/memory-need.js";
export {
  type AbsorberCache,
  type AbsorberCache as EffectsPlan,
  type DemeanedColumns,
  type DemeanOptions,
  type PlanOptions,
  prepareFixedEffects,
  prepareFixedEffects as planEffects,
} from "./regression/least-squares/absorber-cache.js";
export type { CombinationRecord, FitRecord, WaldRecord } from "./regression/record/fit-record.js";
export type { ClusterDiagnostics } from "./regression/variance/cluster-diagnostics.js";
export type { VcovOption } from "./regression/variance/kind.js";
export { parseSsc, type Ssc } from "./regression/variance/ssc.js";
export type { FigureOptions, FigureSpec } from "./report/figures/figure-spec.js";
export {
  NOTE_LEVELS,
  type NoteLevel,
  presentTable,
  presentTable as dressTable,
  starsAt,
  type TablePresentation,
  type TablePresentation as TableDress,
} from "./report/present-table.js";
export { type RegressionTableOptions, regressionTable } from "./report/regression/regression-table.js";
export { renderDocx } from "./report/render/docx.js";
export { renderTable } from "./report/render/render.js";
export { decompose } from "./trade/decompose/fit.js";
export type { DecompositionRecord } from "./trade/decompose/record.js";
export type { DecomposeOptions } from "./trade/decompose/verb.js";
export { type Extrapolation, extrapolate } from "./trade/extrapolate/fit.js";
export type { ExtrapolationRecord } from "./trade/extrapolate/record.js";
export type { ExtrapolateOptions } from "./trade/extrapolate/verb.js";
export { type QualityPolicyResult, qualityPolicy } from "./trade/policy/fit.js";
export type { QualityPolicyRecord } from "./trade/policy/record.js";
export type { QualityPolicyOptions } from "./trade/policy/verb.js";
export { estimateQuality } from "./trade/quality/fit.js";
export type { EstimateQualityOptions } from "./trade/quality/verb.js";
export type { QualitySensitivityRecord } from "./trade/sensitivity/fit.js";
export { qualitySensitivity } from "./trade/sensitivity/fit.js";
export type { QualitySensitivityOptions } from "./trade/sensitivity/verb.js";
export { type CitiesSimulation, citiesSimulation, simulateCities } from "./trade/simulate/cities/cities.js";
export type { CitiesRecord } from "./trade/simulate/cities/truth.js";
export type { SimulateCitiesOptions } from "./trade/simulate/cities/verb.js";
export {
  type CustomsSimulation,
  customsSimulation,
  type SimulatedCustoms,
  simulateCustoms,
} from "./trade/simulate/customs.js";
export type { SimulationRecord } from "./trade/simulate/record.js";
export type { SimulateCustomsOptions } from "./trade/simulate/verb.js";
export { bootstrap } from "./verbs/bootstrap/fit.js";
export type { BootstrapRecord } from "./verbs/bootstrap/record.js";
export type { BootstrapOptions } from "./verbs/bootstrap/verb.js";
export { clusterLevels } from "./verbs/cluster-levels/fit.js";
export type { ClusterLevelsRecord } from "./verbs/cluster-levels/record.js";
export type { ClusterLevelsOptions } from "./verbs/cluster-levels/verb.js";
export type { CombinationOptions } from "./verbs/combinations/infer-combinations.js";
export { lincom, nlcom } from "./verbs/combinations/infer-combinations.js";
export { combinationTable } from "./verbs/combinations/table.js";
export type { EstimateRecord } from "./verbs/combinations/wald.js";
export { type WaldOptions, wald } from "./verbs/combinations/wald.js";
export { did } from "./verbs/did/fit.js";
export type { DesignRecord, DidEffect, DidEstimate, DidRecord } from "./verbs/did/record.js";
export { didTable } from "./verbs/did/table.js";
export type { DidOptions } from "./verbs/did/verb.js";
export type {
  EventPath,
  EventPathFound,
  EventPathOptions,
  EventPathSource,
  GivenPath,
} from "./verbs/event-path/event-path.js";
export { eventPath, findEventPath } from "./verbs/event-path/read.js";
export { eventStudy } from "./verbs/event-study/fit.js";
export type { EventBand, EventEffect, EventStudyRecord } from "./verbs/event-study/record.js";
export type { EventStudyOptions } from "./verbs/event-study/verb.js";
export { feols } from "./verbs/feols/feols.js";
export type {
  FittedModel,
  FittedModel as HeldFit,
  FittedRows,
  RevisedOptions,
} from "./verbs/feols/fitted/fitted-rows.js";
export type { Prediction, PredictOptions } from "./verbs/feols/fitted/predict.js";
export type { FixefResult } from "./verbs/feols/fitted/predict-effects.js";
// names of 0.1 stay as aliases: holdFeols is fitFeols, HeldFit is FittedModel, feolsEach is feolsMulti, planEffects is
// prepareFixedEffects, EffectsPlan is AbsorberCache, dressTable is presentTable, TableDress is TablePresentation
export { fitFeols, fitFeols as holdFeols } from "./verbs/feols/fitted-model.js";
export { type FromStata, fromStata } from "./verbs/feols/from-stata.js";
export type { OneFit, SeveralRecord } from "./verbs/feols/multiple-estimation.js";
export { feolsMulti, feolsMulti as feolsEach } from "./verbs/feols/multiple-estimation.js";
export type { FeolsMultiOptions, FeolsMultiOptions as FeolsEachOptions, FeolsOptions } from "./verbs/feols/verb.js";
export { felogit, fepois } from "./verbs/glm/fit-glm.js";
export type { GlmRecord } from "./verbs/glm/record.js";
export { glmTable, type LabelledGlm } from "./verbs/glm/report/table.js";
export type { GlmOptions } from "./verbs/glm/verb.js";
export { groupDifference } from "./verbs/group-difference/fit.js";
export type { GroupDifferenceRecord } from "./verbs/group-difference/record.js";
export type { GroupDifferenceOptions } from "./verbs/group-difference/verb.js";
export { honestFigure } from "./verbs/honest/figure.js";
export { honest } from "./verbs/honest/fit.js";
export type { HonestRecord } from "./verbs/honest/record.js";
export { honestTable } from "./verbs/honest/table.js";
export type { HonestOptions } from "./verbs/honest/verb.js";
export { type IvTableOptions, ivTable, type LabelledEquation } from "./verbs/iv/report/table.js";
export { type IvFit, isIvFit } from "./verbs/iv/report/words.js";
export { mediation } from "./verbs/mediation/fit.js";
export type { MediationRecord } from "./verbs/mediation/record.js";
export type { MediationOptions } from "./verbs/mediation/verb.js";
export { multiverse } from "./verbs/multiverse/fit.js";
export type { MultiverseRecord } from "./verbs/multiverse/record.js";
export type { MultiverseOptions } from "./verbs/multiverse/verb.js";
export { pgmm } from "./verbs/pgmm/fit.js";
export type { PgmmRecord } from "./verbs/pgmm/record.js";
export { type LabelledPgmm, type PgmmTableOptions, pgmmTable } from "./verbs/pgmm/report/table.js";
export type { PgmmOptions } from "./verbs/pgmm/verb.js";
export { placebo } from "./verbs/placebo/fit.js";
export type { PlaceboRecord } from "./verbs/placebo/record.js";
export type { PlaceboOptions } from "./verbs/placebo/verb.js";
export { plausexog, plausexog as plausiblyExogenous } from "./verbs/plausexog/fit.js";
export type { PlausexogRecord, PlausexogRecord as PlausiblyExogenousRecord } from "./verbs/plausexog/record.js";
export type { PlausexogOptions, PlausexogOptions as PlausiblyExogenousOptions } from "./verbs/plausexog/verb.js";
export { panelTests } from "./verbs/plm/panel-tests.js";
export { plm } from "./verbs/plm/plm.js";
export type { PanelTestsRecord, PlmRecord } from "./verbs/plm/record.js";
export { type LabelledPlm, type PlmTableOptions, panelTestsTable, plmTable } from "./verbs/plm/report/table.js";
export type { PanelTestsOptions, PlmOptions } from "./verbs/plm/verb.js";
export { power } from "./verbs/power/fit.js";
export type { PowerRecord } from "./verbs/power/record.js";
export type { PowerOptions } from "./verbs/power/verb.js";
export { pretrends } from "./verbs/pretrends/fit.js";
export type { PretrendsRecord } from "./verbs/pretrends/record.js";
export type { PretrendsOptions } from "./verbs/pretrends/verb.js";
export { psmatch } from "./verbs/psmatch/fit.js";
export type { PsmatchRecord, PsmatchResult } from "./verbs/psmatch/record.js";
export type { PsmatchOptions } from "./verbs/psmatch/verb.js";
export { romanoWolf } from "./verbs/romano-wolf/fit.js";
export type { FamilyHypothesis, RomanoWolfRecord } from "./verbs/romano-wolf/record.js";
export { romanoWolfTable } from "./verbs/romano-wolf/table.js";
export type { RomanoWolfOptions } from "./verbs/romano-wolf/verb.js";
export { sensitivity } from "./verbs/sensitivity/fit.js";
export type { SensitivityRecord } from "./verbs/sensitivity/record.js";
export type { SensitivityOptions } from "./verbs/sensitivity/verb.js";
export { type CoefplotOptions, type CoefplotRows, coefplot } from "./verbs/table/coefplot.js";
export type { ModelRecord, NamedResult } from "./verbs/table/model-column.js";
export { type ModelTableOptions, modelTable } from "./verbs/table/model-table.js";
export { type XtsumRecord, xtsum } from "./verbs/xtsum/fit.js";
export type { XtsumOptions } from "./verbs/xtsum/verb.js";
export type { Abortable } from "./worker/calls.js";
export { type EngineWorker, type EngineWorkerOptions, startEngineWorker } from "./worker/client.js";
