/**
 * Layer models. The two ways a placebo makes its draws: from the moments of cells (small algebra a draw), or by demeaning
 * each treatment again, where moments can't be had or the variance is not clustered in one way. Says which and why.
 * Knows nothing of how treatments are drawn.
 */
import { evaluate } from "../design/expression.js";
import { clusterFactor, type Ssc } from "../inference/ssc.js";
import type { VcovSpec } from "../inference/vcov-spec.js";
import type { Engine, Scope } from "../kernels/engine.js";
import { elementary } from "../kernels/math.js";
import { type PlaceboCells, placeboCells } from "../kernels/placebo.js";
import type { FeolsOptions } from "./feols.js";
import type { FitRecord } from "./fit-record.js";
import { DRAWS_TOGETHER, Refits } from "./placebo-refits.js";
import { type PlaceboSample, treatmentColumn } from "./placebo-sample.js";
import { prepareResampling, type ResamplingModel } from "./resampling-model.js";

/** A pivot keeping no more than this share of its column's sum of squares is a column that earlier ones explain. */
const DROP_SHARE = 1e-10;
/** Coefficient by moments against the regression: in standard errors. */
const AGREE = 1e-9;

/** Coefficients and errors, NaN for a draw without variation. */
export interface Drawn {
  readonly estimate: Float64Array;
  readonly stdError: Float64Array;
  /** Milliseconds spent before the first of them. */
  readonly setup: number;
}

/** Makes draws, until it is freed. */
export interface PlaceboDraws {
  readonly method: "moments" | "refits";
  readonly because: string;
  /** The true treatment by this method; null where it is the regression's own. */
  readonly observed: { readonly estimate: number; readonly stdError: number } | null;
  /** Draws are made in multiples of this many, and at most `most` at once. */
  readonly atATime: number;
  readonly most: number;
  /** `count` draws, codes of units u32[count * nUnits] draw by draw: 0, or 1 and the place of the date. */
  refit(codes: Uint32Array, count: number): Drawn;
  free(): void;
}

export interface PlaceboDrawsOptions {
  readonly variance: VcovSpec;
  readonly ssc: Ssc;
  /** First treated periods draws use, ascending. */
  readonly dates: Float64Array;
  /** Codes of the true treatment; null where it is not one of the sample's. */
  readonly truth: Uint32Array | null;
  readonly unit: string;
  readonly time: string;
  readonly choice: Pick<FeolsOptions, "weights" | "subset" | "fixefRm" | "solver" | "level">;
  /** `refits` where draws must not be made from moments. */
  readonly method?: "refits";
}

/** The regression of `at` made ready for draws; `fit` is its record when it is known. Throws as `prepareResampling`. */
export function placeboDraws(
  engine: Engine,
  at: PlaceboSample,
  fit: FitRecord,
  options: PlaceboDrawsOptions,
): PlaceboDraws {
  const refused = options.method === "refits" ? "asked for" : variancePreventing(options.variance);
  if (refused !== null) return byRefits(engine, at, options, refused);
  const held = engine.hold((scope) => byMoments(engine, scope, at, fit, options));
  if (typeof held.value !== "string") return { ...held.value, free: () => held.free() };
  held.free();
  return byRefits(engine, at, options, held.value);
}

/** Why errors of this kind can't be had from moments; null when they can. */
function variancePreventing(variance: VcovSpec): string | null {
  if (variance.type !== "cluster") return `${variance.type} errors need every row`;
  if (variance.by.length > 1) return "errors clustered in two ways need a pass over the rows";
  return null;
}

