/**
 * What a stage of equations with instruments shows: a table of first and second stages with what the instruments
 * are worth, a figure of what each method says of the same effect, and the Anderson-Rubin test of every effect, a figure an
 * equation.
 */

import { type Language, listed, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import { USUAL_STARS } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import { ivWords } from "../../../verbs/iv/messages.js";
import { withoutSet } from "../../../verbs/iv/report/diagnostics.js";
import { andersonRubinFigure, ivFigure } from "../../../verbs/iv/report/figure.js";
import { ivTable } from "../../../verbs/iv/report/table.js";
import { testOf } from "../../../verbs/iv/report/words.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, imputedFacts, termWords, treatedFact, trueEffect, truthFacts, varianceNote } from "../beneath.js";
import { effectColumns } from "../effect-columns.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import { onlyImputed } from "../regressions/wild-rows.js";
import type { About, Finding, ShownFigure, StagePlace, StageShown } from "../stage.js";
import { coefficientFound, figureId, figureTitle, findingFacts, tableId, tableName, tableTitle } from "../stage.js";
import { isCrossSection, treatedNote } from "../treated-in-rows.js";
import {
  equationText,
  type IvEstimate,
  type IvModel,
  instrumentCautions,
  strengthCautions,
  trendOrigin,
  WARNINGS,
} from "./instruments.js";
import { type IvSpec, secondStage } from "./schema.js";

type Labels = Readonly<Record<string, string>>;

/** Notes of a fit that stand among the cautions, as they are or in the study's own words. */
const CAUTIONED = ["instrument_constant_within_unit", ...WARNINGS];

/** Table, figure, record and cautions of `models`. */
export function presentEquations(
  file: StudyFile,
  place: StagePlace,
  spec: IvSpec,
  made: TreatmentMade,
  estimates: readonly IvEstimate[],
): StageShown {
  const models = estimates.map(
    (estimate, c): IvModel => ({
      label: spec.columns[c]!.label ?? ivWords.effectsHeading[place.language](estimate.fe),
      ...estimate,
    }),
  );
  const { language } = place;
  const labels = termLabels(file.spec, spec, models, language);
  const built = models.flatMap(({ rows, formula }) =>
    builtNotes(file, rows, formula).map((note) => noteText(note, language)),
  );
  const { treatment } = models[0]!;
  const caption = spec.caption ?? ivWords.instrumentedCaption[language](ownOf(labels, treatment) ?? treatment);
  const about = aboutStudy(file, place, made);
  return {
    name: place.name,
    exhibits: [
      {
        kind: "table",
        id: tableId(place),
        stage: place.name,
        table: equationsTable(file.spec, spec, made, models, {
          language,
          title: tableTitle(place, caption),
          labels,
          built: [...new Set(built)],
        }),
        about,
      },
      {
        ...comparison(file.spec, spec, place, models, { caption, labels, about }),
        estimates: effectColumns(file, place.name, spec).map(({ label, estimate: facts }, c) => {
          const { fit, treatment: term } = models[c]!;
          return { name: label, facts, estimate: fit.coefficients[`fit_${term}`]!.estimate, nobs: fit.nobs };
        }),
      },
      ...models.flatMap((model, c) => curve(spec, place, model, c, { labels, about })),
    ],
    data: {},
    record: { stage: "iv", models, truth: spec.truth ?? null },
    cautions: [
      ...new Set(built),
      ...onlyImputed(models, file.spec.words, (c) => equationText(place, models[c]!), language),
      ...instrumentCautions(place, models, file.spec, labels, isCrossSection(made.panel)),
      ...strengthCautions(place, models),
    ],
    findings: models.map((model, c) => findingOf(model, secondStage(spec, c), labels, language)),
  };
}

function equationsTable(
  { words }: StudySpec,
  spec: IvSpec,
  { panel }: TreatmentMade,
  models: readonly IvModel[],
  text: {
    readonly title: string;
    readonly labels: Labels;
    readonly built: readonly string[];
    readonly language: Language;
  },
): TableModel {
  const { language } = text;
  const isTrend = models.some(({ instruments }) => instruments.some(({ trend }) => trend));
  const unreported = ({ fit }: IvModel) =>
    ownNotes(fit.notes, panel.table).filter(({ code }) => !CAUTIONED.includes(code));
  return ivTable(
    models.map((model) => ({ label: model.label, fit: { ...model.fit, notes: unreported(model) } })),
    {
      language,
      title: text.title,
      labels: text.labels,
      beneath: spec.beneath,
      reducedForm: spec.reduced_form,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        treatedFact(words.units, models, language),
        ...imputedFacts(models, language),
        ...truthFacts(spec.truth, models, undefined, language).map((fact) => ({ ...fact, kind: "second" as const })),
      ],
      notes: [
        ...(isTrend ? [ivWords.trend[language](panel.time.name, trendOrigin(panel))] : []),
        treatedNote(panel, words.units, language),
        ...text.built,
        ...spec.notes,
      ],
    },
  );
}

