/**
 * The two ways a placebo makes its draws: from the moments of cells (small algebra a draw), or by demeaning
 * each treatment again, where moments can't be had or the variance is not clustered in one way. Says which and why.
 * Knows nothing of how treatments are drawn.
 */
import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { ownOf } from "../../base/objects.js";
import type { Table } from "../../data/table/table.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { DRAWS_A_TILE, type PlaceboCells, placeboCells } from "../../engine/kernels/placebo.js";
import { printFixedEffect } from "../../formula/print.js";
import { type Absorber, isAbsorbed, makeAbsorber } from "../../regression/absorb/absorber.js";
import { evaluate } from "../../regression/frame/expression.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ClusterTerm } from "../../regression/least-squares/fit.js";
import {
  clusterParts,
  countParameters,
  demeanAndWeight,
  type ParameterCount,
} from "../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../regression/least-squares/ols.js";
import type { FitOptions } from "../../regression/options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { clusterFactor, type Ssc } from "../../regression/variance/ssc.js";
import { vcov } from "../../regression/variance/vcov.js";
import { feols } from "../feols/feols.js";
import { prepareResampling, type ResamplingModel } from "../resampling/model.js";
import { type PlaceboSample, treatmentColumn } from "./sample.js";

// One regression many times, with another treatment each time: outcome and controls are demeaned once and kept outside
// linear memory, a draw demeans its treatment alone and solves the small least squares by the kernels of every fit,
// the treatment last, so that a draw without variation is distinguished from one with. Knows nothing of how treatments are
// drawn.

/** Columns demeaned together: a fixed number, so that a draw's bits do not depend on how work is cut into slices. */
const DRAWS_TOGETHER = 4;

/** Coefficient of a treatment, its error and degrees of freedom; null where the treatment has no variation. */
type Refit = { readonly estimate: number; readonly stdError: number; readonly df: number } | null;

/** What stays the same in every draw. */
interface RefitModel {
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
class Refits {
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
    // an error that is zero by construction has an infinite t, as far out as any; the coefficient counts as others do
    return stdError > 0 || covariance.vanishing.includes(at)
      ? { estimate: fit.beta[at]!, stdError, df: covariance.df }
      : null;
  }
}

/** A pivot keeping no more than this share of its column's sum of squares is a column that earlier ones explain. */
const DROP_SHARE = 1e-10;
/** Draws of the shortest slice: four tiles, for which blocks of many cells, more than a cache holds, are loaded once. */
const DRAWS_A_SLICE = 4 * DRAWS_A_TILE;
/** Coefficient and error by moments against the regression: in standard errors. */
const AGREE = 1e-9;

/** Coefficients and errors, NaN for a draw without variation. */
export interface Drawn {
  readonly estimate: Float64Array;
  readonly stdError: Float64Array;
}

/** Makes draws, until it is freed. */
export interface PlaceboDraws {
  /** The regression under the sample's own treatment. */
  readonly fit: FitRecord;
  readonly method: "moments" | "refits";
  readonly because: string;
  /** The true treatment by this method; null where it is the regression's own. */
  readonly observed: { readonly estimate: number; readonly stdError: number } | null;
  /** Draws are made in multiples of this many, and at most `most` at once. */
  readonly atATime: number;
  readonly most: number;
  /**
   * `count` draws, codes of units u32[count * nUnits] draw by draw: 0, or 1 and the place of the date. `setup` is the
   * milliseconds spent before the first.
   */
  refit(codes: Uint32Array, count: number): Drawn & { readonly setup: number };
  free(): void;
}

export interface PlaceboDrawsOptions {
  readonly variance: VcovSpec;
  readonly ssc: Ssc;
  /** First treated periods draws use, ascending. */
  readonly dates: Float64Array;
  /** Codes of the true treatment among `dates`; null where it is not one of the sample's. */
  readonly truth: Uint32Array | null;
  /** Columns of unit and time. */
  readonly unit: string;
  readonly time: string;
  readonly choice: Pick<FitOptions, "weights" | "subset" | "fixefRm" | "solver" | "level">;
  /** `refits` where draws must not be made from moments. */
  readonly method?: "refits";
}

