/**
 * What a reader of GMM on a dynamic panel must know: what was translated or counted how, too many instruments,
 * serial correlation of the wrong sign or order, estimates outside their bounds. Reads a record; estimates nothing.
 */
import type { Note } from "../../base/messages.js";
import type { PanelGmmFit } from "./estimator/panel-gmm-fit.js";
import type { PgmmPlan } from "./plan.js";
import type { PgmmRecord } from "./record.js";

/** A record that has no notes yet. */
type Unnoted = Omit<PgmmRecord, "notes" | "timing_ms" | "provenance">;

/** Notes whose message a reader must see before quoting an estimate. */
export const PGMM_WARNINGS = [
  "instruments_exceed_groups",
  "ar1_not_negative",
  "ar2_rejected",
  "hansen_near_one",
  "outside_bounds",
  "unit_root",
  "weight_singular",
  "perfect_fit",
] as const;

/** Below this p the absence of serial correlation is rejected in a note. */
const USUAL_LEVEL = 0.05;
/** From this p on Hansen's test is likely to have no power: Roodman (2009), Oxford Bulletin 71(1). */
const NEAR_ONE = 0.99;

/** The notes, none where there is nothing to say. */
export function pgmmNotes(record: Unnoted, plan: PgmmPlan): Note[] {
  const rules = [
    translated,
    reportedRows,
    groupsOutnumbered,
    firstOrder,
    secondOrder,
    nearOne,
    noHansen,
    exactlyIdentified,
    outsideBounds,
    unitRoot,
    singularWeight,
    uncorrected,
    gaps,
    subsetLags,
  ];
  return rules.flatMap((rule) => rule(record, plan) ?? []);
}

/** Residuals over the outcome, both as lengths, up to which a fit is exact: some hundred roundings. */
const EXACT = 1e-12;

/** What the residuals of a fit say that its record does not show. */
export function fitNotes({ steps, outcomeSquares }: PanelGmmFit): Note[] {
  const { transformedSquares, levelSquares } = steps.at(-1)!;
  if (transformedSquares + levelSquares > EXACT ** 2 * outcomeSquares) return [];
  return [
    {
      code: "perfect_fit",
      message:
        "The regressors explain the outcome to rounding: standard errors, tests and the weight of a second step are rounding too.",
    },
  ];
}

type Rule = (record: Unnoted, plan: PgmmPlan) => Note | undefined;

const translated: Rule = ({ command, xtabond2 }, plan) => {
  if (xtabond2 === null) return undefined;
  const ignored = plan.xtabond2?.ignored ?? [];
  const without =
    ignored.length === 0 ? "" : ` Options that change no estimate were passed over: ${ignored.join(", ")}.`;
  return {
    code: "xtabond2_translated",
    message: `The xtabond2 line was translated to: ${command}.${without}`,
    detail: { line: xtabond2, command, ignored },
  };
};

const reportedRows: Rule = ({ model, observations }) => {
  if (model !== "system") return undefined;
  const { levels, transformed } = observations;
  return {
    code: "observations_reported",
    message: `Observations are the ${levels} rows of the equation in levels, as xtabond2 and gretl count; plm adds the ${transformed} transformed rows.`,
    detail: { levels, transformed },
  };
};

const groupsOutnumbered: Rule = ({ n_instruments, n_groups }) => {
  if (n_instruments <= n_groups) return undefined;
  return {
    code: "instruments_exceed_groups",
    message: `There are ${n_instruments} instruments for ${n_groups} groups: two-step estimates lean towards least squares, and Hansen's test loses its power (Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1)). Use fewer lags, or collapse.`,
    detail: { instruments: n_instruments, groups: n_groups },
  };
};

const firstOrder: Rule = ({ tests }) => {
  const { ar1 } = tests;
  if (ar1 === undefined || ar1.statistic === null || ar1.statistic < 0) return undefined;
  return {
    code: "ar1_not_negative",
    message: `AR(1) in first differences is ${ar1.statistic.toFixed(2)}; it should be negative, since the difference of independent errors shares one of them, with opposite signs, with the difference before. A positive one says that errors in levels are strongly correlated, or that residuals are not in differences.`,
    detail: { statistic: ar1.statistic },
  };
};

