/**
 * A whole study: its stages as a graph, run in order, to one result that holds every table, figure and
 * record. Pure: tables in, values out; what is read and written is decided by the command line.
 */
import type { Period } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import type { LongOptions } from "../base/progress.js";
import { isTiming } from "../base/progress.js";
import { version } from "../base/version.js";
import { type EngineFacts, fileFacts, type RecordedFile, type Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { Finding } from "../inspect/finding.js";
import { presentTable, starsAt, type TablePresentation } from "../report/present-table.js";
import type { QualityRecord } from "../trade/quality/record.js";
import type { StudySpec } from "./file/schema.js";
import type { StudyFile } from "./file/study-file.js";
import type { HeadlineMade } from "./headline/judged.js";
import { type HeadlineRecord, headlineRecord } from "./headline/result.js";
import { assignedColumn, studyAssignment } from "./inputs/assignment.js";
import { dataFindings } from "./inputs/data-findings.js";
import type { PanelMade, SampleStep } from "./inputs/panel.js";
import type { QualityMade, QualityTruth } from "./inputs/quality.js";
import type { CodedTreatment, TreatmentFacts, TreatmentMade } from "./inputs/treatment.js";
import { sampleWords } from "./messages/study.js";
import { type PlanOptions, type PreparedStudy, preparedStudy } from "./plan-study.js";
import { failureOf, type Outcome, runNodes, type StageFailure } from "./run/run-stages.js";
import { paceOf } from "./run/stage-cost.js";
import type { StageNode } from "./run/stage-node.js";
import { termWords } from "./stages/beneath.js";
import { type Extrapolated, provenanceCounts } from "./stages/outcome-rows.js";
import type { StageCall, StageResult, StageShown } from "./stages/stage.js";

/** A treatment column with its label. */
export interface LabelledTreatment extends CodedTreatment {
  readonly label: string;
}

/** A data source; `engine` where no file but a database held its rows. */
export interface RecordedSource extends RecordedFile {
  readonly name: string;
  readonly sha256: string | null;
  readonly engine?: EngineFacts;
}

/** The study as a record: frozen, JSON-serialisable, the same bytes for the same inputs. */
export interface StudyRecord {
  readonly kind: "study";
  readonly title: string;
  readonly stages: Readonly<Record<string, object>>;
  readonly treatment: Omit<TreatmentFacts, "codings"> & { readonly codings: readonly LabelledTreatment[] };
  readonly sample: {
    readonly steps: readonly { readonly step: string; readonly rows: number; readonly dropped: number }[];
    readonly balance: TreatmentMade["balance"];
  };
  readonly quality: { readonly run: QualityRecord; readonly truth: QualityTruth | null } | null;
  /** Only in a study that extrapolates its outcome. */
  readonly extrapolation?: Extrapolated;
  /** The estimate that the report leads with, or those that could be it; null without one. */
  readonly headline: HeadlineRecord | null;
  readonly notes: readonly Note[];
  /** What the clusters of its errors say of the level at which treatment was assigned; absent where nothing. */
  readonly assignment?: readonly Note[];
  /** Stages that gave nothing, in the order of the study file. */
  readonly failures: readonly StageFailure[];
  readonly provenance: {
    readonly version: string;
    readonly kernels_sha256: string;
    readonly seed: number;
    readonly data: Readonly<Record<string, RecordedSource>>;
  };
}

/** Everything a report and its files are made of. */
export interface StudyResult {
  readonly file: StudyFile;
  readonly record: StudyRecord;
  /** What the stages present, in the order of the study file. */
  readonly shown: readonly StageShown[];
  /** Whether what it shows is without rows and names of units, as where the data are restricted. */
  readonly isRestricted?: boolean;
  /** The calls that give the estimates of each, in their order. */
  readonly calls: readonly (readonly StageCall[])[];
  /** The columns of estimates of each, in their order. */
  readonly results: readonly (readonly StageResult[])[];
  /** What the stages threw that the record names as failures, in their order. */
  readonly causes: readonly unknown[];
  /** Number of the next table of the appendix, for those the report adds. */
  readonly appendix: readonly string[];
  /** The sample, with every column used. */
  readonly panel: Table;
  /** What in it would mislead an estimate, by rules of `inspect`. */
  readonly dataFindings: readonly Finding[];
  /** What its periods count, where the data say so. */
  readonly period?: Period;
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  /** What was made in this run, in order, and how long it took against what the plan's model says. */
  readonly made: readonly { readonly pace: string; readonly ms: number; readonly modelled: number }[];
}

/**
 * Runs the study `written` on `tables`, by the names of its data sources. A stage that fails fails alone, with those that need it, and
 * is named in the record. Throws UsageError and DataError with the line of the study file where a choice does not fit and
 * where panel or treatment can't be made; an aborted signal stops it, and what was kept stays.
 */
export async function runStudy(
  engine: Engine,
  written: StudyFile,
  tables: ReadonlyMap<string, Table>,
  options: LongOptions & PlanOptions = {},
): Promise<StudyResult> {
  const prepared = await preparedStudy(engine, written, tables, options);
  const { graph, chosen, plan, keyOf, costOf, file } = prepared;
  const { spec } = file;
  const { keeping, signal, onProgress } = options;
  const outcomes = await runNodes(plan, {
    engine,
    weight: (node) => costOf(node).ms,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(keeping === undefined ? {} : { keeping: { store: keeping.store, keyOf } }),
  });
  const coded = required<TreatmentMade>(outcomes.get(graph.treatment));
  const { extrapolation } = required<PanelMade>(outcomes.get(graph.panel));
  const failed = new Map<StageFailure, unknown>();
  const fails: Fails = (node, cause, because = null) => {
    const { failure, error } = failureOf(file, node, cause, because);
    failed.set(failure, error);
  };
  const quality = valueUnlessFailed<QualityMade>(chosen.isWhole ? graph.quality : null, outcomes, fails);
  const presented = await presentedStages(chosen.stages, outcomes, coded, spec, fails);
  const shown = presented.map((stage) => stage.shown);
  assignedColumn(file, coded);
  const isShown = shown.some(({ name }) => name === graph.headline?.stage);
  const judged = valueUnlessFailed<HeadlineMade>(graph.judged, outcomes, isShown ? fails : () => undefined);
  const headline = judged === null ? null : headlineRecord(graph.headline!, judged, shown);
  const record = recordOf(engine, file, tables, {
    ...{ coded, quality, extrapolation, headline, shown, failures: [...failed.keys()] },
  });
  return {
    file,
    record: withoutTiming(record),
    shown,
    calls: presented.map(({ calls }) => calls),
    results: presented.map(({ results }) => results),
    causes: [...failed.values()],
    appendix: [graph.nextTable(), graph.nextTable()],
    panel: coded.panel.table,
    dataFindings: dataFindings(spec.panel, coded),
    ...(coded.panel.period === undefined ? {} : { period: coded.panel.period }),
    aggregates: quality?.aggregates ?? [],
    made: [...outcomes].flatMap(([node, outcome]) =>
      "value" in outcome && outcome.state === "make"
        ? [{ pace: paceOf(node), ms: outcome.ms, modelled: costOf(node).modelled }]
        : [],
    ),
  };
}

/** Takes note that a stage failed; `because` is the one it needs, where that failed. */
type Fails = (node: StageNode<unknown>, cause: unknown, because?: StageNode<unknown> | null) => void;

type Outcomes = ReadonlyMap<StageNode<unknown>, Outcome>;

/** What a node that may fail alone gave; null where it failed, or was not asked for. */
function valueUnlessFailed<T>(node: StageNode<unknown> | null, outcomes: Outcomes, fails: Fails): T | null {
  const outcome = node === null ? undefined : outcomes.get(node);
  if (outcome === undefined) return null;
  if ("value" in outcome) return outcome.value as T;
  fails(node!, outcome.cause);
  return null;
}

interface PresentedStage {
  readonly shown: StageShown;
  readonly calls: readonly StageCall[];
  readonly results: readonly StageResult[];
}

/** What stages present, those that failed left out. */
async function presentedStages(
  stages: PreparedStudy["chosen"]["stages"],
  outcomes: Outcomes,
  coded: TreatmentMade,
  spec: StudySpec,
  fails: Fails,
): Promise<PresentedStage[]> {
  const presented: PresentedStage[] = [];
  for (const stage of stages) {
    const outcome = outcomes.get(stage.node)!;
    try {
      if ("value" in outcome) {
        const shown = presentedExhibits(await stage.present(outcome.value, coded), spec);
        const calls = stage.calls?.(outcome.value) ?? [];
        presented.push({ shown, calls, results: stage.results?.(outcome.value) ?? [] });
      } else fails(stage.node, outcome.cause, outcome.because);
    } catch (error) {
      fails(stage.node, error);
    }
  }
  return presented;
}

interface StudyMade extends Pick<PanelMade, "extrapolation">, Pick<StudyRecord, "headline" | "failures"> {
  readonly coded: TreatmentMade;
  readonly quality: QualityMade | null;
  readonly shown: readonly StageShown[];
}

function recordOf(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  { coded, quality, extrapolation, headline, shown, failures }: StudyMade,
): StudyRecord {
  const { spec } = file;
  const assignment = studyAssignment(spec, coded, termWords(spec, { labels: {} }));
  return {
    kind: "study",
    title: spec.title,
    stages: Object.fromEntries(shown.map(({ name, record }) => [name, record])),
    treatment: {
      ...coded.facts,
      codings: coded.facts.codings.map(({ name, ...coding }) => ({
        name,
        label: spec.treatment.codings[name]!.label ?? name,
        ...coding,
      })),
    },
    sample: { steps: coded.steps.map((step) => ({ ...step, step: stepText(step, spec) })), balance: coded.balance },
    quality: quality === null ? null : { run: quality.record, truth: quality.truth },
    ...(extrapolation === null
      ? {}
      : { extrapolation: { run: extrapolation, sample: provenanceCounts(coded.panel.table) } }),
    headline,
    notes: [
      ...file.notes,
      ...[...new Set([...tables.values()])].flatMap(({ notes }) => notes),
      ...(coded.stayed === undefined ? [] : coded.panel.table.notes),
    ],
    ...(assignment.length === 0 ? {} : { assignment }),
    failures,
    provenance: {
      version,
      kernels_sha256: engine.sha256,
      seed: spec.seed,
      data: Object.fromEntries([...tables].map(([name, { source }]) => [name, recordedSource(source)])),
    },
  };
}

const recordedSource = (source: Table["source"]): RecordedSource => ({
  name: source.name,
  sha256: source.sha256,
  ...fileFacts(source),
  ...(source.engine === undefined ? {} : { engine: source.engine }),
});

/** The value of an outcome without which nothing can be made; throws what it threw. */
function required<T>(outcome: Outcome | undefined): T {
  if (outcome === undefined || "cause" in outcome) throw outcome?.cause;
  return outcome.value as T;
}

/** A step as a clause without a capital. */
function stepText({ step }: SampleStep, { language, words }: Pick<StudySpec, "language" | "words">): string {
  switch (step.kind) {
    case "rows":
      return sampleWords.rows[language](step.of);
    case "aggregated":
      return sampleWords.aggregated[language](step.unit, step.time);
    case "with":
      return (step.imputed ? sampleWords.withOrImputed : sampleWords.with)[language](step.column);
    case "seen_before":
      return sampleWords.seenBefore[language](words.units);
  }
}

// A record without the milliseconds it took, frozen.

/** A deep, frozen copy of a JSON-serialisable `value` without the times of the records in it. */
export function withoutTiming<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(withoutTiming)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !isTiming(value, key));
  return Object.freeze(Object.fromEntries(kept.map(([key, inner]) => [key, withoutTiming(inner)]))) as T;
}

// Every table of a study presented as the file's `tables` has it.

/** `shown` with its tables presented. */
export function presentedExhibits(
  shown: StageShown,
  { tables, language }: Pick<StudySpec, "tables" | "language">,
): StageShown {
  const { digits, stars, notes, show_dummies: showDummies } = tables;
  const presentation: TablePresentation = {
    language,
    ...(digits === undefined ? {} : { digits }),
    ...(stars === undefined ? {} : { stars: starsAt(stars) }),
    ...(notes === undefined ? {} : { notes }),
    ...(showDummies === undefined ? {} : { showDummies }),
  };
  return {
    ...shown,
    exhibits: shown.exhibits.map((exhibit) =>
      exhibit.kind === "table" ? { ...exhibit, table: presentTable(exhibit.table, presentation) } : exhibit,
    ),
  };
}
