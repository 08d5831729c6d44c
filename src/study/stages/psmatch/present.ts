/**
 * What a stage of difference-in-differences on a matched sample shows: the regressions, unweighted and
 * weighted side by side, balance by covariate and all together, a love plot and the overlap of scores.
 */

import type { Language } from "../../../base/messages.js";
import { noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import { matchingWords as wording } from "../../../verbs/psmatch/messages.js";
import { balanceTable, matchedTable } from "../../../verbs/psmatch/report/balance-table.js";
import { figureOfBalance } from "../../../verbs/psmatch/report/love-plot.js";
import { figureOfOverlap } from "../../../verbs/psmatch/report/score-overlap.js";
import { sampleText } from "../../../verbs/psmatch/report/table.js";
import { planText, weightText } from "../../../verbs/psmatch/report/words.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, imputedFacts, termWords, treatedFact, truthFacts } from "../beneath.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import { onlyImputed } from "../regressions/wild-rows.js";
import type { About, Exhibit, Finding, ShownFigure, StagePlace, StageShown } from "../stage.js";
import { coefficientFound, figureId, figureTitle, findingFacts, tableId, tableName, tableTitle } from "../stage.js";
import { isCrossSection, treatedNote } from "../treated-in-rows.js";
import { matchingCautions, type PsmatchEstimate, type PsmatchStageResult, REPORTED } from "./cautions.js";
import type { PsmatchSpec } from "./schema.js";

/** A column of the table. */
export interface PsmatchModel extends PsmatchEstimate {
  readonly label: string;
}

type Labels = Readonly<Record<string, string>>;

/** Tables, figures, record and cautions of a matching and the regressions after it. */
export function presentMatching(
  file: StudyFile,
  place: StagePlace,
  spec: PsmatchSpec,
  coded: TreatmentMade,
  made: PsmatchStageResult,
): StageShown {
  const { spec: study } = file;
  const { language } = place;
  const { panel } = coded;
  const about = aboutStudy(file, place, coded);
  const { treatment, matching, units, pairs } = made;
  const models = made.models.map(
    (model, m): PsmatchModel => ({
      label: headingOf(place.language, spec, model, Math.floor(m / (made.models.length / spec.columns.length))),
      ...model,
    }),
  );
  const labels = termWords(study, spec);
  const record = { ...matching, regressions: [] };
  const caption = spec.caption ?? wording.caption[language](ownOf(labels, treatment) ?? treatment);
  const built = [...new Set(models.flatMap(({ rows, formula }) => builtNotes(file, rows, formula)))].map((note) =>
    noteText(note, language),
  );
  const title = (offset: number, words: string) => tableTitle(place, words, offset);
  const exhibits: Exhibit[] = [
    table(
      place,
      0,
      regressionsTable(file, spec, { matching, models }, panel, {
        title: title(0, caption),
        labels,
        built,
        language,
      }),
      about,
    ),
    table(
      place,
      1,
      balanceTable(record, { title: title(1, wording.balance[language](caption)), labels, language }),
      about,
    ),
    table(
      place,
      2,
      matchedTable(record, { title: title(2, wording.joint[language](caption)), labels, language }),
      about,
    ),
    ...figures(place, made, caption, labels, about),
  ];
  return {
    name: place.name,
    exhibits,
    data: {
      [`${tableId(place)}_units`]: units,
      ...(pairs === null ? {} : { [`${tableId(place)}_pairs`]: pairs }),
    },
    record: { stage: "psmatch", treatment, matching, models, truth: spec.truth ?? null },
    cautions: [
      ...built,
      ...onlyImputed(models, study.words, (c) => regressionWords.column[language](c + 1, tableName(place)), language),
      ...matchingCautions(place, spec, study, made, labels, isCrossSection(panel)),
    ],
    findings: models.flatMap((model, m) => findingOf(treatment, model, m + 1, labels, language)),
  };
}

/** The heading of equation `e`, of which `model` is one. */
export const headingOf = (
  language: Language,
  { columns }: PsmatchSpec,
  { controls }: Pick<PsmatchEstimate, "controls">,
  e: number,
): string => columns[e]!.label ?? (controls.length === 0 ? wording.noControls : wording.controls)[language];

const table = (place: StagePlace, offset: number, model: TableModel, about: About): Exhibit => ({
  kind: "table",
  id: tableId(place, offset),
  stage: place.name,
  table: model,
  about,
});

function regressionsTable(
  { spec: { words, treatment: coded } }: StudyFile,
  spec: PsmatchSpec,
  { matching, models }: { readonly matching: PsmatchStageResult["matching"]; readonly models: readonly PsmatchModel[] },
  panel: TreatmentMade["panel"],
  text: {
    readonly title: string;
    readonly labels: Labels;
    readonly built: readonly string[];
    readonly language: Language;
  },
): TableModel {
  const { language } = text;
  const unreported = ownNotes(matching.notes, panel.table).filter(({ code }) => !REPORTED.includes(code));
  return regressionTable(
    models.map(({ label, fit, ...model }) => ({
      label: [label, ...sampleText(model, language).split(", ")],
      fit: { ...fit, notes: ownNotes(fit.notes, panel.table) },
    })),
    {
      language,
      title: text.title,
      labels: { _weight: wording.weights[language], ...text.labels },
      first: Object.keys(coded.codings),
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        treatedFact(words.units, models, language),
        ...imputedFacts(models, language),
        ...truthFacts(spec.truth, models, undefined, language),
      ],
      notes: [
        wording.plan[language](planText(matching, language)),
        weightText(matching, language),
        wording.unweightedNote[language],
        treatedNote(panel, words.units, language),
        ...text.built,
        ...unreported.map((note) => noteText(note, language)),
        ...spec.notes,
      ],
    },
  );
}

