/**
 * `honest`: sets for effects by event time when trends may differ, by how much they may; and how much it takes for 0 to be in the set.
 * Source: Rambachan & Roth (2023), A more credible approach to parallel trends, Review of Economic Studies 90(5),
 * doi:10.1093/restud/rdad018.
 */
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qnorm } from "../../engine/kernels/math.js";
import type { EventPath, EventPathSource } from "../event-path/event-path.js";
import { eventPath } from "../event-path/read.js";
import { breakdownOf } from "./breakdown.js";
import type { Piece } from "./estimator/accepted-set.js";
import { bilinear, type Effects, requireAllIndependent } from "./estimator/flci.js";
import { nameOf } from "./estimator/restriction.js";
import { marginAt, plugInSet, robustSet, type SetProblem, sharing } from "./estimator/robust-set.js";
import { HONEST_NOTES } from "./messages.js";
import type { HonestRecord, HonestSet, SetPiece } from "./record.js";
import { type EffectChoice, type HonestOptions, type HonestPlan, honestPlan } from "./verb.js";

/** Multiples of the largest violation before treatment. */
const MULTIPLES = [0, 0.5, 1, 1.5, 2] as const;
/** Parts of the largest change of slope before treatment. */
const PARTS = [0, 0.25, 0.5, 0.75, 1] as const;

const M_IS = { sd: "change_of_slope", rm: "times_largest_change", sdrm: "times_largest_change_of_slope" } as const;

/** Refuses what no data could serve. */
export function checkHonest(_formula: string, options: HonestOptions): void {
  honestPlan(options);
}

/**
 * Sets for the effects of a record of `did` or `event-study`, or of numbers.
 *
 * @param source a record, or `{ event, estimate, covariance, reference }`
 * @throws NotSupported as `eventPath`, where leads and lags share no reference; UsageError `honest_delta`, `honest_mvec`, `honest_method`,
 *   `honest_kappa`, `honest_l_vec`; DataError `honest_spacing`, `honest_periods`, `honest_singular`.
 */
export function honest(engine: Engine, source: EventPathSource, options: HonestOptions = {}): HonestRecord {
  const started = performance.now();
  const plan = honestPlan(options);
  const { estimator, window } = options;
  const path = eventPath(source, {
    ...(estimator === undefined ? {} : { estimator }),
    ...(window === undefined ? {} : { window }),
  });
  requirePeriods(path, plan);
  const effect = effectOf(path, plan.lVec);
  const original = originalOf(engine, path, effect.weights, plan);
  // in units of the error, so that what counts as rounding has no unit
  const unit = { effect: original.std_error, M: plan.restriction.base === "sd" ? original.std_error : 1 };
  const problem = problemOf(engine, path, effect.weights, plan, unit.effect);
  const { values, from, usual } = valuesOf(path, plan, original.std_error);
  const sets = values.map((M) => {
    plan.signal?.throwIfAborted();
    return setAt(problem, M, unit);
  });
  const made = performance.now();
  const breakdown = breakdownOf(
    (M) => {
      plan.signal?.throwIfAborted();
      return marginAt(problem, M / unit.M, 0);
    },
    Math.max(usual, values.at(-1)!),
  );
  const { method, restriction, level } = plan;
  const isDrawn = method === "C-LF";
  return deepFreeze({
    kind: "honest",
    call: path.from.call,
    path,
    restriction: { ...restriction, name: nameOf(restriction), m_is: M_IS[restriction.base] },
    ...{ method, level },
    kappa: method === "C-F" || isDrawn ? plan.kappa : null,
    draws: isDrawn ? plan.draws : null,
    seed: isDrawn ? plan.seed : null,
    generator: isDrawn ? GENERATOR : null,
    effect,
    original,
    ...{ sets, breakdown, m_from: from },
    notes: notesOf(path, plan, sets, breakdown),
    timing_ms: { sets: made - started, breakdown: performance.now() - made, total: performance.now() - started },
    provenance: { version, kernels_sha256: engine.sha256 },
  } satisfies HonestRecord);
}

