/**
 * Layer study. What a reader must know of a matched sample before quoting its estimates: rows after treatment in the score,
 * covariates that still differ, treated units that were left out, controls that stand for many. Sees the record, no rows.
 */

import type { MatchedRecord } from "../../../models/psmatch/record.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import type { StudySpec } from "../../file/schema.js";
import { tableName } from "../numbering.js";
import type { StagePlace } from "../shown.js";
import type { PsmDidSpec } from "./schema.js";
import type { PsmDidMade } from "./stage.js";

/** Notes of the record told here in the study's own words, or by its tables. */
export const TOLD = ["post_treatment_rows", "timing_unknown", "averages"];

/** Percent of a standard deviation above which a covariate is said to differ. */
const LIMIT = 10;
/** What Rubin (2001) takes as balanced. */
const B_BELOW = 25;
const R_WITHIN = [0.5, 2] as const;
/** Controls count as few when by their weights they are less than this share of the treated, or fewer than this. */
const EFFECTIVE = { share: 0.5, few: 20 } as const;
/** Names beyond this many are counted. */
const MOST_NAMES = 6;

/** Sentences for the list of cautions, the gravest first. `labels` are words for covariates. */
export function matchingCautions(
  place: StagePlace,
  { match }: Pick<PsmDidSpec, "match">,
  { words, panel }: Pick<StudySpec, "words" | "panel">,
  { matching }: Pick<PsmDidMade, "matching">,
  labels: Readonly<Record<string, string>>,
): string[] {
  const where = tableName(place);
  const matched = match === "averages" ? words.units : "rows";
  return [
    ...afterTreatment(where, matching),
    ...(match === "averages"
      ? []
      : [
          `${where}: rows are matched, not ${words.units}. A ${words.unit} may be used in some periods (${panel.time}) and left out in others, and what its covariates say after treatment began may be an effect of it.`,
        ]),
    ...unbalanced(place, matching, labels),
    ...lost(where, matched, matching.matched),
    ...reused(where, matched, matching.matched),
    ...skipped(where, panel.time, matching),
  ];
}

function afterTreatment(where: string, { notes }: PsmDidMade["matching"]): string[] {
  const note = notes.find(({ code }) => code === "post_treatment_rows");
  if (note === undefined) return [];
  const { rows, of } = note.detail as { readonly rows: number; readonly of: number };
  return [
    `${where}: ${formatCount(rows)} of the ${formatCount(of)} rows that enter the score are from after treatment began. What treatment changed is no ground to match on (Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)); match: averages with rows before it has none.`,
  ];
}

function unbalanced(
  place: StagePlace,
  { balance, joint_balance: joint }: PsmDidMade["matching"],
  labels: Readonly<Record<string, string>>,
): string[] {
  const left = balance
    .map(({ name, after }) => ({ name: labels[name] ?? name, bias: 100 * Math.abs(after.bias_pooled_sd ?? 0) }))
    .filter(({ bias }) => bias > LIMIT)
    .sort((a, b) => b.bias - a.bias);
  const named = left.slice(0, MOST_NAMES).map(({ name, bias }) => `${name} (${formatFixed(bias, 1)}%)`);
  const more = left.length > named.length ? ` and ${formatCount(left.length - named.length)} more` : "";
  const { rubin_b: b = null, rubin_r: r = null } = joint?.after ?? {};
  const isOff = (b !== null && b >= B_BELOW) || (r !== null && (r < R_WITHIN[0] || r > R_WITHIN[1]));
  return [
    ...(left.length === 0
      ? []
      : [
          `${tableName(place, 1)}: after matching the groups still differ by more than ${LIMIT}% of a standard deviation in ${named.join(", ")}${more}.`,
        ]),
    ...(isOff
      ? [
          `${tableName(place, 2)}: after matching Rubin’s B is ${b === null ? "not defined" : `${formatFixed(b, 1)}%`} and R ${r === null ? "not defined" : formatFixed(r, 2)}; balance is taken as good with B below ${B_BELOW}% and R between ${R_WITHIN[0]} and ${R_WITHIN[1]}.`,
        ]
      : []),
  ];
}

function lost(where: string, matched: string, { treated }: MatchedRecord): string[] {
  const { total, used, off_support, unused } = treated;
  if (used === total) return [];
  const reasons = [
    ...(off_support === 0 ? [] : [`${formatCount(off_support)} off the common support`]),
    ...(unused === 0 ? [] : [`${formatCount(unused)} without a match`]),
  ];
  return [
    `${where}: ${formatCount(total - used)} of ${formatCount(total)} treated ${matched} ${total - used === 1 ? "is" : "are"} left out (${reasons.join(", ")}); the effect is that of the others.`,
  ];
}

function reused(
  where: string,
  matched: string,
  { control, treated, effective_controls, most_used }: MatchedRecord,
): string[] {
  const isFew = effective_controls < EFFECTIVE.share * treated.used || effective_controls < EFFECTIVE.few;
  if (!isFew) return [];
  const most =
    most_used === null || most_used.times < 2
      ? ""
      : ` (${most_used.unit} alone is matched with ${formatCount(most_used.times)} of ${formatCount(treated.used)} treated)`;
  return [
    `${where}: ${formatCount(control.used)} control ${matched} stand for all; by their weights they count as ${formatFixed(effective_controls, 1)}${most}.`,
  ];
}

function skipped(where: string, time: string, { by }: PsmDidMade["matching"]): string[] {
  const none = by.filter(({ skipped: because }) => because !== null);
  if (none.length === 0) return [];
  const levels = none.map(({ level }) => level).join(", ");
  return [`${where}: nothing is matched in ${time} ${levels}. ${none[0]!.skipped!.message}`];
}
