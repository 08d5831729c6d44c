/**
 * Layer cli. A line of Stata in the place of a formula: translated, its options taken where no flag says otherwise, and the
 * translation told. Must not know how a model is estimated.
 */
import type { Command } from "commander";
import type { Note } from "../base/columns.js";
import { UsageError } from "../base/errors.js";
import { isStataLine } from "../formula/stata/command-names.js";
import { parseStata } from "../formula/stata/parse-stata.js";
import type { StataModel, StataOptions } from "../formula/stata/stata-model.js";
import { namedKeys } from "./panel-of.js";
import type { CommandIo } from "./shared.js";

/** Flags that an option of a line can stand for. */
interface TranslatedFlags {
  readonly vcov?: string;
  readonly ssc?: string;
  readonly fixefRm?: string;
  readonly weights?: string;
  readonly subset?: string;
  readonly panel?: string;
  readonly level?: number;
  readonly iv?: string;
  readonly orthog?: string;
  readonly model?: string;
}

/** What was typed, as a formula and flags; `notes` say how a line of Stata was read. */
export interface Asked<F> {
  readonly formula: string;
  readonly flags: F;
  readonly notes: readonly Note[];
}

/**
 * The formula and flags that `text` and `flags` ask for; a formula passes unchanged. `columns` are those of the data once
 * they are read; before, undefined where the line has names that need them.
 *
 * @throws as `parseStata`; UsageError `stata_verb` (the line is for another command), `stata_conflict` (it states what a flag
 *   says otherwise).
 */
export function askedFor<F extends TranslatedFlags>(
  verb: StataModel["verb"],
  text: string,
  flags: F,
  command: Command,
  columns?: readonly string[],
): Asked<F> | undefined {
  if (!isStataLine(text)) return { formula: text, flags, notes: [] };
  const model = translated(text, flags, columns);
  if (model === undefined) return undefined;
  if (model.verb !== verb) {
    throw new UsageError(
      "stata_verb",
      `A line of ${model.command} is estimated by 'wasmetrics ${model.verb}', not ${verb}; give it there, or: ${model.line}`,
      { got: model.command, expected: model.verb },
    );
  }
  const given = (name: string) => !["default", undefined].includes(command.getOptionValueSource(name));
  const asFlags = Object.entries(model.options).map(([name, value]) => [name, flagOf(value)] as const);
  for (const [name, value] of asFlags) {
    if (given(name) && model.stated.includes(name as keyof StataOptions)) requireSame(name, value, flags, model);
  }
  const taken = asFlags.filter(([name]) => !given(name));
  const kept = asFlags.filter(([name]) => given(name)).map(([name]) => name);
  return {
    formula: model.formula,
    flags: { ...flags, ...Object.fromEntries(taken) },
    notes: [translationNote(model, text, kept), ...model.notes],
  };
}

/** Tells on stderr how the line was read. */
export function tellTranslation({ notes }: Asked<unknown>, io: CommandIo): void {
  for (const { message } of notes) io.warn(`note: ${message}`);
}

/** Undefined before the data are read where the line needs their columns. */
function translated(
  text: string,
  { panel }: TranslatedFlags,
  columns: readonly string[] | undefined,
): StataModel | undefined {
  const keys = panel === undefined ? {} : { panel: namedKeys(panel) };
  try {
    return parseStata(text, { ...keys, ...(columns === undefined ? {} : { columns }) });
  } catch (error) {
    if (columns === undefined && error instanceof UsageError && error.code === "stata_columns") return undefined;
    throw error;
  }
}

type OptionValue = NonNullable<StataOptions[keyof StataOptions]>;

function flagOf(value: OptionValue): string | number {
  if (typeof value !== "object") return value;
  return "unit" in value ? `${value.unit},${value.time}` : value.join(",");
}

function requireSame(name: string, stated: string | number, flags: TranslatedFlags, { command }: StataModel): void {
  const got = flags[name as keyof TranslatedFlags];
  const plain = (value: unknown) => String(value).replaceAll(/\s/g, "");
  if (plain(got) === plain(stated)) return;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(
    "stata_conflict",
    `--${flag} ${got} contradicts the line of ${command}, which states ${stated}: leave one of them out.`,
    { got, expected: stated },
  );
}

function translationNote({ line, command }: StataModel, text: string, kept: readonly string[]): Note {
  const but = kept.length === 0 ? "" : ` (but for the flags given: ${kept.join(", ")})`;
  return {
    code: "stata_line",
    message: `the line of ${command} was read as: ${line}${but}`,
    detail: { stata: text, translation: line },
  };
}
