/**
 * What a reader must know before quoting a difference between groups: groups made of what treatment may have
 * changed, units in several groups, few treated ones.
 */

import type { FitRecord } from "../../../regression/record/fit-record.js";
import { formatCount } from "../../../report/format-number.js";
import type { StudyFile } from "../../file/study-file.js";
import { tableName } from "../numbering.js";
import type { OutcomeRows } from "../outcome-rows.js";
import type { StagePlace } from "../present.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { DifferenceTest } from "./difference-tests.js";
import type { Groups } from "./groups.js";
import { heterogeneityWords as words } from "./messages.js";

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