const secondOrder: Rule = ({ tests }) => {
  const { ar2 } = tests;
  if (ar2 === undefined || ar2.p_value === null || ar2.p_value >= USUAL_LEVEL) return undefined;
  return {
    code: "ar2_rejected",
    message: `AR(2) in first differences is rejected (p = ${ar2.p_value.toPrecision(3)}): errors are correlated over periods, so that lags of two periods are no valid instruments. Start at three, or add lags of the outcome.`,
    detail: { p_value: ar2.p_value },
  };
};

const nearOne: Rule = ({ tests: { hansen } }) => {
  if (hansen?.p_value === null || hansen === null || hansen.p_value < NEAR_ONE) return undefined;
  return {
    code: "hansen_near_one",
    message: `Hansen's p is ${hansen.p_value.toFixed(4)}: that near to one it is a sign of too many instruments, not of valid ones (Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1)).`,
    detail: { p_value: hansen.p_value },
  };
};

const noHansen: Rule = ({ tests: { hansen } }, { singular }) => {
  if (hansen !== null) return undefined;
  const inverse = ", or take the Moore-Penrose inverse (--singular pseudoinverse), as xtabond2 does";
  const remedy =
    singular === "refuse" ? `Use fewer lags, collapse${inverse}.` : "Use fewer regressors, or more groups.";
  return {
    code: "hansen_none",
    message: `Hansen's J is not given: the covariance of the moments, by whose inverse it weighs, ${
      singular === "refuse"
        ? "has none, so that instruments are more than the groups can tell apart"
        : "has too little rank to identify the coefficients"
    }. ${remedy}`,
  };
};

const exactlyIdentified: Rule = ({ tests: { sargan } }) =>
  sargan.df1 > 0
    ? undefined
    : {
        code: "exactly_identified",
        message:
          "There are as many instruments as coefficients: nothing is left to test their validity, and the weight does not matter.",
      };

const outsideBounds: Rule = ({ bounds }) => {
  if (bounds === null || bounds.position === "between") return undefined;
  const { term, estimate, within, pooled_ols, position } = bounds;
  return {
    code: "outside_bounds",
    message: `The coefficient of ${term} (${estimate.toFixed(3)}) lies ${position === "below within" ? "below the within estimate" : "above the pooled one"}: within ${within.estimate.toFixed(3)} is too low and pooled OLS ${pooled_ols.estimate.toFixed(3)} too high, so that a sound estimate is expected between them (Bond 2002, Portuguese Economic Journal 1(2)).`,
    detail: { term, estimate, within: within.estimate, pooled_ols: pooled_ols.estimate },
  };
};

const unitRoot: Rule = ({ coefficients, depvar }) => {
  const own = Object.entries(coefficients).filter(([name]) => name.startsWith(`lag(${depvar}, `));
  const sum = own.reduce((total, [, { estimate }]) => total + estimate, 0);
  if (own.length === 0 || sum < 1) return undefined;
  return {
    code: "unit_root",
    message: `The coefficients of the lagged outcome sum to ${sum.toFixed(3)}, not below one: the model has no long run, and its long-run effects mean nothing.`,
    detail: { sum },
  };
};

const singularWeight: Rule = ({ instruments: { weight_rank }, n_instruments }) => {
  if (weight_rank === n_instruments) return undefined;
  return {
    code: "weight_singular",
    message: `The weight has rank ${weight_rank} for ${n_instruments} instruments; its Moore-Penrose inverse was taken, as xtabond2 and plm do, and estimates by it depend on the units of the variables. Use fewer lags, or collapse.`,
    detail: { rank: weight_rank, instruments: n_instruments },
  };
};

const uncorrected: Rule = ({ steps, robust }) =>
  steps === 1 || robust
    ? undefined
    : {
        code: "two_step_uncorrected",
        message:
          "Two-step errors are not corrected for the estimated weight, and usually much too small (Windmeijer 2005, Journal of Econometrics 126(1)); --robust corrects them.",
      };

const gaps: Rule = ({ panel, transform }) =>
  panel.units_with_gaps === 0 || transform === "fod"
    ? undefined
    : {
        code: "gaps",
        message: `${panel.units_with_gaps} units have gaps; a period missing takes two first differences with it. Forward orthogonal deviations (--transform fod) lose one.`,
        detail: { units: panel.units_with_gaps },
      };

const subsetLags: Rule = (_, { subset }) =>
  subset === null
    ? undefined
    : {
        code: "subset_lags",
        message: `Equations are estimated where '${subset}'; the other rows still serve as lags.`,
      };
