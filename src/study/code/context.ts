/** What the writers of code share: what they write for, and what each gives for a call. */
import type { Language } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { StudyFile } from "../file/study-file.js";

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
