/**
 * Layer models. The Anderson-Rubin test by the wild bootstrap as a record: F, its p by the distribution and by the draws, and
 * the set of values the draws do not reject.
 */
import type { Note } from "../base/columns.js";
import {
  type AndersonRubin,
  andersonRubin,
  andersonRubinPValue,
  andersonRubinResults,
  andersonRubinStatistic,
} from "../inference/iv/ar-bootstrap.js";
import { nullSet } from "../inference/iv/null-set.js";
import type { WildPieces } from "../inference/iv/wild-pieces.js";
import type { TwoStage } from "../inference/iv/wre.js";
import type { WildDraws } from "../inference/wild.js";
import type { Engine, Scope } from "../kernels/engine.js";
import { pf } from "../kernels/math.js";
import type { BootstrapPlan } from "./bootstrap-options.js";
import type { AndersonRubinBootstrap } from "./bootstrap-record.js";
import type { EquationResampling } from "./equation-resampling.js";

/** Most bytes that what is kept of all draws may take. */
const MOST_BYTES = 2 ** 28;

/** Degrees of freedom of F, and the factor on the covariance of scores. */
export interface AndersonRubinScale {
  readonly df1: number;
  readonly df2: number;
  readonly factor: number;
}

/** F = chi2 (n - L) / (n - 1) (G - 1) / G / kz on kz and G - 1, L all parameters of the first stage, as ivreg2 documents it. */
export function andersonRubinScale(
  { fit, model, nFirstStage, clusterings }: EquationResampling,
  nErrors: number,
): AndersonRubinScale {
  const G = Math.min(...clusterings.slice(0, nErrors).map(({ nLevels }) => nLevels));
  const L = fit.fixed_effects.rank.value + nFirstStage;
  const factor = ((fit.nobs - 1) / (fit.nobs - L)) * (G / (G - 1));
  return { df1: model.nInstruments, df2: G - 1, factor };
}

/** The test in memory of `scope`, or why there is none. */
export function andersonRubinTest(
  scope: Scope,
  pieces: WildPieces,
  { estimate }: TwoStage,
  { df1: kz, df2, factor }: AndersonRubinScale,
  nDraws: number,
): AndersonRubin | Note {
  if (kz > df2) {
    return {
      code: "anderson_rubin_clusters",
      message: `No Anderson-Rubin bootstrap: ${df2 + 1} clusters can't identify the covariance of ${kz} instruments.`,
      detail: { clusters: df2 + 1, instruments: kz },
    };
  }
  const bytes = 8 * nDraws * andersonRubinResults(kz);
  if (bytes > MOST_BYTES) {
    const [needed, most] = [bytes, MOST_BYTES].map((size) => Math.ceil(size / 2 ** 20));
    return {
      code: "anderson_rubin_size",
      message: `No Anderson-Rubin bootstrap: ${nDraws} draws with ${kz} instruments take ${needed} MiB, more than the ${most} MiB they may. Ask for fewer draws.`,
      detail: { bytes, most: MOST_BYTES },
    };
  }
  return andersonRubin(scope, pieces, estimate, factor);
}

/** What the draws say of null value `value`; null, with the reason, where the sample has no statistic. */
export function andersonRubinFindings(
  engine: Engine,
  test: AndersonRubin,
  draws: WildDraws,
  { df1, df2 }: AndersonRubinScale,
  value: number,
  stdError: number,
  { ci, level, ties }: BootstrapPlan,
): AndersonRubinBootstrap | Note {
  const direction = { c: 1, s: value - test.centre };
  const statistic = andersonRubinStatistic(test, direction);
  if (!Number.isFinite(statistic)) {
    return {
      code: "anderson_rubin_singular",
      message:
        "No Anderson-Rubin bootstrap: the clustered covariance of the instruments' scores is not positive definite.",
    };
  }
  const found = andersonRubinPValue(test, draws, ties, direction);
  return {
    statistic,
    df1,
    df2,
    p_value_F: pf(engine, statistic, df1, df2, true),
    p_value: found.used > 0 ? found.symmetric : null,
    draws: { used: found.used, undefined: found.undefined },
    set: ci === "none" ? null : { level, ...setOf(test, draws, stdError, level, ties) },
  };
}

type Ends = readonly [number | null, number | null];

function setOf(
  test: AndersonRubin,
  draws: WildDraws,
  stdError: number,
  level: number,
  ties: BootstrapPlan["ties"],
): Pick<NonNullable<AndersonRubinBootstrap["set"]>, "kind" | "intervals"> {
  const alpha = 1 - level;
  const isKept = (c: number, s: number) => andersonRubinPValue(test, draws, ties, { c, s }).symmetric > alpha;
  const intervals = nullSet(test.centre, stdError, isKept).map(({ low, high }): Ends => [orNull(low), orNull(high)]);
  const isUnbounded = intervals.some((ends) => ends.includes(null));
  if (intervals.length === 0) return { kind: "empty", intervals };
  if (intervals.length === 1 && intervals[0]!.every((end) => end === null)) return { kind: "whole_line", intervals };
  if (isUnbounded) return { kind: "unbounded", intervals };
  return { kind: intervals.length === 1 ? "interval" : "disjoint", intervals };
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
