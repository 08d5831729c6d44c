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
import { bilinear, type Effects } from "./estimator/flci.js";
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
  const problem = problemOf(engine, path, effect.weights, plan);
  const { values, from } = valuesOf(path, plan, problem.effects);
  const sets = values.map((M) => {
    plan.signal?.throwIfAborted();
    return setAt(problem, M);
  });
  const made = performance.now();
  const breakdown = breakdownOf(
    (M) => {
      plan.signal?.throwIfAborted();
      return marginAt(problem, M, 0);
    },
    values.at(-1)! > 0 ? values.at(-1)! : 1,
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
    original: originalOf(engine, problem.effects, level),
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

function problemOf(engine: Engine, path: EventPath, weights: readonly number[], plan: HonestPlan): SetProblem {
  const { method, restriction, alpha, kappa, draws, seed } = plan;
  const effects: Effects = {
    ...{ nPre: path.n_pre, nPost: path.n_post },
    estimates: Float64Array.from(path.estimates),
    covariance: Float64Array.from(path.covariance.flat()),
    weights: Float64Array.from(weights),
  };
  return { engine, effects, restriction, method, alpha, kappa, draws, seed, shared: sharing() };
}

/** The values of M, ascending. */
function valuesOf(
  { estimates, n_pre }: EventPath,
  { mvec, restriction }: HonestPlan,
  effects: Effects,
): { readonly values: readonly number[]; readonly from: HonestRecord["m_from"] } {
  if (mvec !== undefined) return { values: [...new Set(requireValues(mvec))].sort((a, b) => a - b), from: "given" };
  if (restriction.base !== "sd") return { values: MULTIPLES, from: "multiples" };
  const before = [...estimates.slice(0, n_pre), 0];
  const changes = before.slice(2).map((value, i) => Math.abs(value - 2 * before[i + 1]! + before[i]!));
  const own = changes.length === 0 ? originalError(effects) : Math.max(...changes);
  const scale = Number((own > 0 ? own : originalError(effects)).toPrecision(2));
  return { values: PARTS.map((part) => Number((part * scale).toPrecision(6))), from: "estimates" };
}

function requireValues(mvec: readonly number[]): readonly number[] {
  if (mvec.length > 0 && mvec.every((M) => Number.isFinite(M) && M >= 0)) return mvec;
  throw new UsageError("honest_mvec", `mvec (--mvec) takes numbers of at least 0; got ${mvec.join(", ")}.`, {
    got: mvec,
    expected: ">= 0",
  });
}

function setAt(problem: SetProblem, M: number): HonestSet {
  const { pieces, flci } = robustSet(problem, M);
  const shown = pieces.map(shownPiece);
  return {
    M,
    low: shown[0]?.low ?? null,
    high: shown.at(-1)?.high ?? null,
    pieces: shown,
    holds_zero: pieces.some(({ low, high }) => low <= 0 && high >= 0),
    identified: plugInSet(problem, M).map(shownPiece),
    ...(flci === undefined
      ? {}
      : {
          flci: {
            ...{ estimate: flci.estimate, half_length: flci.half_length, worst_bias: flci.worst_bias },
            ...{ std_error: flci.std_error, weights: Array.from(flci.weights) },
          },
        }),
  };
}

const shownPiece = ({ low, high }: Piece): SetPiece => ({
  low: Number.isFinite(low) ? low : null,
  high: Number.isFinite(high) ? high : null,
});

function originalOf(engine: Engine, effects: Effects, level: number): HonestRecord["original"] {
  const estimate = effects.weights.reduce((sum, weight, k) => sum + weight * effects.estimates[effects.nPre + k]!, 0);
  const std_error = originalError(effects);
  const half = qnorm(engine, (1 - level) / 2, true) * std_error;
  return { estimate, std_error, low: estimate - half, high: estimate + half };
}

function originalError({ nPre, covariance, weights }: Effects): number {
  const all = Float64Array.of(...new Float64Array(nPre), ...weights);
  return Math.sqrt(bilinear(covariance, all, all));
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
