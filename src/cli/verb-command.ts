/**
 * The command of a verb, made of its declaration: flags and help, and the one way from them to a result that is printed and written.
 */
import type { Command } from "commander";
import { UsageError } from "../base/errors.js";
import type { Table } from "../data/table/table.js";
import type { AnyVerb, Earlier } from "../verbs/verb.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "./data-options.js";
import { addDeclared, declaredOptions, type Flags, sayFormerly } from "./declared-options.js";
import { interruptible } from "./interrupt.js";
import { openData } from "./open-data.js";
import { addCommonOptions, type CommandIo, type CommonOptions, runCommand } from "./shared.js";
import { requireTableFormat } from "./table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "./table-options.js";
import { requireFolderPath } from "./write-outputs.js";
import { writeResult } from "./write-record.js";

type VerbFlags = Flags & CommonOptions & TableFlags & DataFlags;

/** Adds the command of `verb`, and hidden ones by the names it had before. */
export function registerVerb(program: Command, verb: AnyVerb): void {
  addCommand(program, verb, verb.name);
  for (const former of verb.formerly ?? []) addCommand(program, verb, former);
}

function addCommand(program: Command, verb: AnyVerb, name: string): void {
  const command = program
    .command(name, { hidden: name !== verb.name })
    .description(verb.description)
    .argument("<data>", DATA_ARGUMENT);
  if (verb.formula !== null) command.argument("<formula>", verb.formula);
  addDeclared(command, verb.options).addHelpText("after", helpAfter(verb));
  addDataOptions(command);
  if (name !== verb.name) sayFormerly(command, `'${name}' is now '${verb.name}'`);
  addCommonOptions(addTableOptions(command)).action(() => {
    const flags = command.opts<VerbFlags>();
    return runCommand(flags, (io) => act(verb, name, command.args, flags, io));
  });
}

const helpAfter = ({ about, name, examples }: AnyVerb): string =>
  `\n${about.trim()}\n\nExamples:\n${examples.map((example) => `  wasmetrics ${name} ${example}\n`).join("")}`;

/** Refuses what no data could serve, reads them, computes, and lets the result leave. */
async function act(
  verb: AnyVerb,
  name: string,
  [data, formula = ""]: readonly string[],
  flags: VerbFlags,
  io: CommandIo,
) {
  for (const words of flags.formerly ?? []) io.warn(words);
  requireTableFormat(name, flags);
  const given = await declaredOptions(verb.options, flags);
  const earlier = verb.earlier?.(given) ?? null;
  if (earlier !== null)
    io.warn(`${earlier.flag} ${earlier.column} is now ${earlier.now}; the old form goes on working`);
  const options = earlier?.options ?? given;
  const check = await verb.check();
  check(formula, options);
  if (flags.out !== undefined) requireFolderPath(flags.out, verb.files);
  const { engine, table } = await openData(data!, flags, io);
  if (earlier !== null) requireOneMeaning(earlier, table);
  const [run, present] = await Promise.all([verb.run(), verb.present()]);
  const inputs = verb.formula === null ? [table] : [table, formula];
  const result = await interruptible(flags.keepPartial === true, io, async (long) =>
    run(engine, ...inputs, { ...options, ...long }),
  );
  await writeResult(name, present(result), flags, io, presentationOf(flags));
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
