/**
 * Options that only local projections have.
 */
import { flag, numberOr, wholeNumber } from "../../../../declare/option.js";

export const lpdidOptions = {
  reweight: flag("of lpdid: every treated unit counts alike, not by the variance of treatment in its period", {
    default: false,
  }),
  premean: numberOr(
    "of lpdid: outcomes less their mean over so many periods before, or over all, in place of the last one",
    ["all"],
    { min: 1 },
  ),
  fixedSample: flag("of lpdid: the same rows at every horizon from 0 on, so that no effect changes by who is in it", {
    default: false,
  }),
  stable: wholeNumber(
    "of lpdid: periods after which an effect no longer changes, so that a treatment may switch off and on",
    { min: 1 },
  ),
};
