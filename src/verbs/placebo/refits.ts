/**
 * One regression many times, with another treatment each time: outcome and controls are demeaned once and
 * kept outside linear memory, a draw demeans its treatment alone and solves the small least squares by the kernels of
 * every fit, the treatment last, so that a draw without variation is told from one with. Knows nothing of how treatments are drawn.
 */
import type { Category } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { type Absorber, makeAbsorber } from "../../regression/absorb/absorber.js";
import type { FitOptions } from "../../regression/fit-options.js";
import type { Sample } from "../../regression/frame/sample.js";
import {
  clusterParts,
  countParameters,
  demeanAndWeight,
  isAbsorbed,
} from "../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../regression/least-squares/ols.js";
import type { ParameterCount, Ssc } from "../../regression/variance/ssc.js";
import { type ClusterTerm, vcov } from "../../regression/variance/vcov.js";
import type { VcovSpec } from "../../regression/variance/vcov-spec.js";

/** Columns demeaned together: a fixed number, so that a draw's bits do not depend on how work is cut into slices. */
export const DRAWS_TOGETHER = 4;

/** Coefficient of a treatment, its error and degrees of freedom; null where the treatment has no variation. */
export type Refit = { readonly estimate: number; readonly stdError: number; readonly df: number } | null;

/** What stays the same in every draw. */
export interface RefitModel {
  readonly table: Table;
  readonly sample: Sample;
  /** Regressors besides the treatment, f64[n] each over sample rows. */
  readonly controls: readonly Float64Array[];
  readonly y: Float64Array;
  readonly variance: VcovSpec;
  readonly ssc: Ssc;
  readonly solver: FitOptions["solver"];
}

/** Regressions of one outcome on one set of controls and a treatment that changes. */
export class Refits {
  private readonly n: number;
  /** Demeaned, weighted controls that vary, then the outcome, in memory order: n by (k + 1). */
  private readonly base: Float64Array;
  private readonly k: number;
  private readonly clusterings: readonly Category[];
  private readonly clusterTerms: readonly ClusterTerm[];
  private count: Pick<ParameterCount, "effects" | "rank"> | undefined;

  /** Demeans outcome and controls. Throws as `makeAbsorber` and `demean`. */
  constructor(
    private readonly engine: Engine,
    private readonly model: RefitModel,
  ) {
    const { sample, controls, y, table, variance } = model;
    this.n = sample.rows.length;
    const made = engine.scope((scope) => {
      const absorber = this.absorber(scope);
      const columns = gatherColumns(engine, scope, [...controls, y], absorber.rowOrder);
      const solve = demeanAndWeight(engine, scope, absorber, columns, controls.length + 1, sample.weights);
      const kept = [...controls.keys()].filter((j) => !isAbsorbed(solve, j));
      const view = columns.view();
      const base = new Float64Array(this.n * (kept.length + 1));
      [...kept, controls.length].forEach((from, to) => {
        base.set(view.subarray(from * this.n, (from + 1) * this.n), to * this.n);
      });
      return { base, k: kept.length, parts: clusterParts(engine, variance, table, sample, absorber.rowOrder) };
    });
    this.base = made.base;
    this.k = made.k;
    this.clusterings = made.parts.clusterings;
    this.clusterTerms = made.parts.clusterTerms;
  }

  /**
   * Runs `work` with a function that refits at most DRAWS_TOGETHER treatments (f64[n] over sample rows). The effects are
   * prepared once for all of `work`; linear memory is free again when it returns.
   */
  slice<T>(work: (refit: (treatments: readonly Float64Array[]) => Refit[]) => T): T {
    return this.engine.scope((scope) => {
      const absorber = this.absorber(scope);
      return work((treatments) => scope.scope((inner) => this.refit(inner, absorber, treatments)));
    });
  }

  private absorber(scope: Scope): Absorber {
    const { sample, solver } = this.model;
    return makeAbsorber(this.engine, scope, sample.effects, sample.weights, solver === undefined ? {} : { solver });
  }

  private refit(scope: Scope, absorber: Absorber, treatments: readonly Float64Array[]): Refit[] {
    const { engine, n } = this;
    const columns = gatherColumns(engine, scope, treatments, absorber.rowOrder);
    const solve = demeanAndWeight(engine, scope, absorber, columns, treatments.length, this.model.sample.weights);
    return treatments.map((_, d) => {
      if (isAbsorbed(solve, d)) return null;
      return scope.scope((inner) => this.solve(inner, absorber, columns.view().slice(d * n, (d + 1) * n)));
    });
  }

  /** Least squares of the outcome on controls and a demeaned treatment. */
  private solve(scope: Scope, absorber: Absorber, treatment: Float64Array): Refit {
    const { engine, n, k } = this;
    const block = scope.f64(n * (k + 2));
    const view = block.view();
    view.set(this.base.subarray(0, n * k));
    view.set(treatment, n * k);
    view.set(this.base.subarray(n * k), n * (k + 1));
    const result = ols(engine, scope, n, k + 1, block, new Array<boolean>(k + 1).fill(false));
    const at = result.kept.indexOf(k);
    if (at < 0) return null;
    const { fit } = result;
    this.count ??= countParameters(engine, this.model.sample, absorber, result, this.clusterings);
    const count = { ...this.count, slopes: fit.k };
    const covariance = vcov(engine, scope, fit, this.model.variance.type, this.clusterTerms, this.model.ssc, count);
    const stdError = Math.sqrt(covariance.matrix[at * fit.k + at]!);
    return stdError > 0 ? { estimate: fit.beta[at]!, stdError, df: covariance.df } : null;
  }
}
