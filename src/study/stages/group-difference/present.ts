/**
 * What stage `heterogeneity` shows: a table with a column a group, the difference beneath, and a table of all
 * tests of it. Sees what was computed, no rows.
 */
import { type Language, labelled, type Note, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../../report/format-number.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, imputedFacts, treatedFact, truthFacts } from "../beneath.js";
import { estimateFacts } from "../effect-column.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { ShownEstimate, StagePlace, StageShown } from "../stage.js";
import { tableId, tableName, tableTitle } from "../stage.js";
import {
  groupLabels,
  groupRule,
  type HeterogeneityResult,
  heterogeneityCautions,
  type NamedSplit,
  type SplitResult,
  splitNote,
} from "./cautions.js";
import type { DifferenceTest } from "./difference-tests.js";
import { heterogeneityWords as words } from "./messages.js";
import type { HeterogeneitySpec } from "./schema.js";

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
      {
        ...{ kind: "table", id: tableId(place), stage: place.name, table: main, about },
        estimates: named.flatMap((split) => estimatesOf(file, spec, value.rows, split)),
      },
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

/** The treatment's coefficient in each group; the rule of the group is its condition on rows. */
function estimatesOf(
  file: StudyFile,
  spec: HeterogeneitySpec,
  rows: HeterogeneityResult["rows"],
  { split, labels }: NamedSplit,
): ShownEstimate[] {
  return split.models.map(({ fit }, g) => {
    const { level } = split.groups[g]!;
    const rule = groupRule(split.groups[g]!);
    const subset = `${split.by} ${level === null ? rule : `= ${rule}`}`;
    return {
      name: labels[g]!,
      facts: estimateFacts(file, { ...spec, subset }, { rows }),
      estimate: ownOf(fit.coefficients, spec.treatment)?.estimate ?? null,
      nobs: fit.nobs,
    };
  });
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

// All tests of all splits as a table.

const HEADS = ["headDifference", "headError", "headStatistic", "headDf", "headP", "headAssumes"] as const;

/** Words the table needs. */
interface TestsWords {
  readonly title: string;
  readonly treatment: string;
  /** Notes on reading the files, which stand elsewhere. */
  readonly notes: readonly Note[];
  readonly nouns: StudySpec["words"];
  readonly nameOf: (term: string) => string;
}

/** The table of the tests of `splits`. */
export function testsTable(splits: readonly NamedSplit[], about: TestsWords, language: Language): TableModel {
  const tests = splits.flatMap(({ split }) => split.tests);
  const decimals = decimalsFor(tests.flatMap(({ std_error }) => (std_error === null ? [] : [std_error])));
  const rows = splits.flatMap((named) => [
    { label: named.name, quantity: "", cells: HEADS.map(emptyCell), ruleAbove: true },
    ...named.split.tests.flatMap((test) => testRows(named, test, decimals, about, language)),
  ]);
  const Ks = tests.flatMap(({ test, regression }) =>
    test === "interacted" && regression !== null ? [formatCount(regression.K)] : [],
  );
  const isPermuted = tests.some(({ draws }) => draws !== null);
  return {
    title: about.title,
    stub: words.testsStub[language],
    heads: HEADS.map((head) => [words[head][language]]),
    rows,
    notes: [
      words.testsNote[language](about.treatment),
      ...(Ks.length === 0 ? [] : [words.interactedNote[language]([...new Set(Ks)].join(", "))]),
      ...(splits.some(({ split }) => split.models[0]!.fit.vcov.type === "iid") && Ks.length > 0
        ? [words.iidNote[language]]
        : []),
      ...splits.flatMap(({ split, name }) => split.tests.flatMap((test) => singularNotes(name, test, language))),
      ...(isPermuted ? [words.permutationNote[language](about.nouns.unit)] : []),
      ...new Set(
        tests.flatMap(({ test, notes }) =>
          test === "permutation" ? ownNotes(notes, about).map((note) => noteText(note, language)) : [],
        ),
      ),
    ],
    notesInCsv: true,
  };
}

function singularNotes(name: string, { test, notes }: DifferenceTest, language: Language): string[] {
  return notes.flatMap(({ code, detail }) => {
    if (code !== "singular_covariance") return [];
    const { rank, df1 } = detail as { readonly rank: number; readonly df1: number };
    return [words.singularNote[language](name, words[test][language], String(df1), String(rank))];
  });
}

function testRows(
  named: NamedSplit,
  test: DifferenceTest,
  decimals: number,
  about: TestsWords,
  language: Language,
): TableRow[] {
  const number = (value: number | null, text: (value: number) => string) =>
    value === null ? emptyCell() : numberCell(value, text(value));
  const fixed = (value: number) => formatFixed(value, decimals);
  const { estimate, std_error, statistic, distribution, df, p_value, p_statistic } = test;
  const statisticText = (value: number) =>
    `${distribution === "permutation" ? "t" : distribution === "chi2" ? "Q" : distribution} = ${formatT(value, 3)}`;
  const row = (name: string, p: number | null, assumes: string): TableRow => ({
    label: name,
    name: `${named.name}, ${name}`,
    quantity: "",
    cells: [
      number(estimate, fixed),
      number(std_error, fixed),
      number(statistic, statisticText),
      textCell(df.map((value) => formatCount(Number(value.toFixed(1)))).join(", ")),
      number(p, formatP),
      textCell(assumes),
    ],
    ruleAbove: false,
  });
  const name = words[test.test][language];
  if (test.undefined !== null) {
    return [row(name, null, labelled[language](words.undefined[language], reason(named, test, about, language)))];
  }
  const main = row(name, p_value, assumption(named, test, about, language));
  if (test.test !== "permutation") return [main];
  return [main, row(words.permutationT[language], p_statistic, "")];
}

function assumption(
  { split }: NamedSplit,
  { test, draws }: DifferenceTest,
  { nouns, nameOf }: TestsWords,
  language: Language,
): string {
  switch (test) {
    case "interacted": {
      const clusters = Object.keys(split.models[0]!.fit.vcov.clusters).map(nameOf);
      return words.assumesInteracted[language](
        clusters.length === 0 ? "" : words.clustered[language](clusters.join(" + ")),
      );
    }
    case "restricted":
      return words.assumesRestricted[language];
    case "independent":
      return [
        words.assumesIndependent[language](nouns.units, formatCount(split.changing)),
        ...Object.entries(split.shared).map(([name, n]) =>
          words.sharedClusters[language](nameOf(name), formatCount(n)),
        ),
      ].join(words.andIgnores[language]);
    case "permutation": {
      const used = formatCount(draws!.used);
      return words.assumesPermutation[language](
        nouns.units,
        draws!.enumerated ? words.enumerated[language](used) : words.draws[language](used, String(draws!.seed)),
      );
    }
  }
}

function reason(
  { split, labels }: NamedSplit,
  { undefined: why }: DifferenceTest,
  { nouns }: TestsWords,
  language: Language,
): string {
  switch (why!.because) {
    case "treatment": {
      const keys = why!.text.split(" ");
      const groups = labels.filter((_, g) => keys.includes(split.groups[g]!.key));
      return words.noTreatment[language](groups.map((group) => `“${group}”`).join(language === "zh" ? "、" : ", "));
    }
    case "units-change":
      return words.unitsChange[language](nouns.units, formatCount(split.changing));
    case "groups":
      return words.manyGroups[language];
    case "error":
      return why!.text;
  }
}
