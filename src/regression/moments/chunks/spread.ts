/**
 * What sums of units say of all rows beside moments: means of the columns, how far units are spread about them, and how many units
 * each period has. With what products leave within units that is the spread of the rows, which R2 is a share of.
 */
import { type Units, unitNumbers } from "../../../engine/kernels/chunks.js";

const NO_CLUSTER = 0xffff_ffff;

export class UnitSpread {
  /** Weight of the rows; means of the columns, less the centre; sums of squares between units about the means. */
  private weight = 0;
  private readonly means: Float64Array;
  readonly between: Float64Array;
  /** Units that each period has. */
  readonly meetings: Uint32Array;

  constructor(
    private readonly p: number,
    m: number,
    /** Whether units of one row count. */
    private readonly single: boolean,
  ) {
    this.means = new Float64Array(p);
    this.between = new Float64Array(p);
    this.meetings = new Uint32Array(m);
  }

  /** Adds units, once their sums are means. */
  add(units: Units): void {
    const { p } = this;
    const [means, q] = [units.means.view(), unitNumbers(p)];
    const weights = this.weightsOf(units);
    const weight = weights.reduce((sum, one) => sum + one, 0);
    if (weight === 0) return;
    const all = this.weight + weight;
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let u = 0; u < weights.length; u++) if (weights[u] !== 0) sum += weights[u]! * means[u * q + j]!;
      const mean = sum / weight;
      let squares = 0;
      for (let u = 0; u < weights.length; u++) {
        if (weights[u] !== 0) squares += weights[u]! * (means[u * q + j]! - mean) ** 2;
      }
      // Chan, Golub & LeVeque (1983), The American Statistician 37(3), doi:10.1080/00031305.1983.10483115
      const apart = mean - this.means[j]!;
      this.between[j]! += squares + apart ** 2 * ((this.weight * weight) / all);
      this.means[j]! += apart * (weight / all);
    }
    this.weight = all;
  }

  /** Means of the columns, which `centre` was taken off. */
  about(centre: Float64Array<ArrayBufferLike>): number[] {
    return Array.from(this.means, (mean, j) => centre[j]! + mean);
  }

  /** Weights of the units that count, 0 for the others; counts their periods. */
  private weightsOf({ count, m, words, levels, masks, owners }: Units): Float64Array {
    const [owner, level, mask] = [owners.view(), levels.view(), masks.view()];
    const weights = new Float64Array(count);
    const met = new Uint32Array(m);
    for (let u = 0; u < count; u++) {
      if (owner[u] === NO_CLUSTER) continue;
      let [weight, nMet] = [0, 0];
      if (words > 0) {
        for (let word = 0; word < words; word++) {
          for (let bits = mask[u * words + word]!; bits !== 0; bits &= bits - 1) {
            met[nMet++] = 32 * word + 31 - Math.clz32(bits & -bits);
          }
        }
        weight = nMet;
      } else {
        for (let t = 0; t < m; t++) {
          const own = level[u * (m + 1) + t]!;
          if (own === 0) continue;
          weight += own;
          met[nMet++] = t;
        }
      }
      const rows = words > 0 ? nMet : level[u * (m + 1) + m]!;
      if (rows === 1 && !this.single) continue;
      weights[u] = weight;
      for (let k = 0; k < nMet; k++) this.meetings[met[k]!]!++;
    }
    return weights;
  }
}
