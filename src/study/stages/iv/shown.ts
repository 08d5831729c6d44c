/**
 * Layer study. What a stage of equations with instruments shows: a table of first and second stages with what the instruments
 * are worth, a figure of what each method says of the same effect, and the Anderson-Rubin test of every effect, a figure an
 * equation.
 */

import { andersonRubinFigure } from "../../../report/figures/anderson-rubin.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import { ivFigure } from "../../../report/iv/figure.js";
import { ivTable } from "../../../report/iv/table.js";
import { USUAL_STARS } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../foundation/treatment.js";
import { aboutStudy } from "../about.js";
import { imputedFacts, treatedFact, trueEffect, truthFacts } from "../column-facts.js";
import { figureId, figureTitle, tableId, tableName, tableTitle } from "../numbering.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import { onlyImputed } from "../regressions/cautions.js";
import type { About, Finding, ShownFigure, StagePlace, StageShown } from "../shown.js";
import { varianceNote } from "../variance-note.js";
import { equationText, instrumentCautions, strengthCautions, WARNINGS } from "./cautions.js";
import { trendOrigin } from "./instrument-terms.js";
import type { IvSpec } from "./schema.js";
import type { IvEstimate, IvModel } from "./stage.js";

type Labels = Readonly<Record<string, string>>;

/** Notes of a fit that stand among the cautions, as they are or in the study's own words. */
const TOLD = ["instrument_constant_within_unit", ...WARNINGS];

/** Table, figure, record and cautions of `models`. */
export function showEquations(
  file: StudyFile,
  place: StagePlace,
  spec: IvSpec,
  made: TreatmentMade,
  estimates: readonly IvEstimate[],
): StageShown {
  const models = estimates.map(
    (estimate, c): IvModel => ({ label: spec.columns[c]!.label ?? `Effects: ${estimate.fe}`, ...estimate }),
  );
  const labels = termLabels(file.spec, spec, models);
  const built = models.flatMap(({ rows, formula }) => builtNotes(file, rows, formula).map(({ message }) => message));
  const { treatment } = models[0]!;
  const caption = spec.caption ?? `${labels[treatment] ?? treatment}, instrumented`;
  const about = aboutStudy(file, place, made);
  return {
    name: place.name,
    exhibits: [
      {
        kind: "table",
        id: tableId(place),
        stage: place.name,
        table: equationsTable(file.spec, spec, made, models, {
          title: tableTitle(place, caption),
          labels,
          built: [...new Set(built)],
        }),
        about,
      },
      comparison(file.spec, spec, place, models, { caption, labels, about }),
      ...models.flatMap((model, c) => curve(spec, place, model, c, { labels, about })),
    ],
    data: {},
    record: { stage: "iv", models, truth: spec.truth ?? null },
    cautions: [
      ...new Set(built),
      ...onlyImputed(models, file.spec.words, (c) => equationText(place, models[c]!)),
      ...instrumentCautions(place, models, file.spec, labels),
      ...strengthCautions(place, models),
    ],
    findings: models.map((model) => findingOf(model, labels)),
  };
}

