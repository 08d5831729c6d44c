/**
 * What a reader must know before quoting a column of a table of regressions. Sees the models, no rows.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import { regressionWords } from "../../../report/messages/regression.js";
import type { Coding } from "../../inputs/treatment-schema.js";
import { tableName } from "../numbering.js";
import type { StagePlace } from "../present.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { WildFinding } from "./wild-rows.js";

/** What is computed for a column. */
export interface RegressionEstimate extends TreatedRows {
  readonly treatment: string;
  readonly coding: Coding;
  readonly controls: readonly string[];
  readonly outcome: string;
  readonly formula: string;
  readonly fit: FitRecord;
  /** Where asked for, and clusters are few. */
  readonly bootstrap?: WildFinding;
}

/** A column of the table. */
export interface RegressionModel extends RegressionEstimate {
  readonly label: string;
}

/** A p-value below this is named where few units are treated. */
const USUAL_LEVEL = 0.05;

/** Columns whose treated units are in part, or all, seen treated in imputed rows alone; `where` names a column. */
export function onlyImputed(
  models: readonly TreatedRows[],
  { units }: { readonly units: string },
  where: (c: number) => string,
  language: Language = "en",
): string[] {
  return models.flatMap(({ treated, treated_only_imputed: found = [] }, c) =>
    found.length === 0
      ? []
      : [
          regressionWords.onlyImputed[language](
            where(c),
            formatCount(found.length),
            formatCount(treated.length),
            units,
          ),
        ],
  );
}

/** Columns a reader might quote for their p-value although few units are treated. */
export function smallPs(
  place: StagePlace,
  models: readonly RegressionModel[],
  few: number,
  { units }: { readonly units: string },
): string[] {
  return models.flatMap(({ fit, treatment, treated }, c) => {
    const p = ownOf(fit.coefficients, treatment)?.p_value;
    if (p === undefined || p >= USUAL_LEVEL || treated.length >= few) return [];
    return [
      regressionWords.smallP[place.language](
        c + 1,
        tableName(place),
        p < 0.001 ? "< 0.001" : `= ${formatFixed(p, 3)}`,
        models.length,
        formatCount(treated.length),
        units,
      ),
    ];
  });
}
