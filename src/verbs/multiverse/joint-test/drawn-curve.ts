/**
 * What each draw's estimates say together, added up set by set, and p-values of the curve: shares of draws at least as extreme. Knows
 * nothing of how a draw is made.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z; on p = (1 + b) / (1 + B):
 * Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), doi:10.2202/1544-6115.1585.
 */
import { NotSupported } from "../../../base/errors.js";
import { quantile } from "../../../base/numbers.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pt, qt } from "../../../engine/kernels/math.js";
import { normalScore } from "../curve.js";
import type { CurveSummary, MultiverseTest } from "../record.js";

/** Estimates of all draws that are kept at most, for their medians. */
const MOST_NUMBERS = 5e7;

export class DrawnCurve {
  private readonly estimates: Float64Array;
  private readonly filled: Uint32Array;
  private readonly above: Float64Array;
  private readonly below: Float64Array;
  private readonly significantAbove: Float64Array;
  private readonly significantBelow: Float64Array;
  private readonly scores: Float64Array;
  private readonly tables = new Map<number, ScoreTable>();

  /** Throws NotSupported `multiverse_draws` where estimates of all draws would take too much memory. */
  constructor(
    private readonly engine: Engine,
    draws: number,
    private readonly count: number,
    private readonly alpha: number,
  ) {
    if (draws * count > MOST_NUMBERS) {
      throw new NotSupported(
        "multiverse_draws",
        `${draws} draws of ${count} specifications are ${draws * count} estimates, more than the ${MOST_NUMBERS} that are kept: ask for fewer --draws, or draw some specifications with --specifications n.`,
        { got: draws * count, expected: `<= ${MOST_NUMBERS}` },
      );
    }
    this.estimates = new Float64Array(draws * count);
    this.filled = new Uint32Array(draws);
    [this.above, this.below, this.significantAbove, this.significantBelow, this.scores] = [1, 2, 3, 4, 5].map(
      () => new Float64Array(draws),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  }

  /** Adds a specification's estimate in draw b; one that is no number is left out of the draw. */
  add(b: number, estimate: number, stdError: number, df: number): void {
    if (!Number.isFinite(estimate)) return;
    this.estimates[b * this.count + this.filled[b]!++] = estimate;
    if (estimate > 0) this.above[b]!++;
    else if (estimate < 0) this.below[b]!++;
    const t = estimate / stdError;
    if (!Number.isFinite(t)) return;
    let table = this.tables.get(df);
    if (table === undefined) {
      table = new ScoreTable(this.engine, df, this.alpha);
      this.tables.set(df, table);
    }
    this.scores[b]! += table.scoreOf(t);
    if (Math.abs(t) < table.critical) return;
    if (t > 0) this.significantAbove[b]!++;
    else this.significantBelow[b]!++;
  }

  /**
   * p-values of `curve`, and the statistics of the first `done` draws; those in which no specification has an estimate are left out and
   * counted. Throws NotSupported `multiverse_no_draw` where none has.
   */
  summary(curve: CurveSummary, done: number): Pick<MultiverseTest, "p_value" | "drawn" | "undefined"> {
    const used = Array.from({ length: done }, (_, b) => b).filter((b) => this.filled[b]! > 0);
    if (used.length === 0) throw noDraw(done);
    const each = (of: (b: number) => number) => used.map(of);
    const count = (b: number) => this.filled[b]!;
    const drawn = {
      median: each((b) => this.medianOf(b)),
      share_dominant: each((b) => Math.max(this.above[b]!, this.below[b]!) / count(b)),
      share_significant_dominant: each((b) => {
        const isAbove = this.above[b]! >= this.below[b]!;
        return (isAbove ? this.significantAbove[b]! : this.significantBelow[b]!) / count(b);
      }),
      stouffer_z: each((b) => this.scores[b]! / Math.sqrt(count(b))),
    };
    const p = (values: readonly number[], actual: number) =>
      (1 + values.filter((value) => Math.abs(value) >= Math.abs(actual) * TIES).length) / (1 + used.length);
    return {
      p_value: {
        median: p(drawn.median, curve.median),
        share_dominant: p(drawn.share_dominant, curve.share_dominant),
        share_significant_dominant: p(drawn.share_significant_dominant, curve.share_significant_dominant),
        stouffer_z: p(drawn.stouffer_z, curve.stouffer_z),
      },
      drawn,
      undefined: done - used.length,
    };
  }

  private medianOf(b: number): number {
    const own = this.estimates.slice(b * this.count, b * this.count + this.filled[b]!).sort();
    return quantile(own, 0.5);
  }
}

const noDraw = (draws: number): NotSupported =>
  new NotSupported(
    "multiverse_no_draw",
    `In none of ${draws} draws has a specification an estimate: the treatment that is drawn does not vary in its rows. Use larger samples, or --strata that keep paths within them.`,
    { got: 0, expected: ">= 1 draw with an estimate" },
  );

/** A draw that equals the actual curve but for rounding counts as it. */
const TIES = 1 - 1e-9;

/** Steps of t in which normal scores are tabulated, and the last of them. */
const STEP = 1 / 64;
const LAST = 12;

/** Normal scores of t with some degrees of freedom: by cubics between tabulated ones, right to about nine digits; those beyond are made. */
class ScoreTable {
  readonly critical: number;
  private readonly scores: Float64Array;

  constructor(
    private readonly engine: Engine,
    private readonly df: number,
    alpha: number,
  ) {
    this.critical = qt(engine, alpha / 2, df, true);
    this.scores = Float64Array.from({ length: LAST / STEP + 3 }, (_, i) => this.exact(i * STEP));
  }

  scoreOf(t: number): number {
    const size = Math.abs(t);
    if (size >= LAST) return Math.sign(t) * this.exact(size);
    const at = size / STEP;
    const i = Math.max(1, Math.floor(at));
    const u = at - i;
    const { scores } = this;
    // Lagrange's cubic through the four points about t
    const score =
      (-u * (u - 1) * (u - 2) * scores[i - 1]!) / 6 +
      ((u + 1) * (u - 1) * (u - 2) * scores[i]!) / 2 -
      ((u + 1) * u * (u - 2) * scores[i + 1]!) / 2 +
      ((u + 1) * u * (u - 1) * scores[i + 2]!) / 6;
    return Math.sign(t) * score;
  }

  private exact(t: number): number {
    return t === 0 ? 0 : normalScore(this.engine, 2 * pt(this.engine, -t, this.df), t);
  }
}
