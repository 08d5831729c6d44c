/**
 * Layer formula. A line of Stata to a model of ours: `reghdfe y x, absorb(a i.t) vce(cluster i)`, with `xtset id year` on a line
 * before where lags or xtreg need the panel. Written from the commands' documented syntax. Must not know estimation.
 */
import { didYouMean } from "../../base/nearest.js";
import { columnNamed, type KnownColumns } from "./column-names.js";
import type { CommandContext } from "./command-context.js";
import { type CommandLine, readCommand } from "./command-line.js";
import { COMMAND_NAMES, type CommandName, commandNamed } from "./command-names.js";
import { readIvreg2, readIvregress } from "./commands/ivregress.js";
import { readPoisson, readPpmlhdfe } from "./commands/poisson.js";
import { readIvreghdfe, readReghdfe } from "./commands/reghdfe.js";
import { readAreg, readRegress } from "./commands/regress.js";
import { readXtreg } from "./commands/xtreg.js";
import { readGivenOptions } from "./options.js";
import { readScript } from "./script.js";
import { type ModelParts, type StataModel, type StataPanel, stataModel } from "./stata-model.js";
import { wordsOf } from "./stata-text.js";

export interface StataReading {
  /** The data's columns in their order: names are checked, and `x*` and `x1-x9` may stand. */
  readonly columns?: readonly string[];
  /** Unit and time, where the text does not declare them by xtset. */
  readonly panel?: StataPanel;
}

const COMMANDS: Readonly<Record<CommandName, (context: CommandContext) => ModelParts>> = {
  regress: readRegress,
  areg: readAreg,
  xtreg: readXtreg,
  reghdfe: readReghdfe,
  ivreghdfe: readIvreghdfe,
  ivreg2: readIvreg2,
  ivregress: readIvregress,
  poisson: readPoisson,
  ppmlhdfe: readPpmlhdfe,
};

/**
 * The model a line of Stata asks for, with the options that give its numbers.
 *
 * @param text one estimation command, `xtset` before it where needed; comments and `///` as in a do-file.
 * @throws UsageError with a caret under the place (`stata_command`, `stata_name`, `stata_varlist`, `stata_option`, ...);
 *   NotSupported for what is known to Stata and not translated, with what to do instead.
 */
export function parseStata(text: string, { columns, panel }: StataReading = {}): StataModel {
  let declared = panel;
  let parts: ModelParts | undefined;
  for (const command of readScript(text)) {
    const line = readCommand(command);
    if (parts !== undefined) {
      const message = "one command is translated at a time; this is a second one.";
      throw command.fail("stata_command", message, line.word.start, { got: line.word.text });
    }
    if (line.word.text === "xtset" || line.word.text === "tsset") declared = readPanel(line, columns);
    else parts = COMMANDS[nameOf(line)]({ line, columns, panel: declared });
  }
  if (parts !== undefined) return stataModel(parts);
  const [first] = readScript(text);
  throw first!.fail("stata_command", "xtset declares the panel; a command that estimates has to follow it.", 0, {
    expected: COMMAND_NAMES,
  });
}

function nameOf({ text, word }: CommandLine): CommandName {
  const name =
    commandNamed(word.text) ?? (word.text === "xtabond2" ? undefined : commandNamed(word.text.toLowerCase()));
  if (name !== undefined && commandNamed(word.text) !== undefined) return name;
  const known = [...COMMAND_NAMES, "xtset"];
  if (word.text === "xtabond2") {
    throw text.refuse("stata_command", "xtabond2 belongs to the command pgmm, which takes its lines.", word.start);
  }
  const data = /^(g|gen|generate|egen|replace|use|import|keep|drop|sort|by|bysort|merge|reshape|set|clear)$/;
  const hint = data.test(word.text)
    ? "; prepare the data before, and give one estimation command."
    : didYouMean(word.text, known);
  const tail = hint === "." ? `; known are ${known.join(", ")}.` : hint;
  throw text.fail("stata_command", `'${word.text}' is not a command that is translated${tail}`, word.start, {
    got: word.text,
    expected: known,
  });
}

/** `xtset id year`, `xtset id`. */
function readPanel(line: CommandLine, columns: KnownColumns): StataPanel {
  const { text, variables, condition, weight } = line;
  readGivenOptions(line, {
    ...Object.fromEntries(
      ["yearly", "quarterly", "monthly", "weekly", "daily", "generic"].map((unit) => [
        unit,
        { letters: 1, ignored: true },
      ]),
    ),
    delta: { letters: 3, takes: "argument", instead: "periods are whole numbers one apart" },
    format: { letters: 3, takes: "argument", ignored: true },
  });
  const extra = condition ?? weight;
  if (extra !== undefined) throw text.fail("stata_panel", "xtset takes unit and time alone.", extra.start);
  const [unit, time, third] = wordsOf(variables);
  if (unit === undefined || third !== undefined) {
    throw text.fail("stata_panel", "xtset takes a unit and a time, as in xtset id year.", (third ?? variables).start, {
      got: variables.text,
      expected: "xtset unit time",
    });
  }
  return {
    unit: columnNamed(text, unit, columns),
    ...(time === undefined ? {} : { time: columnNamed(text, time, columns) }),
  };
}
