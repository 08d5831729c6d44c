/**
 * Options that only imputation by Borusyak, Jaravel and Spiess has.
 */
import { flag, oneOf, wholeNumber } from "../../../../declare/option.js";

export const bjsOptions = {
  leads: wholeNumber("periods before treatment whose effects bjs tests (default: 3, fewer in a short panel)", {
    min: 0,
  }),
  errorGroups: oneOf(
    "treated rows from whose average errors of bjs measure effects: a cohort's in a period (cell), a cohort's, those of an event time, all of an average",
    ["cell", "cohort", "event", "all"],
    { default: "cell" },
  ),
  leaveOut: flag("leave-one-out errors of bjs: averages of the groups without the cluster itself"),
};
