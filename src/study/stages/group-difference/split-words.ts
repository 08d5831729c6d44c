/**
 * Groups in words: what heads their columns, how they were cut, what was left out. Sees groups, no rows.
 */

import { clauses, type Language, listed } from "../../../base/messages.js";
import { formatCount, formatCut } from "../../../report/format-number.js";
import type { StudySpec } from "../../file/schema.js";
import type { Group, Groups } from "./groups.js";
import { heterogeneityWords as words } from "./messages.js";
import type { SplitSpec } from "./schema.js";

/** What heads the column of each group of `split`. */
export function groupLabels(
  { groups, cuts, binary }: Omit<Groups, "codes">,
  labels: SplitSpec["labels"],
  name: string,
  language: Language,
): readonly string[] {
  if (labels !== undefined) return labels;
  return groups.map(({ level, above, to }) => {
    if (level !== null)
      return words.level[language](name, binary ? words[level === "1" ? "yes" : "no"][language] : level);
    if (cuts.length === 1) return (to === null ? words.high : words.low)[language](name);
    if (above === null) return words.upTo[language](name, formatCut(to!));
    if (to === null) return words.above[language](name, formatCut(above));
    return words.between[language](name, formatCut(above), formatCut(to));
  });
}

/** What distinguishes a group from the others, for a cell: `> 10.57`, `≤ 10.57`, `(1, 2]`, or its level. */
export function groupRule({ level, above, to }: Group): string {
  if (level !== null) return level;
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
          : words.byBefore[language](name, nouns.unit, String(before));
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
