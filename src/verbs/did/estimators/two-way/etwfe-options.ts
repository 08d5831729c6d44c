/**
 * Options that only extended two-way effects have.
 */
import { oneOf } from "../../../../declare/option.js";

export const etwfeOptions = {
  family: oneOf(
    "of etwfe: a linear model, or a Poisson regression, whose trends are parallel in ratios and whose effects are in units of the outcome",
    ["gaussian", "poisson"],
    { default: "gaussian" },
  ),
  covariates: oneOf(
    "of etwfe: with slopes in each cell, cohort and period about means of cells, as Wooldridge has them, or added",
    ["interacted", "added"],
    { default: "interacted" },
  ),
};
