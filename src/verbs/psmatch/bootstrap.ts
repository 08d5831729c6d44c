/**
 * The bootstrap of a planned matching: what `bootstrapAtt` repeats, and what the record says of the draws.
 */
import { NotSupported } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { bootstrapAtt } from "./bootstrap-att.js";
import type { AttMethod, AttRecipe } from "./estimator/att-draws.js";
import type { MatchedUnits } from "./match.js";
import type { MatchingPlan } from "./plan.js";
import type { AttRecord } from "./record.js";

/** The bootstrap's error, and its part of the record. */
export interface DrawnError {
  readonly std_error: number;
  readonly record: NonNullable<AttRecord["bootstrap"]>;
}

/** Draws the effect of `matched` again. Throws as `bootstrapAtt`. */
export async function bootstrapOf(
  engine: Engine,
  { units, caliper }: MatchedUnits,
  plan: MatchingPlan,
  draws: number,
  options: Pick<LongOptions, "onProgress" | "signal">,
): Promise<DrawnError> {
  const { treated, regressors, outcome, cells, cluster } = units;
  const { seed, level, support, scale } = plan;
  const recipe: AttRecipe = {
    link: plan.link!,
    scale: scale === "linear" ? "linear" : "probability",
    support: support.rule === "trim" ? { kind: "trim", share: support.share! } : { kind: support.rule },
    method: methodOf(plan, caliper?.raw ?? null),
  };
  const found = await bootstrapAtt(
    engine,
    {
      treated,
      X: regressors.map(({ values }) => values),
      names: regressors.map(({ name }) => name),
      outcome: outcome!,
      ...(cells === null ? {} : { cells: cells.codes, nCells: cells.nLevels }),
    },
    recipe,
    { draws, seed, level, ...options, ...(cluster === null ? {} : { clusters: cluster }) },
  );
  const { stdError, percentile, used, requested, generator } = found;
  return {
    std_error: stdError,
    record: {
      draws: requested,
      failed: requested - used,
      seed,
      cluster: plan.cluster,
      generator,
      percentile_low: percentile.conf_low,
      percentile_high: percentile.conf_high,
    },
  };
}

/** Refuses what the draws can't repeat: NotSupported `bootstrap_score`, `bootstrap_by`. */
export function requireDrawable({ draws, score, by }: Pick<MatchingPlan, "draws" | "score" | "by">): void {
  if (draws === null) return;
  if (score !== null) {
    throw new NotSupported(
      "bootstrap_score",
      "The bootstrap estimates the score in each draw, which a score that is given has not: leave score or draws out.",
      { got: score, expected: "a score estimated here" },
    );
  }
  if (by !== null) {
    throw new NotSupported(
      "bootstrap_by",
      `The bootstrap of matchings within values of a column is not offered: leave by or draws out, or take one value by subset.`,
      { got: by, expected: "no by" },
    );
  }
}

function methodOf({ method, kernel, bandwidth }: MatchingPlan, radius: number | null): AttMethod {
  switch (method) {
    case "radius":
      return { kind: "kernel", kernel: "uniform", bandwidth: radius!, localLinear: false };
    case "kernel":
    case "llr":
      return { kind: "kernel", kernel: kernel!, bandwidth: bandwidth!, localLinear: method === "llr" };
    case "ipw":
      return { kind: "weights" };
    case "dr":
      return { kind: "doubly_robust" };
    default:
      return { kind: "nearest" };
  }
}
