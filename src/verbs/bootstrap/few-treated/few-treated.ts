/**
 * Inference where few groups are treated, however many there are: the estimate does not settle, but its distribution does, and errors
 * of untreated groups show it. Kinds `conley-taber` and `ferman-pinto` of `bootstrap`.
 */
import { type Note, note } from "../../../base/messages.js";
import { isAsFar } from "../../../base/numbers.js";
import { GENERATOR } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pt } from "../../../engine/kernels/math.js";
import { runInSlices } from "../../resampling/draw-loop.js";
import { type PrepareResampling, termPosition } from "../../resampling/model.js";
import { BOOTSTRAP_NOTES } from "../messages.js";
import { type BootstrapPlan, partialNote } from "../plan.js";
import type { BootstrapFindings, BootstrapInterval } from "../record.js";
import type { BootstrapOptions } from "../verb.js";
import { type GroupErrors, groupErrors, periodColumn } from "./group-errors.js";
import { conleyTaberDraw, countDonors, drawnGroups, fermanPintoDraw, normed, pathsOf } from "./reference.js";

/** Groups drawn, in all draws, that are kept to try other values by: 40 MB. */
const MOST_KEPT = 1e7;
/** Of an end of an interval, in units of the spread of the draws. */
const PRECISION = 1e-6;

/** Findings. Throws as `bootstrap`, `periodColumn` and `groupErrors`. */
export async function fewTreatedBootstrap(
  engine: Engine,
  prepare: PrepareResampling,
  plan: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const { kind, variance, terms, values, level, ties } = plan;
  const { fit, name, time, errors, isOne } = engine.scope((scope) => {
    const model = prepare(scope, { clusters: variance.by });
    const at = termPosition(model, terms[0]!);
    const time = periodColumn(engine, model, options.time);
    const errors = groupErrors(engine, scope, model, at, time, options.size);
    const isOne = errors.scarcity.every((value) => Math.abs(value - errors.scarcity[0]!) < 1e-12 * value);
    return { fit: model.fit, name: model.names[at]!, time, errors, isOne };
  });
  const { estimate, std_error } = fit.coefficients[name]!;
  const away = estimate - values[0]!;
  const paths = pathsOf(errors);
  const isConleyTaber = kind === "conley-taber";
  const isKept = plan.draws * errors.nGroups <= MOST_KEPT;
  const all = isConleyTaber && countDonors(errors) <= plan.draws;
  const nDraws = all ? countDonors(errors) : plan.draws;
  const { seed } = plan.options;
  const under = isConleyTaber ? null : normed(paths, away);
  const draw =
    under === null
      ? conleyTaberDraw(engine, errors, paths, seed, all)
      : (b: number): number => {
          const groups = drawnGroups(engine, errors.nGroups, seed, b);
          return fermanPintoDraw(errors, paths, under, (g) => groups[g]!);
        };
  const drawn = new Float64Array(nDraws);
  const started = performance.now();
  const { done, stopped } = await runInSlices(
    nDraws,
    (first, count) => {
      for (let b = first; b < first + count; b++) drawn[b] = draw(b);
    },
    { ...options, stage: `${kind}: ${nDraws} draws`, columns: { estimate: drawn } },
  );
  const draws = drawn.subarray(0, done);
  const tail = tailsOf(draws);
  const interval = isConleyTaber
    ? byQuantiles(draws, estimate, level)
    : !isKept || stopped
      ? null
      : byInversion(errors, paths, allGroups(engine, errors, seed, done), done, { estimate, level });
  const drawing_ms = performance.now() - started;
  const statistic = away / std_error;
  const clusters = { name: errors.groups.name, G: errors.nGroups };
  const isBeyond = isAsFar(away, ties);
  const beyond = draws.filter(isBeyond).length;
  return {
    fit,
    terms: [name],
    null_values: [values[0]!],
    observed: {
      estimate,
      std_error,
      statistic,
      p_value: 2 * pt(engine, -Math.abs(statistic), fit.vcov.df),
      df: fit.vcov.df,
    },
    bootstrap: {
      kind,
      ...{ type: null, weights: null, impose_null: !isConleyTaber, clusters, error_clusters: [clusters] },
      draws: { requested: plan.draws, done, used: done, undefined: 0 },
      ...{ enumerated: all, partial: stopped, ties, generator: all ? null : GENERATOR, seed: all ? null : seed },
      indices: null,
      method: "errors of groups",
      because: `each treated ${errors.groups.name} gets the residuals of another, in its own contrast of ${time}`,
    },
    draws: { estimate: Array.from(draws), statistic: [] },
    p_value: {
      statistic: (1 + beyond) / (1 + done),
      equal_tailed: Math.min(1, 2 * Math.min(tail.below(away), tail.above(away))),
      estimate: null,
    },
    interval,
    pairs: null,
    influence: [],
    few_treated: {
      period: time,
      periods: errors.nPeriods,
      treated: errors.treated.map((g) => errors.groups.label(g)),
      controls: errors.controls.length,
      size: isConleyTaber ? null : (options.size ?? "rows"),
      variance: under?.map((path) => path.variance) ?? null,
    },
    notes: [
      ...notesOf(errors, { stopped, done, nDraws, isConleyTaber, isOne, isKept }),
      ...(interval === null || (interval.conf_low !== null && interval.conf_high !== null)
        ? []
        : [note(BOOTSTRAP_NOTES, "few_treated_open", { controls: errors.controls.length, draws: done, level })]),
    ],
    drawing_ms,
  };
}

