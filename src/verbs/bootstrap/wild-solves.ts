/**
 * A wild test where moments can't be had: the residuals of each bootstrap cluster, alone, are regressed on
 * everything by the absorber of the fit, one demeaning a cluster (two where the null is imposed on one coefficient, whose
 * value an interval varies). Exact for any number of large effects; the draws are then as fast as from moments.
 *
 * With psi the row of (X~'X~)^-1 X~' of a tested coefficient and M the residual maker of the full model, a weight 1 on
 * cluster h alone adds sum_{i in h} psi_i u_i to the coefficient, and sum_{i in c} psi_i (M u 1_h)_i to c's score.
 */
import { Matrix, solve } from "ml-matrix";
import type { Category } from "../../base/columns.js";
import { NotSupported, NumericalError } from "../../base/errors.js";
import { copyOut, crossProductsBlock, linearCombinationsBlock, residualsBlock } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedFactor, packedSolve } from "../../engine/kernels/moments.js";
import { placeWildSystem } from "../../engine/kernels/wild.js";
import { type Absorber, makeAbsorber } from "../../regression/absorb/absorber.js";
import {
  checkWild,
  hasJackknifeScores,
  hasJackknifeVariance,
  type WildHypothesis,
  type WildSpec,
} from "../../regression/cluster-bootstrap/wild-spec.js";
import { joint, type WildTest } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import type { ResamplingModel } from "../resampling/model.js";

/** Columns demeaned together. */
const TOGETHER = 12;
/** Difference of a coefficient allowed, in standard errors: as of moments. */
const WORST = 1e-9;
/** Responses that may be held: 512 MiB. */
const MOST_RESPONSES = 2 ** 26;

/**
 * Prepares the test in memory of `scope`; clusterings of `spec` are over the model's cells. Throws as `wildTest`;
 * NotSupported for jackknife types and where error and bootstrap clusters are too many together.
 */
export function wildTestBySolves(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  hypothesis: WildHypothesis,
  spec: WildSpec,
  signal?: AbortSignal,
): WildTest {
  checkWild(hypothesis, spec, model.names.length);
  requirePlainType(spec);
  const nRows = spec.errorClusters.reduce((sum, { clusters }) => sum + clusters.nLevels, 0);
  const nParts = hypothesis.columns.length === 1 && spec.imposeNull ? 2 : hypothesis.columns.length;
  if (nRows * spec.bootClusters.nLevels * nParts > MOST_RESPONSES) {
    throw new NotSupported(
      "wild_solves_size",
      `${nRows} error clusters times ${spec.bootClusters.nLevels} bootstrap clusters are more responses than may be held. Cluster more coarsely.`,
      { got: nRows * spec.bootClusters.nLevels, expected: MOST_RESPONSES / nParts },
    );
  }
  const responses = scope.scope((inner) => responsesOf(engine, inner, model, hypothesis, spec, signal));
  requireDigits(model, hypothesis, responses.estimates);
  return wildTestOfResponses(scope, hypothesis, spec, responses);
}

/** Throws NumericalError where cross-products of the demeaned columns did not carry the fit's coefficients. */
function requireDigits({ fit, names }: ResamplingModel, { columns }: WildHypothesis, estimates: Float64Array): void {
  columns.forEach((j, t) => {
    const { estimate, std_error } = fit.coefficients[names[j]!]!;
    if (Math.abs(estimates[t]! - estimate) <= WORST * std_error) return;
    throw new NumericalError(
      "wild_ill_conditioned",
      `'${names[j]}' is too nearly collinear for the wild bootstrap: by cross-products it is ${estimates[t]}, by the fit ${estimate}. Centre or rescale the regressors.`,
      { got: estimates[t], expected: estimate },
    );
  });
}

