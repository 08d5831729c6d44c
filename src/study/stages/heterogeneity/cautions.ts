/**
 * What a reader must know before quoting a difference between groups: groups made of what treatment may have
 * changed, units in several groups, few treated ones.
 */
import { formatCount } from "../../../report/format-number.js";
import type { StudyFile } from "../../file/study-file.js";
import { tableName } from "../numbering.js";
import type { StagePlace } from "../present.js";
import { heterogeneityWords as words } from "./messages.js";
import type { NamedSplit } from "./present.js";

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
