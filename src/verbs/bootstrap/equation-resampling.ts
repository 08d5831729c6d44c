/**
 * An equation with instruments made ready for resampling: its 2SLS fit under clustered errors, the cells draws
 * go by, and the moments of each cell with instruments, exogenous and endogenous regressors and outcome as columns.
 * Orchestrates; knows no resampling method.
 */
import { NumericalError } from "../../base/errors.js";
import { ownOf } from "../../base/own.js";
import type { Table } from "../../data/table/table.js";
import { keepColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { WithInstruments } from "../../formula/spec.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import { feols } from "../feols/feols.js";
import { inMemory, placeEquation } from "../iv/equation-frame.js";
import { type InstrumentMoments, instrumentMoments } from "../iv/inference/instrument-moments.js";
import { type CellClustering, resamplingCells } from "../resampling/cells.js";
import type { ResamplingOptions } from "../resampling/model.js";
import { requireMoments } from "./moments.js";

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
  const fit = feols(engine, table, spec, { ...options, vcov: { cluster: clusters.map((by) => by.join("^")) } });
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