/** The regression of the fit on demeaned columns (times the root of the weight), rows in memory order. */
interface Demeaned {
  readonly n: number;
  readonly k: number;
  readonly absorber: Absorber;
  /** X~, n by k, then room for a batch of columns. */
  readonly block: F64Block;
  readonly beta: Float64Array;
  /** (X~'X~)^-1, k by k. */
  readonly inverse: Float64Array;
  readonly uHat: Float64Array;
}

function demeaned(engine: Engine, scope: Scope, { sample, columns, names }: ResamplingModel): Demeaned {
  const [n, k] = [sample.rows.length, names.length];
  const absorber = makeAbsorber(engine, scope, sample.effects, sample.weights);
  const block = scope.f64(n * (k + TOGETHER));
  return scope.scope((inner) => {
    const all = inner.f64(n * (k + 1));
    all.view().set(columns.view());
    if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, k + 1, absorber.rowOrder, all);
    demeanAndWeight(engine, inner, absorber, all, k + 1, sample.weights);
    block
      .part(0, n * k)
      .view()
      .set(all.part(0, n * k).view());
    const products = copyOut(crossProductsBlock(engine, inner, n, k + 1, all));
    const at = (i: number, j: number) => products[i * (k + 1) + j]!;
    const packed = Array.from({ length: k }, (_, i) => Array.from({ length: i + 1 }, (_, j) => at(i, j)));
    const scale = Float64Array.from({ length: k }, (_, i) => at(i, i));
    // columns that others explain were left out by the fit
    const factor = packedFactor(engine, k, 0, scale, Float64Array.from(packed.flat()));
    const beta = packedSolve(
      engine,
      factor,
      1,
      Float64Array.from({ length: k }, (_, i) => at(i, k)),
    );
    const unit = Float64Array.from({ length: k * k }, (_, i) => Number(i % (k + 1) === 0));
    const inverse = packedSolve(engine, factor, k, unit);
    const X = block.part(0, n * k);
    const left = residualsBlock(engine, inner, n, k, X, all.part(n * k, n), inner.copyF64(beta));
    return { n, k, absorber, block, beta, inverse, uHat: copyOut(left) };
  });
}

function responsesOf(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  hypothesis: WildHypothesis,
  { imposeNull, errorClusters, bootClusters }: WildSpec,
  signal: AbortSignal | undefined,
): WildResponses {
  const regression = demeaned(engine, scope, model);
  const { n, k, absorber, block, beta, inverse } = regression;
  const tested = hypothesis.columns;
  const rows = scope.f64(tested.length * k);
  tested.forEach((j, t) => {
    rows.view().set(inverse.subarray(j * k, (j + 1) * k), t * k);
  });
  const combined = linearCombinationsBlock(engine, scope, n, k, tested.length, block.part(0, n * k), rows);
  const psi = tested.map((_, t) => combined.part(t * n, n));
  const inMemory = ({ codes }: Category): Uint32Array => {
    const ofRow = model.cells.codes.map((cell) => codes[cell]!);
    return absorber.rowOrder === null ? ofRow : Uint32Array.from(absorber.rowOrder, (row) => ofRow[row]!);
  };
  const terms = errorClusters.map(({ clusters }) => ({
    nLevels: clusters.nLevels,
    codes: scope.copyU32(inMemory(clusters)),
  }));
  /** Score sums of every term's clusters, row-major by cluster, for `width` columns. */
  const scores = (columns: F64Block, width: number, row: F64Block): Float64Array[] =>
    terms.map(({ codes, nLevels }) =>
      scope.scope((inner) => copyOut(clusterScoresBlock(engine, inner, n, width, nLevels, columns, row, codes))),
    );

  const boot = inMemory(bootClusters);
  const nBoot = bootClusters.nLevels;
  const nRows = terms.reduce((sum, { nLevels }) => sum + nLevels, 0);
  const sources = resampled(regression, psi, hypothesis, imposeNull).map((u) => unweighted(u, model, absorber));
  const parts = sources.map((u) => {
    const made = psi.map(() => ({
      responses: new Float64Array(nRows * nBoot),
      numerators: new Float64Array(nBoot),
    }));
    for (let from = 0; from < nBoot; from += TOGETHER) {
      signal?.throwIfAborted();
      const width = Math.min(TOGETHER, nBoot - from);
      const batch = block.part(n * k, n * width);
      placeAlone(u, boot, from, width, batch.view());
      demeanAndWeight(engine, scope, absorber, batch, width, model.sample.weights);
      const fitted = takeFitOff(engine, scope, regression, width);
      psi.forEach((row, j) => {
        const { responses, numerators } = made[j]!;
        for (let l = 0; l < width; l++) numerators[from + l] = fitted[l * k + tested[j]!]!;
        let c = 0;
        for (const sums of scores(batch, width, row)) {
          for (let i = 0; i < sums.length; i += width, c++) {
            responses.set(sums.subarray(i, i + width), c * nBoot + from);
          }
        }
      });
    }
    return made;
  });
  const u = scope.copyF64(regression.uHat);
  return {
    estimates: Float64Array.from(tested, (j) => beta[j]!),
    observed: psi.map((row) => Float64Array.from(scores(u, 1, row).flatMap((sums) => [...sums]))),
    parts: parts.length > 1 ? parts.map((part) => part[0]!) : parts[0]!,
    hasSlope: parts.length > 1,
  };
}

