/**
 * What the stage `referee` makes, known before anything runs: its table, and a figure for each of these questions.
 */
import type { Exhibits } from "../stage.js";
import type { FiguredQuestion } from "./messages.js";

/** Questions with a figure, in the order of their numbers. */
export const FIGURED: readonly FiguredQuestion[] = ["power", "violation", "specifications", "omitted", "influence"];

export const refereeExhibits = (): Exhibits => ({ tables: ["main"], figures: FIGURED.map(() => "supporting") });
