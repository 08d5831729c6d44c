/**
 * Stage `placebo`: the estimate beside those under treatments assigned out at random, as a figure of their
 * density and p-values, with every draw as a file.
 */

import { UsageError } from "../../../base/errors.js";
import { capital, type Language, noteText } from "../../../base/messages.js";
import { makeTable, type Table } from "../../../data/table/table.js";
import { nullableColumn } from "../../../data/table/write-csv.js";
import { formatCount, formatDrawnP } from "../../../report/format-number.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { placeboFigure } from "../../../verbs/placebo/figure.js";
import { poolWords, placeboWords as wording } from "../../../verbs/placebo/messages.js";
import type { DrawColumns, PlaceboRecord } from "../../../verbs/placebo/record.js";
import { datesText, leftOutTexts, permutedText, placeboRule, shiftTexts } from "../../../verbs/placebo/table.js";
import { type PlaceboOptions, placeboPlan } from "../../../verbs/placebo/verb.js";
import type { StudySpec } from "../../file/schema.js";
import { locating, locatingAwaited, type StudyFile } from "../../file/study-file.js";
import { keepRows } from "../../inputs/panel.js";
import type { FindSource } from "../../inputs/quality-block.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { aboutStudy, varianceNote } from "../beneath.js";
import { estimateFacts } from "../effect-column.js";
import { placebo } from "../estimates.js";
import { absorbingCoding, chosenControls, formulaOf } from "../model-choice.js";
import { builtNotes, measuredRows, rowsAsked, rowsNotes } from "../outcome-rows.js";
import type { Stage, StagePlace, StageShown } from "../stage.js";
import { figureId, figureTitle } from "../stage.js";
import type { PlaceboSpec } from "./schema.js";

const SHARE = 4;

/**
 * The stage `place.name`, as `spec` says; `find` gives the table of a data source. Throws UsageError unless its treatment is
 * coded absorbing, and for choices that do not go together.
 */
export function placeboStage(
  file: StudyFile,
  place: StagePlace,
  spec: PlaceboSpec,
  treatment: StageNode<TreatmentMade>,
  find: FindSource,
): Stage<PlaceboRecord> {
  const path = ["stages", place.name];
  const term = absorbingCoding(file, path, spec.treatment);
  const [rows] = rowsAsked(file, path, spec.rows);
  const permutations = spec.permutations === undefined ? undefined : find([...path, "permutations"], spec.permutations);
  if (permutations !== undefined && spec.draws !== undefined) {
    throw new UsageError(
      "placebo_options",
      `${file.at([...path, "draws"])}: a placebo takes draws or permutations, not both; the file has a draw a row.`,
      { got: spec.draws, expected: "draws or permutations" },
    );
  }
  const { spec: study } = file;
  const options: PlaceboOptions = {
    term,
    kind: spec.kind,
    ...(spec.strata === undefined ? {} : { strata: spec.strata }),
    leaveOut: spec.leave_out,
    ...(spec.draws === undefined ? {} : { draws: spec.draws }),
    ...(permutations === undefined ? {} : { permutations }),
    ties: spec.ties,
    seed: study.seed,
    vcov: study.variance,
    ssc: study.ssc,
    level: study.level,
  };
  locating(file, path, () => placeboPlan(options));
  const formula = formulaOf(study, [term, ...chosenControls(spec.controls, study)]);
  const run = ([made]: readonly [TreatmentMade], tools: StageTools) =>
    locatingAwaited(file, path, () => {
      const panel = rows === "measured" ? keepRows(made.panel, measuredRows(made.panel.table)) : made.panel;
      return placebo({ ...made, panel }, tools, formula, {
        ...options,
        onProgress: ({ fraction }) => tools.progress(fraction),
      });
    });
  const reads = { ...computedPart(spec), source: permutations?.source.sha256 };
  return {
    node: stageNode({ name: place.name, share: SHARE, reads, needs: [treatment], run }),
    ...(permutations === undefined && rows !== "measured"
      ? { calls: () => [{ verb: "placebo" as const, formula, options: { ...options }, part: null }] }
      : {}),
    present: (record, made) =>
      present(file, place, spec, made, record, {
        rows: rowsNotes(rows, made.panel.table, place.language),
        built: builtNotes(file, rows, formula).map((note) => noteText(note, place.language)),
      }),
  };
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: PlaceboSpec,
  made: TreatmentMade,
  record: PlaceboRecord,
  imputation: { readonly rows: readonly string[]; readonly built: readonly string[] },
): StageShown {
  const { language } = place;
  const caption = spec.caption ?? wording.caption[language](formatCount(record.counts.used));
  const { estimate, p_value } = record.draws;
  const draws = estimate.flatMap((value, b) => (value === null ? [] : [{ estimate: value, p: p_value[b]! }]));
  const id = figureId(place);
  const path = ["stages", place.name];
  const facts = estimateFacts(
    file,
    { treatment: absorbingCoding(file, path, spec.treatment), controls: spec.controls },
    { rows: rowsAsked(file, path, spec.rows)[0] ?? null },
  );
  const { observed, nobs } = record;
  return {
    name: place.name,
    exhibits: [
      {
        kind: "figure",
        id,
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: [...figureNotes(record, file.spec, made.facts.few, language), ...imputation.rows, ...spec.notes],
        about: aboutStudy(file, place, made, "generator" in record.source ? { seed: record.source.seed } : {}),
        estimates: [{ name: null, facts, estimate: observed.estimate, nobs }],
        spec: (look) =>
          placeboFigure({ draws, observed: record.observed.estimate }, { ...look, language, title: caption }),
      },
    ],
    data: { [`${id}_draws`]: drawsTable(record.draws) },
    record: { stage: "placebo", ...record },
    cautions: imputation.built,
    findings: [],
  };
}