/**
 * The residuals that are resampled, times the root of the weight: as estimated; under one coefficient's null value those at
 * the estimate and their slope in it; under a joint hypothesis those of least squares subject to it.
 */
function resampled(
  { n, k, beta, inverse, uHat }: Demeaned,
  psi: readonly F64Block[],
  { columns: tested, values }: WildHypothesis,
  imposeNull: boolean,
): Float64Array[] {
  if (!imposeNull) return [uHat];
  const q = tested.length;
  if (q === 1) {
    const pivot = inverse[tested[0]! * (k + 1)]!;
    return [uHat, Float64Array.from(psi[0]!.view(), (value) => -value / pivot)];
  }
  const S = new Matrix(tested.map((i) => tested.map((j) => inverse[i * k + j]!)));
  const distances = Matrix.columnVector(tested.map((j, t) => beta[j]! - values[t]!));
  const multipliers = solve(S, distances).to1DArray();
  const rows = psi.map((row) => row.view());
  return [
    Float64Array.from({ length: n }, (_, i) => rows.reduce((sum, row, t) => sum + multipliers[t]! * row[i]!, uHat[i]!)),
  ];
}

/** Residuals without the root of the weight; 0 where there is no weight. */
function unweighted(u: Float64Array, { sample: { weights } }: ResamplingModel, { rowOrder }: Absorber): Float64Array {
  if (weights === null) return u;
  return u.map((value, i) => {
    const weight = weights[rowOrder === null ? i : rowOrder[i]!]!;
    return weight > 0 ? value / Math.sqrt(weight) : 0;
  });
}

/** Column l holds u in cluster from + l, and 0 elsewhere. */
function placeAlone(
  u: Float64Array,
  codes: Uint32Array,
  from: number,
  width: number,
  out: Float64Array<ArrayBufferLike>,
): void {
  out.fill(0);
  codes.forEach((cluster, i) => {
    if (cluster >= from && cluster < from + width) out[(cluster - from) * u.length + i] = u[i]!;
  });
}

