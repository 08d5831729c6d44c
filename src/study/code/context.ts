/** What the writers of code share: what they write for, and what each gives for a call. */
import { NotSupported } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { StudyFile } from "../file/study-file.js";
import { codeWords as words } from "./messages.js";

/** What code is made for. */
export interface CodeContext {
  readonly file: StudyFile;
  /** Path of the sample the study writes. */
  readonly data: string;
  readonly sample: Table;
  readonly language: Language;
  /** Whether estimates are rows of the table, as variants are. */
  readonly isOfRows: boolean;
}

/** What a program gives for one call: lines, notes, and lines that stand once before all. Throws NotSupported. */
export interface Written {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** What a program has no line for. */
export const unsupported = (what: string): NotSupported => new NotSupported("code_unsupported", what, { got: what });

/** What `write` gives; where it throws NotSupported, a note that `program` has no line for it. */
export function writtenIn(program: string, { language }: CodeContext, write: () => Written): Written {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof NotSupported)) throw error;
    return { before: [], lines: [], notes: [words.notSupported[language](error.message, program)] };
  }
}
