/**
 * Layer models. Which estimator of an equation with instruments was asked for: `2sls`, `liml`, `fuller`, `fuller:4`,
 * `gmm2s`, as data.
 */
import { UsageError } from "../../base/errors.js";
import { didYouMean } from "../../base/nearest.js";
import type { IvEstimator } from "./iv-record.js";

export interface IvChoice {
  readonly estimator: IvEstimator;
  /** Fuller's constant; null for the others. */
  readonly fuller: number | null;
}

const ESTIMATORS: readonly IvEstimator[] = ["2sls", "liml", "fuller", "gmm2s"];
/** Gives an estimate unbiased to second order; 4 one of least mean squared error. */
const FULLER = 1;

/** Parses the choice. Throws UsageError `iv_estimator`, `iv_fuller`. */
export function parseIv(text: string): IvChoice {
  const [name = "", constant] = text.trim().toLowerCase().split(":", 2);
  const estimator = ESTIMATORS.find((known) => known === name);
  if (estimator === undefined) {
    throw new UsageError(
      "iv_estimator",
      `Unknown estimator '${text}'${didYouMean(name, ESTIMATORS)} Use 2sls, liml, fuller, fuller:4 or gmm2s.`,
      { got: text, expected: ESTIMATORS },
    );
  }
  if (estimator !== "fuller") {
    if (constant === undefined) return { estimator, fuller: null };
    throw new UsageError("iv_estimator", `'${text}': only fuller takes a constant; write ${estimator}.`, {
      got: text,
      expected: estimator,
    });
  }
  const fuller = constant === undefined ? FULLER : Number(constant);
  if (constant?.trim() !== "" && fuller > 0 && Number.isFinite(fuller)) return { estimator, fuller };
  throw new UsageError("iv_fuller", `'${text}': Fuller's constant is a number above 0, such as 1 or 4.`, {
    got: text,
    expected: "a number above 0",
  });
}
