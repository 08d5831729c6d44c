/**
 * A matching within each value of a column, such as year by year, as a table: a row a value, and all of them
 * together. Everything shown comes from the record.
 */

import { decimalsFor, formatP } from "../../../report/format-number.js";
import { type Cell, emptyCell, type TableModel, type TableRow } from "../../../report/table-model.js";
import type { AttRecord, JointBalance, MatchedRecord, PsmatchRecord, StratumRecord } from "../record.js";
import { cell, count, DECIMALS, fixed, type PsmatchTableOptions } from "./cells.js";

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
    rows: [...by.map((stratum) => rowOf(stratum.level, stratum, false)), rowOf("All", record, true)],
    notes: [...by.flatMap(skippedText), ...(options.notes ?? [])],
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

const skippedText = ({ level, skipped }: StratumRecord): string[] =>
  skipped === null ? [] : [`${level} is left out: ${skipped.message}`];