/** Shares of draws at least as low and as high; the sample itself, which is never among them, is one more. */
function tailsOf(draws: Float64Array) {
  const share = (count: number): number => (1 + count) / (1 + draws.length);
  return {
    below: (value: number) => share(draws.filter((draw) => draw <= value).length),
    above: (value: number) => share(draws.filter((draw) => draw >= value).length),
  };
}

/** The values whose equal-tailed p is above 1 - level, where the draws do not depend on the value. */
function byQuantiles(draws: Float64Array, estimate: number, level: number): BootstrapInterval {
  const sorted = draws.slice().sort();
  const B = sorted.length;
  const half = (1 - level) / 2;
  // the k-th draw from an end is the first with a share above half
  const k = Math.floor(half * (1 + B) + 1e-9);
  return {
    conf_low: k === 0 ? null : estimate - sorted[B - k]!,
    conf_high: k === 0 ? null : estimate - sorted[k - 1]!,
    ...{ level, method: "inversion" },
  };
}

/** The groups of every draw, one after the other. */
function allGroups(engine: Engine, { nGroups }: GroupErrors, seed: number, B: number): Uint32Array {
  const groups = new Uint32Array(B * nGroups);
  for (let b = 0; b < B; b++) groups.set(drawnGroups(engine, nGroups, seed, b), b * nGroups);
  return groups;
}

/** The same where they do: each value has the errors that it leaves. Ends by bisection. */
function byInversion(
  errors: GroupErrors,
  paths: ReturnType<typeof pathsOf>,
  kept: Uint32Array,
  B: number,
  { estimate, level }: { readonly estimate: number; readonly level: number },
): BootstrapInterval {
  const G = errors.nGroups;
  /** Whether a value this far below the estimate is not rejected. */
  const stands = (away: number): boolean => {
    const under = normed(paths, away);
    let [below, above] = [0, 0];
    for (let b = 0; b < B; b++) {
      const draw = fermanPintoDraw(errors, paths, under, (g) => kept[b * G + g]!);
      if (draw <= away) below++;
      if (draw >= away) above++;
    }
    return (2 * (1 + Math.min(below, above))) / (1 + B) > 1 - level;
  };
  const spread = Math.sqrt(
    normed(paths, 0).reduce((sum, { sd, variance }) => sum + variance.groups * sd[errors.treated[0]!]! ** 2, 0),
  );
  const end = (sign: 1 | -1): number | null => {
    if (!stands(0)) return estimate;
    let [inside, outside] = [0, 2 * spread];
    for (let step = 0; stands(sign * outside); step++) {
      if (step === 40) return null;
      [inside, outside] = [outside, 2 * outside];
    }
    while (outside - inside > PRECISION * spread) {
      const middle = (inside + outside) / 2;
      if (stands(sign * middle)) inside = middle;
      else outside = middle;
    }
    return estimate - sign * inside;
  };
  return { conf_low: end(1), conf_high: end(-1), level, method: "inversion" };
}

function notesOf(
  { treated, controls }: GroupErrors,
  found: {
    readonly stopped: boolean;
    readonly done: number;
    readonly nDraws: number;
    readonly isConleyTaber: boolean;
    readonly isOne: boolean;
    readonly isKept: boolean;
  },
): readonly Note[] {
  const { stopped, done, nDraws, isConleyTaber, isOne, isKept } = found;
  const facts = { treated: treated.length, controls: controls.length };
  return [
    ...(stopped ? [partialNote(done, nDraws)] : []),
    ...(treated.length > controls.length / 4 ? [note(BOOTSTRAP_NOTES, "few_treated_many", facts)] : []),
    ...(isConleyTaber ? [note(BOOTSTRAP_NOTES, "few_treated_alike", facts)] : []),
    ...(!isConleyTaber && isOne ? [note(BOOTSTRAP_NOTES, "few_treated_equal")] : []),
    ...(!isConleyTaber && !isKept ? [note(BOOTSTRAP_NOTES, "few_treated_interval", { draws: nDraws })] : []),
  ];
}
