/**
 * The grid by which passes over ordered groups are cut into tasks: slabs of whole groups, fixed by the
 * data and never by the number of threads. Knows nothing of what is done in them.
 */
/** Rows that are worth a task of their own. */
const FEWEST_ROWS = 16_384;
/** Rows a slab has for each number it makes, so that adding up parts stays small beside making them. */
const ROWS_A_CELL = 16;
const MOST_SLABS = 32;

/**
 * First group of each slab, and the number of groups at the end: slab s owns groups starts[s] .. starts[s+1]-1, of
 * about equally many rows.
 *
 * @param offsets u32[nGroups+1]
 * @param cells numbers each slab makes
 */
export function slabStarts(nGroups: number, offsets: ArrayLike<number>, cells: number): readonly number[] {
  const n = offsets[nGroups] ?? 0;
  const fit = Math.floor(n / Math.max(FEWEST_ROWS, ROWS_A_CELL * cells));
  const nSlabs = Math.max(1, Math.min(MOST_SLABS, fit));
  return cutGroups(nGroups, offsets, nSlabs);
}

/**
 * First group of each of `nSlabs` slabs of about equally many rows (or cells), and the number of groups at the end: slab s
 * begins at the first group whose rows begin at its share of all or later.
 */
export function cutGroups(nGroups: number, offsets: ArrayLike<number>, nSlabs: number): readonly number[] {
  const n = offsets[nGroups] ?? 0;
  const starts = Array.from({ length: nSlabs }, (_, s) => {
    let [low, high] = [0, nGroups];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets[middle]! * nSlabs < s * n) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return [...starts, nGroups];
}
