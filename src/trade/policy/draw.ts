/**
 * Quality in one draw of clusters: sigma where it is estimated, residual, normalisation and means by cell,
 * on rows that count as often as their cluster was drawn. The same numbers as from a table in which a cluster drawn twice
 * stands twice; nothing is built but weights.
 * Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3), doi:10.1162/rest.90.3.414.
 */
import { gatherColumns, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { groupSums } from "../../engine/kernels/groups.js";
import {
  aggregateMeans,
  drawnQuality,
  drawnRows,
  type StackedEffects,
  stackEffects,
  type WeightedIv,
  weightedGroupIv,
} from "../../engine/kernels/quality.js";
import { type Absorber, makeAbsorber } from "../../regression/absorb/absorber.js";
import { ABSORBED, ABSORBED_SQUARES } from "../quality/demand.js";
import { normalise } from "../quality/normalise.js";
import type { Keys } from "../quality/options.js";
import { sameKeys } from "../quality/plan-names.js";
import { placeRows } from "../quality/sigma/instrument.js";
import type { EstimatedSigma } from "../quality/sigma/plan-sigma.js";
import { groupOfLevels, levelsInGroups, nestedByGroup, parametersOf, pooled } from "../quality/sigma/sigma-estimate.js";
import type { DrawnBase } from "./drawn-base.js";
import type { PolicyPlan } from "./plan.js";

/**
 * The spread of many numbers over draws, each draw added as it comes: standard deviations without keeping the
 * draws. Numbers are taken as differences from what they are on the data, so that squares do not cancel.
 */
export class SpreadByCell {
  private readonly count: Uint32Array;
  private readonly sum: Float64Array;
  private readonly squares: Float64Array;

  /** `centre` holds the numbers on the data; one that is NaN there is centred at 0. */
  constructor(readonly centre: Float64Array) {
    this.count = new Uint32Array(centre.length);
    this.sum = new Float64Array(centre.length);
    this.squares = new Float64Array(centre.length);
  }

  /** Takes a draw in; NaN is no number. */
  add(values: Float64Array): void {
    for (let c = 0; c < values.length; c++) {
      const difference = values[c]! - (this.centre[c]! || 0);
      if (Number.isNaN(difference)) continue;
      this.count[c]!++;
      this.sum[c]! += difference;
      this.squares[c]! += difference * difference;
    }
  }

  /** Draws that have each number. */
  get counts(): Uint32Array {
    return this.count;
  }

  /** Standard deviations with B - 1; NaN of fewer than two. */
  get standardDeviations(): Float64Array {
    return Float64Array.from(this.count, (n, c) => {
      if (n < 2) return Number.NaN;
      return Math.sqrt(Math.max(0, this.squares[c]! - this.sum[c]! ** 2 / n) / (n - 1));
    });
  }
}

/** Why a draw gives no quality. */
type DrawFailure = "sigma_not_above_one" | "sigma_not_estimable" | "quality_absorbed";

/** What a draw gives: means by cell, NaN where there is none. */
interface DrawnMeans {
  /** The sigma of all rows, or the mean of those used weighted by value. */
  readonly sigma: number;
  /** Sigma of each group as estimated; NaN where it is not estimable. Empty where sigma is given. */
  readonly estimates: Float64Array;
  readonly normalised: Float64Array;
  readonly raw: Float64Array;
}

export type QualityDraw = DrawnMeans | { readonly failed: DrawFailure };

/** An equation whose effects are taken out: placed once. */
interface Equation {
  readonly absorber: Absorber;
  readonly stacked: StackedEffects;
}

/** Prepares draws; `draw(counts)` takes how often each cluster is drawn. Valid while the scope is open. */
export function qualityDraws(
  engine: Engine,
  scope: Scope,
  base: DrawnBase,
  { quality: plan }: PolicyPlan,
  signal?: AbortSignal,
): (counts: Float64Array) => QualityDraw {
  const { sample, logs, clusters, sigmaGroups, cells } = base;
  const n = sample.rows.length;
  const dropSingles = plan.singletons === "drop";
  const equationOf = (effects: readonly Keys[]): Equation => {
    const categories = effects.map((keys) => sample.groups.by(keys));
    const absorber = makeAbsorber(engine, scope, categories, null, signal === undefined ? {} : { signal });
    return { absorber, stacked: stackEffects(categories) };
  };
  const demand = equationOf(plan.effects);
  const { sigma } = plan;
  const estimated = sigma.source === "iv" || sigma.source === "ols" ? sigma : null;
  const shared = estimated !== null && sameKeys(plan.effects, plan.sigmaEffects);
  const price = estimated === null ? null : shared ? demand : equationOf(plan.sigmaEffects);
  const estimate = estimated === null ? null : sigmaInDraws(base, plan.sigmaEffects, estimated);
  const cellsOfScale = sample.groups.by(plan.normalise);
  const everyRow = Uint32Array.from({ length: n }, (_, i) => i);
  const nothing = new Float64Array(n);

  const means = (
    q: Float64Array,
    p: Float64Array,
    used: Float64Array,
    w: Float64Array,
  ): Omit<DrawnMeans, "estimates"> => {
    const columns = { q, p, groups: sigmaGroups.codes, sigma: used, w, value: sample.value };
    const { quality, weights } = drawnQuality(engine, columns);
    const { values } = normalise(engine, quality, cellsOfScale, plan.rule);
    const of = [values, quality];
    const [normalised, raw] = aggregateMeans(engine, of, weights, cells.codes, cells.nLevels).map(({ mean }) => mean);
    const meanSigma =
      sigmaGroups.nLevels === 1 ? used[0]! : meanOf(used, groupSums(engine, weights, sigmaGroups.codes, used.length));
    return { sigma: meanSigma, normalised: normalised!, raw: raw! };
  };

  /** What the effects leave of ln q + sigma ln p, rows weighted by `w`; null where nothing is left. */
  const residual = (used: Float64Array, w: Float64Array): Float64Array | null => {
    const y = logs.quantity.map((q, i) => (w[i] === 0 ? 0 : q + used[sigmaGroups.codes[i]!]! * logs.price[i]!));
    return demeaned(engine, demand.absorber, [y], w)?.[0] ?? null;
  };

  return (counts) => {
    const first = drawnRows(engine, (price ?? demand).stacked, clusters.codes, counts, dropSingles);
    if (first.weights.every((w) => w === 0)) return { failed: "quality_absorbed" };
    if (price === null || estimate === null) {
      const y = residual(base.givenSigma, first.weights);
      if (y === null) return { failed: "quality_absorbed" };
      return { ...means(y, nothing, base.givenSigma, first.weights), estimates: new Float64Array(0) };
    }
    const z0 = sample.instrument ?? logs.price;
    const ivColumns = [logs.quantity, logs.price, ...(estimated!.source === "iv" ? [z0] : [])];
    const left = demeaned(engine, price.absorber, ivColumns, first.weights);
    if (left === null) return { failed: "quality_absorbed" };
    const [q, p, z = p] = left as [Float64Array, Float64Array, Float64Array?];
    const sums = weightedGroupIv(engine, estimate.placed, first.weights, { q, p, z, p0: logs.price, z0 });
    const estimates = estimate.read(sums, first.levelCounts);
    const used = estimates.map((value) => {
      if (value > 1) return value;
      return estimated!.invalid === "exclude" ? Number.NaN : estimated!.invalid;
    });
    if (used.every(Number.isNaN)) {
      return { failed: estimates.every(Number.isNaN) ? "sigma_not_estimable" : "sigma_not_above_one" };
    }
    if (shared) return { ...means(q, p, used, first.weights), estimates };
    const usable = first.weights.map((w, i) => (Number.isNaN(used[sigmaGroups.codes[i]!]!) ? 0 : w));
    const second = drawnRows(engine, demand.stacked, everyRow, usable, dropSingles);
    const y = second.weights.every((w) => w === 0) ? null : residual(used, second.weights);
    return y === null ? { failed: "quality_absorbed" } : { ...means(y, nothing, used, second.weights), estimates };
  };
}

/** Groups of sigma, placed, and how their sums become estimates: as of the data, status by status. */
function sigmaInDraws(base: DrawnBase, effects: readonly Keys[], plan: EstimatedSigma) {
  const { sample, sigmaGroups } = base;
  const categories = effects.map((keys) => sample.groups.by(keys));
  const groupOf = categories.map((effect) => groupOfLevels(effect, sigmaGroups));
  const clusters = plan.vcov.type === "cluster" ? sample.groups.by(plan.vcov.by) : null;
  const nested = categories.map((effect) => (clusters === null ? null : nestedByGroup(effect, sigmaGroups, clusters)));
  const read = (sums: readonly WeightedIv[], levelCounts: Uint32Array): Float64Array => {
    let from = 0;
    const levels = groupOf.map((groups) => {
      const left = levelCounts.subarray(from, from + groups.length);
      from += groups.length;
      return levelsInGroups(groups, sigmaGroups.nLevels, left);
    });
    return Float64Array.from(sums, ({ weight, pp, pq, zz, zp, zq, pp0, zz0 }, g) => {
      const K = parametersOf(g, effects, levels, nested);
      if (!(pp > ABSORBED_SQUARES * pp0 && zz > ABSORBED_SQUARES * zz0 && weight > K)) return Number.NaN;
      const value = plan.source === "ols" ? -(pq / pp) : -(zq / zp);
      return Number.isFinite(value) ? value : Number.NaN;
    });
  };
  return { placed: placeRows(sigmaGroups, pooled(sigmaGroups.codes.length)), read };
}

/** Columns without what the effects explain under weights; null where nothing is left of the first. */
function demeaned(
  engine: Engine,
  absorber: Absorber,
  columns: readonly Float64Array[],
  w: Float64Array,
): Float64Array[] | null {
  return engine.scope((scope) => {
    const reweighed = absorber.reweigh(scope, w);
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const { normBefore, normAfter } = reweighed.demean(block, columns.length);
    if (!(normAfter[0]! > ABSORBED * normBefore[0]!)) return null;
    return columns.map((_, j) => sampleColumn(block, w.length, j, absorber.rowOrder));
  });
}

/** Mean of `sigma` over groups that have one, by weight. */
function meanOf(sigma: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  sigma.forEach((value, g) => {
    if (Number.isNaN(value)) return;
    sum += weights[g]! * value;
    total += weights[g]!;
  });
  return sum / total;
}
