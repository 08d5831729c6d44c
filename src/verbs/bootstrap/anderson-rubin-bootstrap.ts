/**
 * The Anderson-Rubin test by the wild bootstrap as a record: F, its p by the distribution and by the draws, and
 * the set of values the draws do not reject.
 */
import { type Note, note } from "../../base/messages.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pf } from "../../engine/kernels/math.js";
import type { WildDraws } from "../../regression/cluster-bootstrap/wild-statistic.js";
import type { Ends } from "../../regression/record/iv-record.js";
import { setKind } from "../iv/inference/anderson-rubin-set.js";
import {
  type AndersonRubin,
  andersonRubin,
  andersonRubinPValue,
  andersonRubinResults,
  andersonRubinSize,
  andersonRubinStatistic,
} from "../iv/inference/ar-bootstrap.js";
import type { TwoStage, WildPieces } from "../iv/inference/wre.js";
import type { EquationResampling } from "./equation-resampling.js";
import { BOOTSTRAP_NOTES } from "./messages.js";
import type { BootstrapPlan } from "./plan.js";
import type { AndersonRubinBootstrap } from "./record.js";

/** Most bytes that the matrices of the draws and what is kept of them may take. */
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

/** Null where there is none, as the notes say. */
interface MadeOrNot<T> {
  readonly made: T | null;
  readonly notes: readonly Note[];
}

/** The test in memory of `scope`. */
export function andersonRubinTest(
  scope: Scope,
  pieces: WildPieces,
  { estimate }: TwoStage,
  { df1: kz, df2, factor }: AndersonRubinScale,
  nDraws: number,
): MadeOrNot<AndersonRubin> {
  if (kz > df2) {
    const facts = { clusters: df2 + 1, instruments: kz };
    return { made: null, notes: [note(BOOTSTRAP_NOTES, "anderson_rubin_clusters", facts)] };
  }
  const bytes = 8 * (nDraws * andersonRubinResults(kz) + andersonRubinSize(pieces));
  if (bytes > MOST_BYTES) {
    const facts = { draws: nDraws, clusters: pieces.nBoot, instruments: kz, bytes, most: MOST_BYTES };
    return { made: null, notes: [note(BOOTSTRAP_NOTES, "anderson_rubin_size", facts)] };
  }
  return { made: andersonRubin(scope, pieces, estimate, factor), notes: [] };
}

/** What the draws say of null value `value`. */
export function andersonRubinFindings(
  engine: Engine,
  test: AndersonRubin,
  draws: WildDraws,
  { df1, df2 }: AndersonRubinScale,
  value: number,
  stdError: number,
  { ci, level, ties }: BootstrapPlan,
): MadeOrNot<AndersonRubinBootstrap> {
  const direction = { c: 1, s: value - test.centre };
  const statistic = andersonRubinStatistic(test, direction);
  if (!Number.isFinite(statistic)) return { made: null, notes: [indefinite("bootstrap")] };
  const found = andersonRubinPValue(test, draws, ties, direction);
  const intervals = ci === "none" ? null : setOf(test, draws, stdError, level, ties);
  const made = {
    statistic,
    df1,
    df2,
    p_value_F: pf(engine, statistic, df1, df2, true),
    p_value: found.used > 0 ? found.symmetric : null,
    draws: { used: found.used, undefined: found.undefined },
    set: intervals === null ? null : { level, kind: setKind(intervals), intervals },
  };
  const isMissing = ci !== "none" && intervals === null;
  return { made, notes: isMissing ? [indefinite("set")] : [] };
}

const indefinite = (of: "bootstrap" | "set"): Note => note(BOOTSTRAP_NOTES, "anderson_rubin_singular", { of });

/** Values not rejected; null where the sample has no statistic at some value. */
function setOf(
  test: AndersonRubin,
  draws: WildDraws,
  stdError: number,
  level: number,
  ties: BootstrapPlan["ties"],
): Ends[] | null {
  const alpha = 1 - level;
  let isDefinite = true;
  const intervals = nullSet(test.centre, stdError, (c, s) => {
    isDefinite &&= Number.isFinite(andersonRubinStatistic(test, { c, s }));
    return andersonRubinPValue(test, draws, ties, { c, s }).symmetric > alpha;
  });
  return isDefinite ? intervals : null;
}

// The null values a test does not reject, as pieces of a line that may be unbounded, several, or none.

/**
 * Angles between the two infinities, by the tangents of their halves, which are the same bits on every host: neighbours near the centre are
 * 0.016 scales apart.
 */
const STEPS = 256;
/** The tangent of half the angle of an end is known to this. */
const PRECISION = 5e-12;

/**
 * Pieces, ascending, on which `isKept(c, s)` holds, for the null value centre + s / c; c = 0 is infinity, on either side. A
 * piece or a gap between two neighbours of the grid is not seen.
 */
export function nullSet(centre: number, scale: number, isKept: (c: number, s: number) => boolean): Ends[] {
  const at = (u: number) => isKept((1 - u * u) / (1 + u * u), (scale * 2 * u) / (1 + u * u));
  const isBounded = !isKept(0, scale);
  const tangentOf = (i: number) => (2 * i) / STEPS - 1;
  const kept = Array.from({ length: STEPS + 1 }, (_, i) => (i % STEPS === 0 ? !isBounded : at(tangentOf(i))));
  const pieces: Ends[] = [];
  let low: number | null = null;
  for (let i = 1; i <= STEPS; i++) {
    if (kept[i] === kept[i - 1]) continue;
    let [before, after] = [tangentOf(i - 1), tangentOf(i)];
    while (after - before > PRECISION) {
      const middle = (before + after) / 2;
      if (at(middle) === kept[i - 1]) before = middle;
      else after = middle;
    }
    const u = (before + after) / 2;
    const end = centre + (scale * 2 * u) / (1 - u * u);
    if (kept[i]!) low = end;
    else pieces.push([low, end]);
  }
  if (kept[STEPS]!) pieces.push([low, null]);
  return pieces;
}
