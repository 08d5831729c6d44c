/**
 * The command of a verb, made of its declaration: flags and help, and the one way from them to a result that is printed and written.
 */

import type { Command } from "commander";
import { columnFlag } from "../base/column-names.js";
import { UsageError } from "../base/errors.js";
import type { Note } from "../base/messages.js";
import { type Panel, type PanelKeys, panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import type { Options } from "../declare/option.js";
import type { Engine } from "../engine/kernels/engine.js";
import { parseFormula } from "../formula/parser.js";
import { keysFromEffects } from "../regression/frame/inputs.js";
import { namedKeys } from "../regression/options.js";
import type { AnyVerb, Earlier, Presentation } from "../verbs/verb.js";
import { addDeclared, declaredOptions, type Flags, sayFormerly } from "./declared-options.js";
import { interruptible } from "./interrupt.js";
import { fileArgument, fileOption } from "./named-files.js";
import {
  addEngineOptions,
  type EngineFlags,
  requireEngineFlags,
  runOnEngine,
  withFittingEngine,
  worksOnEngines,
} from "./on-engine.js";
import {
  addDataOptions,
  type DataFlags,
  dataArgument,
  openData,
  readOther,
  reportNeed,
  reportResult,
} from "./open-data.js";
import { processIo } from "./process-io.js";
import { addCommonOptions, type CommandIo, type CommonOptions, runCommand } from "./shared.js";
import { takingStata, withNotes } from "./stata-line.js";
import { addTableOptions, presentationOf, requireTableFormat, type TableFlags } from "./table-options.js";
import { requireFilePath, requireFolderPath } from "./write-outputs.js";
import { printPresentation, writeResult } from "./write-record.js";

/** Flags of every verb's command. */
export type VerbFlags = Flags &
  CommonOptions &
  TableFlags &
  DataFlags &
  EngineFlags & { readonly panel?: string | PanelKeys };

/** What the command of `verb` takes. */
const optionsOf = ({ options, flags = {} }: AnyVerb): Options => ({ ...options, ...flags });

/** A call of a command. */
export interface VerbCall {
  readonly verb: AnyVerb;
  /** The name it was called by. */
  readonly name: string;
  readonly data: string;
  readonly formula: string;
  readonly flags: VerbFlags;
  /** On how a line of Stata was read. */
  readonly notes: readonly Note[];
}

/** What a command does. */
export type Act = (call: VerbCall, io: CommandIo) => Promise<void>;

/** Adds the command of `verb`, which does `act`, and hidden ones by the names it had before. */
export function registerVerb(program: Command, verb: AnyVerb, act: Act = runVerb): void {
  addCommand(program, verb, verb.name, act);
  for (const former of verb.formerly ?? []) addCommand(program, verb, former, act);
}

function addCommand(program: Command, verb: AnyVerb, name: string, act: Act): void {
  const command = program
    .command(name.split(" ").at(-1)!, { hidden: name !== verb.name })
    .description(verb.description)
    .summary(verb.summary);
  if (verb.takes === "event-path") {
    command
      .addArgument(
        fileArgument(
          "read",
          "<data>",
          "record of did or event-study, as they write it with --json (.json); or data, before a formula",
        ),
      )
      .argument("[formula]", 'of event-study, "y ~ controls | unit + time", where data are given');
  } else if (verb.takes !== "nothing") command.addArgument(dataArgument(verb.alone ? "[data]" : "<data>"));
  if (verb.formula !== null) command.argument(verb.alone ? "[formula]" : "<formula>", verb.formula);
  if (verb.second !== undefined)
    command.addOption(
      fileOption("read", `--${verb.second.flag} <file>`, verb.second.description).makeOptionMandatory(),
    );
  addDeclared(command, optionsOf(verb)).addHelpText("after", helpAfter(verb));
  if (verb.takes === "event-path")
    command.option("--panel <unit,time>", "columns of unit and time (default: the two fixed effects)");
  if (verb.takes === "panel") {
    const source = verb.keysFromEffects ? "default: the two fixed effects" : "required";
    command.option("--panel <unit,time>", `columns of unit and time (${source})`);
  }
  if (verb.takes !== "nothing") addDataOptions(command);
  if (worksOnEngines(verb.name)) addEngineOptions(command);
  if (name !== verb.name) sayFormerly(command, `'${name}' is now '${verb.name}'`);
  addCommonOptions(verb.plainTables ? command : addTableOptions(command));
  const run = (data: string, formula: string, flags: VerbFlags, notes: readonly Note[]) =>
    runCommand(flags, (io) => act({ verb, name, data, formula, flags, notes }, io));
  const { stata } = verb;
  const taking = stata === undefined ? null : takingStata<VerbFlags>(stata, command, run);
  command.action(() => {
    const [data = "", formula = ""] = command.args;
    const flags = command.opts<VerbFlags>();
    return taking === null ? run(data, formula, flags, []) : taking(data, formula, flags);
  });
}

const helpAfter = ({ about, name, examples }: AnyVerb): string =>
  `\n${about === "" ? "" : `${about.trim()}\n\n`}Examples:\n${examples.map((example) => `  wasmetrics ${name} ${example}\n`).join("")}`;

/** Refuses what no data could serve, reads them, computes, and lets the result leave. */
export async function runVerb({ verb, name, data, notes, ...call }: VerbCall, io: CommandIo): Promise<void> {
  requireOutputs(verb, name, call.flags, io);
  const flags = worksOnEngines(verb.name) ? await withFittingEngine(verb.name, data, call.flags, io) : call.flags;
  const given = await declaredOptions(optionsOf(verb), flags);
  const earlier = verb.earlier?.(given) ?? null;
  if (earlier !== null)
    io.warn(`${earlier.flag} ${earlier.column} is now ${earlier.now}; the old form goes on working`);
  const options = earlier?.options ?? given;
  const [check, readKeys] = await Promise.all([verb.check(), verb.keys?.()]);
  const { formula, keys: above } = readKeys?.(call.formula) ?? { ...call, keys: undefined };
  const keys = verb.takes === "panel" ? keysOf(verb, formula, flags, above) : null;
  check(formula, options);
  if (worksOnEngines(verb.name)) requireEngineFlags(flags, flags);
  if (flags.engine !== undefined) {
    const made = await runOnEngine({ verb: verb.name, data, formula, keys, options, flags }, io);
    if (made !== undefined)
      await leaveWith(verb, name, await verb.present(), noted(notes, made.result), made.engine, flags, io);
    return;
  }
  const { engine, table } = await openData(data, flags, io);
  if (earlier !== null) requireOneMeaning(earlier, table);
  const [run, present] = await Promise.all([(verb.command ?? verb.run)(), verb.present()]);
  const rows = keys === null ? table : panel(table, keys);
  const second = verb.second === undefined ? [] : [await readOther(flags[verb.second.flag] as string, flags)];
  const inputs = [rows, ...second, ...(verb.formula === null ? [] : [formula])];
  const { replications } = processIo();
  if (!verb.hosts.includes("onProgress")) io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
  const result = await interruptible(flags.keepPartial === true, io, async ({ onProgress, ...stopping }) =>
    run(engine, ...inputs, {
      ...options,
      ...stopping,
      ...(verb.hosts.includes("onProgress") ? { onProgress } : {}),
      ...(verb.hosts.includes("onEstimate") ? { onEstimate: reportNeed(io) } : {}),
      ...(replications !== undefined && verb.hosts.includes("replications") ? { replications } : {}),
    }),
  );
  await leaveWith(verb, name, present, noted(notes, result), engine, flags, io);
}

/** Presents a result and lets it leave. */
async function leaveWith(
  verb: AnyVerb,
  name: string,
  present: Awaited<ReturnType<AnyVerb["present"]>>,
  result: unknown,
  engine: Engine,
  flags: VerbFlags,
  io: CommandIo,
): Promise<void> {
  const presented = present(result);
  reportResult(presented.record, engine, io);
  await leave(verb, name, presented, flags, io);
}

/** Throws what `--format` and `--out` are refused for, before anything is read or computed; names that have changed are said. */
export function requireOutputs(verb: AnyVerb, name: string, flags: VerbFlags, io: CommandIo): void {
  for (const words of flags.formerly ?? []) io.warn(words);
  requireTableFormat(name, flags);
  if (flags.out === undefined) return;
  if (verb.out === "file") requireFilePath(flags.out);
  else requireFolderPath(flags.out, verb.files ?? []);
}

/** Lets a result leave, printed and written as the verb declares. */
export function leave(
  verb: AnyVerb,
  name: string,
  presented: Presentation,
  flags: VerbFlags,
  io: CommandIo,
): Promise<void> {
  if (verb.out === "file") return printPresentation(presented, flags, io);
  return writeResult(verb.filesNamed ?? name, presented, flags, io, presentationOf(flags));
}

/** Rows of `table` with the unit and time that --panel or the effects of `formula` name. */
export const panelOf = (verb: AnyVerb, table: Table, formula: string, flags: VerbFlags): Panel =>
  panel(table, keysOf(verb, formula, flags));

/**
 * The columns of unit and time, known before data are read: those of --panel, or of `xtset` above the formula. Throws UsageError
 * `panel_keys`, `stata_conflict`, and as `parseFormula`.
 */
function keysOf(
  { name, keysFromEffects: fromEffects }: AnyVerb,
  formula: string,
  { panel }: VerbFlags,
  above: Partial<PanelKeys> = {},
): PanelKeys {
  const { unit, time } = above;
  if (panel !== undefined) {
    const given = typeof panel === "string" ? namedKeys(panel) : panel;
    if (unit === undefined || (given.unit === unit && given.time === time)) return given;
    const message = `${columnFlag("panel", given.unit, given.time)} contradicts xtset ${unit} ${time ?? ""}: leave one of them out.`;
    throw new UsageError("stata_conflict", message, { got: panel, expected: above });
  }
  if (unit !== undefined && time !== undefined) return { unit, time };
  if (fromEffects) return keysFromEffects(parseFormula(formula));
  throw new UsageError("panel_keys", `${name} needs the columns of unit and time, such as --panel firm,year.`, {
    got: undefined,
    expected: "unit,time",
  });
}

type Noted = { readonly notes: readonly Note[] };

/** A record, or what has one or several, with notes on how it was asked for. */
function noted(notes: readonly Note[], result: unknown): unknown {
  if (notes.length === 0) return result;
  const whole = result as Noted | { readonly record: Noted } | { readonly fits: readonly Noted[] };
  if ("fits" in whole) return { ...whole, fits: whole.fits.map((fit) => withNotes(notes, fit)) };
  return "record" in whole ? { ...whole, record: withNotes(notes, whole.record) } : withNotes(notes, whole);
}

/** Throws UsageError `option_meaning` where the data have a column of the name that an option once took for something else. */
function requireOneMeaning({ flag, column, now }: Earlier<object>, { names, source }: Table): void {
  if (!names.includes(column)) return;
  throw new UsageError(
    "option_meaning",
    `${flag} ${column} can mean two things: ${now}, as it did before, or the column '${column}' of ${source.name}. Write ${now}, or give the column another name.`,
    { got: column, expected: [now, "a column by another name"] },
  );
}