/** Throws DataError `honest_spacing` for event times that are not evenly spaced, `honest_periods` for too few before the reference. */
function requirePeriods({ step, events, reference, n_pre }: EventPath, { restriction: { base } }: HonestPlan): void {
  if (step === null) {
    throw new DataError(
      "honest_spacing",
      `Event times ${[...events, reference].sort((a, b) => a - b).join(", ")} are not evenly spaced, so that changes from one to the next mean different things: cut them with --window.`,
      { got: events, expected: "evenly spaced event times" },
    );
  }
  if (base !== "sdrm" || n_pre >= 2) return;
  throw new DataError(
    "honest_periods",
    `A change of slope before treatment takes two event times before the reference, and there is ${n_pre}: use rm or sd.`,
    { got: n_pre, expected: ">= 2" },
  );
}

/** Throws UsageError `honest_l_vec`. */
function effectOf({ events, n_pre }: EventPath, choice: EffectChoice): HonestRecord["effect"] {
  const after = events.slice(n_pre);
  const treated = after.filter((event) => event >= 0);
  if (choice === "average") {
    return { of: choice, events: after, weights: after.map((event) => (event >= 0 ? 1 / treated.length : 0)) };
  }
  if (choice === "first" || "event" in choice) {
    const event = choice === "first" ? treated[0]! : choice.event;
    if (!after.includes(event)) {
      throw new UsageError("honest_l_vec", `There is no effect at event time ${event} after the reference.`, {
        got: event,
        expected: after,
      });
    }
    return {
      of: choice === "first" ? choice : "event",
      events: after,
      weights: after.map((one) => Number(one === event)),
    };
  }
  if (choice.length === after.length && choice.every(Number.isFinite) && choice.some((weight) => weight !== 0)) {
    return { of: "weights", events: after, weights: choice };
  }
  throw new UsageError(
    "honest_l_vec",
    `Weights are a number for each of the ${after.length} effects after the reference (event times ${after.join(", ")}), not all 0; got ${choice.length}.`,
    { got: choice, expected: after.length },
  );
}

function problemOf(
  engine: Engine,
  path: EventPath,
  weights: readonly number[],
  plan: HonestPlan,
  unit: number,
): SetProblem {
  const { method, restriction, alpha, kappa, draws, seed } = plan;
  const effects: Effects = {
    ...{ nPre: path.n_pre, nPost: path.n_post },
    estimates: Float64Array.from(path.estimates, (value) => value / unit),
    covariance: Float64Array.from(path.covariance.flat(), (value) => value / unit / unit),
    weights: Float64Array.from(weights),
  };
  // a combination that only seems to have no error would reject whatever it bounds
  if (method !== "FLCI") requireAllIndependent(effects);
  return { engine, effects, restriction, method, alpha, kappa, draws, seed, shared: sharing() };
}

/** The values of M, ascending, and how large one may usually be: once, or the largest change of slope before the reference. */
function valuesOf({ estimates, n_pre }: EventPath, { mvec, restriction }: HonestPlan, error: number) {
  const isSmooth = restriction.base === "sd";
  const before = [...estimates.slice(0, n_pre), 0];
  const changes = before.slice(2).map((value, i) => Math.abs(value - 2 * before[i + 1]! + before[i]!));
  const largest = Math.max(0, ...changes);
  const usual = isSmooth ? Number((largest > 0 ? largest : error).toPrecision(2)) : 1;
  if (mvec !== undefined) {
    const values = [...new Set(requireValues(mvec))].sort((a, b) => a - b);
    return { values, from: "given" as const, usual };
  }
  if (!isSmooth) return { values: MULTIPLES, from: "multiples" as const, usual };
  return { values: PARTS.map((part) => Number((part * usual).toPrecision(6))), from: "estimates" as const, usual };
}

function requireValues(mvec: readonly number[]): readonly number[] {
  if (mvec.length > 0 && mvec.every((M) => Number.isFinite(M) && M >= 0)) return mvec;
  throw new UsageError("honest_mvec", `mvec (--mvec) takes numbers of at least 0; got ${mvec.join(", ")}.`, {
    got: mvec,
    expected: ">= 0",
  });
}

