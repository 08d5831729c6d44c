/**
 * One column solved by conjugate gradients: when its round ends, and what may be said of its error when it
 * has. The residual that the recursion carries drifts from the true one by rounding, so a round is judged by both.
 * Knows nothing of vectors, nor of the columns beside it.
 */

import { hypot } from "../../base/hypot.js";

/** Shares of the target left to the recursion and to rounding: their squares add up to 1. */
const RECURSION_SHARE = 0.8;
const ROUNDING_SHARE = 0.6;
/** Error, as a share of the solution in the norm of the system, below which steps are rounding. */
const LEAST_ERROR = 1e-15;
/**
 * A residual this small against the largest met is rounding whatever comes: a system of few levels is solved in as many
 * steps, and the next direction would be noise that the system does not see.
 */
const SPENT_SHARE = 1e-15;
/** A residual this small against the largest met, that has not halved for so many steps, is rounding. */
const STALLED_SHARE = 1e-13;
const STALLED_STEPS = 50;
/**
 * A direction the system sees with less than this share of its size, in the norm of the diagonal, is one it does not see
 * at all but for rounding: past it steps only grow.
 */
const UNSEEN_SHARE = 1e-12;
/** A round but the first must bring the error below this share of what it was. */
const LEAST_GAIN = 0.5;

/** Steps in which rounding moves a residual by less than this share of the solution. */
const FEW_STEPS = 40;
const WIDE_TARGET = 1e-12;

/** Largest weight over the smallest that is no reason for care. */
const EVEN = 20;

/** What became of a column. */
export interface LaneOutcome {
  /**
   * `converged`: the error is at most the target. `stagnated`: rounding allows no better. `unfinished`: the iterations
   * allowed were spent.
   */
  readonly status: "converged" | "stagnated" | "unfinished";
  /** Estimate of the error in the norm of the system. */
  readonly error: number;
  /** Steps made for this column. */
  readonly iterations: number;
}

/** A column on its way. */
export class KrylovLane {
  readonly estimate = new EnergyError();
  /** Still stepping in this round. */
  active = true;
  iterations = 0;
  error = Number.POSITIVE_INFINITY;
  status: LaneOutcome["status"] | null = null;
  /** r'z now. */
  rho = 0;
  private largest = 0;
  /** Squared size of the direction in the norm of the diagonal. */
  private direction = 0;
  private smallest = Number.POSITIVE_INFINITY;
  private stepsSince = 0;
  private onward = 0;

  /**
   * @param spread largest weight over the smallest; 1 without weights
   * @param residualBounds as in ConjugateGradientOptions
   */
  constructor(
    private readonly target: number,
    private readonly spread = 1,
    private readonly residualBounds = true,
  ) {}

