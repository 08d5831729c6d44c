/**
 * What stage `heterogeneity` shows: a table with a column a group, the difference beneath, and a table of all
 * tests of it. Sees what was computed, no rows.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import { noteText } from "../../../report/messages/notes.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import { type Cell, emptyCell, numberCell, type TableRow, textCell } from "../../../report/table-model.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy } from "../about.js";
import { imputedFacts, treatedFact, truthFacts } from "../column-facts.js";
import { tableId, tableName, tableTitle } from "../numbering.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { StagePlace, StageShown } from "../present.js";
import { type HeterogeneityResult, heterogeneityCautions, type NamedSplit, type SplitResult } from "./cautions.js";
import type { DifferenceTest } from "./difference-tests.js";
import { heterogeneityWords as words } from "./messages.js";
import type { HeterogeneitySpec } from "./schema.js";
import { groupLabels, groupRule, splitNote } from "./split-words.js";
import { testsTable } from "./tests-table.js";

/** Two tables and the record of `value`. */
export function presentHeterogeneity(
  file: StudyFile,
  place: StagePlace,
  spec: HeterogeneitySpec,
  made: TreatmentMade,
  value: HeterogeneityResult,
): StageShown {
  const { spec: study } = file;
  const { language } = place;
  const coding = study.treatment.codings[spec.treatment]!;
  const labels = {
    ...study.labels,
    ...(coding.label === undefined ? {} : { [spec.treatment]: coding.label }),
    ...spec.labels,
  };
  const nameOf = (term: string) => ownOf(labels, term) ?? term;
  const named = value.splits.map((split, s): NamedSplit => {
    const name = nameOf(split.by);
    return { split, name, labels: groupLabels(split, spec.splits[s]!.labels, name, language) };
  });
  const models = value.splits.flatMap((split) => split.models);
  const built = builtNotes(file, value.rows ?? undefined, value.formula).map((note) => noteText(note, language));
  const treatment = nameOf(spec.treatment);
  const caption = spec.caption ?? words.caption[language](treatment, nameOf(value.outcome));
  const seed = spec.tests.includes("permutation") ? { seed: study.seed } : {};
  const main = regressionTable(
    named.flatMap(({ split, labels: heads }) =>
      split.models.map(({ fit }, g) => ({
        label: heads[g]!,
        fit: { ...fit, notes: ownNotes(fit.notes, made.panel.table) },
      })),
    ),
    {
      title: tableTitle(place, caption),
      language,
      labels,
      first: [spec.treatment],
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [
        { label: words.cutRow[language], texts: value.splits.flatMap(({ groups }) => groups.map(groupRule)) },
        {
          label: words.unitsRow[language](study.words.units),
          texts: models.map(({ units }) => formatCount(units)),
        },
        treatedFact(study.words.units, models, language),
        {
          label: words.changingRow[language](study.words.units),
          texts: value.splits.flatMap(({ changing, models: own }) => own.map(() => formatCount(changing))),
        },
        {
          label: words.singletonsRow[language],
          texts: models.map(() => words[spec.singletons === "keep" ? "kept" : "dropped"][language]),
        },
        ...imputedFacts(models, language),
        ...truthFacts(spec.truth, models, undefined, language),
      ],
      rowsBeneath: differenceRows(value.splits, language),
      notes: [
        words.differenceNote[language](words[spec.tests[0]!][language], treatment),
        ...named.map(({ split, name }) => splitNote(split, name, study, language)),
        words.treatedNote[language](study.words.units),
        ...built,
        ...spec.notes,
      ],
    },
  );
  const about = aboutStudy(file, place, made, seed);
  return {
    name: place.name,
    exhibits: [
      { kind: "table", id: tableId(place), stage: place.name, table: main, about },
      {
        kind: "table",
        id: tableId(place, 1),
        stage: place.name,
        table: testsTable(
          named,
          {
            title: tableTitle(place, words.testsCaption[language](tableName(place)), 1),
            treatment,
            notes: made.panel.table.notes,
            nouns: study.words,
            nameOf,
          },
          language,
        ),
        about,
      },
    ],
    data: {},
    record: { stage: "group-difference", ...value, truth: spec.truth ?? null },
    cautions: [...heterogeneityCautions(place, file, named, made.facts.few), ...built],
    findings: [],
  };
}

/** The first test of each split, beneath the first of its columns. */
function differenceRows(splits: readonly SplitResult[], language: Language): TableRow[] {
  const first = splits.map(({ tests }) => tests[0]!);
  const decimals = decimalsFor(first.flatMap(({ std_error }) => (std_error === null ? [] : [std_error])));
  const row = (
    label: string,
    quantity: string,
    cell: (test: DifferenceTest, split: SplitResult) => Cell,
    ruleAbove = false,
  ): TableRow => ({
    ...{ label, quantity, ruleAbove },
    cells: splits.flatMap((split, s) => split.models.map((_, g) => (g === 0 ? cell(first[s]!, split) : emptyCell()))),
  });
  const isPair = ({ models }: SplitResult) => models.length === 2;
  const p = (value: number | null) => (value === null ? emptyCell() : numberCell(value, formatP(value)));
  const some = splits.some(isPair);
  const more = splits.some((split) => !isPair(split));
  return [
    ...(some
      ? [
          row(
            words.differenceRow[language],
            "difference",
            ({ estimate, undefined: reason }) =>
              reason !== null
                ? textCell(words.undefined[language])
                : estimate === null
                  ? emptyCell()
                  : numberCell(estimate, formatFixed(estimate, decimals)),
            true,
          ),
          row("", "std_error", ({ std_error }) =>
            std_error === null ? emptyCell() : numberCell(std_error, formatFixed(std_error, decimals), "(", ")"),
          ),
          row(words.differencePRow[language], "p_value", ({ p_value }, split) =>
            isPair(split) ? p(p_value) : emptyCell(),
          ),
        ]
      : []),
    ...(more
      ? [
          row(
            words.equalityPRow[language],
            "p_value",
            ({ p_value }, split) => (isPair(split) ? emptyCell() : p(p_value)),
            !some,
          ),
        ]
      : []),
  ];
}
