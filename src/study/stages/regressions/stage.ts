/**
 * Stage `regressions`: a table of regressions on the sample, a column each, with the units whose treatment
 * varies in each column's rows: all that its estimate rests on.
 */

import { type Language, listed, type Note, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { codingWords, regressionWords } from "../../../report/messages/regression.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import { locatingAwaited, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { aboutStudy, imputedFacts, termWords, treatedFact, treatmentWords, truthFacts } from "../beneath.js";
import { feols, rowsUsed } from "../estimates.js";
import { chosenControls, formulaOf } from "../model-choice.js";
import { builtNotes, type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { Finding, StagePlace, StageShown } from "../stage.js";
import {
  coefficientFound,
  findingFacts,
  type Stage,
  type StageCall,
  tableId,
  tableName,
  tableTitle,
  treated,
} from "../stage.js";
import { treatedAmong, treatedNote } from "../treated-in-rows.js";
import type { RegressionColumn, RegressionsSpec } from "./schema.js";
import {
  onlyImputed,
  type RegressionEstimate,
  type RegressionModel,
  smallPs,
  wildAsked,
  wildFinding,
  wildNotes,
  wildOptions,
  wildRows,
} from "./wild-rows.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment the study does not code. */
export function regressionsStage(
  file: StudyFile,
  place: StagePlace,
  spec: RegressionsSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<readonly RegressionEstimate[]> {
  const path = ["stages", place.name];
  spec.columns.forEach((column, c) => {
    requireCoding(file, [...path, "columns", c, "treatment"], column.treatment);
  });
  const asked = rowsAsked(file, path, spec.rows);
  const columns = spec.columns.flatMap(({ subset, ...column }, c) =>
    asked.map((rows) => ({ at: [...path, "columns", c], rows, column: { ...column, ...withRows(rows, subset) } })),
  );
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools) => {
    const models: RegressionEstimate[] = [];
    for (const [c, { at, rows, column }] of columns.entries()) {
      tools.signal?.throwIfAborted();
      tools.progress(c / columns.length);
      models.push(
        await locatingAwaited(file, at, async () => {
          const model = await estimate(file, column, rows, made, tools);
          const wild = wildAsked(spec.bootstrap, model.fit, column.treatment);
          if (wild === undefined) return model;
          return { ...model, bootstrap: await wildFinding(file, wild, column, model, made, tools) };
        }),
      );
    }
    return models;
  };
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    present: (models, made) => {
      const heading = ({ coding }: RegressionEstimate, c: number) =>
        columns[c]!.column.label ?? codingWords[coding][place.language];
      const labelled = models.map((model, c) => ({ label: heading(model, c), ...model }));
      return present(file, place, spec, made, labelled);
    },
    results: (models) =>
      models.map((model, part) => ({
        name: model.rows ?? null,
        record: model.fit,
        part,
        ...treated(model.treatment, model),
      })),
    calls: (models) =>
      models.flatMap(({ formula, fit, bootstrap: drawn }, part): StageCall[] => {
        const { column } = columns[part]!;
        const wild = drawn === undefined ? null : wildOptions(file, spec.bootstrap!, column, fit);
        return [
          { verb: "feols", formula, options: optionsOf(file, column), part },
          ...(wild === null ? [] : [{ verb: "bootstrap", formula, options: wild, part } as const]),
        ];
      }),
    called: ({ part, name }) => {
      const label = part === undefined ? undefined : columns[part]!.column.label;
      return label === undefined || name === null ? label : `${label}, ${name}`;
    },
  };
}

/** Options of a column's regression. */
const optionsOf = ({ spec: { variance, ssc, level } }: StudyFile, { subset }: Pick<RegressionColumn, "subset">) => ({
  vcov: variance,
  ...(subset === undefined ? {} : { subset }),
  ssc,
  level,
});

async function estimate(
  file: StudyFile,
  column: RegressionColumn,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  tools: StageTools,
): Promise<RegressionEstimate> {
  const { spec } = file;
  const controls = chosenControls(column.controls, spec);
  const outcome = column.outcome ?? spec.panel.outcome;
  const formula = formulaOf(spec, [column.treatment, ...controls], outcome, column.fe);
  const { ssc, level, ...sample } = optionsOf(file, column);
  const fit = await feols(made, tools, formula, { ...sample, ssc, level });
  const used = await rowsUsed(made, tools, formula, { ...sample, nobs: fit.nobs });
  const { coding } = spec.treatment.codings[column.treatment]!;
  return {
    treatment: column.treatment,
    coding,
    controls,
    outcome,
    formula,
    fit,
    ...treatedAmong(used, made, column.treatment, rows, outcome),
  };
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: RegressionsSpec,
  made: TreatmentMade,
  models: readonly RegressionModel[],
): StageShown {
  const { facts, panel: sample } = made;
  const { words, labels, treatment } = file.spec;
  const { language } = place;
  const rowsWord = (rows: OutcomeRows | undefined) => (rows === undefined ? "" : regressionWords[rows][language]);
  const names = treatmentWords(file.spec);
  const few = models.some(({ treated }) => treated.length < facts.few);
  const built = distinctNotes(models.flatMap(({ rows, formula }) => builtNotes(file, rows, formula)));
  const outcomes = [...new Set(models.map(({ outcome }) => outcome))];
  const id = tableId(place);
  const seed = models.some(({ bootstrap }) => bootstrap !== undefined) ? { seed: file.spec.seed } : {};
  const table = regressionTable(
    models.map(({ label, fit, rows }) => ({
      label: spec.rows === "both" ? regressionWords.onRows[language](label, rowsWord(rows)) : label,
      fit: { ...fit, notes: ownNotes(fit.notes, sample.table) },
    })),
    {
      language,
      title: tableTitle(
        place,
        spec.caption ??
          regressionWords.regressionsOf[language](
            listed[language](outcomes.map((name) => (language === "en" ? name : (ownOf(labels, name) ?? name)))),
          ),
      ),
      labels: termWords(file.spec, spec),
      first: Object.keys(treatment.codings),
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        ...sampleFact(spec, models.length / spec.columns.length, language),
        treatedFact(words.units, models, language),
        ...(models.some(({ rows }) => rows !== undefined)
          ? [
              { label: regressionWords.rowsRow[language], texts: models.map(({ rows }) => rowsWord(rows)) },
              ...imputedFacts(models, language),
            ]
          : []),
        ...wildRows(models, language),
        ...truthFacts(spec.truth, models, undefined, language),
      ],
      notes: [
        treatedNote(sample, words.units, language) + (few ? regressionWords.fewNote[language](facts.few) : ""),
        ...wildNotes(models, language),
        ...built.map((note) => noteText(note, language)),
        ...spec.notes,
      ],
    },
  );
  return {
    name: place.name,
    exhibits: [{ kind: "table", id, stage: place.name, table, about: aboutStudy(file, place, made, seed) }],
    data: {},
    record: {
      stage: "regressions",
      models: models.map(({ formula: _, ...model }) => model),
      truth: spec.truth ?? null,
      ...(built.length === 0 ? {} : { notes: built }),
    },
    cautions: [
      ...built.map((note) => noteText(note, language)),
      ...onlyImputed(models, words, (c) => regressionWords.column[language](c + 1, tableName(place)), language),
      ...(few ? smallPs(place, models, facts.few, words) : []),
    ],
    findings: models.flatMap((model, c) => findingOf(model, c + 1, names, ownOf(labels, model.outcome), language)),
  };
}