/** What effects and M are divided by. */
interface Unit {
  readonly effect: number;
  readonly M: number;
}

function setAt(problem: SetProblem, M: number, unit: Unit): HonestSet {
  const { pieces, flci } = robustSet(problem, M / unit.M);
  const shown = pieces.map((piece) => shownPiece(piece, unit));
  return {
    M,
    low: shown[0]?.low ?? null,
    high: shown.at(-1)?.high ?? null,
    pieces: shown,
    holds_zero: pieces.some(({ low, high }) => low <= 0 && high >= 0),
    identified: plugInSet(problem, M / unit.M).map((piece) => shownPiece(piece, unit)),
    ...(flci === undefined
      ? {}
      : {
          flci: {
            estimate: flci.estimate * unit.effect,
            half_length: flci.half_length * unit.effect,
            worst_bias: flci.worst_bias * unit.effect,
            std_error: flci.std_error * unit.effect,
            weights: Array.from(flci.weights),
          },
        }),
  };
}

function shownPiece({ low, high }: Piece, unit: Unit): SetPiece {
  const shown = (end: number): number | null => (Number.isFinite(end) ? end * unit.effect : null);
  return { low: shown(low), high: shown(high) };
}

/** Throws DataError `honest_singular` for a combination of effects without an error. */
function originalOf(
  engine: Engine,
  { estimates, covariance, n_pre }: EventPath,
  weights: readonly number[],
  { alpha }: HonestPlan,
): HonestRecord["original"] {
  const all = Float64Array.of(...new Float64Array(n_pre), ...weights);
  const estimate = all.reduce((sum, weight, i) => sum + weight * estimates[i]!, 0);
  const std_error = Math.sqrt(bilinear(Float64Array.from(covariance.flat()), all, all));
  if (!(std_error > 0)) {
    throw new DataError(
      "honest_singular",
      "The combination of effects has no error, as where their covariance is singular: ask for another (--l-vec).",
      { got: std_error, expected: "> 0" },
    );
  }
  const half = qnorm(engine, alpha / 2, true) * std_error;
  return { estimate, std_error, low: estimate - half, high: estimate + half };
}

function notesOf(
  { reference, events, n_pre, binned, left_out, df }: EventPath,
  { method, restriction }: HonestPlan,
  sets: readonly HonestSet[],
  { M, again_without }: HonestRecord["breakdown"],
): Note[] {
  const where = (test: (set: HonestSet) => boolean): number[] => sets.filter(test).map((set) => set.M);
  const several = where(({ pieces }) => pieces.length > 1);
  const most = Math.max(0, ...sets.map(({ pieces }) => pieces.length));
  const endless = where(({ pieces }) => pieces.some(({ low, high }) => low === null || high === null));
  const empty = where(({ pieces }) => pieces.length === 0);
  const early = events.slice(n_pre).filter((event) => event < 0);
  const isDegenerate = restriction.base === "sd" && method !== "FLCI" && sets.some((set) => set.M === 0);
  return [
    early.length > 0 && note(HONEST_NOTES, "honest_anticipated", { reference, events: early }),
    binned.length > 0 && note(HONEST_NOTES, "honest_binned", { labels: binned.map(({ label }) => label) }),
    left_out.length > 0 && note(HONEST_NOTES, "honest_left_out", { events: left_out }),
    isDegenerate && note(HONEST_NOTES, "honest_degenerate", { method }),
    several.length > 0 && note(HONEST_NOTES, "honest_pieces", { M: several, pieces: most }),
    endless.length > 0 && note(HONEST_NOTES, "honest_unbounded", { M: endless }),
    empty.length > 0 && note(HONEST_NOTES, "honest_empty", { M: empty }),
    M !== null && again_without !== null && note(HONEST_NOTES, "honest_not_nested", { M, again: again_without }),
    df !== null && note(HONEST_NOTES, "honest_normal", { df }),
  ].filter((one) => one !== false);
}
