/**
 * What a reader of extrapolated values must know, in words. Sees the numbers of the record, no rows.
 */
import type { Note } from "../../base/messages.js";
import { PROVINCE_QUALITY } from "./extrapolate-options.js";
import type { ExtrapolationRecord } from "./extrapolate-record.js";

type Found = Pick<
  ExtrapolationRecord,
  "outcome" | "formula" | "columns" | "last" | "scale" | "province" | "counts" | "measured_after_last" | "imputed_range"
>;

/** A jump below this share is rounding. */
const LEVEL = 1e-9;

/** The notes of an extrapolation. */
export function extrapolationNotes(found: Found): Note[] {
  const { outcome, formula, columns, last, counts, measured_after_last: after } = found;
  const { period } = last;
  const notes: Note[] = [];
  const add = (code: string, message: string, detail: Note["detail"] = {}) => notes.push({ code, message, detail });
  if (counts.imputed > 0) {
    add(
      "outcome_imputed",
      `${counts.imputed} of ${counts.imputed + counts.measured} values of ${outcome} are ${formula}, not measurements: a regression of ${outcome} on ${columns.join(" or ") || "anything"} in those rows finds the formula.`,
      { imputed: counts.imputed, measured: counts.measured },
    );
  } else add("nothing_imputed", `No value of ${outcome} is imputed after ${period}.`);
  if (after.kept > 0) {
    const message = `${after.kept} values of ${outcome} measured after ${period} are kept; --prefer imputed puts the formula in their place.`;
    add("measured_after_last", message, { kept: after.kept });
  }
  if (after.replaced > 0) {
    const message = `${after.replaced} values of ${outcome} measured after ${period} are replaced by the formula, as asked.`;
    add("measured_replaced", message, { replaced: after.replaced });
  }
  if (counts.missing > 0) {
    const message = `${counts.missing} rows have no ${outcome}; missing_because says why.`;
    add("outcome_missing", message, { missing: counts.missing });
  }
  notes.push(...levelNotes(found), ...provinceNotes(found));
  return notes;
}

/** Whether the formula continues the outcome at its own level, and within its range. */
function levelNotes({ outcome, scale, counts, imputed_range: range }: Found): Note[] {
  if (counts.imputed === 0) return [];
  const notes: Note[] = [];
  const { base } = scale;
  const jump = base?.ratio == null ? null : 1 / base.ratio;
  if (base !== null && scale.kind === "none" && (jump === null || Math.abs(jump - 1) > LEVEL)) {
    notes.push({
      code: "level_jump",
      message: `In ${base.period} the formula's mean is ${short(base.formula_mean)} over ${base.rows} rows whose measured ${outcome} has mean ${short(base.measured_mean)}: the outcome changes its level where imputation begins, by design, not by events. Period effects take up a jump common to all units only.`,
      detail: { ...base },
    });
  }
  const least = scale.kind === "fit" ? (base?.ratio ?? null) : (scale.units?.min ?? null);
  if (scale.kind !== "none" && least !== null && least <= 0) {
    notes.push({
      code: "scale_not_positive",
      message: `The ratio of measured to formula values is ${short(least)}${scale.kind === "fit" ? "" : " in some unit"}: at 0 or below, a higher formula gives no higher ${outcome}. A ratio needs an outcome and a formula above 0; use scale none, or an outcome such as normalised quality.`,
      detail: { ratio: least },
    });
  }
  if (range !== null && range.share_outside > 0) {
    notes.push({
      code: "imputed_outside_range",
      message: `${short(100 * range.share_outside)}% of imputed values lie outside the measured range ${short(range.measured[0])} to ${short(range.measured[1])} (${range.below} below, ${range.above} above).`,
      detail: { below: range.below, above: range.above },
    });
  }
  const without = scale.units?.without_ratio ?? [];
  if (without.length > 0) {
    notes.push({
      code: "units_without_scale",
      message: `${without.length} units have no ratio of measured to formula values, so nothing is imputed for them (first: '${without[0]}').`,
      detail: { units: without },
    });
  }
  return notes;
}

function provinceNotes({ province, last, outcome }: Found): Note[] {
  if (province === null) return [];
  const { column, weight, rows, left_out: lost, carried_from: from } = province;
  const carried = Object.entries(from).map(([period, n]) => `${period} (${n})`);
  const mean = weight === null ? "simple mean" : `mean weighted by ${weight}`;
  return [
    {
      code: "province_carried",
      message: `${PROVINCE_QUALITY} is the ${mean} of measured ${outcome} by ${column} and period; after ${last.period}, in ${rows.carried} rows, that of the province's last measured period: ${carried.join(", ")}. Up to ${last.period} it includes the unit itself, so its agreement with ${outcome} there is partly by construction.`,
      detail: { ...rows, carried_from: from },
    },
    ...(lost.no_province + lost.no_weight === 0
      ? []
      : [
          {
            code: "province_rows_left_out",
            message: `${lost.no_province} measured rows without ${column}${weight === null ? "" : ` and ${lost.no_weight} without ${weight} above 0`} are in no provincial mean.`,
            detail: { ...lost },
          },
        ]),
  ];
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