/** A regression from whose moments no draws can be made. */
export type Unready = { readonly fit: FitRecord; readonly refused: string };

/**
 * The regression of `at` made ready for draws; its columns are freed.
 * @throws DataError `placebo_term_dropped`, and as `prepareResampling`.
 */
export function placeboDraws(engine: Engine, at: PlaceboSample, options: PlaceboDrawsOptions): PlaceboDraws {
  const made = byMomentsOrNot(engine, at, options);
  return "free" in made ? made : byRefits(engine, at, made.fit, options, made.refused);
}

/** As `byMoments`, in memory of its own, or why draws are made otherwise; the columns are free after that. */
function byMomentsOrNot(engine: Engine, at: PlaceboSample, options: PlaceboDrawsOptions): PlaceboDraws | Unready {
  const { variance, ssc, choice } = options;
  const preventing = options.method === "refits" ? "asked for" : preventsMoments(variance);
  if (preventing !== null || variance.type !== "cluster") {
    at.frame.free();
    const vcov =
      variance.type === "cluster"
        ? { cluster: variance.by.map((columns) => printFixedEffect({ columns })) }
        : variance.type;
    const fit = feols(engine, at.table, at.spec, { ...choice, ssc, vcov, assignedBy: "unit" });
    if (options.truth !== null) requireTerm(fit, at.term);
    return { fit, refused: preventing ?? "" };
  }
  try {
    const held = engine.hold((scope) => byMoments(engine, scope, at, variance.by, options));
    const { value } = held;
    if (!("refused" in value)) return { ...value, free: () => held.free() };
    held.free();
    return value;
  } finally {
    at.frame.free();
  }
}

/** The coefficient of the true treatment. Throws DataError `placebo_term_dropped`. */
export function requireTerm(fit: FitRecord, term: string): Coefficient {
  const observed = ownOf(fit.coefficients, term);
  if (observed !== undefined) return observed;
  const because = fit.collinear.find((left) => left.term === term)?.because ?? "is collinear";
  throw new DataError(
    "placebo_term_dropped",
    `'${term}' has no coefficient in '${fit.call}': it ${because}. There is nothing to compare draws with.`,
    { got: term, expected: "a regressor that varies within the fixed effects" },
  );
}

/** Why errors of this kind can't be had from moments; null when they can. */
function preventsMoments(variance: VcovSpec): string | null {
  if (variance.type !== "cluster") return `${variance.type} errors need every row`;
  return variance.by.length > 1 ? "errors clustered in two ways need a pass over the rows" : null;
}

/** Draws from the blocks of cells, or why not. */
function byMoments(
  engine: Engine,
  scope: Scope,
  { table, spec, term, grid, frame }: PlaceboSample,
  clusters: readonly (readonly string[])[],
  options: PlaceboDrawsOptions,
): Omit<PlaceboDraws, "free"> | Unready {
  const { ssc, unit, time, choice } = options;
  const cut = { clusters, others: [[unit]], periods: time, ssc, frame: frame.value };
  const model = prepareResampling(engine, scope, table, spec, { ...choice, ...cut });
  return drawsOfModel(engine, scope, model, { term, grid }, options);
}

