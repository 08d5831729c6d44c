/**
 * What is said where a treatment leaves nothing to estimate beside the effects of units and periods, in place of what a regression says of
 * columns that stand for it.
 */
import { DataError, WasmetricsError } from "../../../base/errors.js";

/** Codes by which regressions refuse regressors of which nothing is left. */
const NOTHING_LEFT = ["no_variation", "no_level_left", "no_regressors"];

/** Runs a regression on a treatment. Throws DataError `did_no_variation` where nothing of the treatment is left. */
export function requiringVariation<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof WasmetricsError && NOTHING_LEFT.includes(error.code))) throw error;
    throw noVariation({ cause: error });
  }
}

export const noVariation = (options?: ErrorOptions): DataError =>
  new DataError(
    "did_no_variation",
    "The treatment is a sum of unit and time effects and covariates: no effect is identified beside them. Add units that are untreated while others are treated, or leave covariates out.",
    { got: 0, expected: "a treatment that varies within unit and time" },
    options,
  );
