/**
 * Effects out of a column by alternating projections until nothing moves, in plain loops that share no code
 * with what is timed: the first step of references.
 */

/** Levels of each row, below `size`; some may have no row. */
export interface Codes {
  readonly codes: Uint32Array;
  readonly size: number;
}

/** A level mean below this moves nothing that is looked at. */
const STILL = 1e-14;
const MOST_SWEEPS = 2_000;

/** Takes the means by each effect in turn out of the kept rows of x, in place, until they are nothing. */
export function sweep(x: Float64Array, keep: Uint8Array, effects: readonly Codes[]): void {
  const counts = effects.map(({ codes, size }) => {
    const count = new Uint32Array(size);
    for (let i = 0; i < codes.length; i++) count[codes[i]!]! += keep[i]!;
    return count;
  });
  for (let sweeps = 0, moved = Infinity; moved > STILL && sweeps < MOST_SWEEPS; sweeps++) {
    moved = 0;
    effects.forEach(({ codes, size }, e) => {
      const means = new Float64Array(size);
      for (let i = 0; i < x.length; i++) if (keep[i] === 1) means[codes[i]!]! += x[i]!;
      for (let g = 0; g < size; g++) {
        if (counts[e]![g] === 0) continue;
        means[g]! /= counts[e]![g]!;
        moved = Math.max(moved, Math.abs(means[g]!));
      }
      for (let i = 0; i < x.length; i++) x[i]! -= means[codes[i]!]!;
    });
  }
}
