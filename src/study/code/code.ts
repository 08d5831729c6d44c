/** Code that gives the estimates of a stage again: commands of the library, lines of R, lines of Stata, each with the conventions that differ. */

import { NotSupported } from "../../base/errors.js";
import { flagText, shellWord } from "../../base/text.js";
import type { StudyFile } from "../file/study-file.js";
import type { StudyResult } from "../run-study.js";
import type { StageCall } from "../stages/stage.js";
import { commandText } from "./command-text.js";
import type { CodeContext } from "./context.js";
import { codeWords as words } from "./messages.js";
import { rLines } from "./r-lines.js";
import { stataLines } from "./stata-lines.js";

export type CodeLanguage = "command" | "stata" | "r";

/** Lines as they are typed, and what is to be said of them. */
export interface Code {
  readonly lines: string;
  readonly notes: readonly string[];
}

/** The command that runs the whole study, and writes panel.csv. */
export const studyCommand = ({ name, spec }: StudyFile): string =>
  `wasmetrics study ${shellWord(name)} ${flagText("out", spec.output)}`;

/** Code of the stage `name` of a study that was run; `command` is the study's own. */
export function stageCode(study: StudyResult, name: string, to: CodeLanguage, command: string): Code {
  const { file, panel } = study;
  const { language } = file.spec;
  const calls = study.calls[study.shown.findIndex((shown) => shown.name === name)] ?? [];
  const isOfRows = file.spec.stages[name]?.stage === "robustness";
  const context: CodeContext = { file, data: `${file.spec.output}/panel.csv`, sample: panel, language, isOfRows };
  const notes = [
    ...(calls.length === 0 ? [words.noCalls[language](name)] : []),
    ...(isOfRows && calls.length > 0 ? [words.someCalls[language]] : []),
  ];
  if (to === "command") return commandCode(calls, context, command, notes);
  return programCode(calls, context, to, notes);
}

/** The command that makes `call` of the sample the study wrote to the folder `out`. Throws NotSupported. */
export function callCommand({ file, panel }: StudyResult, call: StageCall, out: string): string {
  const { language } = file.spec;
  const data = `${out.replace(/\/$/, "")}/panel.csv`;
  return commandText(call, { file, data, sample: panel, language, isOfRows: false });
}

function commandCode(
  calls: readonly StageCall[],
  context: CodeContext,
  command: string,
  notes: readonly string[],
): Code {
  const { language } = context;
  const refused: string[] = [];
  const lines = calls.flatMap((call) => {
    try {
      return [...headOf(call, "#", context), commandText(call, context)];
    } catch (error) {
      if (!(error instanceof NotSupported)) throw error;
      refused.push(words.notSupported[language](error.message, "wasmetrics"));
      return [];
    }
  });
  return { lines: [`# ${words.sample[language]}`, command, ...lines].join("\n"), notes: [...notes, ...refused] };
}

const MARKS = { r: "#", stata: "*" } as const;

function programCode(
  calls: readonly StageCall[],
  context: CodeContext,
  to: "r" | "stata",
  notes: readonly string[],
): Code {
  const { language } = context;
  const writer = to === "r" ? rLines(context) : stataLines(context);
  const written = calls.map((call) => ({ call, ...writer(call) }));
  const before = [...new Set(written.flatMap((one) => one.before))];
  const lines = written.flatMap((one) =>
    one.lines.length === 0 ? [] : [...headOf(one.call, MARKS[to], context), ...one.lines],
  );
  return {
    lines: lines.length === 0 ? "" : [`${MARKS[to]} ${words.data[language]}`, ...before, ...lines].join("\n"),
    notes: [...new Set([...notes, ...written.flatMap((one) => one.notes)])],
  };
}

/** The comment that says which column it is, or which row of a table of variants. */
function headOf({ part }: StageCall, mark: string, { language, isOfRows }: CodeContext): string[] {
  if (part === null) return [""];
  return ["", `${mark} ${(isOfRows ? words.row : words.column)[language](part + 1)}`];
}
