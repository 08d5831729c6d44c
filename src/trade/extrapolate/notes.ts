/**
 * What a reader of extrapolated values must know, in words. Sees the numbers of the record, no rows.
 */

import { type Note, note } from "../../base/messages.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { requiredColumns } from "../../regression/frame/term-sample.js";
import { PROVINCE_QUALITY } from "./formula.js";
import { EXTRAPOLATION_NOTES } from "./messages.js";
import type { ExtrapolationRecord } from "./record.js";

type Found = Pick<
  ExtrapolationRecord,
  "outcome" | "formula" | "columns" | "last" | "scale" | "province" | "counts" | "measured_after_last" | "imputed_range"
>;

/** A jump below this share is rounding. */
const LEVEL = 1e-9;

/** The notes of an extrapolation. */
export function extrapolationNotes(found: Found): Note[] {
  const { outcome, formula, columns, last, counts, measured_after_last: after } = found;
  const { imputed, measured, missing } = counts;
  const of = { outcome, last: last.period };
  return [
    imputed > 0
      ? note(EXTRAPOLATION_NOTES, "outcome_imputed", { imputed, measured, outcome, formula, columns })
      : note(EXTRAPOLATION_NOTES, "nothing_imputed", of),
    ...(after.kept > 0 ? [note(EXTRAPOLATION_NOTES, "measured_after_last", { kept: after.kept, ...of })] : []),
    ...(after.replaced > 0
      ? [note(EXTRAPOLATION_NOTES, "measured_replaced", { replaced: after.replaced, ...of })]
      : []),
    ...(missing > 0 ? [note(EXTRAPOLATION_NOTES, "outcome_missing", { missing, outcome })] : []),
    ...(imputed > 0 ? levelNotes(found) : []),
    ...provinceNotes(found),
  ];
}

/** Whether the formula continues the outcome at its own level, and within its range. */
function levelNotes({ outcome, scale, imputed_range: range }: Found): Note[] {
  const notes: Note[] = [];
  const { base } = scale;
  const jump = base?.ratio == null ? null : 1 / base.ratio;
  if (base !== null && scale.kind === "none" && (jump === null || Math.abs(jump - 1) > LEVEL)) {
    notes.push(note(EXTRAPOLATION_NOTES, "level_jump", { ...base, outcome }));
  }
  const ratio = scale.kind === "fit" ? (base?.ratio ?? null) : (scale.units?.min ?? null);
  if (scale.kind !== "none" && ratio !== null && ratio <= 0) {
    notes.push(note(EXTRAPOLATION_NOTES, "scale_not_positive", { ratio, of_unit: scale.kind !== "fit", outcome }));
  }
  if (range !== null && range.share_outside > 0) {
    const { below, above, share_outside: share } = range;
    const [low, high] = range.measured;
    notes.push(note(EXTRAPOLATION_NOTES, "imputed_outside_range", { below, above, share, low, high }));
  }
  const units = scale.units?.without_ratio ?? [];
  if (units.length > 0) notes.push(note(EXTRAPOLATION_NOTES, "units_without_scale", { units }));
  return notes;
}

function provinceNotes({ province, last, outcome }: Found): Note[] {
  if (province === null) return [];
  const { column, weight, rows, left_out: lost, carried_from } = province;
  return [
    note(EXTRAPOLATION_NOTES, "province_carried", {
      ...{ ...rows, carried_from, name: PROVINCE_QUALITY, outcome, column, weight, last: last.period },
    }),
    ...(lost.no_province + lost.no_weight === 0
      ? []
      : [note(EXTRAPOLATION_NOTES, "province_rows_left_out", { ...lost, column, weight })]),
  ];
}

// Whether a regression explains an extrapolated outcome by the columns it was made from: their coefficients then reflect the
// formula, not the data, and bias those they are correlated with.

/**
 * A note `outcome_built_from_regressor` where regressors of `model` (`y ~ x | effects`) use columns of `formula`, by which
 * `outcome` was extrapolated; none where they do not. Fixed effects do not count. Throws as the parsers do.
 */
export function builtFromRegressor(outcome: string, formula: string, model: string): Note[] {
  const spec = parseFormula(model);
  if (!columnsOf(spec.lhs).includes(outcome)) return [];
  const used = requiredColumns({ ...spec, lhs: { kind: "number", value: 0 }, fixedEffects: [] });
  const shared = columnsOf(parseExpression(formula)).filter((column) => used.includes(column));
  if (shared.length === 0) return [];
  return [note(EXTRAPOLATION_NOTES, "outcome_built_from_regressor", { outcome, formula, columns: shared })];
}
