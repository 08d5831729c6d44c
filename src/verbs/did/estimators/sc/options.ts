/**
 * Options that only synthetic controls have.
 */
import { bareName, QUOTED, splitOutside } from "../../../../base/column-names.js";
import { column, flag, list, numberOr, numbers, Unreadable, value, values } from "../../../../declare/option.js";

/** What donors are weighed by: a column, averaged over periods `from` to `to`; without these over all before treatment. */
export interface PredictorChoice {
  readonly column: string;
  readonly from?: number;
  readonly to?: number;
}

export interface PeriodRange {
  readonly from: number;
  readonly to: number;
}

const FORM = "expected a column, or one with periods behind @, such as trade, trade@1981:1990 or invest@1980";

const PREDICTOR = RegExp(`^(${QUOTED}|[^@]+?)(?:@(-?\\d+)(?::(-?\\d+))?)?$`, "s");

function predictorOf(text: string): PredictorChoice {
  const [, name, from, to] = PREDICTOR.exec(text.trim()) ?? [];
  if (name === undefined) throw new Unreadable(FORM);
  if (from === undefined) return { column: bareName(name) };
  const range = { from: Number(from), to: Number(to ?? from) };
  if (range.to < range.from) throw new Unreadable(FORM);
  return { column: bareName(name), ...range };
}

function rangeOf(text: string): PeriodRange {
  const [, from, to] = /^(-?\d+)(?::(-?\d+))?$/.exec(text.trim()) ?? [];
  if (from === undefined || Number(to ?? from) < Number(from))
    throw new Unreadable("expected periods, such as 1981:1990");
  return { from: Number(from), to: Number(to ?? from) };
}

const split = (text: string): readonly string[] => splitOutside(text, ",");

/** Intervals of effects, by the paper they are of. */
export const SC_INTERVALS = ["prediction", "conformal", "jackknife"] as const;
export type ScInterval = (typeof SC_INTERVALS)[number];

export const scOptions = {
  predictors: values(
    "of sc: columns that donors are weighed by, averaged over all periods before treatment or those behind @, such as trade@1981:1990; without them the outcome of each period before treatment",
    split,
    predictorOf,
    { shape: "list" },
  ),
  training: values(
    "of sc: the same predictors in their order, as of a training period, with which their weights are chosen",
    split,
    predictorOf,
    { shape: "list" },
  ),
  validation: value(
    "of sc: periods whose outcomes weights of predictors are chosen to fit, such as 1981:1990 (default: all before treatment)",
    rangeOf,
    { shape: "from:to" },
  ),
  predictorWeights: numbers("of sc: weights of the predictors, in place of chosen ones", { min: 0 }),
  donors: column("of sc: 1 in rows of units that may be donors, 0 in others (default: all that are never treated)"),
  augment: numberOr(
    "of sc: corrects bad fits by a ridge regression with this penalty, or one chosen by cross-validation",
    ["cv"],
    {
      min: 0,
    },
  ),
  permute: flag("of sc: every donor in turn as if it were treated, for p values", {
    default: true,
    without: "of sc: neither placebos nor their p values",
  }),
  intervals: list(
    "of sc: intervals of effects: prediction (Cattaneo, Feng & Titiunik 2021), conformal (Chernozhukov, Wüthrich & Zhu 2021), jackknife (jackknife+ over periods)",
    { shape: "names" },
  ),
  backdate: value(
    "of sc: period in which treatment is taken to begin, before it does, as a test",
    (text): number => rangeOf(text).from,
    { shape: "period" },
  ),
};
