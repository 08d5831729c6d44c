/**
 * How much is still wrong in a column while projections go on: the sum of the steps to come, at the
 * slowest contraction seen of late. Knows nothing of how a step is made.
 */

/** Cycles over which the largest contraction counts: extrapolation hides the slowest mode for a few. */
const CONTRACTION_MEMORY = 10;
/** Cycles before an estimate counts, unless steps are rounding: one ratio says little of the slowest mode. */
const FEWEST_CYCLES = 3;
/** Steps below this share of the column's norm are rounding: they say nothing of the contraction. */
const ROUNDING_SHARE = 1e-15;
/** Cycles in which steps below a share of the column's norm do not halve: a round ends and another goes on from the residual. */
const STALLED_CYCLES = 50;
const STALLED_SHARE = 1e-14;
/** Follows the steps of one column, round by round, and estimates what is still wrong. */
export class ErrorTracker {
  /** Estimated 2-norm of the error of the demeaned column. */
  error = Number.POSITIVE_INFINITY;
  /** True when steps stopped shrinking before the error was small: the rounding of the coefficients was met. */
  private stalled = false;
  private target = 0;
  /** Smallest step of the round when it last halved, and the cycles since. */
  private smallest = Number.POSITIVE_INFINITY;
  private cyclesSince = 0;
  private contractions: number[] = [];

  /**
   * @param norm 2-norm of the column before, which sets the size of rounding
   * @param nOthers effects beside the ordered one: their errors may add up
   */
  constructor(
    private readonly norm: number,
    private readonly nOthers: number,
  ) {}

  /** True when the round can end for this column. */
  get ended(): boolean {
    return this.stalled || this.error <= this.target;
  }

  /** Begins a round; the contractions of the round before still count. */
  aim(target: number): void {
    this.target = target;
    this.error = Number.POSITIVE_INFINITY;
    this.stalled = false;
    this.smallest = Number.POSITIVE_INFINITY;
    this.cyclesSince = 0;
    this.contractions = this.contractions.filter((ratio) => ratio < 1);
  }

  /** Takes the weighted norms of two successive steps. */
  update(first: number, second: number): void {
    const rounding = ROUNDING_SHARE * this.norm;
    if (first > rounding) this.contractions.push(second / first);
    if (this.contractions.length > CONTRACTION_MEMORY) this.contractions.shift();
    const known = this.contractions.length >= FEWEST_CYCLES || second <= rounding;
    this.error = known ? this.ahead(second) : Number.POSITIVE_INFINITY;
    if (second < this.smallest / 2) {
      this.smallest = second;
      this.cyclesSince = 0;
    } else {
      this.cyclesSince++;
    }
    this.stalled = this.cyclesSince >= STALLED_CYCLES && this.smallest <= STALLED_SHARE * this.norm;
  }

  /** After a later round that stalled: what it changed was wrong before it, and bounds what is wrong now. */
  settle(change: number): void {
    if (!this.stalled) return;
    this.contractions = this.contractions.filter((ratio) => ratio < 1);
    this.error = Math.max(Math.sqrt(this.nOthers) * change, this.ahead(this.smallest));
  }

  /** Sum of the steps to come after one of size `step`, at the slowest contraction of late. */
  private ahead(step: number): number {
    if (step === 0) return 0;
    const rho = Math.max(0, ...this.contractions);
    return rho < 1 ? Math.sqrt(this.nOthers) * step * Math.max(1, rho / (1 - rho)) : Number.POSITIVE_INFINITY;
  }
}
