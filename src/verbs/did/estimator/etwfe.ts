/**
 * Extended two-way fixed effects: a dummy for each cohort's treated periods, compared with rows not yet treated; averages by the rows of
 * their cells. With never treated controls, every other period of a cohort has a dummy too, as in Sun and Abraham's regression.
 * Source: Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences estimators,
 * doi:10.2139/ssrn.3906345.
 */
import { note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../plan.js";
import type { DidSample } from "../sample.js";
import { numberCells } from "./cells.js";
import type { DidEstimator, DidFit } from "./estimator.js";
import { IMPUTATION_NOTES } from "./imputation-messages.js";
import { fitByCells } from "./regression.js";

export const etwfe: DidEstimator = {
  name: "etwfe",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    const { control, anticipation } = plan;
    const alone = withoutControl(sample, anticipation);
    const cells = numberCells(sample, (cohort, period) => {
      if (cohort === Number.NEGATIVE_INFINITY) return "out";
      const event = period - cohort;
      if (control === "never") return event === -1 - anticipation ? "reference" : "effect";
      // without a row to compare with, one cell of a period would be collinear and the others relative to it
      if (alone.includes(period)) return "out";
      return event >= -anticipation ? "effect" : "control";
    });
    const fit = fitByCells(engine, sample, plan, cells);
    const isOut = control === "notyet" && alone.length > 0;
    return isOut
      ? { ...fit, notes: [...fit.notes, note(IMPUTATION_NOTES, "periods_without_control", { periods: alone })] }
      : fit;
  },
};

/** Periods in which every unit is treated. */
function withoutControl({ design, periods }: DidSample, anticipation: number): number[] {
  const { cohorts, observed } = design;
  const starts = [...cohorts.map(({ cohort }) => cohort - anticipation), Number.POSITIVE_INFINITY];
  return Array.from(periods).filter((period, t) => {
    const rows = (g: number): number => observed[g * periods.length + t]!;
    return starts.every((start, g) => period >= start || rows(g) === 0) && starts.some((_, g) => rows(g) > 0);
  });
}
