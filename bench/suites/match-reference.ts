/**
 * The nearest control of each treated unit by plain code that shares none with what is timed: controls in order of
 * their score by the host's sort; with replacement both groups are gone through once side by side; without, a tree of how many
 * controls are left finds the next one either way. Scores are continuous: no two are alike.
 */
import { type Matched, type MatchJob, NONE } from "./match-jobs.js";

export function plainMatch({ problem, replace, caliper }: MatchJob): Matched {
  const { n, treated, score } = problem;
  const byScore = (wanted: number) =>
    Uint32Array.from(Array.from({ length: n }, (_, i) => i).filter((i) => treated[i] === wanted)).sort(
      (a, b) => score[a]! - score[b]!,
    );
  const [units, controls] = [byScore(1), byScore(0)];
  const control = new Uint32Array(n).fill(NONE);
  const weights = new Float64Array(n);
  const match = (unit: number, place: number) => {
    if (place < 0 || Math.abs(score[controls[place]!]! - score[unit]!) > caliper) return false;
    control[unit] = controls[place]!;
    weights[unit] = 1;
    weights[controls[place]!]!++;
    return true;
  };
  const nearer = (unit: number, below: number, above: number) => {
    if (below < 0 || above >= controls.length) return below < 0 ? (above < controls.length ? above : -1) : below;
    const [down, up] = [score[unit]! - score[controls[below]!]!, score[controls[above]!]! - score[unit]!];
    return down <= up ? below : above;
  };
  // the number of controls with a lower score than each treated unit
  const lower = new Uint32Array(n);
  let at = 0;
  for (const unit of units) {
    while (at < controls.length && score[controls[at]!]! < score[unit]!) at++;
    lower[unit] = at;
  }
  if (replace) {
    for (const unit of units) match(unit, nearer(unit, lower[unit]! - 1, lower[unit]!));
    return { control, weights };
  }
  const left = new Remaining(controls.length);
  for (let unit = 0; unit < n; unit++) {
    if (treated[unit] !== 1) continue;
    const before = left.countBelow(lower[unit]!);
    const place = nearer(unit, left.select(before - 1), left.select(before));
    if (match(unit, place)) left.remove(place);
  }
  return { control, weights };
}

/**
 * Which of `size` places are left, as sums over ranges that end at a place. Source: Fenwick (1994), Software: Practice and
 * Experience 24(3), doi:10.1002/spe.4380240306.
 */
class Remaining {
  readonly #sums: Int32Array;
  #count: number;

  constructor(private readonly size: number) {
    this.#sums = new Int32Array(size + 1);
    for (let i = 1; i <= size; i++) this.#sums[i] = i & -i;
    this.#count = size;
  }

  remove(place: number): void {
    for (let i = place + 1; i <= this.size; i += i & -i) this.#sums[i]!--;
    this.#count--;
  }

  /** How many places below `place` are left. */
  countBelow(place: number): number {
    let count = 0;
    for (let i = place; i > 0; i -= i & -i) count += this.#sums[i]!;
    return count;
  }

  /** The place that `rank` others that are left come before: -1 for a rank below 0, `size` for one too large. */
  select(rank: number): number {
    if (rank < 0) return -1;
    if (rank >= this.#count) return this.size;
    let [at, rest] = [0, rank + 1];
    for (let step = 2 ** Math.floor(Math.log2(this.size)); step >= 1; step /= 2) {
      if (at + step > this.size || this.#sums[at + step]! >= rest) continue;
      at += step;
      rest -= this.#sums[at]!;
    }
    return at;
  }
}