function equationsTable(
  { words }: StudySpec,
  spec: IvSpec,
  { panel }: TreatmentMade,
  models: readonly IvModel[],
  text: { readonly title: string; readonly labels: Labels; readonly built: readonly string[] },
): TableModel {
  const isTrend = models.some(({ instruments }) => instruments.some(({ trend }) => trend));
  const untold = ({ fit }: IvModel) => ownNotes(fit.notes, panel.table).filter(({ code }) => !TOLD.includes(code));
  return ivTable(
    models.map((model) => ({ label: model.label, fit: { ...model.fit, notes: untold(model) } })),
    {
      title: text.title,
      labels: text.labels,
      beneath: spec.beneath,
      reducedForm: spec.reduced_form,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        treatedFact(words.units, models),
        ...imputedFacts(models),
        ...truthFacts(spec.truth, models).map((fact) => ({ ...fact, kind: "second" as const })),
      ],
      notes: [
        ...(isTrend
          ? [`Trend: ${panel.time.name} less ${trendOrigin(panel)}, so 1 in the first ${panel.time.name}.`]
          : []),
        `Treated ${words.units}: those whose treatment varies in the sample of the column.`,
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
  const [truth, ...otherTruths] = [...new Set(models.map((model) => trueEffect(spec.truth, model)))];
  const level = `${Number((100 * models[0]!.fit.vcov.level).toPrecision(6))}%`;
  const sets = models.map(({ fit }) => fit.iv.anderson_rubin_set);
  const isOpen = sets.some(({ kind }) => kind === "unbounded" || kind === "whole_line");
  return {
    kind: "figure",
    id: figureId(place),
    stage: place.name,
    caption: figureTitle(place, `${caption}: what each method says`),
    notes: [
      `Points are estimates, bars ${level} intervals; OLS in the second colour. The numbers are those of ${tableName(place)}.`,
      "The Anderson-Rubin set holds the effects the instruments do not reject, however weak they are; the t interval is right only where they are strong.",
      ...(isOpen
        ? ["An arrow: the set has no end there, since the instruments can’t rule out any larger effect."]
        : []),
      ...(sets.some(({ kind }) => kind === "empty")
        ? ["An empty set: no effect fits, which says that some instrument is not valid."]
        : []),
      ...[...new Set(sets.flatMap(({ because }) => because ?? []))].map(
        (because) => `No Anderson-Rubin set: ${because}.`,
      ),
      ...(models.length === 1 ? varianceNote(models[0]!.fit, study.labels) : []),
    ],
    about,
    spec: (look) =>
      ivFigure(
        models.map(({ label, fit, least_squares }) => ({ label, fit, leastSquares: least_squares })),
        {
          ...look,
          title: caption,
          x: `Effect on ${labels[outcome] ?? outcome}`,
          ...(truth === undefined || otherTruths.length > 0
            ? {}
            : { mark: { at: truth, text: `true effect ${formatFixed(truth, 3)}` } }),
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
  const truth = trueEffect(spec.truth, model);
  const set = fit.iv.anderson_rubin_set;
  if (set.kind === null) return [];
  const { estimate } = fit.coefficients[`fit_${treatment}`]!;
  const caption = `Effects the instruments do not reject: ${label}`;
  return [
    {
      kind: "figure",
      id: figureId(place, 1 + c),
      stage: place.name,
      caption: figureTitle(place, caption, 1 + c),
      notes: [
        `p of the Anderson-Rubin test of each effect of ${labels[treatment] ?? treatment}, F(${set.df1}, ${formatCount(set.df2)}). Those above the line make the set of ${tableName(place)}.`,
        ...(truth === undefined ? [] : [`The true effect is ${formatFixed(truth, 4)} (simulated).`]),
        ...varianceNote(fit, labels),
      ],
      about,
      spec: (look) =>
        andersonRubinFigure(
          { level: set.level, intervals: set.intervals, curve: set.curve, estimate },
          { ...look, title: caption, labels: { x: `Effect on ${labels[outcome] ?? outcome}` } },
        ),
    },
  ];
}

/** Words for terms: the study's, those of its codings, and instruments as the study writes them. */
function termLabels({ labels, treatment }: StudySpec, spec: IvSpec, models: readonly IvModel[]): Labels {
  const codings = Object.entries(treatment.codings).flatMap(([name, { label }]) =>
    label === undefined ? [] : [[name, label] as const],
  );
  const own: Labels = { ...labels, ...Object.fromEntries(codings), ...spec.labels };
  const instruments = models
    .flatMap((model) => model.instruments)
    .map(({ term, written, trend }) => [term, `${own[written] ?? written}${trend ? " × trend" : ""}`] as const);
  return { ...Object.fromEntries(instruments), ...own };
}

function findingOf({ treatment, outcome, treated, fit, instruments }: IvModel, labels: Labels): Finding {
  const { estimate, std_error, p_value, conf_low, conf_high } = fit.coefficients[`fit_${treatment}`]!;
  const by = instruments.map(({ term }) => labels[term] ?? term).join(", ");
  return {
    treatment: `${labels[treatment] ?? treatment}, instrumented by ${by}`,
    outcome: labels[outcome] ?? outcome,
    ...{ estimate, std_error, p_value, conf_low, conf_high, treated },
    level: fit.vcov.level,
  };
}
