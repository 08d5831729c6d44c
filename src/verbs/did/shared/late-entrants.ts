/**
 * The option of regressions on cells that can use units first observed under treatment.
 */
import { oneOf } from "../../../declare/option.js";

export const lateEntrantOptions = {
  lateEntrants: oneOf(
    "of sunab and etwfe: units first observed after their --cohort began, of cohorts that others show before treatment: dropped, as nothing of theirs is seen without treatment, or kept, as fixest does, which takes their changes between treated periods for those of the whole cohort",
    ["drop", "keep"],
    { default: "drop" },
  ),
};
