/**
 * The draws of the whole chain: clusters with replacement, quality and the second step made anew, and in
 * the same draws the second step with quality as it is, so that the difference is what its estimation adds.
 * Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3), doi:10.1162/rest.90.3.414.
 */

import { NumericalError } from "../../base/errors.js";
import { finiteOrNull } from "../../base/numbers.js";
import type { LongOptions } from "../../base/progress.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { bootstrapSummary } from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import { pairsCountsBlock } from "../../regression/cluster-bootstrap/reweighted.js";
import { runInSlices } from "../../verbs/resampling/draw-loop.js";
import { type QualityDraw, qualityDraws, SpreadByCell } from "./draw.js";
import type { DrawnBase } from "./drawn-base.js";
import { type PolicyPanel, panelRefits, termOf } from "./one-step.js";
import type { PolicyPlan } from "./plan.js";
import type { DrawnRecord, PolicyBootstrapRecord, PolicyCoefficient } from "./record.js";

/** Numbers by draw, NaN where there is none, and errors by cell and by group of sigma. */
export interface PolicyDraws {
  readonly done: number;
  readonly stopped: boolean;
  readonly sigma: Float64Array;
  readonly normalised: Float64Array;
  readonly raw: Float64Array;
  readonly normalisedHeld: Float64Array;
  readonly rawHeld: Float64Array;
  /** Draws without quality, by reason. */
  readonly failed: Readonly<Record<string, number>>;
  readonly cells: { readonly normalised: SpreadByCell; readonly raw: SpreadByCell };
  readonly groups: SpreadByCell;
  /** Sigma on the data as they are. */
  readonly ownSigma: number;
}

/** Makes the draws. Throws what the chain throws on the data as they are, and the signal's reason. */
export async function policyDraws(
  engine: Engine,
  base: DrawnBase,
  panel: PolicyPanel,
  plan: PolicyPlan,
  long: Pick<LongOptions, "onProgress" | "signal" | "keepPartial">,
): Promise<PolicyDraws> {
  const { draws: nDraws, seed } = plan;
  const G = base.clusters.nLevels;
  const held = engine.hold((scope) => ({
    draw: qualityDraws(engine, scope, base, plan, long.signal),
    refits: panelRefits(engine, scope, panel, base, plan),
  }));
  try {
    const { draw, refits } = held.value;
    const own = draw(new Float64Array(G).fill(1));
    if ("failed" in own) throw noQuality(own.failed);
    const numbers = () => new Float64Array(nDraws).fill(Number.NaN);
    const made = { sigma: numbers(), normalised: numbers(), raw: numbers() };
    const [normalisedHeld, rawHeld] = [numbers(), numbers()];
    const spread = { normalised: new SpreadByCell(own.normalised), raw: new SpreadByCell(own.raw) };
    const groups = new SpreadByCell(own.estimates);
    const failed: Record<string, number> = {};
    const one = (b: number, counts: Float64Array): void => {
      normalisedHeld[b] = refits.coefficient(own.normalised, counts);
      rawHeld[b] = refits.coefficient(own.raw, counts);
      const drawn = attempt(() => draw(counts));
      if ("failed" in drawn) {
        failed[drawn.failed] = (failed[drawn.failed] ?? 0) + 1;
        return;
      }
      made.sigma[b] = drawn.sigma;
      made.normalised[b] = refits.coefficient(drawn.normalised, counts);
      made.raw[b] = refits.coefficient(drawn.raw, counts);
      spread.normalised.add(drawn.normalised);
      spread.raw.add(drawn.raw);
      groups.add(drawn.estimates);
    };
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        const counts = engine.scope((scope) => copyOut(pairsCountsBlock(engine, scope, G, { first, count, seed })));
        for (let d = 0; d < count; d++) {
          long.signal?.throwIfAborted();
          one(first + d, counts.subarray(d * G, (d + 1) * G));
        }
      },
      { ...long, stage: `draws of quality and policy: ${nDraws}` },
    );
    const cut = (values: Float64Array): Float64Array => values.subarray(0, done);
    return {
      done,
      stopped,
      sigma: cut(made.sigma),
      normalised: cut(made.normalised),
      raw: cut(made.raw),
      normalisedHeld: cut(normalisedHeld),
      rawHeld: cut(rawHeld),
      failed,
      cells: spread,
      groups,
      ownSigma: own.sigma,
    };
  } finally {
    held.free();
  }
}

