/**
 * Maximum likelihood of a Poisson or a logit regression with absorbed effects, by Newton's method written
 * as weighted least squares: each step regresses the working residual, net of the effects, on the regressors, net of them.
 * Knows no names, samples or variances.
 *
 * Once the linear predictor lies in the span of regressors and effects, what is regressed is the working residual alone, so
 * that its coefficients are the step and go to zero; the predictor moves by what the regression fits, and effects are never
 * recovered. Columns are demeaned from what the step before left of them, which differs from the original by effects only.
 * Sources: McCullagh & Nelder (1989), Generalized Linear Models, doi:10.1007/978-1-4899-3242-6; Stammann (2018), Fast and
 * feasible estimation of generalized linear models with high-dimensional k-way fixed effects, arXiv:1707.01815; Correia,
 * Guimaraes & Zylkin (2020), Stata Journal 20(1), doi:10.1177/1536867X20909691.
 */

import { NumericalError } from "../../../base/errors.js";
import { linearCombinationsBlock, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { keepColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { type IrlsPass, irlsPass, type OutcomeRows } from "../../../engine/kernels/irls.js";
import { exp, log } from "../../../engine/kernels/math.js";
import { type Absorber, isAbsorbed, type Solve } from "../../../regression/absorb/absorber.js";
import type { Fit } from "../../../regression/least-squares/fit.js";
import { type Dropped, type OlsOptions, ols } from "../../../regression/least-squares/ols.js";
import type { LeastSquares } from "../../../regression/least-squares/triangle.js";
import { lineSearch, newtonStep } from "./irls-steps.js";

/**
 * Share of its score that a row's weight is at least while steps are made, so that a row whose mean all but vanishes has a
 * working residual beside which those of others keep their digits. A weight larger than the information shortens a step
 * and does not change where steps end. The last regression, whose weights make the variance, allows a smaller share.
 */
const LEAST_SHARE = 1e-6;
const LAST_LEAST_SHARE = 1e-12;
/** Fitted means this many times the outcomes in total are no place to go on from: offsets put rows beyond the numbers. */
const OUT_OF_RANGE = 1e3;
/** From here on a working residual is so large that demeaning rounds those of other rows by what shows: see `effectsPart`. */
const FAR = 1e4;
/**
 * A step is the last but one when rows move by less than this, the root of their weighted mean square: the error that the
 * last leaves is about its square.
 */
const SETTLED = 3e-6;
/**
 * And when no row, of however small a weight, moves by more than this: errors are those of the weights that the last step but one
 * leaves, off by half its square.
 */
const SETTLED_ROW = 1e-4;
/**
 * Rows may go on moving where their weights are so small that the root mean square of moves is below this and coefficients
 * change by no more than a share of themselves: a group in which regressors leave outcomes no overlap in floating point.
 */
const NO_WEIGHT = 1e-12;
const UNCHANGED = 1e-11;
/**
 * Rows that regressors separate move by one a step on average, weighted, for ever. Where other rows have come to rest and
 * some still move by half of that, separation is looked for.
 */
const AT_REST = 1e-4;
const STILL_MOVING = 0.5;
/** The same after this many steps, whatever the others do; then after twice as many, and so on. */
const LONG = 16;
/** Error allowed in demeaned columns while steps are long, as a share of the last step. */
const LOOSEST = 1e-4;
const SHARE_OF_STEP = 1e-2;

export interface GlmRows extends OutcomeRows {
  /** Regressors. */
  readonly k: number;
  /** f64[n*(k+2)]: regressors in memory order, then room for two columns; overwritten. */
  readonly columns: F64Block;
  /** f64[n], added to the linear predictor with a coefficient of 1; null for none. */
  readonly offset: F64Block | null;
  /** f64[n], a linear predictor to start from; overwritten. */
  readonly start: F64Block;
  /** Whether regressors or effects add up to a constant. */
  readonly constant: boolean;
}

/** A step of the search. */
export interface GlmState {
  /** Regressors kept, f64[n*k], net of the effects under some weights. */
  readonly X: F64Block;
  readonly k: number;
  /** Positions of the regressors kept. */
  readonly kept: readonly number[];
  /** f64[n], the last full step of the linear predictor. */
  readonly direction: F64Block;
}

export interface GlmOptions {
  /** Relative change of the deviance at which to stop. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Error allowed in demeaned columns in the end, for iterative solvers. */
  readonly innerTolerance?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called before each step with the steps made and by how much the deviance changed in the last one; may throw. */
  readonly onStep?: (made: number, change: number) => void;
  /** As for `ols`. */
  readonly clusters?: OlsOptions["clusters"];
  /** Called with the regressors of which demeaning leaves nothing; may throw. */
  readonly onAbsorbed: (absorbed: readonly boolean[]) => void;
  /** Whether regressors separate rows; what it returns, unless null, ends the search. */
  readonly separation: (state: GlmState) => Separated | null;
}

/** Rows, by position in memory, without which there may be a maximum, and what separates them. */
export interface Separated {
  readonly rows: Uint32Array;
  /** Positions of regressors and their coefficients. */
  readonly combination: readonly { readonly index: number; readonly coefficient: number }[];
}

export interface GlmFit {
  /** Regressors and residuals net of the effects, multiplied by the root of the working weights; `beta` the estimate. */
  readonly fit: Fit;
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  readonly least_squares: LeastSquares;
  /** Whether the last step was solved again in double-double. */
  readonly refined: boolean;
  /** The last demeaning. */
  readonly solve: Solve;
  /** f64[n], the linear predictor. */
  readonly eta: F64Block;
  readonly deviance: number;
  /** Of each step, the last among them. */
  readonly deviances: readonly number[];
  readonly iterations: number;
  readonly halvings: number;
  /** Relative change of the deviance in the step before the last, and how far rows moved in it. */
  readonly change: number;
  readonly meanMove: number;
}

/**
 * Maximizes the likelihood. Separated rows lose their weight, and with them a regressor may lose what distinguishes it from the
 * others, so where the arithmetic fails separation is looked for, too. Throws NumericalError `irls_not_converged`, `irls_step`, and
 * as `ols` and the absorber.
 */
export function irls(
  engine: Engine,
  scope: Scope,
  rows: GlmRows,
  absorber: Absorber,
  options: GlmOptions,
): { readonly separated: Separated } | GlmFit {
  const search = new LikelihoodSearch(engine, scope, rows, absorber, options);
  try {
    return maximizeLikelihood(search, options);
  } catch (error) {
    const { state } = search;
    const separated = error instanceof NumericalError && state !== null ? options.separation(state) : null;
    if (separated === null) throw error;
    return { separated };
  }
}

function maximizeLikelihood(search: LikelihoodSearch, options: GlmOptions): { readonly separated: Separated } | GlmFit {
  for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
    options.onStep?.(iteration - 1, search.change);
    options.signal?.throwIfAborted();
    search.setRegressand();
    const solve = search.takeEffectsOff();
    if (search.isLast) return search.lastRegression(solve, iteration);
    const step = search.stepAfter(solve);
    const state = search.aim(step);
    if (!search.move(step, iteration)) continue;
    const separated = search.mayBeSeparated(iteration) ? options.separation(state) : null;
    if (separated !== null) return { separated };
  }
  throw notConverged(options, search);
}

/** What the first regression decides for those after it. */
interface FirstRegression {
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  readonly solve: Solve;
  readonly least_squares: LeastSquares;
}

/** Where the search for the maximum stands, and the parts of a step in their order. */
class LikelihoodSearch {
  /** As of the last step aimed at. */
  state: GlmState | null = null;
  /** Whether the next regression is the last. */
  isLast = false;
  change = Number.POSITIVE_INFINITY;
  meanMove = Number.POSITIVE_INFINITY;
  deviance: number;
  private k: number;
  private eta: F64Block;
  private next: F64Block;
  private readonly weight: F64Block;
  private readonly root: F64Block;
  private readonly direction: F64Block;
  /** Sum of the outcomes, where fitted means may be too large for it. */
  private readonly outcomes: number;
  private first: FirstRegression | null = null;
  private beta: Float64Array = new Float64Array(0);
  /** Whether the linear predictor lies in the span of regressors and effects. */
  private predictorInSpan = false;
  private largestResidual: number;
  private largestMove = Number.POSITIVE_INFINITY;
  private nextSeparationCheck = LONG;
  private halvings = 0;
  private readonly deviances: number[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly rows: GlmRows,
    private readonly absorber: Absorber,
    private readonly options: GlmOptions,
  ) {
    const { n } = rows;
    this.k = rows.k;
    [this.eta, this.next] = [rows.start, scope.f64(n)];
    [this.weight, this.root, this.direction] = [scope.f64(n), scope.f64(n), scope.f64(n)];
    this.outcomes = rows.family === "poisson" ? sumOfOutcomes(rows) : Number.POSITIVE_INFINITY;
    ({ deviance: this.deviance, largestResidual: this.largestResidual } = this.pass(this.eta, 0));
  }

  /** Weights and working residuals where `step` times the direction leads from here; `to` gets the linear predictor. */
  private pass(to: F64Block, step: number, leastShare = LEAST_SHARE): IrlsPass {
    const { engine, scope, rows, eta, weight, root, direction } = this;
    const working = { eta: to, weight, root, working: this.column(this.k + 1) };
    return irlsPass(engine, scope, rows, eta, step === 0 ? null : direction, step, working, leastShare);
  }

  private column(j: number): F64Block {
    const { n, columns } = this.rows;
    return columns.part(j * n, n);
  }

  private get largeResidual(): boolean {
    return this.predictorInSpan && this.largestResidual > FAR;
  }

  /** What is regressed: the working residual, or, while the predictor is not in the span, the working response. */
  setRegressand(): void {
    const { k, eta } = this;
    if (this.isLast) ({ largestResidual: this.largestResidual } = this.pass(eta, 0, LAST_LEAST_SHARE));
    const regressand = this.column(k).view();
    regressand.set(this.column(k + 1).view());
    if (!this.predictorInSpan) addPredictor(regressand, eta, this.rows.offset);
  }

  /** Regressors and regressand, net of the effects under the weights. */
  takeEffectsOff(): Solve {
    const { k, isLast, largeResidual, options } = this;
    const inner: number | undefined =
      this.first === null || isLast ? options.innerTolerance : looseTolerance(this.meanMove, options.innerTolerance);
    return this.scope.scope((below) => {
      const weighed = this.absorber.weighed(below, this.weight, inner);
      // in the last regression the effects' part of the working residual is no more than what is left to go
      const width = largeResidual && isLast ? k : k + 1;
      const solved = weighed.demean(this.rows.columns.part(0, this.rows.n * width), width);
      if (largeResidual && !isLast) effectsPart(below, weighed, this.column(k), this.column(k + 1));
      return solved;
    });
  }

  /** Coefficients of the regressand; those of the first regression say which regressors are kept. */
  stepAfter(solve: Solve): Float64Array {
    const { engine, scope, k, root, rows } = this;
    if (this.first !== null) return newtonStep(engine, scope, rows.n, k, rows.columns, root, this.first.least_squares);
    const { n, columns } = rows;
    const absorbed = Array.from({ length: k }, (_, j) => isAbsorbed(solve, j));
    this.options.onAbsorbed(absorbed);
    const shrunk = shrinkage(solve);
    const { beta, ...found } = scope.scope((below) => {
      const copy = below.f64(n * (k + 1));
      copy.view().set(columns.view().subarray(0, n * (k + 1)));
      scaleRowsBlock(engine, n, k + 1, root, copy);
      const { fit, kept, dropped, least_squares } = ols(engine, below, n, k, copy, absorbed, { shrunk });
      return { beta: fit.beta, kept, dropped, least_squares };
    });
    keepColumns(columns, n, [...found.kept, k, k + 1]);
    this.k = found.kept.length;
    this.first = { ...found, solve };
    return beta;
  }

  /** The regression at the maximum, which is the fit. */
  lastRegression(solve: Solve, iterations: number): GlmFit {
    const { engine, scope, k, eta, root, deviance, deviances, halvings, change, meanMove, largeResidual } = this;
    const { n, columns } = this.rows;
    const { clusters } = this.options;
    const { kept, dropped, ...first } = this.first!;
    const shrunk = shrinkage(first.solve, kept);
    const ofLarge = largeResidual ? newtonStep(engine, scope, n, k, columns, root, first.least_squares) : null;
    scaleRowsBlock(engine, n, k + 1, root, columns.part(0, n * (k + 1)));
    const none = new Array<boolean>(k).fill(false);
    const end = ols(engine, scope, n, k, columns.part(0, n * (k + 1)), none, {
      ...(clusters && { clusters }),
      shrunk,
      ...(first.least_squares === "qr" && { leastSquares: "qr" as const }),
    });
    if (end.kept.length < k) throw rankChanged();
    const { least_squares, refined } = end;
    const beta = this.beta.map((value, j) => value + (ofLarge ?? end.fit.beta)[j]!);
    deviances.push(deviance);
    return {
      ...{ fit: { ...end.fit, beta }, kept, dropped, solve, eta, deviance },
      ...{ least_squares, refined, deviances, iterations, halvings, change, meanMove },
    };
  }

  /** Sets the direction: the predictor moves by what the regression fits. */
  aim(step: Float64Array): GlmState {
    const { engine, scope, k, direction, largeResidual } = this;
    const { n, columns } = this.rows;
    const along = Float64Array.of(...step, ...(largeResidual ? [0, 1] : [-1, 1]));
    scope.scope((below) => {
      const regression = columns.part(0, n * along.length);
      linearCombinationsBlock(engine, below, n, along.length, 1, regression, below.copyF64(along), direction);
    });
    this.state = { X: columns.part(0, n * k), k, kept: this.first!.kept, direction };
    return this.state;
  }

  /** Moves as far as the deviance falls; false where fitted means are out of range, and the predictor is that of a constant instead. */
  move(step: Float64Array, iteration: number): boolean {
    const { engine, rows, outcomes, deviance, predictorInSpan } = this;
    const reach = (length: number) => this.pass(this.next, length);
    const most = predictorInSpan ? outcomes : Number.POSITIVE_INFINITY;
    const taken = lineSearch(engine, reach, iteration === 1 ? null : deviance, most);
    if (taken === null) throw noStep(iteration, deviance);
    const { moved, length } = taken;
    this.halvings += taken.halvings;
    if (iteration === 1 && rows.constant && moved.weight > OUT_OF_RANGE * outcomes) {
      constantPredictor(engine, rows, outcomes, this.eta);
      this.arrive(this.pass(this.eta, 0));
      return false;
    }
    [this.eta, this.next] = [this.next, this.eta];
    this.arrive(moved);
    this.beta = predictorInSpan ? this.beta.map((value, j) => value + length * step[j]!) : step;
    this.change = Math.abs(deviance - moved.deviance) / (0.1 + Math.abs(moved.deviance));
    ({ meanMove: this.meanMove, largestMove: this.largestMove } = moved);
    this.predictorInSpan ||= length === 1;
    this.isLast = predictorInSpan && length === 1 && this.change <= this.options.tolerance && this.settled(step);
    return true;
  }

  private arrive({ deviance, largestResidual }: IrlsPass): void {
    [this.deviance, this.largestResidual] = [deviance, largestResidual];
    this.deviances.push(deviance);
  }

  private settled(step: Float64Array): boolean {
    const { meanMove, largestMove } = this;
    if (meanMove <= SETTLED && largestMove <= SETTLED_ROW) return true;
    return meanMove <= NO_WEIGHT && unchanged(this.beta, step);
  }

  /** Whether some rows move as only separated ones do, or steps have been many. */
  mayBeSeparated(iteration: number): boolean {
    const { meanMove, largestMove } = this;
    if (!(largestMove > STILL_MOVING)) return false;
    if (iteration < this.nextSeparationCheck) return iteration > 1 && meanMove <= AT_REST && meanMove > SETTLED;
    this.nextSeparationCheck = 2 * iteration;
    return true;
  }
}

/** z = eta + working - offset, in place of the working residual. */
function addPredictor(z: Float64Array<ArrayBufferLike>, eta: F64Block, offset: F64Block | null): void {
  const [predictor, known] = [eta.view(), offset?.view()];
  for (let i = 0; i < z.length; i++) z[i]! += predictor[i]! - (known?.[i] ?? 0);
}

const shrinkage = ({ normBefore, normAfter }: Solve, columns?: readonly number[]): number[] =>
  (columns ?? [...normBefore.keys()]).map((j) => normBefore[j]! / normAfter[j]!);

const looseTolerance = (move: number, end = 1e-10): number => Math.max(end, Math.min(LOOSEST, SHARE_OF_STEP * move));

/**
 * Where some working residuals are so large that those of other rows lose digits as they are demeaned: puts the residuals as
 * they were into `net`, which serves as well, for regressors are net of the effects; and into `working` the effects'
 * part, projected on the effects once more to rid it of that rounding.
 */
function effectsPart(scope: Scope, weighed: Pick<Absorber, "demean">, net: F64Block, working: F64Block): void {
  const [demeaned, own] = [net.view(), working.view()];
  const part = own.map((value, i) => value - demeaned[i]!);
  const outside = scope.copyF64(part);
  weighed.demean(outside, 1);
  const rounding = outside.view();
  net.view().set(working.view());
  working.view().set(part.map((value, i) => value - rounding[i]!));
}

/** The linear predictor of the constant model of a Poisson regression: the offset, and what makes means add up to outcomes. */
function constantPredictor(engine: Engine, { n, weights, offset }: GlmRows, outcomes: number, eta: F64Block): void {
  const [known, counts] = [offset?.view() ?? new Float64Array(n), weights?.view()];
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const means = exp(
    engine,
    known.map((value) => value - most),
  );
  const total = means.reduce((sum, mean, i) => sum + (counts?.[i] ?? 1) * mean, 0);
  const constant = log(engine, Float64Array.of(outcomes / total))[0]! - most;
  eta.view().set(known.map((value) => value + constant));
}

/** Each as often as its row counts. */
function sumOfOutcomes({ y, weights }: GlmRows): number {
  const [values, counts] = [y.view(), weights?.view()];
  return values.reduce((sum, value, i) => sum + (counts?.[i] ?? 1) * value, 0);
}

const unchanged = (beta: Float64Array, step: Float64Array): boolean =>
  beta.every((value, j) => Math.abs(step[j]!) <= UNCHANGED * Math.abs(value));

const rankChanged = (): NumericalError =>
  new NumericalError(
    "irls_rank",
    "A regressor is collinear with others to nine digits under some weights and not under others: leave it out.",
    {},
  );

const noStep = (iteration: number, deviance: number): NumericalError =>
  new NumericalError(
    "irls_step",
    `Step ${iteration} of maximum likelihood does not lower the deviance of ${deviance}, however short: rescale regressors, offset or outcome.`,
    { got: deviance, iterations: iteration },
  );

function notConverged(
  { maxIterations, tolerance }: GlmOptions,
  { deviance, change, meanMove }: LikelihoodSearch,
): NumericalError {
  return new NumericalError(
    "irls_not_converged",
    `Maximum likelihood did not converge in ${maxIterations} steps: the deviance, ${deviance}, still changes by a share of ` +
      `${change.toExponential(1)}, expected at most ${tolerance}, and rows by ${meanMove.toExponential(1)}. ` +
      "Raise maxIterations, or look for regressors that predict some outcomes perfectly.",
    { got: change, expected: tolerance, iterations: maxIterations, deviance },
  );
}
