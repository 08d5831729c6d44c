/**
 * How far a result is from the reference: ||ours - reference|| / ||reference||, 2-norms, so that a fast
 * wrong answer shows in its row.
 */

/**
 * Relative distance of two vectors of equal length; the norm of the difference itself when the reference is zero. A NaN
 * in both is agreement (a mean of nothing); in one of them the distance is Number.MAX_VALUE, which JSON can hold.
 */
export function relativeDifference(ours: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (ours.length !== reference.length) return Number.MAX_VALUE;
  let differenceSquared = 0;
  let referenceSquared = 0;
  for (let i = 0; i < reference.length; i++) {
    const a = ours[i]!;
    const b = reference[i]!;
    if (Object.is(a, b)) {
      if (Number.isFinite(b)) referenceSquared += b * b;
      continue;
    }
    differenceSquared += (a - b) ** 2;
    referenceSquared += b * b;
  }
  const distance = Math.sqrt(differenceSquared) / (referenceSquared > 0 ? Math.sqrt(referenceSquared) : 1);
  return Number.isFinite(distance) ? distance : Number.MAX_VALUE;
}

/** Largest relative difference over pairs of vectors; 0 of nothing. */
export function largestDifference(ours: readonly ArrayLike<number>[], reference: readonly ArrayLike<number>[]): number {
  if (ours.length !== reference.length) return Number.MAX_VALUE;
  return reference.reduce<number>((worst, column, j) => Math.max(worst, relativeDifference(ours[j]!, column)), 0);
}