/** Takes off the batch what X~ fits of it; returns the coefficients, k a column. */
function takeFitOff(engine: Engine, scope: Scope, { n, k, block, inverse }: Demeaned, width: number): Float64Array {
  const X = block.part(0, n * k);
  const products = scope.scope((inner) => {
    return copyOut(crossProductsBlock(engine, inner, n, k + width, block.part(0, n * (k + width))));
  });
  const coefficients = new Float64Array(k * width);
  for (let l = 0; l < width; l++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let t = 0; t < k; t++) sum += inverse[j * k + t]! * products[t * (k + width) + k + l]!;
      coefficients[l * k + j] = sum;
    }
    scope.scope((inner) => {
      const column = block.part(n * (k + l), n);
      const b = inner.copyF64(coefficients.slice(l * k, (l + 1) * k));
      const left = residualsBlock(engine, inner, n, k, X, column, b);
      column.view().set(left.view());
    });
  }
  return coefficients;
}

// A wild test from what each bootstrap cluster's residuals, resampled alone, do to every score of the
// error clusters.

export interface WildResponses {
  /** Of the tested coefficients. */
  readonly estimates: Float64Array;
  /** Scores of the error clusters (of all terms, one after the other) as observed, f64[nRows] a tested coefficient. */
  readonly observed: readonly Float64Array[];
  readonly parts: readonly {
    /** Score of every error cluster for a weight 1 on a bootstrap cluster, f64[nRows*nBoot] by error cluster. */
    readonly responses: Float64Array;
    /** Coefficient less its value for a weight 1 on a bootstrap cluster, f64[nBoot]. */
    readonly numerators: Float64Array;
  }[];
  /** As in WildTest. */
  readonly hasSlope: boolean;
}

/** Throws NotSupported for jackknife types: they need the data without each cluster, which moments hold and responses don't. */
export function requirePlainType({ type }: WildSpec): void {
  if (!hasJackknifeScores(type) && !hasJackknifeVariance(type)) return;
  throw new NotSupported(
    "wild_jackknife_solves",
    `Type ${type} leaves clusters out, which needs moments by cluster; without them use type 11.`,
    { got: type, expected: "11" },
  );
}

/** The test in memory of `scope`. Throws NumericalError where the observed variance is not positive. */
export function wildTestOfResponses(
  scope: Scope,
  hypothesis: WildHypothesis,
  spec: WildSpec,
  { estimates, observed, parts, hasSlope }: WildResponses,
): WildTest {
  const { errorClusters, bootClusters } = spec;
  const q = estimates.length;
  const nBoot = bootClusters.nLevels;
  const factors = Float64Array.from(
    errorClusters.flatMap(({ clusters, sign, factor }) => new Array<number>(clusters.nLevels).fill(sign * factor)),
  );
  const variance = Float64Array.from({ length: q * q }, (_, i) => {
    const [a, b] = [observed[Math.floor(i / q)]!, observed[i % q]!];
    return factors.reduce((sum, factor, c) => sum + factor * a[c]! * b[c]!, 0);
  });
  const distances = estimates.map((value, j) => value - hypothesis.values[j]!);
  const statistic = q === 1 ? distances[0]! / Math.sqrt(variance[0]!) : joint(distances, variance);
  if (!Number.isFinite(statistic)) {
    throw new NumericalError(
      "wild_no_variance",
      `The clustered variance of what is tested is not positive: there is no statistic to compare draws with.`,
      { got: [...variance], expected: "positive" },
    );
  }
  const [nRows, none] = [factors.length, new Float64Array(0)];
  const values = new Float64Array(parts.length * nRows * nBoot);
  const numerators = new Float64Array(parts.length * nBoot);
  parts.forEach((part, p) => {
    values.set(part.responses, p * nRows * nBoot);
    numerators.set(part.numerators, p * nBoot);
  });
  const entries = {
    offsets: Uint32Array.from({ length: nRows + 1 }, (_, c) => c * nBoot),
    clusters: Uint32Array.from({ length: nRows * nBoot }, (_, e) => e % nBoot),
  };
  const shape = { nBoot, nRows, rank: 0, nParts: parts.length };
  const system = placeWildSystem(scope, shape, { U: none, W: none, values, numerators, factors }, entries);
  return { hypothesis, spec, estimates, variance, statistic, hasSlope, system };
}