/** What each method says of the effect, an equation under the other. */
function comparison(
  study: StudySpec,
  spec: IvSpec,
  place: StagePlace,
  models: readonly IvModel[],
  { caption, labels, about }: { readonly caption: string; readonly labels: Labels; readonly about: About },
): ShownFigure {
  const { outcome } = models[0]!;
  const { language } = place;
  const [truth, ...otherTruths] = [...new Set(models.map((model) => trueEffect(spec.truth, model)))];
  const level = `${Number((100 * models[0]!.fit.vcov.level).toPrecision(6))}%`;
  const sets = models.map(({ fit }) => fit.iv.anderson_rubin_set);
  const isOpen = sets.some(({ kind }) => kind === "unbounded" || kind === "whole_line");
  return {
    kind: "figure",
    id: figureId(place),
    stage: place.name,
    caption: figureTitle(place, ivWords.says[place.language](caption)),
    notes: [
      ivWords.saysNote[language](level, tableName(place)),
      ivWords.setNote[language],
      ...(isOpen ? [ivWords.openNote[language]] : []),
      ...(sets.some(({ kind }) => kind === "empty") ? [ivWords.emptyNote[language]] : []),
      ...new Set(sets.flatMap((set) => withoutSet(set, language))),
      ...(models.length === 1 ? varianceNote(models[0]!.fit, study.labels, language) : []),
    ],
    about,
    spec: (look) =>
      ivFigure(
        models.map(({ label, fit, least_squares }) => ({ label, fit, leastSquares: least_squares })),
        {
          ...look,
          language,
          title: caption,
          x: ivWords.effectOn[language](ownOf(labels, outcome) ?? outcome),
          ...(truth === undefined || otherTruths.length > 0
            ? {}
            : { mark: { at: truth, text: ivWords.trueMark[language](formatFixed(truth, 3)) } }),
        },
      ),
  };
}

/** The p-value of every effect under the Anderson-Rubin test of equation `c`; none where there is no set. */
function curve(
  spec: IvSpec,
  place: StagePlace,
  model: IvModel,
  c: number,
  { labels, about }: { readonly labels: Labels; readonly about: About },
): ShownFigure[] {
  const { label, fit, treatment, outcome } = model;
  const { language } = place;
  const truth = trueEffect(spec.truth, model);
  const set = fit.iv.anderson_rubin_set;
  if (set.kind === null) return [];
  const { estimate } = fit.coefficients[`fit_${treatment}`]!;
  const caption = ivWords.notRejected[language](label);
  return [
    {
      kind: "figure",
      id: figureId(place, 1 + c),
      stage: place.name,
      caption: figureTitle(place, caption, 1 + c),
      notes: [
        ivWords.curveNote[language](
          ownOf(labels, treatment) ?? treatment,
          `F(${set.df1}, ${formatCount(set.df2)})`,
          tableName(place),
        ),
        ...(truth === undefined ? [] : [ivWords.trueNote[language](formatFixed(truth, 4))]),
        ...varianceNote(fit, labels, language),
      ],
      about,
      spec: (look) =>
        andersonRubinFigure(
          { level: set.level, intervals: set.intervals, curve: set.curve, estimate },
          {
            ...look,
            language,
            title: caption,
            labels: { x: ivWords.effectOn[language](ownOf(labels, outcome) ?? outcome) },
          },
        ),
    },
  ];
}

/** Words for terms: the study's, those of its codings, and instruments as the study writes them. */
function termLabels(study: StudySpec, spec: IvSpec, models: readonly IvModel[], language: Language): Labels {
  const own = termWords(study, spec);
  const instruments = models
    .flatMap((model) => model.instruments)
    .map(
      ({ term, written, trend }) =>
        [
          term,
          trend ? ivWords.timesTrend[language](ownOf(own, written) ?? written) : (ownOf(own, written) ?? written),
        ] as const,
    );
  return { ...Object.fromEntries(instruments), ...own };
}

function findingOf(
  { treatment, outcome, treated, fit, instruments }: IvModel,
  column: number,
  labels: Labels,
  language: Language,
): Finding {
  const by = listed[language](instruments.map(({ term }) => ownOf(labels, term) ?? term));
  const byAndersonRubin = testOf(fit, "noEffect")?.test.p_value ?? null;
  return {
    column,
    treatment: ivWords.instrumentedBy[language](ownOf(labels, treatment) ?? treatment, by),
    outcome: ownOf(labels, outcome) ?? outcome,
    ...coefficientFound(fit, `fit_${treatment}`),
    treated: treated.length,
    ...findingFacts(fit),
    ...(byAndersonRubin === null ? {} : { anderson_rubin_p: byAndersonRubin }),
  };
}