function figures(
  place: StagePlace,
  { matching }: PsmatchStageResult,
  caption: string,
  labels: Labels,
  about: About,
): ShownFigure[] {
  const record = { ...matching, regressions: [] };
  const figure = (offset: number, words: string, notes: readonly string[], spec: ShownFigure["spec"]): ShownFigure => ({
    kind: "figure",
    id: figureId(place, offset),
    stage: place.name,
    caption: figureTitle(place, words, offset),
    notes,
    about,
    spec,
  });
  const { language } = place;
  const balance = wording.bias[language](caption);
  const overlap = wording.scores[language](caption);
  return [
    figure(0, balance, [wording.biasNote[language](tableName(place, 1))], (look) =>
      figureOfBalance(record, { ...look, language, title: balance, names: labels }),
    ),
    ...(matching.overlap === null
      ? []
      : [
          figure(
            1,
            overlap,
            [wording.scoresNote[language](boundsText(matching, language))],
            (look) => figureOfOverlap(record, { ...look, language, title: overlap })!,
          ),
        ]),
  ];
}

function boundsText({ support, plan }: PsmatchStageResult["matching"], language: Language): string {
  if (support === null || plan.by !== null) return wording.ownScores[language](plan.by ?? "part");
  return support.range === null ? wording.bothFound[language] : wording.support[language];
}

function findingOf(
  treatment: string,
  { outcome, fit, treated, ...model }: PsmatchModel,
  column: number,
  labels: Labels,
  language: Language,
): Finding[] {
  if (ownOf(fit.coefficients, treatment) === undefined) return [];
  const sample = sampleText(model, language);
  return [
    {
      column,
      treatment: wording.sampleOf[language](
        ownOf(labels, treatment) ?? treatment,
        `${sample.charAt(0).toLowerCase()}${sample.slice(1)}`,
      ),
      outcome: ownOf(labels, outcome) ?? outcome,
      ...coefficientFound(fit, treatment),
      treated: treated.length,
      ...findingFacts(fit),
    },
  ];
}
