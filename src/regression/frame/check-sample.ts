/**
 * What a regression refuses whatever the data: known before they are read, since a slip of the pen must not cost the reading of
 * gigabytes.
 */
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { parseSsc, type Ssc } from "../variance/ssc.js";

/** Throws what the regression would throw for a formula, a small-sample rule or a condition that no data could serve. */
export function checkSample(
  formula: string,
  { ssc, subset }: { readonly ssc?: string | Ssc; readonly subset?: string },
): void {
  parseFormula(formula);
  if (typeof ssc === "string") parseSsc(ssc);
  if (subset !== undefined) parseExpression(subset);
}
