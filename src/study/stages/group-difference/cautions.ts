/**
 * What a reader must know before quoting a difference between groups: groups made of what treatment may have
 * changed, units in several groups, few treated ones.
 */

import { clauses, type Language, listed } from "../../../base/messages.js";
import { periodWords } from "../../../data/panel/period-text.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { formatCount, formatCut } from "../../../report/format-number.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { OutcomeRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { tableName } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { DifferenceTest } from "./difference-tests.js";
import type { Group, Groups } from "./groups.js";
import { heterogeneityWords as words } from "./messages.js";
import type { SplitSpec } from "./schema.js";

/** A split with its words. */
export interface NamedSplit {
  readonly split: SplitResult;
  readonly name: string;
  readonly labels: readonly string[];
}

/** The regression of one group. */
export interface GroupModel extends TreatedRows {
  readonly key: string;
  readonly units: number;
  readonly fit: FitRecord;
}

/** A split with its regressions, in the order of its groups, and its tests. */
export interface SplitResult extends Omit<Groups, "codes"> {
  readonly models: readonly GroupModel[];
  /** Clusters of each clustering of the variance, but for the unit, with rows used in more than one group. */
  readonly shared: Readonly<Record<string, number>>;
  readonly tests: readonly DifferenceTest[];
}

/** What the stage computes. */
export interface HeterogeneityResult {
  /** The regression every group has, as a formula. */
  readonly formula: string;
  readonly outcome: string;
  readonly rows: OutcomeRows | null;
  readonly splits: readonly SplitResult[];
}

/** Sentences for the list of cautions. */
export function heterogeneityCautions(
  place: StagePlace,
  { spec: { words: nouns } }: StudyFile,
  splits: readonly NamedSplit[],
  few: number,
): string[] {
  const { language } = place;
  const where = tableName(place);
  const columns = splits.flatMap(({ split }) => split.models);
  return [
    ...splits.flatMap(({ split, name }) => {
      if (split.constant || split.at === "unit-mean-before") return [];
      const how = split.at === "unit-mean" ? words.affectedMean : words.affectedRow;
      return [words.cautionAffected[language](where, name, how[language])];
    }),
    ...splits.flatMap(({ split: { changing }, name }) =>
      changing === 0 ? [] : [words.cautionChanging[language](where, formatCount(changing), nouns.units, name)],
    ),
    ...columns.flatMap(({ treated }, c) =>
      treated.length >= few
        ? []
        : [words.cautionFew[language](where, String(c + 1), formatCount(treated.length), nouns.units)],
    ),
  ];
}

// Groups in words.

/** What heads the column of each group of `split`. */
export function groupLabels(
  { groups, cuts, binary }: Omit<Groups, "codes">,
  labels: SplitSpec["labels"],
  name: string,
  language: Language,
): readonly string[] {
  if (labels !== undefined) return labels;
  return groups.map(({ level, words: own, above, to }) => {
    if (level !== null) {
      const value = binary ? words[level === "1" ? "yes" : "no"][language] : level;
      return words.level[language](name, own ?? value);
    }
    if (cuts.length === 1) return (to === null ? words.high : words.low)[language](name);
    if (above === null) return words.upTo[language](name, formatCut(to!));
    if (to === null) return words.above[language](name, formatCut(above));
    return words.between[language](name, formatCut(above), formatCut(to));
  });
}

/** What distinguishes a group from the others, for a cell: `> 10.57`, `≤ 10.57`, `(1, 2]`, or its level. */
export function groupRule({ level, words: own, above, to }: Group): string {
  if (level !== null) return own ?? level;
  if (above === null) return `≤ ${formatCut(to!)}`;
  return to === null ? `> ${formatCut(above)}` : `(${formatCut(above)}, ${formatCut(to)}]`;
}

/** How the groups of a split were made, in a sentence. */
export function splitNote(
  split: Omit<Groups, "codes">,
  name: string,
  { words: nouns }: StudySpec,
  language: Language,
): string {
  const { at, cuts, before, missing, other } = split;
  const how =
    at === null
      ? `${words.byLevel[language](name)}${membersText(split, language)}`
      : at === "observation"
        ? words.byRow[language](name)
        : at === "unit-mean"
          ? words.byMean[language](name, nouns.unit)
          : words.byBefore[language](name, nouns.unit, periodWords(split.period, before!));
  const lost =
    missing.rows === 0
      ? ""
      : words.withoutGroup[language](
          formatCount(missing.rows),
          missing.units === 0 ? "" : words.wholeUnits[language](formatCount(missing.units), nouns.units),
        );
  const others = other === 0 ? "" : words.otherValues[language](formatCount(other));
  const stop = language === "zh" ? "。" : ".";
  return `${how}${cuts.length === 0 ? "" : cutText(split, nouns.units, language)}${lost}${others}${stop}`;
}

/** What is put together under a name. */
function membersText({ groups }: Omit<Groups, "codes">, language: Language): string {
  const named = groups.filter(({ members }) => members.length > 0);
  if (named.length === 0) return "";
  const texts = named.map(({ level, members }) => words.together[language](level!, listed[language](members)));
  return `${language === "zh" ? "，" : ", "}${clauses[language](texts)}`;
}

function cutText({ at, cuts, shares }: Omit<Groups, "codes">, units: string, language: Language): string {
  const numbers = listed[language](cuts.map(formatCut));
  if (shares === null) return words.cutAtNumbers[language](numbers);
  const of = at === "observation" ? words.observations[language] : units;
  const isMedian = shares.length === 1 && shares[0] === 0.5;
  const what = isMedian
    ? words.median[language](of)
    : words.quantiles[language](listed[language](shares.map(formatCut)), of);
  return words.cutAt[language](what, numbers);
}
