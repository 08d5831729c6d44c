/**
 * What a stage of mechanisms shows: the table of mediators, the table of direct, indirect and total effect, and
 * the figure of these.
 */

import { type Language, listed, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { makeTable, type Table } from "../../../data/table/table.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { type CoefficientRow, coefficientFigure } from "../../../report/figures/coefficients.js";
import { formatCount } from "../../../report/format-number.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import { mediationWords } from "../../../verbs/mediation/messages.js";
import type { MediatedEffect, MediationRecord } from "../../../verbs/mediation/record.js";
import { mediationTable } from "../../../verbs/mediation/table.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, imputedFacts, treatedFact, treatmentWords, truthFacts } from "../beneath.js";
import { estimateFacts } from "../effect-column.js";
import { chosenControls } from "../model-choice.js";
import { rowsAsked } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { Exhibit, ShownEstimate, StagePlace, StageShown } from "../stage.js";
import { figureId, figureTitle, tableId, tableName, tableTitle } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";
import { mechanismsWords as words } from "./messages.js";
import { columnOf, type MediationSpec } from "./schema.js";

/** The treatment on a mediator. */
export interface MediatorEstimate extends TreatedRows {
  readonly mediator: string;
  readonly formula: string;
  readonly fit: FitRecord;
}

export interface MediationResult {
  readonly models: readonly MediatorEstimate[];
  readonly mediation: MediationRecord | null;
}

/** Notes of the record that the words beneath the table already say. */

export function presentMediation(
  file: StudyFile,
  place: StagePlace,
  spec: MediationSpec,
  made: TreatmentMade,
  { models, mediation }: MediationResult,
): StageShown {
  const { language } = place;
  const study = file.spec;
  const { units } = study.words;
  const labels = labelsOf(file, spec);
  const heading = (column: string) => ownOf(labels, column) ?? column;
  const few = models.some(({ treated }) => treated.length < made.facts.few);
  const table = regressionTable(
    models.map(({ mediator, fit }) => ({
      label: heading(mediator),
      fit: { ...fit, notes: ownNotes(fit.notes, made.panel.table) },
    })),
    {
      title: tableTitle(place, spec.caption ?? words.caption[language](heading(spec.treatment))),
      labels,
      language,
      stub: words.stub[language],
      first: [spec.treatment],
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        treatedFact(units, models, language),
        ...imputedFacts(models, language),
        ...truthFacts(spec.truth, models, undefined, language),
      ],
      notes: [
        `${words.treated[language](units)}${few ? words.few[language](made.facts.few) : ""}`,
        words.noChain[language],
        ...spec.notes,
      ],
    },
  );
  const first: Exhibit = {
    kind: "table",
    id: tableId(place),
    stage: place.name,
    table,
    about: aboutStudy(file, place, made),
    estimates: models.map(({ mediator, fit }) => ({
      name: heading(mediator),
      facts: factsOf(file, place, { ...spec, outcome: mediator }),
      estimate: ownOf(fit.coefficients, spec.treatment)?.estimate ?? null,
      nobs: fit.nobs,
    })),
  };
  const shown = mediation === null ? null : mediationExhibits(file, place, spec, made, mediation, labels);
  return {
    name: place.name,
    exhibits: [first, ...(shown?.exhibits ?? [])],
    data: shown?.data ?? {},
    record: {
      stage: "mediation",
      models: models.map(({ formula: _, ...model }) => model),
      mediation: mediation === null ? null : withoutDraws(mediation),
      truth: spec.truth ?? null,
    },
    cautions: mediation === null ? [] : [words.caution[language](tableName(place, 1))],
    findings: [],
  };
}

const factsOf = (
  file: StudyFile,
  { name }: StagePlace,
  equation: Omit<MediationSpec, "controls"> & { readonly controls: boolean | readonly string[] },
) => estimateFacts(file, equation, { rows: rowsAsked(file, ["stages", name], equation.rows)[0] ?? null });

/** The effect on the outcome, without mediators and given them. */
function effectsOnOutcome(
  file: StudyFile,
  place: StagePlace,
  spec: MediationSpec,
  { total, direct, mediators, nobs }: MediationRecord,
): ShownEstimate[] {
  const controls = chosenControls(spec.controls, file.spec);
  return (
    [
      ["total", total, controls],
      ["direct", direct, [...controls, ...mediators]],
    ] as const
  ).map(([effect, { estimate }, own]) => ({
    name: mediationWords[effect][place.language],
    facts: factsOf(file, place, { ...spec, controls: own }),
    ...{ estimate, nobs },
  }));
}

