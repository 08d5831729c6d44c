/**
 * Layer study. A whole study: its stages as a graph, run in order, to one result that holds every table, figure and
 * record. Pure: tables in, values out; what is read and written is decided by the command line.
 */
import type { Note } from "../base/columns.js";
import { UsageError } from "../base/errors.js";
import { didYouMean } from "../base/nearest.js";
import type { LongOptions } from "../base/progress.js";
import { version } from "../base/version.js";
import type { Engine } from "../kernels/engine.js";
import type { QualityRecord } from "../quality/quality-record.js";
import { stepText } from "../report/study/step-text.js";
import type { Table } from "../table/table.js";
import type { StudyFile } from "./file/study-file.js";
import { panelStage } from "./foundation/panel.js";
import { type QualityMade, type QualityTruth, qualityStage } from "./foundation/quality.js";
import {
  type CodedTreatment,
  type TreatmentFacts,
  type TreatmentMade,
  treatmentStage,
} from "./foundation/treatment.js";
import { checkTreatment } from "./foundation/treatment-spec.js";
import type { StageFailure } from "./run/stage-failure.js";
import { runStages } from "./run/stage-node.js";
import { withoutTiming } from "./run/without-timing.js";
import { exhibitsOf, type Foundation, stageOf } from "./stages/kinds.js";
import { type ExhibitRole, numbering } from "./stages/numbering.js";
import { type Extrapolated, provenanceCounts } from "./stages/outcome-rows.js";
import type { StageShown } from "./stages/shown.js";
import type { Stage } from "./stages/stage.js";

/** A treatment column with its label. */
export interface LabelledTreatment extends CodedTreatment {
  readonly label: string;
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
  readonly notes: readonly Note[];
  /** Stages that gave nothing, in the order of the study file. */
  readonly failures: readonly StageFailure[];
  readonly provenance: {
    readonly version: string;
    readonly kernels_sha256: string;
    readonly seed: number;
    readonly data: Readonly<Record<string, { readonly name: string; readonly sha256: string | null }>>;
  };
}

/** Everything a report and its files are made of. */
export interface StudyResult {
  readonly file: StudyFile;
  readonly record: StudyRecord;
  /** What the stages show, in the order of the study file. */
  readonly shown: readonly StageShown[];
  /** Number of the next table of the appendix, for those the report adds. */
  readonly appendix: readonly string[];
  /** The sample, with every column used. */
  readonly panel: Table;
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
}

/**
 * Runs `file` on `tables`, by the names of its data sources; `only` runs one stage and what it needs.
 * Throws UsageError and DataError with the line of the study file where a choice does not fit, and what models throw,
 * told at their stage; an aborted signal stops it.
 */
export async function runStudy(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  options: LongOptions & { readonly only?: string } = {},
): Promise<StudyResult> {
  const { spec } = file;
  checkTreatment(file);
  const source = (path: readonly (string | number)[], name: string): Table => sourceOf(file, tables, path, name);
  const quality =
    spec.quality === undefined
      ? null
      : qualityStage(file, spec.quality, (path, name) => source(["quality", ...path], name));
  const events = spec.treatment.events;
  const eventRows = events === undefined ? null : source(["treatment", "events", "data"], events.data);
  const panelRows = source(["panel", "data"], spec.panel.data);
  const panel = panelStage(file, spec.panel, panelRows, spec.quality?.data === spec.panel.data ? quality : null);
  const treatment = treatmentStage(file, panel, eventRows);
  const { stages, nextTable } = placedStages(file, { quality, panel, treatment, source });
  const chosen = options.only === undefined ? stages : stages.filter(({ node }) => node.name === options.only);
  if (chosen.length === 0 && options.only !== undefined) throw unknownStage(file, options.only, stages);
  const isNeeded = quality !== null && options.only === undefined;
  const targets = [...(isNeeded ? [quality] : []), treatment, ...chosen.map(({ node }) => node)];
  const made = await runStages(targets, { engine, ...options });

  const coded = made(treatment);
  const { extrapolation } = made(panel);
  const qualityMade: QualityMade | null = isNeeded ? made(quality) : null;
  const shown = chosen.map((stage) => stage.show(made(stage.node), coded));
  const record: StudyRecord = {
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
    quality: qualityMade === null ? null : { run: qualityMade.record, truth: qualityMade.truth },
    ...(extrapolation === null
      ? {}
      : { extrapolation: { run: extrapolation, sample: provenanceCounts(coded.panel.table) } }),
    notes: [...file.notes, ...[...new Set([...tables.values()])].flatMap(({ notes }) => notes)],
    failures: [],
    provenance: {
      version,
      kernels_sha256: engine.sha256,
      seed: spec.seed,
      data: Object.fromEntries(
        [...tables].map(([name, table]) => [name, { name: table.source.name, sha256: table.source.sha256 }]),
      ),
    },
  };
  return {
    file,
    record: withoutTiming(record),
    shown,
    appendix: [nextTable(), nextTable()],
    panel: coded.panel.table,
    aggregates: qualityMade?.aggregates ?? [],
  };
}

/** The stages of the study file, numbered. */
function placedStages(file: StudyFile, foundation: Foundation) {
  const number = numbering();
  const stages = Object.entries(file.spec.stages).map(([name, spec]) => {
    const made = exhibitsOf(file, name, spec);
    const numbers = (kind: "table" | "figure", roles: readonly ExhibitRole[]) =>
      roles.map((role) => number(kind, spec.appendix ? "supporting" : role));
    const place = {
      name,
      tables: numbers("table", made.tables),
      figures: numbers("figure", made.figures),
      language: file.spec.language,
    };
    return stageOf(file, place, spec, foundation);
  });
  return { stages, nextTable: () => number("table", "supporting") };
}

function sourceOf(
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  path: readonly (string | number)[],
  name: string,
): Table {
  const table = tables.get(name);
  if (table !== undefined) return table;
  const known = [...tables.keys()];
  throw new UsageError(
    "unknown_source",
    `${file.at(path)}: '${name}' is none of the data sources ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}

function unknownStage(file: StudyFile, name: string, stages: readonly Stage[]): UsageError {
  const known = stages.map(({ node }) => node.name);
  return new UsageError(
    "unknown_stage",
    `${file.name} has no stage '${name}' among ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}
