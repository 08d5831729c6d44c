/**
 * The spread of many numbers over draws, each draw added as it comes: standard deviations without keeping the
 * draws. Numbers are taken as differences from what they are on the data, so that squares do not cancel.
 */
export class SpreadByCell {
  private readonly count: Uint32Array;
  private readonly sum: Float64Array;
  private readonly squares: Float64Array;

  /** `centre` holds the numbers on the data; one that is NaN there is centred at 0. */
  constructor(readonly centre: Float64Array) {
    this.count = new Uint32Array(centre.length);
    this.sum = new Float64Array(centre.length);
    this.squares = new Float64Array(centre.length);
  }

  /** Takes a draw in; NaN is no number. */
  add(values: Float64Array): void {
    for (let c = 0; c < values.length; c++) {
      const difference = values[c]! - (this.centre[c]! || 0);
      if (Number.isNaN(difference)) continue;
      this.count[c]!++;
      this.sum[c]! += difference;
      this.squares[c]! += difference * difference;
    }
  }

  /** Draws that have each number. */
  get counts(): Uint32Array {
    return this.count;
  }

  /** Standard deviations with B - 1; NaN of fewer than two. */
  get standardDeviations(): Float64Array {
    return Float64Array.from(this.count, (n, c) => {
      if (n < 2) return Number.NaN;
      return Math.sqrt(Math.max(0, this.squares[c]! - this.sum[c]! ** 2 / n) / (n - 1));
    });
  }
}
