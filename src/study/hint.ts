/**
 * Layer study. How a message about a wrong name ends: with the nearest known one, or with a full stop.
 */
import { didYouMean } from "../base/nearest.js";

/** `; did you mean 'x'?`, or `.` when nothing is near. */
export const hint = (name: string, known: readonly string[]): string => didYouMean(name, known) || ".";
