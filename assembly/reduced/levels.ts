// Vectors over levels hold `lanes` numbers a level, one a column. What goes over levels takes four lanes at a time, in
// short runs of levels, so that the lines of a run are still in the first cache for the next four.

/** Levels of a run: five vectors of twelve lanes take 15 kB. */
// @ts-ignore: decorator
@inline export const LEVELS_AT_ONCE: usize = 32;
