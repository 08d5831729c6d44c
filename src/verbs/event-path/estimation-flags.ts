/**
 * Flags by which a command that takes effects by event time estimates them first, where it is given data: those of `event-study` that
 * say what the treatment is, which rows are used and how errors are made.
 */
import { flags, options } from "../event-study/verb.js";

const { cohort, treat, never, ref, bin, vcov, weights, ssc, subset, fixefRm } = options;

/** Every option of the command `event-study`. */
export const eventStudyOptions = { ...options, ...flags };

export const estimationFlags = { cohort, treat, never, ref, bin, vcov, weights, ssc, subset, fixefRm, ...flags };
