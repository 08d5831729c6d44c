/**
 * How far conjugate gradients are from the solution, in the norm of the system: which for the equations of
 * fixed effects is the 2-norm of the error of the demeaned column. A step of length alpha lowers the squared error by
 * alpha r'z, so the steps from k on add up to the squared error at k less what the steps to come will add. Those are
 * bounded by the past: never has a step been followed by more than `slowness` times itself. Knows nothing of vectors.
 * Sources: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 * doi:10.6028/jres.049.044; Meurant, Papez & Tichy (2021), Numerical Algorithms 88 (the delay chosen by the past).
 */

/** Share of the estimate that the steps to come may add. */
const TAIL = 0.25;
/** Steps an estimate takes, at least and as a share of those made: a slow mode shows late. */
const FEWEST_STEPS = 4;
/**
 * Where each of so many falls was below this share of the one before, no slow mode is in sight: those to come add up to
 * less than half of TAIL times the last, and no delay is needed.
 */
const STEEP_SHARE = 1 / 32;
const STEEP_FALLS = 4;
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

  /** An error that x is not above, once that is known to be at most `aim`; else Infinity. */
  within(aim: number): number {
    const target = aim * aim;
    const { falls } = this;
    const last = falls.at(-1);
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

  private isSteep(): boolean {
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
