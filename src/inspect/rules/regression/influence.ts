/**
 * Whether a few rows, or one unit or cluster, carry the coefficient in question: read off what `sensitivity` found, which left each of them
 * out. Computes nothing.
 */
import type { InfluenceRecord, SensitivityRecord } from "../../../verbs/sensitivity/record.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { InspectRule } from "../rule.js";

/** Share of the rows, or of the groups, whose removal turns a result that is carried by few. */
const FEW = 0.005;

export const influence: InspectRule = {
  name: "influence",
  needs: ["influence"],
  limits: { share: FEW },
  find: ({ influence: record }) =>
    record!.influence === null ? [] : record!.influence.groups.flatMap((groups) => ofGroups(record!, groups)),
};

const isSignificant = ({ level, p }: { readonly level: number; readonly p: number }): boolean => p < 1 - level;

function ofGroups(record: SensitivityRecord, groups: InfluenceRecord): Finding[] {
  const { term } = record;
  const of = record.coefficients[term]!;
  const significant = isSignificant({ level: LEVEL, p: of.p_value });
  if (!significant) return [];
  const alone = groups.removals.find(({ goal, at_most: most }) => goal !== "both" && most === 1);
  const few = groups.removals.find(({ goal, share }) => goal !== "both" && share !== null && share <= FEW);
  const facts = { term, by: groups.by, count: groups.count, estimate: of.estimate, p: of.p_value };
  const isGroup = groups.by !== "row";
  if (isGroup && alone?.found != null) {
    const { estimate, p_value: p } = alone.found;
    return [
      finding(
        "influence",
        alone.goal === "sign" ? "serious" : "look",
        "one_group_carries",
        {
          ...facts,
          name: String(alone.removed[0]),
          goal: alone.goal === "sign" ? "sign" : "significance",
          without: estimate,
          p_without: p,
        },
        { columns: [term] },
      ),
    ];
  }
  if (few?.found == null) return [];
  return [
    finding(
      "influence",
      few.goal === "sign" ? "look" : "note",
      "few_carry",
      {
        ...facts,
        removed: few.found.removed,
        share: few.share!,
        goal: few.goal === "sign" ? "sign" : "significance",
        without: few.found.estimate,
        p_without: few.found.p_value,
        names: few.removed.slice(0, 5).map(String),
      },
      { columns: [term], ...(isGroup ? {} : { rows: few.removed.map(Number) }) },
    ),
  ];
}

/** Confidence level that significance goes by, that of `sensitivity` unless asked otherwise. */
const LEVEL = 0.95;
