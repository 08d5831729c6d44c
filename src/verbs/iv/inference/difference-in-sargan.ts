/**
 * Whether some of the instruments are exogenous, given that the others are: what they add to the distance
 * of GMM, chi-squared with as many degrees of freedom as they are. Sargan's statistics differ under classical errors,
 * Hansen's under others.
 *
 * There are two forms. The C statistic takes the distance without them under the same weight and is never negative
 * (ivreg2's `orthog`). The plain difference takes each distance under a weight of its own; it may be negative, and has no
 * p-value then. Knows nothing of how distances are made.
 * Source: Newey (1985), Journal of Econometrics 29(3), doi:10.1016/0304-4076(85)90154-X; Hayashi (2000), Econometrics,
 * p. 220, ISBN 978-0691010182.
 */
import { UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";

/**
 * Positions of the instruments to be tested; `leftOut` are those of the formula that the fit could not use. Throws UsageError: `orthog_instrument` for a name that is not an excluded
 * instrument of the fit or stands twice, `orthog_too_many` when the others are fewer than the endogenous regressors.
 */
export function testedPositions(
  tested: readonly string[],
  instruments: readonly string[],
  nEndogenous: number,
  leftOut: readonly string[] = [],
): number[] {
  const positions = tested.map((name) => instruments.indexOf(name));
  const wrong = tested.find((name, i) => positions[i] === -1 || tested.indexOf(name) !== i);
  if (tested.length === 0 || wrong !== undefined) {
    throw new UsageError(
      "orthog_instrument",
      `orthog names excluded instruments to test, each once; got ${wrong === undefined ? "none" : `"${wrong}"`}` +
        `${wrong !== undefined && leftOut.includes(wrong) ? ", which was left out as redundant" : ""}, ` +
        `expected among: ${instruments.join(", ")}.`,
      { got: wrong ?? [], expected: instruments },
    );
  }
  const most = instruments.length - nEndogenous;
  if (tested.length > most) {
    const others = instruments.length - tested.length;
    throw new UsageError(
      "orthog_too_many",
      `orthog tests ${tested.length} of ${instruments.length} instruments and leaves ${others} for ${nEndogenous} ` +
        `endogenous regressor${nEndogenous === 1 ? "" : "s"}, which must be identified without those tested. ` +
        `Test at most ${most}.`,
      { got: tested.length, expected: most },
    );
  }
  return positions;
}

/** `added` is what the tested instruments add to the distance under the weight of all. */
export function differenceInSargan(engine: Engine, added: number, tested: readonly string[]): IvTest {
  return record(engine, added, tested);
}

/** `all` and `without` are distances of the equation with all instruments and without the tested ones, each its own. */
export function plainDifference(engine: Engine, all: number, without: number, tested: readonly string[]): IvTest {
  return record(engine, all - without, tested);
}

function record(engine: Engine, statistic: number, tested: readonly string[]): IvTest {
  const df1 = tested.length;
  const p_value = statistic < 0 ? null : pchisq(engine, statistic, df1, true);
  const hypothesis = `uncorrelated with the error, the other instruments being so: ${tested.join(", ")}`;
  return { statistic, distribution: "chi2", df1, df2: null, p_value, hypothesis };
}
