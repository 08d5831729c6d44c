/**
 * The bootstrap of a planned matching: what `bootstrapAtt` repeats, and what the record says of the draws.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { Replicated } from "../../base/replications.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { clusterCountsBlock, GENERATOR, PURPOSE } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import {
  type BootstrapSummary,
  bootstrapSummary,
  type Interval,
} from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import { runInSlices } from "../resampling/draw-loop.js";
import {
  type AttMethod,
  type AttRecipe,
  type AttSample,
  attOf,
  attOfDraw,
  requireSmooth,
} from "./estimator/att-draws.js";
import type { MatchedUnits } from "./match.js";
import type { MatchingPlan } from "./plan.js";
import type { AttRecord } from "./record.js";

// The bootstrap of an effect on the treated: rows or clusters drawn with replacement, the score estimated anew in each
// draw. Not for nearest neighbours (Abadie & Imbens 2008, Econometrica 76(6), doi:10.3982/ECTA6474). Sources: Efron
// (1979), Annals of Statistics 7(1), doi:10.1214/aos/1176344552; Heckman, Ichimura & Todd (1997), Review of Economic
// Studies 64(4), doi:10.2307/2971733.

interface AttBootstrapOptions extends LongOptions, Replicated {
  /** Draws, at least 2. */
  readonly draws: number;
  readonly seed: number;
  /** Level of the intervals. Default 0.95. */
  readonly level?: number;
  /** Clusters that are drawn whole: u32[n] below nLevels. Rows when left out. */
  readonly clusters?: { readonly codes: Uint32Array; readonly nLevels: number };
}

/** What the draws say of the effect. */
interface AttBootstrap {
  /** The effect on the sample itself. */
  readonly estimate: number;
  /** f64[done]: the effect of each draw, NaN where there was none. */
  readonly draws: Float64Array;
  readonly stdError: number;
  readonly percentile: Interval;
  readonly basic: Interval;
  /** Mean of the draws less the estimate. */
  readonly bias: number;
  readonly requested: number;
  readonly done: number;
  readonly used: number;
  /** Draws made here without an effect, by the code of the error that left them so, such as `separation`. */
  readonly failed: Readonly<Record<string, number>>;
  /** Whether the signal ended the draws before the last (`keepPartial`). */
  readonly partial: boolean;
  readonly generator: string;
  readonly seed: number;
  /** Units drawn. */
  readonly units: { readonly kind: "rows" | "clusters"; readonly count: number };
}

/**
 * Draws the effect again. The same for any number of threads and whatever the slices.
 *
 * @throws UsageError `bootstrap_draws`; NotSupported as `attOf`; DataError `bootstrap_no_draw`; the sample's own errors
 */
export async function bootstrapAtt(
  engine: Engine,
  sample: AttSample,
  recipe: AttRecipe,
  options: AttBootstrapOptions,
): Promise<AttBootstrap> {
  const { draws: requested, seed, level = 0.95 } = options;
  if (!(Number.isSafeInteger(requested) && requested >= 2)) {
    throw new UsageError("bootstrap_draws", `The number of draws must be a whole number from 2 on; got ${requested}.`, {
      got: requested,
      expected: ">= 2",
    });
  }
  requireSmooth(recipe);
  const estimate = attOf(engine, sample, recipe);
  const rowsOf = membersOf(sample.treated.length, options.clusters);
  const [values, failures] = [new Float64Array(requested).fill(Number.NaN), new Map<number, string>()];
  const { done, stopped } = await runInSlices(
    requested,
    (first, count) => {
      const counts = engine.scope((scope) => {
        const request = { first, count, seed, purpose: PURPOSE.attBootstrap };
        return copyOut(clusterCountsBlock(engine, scope, rowsOf.length, request));
      });
      for (let d = 0; d < count; d++) {
        const own = counts.subarray(d * rowsOf.length, (d + 1) * rowsOf.length);
        const draw = attOfDraw(engine, sample, recipe, own, rowsOf);
        if ("att" in draw) values[first + d] = draw.att;
        else failures.set(first + d, draw.failed);
      }
    },
    { ...options, columns: { effect: values }, stage: `bootstrap draws of the effect: ${requested}` },
  );
  const draws = values.slice(0, done);
  const failed: Record<string, number> = {};
  for (const [draw, code] of failures) if (draw < done) failed[code] = (failed[code] ?? 0) + 1;
  const summary: BootstrapSummary = bootstrapSummary(
    { estimate, stdError: Number.NaN },
    draws,
    new Float64Array(done).fill(Number.NaN),
    { level },
  );
  return {
    ...{ estimate, draws, stdError: summary.stdError, percentile: summary.percentile, basic: summary.basic },
    ...{ bias: summary.mean - estimate, requested, done, used: summary.used, failed },
    ...{ partial: stopped, generator: GENERATOR, seed },
    units: { kind: options.clusters === undefined ? "rows" : "clusters", count: rowsOf.length },
  };
}

/** Rows of each unit that is drawn, in sample order. */
function membersOf(n: number, clusters: AttBootstrapOptions["clusters"]): Uint32Array[] {
  if (clusters === undefined) return Array.from({ length: n }, (_, i) => Uint32Array.of(i));
  const rows = Array.from({ length: clusters.nLevels }, (): number[] => []);
  clusters.codes.forEach((code, i) => {
    rows[code]!.push(i);
  });
  return rows.map((members) => Uint32Array.from(members));
}

/** The bootstrap's error, and its part of the record. */
interface DrawnError {
  readonly std_error: number;
  readonly record: NonNullable<AttRecord["bootstrap"]>;
}

/** Draws the effect of `matched` again. Throws as `bootstrapAtt`. */
export async function bootstrapOf(
  engine: Engine,
  { units, caliper }: MatchedUnits,
  plan: MatchingPlan,
  draws: number,
  options: Pick<LongOptions, "onProgress" | "signal"> & Replicated,
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
