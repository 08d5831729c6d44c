/**
 * R2 against the root mean square error and the outcome's standard deviation: 1 - R2 = (N - K)/(N - 1) rmse^2/sd^2 where rmse divides by N - K,
 * and the same with K = 0 where it divides by N; the adjusted R2 is 1 - rmse^2/sd^2 in the first case. K is not known where effects are
 * absorbed, and then only bounds R2 from below.
 */
import { columnsOf, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper } from "../../../paper.js";
import { meet, type Range, ratio, square } from "../../../printed.js";
import type { Judgement, Rule } from "../../rule.js";
import { countReader } from "../counts/counts.js";

export const rootMeanSquare: Rule = {
  name: "root_mean_square",
  judge(paper: PrintedPaper): Judgement {
    const read = countReader(paper);
    const findings: Finding[] = [];
    let judged = 0;
    for (const { table, column } of columnsOf(paper)) {
      const [rmse, sd, nobs] = (["rmse", "sd_outcome", "nobs"] as const).map((name) => statisticOf(column, name));
      const r2 = statisticOf(column, "r2") ?? statisticOf(column, "adj_r2");
      const n = nobs === undefined ? null : read(nobs.value, nobs.label);
      const isLeastSquares =
        column.estimator === null || column.estimator === "ols" || column.estimator === "first-stage";
      if (rmse === undefined || sd === undefined || r2 === undefined || n === null || !isLeastSquares) continue;
      if (sd.value.low <= 0 || n.low < 3) continue;
      judged++;
      const share = ratio(square(rmse.value), square(sd.value));
      const expected = expectedOf(column, r2.name === "adj_r2", share, n);
      if (meet(expected, r2.value)) continue;
      findings.push(
        finding(
          "r2_of_rmse",
          "conditional",
          [r2, rmse, sd].map((one) => statisticRef(table, column, one)),
          {
            r2: r2.value.text,
            isAdjusted: r2.name === "adj_r2",
            rmse: rmse.value.text,
            sd: sd.value.text,
            n: nobs!.value.text,
            expected: rangeFacts(expected),
          },
        ),
      );
    }
    return { judged, findings, notApplied: [] };
  },
};

/** R2 that the share of the variance left allows, whichever number rmse divides by. */
function expectedOf(column: PrintedColumn, isAdjusted: boolean, share: Range, n: Range): Range {
  const isAll = column.hiddenRegressors === false && column.effects.every(({ included }) => !included);
  const most = isAll ? column.estimates.length + 1 : n.high;
  // 1 - R2 is from (N - K)/(N - 1) to N/(N - 1) times the share; adjusted also N/(N - K) times it
  const factor = isAdjusted
    ? { low: 1, high: most >= n.low ? Number.POSITIVE_INFINITY : n.high / (n.high - most) }
    : { low: Math.max(0, (n.low - most) / (n.low - 1)), high: n.low / (n.low - 1) };
  return { low: 1 - share.high * factor.high, high: 1 - share.low * factor.low };
}
