// Vectors over levels hold `lanes` numbers a level, one a column. What goes over levels takes four lanes at a time, in
// short runs of levels, so that the lines of a run are still in the first cache for the next four.

/** Levels of a run: five vectors of twelve lanes take 15 kB. */
// @ts-ignore: decorator
@inline export const LEVELS_AT_ONCE: usize = 32;

/** Levels in a chunk of the sums over levels, which is a task. */
// @ts-ignore: decorator
@inline export const LEVELS_A_CHUNK: usize = 1024;

/** Bytes before the numbers of a level. `lanes`, a constant at each call, is 4, 8 or 12: no multiplication is left. */
// @ts-ignore: decorator
@inline export function levelPlace(lanes: usize, level: usize): usize {
  return lanes == 12 ? (level + (level << 1)) << 5 : level << (lanes == 4 ? 5 : 6);
}
