/**
 * An equation with instruments made ready for resampling: its 2SLS fit under clustered errors, the cells draws
 * go by, and the moments of each cell with instruments, exogenous and endogenous regressors and outcome as columns.
 * Orchestrates; knows no resampling method.
 */
import { NotSupported, NumericalError } from "../../base/errors.js";
import { ownOf } from "../../base/objects.js";
import { isAbort } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import { keepColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printFixedEffect } from "../../formula/print.js";
import type { WithInstruments } from "../../formula/spec.js";
import { placeWildDraws, type WildRequest, wildColumns, wildDrawsIn } from "../../regression/cluster-bootstrap/wild.js";
import { SPARING_SEARCH, searchEnd } from "../../regression/cluster-bootstrap/wild-interval.js";
import type { WildDraws } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { pOfStatistics } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import { feols } from "../feols/feols.js";
import { type AndersonRubin, andersonRubinDraws } from "../iv/inference/ar-bootstrap.js";
import { type InstrumentMoments, instrumentMoments } from "../iv/inference/instrument-moments.js";
import type { WildPieces } from "../iv/inference/wre.js";
import { type TwoStage, type WreDraws, wreDraws, wreSystem } from "../iv/inference/wre.js";
import { inMemory, placeEquation } from "../iv/solve-equation.js";
import { runInSlices } from "../resampling/draw-loop.js";
import type { ResamplingModel, ResamplingOptions } from "../resampling/model.js";
import { type CellClustering, resamplingCells } from "../resampling/model.js";
import type { BootstrapPlan } from "./plan.js";
import type { BootstrapOptions } from "./verb.js";

/** Difference of the coefficient allowed, in standard errors: as of a regression's moments. */
const WORST = 1e-9;

export interface EquationResampling {
  /** The equation as `feols` gives it, errors clustered. */
  readonly fit: FitRecord;
  readonly ssc: Ssc;
  /** Name of the endogenous regressor. */
  readonly endogenous: string;
  /** Of its coefficient: `fit_x`. */
  readonly term: string;
  /** Instruments and exogenous regressors kept: kz + kw. */
  readonly nFirstStage: number;
  /** Clusterings of the error, then the others, in the order given. */
  readonly clusterings: readonly CellClustering[];
  readonly model: InstrumentMoments;
}

/**
 * Prepares an equation of one endogenous regressor; blocks live in `scope`. `check` is given the fit before anything else is made.
 *
 * @throws as `feols` and `instrumentMoments`; DataError `cluster_missing`; NotSupported `bootstrap_moments`; NumericalError
 *   `wild_ill_conditioned` where cross-products don't carry the coefficient.
 */
export function prepareEquation(
  engine: Engine,
  scope: Scope,
  table: Table,
  spec: WithInstruments,
  { clusters, others = [], ...options }: ResamplingOptions,
  check: (fit: FitRecord) => void,
): EquationResampling {
  const variance = { type: "cluster" as const, by: clusters };
  const ssc = typeof options.ssc === "object" ? options.ssc : parseSsc(options.ssc ?? "fixest");
  const fit = feols(engine, table, spec, {
    ...options,
    vcov: { cluster: clusters.map((columns) => printFixedEffect({ columns })) },
  });
  check(fit);
  const { sample, terms, columns: placed } = placeEquation(engine, scope, spec, table, variance, options);
  const n = sample.rows.length;
  const { names } = inMemory(terms);
  const { excluded, endogenous } = fit.iv!;
  const [nExcluded, nExogenous] = [terms.excluded.names.length, terms.exogenous.names.length];

  // only what feols kept: a column that others explain has no place in a block
  const kept = names.flatMap((name, j) => {
    if (j < nExcluded) return excluded.includes(name) ? [j] : [];
    if (j < nExcluded + nExogenous) return ownOf(fit.coefficients, name) !== undefined ? [j] : [];
    return endogenous.includes(name) ? [j] : [];
  });
  keepColumns(placed, n, [...kept, names.length]);
  const { cells, clusterings } = resamplingCells(engine, table, sample, [...clusters, ...others]);
  const found = clusterMoments(engine, scope, {
    nRows: n,
    nRegressors: kept.length,
    columns: placed.part(0, n * (kept.length + 1)),
    effects: sample.effects,
    clusters: cells,
    weights: sample.weights,
    periods: null,
  });
  const refused = "refused" in found ? found.refused : null;
  const moments = requireMoments({ moments: "refused" in found ? null : found, refused, fit }, "The wild bootstrap");
  const kz = excluded.length;
  const model = instrumentMoments(engine, moments, {
    instruments: Array.from({ length: kz }, (_, j) => j),
    exogenous: Array.from({ length: kept.length - kz - 1 }, (_, j) => kz + j),
    endogenous: kept.length - 1,
  });
  const term = `fit_${endogenous[0]!}`;
  requireDigits(model, fit, term);
  return { fit, ssc, endogenous: endogenous[0]!, term, nFirstStage: kept.length - 1, clusterings, model };
}