  /** Begins a round from a residual of size rho. */
  begin(rho: number): void {
    this.rho = rho;
    this.active = this.status === null && rho > 0 && rho < Number.POSITIVE_INFINITY;
    this.largest = Math.max(this.largest, rho);
    this.smallest = Number.POSITIVE_INFINITY;
    this.stepsSince = 0;
    this.direction = rho;
    this.estimate.restart();
    if (this.status !== null || this.active) return;
    this.status = rho === 0 ? "converged" : "stagnated";
    this.error = rho === 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Length of the step along a direction of this curvature; 0, and the round ends, where rounding is all it would follow. */
  stepLength(curvature: number): number {
    if (this.active && !(curvature > UNSEEN_SHARE * this.direction)) this.end();
    return this.active ? this.rho / curvature : 0;
  }

  /** Takes a step of length alpha that left a residual of size rho; returns the factor of the next direction. */
  advance(alpha: number, rho: number): number {
    const before = this.rho;
    this.rho = rho;
    this.iterations++;
    this.estimate.add(alpha * before, before);
    this.largest = Math.max(this.largest, rho);
    this.stepsSince++;
    if (rho < this.smallest / 2) [this.smallest, this.stepsSince] = [rho, 0];
    const rounding = LEAST_ERROR * Math.sqrt(this.estimate.total);
    const aim = Math.max(RECURSION_SHARE * this.target, rounding);
    // falls of the error say nothing of a part that hangs on small weights: the residual must be smaller for it
    const hidden = this.spread > EVEN && rho * this.spread > aim * aim;
    const bounds = this.residualBounds && this.spread <= EVEN;
    this.error = hidden ? Number.POSITIVE_INFINITY : this.estimate.within(aim, bounds ? rho : Number.POSITIVE_INFINITY);
    const stalled = this.stepsSince >= STALLED_STEPS && rho <= STALLED_SHARE ** 2 * this.largest;
    const spent = rho <= SPENT_SHARE ** 2 * this.largest;
    if (this.error < Number.POSITIVE_INFINITY || stalled || spent || !(rho > 0)) this.end();
    if (!this.active && !(this.residualBounds && this.settle() && this.estimate.isSteep())) return 0;
    if (!this.active) this.onward = alpha;
    const beta = rho / before;
    this.direction = rho + beta * beta * this.direction;
    return beta;
  }

  /**
   * Length of a last step on trust, 0 without one, and 0 from then on. Where convergence is steep all steps are about as
   * long, so that the next direction, which costs nothing, is followed as far as the one before: without its product
   * with the system that is nearly the gain of another step.
   */
  takeOnward(): number {
    const length = this.onward;
    this.onward = 0;
    return length;
  }

  /** Ends the round for this column; without an estimate the error is what its residual may hide. */
  end(): void {
    this.active = false;
    if (this.error === Number.POSITIVE_INFINITY) this.error = this.estimate.behind(this.rho);
  }

  /** Judges the round by r'z of the rounding in the residual; true when another round is worth it. */
  judge(gap: number, errorBefore: number, isLast: boolean): boolean {
    const hidden = this.spread > EVEN ? Math.sqrt(gap * this.spread) : 0;
    const rounding = Math.max(this.estimate.behind(gap), hidden);
    const fits = this.error <= RECURSION_SHARE * this.target && rounding <= ROUNDING_SHARE * this.target;
    this.error = hypot(this.error, rounding);
    if (fits || this.error <= this.target) this.status = "converged";
    else if (isLast || !(this.error <= LEAST_GAIN * errorBefore)) this.status = "stagnated";
    return this.status === null;
  }

  /**
   * Whether so few steps toward so wide a target leave the residual no time to drift; if so the column is solved, and
   * the true residual need not be computed.
   */
  settle(): boolean {
    const wide = this.target >= WIDE_TARGET * Math.sqrt(this.estimate.total);
    const settled =
      this.spread <= EVEN && this.iterations <= FEW_STEPS && wide && this.error <= RECURSION_SHARE * this.target;
    if (settled) this.status = "converged";
    return settled;
  }

  /** The iterations are spent. */
  giveUp(): void {
    if (this.active) this.status = "unfinished";
    if (this.active) this.end();
  }
}

// How far conjugate gradients are from the solution, in the norm of the system: which for the equations of
// fixed effects is the 2-norm of the error of the demeaned column. A step of length alpha lowers the squared error by
// alpha r'z, so the steps from k on add up to the squared error at k less what the steps to come will add. Those are
// bounded by the past: never has a step been followed by more than `slowness` times itself. Knows nothing of vectors.
// Sources: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
// doi:10.6028/jres.049.044; Meurant, Papez & Tichy (2021), Numerical Algorithms 88 (the delay chosen by the past).

/** Share of the estimate that the steps to come may add. */
const TAIL = 0.25;
/** Steps an estimate takes, at least and as a share of those made: a slow mode shows late. */
const FEWEST_STEPS = 4;
/**
 * Where each of so many falls was below this share of the one before, no slow mode is in sight: those to come add up to
 * less than half of TAIL times the last, no delay is needed, and the residual bounds the error, taken for twice as much.
 */
const STEEP_SHARE = 1 / 32;
const STEEP_FALLS = 4;
const STEEP_CARE = 2;
const STEPS_SHARE = 1 / 16;
/** How far back the past counts: while the squared error was below this multiple of the target's. */
const MEMORY = 1e8;

/** Estimates the error of one column, step by step. */
export class EnergyError {
  /** Fall of the squared error in each step of this round, and r'z before the step. */
  private falls: number[] = [];
  private residuals: number[] = [];
  /** Most that followed a step, in multiples of it. */
  private slowness = 1;
  /** Most squared error met for a unit of r'z. */
  private perResidual = 0;
  private sum = 0;

