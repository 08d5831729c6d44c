/**
 * `nlcom`: functions of the coefficients of a record by the delta method, with exact derivatives.
 */

import { type Note, note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary, qnorm, qt } from "../../engine/kernels/math.js";
import { parseCombination } from "../../formula/read-combination.js";
import type { CombinationRecord } from "../../regression/record/combination-record.js";
import { type EstimateRecord, estimatesOf, quadraticForm } from "./estimates.js";
import { type Dual, differentiate } from "./forward-mode.js";
import { type CombinationOptions, inferCombinations, textsOf } from "./infer-combinations.js";
import { COMBINATION_NOTES } from "./messages.js";

/**
 * Estimate, standard error, statistic, p and interval of each function, `x1 / x2` or `exp(x1) - 1`, and their joint
 * covariance. Functions: + - * / ^, exp, log, sqrt, abs. Note `denominator_near_zero` where a divisor is not
 * statistically distinguishable from 0 at the record's level: the delta method is then far from exact, and Fieller's set would not be an interval.
 *
 * @param record as for `lincom`
 * @throws UsageError as `lincom`, NumericalError `combination_undefined`.
 * Sources: Oehlert (1992), The American Statistician 46(1), doi:10.1080/00031305.1992.10475842; Fieller (1954), Journal
 * of the Royal Statistical Society B 16(2), doi:10.1111/j.2517-6161.1954.tb00159.x.
 */
export function nlcom(
  engine: Engine,
  record: EstimateRecord,
  combinations: string | readonly string[],
  options: CombinationOptions = {},
): CombinationRecord {
  const estimates = estimatesOf(record);
  const { names, beta, matrix, df } = estimates;
  const texts = textsOf(combinations);
  const notes: Note[] = [];
  const tail = (1 - (options.level ?? estimates.level)) / 2;
  const critical =
    df === null || options.distribution === "normal" ? qnorm(engine, tail, true) : qt(engine, tail, df, true);
  const values = texts.map((text) => {
    let near: Note | undefined;
    const onDivisor = ({ value, gradient }: Dual) => {
      const error = Math.sqrt(quadraticForm(gradient, matrix));
      if (Math.abs(value) < critical * error) near ??= nearZero(text, value, error);
    };
    const dual = differentiate(parseCombination(text, names, true), text, names, beta, elementary(engine), onDivisor);
    if (near !== undefined) notes.push(near);
    return dual;
  });
  return inferCombinations(engine, "nlcom", estimates, texts, values, options, notes);
}

const nearZero = (combination: string, denominator: number, std_error: number): Note =>
  note(COMBINATION_NOTES, "denominator_near_zero", {
    ...{ combination, denominator, std_error },
    within: Math.abs(denominator) < std_error,
  });
