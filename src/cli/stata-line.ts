/**
 * A line of Stata in the place of a formula: translated, its options taken where no flag says otherwise, and the
 * translation reported. Must not know how a model is estimated.
 */

import type { Command } from "commander";
import { UsageError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { flagText } from "../base/text.js";
import type { PanelKeys } from "../data/panel/panel.js";
import { isStataLine } from "../formula/stata/command-names.js";
import { STATA_NOTES } from "../formula/stata/messages.js";
import { parseStata } from "../formula/stata/parse-stata.js";
import type { StataModel, StataOptions } from "../formula/stata/stata-model.js";
import { namedKeys } from "../regression/options.js";
import { type DataFlags, readAndKeep } from "./open-data.js";
import { type CommonOptions, runCommand } from "./shared.js";

/** Flags that an option of a line can stand for. */
type TranslatedFlags = { readonly [Name in keyof StataOptions]?: unknown } & { readonly panel?: string | PanelKeys };

/** What runs a command: its data, formula and flags, and notes on how a line of Stata was read. */
type Run<F> = (data: string, formula: string, flags: F, notes: readonly Note[]) => Promise<void>;

/**
 * The action of `command` that takes a line of Stata for `verb` in the place of the formula: `run` is given what the line and
 * the flags ask for. Errors are printed as those of the command; the translation is reported on stderr.
 */
export function takingStata<F extends TranslatedFlags & CommonOptions & DataFlags>(
  verb: StataModel["verb"],
  command: Command,
  run: Run<F>,
): (data: string, text: string, flags: F) => Promise<void> {
  return async (data, text, flags) => {
    if (!isStataLine(text)) return run(data, text, flags, []);
    let asked: Asked<F> | undefined;
    await runCommand(flags, async (io) => {
      asked = askedFor(verb, await translated(data, text, flags), text, flags, command);
      for (const { message } of asked.notes) io.warn(`note: ${message}`);
    });
    if (asked !== undefined) await run(data, asked.formula, asked.flags, asked.notes);
  };
}

/** The record with notes on how it was asked for before its own. */
export const withNotes = <R extends { readonly notes: readonly Note[] }>(notes: readonly Note[], record: R): R =>
  notes.length === 0 ? record : { ...record, notes: [...notes, ...record.notes] };

/** What was typed, as a formula and flags. */
interface Asked<F> {
  readonly formula: string;
  readonly flags: F;
  readonly notes: readonly Note[];
}

/**
 * Throws UsageError `stata_verb` (the line is for another command), `stata_conflict` (it states what a flag says otherwise).
 */
function askedFor<F extends TranslatedFlags>(
  verb: StataModel["verb"],
  model: StataModel,
  text: string,
  flags: F,
  command: Command,
): Asked<F> {
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
  const taken = asFlags.filter(([name]) => !given(name)).map(([name, value]) => [name, asGiven(command, name, value)]);
  const kept = asFlags.filter(([name]) => given(name)).map(([name]) => name);
  return {
    formula: model.formula,
    flags: { ...flags, ...Object.fromEntries(taken) },
    notes: [translationNote(model, text, kept), ...model.notes],
  };
}

/**
 * The line's model, names completed by the columns of the data, which are read for it once it is known to be a line. Throws as
 * `parseStata`.
 */
async function translated(data: string, text: string, flags: TranslatedFlags & DataFlags): Promise<StataModel> {
  const keys =
    flags.panel === undefined ? {} : { panel: typeof flags.panel === "string" ? namedKeys(flags.panel) : flags.panel };
  try {
    parseStata(text, keys);
  } catch (error) {
    if (!(error instanceof UsageError && error.code === "stata_columns")) throw error;
  }
  const { names } = await readAndKeep(data, flags);
  return parseStata(text, { ...keys, columns: names });
}

/** What commander makes of `value` where it stands behind the flag of option `name`. */
function asGiven(command: Command, name: string, value: string | number | boolean): unknown {
  const parse = command.options.find((option) => option.attributeName() === name && option.parseArg !== undefined);
  return typeof value === "string" && parse ? parse.parseArg!(value, undefined) : value;
}

type OptionValue = NonNullable<StataOptions[keyof StataOptions]>;

function flagOf(value: OptionValue): string | number | boolean {
  if (typeof value !== "object") return value;
  return "unit" in value ? `${value.unit},${value.time}` : value.join(",");
}

function requireSame(
  name: string,
  stated: string | number | boolean,
  flags: TranslatedFlags,
  { command }: StataModel,
): void {
  const got = flagOf(flags[name as keyof TranslatedFlags] as OptionValue);
  const plain = (value: unknown) => String(value).replaceAll(/\s/g, "");
  if (plain(got) === plain(stated)) return;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(
    "stata_conflict",
    `${flagText(flag, String(got))} contradicts the line of ${command}, which states ${stated}: leave one of them out.`,
    { got, expected: stated },
  );
}

function translationNote({ line, command }: StataModel, text: string, kept: readonly string[]): Note {
  return note(STATA_NOTES, "stata_line", { stata: text, translation: line, command, kept });
}