  /** Fall of the squared error in all steps, of earlier rounds too. */
  get total(): number {
    return this.sum;
  }

  /** Begins another round: directions are no longer conjugate to those before, but the system is as slow as it was. */
  restart(): void {
    this.learn(Number.POSITIVE_INFINITY);
    this.falls = [];
    this.residuals = [];
  }

  /** Takes a step: the fall of the squared error, and r'z before it. */
  add(fall: number, residual: number): void {
    this.falls.push(fall);
    this.residuals.push(residual);
    this.sum += fall;
  }

  /**
   * An error that x is not above, once that is known to be at most `aim`; else Infinity.
   *
   * @param residual r'z now; Infinity where it says nothing
   */
  within(aim: number, residual: number): number {
    const target = aim * aim;
    const { falls } = this;
    const last = falls.at(-1);
    const bound = this.isSteep() ? STEEP_CARE * this.behind(residual) : Number.POSITIVE_INFINITY;
    if (bound <= aim) return bound;
    if (last === undefined || last > TAIL * target) return Number.POSITIVE_INFINITY;
    if (this.isSteep()) return Math.sqrt(TAIL * last);
    const slowness = Math.max(this.slowness, this.learn(MEMORY * target));
    let ahead = 0;
    const fewest = Math.max(FEWEST_STEPS, STEPS_SHARE * falls.length);
    for (let j = falls.length - 1; j >= 0; j--) {
      ahead += falls[j]!;
      if ((1 + TAIL) * ahead > target) break;
      if (falls.length - j >= fewest && slowness * last <= TAIL * ahead) return Math.sqrt((1 + TAIL) * ahead);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Whether each of the last steps left next to nothing of the error. */
  isSteep(): boolean {
    const recent = this.falls.slice(-STEEP_FALLS - 1);
    return recent.length > STEEP_FALLS && recent.every((fall, j) => j === 0 || fall <= STEEP_SHARE * recent[j - 1]!);
  }

  /** The error that an r'z of this size may still hide, judged by all steps; Infinity when there were none. */
  behind(residual: number): number {
    if (residual === 0) return 0;
    this.learn(Number.POSITIVE_INFINITY);
    return this.perResidual > 0 ? Math.sqrt(this.perResidual * residual) : Number.POSITIVE_INFINITY;
  }

  /**
   * Reads the round backwards, while the squared error was at most `most`. Returns its slowness; what holds for the
   * whole round is kept.
   */
  private learn(most: number): number {
    const { falls, residuals } = this;
    let [ahead, slowness, perResidual] = [0, 1, 0];
    let j = falls.length - 1;
    for (; j >= 0 && ahead <= most; j--) {
      ahead += falls[j]!;
      if (falls[j]! > 0) slowness = Math.max(slowness, ahead / falls[j]!);
      if (residuals[j]! > 0) perResidual = Math.max(perResidual, ahead / residuals[j]!);
    }
    if (most === Number.POSITIVE_INFINITY) {
      this.slowness = Math.max(this.slowness, slowness);
      this.perResidual = Math.max(this.perResidual, perResidual);
    }
    return slowness;
  }
}
