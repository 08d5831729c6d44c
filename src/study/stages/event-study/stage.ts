/**
 * Stage `event-study`: effects by periods since first treatment, as a figure and a table with units by
 * event time and the joint test of the leads.
 */

import { capital, type Language, listed, noteText, omittedText, ruleText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { readByT } from "../../../regression/record/fit-record.js";
import { decimalsFor, formatCount, formatFixed, formatPEquals } from "../../../report/format-number.js";
import { jointTestText } from "../../../report/joint-test-text.js";
import { regressionWords } from "../../../report/messages/regression.js";
import {
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
  withheldCell,
} from "../../../report/table-model.js";
import { eventStudyFigure } from "../../../verbs/event-study/figure.js";
import { eventWords } from "../../../verbs/event-study/messages.js";
import type { EventStudyRecord } from "../../../verbs/event-study/record.js";
import { uniformBandText } from "../../../verbs/event-study/table.js";
import type { EventStudyOptions } from "../../../verbs/event-study/verb.js";
import { locatingAwaited, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { cohortColumnOf } from "../../inputs/treatment-columns.js";
import { studyWords } from "../../messages/study.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { aboutStudy, termWords, varianceNote } from "../beneath.js";
import { estimateFacts } from "../effect-column.js";
import { eventStudy, rowsUsed } from "../estimates.js";
import { absorbingCoding, chosenControls, formulaOf } from "../model-choice.js";
import { builtNotes, rowsAsked, rowsNotes, withRows } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { Exhibit, Finding, ShownEstimate, Stage, StagePlace, StageShown } from "../stage.js";
import { figureId, figureName, figureTitle, findingFacts, tableId, tableTitle } from "../stage.js";
import { truthByEvent } from "../treated-in-rows.js";
import { type EventAverage, type EventAverageFound, eventAverage } from "./average.js";
import type { EventStudySpec } from "./schema.js";

/** What is kept of the stage; `truth` by event time, where data are simulated. */
export interface EventStudyResult {
  readonly record: EventStudyRecord;
  readonly average: EventAverageFound;
  readonly truth?: Readonly<Record<string, number>>;
}

/** The stage `place.name`, as `spec` says. Throws UsageError unless its treatment is coded absorbing. */
export function eventStudyStage(
  file: StudyFile,
  place: StagePlace,
  spec: EventStudySpec,
  treatment: StageNode<TreatmentMade>,
): Stage<EventStudyResult> {
  const path = ["stages", place.name];
  absorbingCoding(file, path, spec.treatment);
  const [rows] = rowsAsked(file, path, spec.rows);
  const { spec: study } = file;
  const formula = formulaOf(study, chosenControls(spec.controls, study));
  const options: EventStudyOptions = {
    cohort: cohortColumnOf(study.treatment),
    ref: spec.reference,
    bin: spec.bin,
    vcov: study.variance,
    ssc: study.ssc,
    level: study.level,
    band: spec.band,
    seed: study.seed,
    ...withRows(rows),
    ...(spec.draws === undefined ? {} : { draws: spec.draws }),
    ...(spec.window === undefined ? {} : { window: spec.window }),
  };
  const run = ([made]: readonly [TreatmentMade], tools: StageTools): Promise<EventStudyResult> =>
    locatingAwaited(file, path, async () => {
      const record = await eventStudy(made, tools, formula, options);
      const average = eventAverage(tools.engine, record);
      if (ownOf(made.truth, study.panel.outcome) === undefined) return { record, average };
      const sample = { vcov: study.variance, ...withRows(rows) };
      const used = await rowsUsed(made, tools, formula, { ...sample, nobs: record.nobs });
      const shown = record.effects.map(({ event }) => event);
      const truth = truthByEvent(made, study.panel.outcome, used, { shown, bin: spec.bin });
      return { record, average, ...(truth === undefined ? {} : { truth }) };
    });
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    results: ({ record }) => [{ name: null, record }],
    calls: () => [{ verb: "eventStudy", formula, options: { ...options }, part: null }],
    present: ({ record, average, truth }, made) =>
      present(
        file,
        place,
        { ...spec, truth: spec.truth ?? truth },
        made,
        { record, average },
        {
          rows: rowsNotes(rows, made.panel.table, place.language),
          built: builtNotes(file, rows, formula).map((note) => noteText(note, place.language)),
        },
      ),
  };
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: EventStudySpec,
  made: TreatmentMade,
  { record, average }: Pick<EventStudyResult, "record" | "average">,
  imputation: { readonly rows: readonly string[]; readonly built: readonly string[] },
): StageShown {
  const { facts, panel: sample } = made;
  const { labels, panel, words } = file.spec;
  const { language } = place;
  const about = aboutStudy(file, place, made, record.band.kind === "uniform" ? { seed: file.spec.seed } : {});
  const outcome = ownOf(labels, panel.outcome) ?? panel.outcome;
  const caption = spec.caption ?? eventWords.caption[language](outcome);
  const treated = record.cohorts.reduce((sum, { units_before }) => sum + units_before, 0);
  const notes = [
    ...leadsNote(record, language),
    ...bandNote(record, labels, language),
    eventWords.reference[language](
      listed[language](record.reference),
      studyWords.count[language](formatCount(record.never.units), words.units),
      ruleText(facts.never, language),
    ),
    ...varianceNote(record, labels, language),
    ...(spec.truth === undefined ? [] : [eventWords.truthMarks[language]]),
    ...imputation.rows,
    ...(treated < facts.few ? [eventWords.few[language](treated, words)] : []),
    ...record.collinear.map((each) =>
      regressionWords.leftOut[language](ownOf(labels, each.term) ?? each.term, omittedText(each, language)),
    ),
    ...ownNotes(record.notes, sample.table).flatMap((note) =>
      note.code === "few_treated" ? [] : [noteText(note, language)],
    ),
    ...spec.notes,
  ];
  const points = record.effects.map(({ event, estimate, conf_low, conf_high, band_low, band_high, n_units }) => ({
    event,
    estimate,
    conf_low,
    conf_high,
    band_low,
    band_high,
    n_units,
    ...truthOf(spec, event),
  }));
  const figure = figureId(place);
  const table = tableId(place);
  const path = ["stages", place.name];
  const estimates: readonly ShownEstimate[] = [
    {
      name: null,
      facts: estimateFacts(
        file,
        { treatment: absorbingCoding(file, path, spec.treatment), controls: spec.controls },
        {
          ...{ estimator: "event_path", average: "events" },
          rows: rowsAsked(file, path, spec.rows)[0] ?? null,
        },
      ),
      estimate: null,
      nobs: record.nobs,
    },
  ];
  const picture: Exhibit = {
    kind: "figure",
    id: figure,
    stage: place.name,
    caption: figureTitle(place, caption),
    notes,
    about,
    estimates,
    spec: (look) =>
      eventStudyFigure(points, {
        ...look,
        language,
        title: caption,
        reference: record.reference.at(-1)!,
        binned: binnedEnds(record),
        level: record.vcov.level,
        labels: { units: capital(words.units) },
      }),
  };
  return {
    name: place.name,
    exhibits: [
      ...(record.unidentified === undefined ? [picture] : []),
      {
        kind: "table",
        id: table,
        stage: place.name,
        about,
        estimates,
        table: effectsTable(place, spec, record, caption, notes, words.units),
      },
    ],
    data: {},
    record: { stage: "event-study", ...record, truth: spec.truth ?? null },
    cautions: imputation.built,
    ...("refused" in average
      ? { findings: [], unfound: average.refused }
      : { findings: [findingOf(file, spec, average, record, treated)] }),
  };
}

/** The average as an estimate that a report can lead with. */
function findingOf(
  file: StudyFile,
  spec: EventStudySpec,
  { events, weight, ...numbers }: EventAverage,
  record: EventStudyRecord,
  treated: number,
): Finding {
  const { panel, labels } = file.spec;
  const words = termWords(file.spec, { labels: {} });
  const treatment = absorbingCoding(file, ["stages"], spec.treatment);
  return {
    ...{
      column: 1,
      treatment: ownOf(words, treatment) ?? treatment,
      outcome: ownOf(labels, panel.outcome) ?? panel.outcome,
    },
    ...numbers,
    ...{ treated, over: { events, weight } },
    ...findingFacts(record),
  };
}

function truthOf({ truth }: EventStudySpec, event: number): { readonly truth?: number } {
  const known = ownOf(truth, String(event));
  return known === undefined ? {} : { truth: known };
}

/** Ends that stand for more than themselves. */
function binnedEnds({ bin, effects }: EventStudyRecord): "none" | "low" | "high" | "both" {
  if (!bin) return "none";
  const low = effects.some(({ label }) => label.startsWith("<="));
  const high = effects.some(({ label }) => label.startsWith(">="));
  return low && high ? "both" : low ? "low" : high ? "high" : "none";
}

function effectsTable(
  place: StagePlace,
  { truth }: EventStudySpec,
  record: EventStudyRecord,
  caption: string,
  notes: readonly string[],
  units: string,
): TableModel {
  const decimals = decimalsFor(record.effects.flatMap(({ std_error }) => (std_error === null ? [] : [std_error])));
  const number = (value: number | null) =>
    value === null ? withheldCell() : numberCell(value, formatFixed(value, decimals));
  const ends = (low: number | null, high: number | null) =>
    low === null ? withheldCell() : textCell(`[${formatFixed(low, decimals)}, ${formatFixed(high!, decimals)}]`);
  const { language } = place;
  const isUniform = record.band.kind === "uniform";
  const rows = record.effects.map((effect): TableRow => {
    const known = ownOf(truth, String(effect.event));
    return {
      label: `${effect.label.replace("<=", "≤").replace(">=", "≥")}${effect.reference ? eventWords.referenceMark[language] : ""}`,
      quantity: "estimate",
      ruleAbove: effect.event === 0,
      cells: [
        number(effect.estimate),
        ...(effect.reference
          ? Array.from({ length: isUniform ? 3 : 2 }, emptyCell)
          : [
              number(effect.std_error),
              ends(effect.conf_low, effect.conf_high),
              ...(isUniform ? [ends(effect.band_low, effect.band_high)] : []),
            ]),
        numberCell(effect.n_units, formatCount(effect.n_units)),
        ...(truth === undefined ? [] : [known === undefined ? emptyCell() : number(known)]),
      ],
    };
  });
  return {
    title: tableTitle(place, eventWords.numbersOf[language](caption, figureName(place))),
    stub: eventWords.stub[language],
    heads: [
      [eventWords.estimate[language]],
      [eventWords.error[language]],
      [eventWords.interval[language](String(100 * record.vcov.level))],
      ...(isUniform ? [[eventWords.band[language]]] : []),
      [capital(units)],
      ...(truth === undefined ? [] : [[eventWords.truth[language]]]),
    ],
    rows,
    notes,
  };
}

function leadsNote({ tests }: EventStudyRecord, language: Language): string[] {
  const { leads } = tests;
  if (leads === undefined) return [];
  const read = readByT(leads);
  return [
    eventWords.leads[language](
      leads.terms.length,
      jointTestText({ ...leads, ...read, by_t_df: undefined }, language, {
        number: (value) => formatFixed(value, 2),
        equals: formatPEquals,
      }),
    ),
  ];
}

function bandNote(
  { band, effects, vcov }: EventStudyRecord,
  labels: Readonly<Record<string, string>>,
  language: Language,
): string[] {
  const cluster = Object.keys(vcov.clusters)[0];
  return band.kind === "uniform" ? [uniformBandText(band, effects, ownOf(labels, cluster!) ?? cluster!, language)] : [];
}
