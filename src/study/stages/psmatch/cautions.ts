/**
 * What a reader must know of a matched sample before quoting its estimates: rows after treatment in the score,
 * covariates that still differ, treated units that were left out, controls that stand for many. Sees the record, no rows.
 */

import { type Language, listed } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import { refusalText } from "../../../report/messages.js";
import { matchingWords as wording } from "../../../verbs/psmatch/messages.js";
import type { MatchedRecord, MatchedRegression, PsmatchRecord, PsmatchResult } from "../../../verbs/psmatch/record.js";
import type { StudySpec } from "../../file/schema.js";
import type { StagePlace } from "../stage.js";
import { tableName } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { PsmatchSpec } from "./schema.js";

/** A regression of the study on one of the samples that matching leaves. */
export interface PsmatchEstimate extends TreatedRows, Pick<MatchedRegression, "sample" | "weighted"> {
  readonly controls: readonly string[];
  readonly outcome: string;
  readonly formula: string;
  readonly fit: FitRecord;
}

/** What the stage makes of the sample. */
export interface PsmatchStageResult {
  readonly treatment: string;
  readonly matching: Omit<PsmatchRecord, "regressions">;
  readonly models: readonly PsmatchEstimate[];
  readonly units: PsmatchResult["units"];
  readonly pairs: PsmatchResult["pairs"];
}

/** Notes of the record reported here in the study's own words, or by its tables. */
export const REPORTED = ["post_treatment_rows", "timing_unknown", "averages"];

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
  { match }: Pick<PsmatchSpec, "match">,
  { words, panel }: Pick<StudySpec, "words" | "panel">,
  { matching }: Pick<PsmatchStageResult, "matching">,
  labels: Readonly<Record<string, string>>,
  isSeenOnce: boolean,
): string[] {
  const where = tableName(place);
  const { language } = place;
  const matched = match === "averages" ? words.units : wording.rows[language];
  return [
    ...(isSeenOnce ? [wording.seenOnce[language](where, words.unit)] : afterTreatment(where, matching, language)),
    ...(match === "averages" || isSeenOnce
      ? []
      : [wording.rowsMatched[language](where, words.unit, words.units, panel.time)]),
    ...unbalanced(place, matching, labels),
    ...lost(where, matched, matching.matched, language),
    ...reused(where, matched, matching.matched, language),
    ...skipped(where, panel.time, matching, language),
  ];
}

function afterTreatment(where: string, { notes }: PsmatchStageResult["matching"], language: Language): string[] {
  const note = notes.find(({ code }) => code === "post_treatment_rows");
  if (note === undefined) return [];
  const { rows, of } = note.detail as { readonly rows: number; readonly of: number };
  return [wording.afterTreatment[language](where, formatCount(rows), formatCount(of))];
}

function unbalanced(
  place: StagePlace,
  { balance, joint_balance: joint }: PsmatchStageResult["matching"],
  labels: Readonly<Record<string, string>>,
): string[] {
  const { language } = place;
  const left = balance
    .map(({ name, after }) => ({ name: ownOf(labels, name) ?? name, bias: 100 * Math.abs(after.bias_pooled_sd ?? 0) }))
    .filter(({ bias }) => bias > LIMIT)
    .sort((a, b) => b.bias - a.bias);
  const named = left.slice(0, MOST_NAMES).map(({ name, bias }) => `${name} (${formatFixed(bias, 1)}%)`);
  const more = left.length > named.length ? wording.more[language](formatCount(left.length - named.length)) : "";
  const { rubin_b: b = null, rubin_r: r = null } = joint?.after ?? {};
  const isOff = (b !== null && b >= B_BELOW) || (r !== null && (r < R_WITHIN[0] || r > R_WITHIN[1]));
  return [
    ...(left.length === 0
      ? []
      : [
          wording.stillDiffer[language](
            tableName(place, 1),
            LIMIT,
            `${named.join(language === "en" ? ", " : "、")}${more}`,
          ),
        ]),
    ...(isOff
      ? [
          wording.rubin[language](
            tableName(place, 2),
            b === null ? wording.notDefined[language] : `${formatFixed(b, 1)}%`,
            r === null ? wording.notDefined[language] : formatFixed(r, 2),
            B_BELOW,
            ...R_WITHIN,
          ),
        ]
      : []),
  ];
}

function lost(where: string, matched: string, { treated }: MatchedRecord, language: Language): string[] {
  const { total, used, off_support, unused } = treated;
  if (used === total) return [];
  const reasons = [
    ...(off_support === 0 ? [] : [wording.offSupport[language](formatCount(off_support))]),
    ...(unused === 0 ? [] : [wording.withoutMatch[language](formatCount(unused))]),
  ];
  return [
    wording.lost[language](
      where,
      formatCount(total - used),
      formatCount(total),
      matched,
      reasons.join(language === "en" ? ", " : "，"),
      total - used === 1,
    ),
  ];
}

function reused(
  where: string,
  matched: string,
  { control, treated, effective_controls, most_used }: MatchedRecord,
  language: Language,
): string[] {
  const isFew = effective_controls < EFFECTIVE.share * treated.used || effective_controls < EFFECTIVE.few;
  if (!isFew) return [];
  const most =
    most_used === null || most_used.times < 2
      ? ""
      : wording.mostUsed[language](most_used.unit, formatCount(most_used.times), formatCount(treated.used));
  return [
    wording.reused[language](where, formatCount(control.used), matched, formatFixed(effective_controls, 1), most),
  ];
}

function skipped(where: string, time: string, { by }: PsmatchStageResult["matching"], language: Language): string[] {
  const none = by.filter(({ skipped: because }) => because !== null);
  if (none.length === 0) return [];
  const levels = listed[language](none.map(({ level }) => level));
  return [wording.skipped[language](where, time, levels, refusalText[language](none[0]!.skipped!))];
}