/** Draws from the moments of `model`, whose second clustering is the units that are treated as one; or why not. */
export function drawsOfModel(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  { term, grid }: Pick<PlaceboSample, "term" | "grid">,
  { dates, truth }: Pick<PlaceboDrawsOptions, "dates" | "truth">,
): Omit<PlaceboDraws, "free"> | Unready {
  const { fit, moments } = model;
  const want = truth === null ? null : requireTerm(fit, term);
  if (moments === null) return { fit, refused: model.refused! };
  const unitOfCell = model.clusterings[1]!.ofCell;
  const cells = cellsOf(engine, scope, model, term, grid.periods, dates);
  const nUnits = grid.unit.nLevels;
  const areUnits = cells.nCells === nUnits && unitOfCell.every((unit, cell) => unit === cell);
  const refit = (codes: Uint32Array, count: number) => {
    if (areUnits) return { ...cells.refit(codes, count), setup: 0 };
    const ofCells = new Uint32Array(count * cells.nCells);
    for (let b = 0; b < count; b++) {
      const [from, to] = [b * nUnits, b * cells.nCells];
      for (let c = 0; c < cells.nCells; c++) ofCells[to + c] = codes[from + unitOfCell[c]!]!;
    }
    return { ...cells.refit(ofCells, count), setup: 0 };
  };
  const because = `${moments.clusters.nLevels} cells, blocks of ${moments.order} columns`;
  const made = { fit, method: "moments", because, atATime: DRAWS_A_SLICE, most: cells.drawsTogether, refit } as const;
  if (truth === null || want === null) return { ...made, observed: null };
  const { estimate, stdError } = refit(truth, 1);
  const off = Math.max(Math.abs(estimate[0]! - want.estimate), Math.abs(stdError[0]! - want.std_error));
  if (off <= AGREE * want.std_error) return { ...made, observed: { estimate: estimate[0]!, stdError: stdError[0]! } };
  if (Number.isNaN(want.std_error)) return { fit, refused: "the actual estimate has no standard error" };
  const share = (off / want.std_error).toExponential(1);
  return { fit, refused: `by moments the actual estimate is off by ${share} standard errors` };
}

/** The kernel's problem of a model: every regressor but the treatment, which an unreachable pivot drops. */
function cellsOf(
  engine: Engine,
  scope: Scope,
  { moments, names, clusterings, fit, ssc }: ResamplingModel,
  term: string,
  periods: Float64Array,
  dates: Float64Array,
): PlaceboCells {
  const { nDummies, nRegressors, order, dummyWeights, blocks, periodColumns, periodWeights } = moments!;
  const r = nDummies + nRegressors;
  const totals = new Float64Array(nDummies);
  for (let i = 0; i < dummyWeights.length; i++) totals[i % nDummies]! += dummyWeights[i]!;
  const at = names.indexOf(term);
  const { ofCell, nLevels: G } = clusterings[0]!;
  const K = fit.vcov.K + (at >= 0 ? 0 : 1); // a treatment counts, also where the fit dropped its own
  return placeboCells(engine, scope, {
    nColumns: r,
    order,
    outcome: r,
    blocks,
    clusters: ofCell,
    nClusters: G,
    periods: periodColumns!,
    periodWeights: periodWeights!,
    dates: Uint32Array.from(dates, (date) => periods.findIndex((period) => period >= date)),
    factor: clusterFactor(ssc, { n: fit.nobs, K, G }),
    tolerance: DROP_SHARE,
    dummyWeights: totals,
    without: at < 0 ? -1 : nDummies + at,
  });
}

/** Draws by demeaning each treatment. */
function byRefits(
  engine: Engine,
  at: PlaceboSample,
  fit: FitRecord,
  { variance, ssc, dates, choice }: PlaceboDrawsOptions,
  because: string,
): PlaceboDraws {
  const { table, sample, terms, spec, grid } = at;
  const refits = new Refits(engine, {
    table,
    sample,
    controls: terms.columns.filter((_, j) => j !== at.at).map((column) => column.numbers()),
    y: evaluate(spec.lhs, table, elementary(engine), sample.rows).values,
    variance,
    ssc,
    solver: choice.solver,
  });
  const nUnits = grid.unit.nLevels;
  const refit = (codes: Uint32Array, count: number) => {
    const [estimate, stdError] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count).fill(Number.NaN)];
    const column = (b: number) => treatmentColumn(grid, codes.subarray(b * nUnits, (b + 1) * nUnits), dates);
    const opened = performance.now();
    let setup = 0;
    refits.slice((refitTogether) => {
      setup = performance.now() - opened;
      for (let first = 0; first < count; first += DRAWS_TOGETHER) {
        const width = Math.min(DRAWS_TOGETHER, count - first);
        refitTogether(Array.from({ length: width }, (_, i) => column(first + i))).forEach((found, i) => {
          if (found === null) return;
          estimate[first + i] = found.estimate;
          stdError[first + i] = found.stdError;
        });
      }
    });
    return { estimate, stdError, setup };
  };
  const most = Number.POSITIVE_INFINITY;
  return { fit, method: "refits", because, observed: null, atATime: DRAWS_TOGETHER, most, refit, free: () => {} };
}
