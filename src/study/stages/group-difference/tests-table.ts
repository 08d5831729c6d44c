/**
 * All tests of all splits as a table: difference, error, statistic, degrees of freedom, p, what each assumes, or
 * why it is not defined.
 */
import { type Language, labelled, type Note } from "../../../base/messages.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../../report/format-number.js";
import { noteText } from "../../../report/messages/notes.js";
import { emptyCell, numberCell, type TableModel, type TableRow, textCell } from "../../../report/table-model.js";
import type { StudySpec } from "../../file/schema.js";
import { ownNotes } from "../own-notes.js";
import type { NamedSplit } from "./cautions.js";
import type { DifferenceTest } from "./difference-tests.js";
import { heterogeneityWords as words } from "./messages.js";

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
export function testsTable(splits: readonly NamedSplit[], told: TestsWords, language: Language): TableModel {
  const tests = splits.flatMap(({ split }) => split.tests);
  const decimals = decimalsFor(tests.flatMap(({ std_error }) => (std_error === null ? [] : [std_error])));
  const rows = splits.flatMap((named) => [
    { label: named.name, quantity: "", cells: HEADS.map(emptyCell), ruleAbove: true },
    ...named.split.tests.flatMap((test) => testRows(named, test, decimals, told, language)),
  ]);
  const Ks = tests.flatMap(({ test, regression }) =>
    test === "interacted" && regression !== null ? [formatCount(regression.K)] : [],
  );
  const isPermuted = tests.some(({ draws }) => draws !== null);
  return {
    title: told.title,
    stub: words.testsStub[language],
    heads: HEADS.map((head) => [words[head][language]]),
    rows,
    notes: [
      words.testsNote[language](told.treatment),
      ...(Ks.length === 0 ? [] : [words.interactedNote[language]([...new Set(Ks)].join(", "))]),
      ...(splits.some(({ split }) => split.models[0]!.fit.vcov.type === "iid") && Ks.length > 0
        ? [words.iidNote[language]]
        : []),
      ...splits.flatMap(({ split, name }) => split.tests.flatMap((test) => singularNotes(name, test, language))),
      ...(isPermuted ? [words.permutationNote[language](told.nouns.unit)] : []),
      ...new Set(
        tests.flatMap(({ test, notes }) =>
          test === "permutation" ? ownNotes(notes, told).map((note) => noteText(note, language)) : [],
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
  told: TestsWords,
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
    return [row(name, null, labelled[language](words.undefined[language], reason(named, test, told, language)))];
  }
  const main = row(name, p_value, assumption(named, test, told, language));
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