function requireDigits({ px, py }: InstrumentMoments, { coefficients }: FitRecord, term: string): void {
  const { estimate, std_error } = coefficients[term]!;
  const size = px.reduce((sum, value) => sum + value * value, 0);
  const own = px.reduce((sum, value, j) => sum + value * py[j]!, 0) / size;
  if (Math.abs(own - estimate) <= WORST * Math.max(std_error, Number.EPSILON * Math.abs(estimate))) return;
  throw new NumericalError(
    "wild_ill_conditioned",
    `Cross-products are too ill-conditioned for the wild bootstrap: by them '${term}' is ${own}, by the fit ${estimate}. Centre or rescale regressors and instruments.`,
    { got: own, expected: estimate },
  );
}

// The moments of a resampling model, where a method has no other way.

/** Throws NotSupported `bootstrap_moments` where there are none, saying why and what can be done. */
export function requireMoments(
  { moments, refused, fit }: Pick<ResamplingModel, "moments" | "refused" | "fit">,
  method: string,
): ClusterMoments {
  if (moments !== null) return moments;
  throw new NotSupported(
    "bootstrap_moments",
    `${method} of '${fit.call}' needs moments by cluster, and they can't be had: ${refused}. Cluster by a coarser column, in which more effects are nested, or leave out effects with many levels.`,
    { got: refused, expected: "effects nested in the clusters, or with few levels" },
  );
}

// The draws of the bootstraps of an equation with instruments, in slices.

/** Null values an end usually takes, by which the time left is estimated. */
const VALUES_AN_END = 24;

/** All that a null value's draws are made of. */
export interface EquationTest {
  readonly pieces: WildPieces;
  readonly observed: TwoStage;
  /** null where it is not made. */
  readonly andersonRubin: AndersonRubin | null;
}

/** Which draws. */
export type DrawChoice = Pick<WildRequest, "kind" | "seed"> & { readonly nDraws: number };

export interface EquationDraws extends WreDraws {
  readonly andersonRubin: WildDraws | null;
  readonly done: number;
  readonly stopped: boolean;
}

/** Draws at null value `value`. Throws as `runInSlices`, and NumericalError as `wreSystem`. */
export async function drawEquation(
  engine: Engine,
  { pieces, observed, andersonRubin }: EquationTest,
  value: number,
  { kind, seed, nDraws }: DrawChoice,
  options: BootstrapOptions,
): Promise<EquationDraws> {
  const held = engine.hold((scope) => wreSystem(scope, pieces, value));
  const [distances, statistics] = [new Float64Array(nDraws), new Float64Array(nDraws)];
  const robust = andersonRubin === null ? [] : wildColumns(andersonRubin.system, nDraws);
  try {
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        const request = { first, count, kind, seed };
        const made = wreDraws(engine, held.value, observed, request);
        const ofTest = andersonRubin === null ? null : andersonRubinDraws(engine, andersonRubin, request);
        // a slice that an abort cut short leaves nothing
        distances.set(made.distances, first);
        statistics.set(made.statistics, first);
        if (ofTest !== null) placeWildDraws(robust, first, ofTest);
      },
      {
        ...options,
        columns: { distances, statistics, ...Object.fromEntries(robust.entries()) },
        stage: `wild draws: ${nDraws}`,
      },
    );
    return {
      distances: distances.slice(0, done),
      statistics: statistics.slice(0, done),
      andersonRubin: andersonRubin === null ? null : wildDrawsIn(robust, done),
      done,
      stopped,
    };
  } finally {
    held.free();
  }
}

/** Ends; infinite where nothing out to 10,000 standard errors is rejected. */
export interface InvertedInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The null values not rejected, each with draws of its own where the null is imposed; null where an abort left none and
 * partial results are kept. Throws the signal's reason otherwise.
 */
export async function invertEquation(
  engine: Engine,
  test: EquationTest,
  unrestricted: Float64Array | null,
  { level, ties }: Pick<BootstrapPlan, "level" | "ties">,
  choice: DrawChoice,
  options: BootstrapOptions,
): Promise<InvertedInterval | null> {
  const { estimate } = test.observed;
  const stdError = Math.sqrt(test.observed.variance);
  const started = performance.now();
  const { replications: _, ...others } = options; // draws at other values are made here
  const [signalOnly, expected] = [{ ...others, keepPartial: false, onProgress: () => undefined }, 2 * VALUES_AN_END];
  let asked = 0;
  const pAt = async (value: number): Promise<number> => {
    const statistics =
      unrestricted ??
      (await drawEquation(engine, { ...test, andersonRubin: null }, value, choice, signalOnly)).statistics;
    asked++;
    const fraction = Math.min(asked / expected, 1 - 1 / expected);
    const msLeft = ((performance.now() - started) / asked) * Math.max(1, expected - asked);
    options.onProgress?.({ stage: "wild interval: draws at other null values", fraction, msLeft });
    return pOfStatistics(statistics, (estimate - value) / stdError, ties, true).symmetric;
  };
  const endOf = async (side: -1 | 1): Promise<number> => {
    const search = searchEnd({ estimate, stdError, side, alpha: 1 - level }, SPARING_SEARCH);
    let step = search.next();
    while (!step.done) step = search.next(await pAt(step.value));
    return step.value;
  };
  try {
    return { low: await endOf(-1), high: await endOf(1) };
  } catch (error) {
    if (options.keepPartial === true && (options.signal?.aborted || isAbort(error))) return null;
    throw error;
  }
}