/** Words for columns: the study's, of treatments, of this stage and of its mediators. */
function labelsOf({ spec: study }: StudyFile, spec: MediationSpec): Readonly<Record<string, string>> {
  const mediators = spec.mediators.flatMap((mediator) =>
    typeof mediator === "string" || mediator.label === undefined ? [] : [[columnOf(mediator), mediator.label]],
  );
  return {
    ...study.labels,
    ...treatmentWords(study),
    ...Object.fromEntries(mediators),
    ...spec.labels,
  };
}

function withoutDraws({ draws: _, ...record }: MediationRecord): Omit<MediationRecord, "draws"> {
  return record;
}

function mediationExhibits(
  file: StudyFile,
  place: StagePlace,
  spec: MediationSpec,
  made: TreatmentMade,
  record: MediationRecord,
  labels: Readonly<Record<string, string>>,
): { readonly exhibits: readonly Exhibit[]; readonly data: Readonly<Record<string, Table>> } {
  const { language } = place;
  const name = (column: string) => ownOf(labels, column) ?? column;
  const { cluster, depvar, mediators, nobs, call } = record;
  const about = aboutStudy(file, place, made, { variance: `cluster:${cluster}`, seed: record.bootstrap.seed });
  const caption = words.mediationCaption[language](name(depvar));
  const own = ownNotes(record.notes, made.panel.table).map((note) => noteText(note, language));
  const notes = [
    words.rows[language](formatCount(nobs), listed[language]([depvar, ...mediators].map(name))),
    words.formula[language](call),
    ...own,
  ];
  const table = mediationTable(record, { title: tableTitle(place, caption, 1), labels, language, notes });
  const figure = figureId(place);
  const estimates = effectsOnOutcome(file, place, spec, record);
  return {
    exhibits: [
      { kind: "table", id: tableId(place, 1), stage: place.name, table, about, estimates },
      {
        kind: "figure",
        id: figure,
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: own.slice(0, 1),
        about,
        estimates,
        spec: (look) => {
          const { rows, axis } = effectRows(record, language, name);
          return coefficientFigure(rows, {
            ...look,
            title: caption,
            level: record.bootstrap.level,
            language,
            labels: { x: axis },
          });
        },
      },
    ],
    data: { [`${figure}_draws`]: drawsTable(record) },
  };
}

/** A row an effect, with intervals of the draws; by the delta method where one of those does not hold its estimate. */
function effectRows(record: MediationRecord, language: Language, name: (column: string) => string) {
  const { mediators, paths, direct, indirect, total, bootstrap } = record;
  const several = mediators.length > 1;
  const effects: readonly (readonly [string, MediatedEffect])[] = [
    ...mediators.map((each) => [words.through[language](name(each)), paths[each]!.indirect] as const),
    ...(several ? [[mediationWords.indirectAll[language], indirect] as const] : []),
    [mediationWords.direct[language], direct],
    [mediationWords.total[language], total],
  ];
  const drawn = effects.map(([label, { estimate, bootstrap: own }]): CoefficientRow | null => {
    const { conf_low, conf_high } = own.percentile;
    const isHeld = conf_low !== null && conf_high !== null && conf_low <= estimate && estimate <= conf_high;
    return isHeld ? { label, estimate, conf_low, conf_high } : null;
  });
  const level = `${Number((100 * bootstrap.level).toPrecision(6))}%`;
  const held = drawn.filter((row) => row !== null);
  if (held.length === effects.length) return { rows: held, axis: words.percentileAxis[language](level) };
  const rows = effects.map(([label, { estimate, conf_low, conf_high }]) => ({ label, estimate, conf_low, conf_high }));
  return { rows, axis: words.deltaAxis[language](level) };
}

function drawsTable({ draws }: MediationRecord): Table {
  const columns = Object.entries(draws);
  const numbers = { name: "draw", values: (columns[0]?.[1] ?? []).map((_, d) => d + 1) };
  const all = [numbers, ...columns.map(([name, values]) => ({ name, values }))];
  return makeTable(
    all.map(({ name, values }) => ({
      kind: "numeric" as const,
      name,
      values: Float64Array.from(values, (value) => value ?? Number.NaN),
    })),
    { name: "draws", bytes: 0, sha256: null },
  );
}
