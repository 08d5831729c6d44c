/**
 * What a reader of a mediation analysis must know: assumptions, draws left out, what is not claimed.
 */

import { type Note, note } from "../../base/messages.js";
import { partialNote } from "../bootstrap/plan.js";
import { MEDIATION_NOTES } from "./messages.js";

/** The assumptions no data can test, and the draws. */
export function mediationNotes(
  { requested, done, used }: { readonly requested: number; readonly done: number; readonly used: number },
  isPartial: boolean,
  nMediators: number,
): Note[] {
  return [
    ...assumptionNotes(nMediators),
    ...(isPartial ? [partialNote(done, requested)] : []),
    ...(used < done ? [note(MEDIATION_NOTES, "mediation_undefined", { draws: done - used, of: done })] : []),
  ];
}

/** What no data can test. */
export const assumptionNotes = (mediators: number): Note[] => [
  note(MEDIATION_NOTES, "mediation_assumptions"),
  note(MEDIATION_NOTES, "mediation_linear"),
  note(MEDIATION_NOTES, "mediation_reading", { mediators }),
];
