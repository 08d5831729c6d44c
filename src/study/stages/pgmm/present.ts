/**
 * What a stage of dynamic panels shows: a table of estimates with tests, instruments and groups, and where asked
 * for a table of how an estimate changes with the lags that serve as instruments.
 */

import type { Language } from "../../../base/messages.js";
import { noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { USUAL_STARS } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import { gmmWords } from "../../../verbs/pgmm/messages.js";
import { PGMM_WARNINGS } from "../../../verbs/pgmm/notes.js";
import type { PgmmRecord } from "../../../verbs/pgmm/record.js";
import { pgmmSensitivityTable, pgmmTable } from "../../../verbs/pgmm/report/table.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, imputedFacts, termWords, treatedFact, truthFacts } from "../beneath.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import { onlyImputed } from "../regressions/wild-rows.js";
import type { About, Finding, ShownTable, StagePlace, StageShown } from "../stage.js";
import { coefficientFound, findingFacts, tableId, tableName, tableTitle } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { PgmmStageSpec } from "./schema.js";

/** What is computed for a column. */
export interface PgmmEstimate extends TreatedRows {
  readonly treatment: string;
  readonly controls: readonly string[];
  readonly outcome: string;
  readonly formula: string;
  readonly fit: PgmmRecord;
}

/** A column of the table. */
export interface GmmModel extends PgmmEstimate {
  readonly label: string;
}

type Labels = Readonly<Record<string, string>>;

/** Tables, record and cautions of `models`. */
export function presentPgmm(
  file: StudyFile,
  place: StagePlace,
  spec: PgmmStageSpec,
  made: TreatmentMade,
  estimates: readonly PgmmEstimate[],
): StageShown {
  const models = estimates.map(
    (estimate, c): GmmModel => ({
      label: spec.columns[c]!.label ?? gmmWords[spec.columns[c]!.model][place.language],
      ...estimate,
    }),
  );
  const { language } = place;
  const labels = termWords(file.spec, spec);
  const built = [
    ...new Set(
      models.flatMap(({ rows, formula }) => builtNotes(file, rows, formula).map((note) => noteText(note, language))),
    ),
  ];
  const { treatment, outcome } = models[0]!;
  const caption = spec.caption ?? gmmWords.caption[language](ownOf(labels, treatment) ?? treatment);
  const where = (c: number) => regressionWords.column[language](c + 1, tableName(place));
  const table = gmmTable(file.spec, spec, made, models, { title: tableTitle(place, caption), labels, built, language });
  const about = aboutStudy(file, place, made, { variance: `cluster:${file.spec.panel.unit}` });
  const compared = models.flatMap((model, c) => (model.fit.sensitivity === null ? [] : [{ model, c }]));
  return {
    name: place.name,
    exhibits: [
      shown(place, 0, table, about),
      ...compared.map(({ model, c }, i) =>
        shown(
          place,
          i + 1,
          pgmmSensitivityTable(model.fit, {
            title: tableTitle(place, gmmWords.otherInstruments[language](where(c)), i + 1),
            labels,
            language,
          }),
          about,
        ),
      ),
    ],
    data: {},
    record: { stage: "pgmm", outcome, models, truth: spec.truth ?? null },
    cautions: [
      ...built,
      ...onlyImputed(models, file.spec.words, where, language),
      ...models.flatMap(({ fit }, c) =>
        warningsOf(fit.notes).map((note) => regressionWords.located[language](where(c), noteText(note, language))),
      ),
    ],
    findings: models.map((model, c) => findingOf(model, c + 1, labels, language)),
  };
}

const shown = (place: StagePlace, i: number, table: TableModel, about: About): ShownTable => ({
  kind: "table",
  id: tableId(place, i),
  stage: place.name,
  table,
  about,
});

/** Notes that stand among the cautions. */
const warningsOf = (notes: GmmModel["fit"]["notes"]) =>
  notes.filter(({ code }) => (PGMM_WARNINGS as readonly string[]).includes(code));

function gmmTable(
  { words, panel: { unit } }: StudySpec,
  spec: PgmmStageSpec,
  { panel }: TreatmentMade,
  models: readonly GmmModel[],
  text: {
    readonly title: string;
    readonly labels: Labels;
    readonly built: readonly string[];
    readonly language: Language;
  },
): TableModel {
  const { language } = text;
  const unreported = ({ fit }: GmmModel) => {
    const warnings = warningsOf(fit.notes);
    return ownNotes(fit.notes, panel.table).filter((note) => !warnings.includes(note));
  };
  return pgmmTable(
    models.map((model) => ({ label: model.label, fit: { ...model.fit, notes: unreported(model) } })),
    {
      language,
      title: text.title,
      labels: text.labels,
      beneath: spec.beneath,
      longRun: models.map(({ treatment }) => treatment),
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        treatedFact(words.units, models, language),
        ...imputedFacts(models, language),
        ...truthFacts(spec.truth, models, gmmWords.truth[language], language),
      ],
      notes: [
        regressionWords.treatedRowsNote[language](words.units),
        gmmWords.clustered[language](unit, words.units),
        ...text.built,
        ...spec.notes,
      ],
    },
  );
}

function findingOf(
  { treatment, outcome, treated, fit }: GmmModel,
  column: number,
  labels: Labels,
  language: Language,
): Finding {
  return {
    column,
    treatment: gmmWords.inPanel[language](ownOf(labels, treatment) ?? treatment),
    outcome: ownOf(labels, outcome) ?? outcome,
    ...coefficientFound(fit, treatment),
    treated: treated.length,
    ...findingFacts(fit),
  };
}
