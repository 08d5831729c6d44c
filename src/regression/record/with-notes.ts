/**
 * A record with notes behind its own, as on its clusters; the record itself where there are none.
 */
import type { Note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { FitRecord } from "./fit-record.js";

export const withNotes = <R extends Pick<FitRecord, "notes">>(record: R, notes: readonly Note[]): R =>
  notes.length === 0 ? record : deepFreeze({ ...record, notes: [...record.notes, ...notes] });
