/** The library, safe for browsers: no file system, no `node:` module. */
export type { AuditOptions, PrintedTables, TablesFile } from "./audit/audit-tables.js";
export type { CellRef, PrintedPaper } from "./audit/paper.js";
export type { AuditRecord, FindingRecord } from "./audit/record.js";
export type { Category, Column, NumericColumn, TextColumn } from "./base/columns.js";
export { DataError, KernelError, NotSupported, NumericalError, UsageError, WasmetricsError } from "./base/errors.js";
export type { Note } from "./base/messages.js";
export type { Progress } from "./base/progress.js";
export { type DrawnShare, type Replications, ShareMade } from "./base/replications.js";
export { version } from "./base/version.js";
export type { ReadFileOptions } from "./data/formats/read-file.js";
export type { Panel, PanelTable } from "./data/panel/panel.js";
export type { JoinOptions, JoinRecord } from "./data/table/join.js";
export type { Table } from "./data/table/table.js";
export type { Engine, EngineOptions } from "./engine/kernels/engine.js";
export type { PanelGmmFormula } from "./formula/panel-gmm-spec.js";
export type { ModelSpecInput } from "./formula/parser.js";

export type { SeveralModels } from "./formula/several.js";
export type { ModelSpec } from "./formula/spec.js";
export type { StataReading } from "./formula/stata/parse-stata.js";
export type { StataModel, StataOptions } from "./formula/stata/stata-model.js";
export {
  csvPieces,
  describe,
  formatCsv,
  fromStata,
  joinTables,
  lag,
  memoryNeed,
  modelSpec,
  parquetPieces,
  parseFormula,
  parseFormulas,
  parsePanelGmm,
  parseSsc,
  parseStata,
  prepareFixedEffects,
  prepareFixedEffects as planEffects,
  readFile,
  selectRows,
  startEngineWorker,
  withColumns,
  withoutLabels,
} from "./library/data.js";
export { loadEngine, makeTable, panel, parseCsv, withPanel } from "./library/engine-and-tables.js";
export {
  auditReport,
  auditTables,
  coefplot,
  combinationTable,
  didTable,
  eventPath,
  findEventPath,
  glmTable,
  honestFigure,
  honestTable,
  isIvFit,
  ivTable,
  lincom,
  modelTable,
  nlcom,
  panelTestsTable,
  pgmmTable,
  plmTable,
  presentTable,
  presentTable as dressTable,
  regressionTable,
  renderDocx,
  renderTable,
  romanoWolfTable,
  starsAt,
  wald,
} from "./library/tables.js";
export {
  bootstrap,
  citiesSimulation,
  clusterLevels,
  customsSimulation,
  decompose,
  did,
  estimateQuality,
  eventStudy,
  extrapolate,
  felogit,
  feols,
  feolsMulti,
  feolsMulti as feolsEach,
  fepois,
  fitFeols,
  fitFeols as holdFeols,
  groupDifference,
  honest,
  mediation,
  multiverse,
  panelTests,
  pgmm,
  placebo,
  plausexog,
  plausexog as plausiblyExogenous,
  plm,
  power,
  pretrends,
  psmatch,
  qualityPolicy,
  qualitySensitivity,
  romanoWolf,
  sensitivity,
  simulateCities,
  simulateCustoms,
  xtsum,
} from "./library/verbs.js";
export type { Dimensions, MemoryNeed } from "./regression/frame/memory-need.js";
export type {
  AbsorberCache,
  AbsorberCache as EffectsPlan,
  DemeanedColumns,
  DemeanOptions,
  PlanOptions,
} from "./regression/least-squares/absorber-cache.js";
export type { CombinationRecord, FitRecord, WaldRecord } from "./regression/record/fit-record.js";
export type { ClusterDiagnostics } from "./regression/variance/cluster-diagnostics.js";
export type { VcovOption } from "./regression/variance/kind.js";
export type { Ssc } from "./regression/variance/ssc.js";
export type { FigureOptions, FigureSpec } from "./report/figures/figure-spec.js";
export {
  NOTE_LEVELS,
  type NoteLevel,
  type TablePresentation,
  type TablePresentation as TableDress,
} from "./report/present-table.js";
export type { RegressionTableOptions } from "./report/regression/regression-table.js";
export type { DecompositionRecord } from "./trade/decompose/record.js";
export type { DecomposeOptions } from "./trade/decompose/verb.js";
export type { Extrapolation } from "./trade/extrapolate/fit.js";
export type { ExtrapolationRecord } from "./trade/extrapolate/record.js";
export type { ExtrapolateOptions } from "./trade/extrapolate/verb.js";
export type { QualityPolicyResult } from "./trade/policy/fit.js";
export type { QualityPolicyRecord } from "./trade/policy/record.js";
export type { QualityPolicyOptions } from "./trade/policy/verb.js";
export type { EstimateQualityOptions } from "./trade/quality/verb.js";
export type { QualitySensitivityRecord } from "./trade/sensitivity/fit.js";
export type { QualitySensitivityOptions } from "./trade/sensitivity/verb.js";
export type { CitiesSimulation } from "./trade/simulate/cities/cities.js";
export type { CitiesRecord } from "./trade/simulate/cities/truth.js";
export type { SimulateCitiesOptions } from "./trade/simulate/cities/verb.js";
export type { CustomsSimulation, SimulatedCustoms } from "./trade/simulate/customs.js";
export type { SimulationRecord } from "./trade/simulate/record.js";
export type { SimulateCustomsOptions } from "./trade/simulate/verb.js";
export type { BootstrapRecord } from "./verbs/bootstrap/record.js";
export type { BootstrapOptions } from "./verbs/bootstrap/verb.js";
export type { ClusterLevelsRecord } from "./verbs/cluster-levels/record.js";
export type { ClusterLevelsOptions } from "./verbs/cluster-levels/verb.js";
export type { CombinationOptions } from "./verbs/combinations/infer-combinations.js";
export type { EstimateRecord, WaldOptions } from "./verbs/combinations/wald.js";
export type { DesignRecord, DidEffect, DidEstimate, DidRecord } from "./verbs/did/design/record.js";
export type { DidOptions } from "./verbs/did/design/verb.js";
export type {
  EventPath,
  EventPathFound,
  EventPathOptions,
  EventPathSource,
  GivenPath,
} from "./verbs/event-path/event-path.js";
export type { EventBand, EventEffect, EventStudyRecord } from "./verbs/event-study/record.js";
export type { EventStudyOptions } from "./verbs/event-study/verb.js";
export type {
  FittedModel,
  FittedModel as HeldFit,
  FittedRows,
} from "./verbs/feols/fitted/fitted-rows.js";
export type { Prediction, PredictOptions } from "./verbs/feols/fitted/predict.js";
export type { FixefResult } from "./verbs/feols/fitted/predict-effects.js";
// names of 0.1 stay as aliases: holdFeols is fitFeols, HeldFit is FittedModel, feolsEach is feolsMulti, planEffects is
// prepareFixedEffects, EffectsPlan is AbsorberCache, dressTable is presentTable, TableDress is TablePresentation
export type { FromStata } from "./verbs/feols/from-stata.js";
export type { OneFit, SeveralRecord } from "./verbs/feols/multiple-estimation.js";
export type {
  FeolsMultiOptions,
  FeolsMultiOptions as FeolsEachOptions,
  FeolsOptions,
  RevisedOptions,
} from "./verbs/feols/verb.js";
export type { GlmRecord } from "./verbs/glm/record.js";
export type { LabelledGlm } from "./verbs/glm/report/table.js";
export type { GlmOptions } from "./verbs/glm/verb.js";
export type { GroupDifferenceRecord } from "./verbs/group-difference/record.js";
export type { GroupDifferenceOptions } from "./verbs/group-difference/verb.js";
export type { HonestRecord } from "./verbs/honest/record.js";
export type { HonestOptions } from "./verbs/honest/verb.js";
export type { IvTableOptions, LabelledEquation } from "./verbs/iv/report/table.js";
export type { IvFit } from "./verbs/iv/report/words.js";
export type { MediationRecord } from "./verbs/mediation/record.js";
export type { MediationOptions } from "./verbs/mediation/verb.js";
export type { MultiverseRecord } from "./verbs/multiverse/record.js";
export type { MultiverseOptions } from "./verbs/multiverse/verb.js";
export type { PgmmRecord } from "./verbs/pgmm/record.js";
export type { LabelledPgmm, PgmmTableOptions } from "./verbs/pgmm/report/table.js";
export type { PgmmOptions } from "./verbs/pgmm/verb.js";
export type { PlaceboRecord } from "./verbs/placebo/record.js";
export type { PlaceboOptions } from "./verbs/placebo/verb.js";
export type { PlausexogRecord, PlausexogRecord as PlausiblyExogenousRecord } from "./verbs/plausexog/record.js";
export type { PlausexogOptions, PlausexogOptions as PlausiblyExogenousOptions } from "./verbs/plausexog/verb.js";
export type { PanelTestsRecord, PlmRecord } from "./verbs/plm/record.js";
export type { LabelledPlm, PlmTableOptions } from "./verbs/plm/report/table.js";
export type { PanelTestsOptions, PlmOptions } from "./verbs/plm/verb.js";
export type { PowerRecord } from "./verbs/power/record.js";
export type { PowerOptions } from "./verbs/power/verb.js";
export type { PretrendsRecord } from "./verbs/pretrends/record.js";
export type { PretrendsOptions } from "./verbs/pretrends/verb.js";
export type { PsmatchRecord, PsmatchResult } from "./verbs/psmatch/record.js";
export type { PsmatchOptions } from "./verbs/psmatch/verb.js";
export type { FamilyHypothesis, RomanoWolfRecord } from "./verbs/romano-wolf/record.js";
export type { RomanoWolfOptions } from "./verbs/romano-wolf/verb.js";
export type { SensitivityRecord } from "./verbs/sensitivity/record.js";
export type { SensitivityOptions } from "./verbs/sensitivity/verb.js";
export type { CoefplotOptions, CoefplotRows } from "./verbs/table/coefplot.js";
export type { ModelRecord, NamedResult } from "./verbs/table/model-column.js";
export type { ModelTableOptions } from "./verbs/table/model-table.js";
export type { XtsumRecord } from "./verbs/xtsum/fit.js";
export type { XtsumOptions } from "./verbs/xtsum/verb.js";
export type { Abortable } from "./worker/calls.js";
export type { EngineWorker, EngineWorkerOptions } from "./worker/client.js";