function figureNotes(record: PlaceboRecord, { words, labels }: StudySpec, few: number, language: Language): string[] {
  const { counts, source, p_value, cohorts } = record;
  const treated = cohorts.reduce((sum, { units }) => sum + units, 0);
  const p = (value: number): string => formatDrawnP(value, counts.used, 3);
  const made = sourceText(source, language);
  return [
    wording.key[language],
    wording.p[language](
      placeboRule(record),
      p(p_value.estimate),
      p(p_value.statistic),
      formatCount(counts.at_least_estimate),
      formatCount(counts.at_least_statistic),
      formatCount(counts.used),
    ),
    wording.assigned[language](
      assignedText(record, words, language),
      formatCount(counts.without_variation),
      capital(made),
    ),
    ...shiftTexts(record, language),
    ...leftOutTexts(record, language),
    ...varianceNote(record, labels, language),
    ...(treated < few ? [wording.few[language](words.units)] : []),
  ];
}

function sourceText(source: PlaceboRecord["source"], language: Language): string {
  if ("generator" in source) return regressionWords.seeded[language](source.generator, source.seed);
  return "permutations" in source ? wording.given[language](source.permutations) : wording.once[language];
}

/** What was assigned at random, over whom, in the study's words. */
function assignedText(record: PlaceboRecord, words: StudySpec["words"], language: Language): string {
  const { pool, strata, dates } = record;
  if (pool === null) return permutedText(record, language);
  const rule = poolWords.pool[language]({ ...pool.detail, unit: words.unit });
  const within = strata === null ? "" : wording.within[language](strata);
  const cohorts = (dates === null ? wording.trueCohorts : wording.cohorts)[language];
  return (
    wording.draw[language](
      formatCount(pool.treated),
      pool.treated === 1 ? words.unit : words.units,
      formatCount(pool.units),
      cohorts,
      within,
      rule,
      wording.outside[language](
        formatCount(pool.outside),
        formatCount(pool.outside_treated),
        formatCount(pool.outside - pool.outside_treated),
      ),
    ) + datesText(record, language)
  );
}

const drawsTable = (draws: DrawColumns): Table =>
  makeTable(
    [
      nullableColumn(
        "draw",
        draws.estimate.map((_, b) => b + 1),
      ),
      ...Object.entries(draws).map(([name, values]) => nullableColumn(name, values)),
    ],
    { name: "draws", bytes: 0, sha256: null },
  );
