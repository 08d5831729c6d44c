/**
 * What a caller may ask of an extrapolation, the columns it adds, and the checks that need no data.
 */
import { UsageError } from "../../base/errors.js";
import { columnsOf, type Expression, isLogical } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";

export const SCALES = ["none", "fit", "fit-unit"] as const;
export const PREFERENCES = ["measured", "imputed"] as const;
export const GAPS = ["missing", "impute"] as const;

/** Column of the provincial mean, where it is made here. */
export const PROVINCE_QUALITY = "province_quality";

export interface ExtrapolateOptions {
  /** Column of the outcome, numeric, missing where it was not measured. */
  readonly outcome: string;
  readonly unit: string;
  /** Column of the period, whole numbers. */
  readonly time: string;
  /** Value of the outcome after `last`, such as `tertiary * province_quality`. */
  readonly formula: string;
  /** Last measured period. Default the last one with any measured outcome. */
  readonly last?: number;
  /**
   * `none` (default): the formula as it is. `fit`: times the ratio of measured to formula means in the base period, the
   * last one up to `last` with both. `fit-unit`: the same ratio within each unit, in the unit's own base period.
   */
  readonly scale?: (typeof SCALES)[number];
  /** What a measured outcome after `last` becomes. Default `measured`: it stays. */
  readonly prefer?: (typeof PREFERENCES)[number];
  /** What a missing outcome up to `last` becomes. Default `missing`: it stays missing. */
  readonly gaps?: (typeof GAPS)[number];
  /** Column of the province: makes `province_quality`, the mean of the measured outcome by province and period. */
  readonly province?: string;
  /** Column of weights above 0 of that mean, such as the value exported. Default: a simple mean. */
  readonly weight?: string;
}

/** The options with every default filled in, and the formula as a tree. */
export interface ExtrapolateChoices {
  readonly expression: Expression;
  /** Columns of the formula. */
  readonly columns: readonly string[];
  readonly scale: (typeof SCALES)[number];
  readonly prefer: (typeof PREFERENCES)[number];
  readonly gaps: (typeof GAPS)[number];
}

/** Columns an extrapolation adds to the rows, besides those of a provincial mean. */
export const addedColumns = (outcome: string) => ({
  measured: `${outcome}_measured`,
  provenance: "provenance",
  because: "missing_because",
});

/**
 * Checks what needs no data. Throws UsageError: as `parseExpression`; `formula_condition` for a formula that is true or
 * false; `formula_uses_outcome`; `unknown_choice`; `weight_without_province`, `province_not_used`.
 */
export function extrapolateChoices(options: ExtrapolateOptions): ExtrapolateChoices {
  const { outcome, formula, province, weight } = options;
  const expression = parseExpression(formula);
  const columns = columnsOf(expression);
  if (isLogical(expression)) {
    throw new UsageError(
      "formula_condition",
      `The formula '${formula}' is a condition, true or false; give a number, such as tertiary * ${PROVINCE_QUALITY}.`,
      { got: formula, expected: "a number" },
    );
  }
  if (columns.includes(outcome)) {
    throw new UsageError(
      "formula_uses_outcome",
      `The formula '${formula}' uses the outcome '${outcome}', which is missing where the formula is needed; use columns observed after the last measured period, or --province for a provincial mean of it.`,
      { got: formula, expected: `a formula without ${outcome}` },
    );
  }
  if (weight !== undefined && province === undefined) {
    throw new UsageError(
      "weight_without_province",
      `Weights '${weight}' are those of the provincial mean, and no province is named; add --province COLUMN or leave --weight out.`,
      { got: weight, expected: "a province" },
    );
  }
  if (province !== undefined && !columns.includes(PROVINCE_QUALITY)) {
    throw new UsageError(
      "province_not_used",
      `A province '${province}' is named, which makes ${PROVINCE_QUALITY}, but the formula '${formula}' does not use it; write it into the formula or leave --province out.`,
      { got: formula, expected: `a formula with ${PROVINCE_QUALITY}` },
    );
  }
  return {
    expression,
    columns,
    scale: oneOf("scale", SCALES, options.scale ?? "none"),
    prefer: oneOf("prefer", PREFERENCES, options.prefer ?? "measured"),
    gaps: oneOf("gaps", GAPS, options.gaps ?? "missing"),
  };
}

function oneOf<T extends string>(option: string, known: readonly T[], got: T): T {
  if (known.includes(got)) return got;
  throw new UsageError("unknown_choice", `${option} can be ${known.join(", ")}, got '${got}'.`, {
    got,
    expected: known,
    option,
  });
}
