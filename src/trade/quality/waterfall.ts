/**
 * Counts what each step leaves and takes, in rows and in export value, so that no row leaves unseen.
 */

import { compensatedSum } from "../../base/compensated-sum.js";
import { type Note, type NoteCode, type NoteDetail, note } from "../../base/messages.js";
import { STEPS } from "./messages.js";

/** A step: what is left after it, and what it took. Value is in the unit of the data. */
export interface WaterfallStep {
  /** What took rows, in words and as a code with its facts. */
  readonly step: string;
  readonly code: NoteCode;
  readonly detail?: NoteDetail;
  readonly rows: number;
  readonly value: number;
  readonly dropped_rows: number;
  readonly dropped_value: number;
}

/** Collects steps; each starts from what the one before left. */
export class Waterfall {
  private readonly taken: WaterfallStep[] = [];

  /** Starts with all rows and their value (missing and infinite values count as none). */
  constructor(rows: number, value: number) {
    this.taken.push({ ...stepOf(note(STEPS, "read")), rows, value, dropped_rows: 0, dropped_value: 0 });
  }

  get steps(): readonly WaterfallStep[] {
    return this.taken;
  }

  /** Takes away `rows` rows worth `value`, for the reason `step`. */
  drop(step: Note, rows: number, value: number): void {
    const before = this.taken.at(-1)!;
    const left = rows === 0 ? before.value : compensatedSum([before.value, -value]);
    this.taken.push({
      ...stepOf(step),
      rows: before.rows - rows,
      value: left,
      dropped_rows: rows,
      dropped_value: value,
    });
  }
}

const stepOf = ({ code, message: step, detail }: Note) =>
  detail === undefined ? { step, code } : { step, code, detail };