/** Draws from the blocks of cells, or why not. */
function byMoments(
  engine: Engine,
  scope: Scope,
  { table, spec, term, grid }: PlaceboSample,
  fit: FitRecord,
  { variance, ssc, dates, truth, unit, time, choice }: PlaceboDrawsOptions,
): Omit<PlaceboDraws, "free"> | string {
  if (variance.type !== "cluster") return `${variance.type} errors need every row`;
  const model = prepareResampling(engine, scope, table, spec, {
    ...{ clusters: variance.by, others: [[unit]], periods: time, ssc },
    ...choice,
  });
  if (model.moments === null) return model.refused ?? "moments were refused";
  const unitOfCell = model.clusterings[1]!.ofCell;
  const cells = cellsOf(engine, scope, model, term, grid.periods, dates, fit, ssc);
  const nUnits = grid.unit.nLevels;
  const refit = (codes: Uint32Array, count: number): Drawn => {
    const ofCells = new Uint32Array(count * cells.nCells);
    for (let b = 0; b < count; b++) {
      const [from, to] = [b * nUnits, b * cells.nCells];
      for (let c = 0; c < cells.nCells; c++) ofCells[to + c] = codes[from + unitOfCell[c]!]!;
    }
    return { ...cells.refit(ofCells, count), setup: 0 };
  };
  const because = `${model.moments.clusters.nLevels} cells, blocks of ${model.moments.order} columns`;
  if (truth === null) {
    return { method: "moments", because, observed: null, atATime: 8, most: cells.drawsTogether, refit };
  }
  const { estimate, stdError } = refit(truth, 1);
  const want = fit.coefficients[term]!;
  const off = Math.max(Math.abs(estimate[0]! - want.estimate), Math.abs(stdError[0]! - want.std_error));
  if (!(off <= AGREE * want.std_error)) {
    return `by moments the true estimate is off by ${off.toExponential(1)}: controls are too nearly collinear`;
  }
  const observed = { estimate: estimate[0]!, stdError: stdError[0]! };
  return { method: "moments", because, observed, atATime: 8, most: cells.drawsTogether, refit };
}

/** The kernel's problem of a model: every regressor but the treatment, which is dropped by an unreachable pivot. */
function cellsOf(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  term: string,
  periods: Float64Array,
  dates: Float64Array,
  fit: FitRecord,
  ssc: Ssc,
): PlaceboCells {
  const moments = model.moments!;
  const { nDummies, nRegressors, order, dummyWeights } = moments;
  const nCells = moments.clusters.nLevels;
  const [r, stride] = [nDummies + nRegressors, (order * (order + 1)) / 2];
  const scale = new Float64Array(r);
  for (let i = 0; i < dummyWeights.length; i++) scale[i % nDummies]! += dummyWeights[i]!;
  const blocks = moments.blocks.view();
  for (let j = nDummies; j < r; j++) {
    for (let c = 0; c < nCells; c++) scale[j]! += blocks[c * stride + (j * (j + 3)) / 2]!;
  }
  const at = model.names.indexOf(term);
  if (at >= 0) scale[nDummies + at] = Number.POSITIVE_INFINITY;
  const G = model.clusterings[0]!.nLevels;
  // the treatment counts, also where the fictitious one of the fit was dropped
  const K = fit.vcov.K + (at >= 0 ? 0 : 1);
  return placeboCells(engine, scope, {
    nColumns: r,
    order,
    outcome: r,
    blocks: moments.blocks,
    clusters: model.clusterings[0]!.ofCell,
    nClusters: G,
    periods: moments.periodColumns!,
    periodWeights: moments.periodWeights!,
    dates: Uint32Array.from(dates, (date) => periods.findIndex((period) => period >= date)),
    factor: clusterFactor(ssc, { n: fit.nobs, K, G }),
    tolerance: DROP_SHARE,
    scale,
  });
}

/** Draws by demeaning each treatment. */
function byRefits(
  engine: Engine,
  at: PlaceboSample,
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
  const refit = (codes: Uint32Array, count: number): Drawn => {
    const [estimate, stdError] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count).fill(Number.NaN)];
    const opened = performance.now();
    let setup = 0;
    refits.slice((refitTogether) => {
      setup = performance.now() - opened;
      for (let first = 0; first < count; first += DRAWS_TOGETHER) {
        const width = Math.min(DRAWS_TOGETHER, count - first);
        const treatments = Array.from({ length: width }, (_, i) =>
          treatmentColumn(grid, codes.subarray((first + i) * nUnits, (first + i + 1) * nUnits), dates),
        );
        refitTogether(treatments).forEach((found, i) => {
          if (found === null) return;
          estimate[first + i] = found.estimate;
          stdError[first + i] = found.stdError;
        });
      }
    });
    return { estimate, stdError, setup };
  };
  return {
    ...{ method: "refits", because, observed: null, atATime: DRAWS_TOGETHER, most: Number.POSITIVE_INFINITY },
    refit,
    free: () => {},
  };
}
