/**
 * One matching: scores, common support, caliper, and the method that was planned, on the units of the sample
 * or of one value of `by`. Every number is made by an estimator; here they are only chosen and joined.
 */

import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { MatchedPart } from "./att.js";
import type { Candidates } from "./estimator/match.js";
import { commonSupport } from "./estimator/scored-units.js";
import { byMethod } from "./methods.js";
import type { MatchingPlan } from "./plan.js";
import type { PsmatchRecord, SupportRecord } from "./record.js";
import { requireBothGroups } from "./sample.js";
import { type MatchUnits, type UnitScores, unitScores } from "./units.js";

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
  const support =
    rule === "trim"
      ? commonSupport(candidates, shown, { kind: rule, share: share! }, engine)
      : commonSupport(candidates, shown, { kind: rule });
  requireOverlap(candidates.treated, support.eligible, shown, rule);
  return support;
}

/** Throws DataError `no_overlap` where the rule leaves no treated unit or no control. */
function requireOverlap(treated: Uint8Array, eligible: Uint8Array, score: Float64Array, rule: string): void {
  const nTreated = eligible.reduce((sum, on, i) => sum + on * treated[i]!, 0);
  const nControls = eligible.reduce((sum, on) => sum + on, 0) - nTreated;
  if (nTreated > 0 && nControls > 0) return;
  const rangeOf = (group: number): string => {
    const values = score.filter((_, i) => treated[i] === group);
    return `${rounded(least(values))} to ${rounded(-least(values.map((value) => -value)))}`;
  };
  throw new DataError(
    "no_overlap",
    `The scores of the groups don't overlap: treated ${rangeOf(1)}, controls ${rangeOf(0)}; the rule of common support, ${rule}, leaves ${nTreated} treated units and ${nControls} controls. Matching would compare units that have nothing in common: use fewer or coarser covariates, or other controls.`,
    { got: { treated: nTreated, controls: nControls }, expected: ">= 1 of each group" },
  );
}

const least = (values: Float64Array): number => values.reduce((low, value) => Math.min(low, value));
const rounded = (value: number): number => Number(value.toPrecision(4));
