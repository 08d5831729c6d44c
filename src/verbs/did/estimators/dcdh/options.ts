/**
 * Options that only the estimators of switching and valued treatments have.
 */
import { column, flag, oneOf, wholeNumber } from "../../../../declare/option.js";

export const dcdhOptions = {
  normalized: flag("of dcdh: effects per unit of the dose received since the change, which average those of its lags", {
    default: false,
  }),
  switchers: oneOf("of dcdh: only units whose first change raises the dose, or lowers it", ["in", "out"]),
  sameSwitchers: oneOf(
    "of dcdh: only switchers that have all effects of --window, so that none changes by who is in it; both: in placebos only those that have all of these too",
    ["effects", "both"],
  ),
  trendsBy: column(
    "of dcdh: constant within units; only units with the same value are compared, whose trends may be of any shape",
  ),
  linearTrends: flag("of dcdh: units may have linear trends of their own, which changes of changes leave out", {
    default: false,
  }),
  continuous: wholeNumber(
    "of dcdh: degree of the polynomial of the baseline dose by which units of different baseline doses are compared, where it is continuous",
    { min: 1, max: 8 },
  ),
  lessConservative: flag(
    "of dcdh: errors by deviations from units of the same path of doses up to the horizon, where there are two, not of the same first change",
    { default: false },
  ),
  resampled: flag(
    "of dcdh: errors from clusters drawn with replacement (--draws, 199 by default), not from influences",
    {
      default: false,
    },
  ),
};
