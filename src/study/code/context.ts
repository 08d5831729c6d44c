/** What the writers of code share: what they write for, and what each gives for a call. */
import { NotSupported } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { breaksLine } from "../../base/printable.js";
import type { Table } from "../../data/table/table.js";
import type { StudyFile } from "../file/study-file.js";
import type { StageCall } from "../stages/stage.js";
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

/** Code of what a program has no line for since it has no column of this name. */
const NO_NAME = "code_name";
export const unnamed = (name: string): NotSupported => new NotSupported(NO_NAME, `\`${name}\``, { got: name });

/** What a program has no line for. */
export const unsupported = (what: string): NotSupported => new NotSupported("code_unsupported", what, { got: what });

/**
 * What `write` gives for `call`; where it throws NotSupported, or a word of the call would be more than itself in a line, a note that
 * `program` has no line for it.
 */
export function writtenIn(program: string, context: CodeContext, call: StageCall, write: () => Written): Written {
  const { language } = context;
  try {
    requireWords(call, context);
    return write();
  } catch (error) {
    if (!(error instanceof NotSupported)) throw error;
    const said = error.code === NO_NAME ? words.noName : words.notSupported;
    return { before: [], lines: [], notes: [said[language](error.message, program)] };
  }
}

/**
 * Throws NotSupported for what lines of a program would take for something else: a control character ends a line, a backslash a text later
 * than here. Names of columns are written by each program's own function.
 */
function requireWords({ formula, options }: StageCall, { file, data }: CodeContext): void {
  const { unit, time } = file.spec.panel;
  const texts = textsIn([formula, options, unit, time, data]);
  const broken = texts.find((text) => breaksLine(text) || text.includes("\\"));
  if (broken !== undefined) throw unsupported(JSON.stringify(broken));
  const { vcov = "" } = options;
  const isClusters = String(vcov).startsWith("cluster:");
  if (!isClusters && /[^\p{L}\p{M}\p{N}_.\s:+,^()=~-]/u.test(String(vcov))) throw unsupported(String(vcov));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