/** The condition of each column's rows, where columns have different ones; a column stands `times` side by side. */
function sampleFact({ columns }: RegressionsSpec, times: number, language: Language) {
  const subsets = columns.map(({ subset }) => subset ?? regressionWords.wholeSample[language]);
  if (new Set(subsets).size === 1) return [];
  return [
    {
      label: regressionWords.sampleRow[language],
      texts: subsets.flatMap((subset) => new Array<string>(times).fill(subset)),
    },
  ];
}

/** Each message once. */
const distinctNotes = (notes: readonly Note[]): Note[] => [
  ...new Map(notes.map((note) => [note.message, note])).values(),
];

function findingOf(
  { treatment, outcome, treated, fit, rows }: RegressionModel,
  column: number,
  names: Readonly<Record<string, string>>,
  outcomeLabel: string | undefined,
  language: Language,
): Finding[] {
  if (ownOf(fit.coefficients, treatment) === undefined) return [];
  const name = outcomeLabel ?? outcome;
  return [
    {
      column,
      treatment: ownOf(names, treatment) ?? treatment,
      outcome:
        rows === undefined
          ? name
          : (rows === "measured" ? regressionWords.outcomeMeasured : regressionWords.outcomeAll)[language](name),
      ...coefficientFound(fit, treatment),
      treated: treated.length,
      ...findingFacts(fit),
    },
  ];
}
