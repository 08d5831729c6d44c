/**
 * Options of counterfactual estimators alone.
 */
import { numberOr, oneOf, wholeNumber } from "../../../../declare/option.js";

/** Folds, and most factors, unless others are asked for. */
export const FOLDS = 10;
export const MOST_FACTORS = 5;

export const RESAMPLING = ["bootstrap", "jackknife", "parametric", "none"] as const;

const shared = {
  additive: oneOf("additive effects of fect, ife, mc and gsynth", ["both", "unit", "time"], { default: "both" }),
  resampling: oneOf(
    "errors of fect, ife, mc and gsynth: units drawn again, left out one by one, residuals of controls drawn (gsynth alone, whose default it is), or none",
    RESAMPLING,
  ),
  equivalence: numberOr(
    "largest effect before treatment, or in a placebo or carry-over test, that counts as none (auto: 0.36 standard deviations of what unit and period effects leave)",
    ["auto"],
    { above: 0 },
  ),
  placeboPeriods: wholeNumber("placebo test: so many last periods before treatment are left out and predicted", {
    min: 1,
  }),
  carryoverPeriods: wholeNumber("carry-over test: so many first periods after treatment are left out and predicted", {
    min: 1,
  }),
};

const factors = {
  factors: numberOr("common factors of ife and gsynth, or chosen by cross-validation (auto, the default)", ["auto"], {
    min: 0,
    max: 50,
  }),
  mostFactors: wholeNumber("most factors that cross-validation tries", { min: 1, max: 20, default: MOST_FACTORS }),
};
const lambda = {
  penalty: numberOr(
    "of mc: lambda, by which singular values of the matrix over its number of cells are shrunk, or chosen by cross-validation (auto, the default)",
    ["auto"],
    { above: 0 },
  ),
};
const folds = {
  folds: wholeNumber("folds of cross-validation of ife and mc", { min: 2, max: 100, default: FOLDS }),
};

export const fectOptions = shared;
export const ifeOptions = { ...shared, ...factors, ...folds };
export const mcOptions = { ...shared, ...lambda, ...folds };
/** A treatment that stays on leaves no periods after it. */
const { carryoverPeriods: _, ...lasting } = shared;
export const gsynthOptions = { ...lasting, ...factors };
export const counterfactualOptions = { ...shared, ...factors, ...lambda, ...folds };
