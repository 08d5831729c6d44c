/**
 * How alike matched groups are, as tables: covariate by covariate, and all together with who was used.
 * Everything shown comes from the record; nothing is computed here but percentages of what it has.
 */

import type { Entry, Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { decimalsFor, formatAbove, formatCount, formatFixed, formatP, formatT } from "../../../report/format-number.js";
import { balanceWords as words } from "../../../report/messages/balance.js";
import { naming } from "../../../report/naming.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import { matchingWords } from "../messages.js";
import type {
  AttRecord,
  BalanceRecord,
  BalanceSide,
  JointBalance,
  MatchedRecord,
  PsmatchRecord,
  StratumRecord,
} from "../record.js";
import { planText, weightText } from "./words.js";

// A matching within each value of a column, such as year by year, as a table: a row a value, and all of them together.
// Everything shown comes from the record.

/** What a row shows, of one value or of all. */
interface Shown {
  readonly nobs: number;
  readonly matched: MatchedRecord | null;
  readonly joint_balance: { readonly before: JointBalance; readonly after: JointBalance } | null;
  readonly att: AttRecord | null;
}

/** Null for a matching that is not within values of a column. */
export function strataTable(record: PsmatchRecord, options: PsmatchTableOptions = {}): TableModel | null {
  const { by, plan, outcome } = record;
  if (by.length === 0) return null;
  const errors = [record, ...by].flatMap(({ att }) => (att?.std_error == null ? [] : [att.std_error]));
  const called = ({ level }: StratumRecord): string => ownOf(record.labels, `${plan.by}::${level}`) ?? level;
  const rowOf = row(fixed(decimalsFor(errors)), outcome !== null);
  return {
    title: options.title ?? `Matching within each ${plan.by}: ${record.call}`,
    stub: plan.by!,
    heads: [
      ["", "Units"],
      ["Treated", "used"],
      ["Controls", "used"],
      ["Mean % bias", "before"],
      ["Mean % bias", "after"],
      ["Pseudo R²", "before"],
      ["Pseudo R²", "after"],
      ...(outcome === null
        ? []
        : [
            ["", "Effect"],
            ["", "Std. error"],
            ["", "p"],
          ]),
    ],
    rows: [...by.map((stratum) => rowOf(called(stratum), stratum, false)), rowOf("All", record, true)],
    notes: [...by.flatMap((stratum) => skippedText(stratum, called)), ...(options.notes ?? [])],
  };
}

const row =
  (number: (value: number) => string, withEffect: boolean) =>
  (label: string, { nobs, matched, joint_balance, att }: Shown, ruleAbove: boolean): TableRow => ({
    label,
    name: label,
    quantity: "",
    cells: [
      count(nobs),
      count(matched?.treated.used ?? null),
      count(matched?.control.used ?? null),
      ...sides(joint_balance, ({ mean_bias }) => cell(mean_bias, fixed(DECIMALS.percent))),
      ...sides(joint_balance, ({ pseudo_r2 }) => cell(pseudo_r2, fixed(DECIMALS.share))),
      ...(withEffect
        ? [
            cell(att?.estimate ?? null, number),
            cell(att?.std_error ?? null, number),
            cell(att?.p_value ?? null, formatP),
          ]
        : []),
    ],
    ruleAbove,
  });

function sides(joint: Shown["joint_balance"], of: (side: JointBalance) => Cell): Cell[] {
  return joint === null ? [emptyCell(), emptyCell()] : [of(joint.before), of(joint.after)];
}

const skippedText = (stratum: StratumRecord, called: (stratum: StratumRecord) => string): string[] =>
  stratum.skipped === null ? [] : [`${called(stratum)} is omitted: ${stratum.skipped.message}`];

/** A word of two for a row of a covariate, and for programs. */
const SIDES = ["before", "after"] as const;

/**
 * Balance by covariate, a line before and a line after matching. Bias is a share of a standard deviation before matching,
 * in percent; its reduction is of the absolute bias over the pooled one.
 */
export function balanceTable(record: PsmatchRecord, options: PsmatchTableOptions = {}): TableModel {
  const name = naming([record], options.labels, options.language);
  const { language = "en" } = options;
  return {
    title: options.title ?? `Balance of ${record.treatment}: ${record.call}`,
    stub: "",
    heads: [
      [words.mean, words.treated],
      [words.mean, words.controls],
      [words.bias, words.treatedSd],
      [words.bias, words.pooledSd],
      [words.less, words.lessBias],
      [words.variance, words.ratio],
      ["", "KS"],
      ["", "t"],
      ["", "p"],
    ].map((lines) => lines.map((line) => (typeof line === "string" ? line : line[language]))),
    rows: record.balance.flatMap((covariate) => covariateRows(covariate, name, language)),
    notes: [
      matchingWords.plan[language](planText(record, language)),
      words.lines[language],
      words.ratios[language],
      ...(options.notes ?? []),
    ],
  };
}

function covariateRows(
  { name, before, after }: BalanceRecord,
  label: (name: string) => string,
  language: Language,
): TableRow[] {
  const decimals = decimalsFor([spreadOf(before)]);
  return SIDES.map((sample) => {
    const side = sample === "before" ? before : after;
    return {
      label: sample === "before" ? label(name) : words.afterRow[language],
      name,
      quantity: sample,
      cells: [
        cell(side.mean_treated, fixed(decimals)),
        cell(side.mean_control, fixed(decimals)),
        percent(side.bias_treated_sd),
        percent(side.bias_pooled_sd),
        sample === "before" ? emptyCell() : percent(reductionOf(before, after)),
        cell(side.variance_ratio, fixed(DECIMALS.ratio)),
        cell(side.ks_statistic, above(DECIMALS.share)),
        cell(side.t_statistic, tText),
        cell(side.t_p_value, formatP),
      ],
      ruleAbove: false,
    };
  });
}

const tText = (t: number): string => (Math.abs(t) < 1 ? formatAbove(t, DECIMALS.ratio) : formatT(t, DECIMALS.ratio));

/** The standard deviation that the bias is over; 0 where it is not defined. */
const spreadOf = ({ mean_treated, mean_control, bias_pooled_sd }: BalanceSide): number =>
  bias_pooled_sd === null || bias_pooled_sd === 0 ? 0 : (mean_treated - mean_control) / bias_pooled_sd;

/** Null where there was no bias to lessen. */
function reductionOf(before: BalanceSide, after: BalanceSide): number | null {
  const [from, to] = [before.bias_pooled_sd, after.bias_pooled_sd];
  return from === null || to === null || from === 0 ? null : 1 - Math.abs(to) / Math.abs(from);
}

/** Who was used, and what all covariates say together, before and after matching. */
export function matchedTable(record: PsmatchRecord, options: PsmatchTableOptions = {}): TableModel {
  const { matched, joint_balance: joint, strata } = record;
  const { treated, control } = matched;
  const name = naming([record], options.labels, options.language);
  const { language = "en" } = options;
  const row = (label: Entry<string>, before: Cell, after: Cell, ruleAbove = false): TableRow => ({
    label: label[language],
    quantity: "",
    cells: [before, after],
    ruleAbove,
  });
  const both = (label: Entry<string>, of: (side: JointBalance) => Cell, ruleAbove = false): TableRow[] => {
    if (joint === null) return [];
    const [before, after] = [of(joint.before), of(joint.after)];
    return before.kind === "empty" && after.kind === "empty" ? [] : [row(label, before, after, ruleAbove)];
  };
  return {
    title: options.title ?? `Matched sample: ${record.call}`,
    stub: "",
    heads: [[words.beforeHead[language]], [words.afterHead[language]]],
    rows: [
      row(words.treatedRow, count(treated.total), count(treated.used)),
      ...(treated.off_support === 0 ? [] : [row(words.treatedOff, emptyCell(), count(treated.off_support))]),
      ...(treated.unused === 0 ? [] : [row(words.treatedUnmatched, emptyCell(), count(treated.unused))]),
      row(words.controlsRow, count(control.total), count(control.used)),
      ...(control.off_support === 0 ? [] : [row(words.controlsOff, emptyCell(), count(control.off_support))]),
      row(words.effective, count(control.total), cell(matched.effective_controls, fixed(DECIMALS.percent))),
      row(words.largestWeight, emptyCell(), cell(matched.largest_weight, fixed(DECIMALS.ratio))),
      ...(matched.pairs === null ? [] : [row(words.pairs, emptyCell(), count(matched.pairs))]),
      ...(strata === null
        ? []
        : [
            row(words.cells, count(strata.cells), count(strata.matched_cells)),
            row(
              words.imbalance,
              cell(strata.l1_before, above(DECIMALS.share)),
              cell(strata.l1_after, above(DECIMALS.share)),
            ),
          ]),
      ...both(words.pseudoR2, ({ pseudo_r2 }) => cell(pseudo_r2, above(DECIMALS.share)), true),
      ...both(words.lr, ({ lr }) => cell(lr?.statistic ?? null, fixed(DECIMALS.ratio))),
      ...both(words.lrDf, ({ lr }) => count(lr?.df ?? null)),
      ...both(words.lrP, ({ lr }) => cell(lr?.p_value ?? null, formatP)),
      ...both(words.meanBias, ({ mean_bias }) => cell(mean_bias, above(DECIMALS.percent))),
      ...both(words.medianBias, ({ median_bias }) => cell(median_bias, above(DECIMALS.percent))),
      ...both(words.largestBias, ({ largest_bias: { bias } }) => cell(bias, above(DECIMALS.percent))),
      ...both(words.largestBiasOf, ({ largest_bias }) => textCell(name(largest_bias.name))),
      ...both(words.rubinB, ({ rubin_b }) => cell(rubin_b, above(DECIMALS.percent))),
      ...both(words.rubinR, ({ rubin_r }) => cell(rubin_r, fixed(DECIMALS.ratio))),
    ],
    notes: [
      weightText(record, language),
      words.effectiveNote[language],
      ...(joint === null ? [] : [words.joint[language]]),
      ...(options.notes ?? []),
    ],
  };
}

// What tables of matching share.

/** Title and words of a table; `labels` are words for columns, by their name. */
export interface PsmatchTableOptions {
  readonly title?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
  /** Language of the words the table makes itself, default "en". */
  readonly language?: Language;
}

/** Decimals of percentages, of ratios and t, of shares. */
export const DECIMALS = { percent: 1, ratio: 2, share: 3 } as const;

/** An empty cell for null. */
export const cell = (value: number | null, format: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, format(value));

/** A number on the scale of the outcome; with `p` an estimate. */
export const scaled = (value: number | null, format: (value: number) => string, p?: number): Cell =>
  value === null ? emptyCell() : scaledCell(value, format(value), p === undefined ? {} : { p });

export const fixed =
  (decimals: number) =>
  (value: number): string =>
    formatFixed(value, decimals);

/** For shares and percentages, of which the size alone matters where they are next to nothing. */
export const above =
  (decimals: number) =>
  (value: number): string =>
    formatAbove(value, decimals);

export const count = (value: number | null): Cell => cell(value, formatCount);

/** A share in percent. */
export const percent = (share: number | null): Cell =>
  cell(share === null ? null : 100 * share, above(DECIMALS.percent));
