/**
 * A Poisson or logit regression as text: what a person reads first after an estimate. Everything printed comes
 * from the record; nothing is computed here.
 */

import type { Language } from "../../../base/messages.js";
import { formatCount, numberText, pEquals } from "../../../report/format-number.js";
import {
  coefficientTable,
  droppedText,
  effectsLines,
  type SummaryPresentation,
  solverLine,
  vcovText,
} from "../../../report/regression/fit-summary.js";
import { glmWords } from "../messages.js";
import type { GlmRecord } from "../record.js";

export const familyName = ({ kind }: Pick<GlmRecord, "kind">, language: Language = "en"): string =>
  glmWords[kind][language];

/** The summary: call, sample, variance, coefficients, fit, tests, the climb, solver and notes. */
export function glmSummary(record: GlmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit, climb, notes, collinear } = record;
  const lines = [
    `${familyName(record)}: ${record.call}`,
    `Observations: ${formatCount(record.nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(record.weights === null ? [] : [`Weights: ${record.weights}`]),
    ...(record.offset === null ? [] : [`Offset: ${record.offset}`]),
    `Std. errors: ${vcovText(record)}`,
    "",
    ...coefficientTable(Object.entries(record.coefficients), vcov.level, "z", presentation),
    "",
    `Log-likelihood ${numberText(fit.loglik)}, deviance ${numberText(fit.deviance)}; pseudo R2 ${fit.pseudo_r2.toFixed(6)}, ` +
      `adjusted ${fit.adj_pseudo_r2.toFixed(6)}; BIC ${numberText(fit.bic)}; squared correlation ${fit.squared_cor.toFixed(6)}`,
    ...Object.entries(record.tests).map(([name, { statistic, df, p_value }]) => {
      return `Wald test (${name}): chi2(${df}) = ${numberText(statistic)}, ${pEquals(p_value)}`;
    }),
    climbLine(climb),
    solverLine(record),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
  if (vcov.not_counted.length > 0) {
    lines.push(`Note: K = ${vcov.K} does not count the levels of ${vcov.not_counted.join(", ")} (see --ssc K.fixef).`);
  }
  return lines.join("\n");
}

/** How the likelihood was climbed. */
export const climbLine = (
  { iterations, change, tolerance, halvings }: GlmRecord["climb"],
  language: Language = "en",
): string => glmWords.climb[language](iterations, halvings, change.toExponential(1), tolerance);