/** A draw on which arithmetic fails is one more that failed; other errors pass. */
function attempt(draw: () => QualityDraw): QualityDraw | { readonly failed: string } {
  try {
    return draw();
  } catch (error) {
    if (error instanceof NumericalError) return { failed: error.code };
    throw error;
  }
}

const noQuality = (because: string): NumericalError =>
  new NumericalError("policy_no_quality", `Quality can't be estimated on the data as they are: ${because}.`, {
    got: because,
    expected: "a quality for every cell",
  });

// Draws as the record reports them: errors, intervals and bias of sigma and of the coefficients, with quality made anew
// and with quality held.

/** Throws DataError `bootstrap_no_draw` when fewer than two draws have a number. */
export function bootstrapRecord(
  base: DrawnBase,
  panel: PolicyPanel,
  plan: PolicyPlan,
  draws: PolicyDraws,
): PolicyBootstrapRecord {
  const { done, failed, stopped } = draws;
  const withQuality = done - Object.values(failed).reduce((sum, count) => sum + count, 0);
  const observed = (kind: "normalised" | "raw") => {
    const fit = panel[kind];
    return fit.coefficients[termOf(fit, plan.term)]!;
  };
  const drawn = (estimate: number, stdError: number | null, values: Float64Array, possible: number): DrawnRecord => {
    const none = new Float64Array(values.length).fill(Number.NaN);
    const {
      used,
      mean,
      stdError: spread,
      percentile,
    } = bootstrapSummary({ estimate, stdError: stdError ?? Number.NaN }, values, none, { level: plan.level });
    return {
      estimate,
      std_error: stdError,
      bootstrap_std_error: spread,
      ...percentile,
      bias: mean - estimate,
      used,
      not_identified: possible - used,
    };
  };
  const coefficient = (kind: "normalised" | "raw", anew: Float64Array, held: Float64Array): PolicyCoefficient => {
    const { estimate, std_error } = observed(kind);
    const [reEstimated, asIs] = [drawn(estimate, std_error, anew, withQuality), drawn(estimate, std_error, held, done)];
    const ratio = reEstimated.bootstrap_std_error / asIs.bootstrap_std_error;
    return { re_estimated: reEstimated, held: asIs, ratio: Number.isFinite(ratio) ? ratio : null };
  };
  const { sigma } = plan.quality;
  const isEstimated = sigma.source === "iv" || sigma.source === "ols";
  return {
    clusters: { name: base.clusters.name, G: base.clusters.nLevels },
    panel_resampled: base.clusterOfCell !== null,
    draws: { requested: plan.draws, done },
    failed,
    partial: stopped,
    generator: GENERATOR,
    seed: plan.seed,
    level: plan.level,
    sigma: isEstimated ? drawn(draws.ownSigma, null, draws.sigma, withQuality) : null,
    coefficients: {
      normalised: coefficient("normalised", draws.normalised, draws.normalisedHeld),
      raw: coefficient("raw", draws.raw, draws.rawHeld),
    },
    values: {
      sigma: Array.from(draws.sigma, finiteOrNull),
      normalised: Array.from(draws.normalised, finiteOrNull),
      raw: Array.from(draws.raw, finiteOrNull),
      normalised_held: Array.from(draws.normalisedHeld, finiteOrNull),
      raw_held: Array.from(draws.rawHeld, finiteOrNull),
    },
  };
}
