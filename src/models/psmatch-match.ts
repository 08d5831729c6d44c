/**
 * Layer models. One matching: scores, common support, caliper, and the method that was planned, on the units of the sample
 * or of one value of `by`. Every number is made by an estimator; here they are only chosen and joined.
 */
import type { Note } from "../base/columns.js";
import { compensatedSum } from "../base/compensated-sum.js";
import type { Candidates } from "../estimators/matching/match.js";
import { commonSupport } from "../estimators/matching/support.js";
import type { Engine } from "../kernels/engine.js";
import { byMethod } from "./psmatch-methods.js";
import type { MatchedPart } from "./psmatch-part.js";
import type { MatchingPlan } from "./psmatch-plan.js";
import type { PsmatchRecord, SupportRecord } from "./psmatch-record.js";
import { requireBothGroups } from "./psmatch-sample.js";
import { type UnitScores, unitScores } from "./psmatch-score.js";
import type { MatchUnits } from "./psmatch-units.js";

/** A matching with the score it was made by. */
export interface MatchedUnits {
  readonly units: MatchUnits;
  readonly part: MatchedPart;
  readonly scores: UnitScores | null;
  readonly range: SupportRecord["range"];
  /** The caliper in units of the score, and the standard deviation it is a multiple of. */
  readonly caliper: { readonly raw: number; readonly sd: number } | null;
  /** Of coarsened exact matching. */
  readonly strata: PsmatchRecord["strata"];
  /** What the method has to say. */
  readonly notes: readonly Note[];
}

/** Matches `units`; `where` locates them in messages, such as " in year 2013". Throws as the estimators do. */
export function matchUnits(engine: Engine, units: MatchUnits, plan: MatchingPlan, where = ""): MatchedUnits {
  requireBothGroups(units, where);
  const { treated, cells } = units;
  const scores = unitScores(engine, units, plan);
  const inCells = { cells: cells?.codes ?? new Uint32Array(treated.length), nCells: cells?.nLevels ?? 1 };
  const all: Candidates = { treated, eligible: new Uint8Array(treated.length).fill(1), ...inCells };
  const support = supportOf(engine, all, scores, plan);
  const candidates = { ...all, eligible: support.eligible };
  const caliper = caliperOf(scores, support.eligible, plan);
  const { weights, pairs, effect, strata, notes } = byMethod(
    engine,
    units,
    candidates,
    scores,
    caliper?.raw ?? null,
    plan,
  );
  const part: MatchedPart = {
    ...candidates,
    ...{ weights, pairs, effect },
    ...{ covariates: units.covariates, regressors: units.regressors, outcome: units.outcome, label: units.label },
    compared: scores?.compared ?? null,
    shown: scores?.shown ?? null,
  };
  return { units, part, scores, range: support.range, caliper, strata, notes };
}

/** A standard deviation is that of the units on the support, as MatchIt's is of those it does not discard. */
function caliperOf(
  scores: UnitScores | null,
  eligible: Uint8Array,
  { caliper }: MatchingPlan,
): MatchedUnits["caliper"] {
  if (caliper === null || scores === null) return null;
  const sd = standardDeviation(scores.compared.filter((_, i) => eligible[i] === 1));
  return { raw: caliper.unit === "sd" ? caliper.width * sd : caliper.width, sd };
}

function standardDeviation(x: Float64Array): number {
  const mean = compensatedSum(x) / x.length;
  return Math.sqrt(compensatedSum(x.map((value) => (value - mean) ** 2)) / (x.length - 1));
}

function supportOf(
  engine: Engine,
  candidates: Candidates,
  scores: UnitScores | null,
  { support: { rule, share } }: MatchingPlan,
): { readonly eligible: Uint8Array; readonly range: SupportRecord["range"] } {
  if (scores === null) return { eligible: candidates.eligible, range: null };
  const { shown } = scores;
  return rule === "trim"
    ? commonSupport(candidates, shown, { kind: rule, share: share! }, engine)
    : commonSupport(candidates, shown, { kind: rule });
}
